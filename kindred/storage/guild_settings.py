"""What a server's moderators have set."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from kindred.storage.database import Database
from kindred.storage.settings_rows import DEFAULTS, FORMATS, GuildSettings, from_column, to_column

CACHED = 20_000  # servers whose settings are in memory at once, a few hundred bytes each


class SettingsTable:
    """The settings of each server, in memory once they were read, so that an answer waits for no disk."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._cache: dict[int, GuildSettings] = {}

    async def of(self, guild_id: int) -> GuildSettings:
        """A server's settings."""
        known = self._cache.get(guild_id)
        if known is None:
            read = await self._read(guild_id)
            if len(self._cache) >= CACHED:
                self._cache.clear()
            # What a change has put there in the meantime is newer than what was read.
            known = self._cache.setdefault(guild_id, read)
        return known

    async def change(self, guild_id: int, **changes: Any) -> GuildSettings:
        """Changes some of a server's settings; gives them as they were before."""
        async with self._db.transaction():
            before = await self._read(guild_id)
            after = replace(before, **changes)
            await self._db.execute("DELETE FROM guild_settings WHERE guild_id = ?", guild_id)
            if after != DEFAULTS:
                await self._db.execute(
                    f"INSERT INTO guild_settings (guild_id, {', '.join(FORMATS)}) VALUES (?{', ?' * len(FORMATS)})",
                    guild_id,
                    *(to_column(name, getattr(after, name)) for name in FORMATS),
                )
        self._cache[guild_id] = after
        return before

    async def notice_channels(self) -> list[int]:
        """Every channel that gets notices."""
        return [id for (id,) in await self._db.rows("SELECT notices FROM guild_settings WHERE notices IS NOT NULL")]

    def forget(self, guild_id: int) -> None:
        """Takes a server whose rows were deleted for one that never opened `/settings`."""
        self._cache[guild_id] = DEFAULTS

    async def _read(self, guild_id: int) -> GuildSettings:
        rows = await self._db.rows(f"SELECT {', '.join(FORMATS)} FROM guild_settings WHERE guild_id = ?", guild_id)
        if not rows:
            return DEFAULTS
        given: dict[str, Any] = {}
        for name, column in zip(FORMATS, rows[0], strict=True):
            with suppress(ValueError):  # what cannot be read is as if it had never been set: /find-help must answer
                given[name] = from_column(name, column)
        return GuildSettings(**given)
