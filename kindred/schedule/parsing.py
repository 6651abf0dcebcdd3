"""Reads times, pauses and zones as people type them."""

import re
from datetime import UTC, datetime, time, timedelta

from kindred.schedule.natural_dates import read_day
from kindred.schedule.tz_data import load_zone

DAYTIME = (time(9), time(21))  # outside of these many channels sleep; a hint, not a rule
MAX_PAUSE = timedelta(weeks=104)

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<packed>\d{2}))?\s*(?:h|o'?clock)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:until|till|to|for|in)\s+")
_COUNT = re.compile(r"([0-9]{1,3})\s*(w|wee?|weeks?|d|da|days?)?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def parse_time(text: str) -> time:
    """The wall-clock time that somebody typed: 18:00, 6pm, 6:30 PM, 18h, noon. Raises ValueError."""
    typed = " ".join(text.split()).casefold()
    if typed in ("noon", "midday"):
        return time(12)
    if typed == "midnight":
        return time(0)
    match = _TIME.fullmatch(typed)
    if not match:
        raise ValueError(text)
    hour, minute = int(match["hour"]), int(match["minute"] or match["packed"] or 0)
    if half := match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute)  # raises ValueError beyond 23:59


def is_at_night(at: time) -> bool:
    """Whether a time lies between nine in the evening and nine in the morning."""
    return not DAYTIME[0] <= at <= DAYTIME[1]


def parse_pause(text: str, now: datetime, zone: str, locale: str = "en") -> datetime:
    """The moment until which a pause lasts: so many weeks or days from now, or the start of a local day.

    `locale` is the one of the person, as Discord names it; English is always read. Raises ValueError for what is
    none of these, for what is past, and beyond two years. May take a second the first time: ask from a thread.
    """
    typed = _PREPOSITION.sub("", " ".join(text.split()).casefold())
    try:
        if match := _COUNT.fullmatch(typed):
            days = 1 if (match[2] or "w").startswith("d") else 7
            until = now + timedelta(days=days * int(match[1]))
        elif match := _DAY.fullmatch(typed):
            until = _local(datetime(int(match[1]), int(match[2]), int(match[3])), zone)  # noqa: DTZ001
        else:
            until = _local(read_day(typed, now.astimezone(load_zone(zone)).replace(tzinfo=None), locale), zone)
    except OverflowError:  # the first or the last day of the calendar, which another zone does not have
        raise ValueError(text) from None
    if not now < until <= now + MAX_PAUSE:
        raise ValueError(text)
    return until


def next_month(now: datetime, zone: str) -> datetime:
    """The first moment of the next month there."""
    local = now.astimezone(load_zone(zone))
    year, month = divmod(local.month, 12)
    return _local(datetime(local.year + year, month + 1, 1), zone)  # noqa: DTZ001


def _local(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=load_zone(zone)).astimezone(UTC)
