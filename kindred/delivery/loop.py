"""Finds what is due, hands each occurrence to an attempt of its own, and sleeps until the next one.

This package knows no Discord: it is handed `send`, `find` and the time.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from kindred.delivery.attempts import FIRST_RETRY_DELAY, MAX_RETRY_DELAY, SKIP_AFTER, Attempts, Find, Pool, Send
from kindred.delivery.clock import TOLERANCE, ClockCheck
from kindred.delivery.pacing import MAX_SENDS, REQUESTS_PER_SECOND, RateLimiter, SendSlots
from kindred.delivery.reports import Report
from kindred.schedule import tz_data
from kindred.storage.errors import StorageUnavailable
from kindred.storage.ledger import State
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

BATCH_SIZE = 500  # schedules taken up at once
SLOW_AFTER = 10.0  # seconds after which a send no longer holds up the others
MAX_SLEEP = timedelta(minutes=10)  # so that a clock that was set is noticed
PURGE_INTERVAL = timedelta(days=1)

log = logging.getLogger("kindred.delivery")


class Job(NamedTuple):
    """What is to be done about one occurrence of a schedule, as it stood when it was read."""

    schedule: Schedule
    due: datetime
    run: Callable[[], Awaitable[None]]


class Delivery:
    """Posts what is due: each occurrence once, or not at all with a recorded reason."""

    def __init__(
        self,
        store: Store,
        *,
        pool: Pool,
        send: Send,
        find: Find,
        now: Callable[[], datetime],
        report: Report | None = None,
        rate: float = REQUESTS_PER_SECOND,
        max_sleep: timedelta = MAX_SLEEP,
        clock: ClockCheck | None = None,
        drained: Callable[[str], None] | None = None,
    ) -> None:
        """`drained` is told after each drain what is wrong with the database, or nothing."""
        self._store = store
        self._drained = drained
        self._now = now
        self._clock = clock or ClockCheck()
        self._attempts = Attempts(
            store,
            RateLimiter(rate),
            pool=pool,
            send=send,
            find=find,
            report=report,
            now=now,
            heard=self._clock.heard,
        )
        self._max_sleep = max_sleep
        self._slots = SendSlots()
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by the id of their schedule
        self._tail: list[asyncio.Task[None]] = []  # the last of a full batch, which the next one waits for
        self._sleep: asyncio.Task[None] | None = None
        self._woken = False  # since the last drain began: then it does not sleep
        self._rest_until = -math.inf  # loop time: the database gets a pause, whoever wakes the loop
        self._stopping = False
        self._last_drain: datetime | None = None
        self._last_purge: datetime | None = None
        self._warned_of_clock = False
        self._realigned = False  # since the clock was set back

    # The loop

    async def run(self) -> None:
        """Drains and sleeps, for ever."""
        waits = False  # for the database; told once, since it is tried every few seconds
        while True:
            self._woken = False
            try:
                next_at = await self.drain(self._now())
                if waits:
                    log.info("The database is available again.")
                waits = False
                self._tell_drained("")
            except StorageUnavailable as error:
                if not waits:
                    log.warning("The database is not available (%s); reminders wait.", error)
                waits = True
                self._tell_drained("The database is not available.")
                self._rest()
                next_at = None
            except Exception:  # the loop ends for nothing but its cancellation
                log.exception("Delivery failed; it goes on in %d s", MAX_RETRY_DELAY.total_seconds())
                next_at = self._now() + MAX_RETRY_DELAY
            await self._sleep_until(next_at)

    def wake(self) -> None:
        """Ends the present sleep, or spares the next one: a schedule has changed."""
        self._woken = True
        if self._sleep:
            self._sleep.cancel()

    async def stop(self) -> None:
        """Lets the sends that are under way end, so that their outcome is recorded. Nothing new is begun."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=SLOW_AFTER)
        if self._attempts.reports:
            await self._attempts.reports.finish(SLOW_AFTER)

    def heard(self, moment: datetime) -> None:
        """Discord's clock says this. Nothing is deleted by a clock that disagrees with it."""
        self._clock.heard(moment)

    async def _sleep_until(self, at: datetime | None) -> None:
        if (rest := self._rest_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(rest)
            return
        limit = self._max_sleep
        seconds = (limit if at is None else min(limit, at - self._now())).total_seconds()
        if seconds > 0 and not self._woken:
            self._sleep = asyncio.create_task(asyncio.sleep(seconds))
            await asyncio.wait({self._sleep})
            self._sleep = None

    def _tell_drained(self, problem: str) -> None:
        if self._drained:
            self._drained(problem)

    def _rest(self) -> None:
        self._rest_until = asyncio.get_running_loop().time() + FIRST_RETRY_DELAY.total_seconds()

    # The work

    async def drain(self, now: datetime) -> datetime | None:
        """Does all that is due; gives the time of the next thing to do, or None.

        Claims that an earlier process left are settled before anything new is sent.
        """
        purge_at = await self._do_housekeeping(now)
        if len(self._tasks) >= BATCH_SIZE:  # Discord is silent; more tasks would only wait for room
            await asyncio.wait(set(self._tasks.values()), timeout=SLOW_AFTER, return_when=asyncio.FIRST_COMPLETED)
        attempts, ledger = self._attempts, self._store.ledger
        let_go = await ledger.let_go(now, BATCH_SIZE)
        await self._run_all([Job(schedule, c.due, partial(attempts.look_for, schedule, c)) for schedule, c in let_go])
        due = await ledger.due(now, BATCH_SIZE, self._tasks)
        if claimed := [(s, c) for s, c in due if c and c.state is State.CLAIMED]:
            await self._run_all([Job(schedule, c.due, partial(attempts.retry, schedule, c)) for schedule, c in claimed])
            # Read again: the retries have taken a while, and what they were about is no first attempt.
            due = await ledger.due(now, BATCH_SIZE, self._tasks)
        # Where more is due than was taken up, the next ones follow before the last of these are done.
        tail = MAX_SENDS if len(due) == BATCH_SIZE else 0
        await self._run_all(
            [
                Job(schedule, schedule.due, partial(attempts.first_attempt, schedule.id, schedule.due))
                for schedule, occurrence in due
                if schedule.due and not (occurrence and occurrence.state is State.CLAIMED)
            ],
            tail=tail,
        )
        next_at = await ledger.next_action(leaving_out=self._tasks)
        return min((at for at in (next_at, purge_at) if at), default=None)

    async def _do_housekeeping(self, now: datetime) -> datetime | None:
        """Gives when something that was removed can be deleted, or None."""
        if self._last_drain is None:
            await self._store.follow_zone_data(tz_data.version(), now)
        if self._last_drain is None or now < self._last_drain:
            self._attempts.distrust_nonces()
            await self._store.ledger.hurry(now)
            self._realigned = False
        self._last_drain = now
        purge_is_due = self._last_purge is None or not timedelta() <= now - self._last_purge <= PURGE_INTERVAL
        if not self._clock.believes(now):  # what is undone or deleted stays so: a wrong clock decides nothing
            self._warn_of_clock(now)
            return None
        self._warned_of_clock = False
        if not self._realigned:
            await self._store.ledger.realign(now, SKIP_AFTER, TOLERANCE)
            self._realigned = True
        if purge_is_due:
            await self._store.purge(now)
            self._last_purge = now
        removed_at = await self._store.purge_removed(now)
        return removed_at and removed_at + timedelta(seconds=1)  # it goes once its minutes are over, not as they end

    def _warn_of_clock(self, now: datetime) -> None:
        off_by = self._clock.off_by(now)
        if off_by and not self._warned_of_clock:
            self._warned_of_clock = True
            log.warning(
                "This machine's clock is %s %s Discord's. Until it is set, weekly posts come at the wrong time, and"
                " nothing is deleted for its age.",
                timedelta(seconds=abs(round(off_by.total_seconds()))),
                "ahead of" if off_by > timedelta() else "behind",
            )

    async def _run_all(self, jobs: Sequence[Job], *, tail: int = 0) -> None:
        """Runs all jobs at once, each in its task, and waits for all but the last few (`tail`) of them."""
        tasks = [self._start(job) for job in jobs if job.schedule.id not in self._tasks]
        split = max(0, len(tasks) - tail)
        waited = {*self._tail, *tasks[:split]} if tasks else None
        if not waited:
            return
        self._tail = tasks[split:]
        done, _ = await asyncio.wait(waited, timeout=max(SLOW_AFTER, len(waited) / REQUESTS_PER_SECOND * 2))
        for task in done:
            task.result()  # only a database that is not available gets here

    def _start(self, job: Job) -> asyncio.Task[None]:
        task = asyncio.create_task(self._run_guarded(job))
        self._tasks[job.schedule.id] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._tasks[job.schedule.id]
            if not task.cancelled():
                task.exception()  # drain may wait for it no more, and then nobody else would look
            self.wake()

        task.add_done_callback(ended)
        return task

    async def _run_guarded(self, job: Job) -> None:
        """Runs a job when there is room; whatever goes wrong touches this schedule alone."""
        async with self._slots.slot():
            if self._stopping:
                return
            try:
                await job.run()
            except StorageUnavailable:
                self._rest()
                raise
            except Exception:
                log.exception("Schedule %d could not be handled", job.schedule.id)
                await self._attempts.fail_unexpectedly(job.schedule, job.due)
