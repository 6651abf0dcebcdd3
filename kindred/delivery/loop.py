"""Posts what is due: each occurrence once, or not at all with a recorded reason.

The order that makes it so: claim durably with the text, send with a nonce that belongs to the occurrence,
record. What a crash or a failed try leaves claimed is looked for in the channel before it is sent again.
This module knows no Discord: it is handed `send`, `find` and the time.
"""

import asyncio
import hashlib
import logging
import math
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from kindred.schedule.rotation import Choice, upcoming
from kindred.storage.store import Occurrence, Schedule, Store

LATE = timedelta(hours=12)  # an occurrence older than this is skipped
QUIET = timedelta(minutes=30)  # one later than this goes out silently and mentions nobody
NONCE = timedelta(minutes=2)  # how long Discord is trusted to know a nonce: it says "the past few minutes"
FAILURES = 3  # in a row that pause a schedule
BATCH = 500  # schedules taken up at once
SLOW = 10.0  # seconds after which a send no longer holds up the others
AT_ONCE = 64  # sends under way
YOUNG_AT_ONCE, YOUNG = 16, 1.0  # of them, those without an answer for less than so many seconds
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)  # between tries
RATE = 46.0  # posts and searches a second: Discord allows a bot 50 requests, and others want room
CATCH_UP = 0.1  # seconds of turns that a busy machine may have lost and that are still made up for
NAP = timedelta(minutes=10)  # the longest sleep, so that a clock that was set is noticed
PURGE = timedelta(days=1)

log = logging.getLogger("kindred.delivery")


class Refused(Exception):
    """A post that cannot be made, for a reason that moderators can mend; the argument is its code."""


class Trouble(Exception):
    """A try that failed for a reason that passes: the post may or may not have been made."""


class CannotTell(Exception):
    """The channel's history cannot be read, so nobody knows whether a post was made."""


