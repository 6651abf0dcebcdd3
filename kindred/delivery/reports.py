"""What moderators are told of failures: beside the posts, so that a notice that hangs holds up none of them."""

import asyncio
import logging
from typing import Protocol

from kindred.storage.schedules import Schedule

MAX_REPORTS = 8  # at once
TIMEOUT = 30.0  # seconds that one may take

log = logging.getLogger("kindred.delivery")


class Report(Protocol):
    """Tells moderators of a failure that they can fix, or (reason None) that a failing schedule works again."""

    async def __call__(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None: ...


class Reports:
    """Tells moderators, a few at a time; those of one schedule in their order."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._room = asyncio.Semaphore(MAX_REPORTS)
        self._tasks: dict[int, asyncio.Task[None]] = {}  # the last of each schedule

    def tell(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None:
        """Begins to tell, and does not wait for it."""
        before = self._tasks.get(schedule.id)
        task = asyncio.create_task(self._tell(schedule, reason, paused, before))
        self._tasks[schedule.id] = task

        def ended(task: asyncio.Task[None]) -> None:
            if self._tasks.get(schedule.id) is task:
                del self._tasks[schedule.id]

        task.add_done_callback(ended)

    async def finish(self, within: float) -> None:
        """Waits until all have been told, at most so many seconds; the rest is given up."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks.values()), timeout=within)
        for task in late:
            task.cancel()

    async def _tell(
        self, schedule: Schedule, reason: str | None, paused: bool, before: asyncio.Task[None] | None
    ) -> None:
        if before:
            await asyncio.wait({before})
        async with self._room:
            try:
                async with asyncio.timeout(TIMEOUT):
                    await self._report(schedule, reason, paused=paused)
            except TimeoutError:
                log.warning("The moderators could not be told about schedule %d: no answer.", schedule.id)
            except Exception:  # a notice that cannot be given must not touch the posts
                log.exception("The moderators could not be told about schedule %d", schedule.id)
