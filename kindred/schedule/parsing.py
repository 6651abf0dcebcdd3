"""Reads times, pauses and zones as people type them."""

import re
from datetime import UTC, datetime, time, timedelta

from kindred.schedule import time_words
from kindred.schedule.natural_dates import read_day
from kindred.schedule.tz_data import load_zone

DAYTIME = (time(9), time(21))  # outside of these many channels sleep; a hint, not a rule
MAX_PAUSE = timedelta(weeks=104)

# Patterns are compiled when somebody types, not at every start.
_TIME = (
    rf"(?:{time_words.AT})?(?P<hour>\d{{1,2}})"
    rf"(?:\s*(?:[:.]|{time_words.HOUR})\s*(?P<minute>\d{{2}})\s*(?:分|분|min)?|(?P<packed>\d{{2}}))?"
    rf"\s*(?:{time_words.HOUR})?\s*(?:(?P<am>{time_words.BEFORE_NOON})|(?P<pm>{time_words.AFTER_NOON}))?"
)
_COUNT = rf"([0-9]{{1,3}})\s*(?:(?P<weeks>{time_words.WEEKS})|(?P<days>{time_words.DAYS}))?"
_DAY = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"


def parse_time(text: str) -> time:
    """The wall-clock time that somebody typed: 18:00, 6pm, 18h, noon, 18 Uhr, 6 p. m. Raises ValueError."""
    typed = time_words.plain(text)
    if typed in time_words.NOON:
        return time(12)
    if typed in time_words.MIDNIGHT:
        return time(0)
    match = re.fullmatch(_TIME, typed)
    if not match:
        raise ValueError(text)
    hour, minute = int(match["hour"]), int(match["minute"] or match["packed"] or 0)
    if match["am"] or match["pm"]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if match["pm"] else 0)
    return time(hour, minute)  # raises ValueError beyond 23:59


def is_at_night(at: time) -> bool:
    """Whether a time lies between nine in the evening and nine in the morning."""
    return not DAYTIME[0] <= at <= DAYTIME[1]


def parse_pause(text: str, now: datetime, zone: str, locale: str = "en") -> datetime:
    """The moment until which a pause lasts: so many weeks or days from now, or the start of a local day.

    `locale` is the one of the person, as Discord names it; English is always read. Raises ValueError for what is
    none of these, for what is past, and beyond two years. May take a second the first time: ask from a thread.
    """
    typed = " ".join(text.split()).casefold()
    plain = time_words.plain(text)
    bare = re.sub(time_words.UNTIL, "", plain)
    if bare != plain:
        typed = bare
    try:
        if match := re.fullmatch(_COUNT, bare):
            days = 1 if match["days"] else 7
            until = now + timedelta(days=days * int(match[1]))
        elif match := re.fullmatch(_DAY, typed):
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
