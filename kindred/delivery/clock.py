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
        if self._heard is None:
            return False
        moment, at = self._heard
        passed = timedelta(seconds=asyncio.get_running_loop().time() - at)
        return abs(now - moment - passed) <= TOLERANCE
