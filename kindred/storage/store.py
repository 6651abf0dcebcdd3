"""Everything that is kept, in parts on one database.

No table has a column for a member: not an id, not a name, not what somebody opened.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from kindred.storage.database import Database, moment, seconds
from kindred.storage.departures import Departures
from kindred.storage.guild_rows import delete_rows_of, rows_of
from kindred.storage.guild_settings import SettingsTable
from kindred.storage.ledger import Ledger
from kindred.storage.meta import Meta
from kindred.storage.notices import Notices
from kindred.storage.own_texts import UNDO, OwnTexts
from kindred.storage.schedules import Schedules


class Store:
    """The parts, and what concerns several of them. Make one with `Store.open`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.meta = Meta(database)
        self.settings = SettingsTable(database)
        self.own_texts = OwnTexts(database)
        self.notices = Notices(database)
        self.schedules = Schedules(database)
        self.ledger = Ledger(database, self.schedules)
        self.departures = Departures(database, self.schedules)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path | str) -> AsyncGenerator["Store"]:
        """Opens (or makes) the database, and closes it at the end. Raises CannotOpen."""
        async with Database.open(path) as database:
            yield cls(database)

    async def ids_in_use(self) -> list[int]:
        """Every channel and role that a weekly post or a notice needs."""
        return [*await self.schedules.ids_in_use(), *await self.settings.notice_channels()]

    async def rows_of(self, guild_id: int) -> dict[str, list[dict[str, Any]]]:
        """All rows of a server, by table, each with the names of its columns."""
        return await rows_of(self._db, guild_id)

    async def delete_guild(self, guild_id: int) -> None:
        """Deletes all rows of a server, also from the disk, and forgets what was in memory of it."""
        await self._delete_guild(guild_id)
        await self._db.empty_log()

    async def _delete_guild(self, guild_id: int) -> None:
        await delete_rows_of(self._db, guild_id)
        self.settings.forget(guild_id)
        self.own_texts.forget(guild_id)

    async def purge(self, now: datetime) -> None:
        """Deletes what is no longer needed: what was removed, servers left long ago, old rows of the ledger.

        `now` comes from a clock that can be believed: what is deleted does not come back.
        """
        await self._pull_back(now)
        for guild_id in await self.departures.long_gone(now):
            await self._delete_guild(guild_id)
        await self.purge_removed(now)
        await self.ledger.purge(now)
        await self._db.empty_log()

    async def _pull_back(self, now: datetime) -> None:
        """What was removed or left by a clock that ran ahead was so now: otherwise it would be kept until then."""
        times = (("schedules", "removed_at"), ("own_texts", "removed_at"), ("departures", "left_at"))
        for table, column in times:
            await self._db.change(f"UPDATE {table} SET {column} = ? WHERE {column} > ?", seconds(now), seconds(now))

    async def purge_removed(self, now: datetime) -> datetime | None:
        """Deletes what was removed and can no longer be undone, also from the disk; gives when there is more to do."""
        before = await self._first_removed()
        if before is None or now <= before + UNDO:
            return before and before + UNDO
        await self.schedules.purge(now)
        await self.own_texts.purge(now)
        first = await self._first_removed()
        if first != before:
            await self._db.empty_log()
        # A post that is still looked for keeps its schedule, for as long as that takes.
        return first + UNDO if first and first + UNDO >= now else None

    async def _first_removed(self) -> datetime | None:
        tables = ("schedules", "own_texts")
        found = [await self._db.rows(f"SELECT min(removed_at) FROM {table} WHERE removed_at > 0") for table in tables]
        times = [at for [(at,)] in found if at is not None]
        return moment(min(times)) if times else None

    async def follow_zone_data(self, version: str, now: datetime) -> None:
        """Sets what comes next anew where the data on time zones are of another version than before."""
        if await self.meta.get("zone data") != version:
            await self.schedules.derive_again(now)
            await self.meta.set("zone data", version)
