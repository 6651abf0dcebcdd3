"""Whether this machine's clock can be believed, for what cannot be undone: deleting."""

import asyncio
from datetime import datetime, timedelta

TOLERANCE = timedelta(hours=1)


class ClockCheck:
    """Believes a clock that agrees with Discord's.

    Discord tells its time with every answer. What passes from then on is measured by the event loop, whose clock
    nobody sets.
    """

    def __init__(self) -> None:
        self._heard: tuple[datetime, float] | None = None  # what Discord's clock said, and when that was

    def heard(self, moment: datetime) -> None:
        """Discord's clock says this now."""
        self._heard = moment, asyncio.get_running_loop().time()

    def believes(self, now: datetime) -> bool:
        """Whether `now` can be believed; not before Discord's clock was heard."""
        off_by = self.off_by(now)
        return off_by is not None and abs(off_by) <= TOLERANCE

    def off_by(self, now: datetime) -> timedelta | None:
        """How far `now` is ahead of Discord's clock (behind it: less than nothing); None before that was heard."""
        discord = self._discord_time()
        return None if discord is None else now - discord

    def corrected(self, now: datetime) -> datetime:
        """`now` where it can be believed, or nothing else is known; otherwise the time by Discord's clock."""
        discord = self._discord_time()
        return now if discord is None or self.believes(now) else discord

    def _discord_time(self) -> datetime | None:
        if self._heard is None:
            return None
        moment, at = self._heard
        return moment + timedelta(seconds=asyncio.get_running_loop().time() - at)
