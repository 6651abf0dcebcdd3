"""Servers that the bot left: their schedules stop at once, and go on if it comes back in time.

When it left decides when the rows are deleted, so `now` is the time by Discord's clock where this machine's is wrong.
"""

from datetime import datetime, timedelta

from kindred.storage.database import Database, seconds
from kindred.storage.guild_rows import TABLES_WITH_GUILD_ID
from kindred.storage.schedules import Schedules

PORTION = 50  # servers that one transaction changes: claims wait for it
RETURN = timedelta(days=30)  # how long a server's rows wait for the bot to come back


class Departures:
    """Which servers the bot has left, and when."""

    def __init__(self, database: Database, schedules: Schedules) -> None:
        self._db = database
        self._schedules = schedules

    async def leave(self, guild_id: int, now: datetime) -> None:
        """Stops a server's schedules at once."""
        async with self._db.transaction():
            await self._leave(guild_id, now)

    async def rejoin(self, guild_id: int, now: datetime) -> None:
        """Restores the schedules of a server that the bot came back to."""
        async with self._db.transaction():
            await self._rejoin(guild_id, now)

    async def reconcile(self, present: set[int], shard_id: int, shard_count: int, now: datetime) -> None:
        """Compares the store with one shard's servers: leaving or joining while the bot was away sent no event."""
        every = " UNION ".join(f"SELECT guild_id FROM {table}" for table in TABLES_WITH_GUILD_ID)
        rows = await self._db.rows(
            f"SELECT guild_id, guild_id IN (SELECT guild_id FROM departures) FROM ({every})"
            " WHERE (guild_id >> 22) % ? = ?",
            shard_count,
            shard_id,
        )
        changed = [(guild_id, left) for guild_id, left in rows if (guild_id in present) == bool(left)]
        for n in range(0, len(changed), PORTION):
            async with self._db.transaction():
                for guild_id, left in changed[n : n + PORTION]:
                    await (self._rejoin(guild_id, now) if left else self._leave(guild_id, now))

    async def long_gone(self, now: datetime) -> list[int]:
        """The servers whose rows have waited long enough."""
        rows = await self._db.rows("SELECT guild_id FROM departures WHERE left_at < ?", seconds(now - RETURN))
        return [guild_id for (guild_id,) in rows]

    async def _leave(self, guild_id: int, now: datetime) -> None:
        sql = "INSERT INTO departures (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
        await self._db.execute(sql, guild_id, seconds(now))
        await self._schedules.suspend_all(guild_id, now)

    async def _rejoin(self, guild_id: int, now: datetime) -> None:
        await self._db.execute("DELETE FROM departures WHERE guild_id = ?", guild_id)
        await self._schedules.unsuspend_all(guild_id, now)
