"""Finds what is due, hands each occurrence to an attempt of its own, and sleeps until the next one.

This package knows no Discord: it is handed `send`, `find` and the time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from kindred.delivery.attempts import FIRST_RETRY_DELAY, MAX_RETRY_DELAY, Attempts, Find, Pool, Report, Send
from kindred.delivery.pacing import MAX_SENDS, REQUESTS_PER_SECOND, RateLimiter, SendSlots
from kindred.storage.errors import StorageUnavailable
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

BATCH_SIZE = 500  # schedules taken up at once
SLOW_AFTER = 10.0  # seconds after which a send no longer holds up the others
MAX_SLEEP = timedelta(minutes=10)  # so that a clock that was set is noticed
PURGE_INTERVAL = timedelta(days=1)

log = logging.getLogger("kindred.delivery")


class Job(NamedTuple):
    """What is to be done about one occurrence of a schedule."""

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
    ) -> None:
        self._store = store
        self._now = now
        self._attempts = Attempts(store, RateLimiter(rate), pool=pool, send=send, find=find, report=report, now=now)
        self._max_sleep = max_sleep
        self._slots = SendSlots()
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by the id of their schedule
        self._tail: list[asyncio.Task[None]] = []  # the last of a full batch, which the next one waits for
        self._sleep: asyncio.Task[None] | None = None
        self._woken = False  # since the last drain began: then it does not sleep
        self._stopping = False
        self._last_drain: datetime | None = None
        self._last_purge: datetime | None = None

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
            except StorageUnavailable as error:
                if not waits:
                    log.warning("The database is not available (%s); reminders wait.", error)
                waits = True
                next_at = self._now() + FIRST_RETRY_DELAY
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

    async def _sleep_until(self, at: datetime | None) -> None:
        limit = self._max_sleep
        seconds = (limit if at is None else min(limit, at - self._now())).total_seconds()
        if seconds > 0 and not self._woken:
            self._sleep = asyncio.create_task(asyncio.sleep(seconds))
            await asyncio.wait({self._sleep})
            self._sleep = None

    # The work

    async def drain(self, now: datetime) -> datetime | None:
        """Does all that is due; gives the time of the next thing to do, or None.

        Claims that an earlier process left are settled before anything new is sent.
        """
        await self._do_housekeeping(now)
        if len(self._tasks) >= BATCH_SIZE:  # Discord is silent; more tasks would only wait for room
            await asyncio.wait(set(self._tasks.values()), timeout=SLOW_AFTER, return_when=asyncio.FIRST_COMPLETED)
        attempts = self._attempts
        stray = {schedule.id: (schedule, claim) for schedule, claim in await self._store.ledger.orphaned_claims()}
        await self._run_all(
            [Job(schedule, c.due, partial(attempts.abandon, schedule, c, now)) for schedule, c in stray.values()], now
        )
        due = await self._store.ledger.due(now, BATCH_SIZE)
        await self._run_all(
            [Job(schedule, c.due, partial(attempts.retry, schedule, c, now)) for schedule, c in due if c], now
        )
        # Where more is due than was taken up, the next ones follow before the last of these are done.
        tail = MAX_SENDS if len(due) == BATCH_SIZE else 0
        first = [(schedule, schedule.due) for schedule, claim in due if not claim]
        await self._run_all(
            [Job(schedule, at, partial(attempts.first_attempt, schedule, at, now)) for schedule, at in first if at],
            now,
            tail=tail,
        )
        return await self._store.ledger.next_action(leaving_out=self._tasks)

    async def _do_housekeeping(self, now: datetime) -> None:
        if self._last_drain is None or now < self._last_drain:
            self._attempts.distrust_nonces()
            await self._store.ledger.realign(now)
        self._last_drain = now
        if self._last_purge is None or now - self._last_purge > PURGE_INTERVAL or now < self._last_purge:
            await self._store.purge(now)
            self._last_purge = now

    async def _run_all(self, jobs: Sequence[Job], now: datetime, *, tail: int = 0) -> None:
        """Runs all jobs at once, each in its task, and waits for all but the last few (`tail`) of them."""
        tasks = [self._start(job, now) for job in jobs if job.schedule.id not in self._tasks]
        split = max(0, len(tasks) - tail)
        waited = {*self._tail, *tasks[:split]} if tasks else None
        if not waited:
            return
        self._tail = tasks[split:]
        done, _ = await asyncio.wait(waited, timeout=max(SLOW_AFTER, len(waited) / REQUESTS_PER_SECOND * 2))
        for task in done:
            task.result()  # only a database that is not available gets here

    def _start(self, job: Job, now: datetime) -> asyncio.Task[None]:
        task = asyncio.create_task(self._run_guarded(job, now))
        self._tasks[job.schedule.id] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._tasks[job.schedule.id]
            if not task.cancelled():
                task.exception()  # drain may wait for it no more, and then nobody else would look
            self.wake()

        task.add_done_callback(ended)
        return task

    async def _run_guarded(self, job: Job, now: datetime) -> None:
        """Runs a job when there is room; whatever goes wrong touches this schedule alone."""
        async with self._slots.slot():
            if self._stopping:
                return
            try:
                await job.run()
            except StorageUnavailable:
                raise
            except Exception:
                log.exception("Schedule %d could not be handled", job.schedule.id)
                await self._attempts.fail_unexpectedly(job.schedule, job.due, now)
