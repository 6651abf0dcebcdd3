"""When a weekly post is due: a weekday, a wall-clock time and a zone, through every change of the clocks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kindred.schedule.tz_data import load_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
DEFAULT_WEEKDAY, DEFAULT_TIME = 6, time(17)  # Sunday at five: a fresh start, with room to act


@dataclass(frozen=True)
class Weekly:
    """Once a week on the local calendar. `weekday` counts from Monday, 0; `zone` is an IANA name.

    Raises ValueError for a weekday outside 0 to 6, a time that carries its own zone, and an unknown zone.
    """

    weekday: int
    at: time
    zone: str

    def __post_init__(self) -> None:
        if self.weekday not in range(7) or isinstance(self.weekday, bool):
            raise ValueError(f"weekday is {self.weekday!r}; it counts from 0 (Monday) to 6 (Sunday)")
        if self.at.tzinfo is not None:
            raise ValueError("at carries a zone of its own; give a wall-clock time without one")
        load_zone(self.zone)

    def next_after(self, moment: datetime) -> datetime:
        """The first occurrence strictly after an aware moment, in UTC. Raises ValueError for a naive one.

        A time that the local clocks skip is moved forward by the gap (02:30 becomes 03:30); a time that
        comes twice means the first.
        """
        if moment.utcoffset() is None:
            raise ValueError("moment has no zone; give an aware datetime")
        zone = load_zone(self.zone)
        today = moment.astimezone(zone).date()
        # A gap can move an occurrence to the next day (Apia had no 30 December 2011), so start a week early.
        day = today + timedelta(days=(self.weekday - today.weekday()) % 7) - WEEK
        while (occurrence := self._on(day, zone)) <= moment:
            day += WEEK
        return occurrence

    def upcoming(self, moment: datetime, count: int) -> list[datetime]:
        """The next occurrences after a moment, in UTC."""
        found: list[datetime] = []
        for _ in range(count):
            moment = self.next_after(moment)
            found.append(moment)
        return found

    def _on(self, day: date, zone: "ZoneInfo") -> datetime:
        # fold=0, the default, is both rules at once: the first of two, and in a gap the offset from before
        # it, which lands as much later on the clock as the gap is wide (PEP 495).
        return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)
