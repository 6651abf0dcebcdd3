"""What a server's moderators have set."""

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any

from kindred.storage.database import Database

CACHED = 20_000  # servers whose settings are in memory at once, a few hundred bytes each


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


class GuildSettings:
    """The settings of each server, in memory once they were read, so that an answer waits for no disk."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._cache: dict[int, ServerSettings] = {}

    async def of(self, guild_id: int) -> ServerSettings:
        """A server's settings."""
        known = self._cache.get(guild_id)
        if known is None:
            read = await self._read(guild_id)
            if len(self._cache) >= CACHED:
                self._cache.clear()
            # What a change has put there in the meantime is newer than what was read.
            known = self._cache.setdefault(guild_id, read)
        return known

    async def change(self, guild_id: int, **changes: Any) -> ServerSettings:
        """Changes some of a server's settings; gives them as they were before."""
        async with self._db.transaction():
            before = await self._read(guild_id)
            after = replace(before, **changes)
            await self._db.execute("DELETE FROM guild_settings WHERE guild_id = ?", guild_id)
            if after != DEFAULTS:
                await self._db.execute(
                    f"INSERT INTO guild_settings (guild_id, {', '.join(NAMES)}) VALUES (?{', ?' * len(NAMES)})",
                    guild_id,
                    *(_column(after, name) for name in NAMES),
                )
        self._cache[guild_id] = after
        return before

    async def notice_channels(self) -> list[int]:
        """Every channel that gets notices."""
        return [id for (id,) in await self._db.rows("SELECT notices FROM guild_settings WHERE notices IS NOT NULL")]

    def forget(self, guild_id: int) -> None:
        """Takes a server whose rows were deleted for one that never opened `/settings`."""
        self._cache[guild_id] = DEFAULTS

    async def _read(self, guild_id: int) -> ServerSettings:
        rows = await self._db.rows(f"SELECT {', '.join(NAMES)} FROM guild_settings WHERE guild_id = ?", guild_id)
        if not rows:
            return DEFAULTS
        given: dict[str, Any] = {}
        for name, value in zip(NAMES, rows[0], strict=True):
            with suppress(ValueError):  # what cannot be read is as if it had never been set: /find-help must answer
                given |= {} if value is None else {name: unpack(name, str(value))}
        return ServerSettings(**given)


def _column(settings: ServerSettings, name: str) -> Any:
    if getattr(settings, name) == getattr(DEFAULTS, name):
        return None
    return settings.pack(name) if name in ("sharing", "hidden") else getattr(settings, name)
