"""Reads the time zones out of PyPI's `tzdata`, and says how old they are.

`ZoneInfo(name)` would read the system's data first, and where those are older than the package, posts come an hour
off. So the package is read always: its version is pinned, checked and updated together with the bot.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# The package has no date. It has that of the notice on leap seconds, which is renewed every half year: the data were
# put together at most so much later.
_RENEWED = timedelta(days=183)
OLD = timedelta(days=365)


@lru_cache(maxsize=512)
def load_zone(name: str) -> "ZoneInfo":
    """The zone of an IANA name. Raises ValueError for an unknown one, or one that is no name at all."""
    from io import BytesIO
    from zoneinfo import ZoneInfo  # takes as long to import as all of kindred: a start without reminders needs it not

    if name not in _names():
        raise ValueError(f"{name!r} is not a time zone; it has a name like Europe/Berlin")
    return ZoneInfo.from_file(BytesIO(read_bytes(name)), key=name)


def version() -> str:
    """The version of the data, as IANA counts them: 2026f."""
    import tzdata

    return tzdata.IANA_VERSION


def too_old(today: date) -> bool:
    """Whether the data are over a year old for certain; false where they do not tell."""
    found = re.search(r"^#updated (\d{1,12})\b", read_bytes("leapseconds").decode(), re.MULTILINE)
    if not found:
        return False
    return today - datetime.fromtimestamp(int(found[1]), UTC).date() > OLD + _RENEWED


def read_bytes(file: str) -> bytes:
    """A file of the package: a zone or a table. The name is one that this program knows."""
    return (_folder() / "zoneinfo" / file).read_bytes()


@cache
def _folder() -> Path:
    import tzdata

    return Path(tzdata.__path__[0])


@cache
def _names() -> frozenset[str]:
    return frozenset((_folder() / "zones").read_text(encoding="utf-8").split())
