"""Reads a day as people write it: tomorrow, Sunday, next month, 24 December, 24.12.2026.

The first reading loads dateparser, which takes half a second and some 25 MiB: ask from a thread.
"""

from datetime import datetime, time, timedelta
from threading import Lock
from typing import Any

LIMIT = 40  # characters; what is longer is no date, and would only take long

TAKEN_OVER = 123457  # microseconds by which is seen that a result was counted from now

_reading = Lock()  # dateparser promises nothing about threads


def read_day(typed: str, now: datetime, locale: str = "en") -> datetime:
    """The start of the day that was meant, or its time if there was one; both naive, on the clock of `now`.

    `locale` is Discord's, such as de or en-US: its language is read, and English. Raises ValueError for what is no
    day; a day that is past is given as it is.
    """
    if len(typed) > LIMIT or not typed:
        raise ValueError(typed)
    base = now.replace(microsecond=TAKEN_OVER)
    with _reading:
        day, parts, period = _parse(typed, base, locale)
    relative = day.microsecond == TAKEN_OVER
    day = day.replace(microsecond=0) if "time" in parts else datetime.combine(day, time())
    if relative:
        return _start_of(day, period) if typed.startswith("next ") else day  # next month, but not "two months"
    if "day" not in parts:
        return day.replace(day=1, month=day.month if "month" in parts else 1)
    if parts == {"day"} and day < now:
        return _a_month_on(day)
    return day


def _parse(typed: str, base: datetime, locale: str) -> tuple[datetime, set[str], str]:
    from dateparser.date import DateDataParser  # slow, and few need it

    settings = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if locale == "en-US" and "/" in typed else "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    language = locale.partition("-")[0]
    found: Any = None  # the types of the library lack `parts`
    for languages in (["en", {"no": "nb"}.get(language, language)], ["en"]):
        try:
            found = DateDataParser(languages=languages, settings=settings).get_date_data(typed)
            break
        except Exception:  # a language that it does not know; and whatever people type, and what it does to the library
            continue
    if found is None or found.date_obj is None:
        raise ValueError(typed)
    return found.date_obj.replace(tzinfo=None), set(found.parts), found.period


def _start_of(day: datetime, period: str) -> datetime:
    """The first day of the week, month or year in which a day lies."""
    match period:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def _a_month_on(day: datetime) -> datetime:
    """The same day of the next month that has it."""
    for months in (1, 2):
        years, month = divmod(day.month - 1 + months, 12)
        try:
            return day.replace(year=day.year + years, month=month + 1)
        except ValueError:
            continue
    raise ValueError(day)
