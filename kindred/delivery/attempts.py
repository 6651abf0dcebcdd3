"""One occurrence's way: claimed durably with its text, sent with a nonce of its own, recorded; or tried again.

What a crash or a failed attempt leaves claimed is looked for in the channel before it is sent again.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

from kindred.delivery.pacing import RateLimiter
from kindred.delivery.upcoming import rotation_of
from kindred.schedule.rotation import Choice
from kindred.storage.ledger import Occurrence
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

SKIP_AFTER = timedelta(hours=12)  # an occurrence older than this is skipped
QUIET_AFTER = timedelta(minutes=30)  # one later than this goes out silently and mentions nobody
NONCE_LIFETIME = timedelta(minutes=2)  # how long Discord is trusted to know a nonce: it says "the past few minutes"
MAX_FAILURES = 3  # in a row that pause a schedule
FIRST_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(seconds=5), timedelta(minutes=15)

log = logging.getLogger("kindred.delivery")


class RejectedError(Exception):
    """A post that cannot be made, for a reason that moderators can fix; the argument is its code."""


class TransientError(Exception):
    """An attempt that failed for a reason that passes: the post may or may not have been made."""


class UnverifiableError(Exception):
    """The channel's history cannot be read, so nobody knows whether a post was made."""


class Send(Protocol):
    """Posts a text; gives the message's id. Raises RejectedError or TransientError."""

    async def __call__(self, schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int: ...


class Find(Protocol):
    """The message id of a claim's post, None where the channel has none.

    Raises UnverifiableError, RejectedError or TransientError.
    """

    async def __call__(self, schedule: Schedule, claim: Occurrence, /) -> int | None: ...


class Report(Protocol):
    """Tells moderators of a failure that they can fix, or (reason None) that a failing schedule works again."""

    async def __call__(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None: ...


Pool = Callable[[Schedule], Awaitable[Sequence[Choice]]]  # the texts that a schedule may send


class Reason(StrEnum):
    """Why nothing was posted, as far as delivery itself decides it; errors bring codes of their own."""

    LATE = "late"
    NO_TEXTS = "no-texts"
    COULD_NOT_CHECK = "could-not-check"
    MODERATOR = "moderator"
    UNEXPECTED = "unexpected"


class Outcome(NamedTuple):
    """What became of an occurrence. One that `counts` is the moderators' to fix, and so many in a row pause."""

    state: Literal["sent", "skipped", "failed"]
    reason: str | None = None
    message_id: int | None = None
    counts: bool = False

    @classmethod
    def sent(cls, message_id: int) -> "Outcome":
        return cls("sent", message_id=message_id)

    @classmethod
    def skipped(cls, reason: Reason) -> "Outcome":
        return cls("skipped", reason)

    @classmethod
    def failed(cls, reason: str, *, counts: bool = False) -> "Outcome":
        return cls("failed", reason, counts=counts)


def nonce(schedule: Schedule, due: datetime) -> str:
    """What makes Discord return the message that exists in place of a second one. At most 25 characters.

    Nonces belong to the bot as a whole, so the channel is part of it.
    """
    name = f"{schedule.channel_id}/{schedule.id}/{int(due.timestamp())}"
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


class Attempts:
    """The attempts of all schedules. Each method takes one occurrence as far as it gets now."""

    def __init__(
        self,
        store: Store,
        limiter: RateLimiter,
        *,
        pool: Pool,
        send: Send,
        find: Find,
        report: Report | None,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._pool = pool
        self._send = send
        self._find = find
        self._report = report
        self._now = now
        self._own_claims: set[tuple[int, datetime]] = set()  # made by this process and not settled yet

    def distrust_nonces(self) -> None:
        """After a clock was set back nobody knows how old a nonce is: every open claim is looked for."""
        self._own_claims.clear()

    async def first_attempt(self, schedule: Schedule, due: datetime, now: datetime) -> None:
        """Claims an occurrence and sends it, or skips it where it is too late."""
        if now - due > SKIP_AFTER:
            await self._settle(schedule, due, Outcome.skipped(Reason.LATE), now)
            return
        pool = await self._pool(schedule)
        if not pool:
            await self._settle(schedule, due, Outcome.failed(Reason.NO_TEXTS, counts=True), now)
            return
        rotation = await rotation_of(self._store.ledger, pool, schedule.channel_id, schedule.id)
        [text] = rotation.upcoming(1)
        async with self._limiter.turn():
            claimed = await self._store.ledger.claim(schedule.id, due, text, now)
        if claimed:
            self._own_claims.add((schedule.id, due))
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
        elif await self._store.ledger.is_wanted(schedule.id, due):
            # The ledger has this occurrence already: a clock was set back, or a change brought it up again.
            await self._store.ledger.settle(schedule, due, "skipped", now)

    async def retry(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        """Another attempt, after a crash or a failed one."""
        own = (schedule.id, claim.due) in self._own_claims
        # Asked anew: this task may have waited for room since `now`.
        if not (own and claim.claimed_at and self._now() - claim.claimed_at <= NONCE_LIFETIME):
            try:
                message_id = await self._search(schedule, claim)
            except UnverifiableError:
                await self._settle(schedule, claim.due, Outcome.skipped(Reason.COULD_NOT_CHECK), now)
                return
            except RejectedError as rejected:
                await self._settle(schedule, claim.due, Outcome.failed(str(rejected), counts=True), now)
                return
            except TransientError as transient:
                await self._retry_later(schedule, claim, now, str(transient))
                return
            if message_id:
                await self._settle(schedule, claim.due, Outcome.sent(message_id), now)
                return
            if now - claim.due > SKIP_AFTER:
                await self._settle(schedule, claim.due, Outcome.skipped(Reason.LATE), now)
                return
        async with self._limiter.turn():
            wanted = await self._store.ledger.is_wanted(schedule.id, claim.due)
        if wanted:
            await self._post(schedule, claim, now)
        else:
            await self.abandon(schedule, claim, now)

    async def abandon(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        """Settles a claim whose schedule was changed, moved, paused or removed: nothing is sent any more."""
        await self._give_up(schedule, claim, Outcome.skipped(Reason.MODERATOR), now, look=True)

    async def fail_unexpectedly(self, schedule: Schedule, due: datetime, now: datetime) -> None:
        """Records an attempt that ended in an error that nobody thought of."""
        await self._settle(schedule, due, Outcome.failed(Reason.UNEXPECTED), now)

    async def _post(self, schedule: Schedule, claim: Occurrence, now: datetime) -> None:
        due = claim.due
        try:
            message_id = await self._send(schedule, due, claim.text or "", quiet=now - due > QUIET_AFTER)
        except RejectedError as rejected:
            # What is rejected now was not made now; an earlier attempt may have been, although nobody heard of it.
            outcome = Outcome.failed(str(rejected), counts=True)
            await self._give_up(schedule, claim, outcome, now, look=claim.tries > 0)
        except TransientError as transient:
            await self._retry_later(schedule, claim, now, str(transient))
        else:
            if claim.tries:
                log.info("Schedule %d has posted at try %d.", schedule.id, claim.tries + 1)
            await self._settle(schedule, due, Outcome.sent(message_id), now)

    async def _retry_later(self, schedule: Schedule, claim: Occurrence, now: datetime, reason: str) -> None:
        retry_at = now + min(FIRST_RETRY_DELAY * 2 ** min(claim.tries, 20), MAX_RETRY_DELAY)
        if retry_at - claim.due > SKIP_AFTER:
            await self._give_up(schedule, claim, Outcome.failed(reason), now, look=True)
        else:
            # Only the first try of many is worth a line: an outage meets every schedule, and each tries for hours.
            level = logging.DEBUG if claim.tries else logging.INFO
            seconds = (retry_at - now).total_seconds()
            log.log(level, "Schedule %d could not post (%s); the next try is in %d s.", schedule.id, reason, seconds)
            await self._store.ledger.postpone(schedule.id, claim.due, retry_at)

    async def _give_up(
        self, schedule: Schedule, claim: Occurrence, outcome: Outcome, now: datetime, *, look: bool
    ) -> None:
        """Ends a claim with an outcome; with `look`, not before looking whether it was posted all the same."""
        message_id = await self._search_if_possible(schedule, claim) if look else None
        await self._settle(schedule, claim.due, Outcome.sent(message_id) if message_id else outcome, now)

    async def _search_if_possible(self, schedule: Schedule, claim: Occurrence) -> int | None:
        """The post of a claim, or None where there is none or nobody can tell."""
        with suppress(UnverifiableError, RejectedError, TransientError):
            return await self._search(schedule, claim)
        return None

    async def _search(self, schedule: Schedule, claim: Occurrence) -> int | None:
        await self._limiter.wait()
        message_id = await self._find(schedule, claim)
        if message_id:
            log.info("Schedule %d had posted: an earlier try is in the channel.", schedule.id)
        return message_id

    async def _settle(self, schedule: Schedule, due: datetime, outcome: Outcome, now: datetime) -> None:
        """Records an outcome, and tells the moderators where it is theirs to fix."""
        self._own_claims.discard((schedule.id, due))
        state, reason, message_id, counts = outcome
        paused = await self._store.ledger.settle(
            schedule,
            due,
            state,
            now,
            reason=reason,
            message_id=message_id,
            pause_after=MAX_FAILURES if counts else None,
        )
        if state != "sent" and reason != Reason.MODERATOR:
            log.info("Schedule %d: %s (%s)%s.", schedule.id, state, reason, "; it is paused now" if paused else "")
        if self._report and (counts or (state == "sent" and await self._store.notices.get(schedule.id))):
            try:
                await self._report(schedule, reason, paused=paused)
            except Exception:  # a notice that cannot be given must not touch the posts
                log.exception("The moderators could not be told about schedule %d", schedule.id)
