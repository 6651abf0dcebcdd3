"""What the bot remembers about itself: single values under keys."""

from kindred.storage.database import Database


class Meta:
    """Values by key, such as what was last told to Discord."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, key: str) -> str | None:
        """What is kept under a key, or None."""
        rows = await self._db.rows("SELECT value FROM meta WHERE key = ?", key)
        return rows[0][0] if rows else None

    async def set(self, key: str, value: str) -> None:
        """Keeps a value under a key, in place of what was there."""
        await self._db.change(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            value,
        )