class Send(Protocol):
    """Posts a text; gives the message's id. Raises Refused or Trouble."""

    async def __call__(self, schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int: ...


class Report(Protocol):
    """Tells moderators of a failure that they can mend, or (reason None) that a failing schedule works again."""

    async def __call__(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None: ...


Find = Callable[[Schedule, Occurrence], Awaitable[int | None]]  # the post of a claim; raises CannotTell, Trouble
Pool = Callable[[Schedule], Awaitable[Sequence[Choice]]]
Row = tuple[Schedule, Occurrence | None]
Act = Callable[[Schedule, Any, datetime], Awaitable[None]]  # with the claim, or None where there is none yet


def nonce(schedule: Schedule, due: datetime) -> str:
    """What makes Discord return the message that exists in place of a second one. At most 25 characters.

    Nonces belong to the bot as a whole, so the channel is part of it.
    """
    name = f"{schedule.channel_id}/{schedule.id}/{int(due.timestamp())}"
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def order_key(channel_id: int) -> str:
    """What gives a schedule its own order of texts. A preview knows it before the schedule exists."""
    return str(channel_id)


class Pace:
    """Hands out turns one at a time, in the order in which they were asked for, at a rate.

    What is lost to a busy machine is made up for, but not all at once, and no second holds more turns than the
    rate. A turn counts from its end: claims that had to wait for the disk must not go out together.
    """

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next = self._began = -math.inf  # when the next turn should begin, when the last one did
        self._ends = deque([-math.inf], maxlen=max(1, int(rate)))
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        clock = asyncio.get_running_loop().time
        async with self._one:
            at = max(self._next, self._began + self._gap * 0.6)
            if len(self._ends) == self._ends.maxlen:
                at = max(at, self._ends[0] + 1)
            if (wait := at - clock()) > 0:
                await asyncio.sleep(wait)
            self._began = clock()
            self._next = max(self._next, self._began - CATCH_UP) + self._gap
            try:
                yield
            finally:
                self._ends.append(clock())

    async def wait(self) -> None:
        """Takes a turn for a request that has nothing to do before it."""
        async with self.turn():
            pass


class Delivery:
    """Does the work of `drain`, and sleeps between."""

    def __init__(
        self,
        store: Store,
        *,
        pool: Pool,
        send: Send,
        find: Find,
        now: Callable[[], datetime],
        report: Report | None = None,
        rate: float = RATE,
        nap: timedelta = NAP,
    ) -> None:
        self._store = store
        self._pool = pool
        self._send = send
        self._find = find
        self._report = report
        self._now = now
        self._pace = Pace(rate)
        self._nap_limit = nap
        self._room = asyncio.Semaphore(AT_ONCE)
        self._young = asyncio.Semaphore(YOUNG_AT_ONCE)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._tail: list[asyncio.Task[None]] = []  # the last of a full batch, which the next one waits for
        self._tried: set[tuple[int, datetime]] = set()  # claims that this process made and nobody settled
        self._nap: asyncio.Task[None] | None = None
        self._woken = False  # since the last drain began: then it does not sleep
        self._stopping = False
        self._last: datetime | None = None
        self._purged: datetime | None = None

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
            except sqlite3.Error as error:
                if not waits:
                    log.warning("The database is not available (%s); reminders wait.", error)
                waits = True
                next_at = self._now() + FIRST_PAUSE
            except Exception:  # the loop ends for nothing but its cancellation
                log.exception("Delivery failed; it goes on in %d s", LONGEST_PAUSE.total_seconds())
                next_at = self._now() + LONGEST_PAUSE
            await self._sleep_until(next_at)

    def wake(self) -> None:
        """Ends the present sleep, or spares the next one: a schedule has changed."""
        self._woken = True
        if self._nap:
            self._nap.cancel()

    async def stop(self) -> None:
        """Lets the sends that are under way end, so that their outcome is recorded. Nothing new is begun."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(set(self._busy.values()), timeout=SLOW)

    async def _sleep_until(self, at: datetime | None) -> None:
        limit = self._nap_limit
        seconds = (limit if at is None else min(limit, at - self._now())).total_seconds()
        if seconds > 0 and not self._woken:
            self._nap = asyncio.create_task(asyncio.sleep(seconds))
            await asyncio.wait({self._nap})
            self._nap = None

    # The work

    async def drain(self, now: datetime) -> datetime | None:
        """Does all that is due; gives the time of the next thing to do, or None.

        Claims that an earlier process left are settled before anything new is sent.
        """
        await self._tend(now)
        if len(self._busy) >= BATCH:  # Discord is silent; more tasks would only wait for room
            await asyncio.wait(set(self._busy.values()), timeout=SLOW, return_when=asyncio.FIRST_COMPLETED)
        strays = {schedule.id: (schedule, claim) for schedule, claim in await self._store.stray_claims()}
        await self._do(self._close, strays.values(), now)
        due = await self._store.to_act_on(now, BATCH)
        await self._do(self._again, [(schedule, claim) for schedule, claim in due if claim], now)
        # Where more is due than was taken up, the next ones follow before the last of these are done.
        last = AT_ONCE if len(due) == BATCH else 0
        await self._do(self._first, [(schedule, None) for schedule, claim in due if not claim], now, leave=last)
        return await self._store.next_action(leaving_out=self._busy)

    async def _do(self, act: Act, rows: Iterable[Row], now: datetime, *, leave: int = 0) -> None:
        """Acts on all rows at once, each in its task, and waits for all but the last few of them."""
        tasks = [self._start(act, *row, now) for row in rows if row[0].id not in self._busy]
        until = max(0, len(tasks) - leave)
        waited = {*self._tail, *tasks[:until]} if tasks else None
        if not waited:
            return
        self._tail = tasks[until:]
        done, _ = await asyncio.wait(waited, timeout=max(SLOW, len(waited) / RATE * 2))
        for task in done:
            task.result()  # only a database that is not available gets here

    async def _tend(self, now: datetime) -> None:
        if self._last is None or now < self._last:
            self._tried.clear()  # after a clock was set back nobody knows how old a nonce is
            await self._store.realign(now)
        self._last = now
        if self._purged is None or now - self._purged > PURGE or now < self._purged:
            await self._store.purge(now)
            self._purged = now

    def _start(self, act: Act, schedule: Schedule, claim: Occurrence | None, now: datetime) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(act, schedule, claim, now))
        self._busy[schedule.id] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._busy[schedule.id]
            if not task.cancelled():
                task.exception()  # drain may wait for it no more, and then nobody else would look
            self.wake()

        task.add_done_callback(ended)
        return task

    async def _guarded(self, act: Act, schedule: Schedule, claim: Any, now: datetime) -> None:
        """Acts when there is room; whatever goes wrong is this schedule's trouble alone."""
        async with self._room, self._young_one():
            if self._stopping:
                return
            try:
                await act(schedule, claim, now)
            except sqlite3.Error:
                raise
            except Exception:
                log.exception("Schedule %d could not be handled", schedule.id)
                if due := claim.due if claim else schedule.due:
                    await self._settle(schedule, due, "failed", now, "unexpected")

    @asynccontextmanager
    async def _young_one(self) -> AsyncGenerator[None]:
        """Holds posts back while this process is busy: what it could not send yet must not go out all at once.

        One that Discord leaves without an answer is young no more, and holds up nobody.
        """
        await self._young.acquire()
        loop = asyncio.get_running_loop()
        grown = loop.call_later(YOUNG, self._young.release)
        try:
            yield
        finally:
            if loop.time() < grown.when():
                grown.cancel()
                self._young.release()

    async def _first(self, schedule: Schedule, _: None, now: datetime) -> None:
        """The first try of an occurrence."""
        due = schedule.due
        assert due is not None
        if now - due > LATE:
            await self._settle(schedule, due, "skipped", now, "late")
            return
        pool = await self._pool(schedule)
        if not pool:
            await self._settle(schedule, due, "failed", now, "no-texts", counts=True)
            return
        [text] = upcoming(pool, await self._store.sent(schedule.id), order_key(schedule.channel_id), 1)
        async with self._pace.turn():
            claimed = await self._store.claim(schedule.id, due, text, now)
        if claimed:
            self._tried.add((schedule.id, due))
            claim = Occurrence(
                schedule=schedule.id,
                due=due,
                text=text,
                state="claimed",
                reason=None,
                claimed_at=now,
                tries=0,
                message_id=None,
            )
            await self._post(schedule, claim, now)
        elif await self._store.is_wanted(schedule.id, due):
            # The ledger has this occurrence already: a clock was set back, or a change brought it up again.
            await self._store.settle(schedule, due, "skipped", now)

    async def _again(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        """Another try of an occurrence, after a crash or a failed one."""
        ours = (schedule.id, claim.due) in self._tried
        # Asked anew: this task may have waited for room since `now`.
        if not (ours and claim.claimed_at and self._now() - claim.claimed_at <= NONCE):
            try:
                message_id = await self._search(schedule, claim)
            except CannotTell:
                await self._settle(schedule, claim.due, "skipped", now, "could-not-check")
                return
            except Refused as refused:
                await self._settle(schedule, claim.due, "failed", now, str(refused), counts=True)
                return
            except Trouble as trouble:
                await self._put_off(schedule, claim, now, str(trouble))
                return
            if message_id:
                await self._settle(schedule, claim.due, "sent", now, message_id=message_id)
                return
            if now - claim.due > LATE:
                await self._settle(schedule, claim.due, "skipped", now, "late")
                return
        async with self._pace.turn():
            wanted = await self._store.is_wanted(schedule.id, claim.due)
        if wanted:
            await self._post(schedule, claim, now)
        else:
            await self._close(schedule, claim, now)

    async def _post(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        due = claim.due
        try:
            message_id = await self._send(schedule, due, claim.text or "", quiet=now - due > QUIET)
        except Refused as refused:
            # What is refused now was not made now; an earlier try may have been, although nobody heard of it.
            await self._fail(schedule, claim, now, str(refused), look=claim.tries > 0, counts=True)
        except Trouble as trouble:
            await self._put_off(schedule, claim, now, str(trouble))
        else:
            if claim.tries:
                log.info("Schedule %d has posted at try %d.", schedule.id, claim.tries + 1)
            await self._settle(schedule, due, "sent", now, message_id=message_id)

    async def _put_off(self, schedule: Schedule, claim: Occurrence, now: datetime, reason: str) -> None:
        again = now + min(FIRST_PAUSE * 2 ** min(claim.tries, 20), LONGEST_PAUSE)
        if again - claim.due > LATE:
            await self._fail(schedule, claim, now, reason, look=True)
        else:
            # Only the first try of many is worth a line: an outage meets every schedule, and each tries for hours.
            level = logging.DEBUG if claim.tries else logging.INFO
            seconds = (again - now).total_seconds()
            log.log(level, "Schedule %d could not post (%s); the next try is in %d s.", schedule.id, reason, seconds)
            await self._store.try_again(schedule.id, claim.due, again)

    async def _fail(
        self, schedule: Schedule, claim: Occurrence, now: datetime, reason: str, *, look: bool, counts: bool = False
    ) -> None:
        """Gives a claim up; with `look`, not before looking whether a try of it is in the channel all the same."""
        if message_id := await self._look(schedule, claim) if look else None:
            await self._settle(schedule, claim.due, "sent", now, message_id=message_id)
        else:
            await self._settle(schedule, claim.due, "failed", now, reason, counts=counts)

    async def _look(self, schedule: Schedule, claim: Occurrence) -> int | None:
        """The post of a claim, or None where there is none or nobody can tell."""
        with suppress(CannotTell, Refused, Trouble):
            return await self._search(schedule, claim)
        return None

    async def _search(self, schedule: Schedule, claim: Occurrence) -> int | None:
        await self._pace.wait()
        message_id = await self._find(schedule, claim)
        if message_id:
            log.info("Schedule %d had posted: an earlier try is in the channel.", schedule.id)
        return message_id

    async def _close(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        """Settles a claim whose schedule was changed, moved, paused or removed: nothing is sent any more."""
        message_id = await self._look(schedule, claim)
        if message_id:
            await self._settle(schedule, claim.due, "sent", now, message_id=message_id)
        else:
            await self._settle(schedule, claim.due, "skipped", now, "moderator")

    async def _settle(
        self,
        schedule: Schedule,
        due: datetime,
        state: str,
        now: datetime,
        reason: str | None = None,
        *,
        message_id: int | None = None,
        counts: bool = False,
    ) -> None:
        self._tried.discard((schedule.id, due))
        paused = await self._store.settle(
            schedule,
            due,
            state,  # type: ignore[arg-type]
            now,
            reason=reason,
            message_id=message_id,
            pause_after=FAILURES if counts else None,
        )
        if state != "sent" and reason != "moderator":
            log.info("Schedule %d: %s (%s)%s.", schedule.id, state, reason, "; it is paused now" if paused else "")
        if self._report and (counts or (state == "sent" and await self._store.notice(schedule.id))):
            try:
                await self._report(schedule, reason, paused=paused)
            except Exception:  # a notice that cannot be given must not touch the posts
                log.exception("The moderators could not be told about schedule %d", schedule.id)
