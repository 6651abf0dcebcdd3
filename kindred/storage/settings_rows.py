"""The rows of a server's settings: what each holds, its default, and how it stands in its column.

A new row is one line in `GuildSettings` and a column of its name (a migration). A value that is not set is NULL in
the column and None when it is packed, so it is never a text that somebody can type.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple


class Format(NamedTuple):
    """How a value stands in a column: how it is written, and read from it as text (ValueError: it never was one)."""

    write: Callable[[Any], str | int]
    read: Callable[[str], Any]


def _id(text: str) -> int:
    id = int(text)
    if not 0 < id < 1 << 63:
        raise ValueError(text)
    return id


def _ids(text: str) -> tuple[int, ...]:
    return tuple(map(_id, text.split(","))) if text else ()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def _joined(values: Iterable[object]) -> str:
    return ",".join(map(str, values))


def _sorted(names: Iterable[str]) -> str:
    return ",".join(sorted(names))


TEXT = Format(str, str)
ID = Format(int, _id)
IDS = Format(_joined, _ids)
NAMES = Format(_sorted, _names)


def row(format: Format, default: Any = None) -> Any:
    """A row whose values stand in its column in this format; its default leaves the column empty."""
    return field(default=default, metadata={"format": format})


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildSettings:
    """The settings of one server. One that never opened `/settings` has the defaults."""

    language: str | None = row(TEXT)
    """A folder of `content/`; None: the server's own language, as Discord tells it."""
    country: str | None = row(TEXT)
    """The code of the country that `/find-help` opens with."""
    note: str | None = row(TEXT)
    """What the moderators write below the helplines."""
    sharing: tuple[int, ...] | None = row(IDS)
    """The channels where cards may be shared; None: all; empty: none."""
    notices: int | None = row(ID)
    """The channel that is told when reminders fail."""
    hidden: frozenset[str] = row(NAMES, frozenset())
    """The ids of the entries that are put away."""


DEFAULTS = GuildSettings()
FORMATS: dict[str, Format] = {each.name: each.metadata["format"] for each in fields(GuildSettings)}


def to_column(name: str, value: Any) -> str | int | None:
    """A value as it stands in its column: None where it is not set."""
    return None if value == getattr(DEFAULTS, name) else FORMATS[name].write(value)


def from_column(name: str, column: str | int | None) -> Any:
    """The value that stands in a column. Raises ValueError for what never stood there."""
    return getattr(DEFAULTS, name) if column is None else FORMATS[name].read(str(column))


def pack(name: str, value: Any) -> str | None:
    """A value as a text, for a button that brings it back: None where it is not set."""
    column = to_column(name, value)
    return None if column is None else str(column)


def unpack(name: str, text: str | None) -> Any:
    """The value that `pack` packed. Raises ValueError for what it never made."""
    return from_column(name, text)
