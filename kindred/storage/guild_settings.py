"""What a server's moderators have set, and everything that is kept about a server: shown, and deleted."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any

import aiosqlite

from kindred.storage.database import Database

REMEMBERED = 20_000  # servers whose settings are in memory at once, a few hundred bytes each


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The settings of one server. One that never opened `/settings` has the defaults."""

    language: str | None = None
    """A folder of `content/`; None: the server's own language, as Discord tells it."""
    country: str | None = None
    """The code of the country that `/find-help` opens with."""
    note: str | None = None
    """What the moderators write below the helplines."""
    sharing: tuple[int, ...] | None = None
    """The channels where cards may be shared; None: all; empty: none."""
    notices: int | None = None
    """The channel that is told when reminders fail."""
    hidden: frozenset[str] = frozenset()
    """The ids of the entries that are put away."""

    def pack(self, name: str) -> str:
        """One setting as a text, for a column or a custom_id; `-` is its default."""
        value = getattr(self, name)
        if value == getattr(DEFAULTS, name):
            return "-"
        match name:
            case "sharing":
                return ",".join(map(str, self.sharing or ()))
            case "hidden":
                return ",".join(sorted(self.hidden))
            case _:
                return str(value)


DEFAULTS = ServerSettings()
NAMES = tuple(field.name for field in fields(ServerSettings))


def unpack(name: str, text: str) -> Any:
    """The value that `pack` packed. Raises ValueError for what it never made, KeyError for an unknown name."""
    if text == "-":
        return {field.name: field.default for field in fields(ServerSettings)}[name]
    match name:
        case "sharing":
            return tuple(map(_id, text.split(","))) if text else ()
        case "notices":
            return _id(text)
        case "hidden":
            return frozenset(text.split(","))
        case "language" | "country" | "note":
            return text
        case _:
            raise KeyError(name)


def _id(text: str) -> int:
    id = int(text)
    if not 0 < id < 1 << 63:
        raise ValueError(text)
    return id


class SettingsTable(Database):
    """A database that keeps server settings, and knows all rows of a server, whichever table they are in."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__(connection)
        self._settings: dict[int, ServerSettings] = {}

    async def server_settings(self, guild_id: int) -> ServerSettings:
        """A server's settings; from memory once they were read, so that an answer waits for no disk."""
        known = self._settings.get(guild_id)
        if known is None:
            read = await self._read(guild_id)
            if len(self._settings) >= REMEMBERED:
                self._settings.clear()
            # What a change has put there in the meantime is newer than what was read.
            known = self._settings.setdefault(guild_id, read)
        return known

    async def change_settings(self, guild_id: int, **changes: Any) -> ServerSettings:
        """Changes some of a server's settings; gives them as they were before."""
        async with self._write():
            before = await self._read(guild_id)
            after = replace(before, **changes)
            await self._db.execute("DELETE FROM guild_settings WHERE guild_id = ?", (guild_id,))
            if after != DEFAULTS:
                await self._db.execute(
                    f"INSERT INTO guild_settings (guild_id, {', '.join(NAMES)}) VALUES (?{', ?' * len(NAMES)})",
                    (guild_id, *(_column(after, name) for name in NAMES)),
                )
        self._settings[guild_id] = after
        return before

    async def _read(self, guild_id: int) -> ServerSettings:
        rows = await self._rows(f"SELECT {', '.join(NAMES)} FROM guild_settings WHERE guild_id = ?", guild_id)
        if not rows:
            return DEFAULTS
        given: dict[str, Any] = {}
        for name, value in zip(NAMES, rows[0], strict=True):
            with suppress(ValueError):  # what cannot be read is as if it had never been set: /find-help must answer
                given |= {} if value is None else {name: unpack(name, str(value))}
        return ServerSettings(**given)

    # Everything that is kept about a server

    async def rows_of(self, guild_id: int) -> dict[str, list[dict[str, Any]]]:
        """All rows of a server, by table, each with the names of its columns."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table, of_server in (await self._tables_of_servers()).items():
            async with self._db.execute(f'SELECT * FROM "{table}" WHERE {of_server}', (guild_id,)) as cursor:
                names = [column[0] for column in cursor.description]
                found[table] = [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
        return found

    async def delete_guild(self, guild_id: int) -> None:
        """Deletes all rows of a server, whichever table they are in, and forgets its settings."""
        tables = await self._tables_of_servers()
        async with self._write():
            for table, of_server in reversed(tables.items()):  # rows that refer to others go before them
                await self._db.execute(f'DELETE FROM "{table}" WHERE {of_server}', (guild_id,))
        self._settings[guild_id] = DEFAULTS

    async def _tables_of_servers(self) -> dict[str, str]:
        """Each table that has rows of servers, with the condition for one server; referring tables come later.

        Read from the schema, so that a later table is shown and deleted too: it has a column `guild_id`, or
        refers to a table that has.
        """
        names = await self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        refers = {
            table: await self._rows('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', table)
            for (table,) in names
        }
        found: dict[str, str] = {}
        for table in refers:
            if await self._rows("SELECT 1 FROM pragma_table_info(?) WHERE name = 'guild_id'", table):
                found[table] = "guild_id = ?"
        waiting = [table for table in refers if table not in found]
        while reached := {table: _through(refers[table], found) for table in waiting if _through(refers[table], found)}:
            found |= reached
            waiting = [table for table in waiting if table not in found]
        return found


def _through(refers: Iterable[tuple[Any, ...]], found: dict[str, str]) -> str:
    """The condition for one server of a table that refers to one of those that were found; empty for none."""
    for column, parent, key in refers:
        if parent in found:
            return f'"{column}" IN (SELECT "{key}" FROM "{parent}" WHERE {found[parent]})'
    return ""


def _column(settings: ServerSettings, name: str) -> Any:
    if getattr(settings, name) == getattr(DEFAULTS, name):
        return None
    return settings.pack(name) if name in ("sharing", "hidden") else getattr(settings, name)
