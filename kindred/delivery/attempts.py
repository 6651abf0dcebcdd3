"""One occurrence's way: claimed durably with its text, sent with a nonce of its own, recorded; or tried again.

What a crash or a failed attempt leaves claimed is looked for in the channel before it is sent again.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from kindred.delivery.pacing import RateLimiter
from kindred.delivery.reports import Report, Reports
from kindred.delivery.upcoming import rotation_of
from kindred.schedule.rotation import Choice
from kindred.storage.errors import StorageUnavailable
from kindred.storage.ledger import Occurrence, State
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

SKIP_AFTER = timedelta(hours=12)  # an occurrence older than this is skipped
QUIET_AFTER = timedelta(minutes=30)  # one later than this goes out silently and mentions nobody
NONCE_LIFETIME = timedelta(minutes=2)  # how long Discord is trusted to know a nonce: it says "the past few minutes"
SEND_TIMEOUT = timedelta(seconds=60)  # how long a request may take until it has arrived, or is given up
TRANSIENT = (
    "discord",
    "network",
    "unavailable",
)  # what TransientError brings: Discord's trouble is not the moderators' to fix
SEARCH_FOR = timedelta(days=3)  # how long the post of a claim is looked for that was let go
MIN_SEARCHES = 50  # and at least so many times
MAX_FAILURES = 3  # in a row that pause a schedule
DISCORD_EPOCH = 1_420_070_400_000  # milliseconds: the first moment of 2015, from which its ids count
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


Pool = Callable[[Schedule], Awaitable[Sequence[Choice]]]  # the texts that a schedule may send


class Reason(StrEnum):
    """Why nothing was posted, as far as delivery itself decides it; errors bring codes of their own."""

    LATE = "late"
    NO_TEXTS = "no-texts"
    COULD_NOT_CHECK = "could-not-check"
    MODERATOR = "moderator"
    LEFT = "left"
    CLOCK = "clock"
    UNEXPECTED = "unexpected"


class Outcome(NamedTuple):
    """What became of an occurrence. One that `counts` is the moderators' to fix, and so many in a row pause."""

    state: State
    reason: str | None = None
    message_id: int | None = None
    counts: bool = False

    @classmethod
    def sent(cls, message_id: int) -> "Outcome":
        return cls(State.SENT, message_id=message_id)

    @classmethod
    def skipped(cls, reason: Reason) -> "Outcome":
        return cls(State.SKIPPED, reason)

    @classmethod
    def failed(cls, reason: str, *, counts: bool = False) -> "Outcome":
        return cls(State.FAILED, reason, counts=counts)


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
        heard: Callable[[datetime], None] = lambda moment: None,
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._pool = pool
        self._send = send
        self._find = find
        self.reports = Reports(report) if report else None
        self._now = now
        self._heard = heard  # told what time it is for Discord
        self._own_claims: set[tuple[int, datetime]] = set()  # made by this process and not settled yet
        self._unrecorded: dict[tuple[int, datetime], Outcome] = {}  # the database did not take them yet

    def distrust_nonces(self) -> None:
        """After a clock was set back nobody knows how old a nonce is: every open claim is looked for."""
        self._own_claims.clear()

    async def first_attempt(self, id: int, due: datetime) -> None:
        """Claims an occurrence and sends it, or skips it where it is too late.

        The schedule is read now: since it was found to be due, it may have waited for minutes.
        """
        while found := await self._store.ledger.read_again(id, due):
            schedule, occurrence = found
            if occurrence and occurrence.state is State.CLAIMED:
                return  # an open claim is a retry's
            if occurrence and occurrence.is_final:
                await self._store.ledger.advance(id, due, self._now())  # it has ended already: a clock was set back
                return
            if self._now() - due > SKIP_AFTER:
                await self._settle(schedule, due, Outcome.skipped(Reason.LATE), claimed=False)
                return
            pool = await self._pool(schedule)
            if not pool:
                await self._settle(schedule, due, Outcome.failed(Reason.NO_TEXTS, counts=True), claimed=False)
                return
            [text] = (await rotation_of(self._store.ledger, pool, schedule.channel_id, id)).upcoming(1)
            async with self._limiter.turn():
                claimed_at = self._now()
                claimed = await self._store.ledger.claim(schedule, due, text, claimed_at)
            if claimed:
                self._own_claims.add((id, due))
                await self._post(schedule, _fresh_claim(schedule, due, text, claimed_at))
                return
            # It has changed since it was read: what is sent is what stands at the claim.

    async def retry(self, schedule: Schedule, claim: Occurrence) -> None:
        """Another attempt, after a crash or a failed one."""
        schedule = _at_claim(schedule, claim)
        if await self._record_again(schedule, claim):
            return
        if not self._nonce_is_known(claim):
            if not await self._is_not_there(schedule, claim):
                return
            if self._now() - claim.due > SKIP_AFTER:
                await self._settle(schedule, claim.due, Outcome.skipped(Reason.LATE))
                return
            looked = True
        else:
            looked = False
        async with self._limiter.turn():
            # Asked anew: this task has waited for its turn.
            wanted = await self._store.ledger.is_wanted(schedule.id, claim.due)
            ready = looked or self._nonce_is_known(claim)
        if wanted and ready:
            await self._post(schedule, claim)
        # Otherwise the next drain takes it up: it was let go, or has waited too long for its nonce.

    async def look_for(self, schedule: Schedule, claim: Occurrence) -> None:
        """Settles a claim that its schedule has let go: nothing is sent any more, but it may have been.

        While nobody can look, it waits with growing pauses.
        """
        schedule = _at_claim(schedule, claim)
        if await self._record_again(schedule, claim):
            return
        try:
            message_id = await self._search(schedule, claim)
        except TransientError:
            # So many tries take half a day: a clock that jumps ahead ends no search.
            if self._now() - claim.due > SKIP_AFTER + SEARCH_FOR and claim.tries >= MIN_SEARCHES:
                await self._settle(schedule, claim.due, Outcome.skipped(Reason.COULD_NOT_CHECK))
            else:
                await self._store.ledger.postpone(schedule.id, claim.due, self._now() + _delay(claim))
        except UnverifiableError:
            await self._settle(schedule, claim.due, Outcome.skipped(Reason.COULD_NOT_CHECK))
        except RejectedError:
            await self._settle(schedule, claim.due, _without_post(claim))  # the channel is gone, and all in it
        else:
            outcome = Outcome.sent(message_id) if message_id else _without_post(claim)
            await self._settle(schedule, claim.due, outcome)

    async def fail_unexpectedly(self, schedule: Schedule, due: datetime) -> None:
        """Records an attempt that ended in an error that nobody thought of, unless its post is there all the same."""
        outcome = Outcome.failed(Reason.UNEXPECTED, counts=True)
        found = await self._store.ledger.occurrence(schedule.id, due)
        if found is None:
            await self._settle(schedule, due, outcome, claimed=False)
        elif found.state is State.CLAIMED:
            try:
                await self._give_up(_at_claim(schedule, found), found, outcome, Reason.UNEXPECTED)
            except StorageUnavailable:
                raise
            except Exception:  # the search has the error
                await self._settle(schedule, due, outcome)

    async def _post(self, schedule: Schedule, claim: Occurrence) -> None:
        due = claim.due
        try:
            message_id = await self._send(schedule, due, claim.text or "", quiet=self._now() - due > QUIET_AFTER)
        except RejectedError as rejected:
            # What is rejected now was not made now; an earlier attempt may have been, although nobody heard of it.
            outcome = Outcome.failed(str(rejected), counts=True)
            if claim.tries:
                await self._give_up(schedule, claim, outcome, str(rejected))
            else:
                await self._settle(schedule, due, outcome)
        except TransientError as transient:
            await self._retry_later(schedule, claim, str(transient))
        else:
            self._heard(created_at(message_id))
            if claim.tries:
                log.info("Schedule %d has posted at try %d.", schedule.id, claim.tries + 1)
            await self._settle(schedule, due, Outcome.sent(message_id))

    async def _is_not_there(self, schedule: Schedule, claim: Occurrence) -> bool:
        """Whether a claim's post is known not to be in its channel; otherwise it is settled here, or waits."""
        try:
            message_id = await self._search(schedule, claim)
        except UnverifiableError:
            await self._settle(schedule, claim.due, Outcome.skipped(Reason.COULD_NOT_CHECK))
        except RejectedError as rejected:
            await self._settle(schedule, claim.due, Outcome.failed(str(rejected), counts=True))
        except TransientError as transient:
            await self._retry_later(schedule, claim, str(transient))
        else:
            if message_id is None:
                return True
            await self._settle(schedule, claim.due, Outcome.sent(message_id))
        return False

    async def _retry_later(self, schedule: Schedule, claim: Occurrence, reason: str) -> None:
        delay = _delay(claim)
        retry_at = self._now() + delay
        if retry_at - claim.due > SKIP_AFTER:
            await self._give_up(schedule, claim, Outcome.failed(reason), reason)
        else:
            # Only the first try of many is worth a line: an outage meets every schedule, and each tries for hours.
            level = logging.DEBUG if claim.tries else logging.INFO
            seconds = delay.total_seconds()
            log.log(level, "Schedule %d could not post (%s); the next try is in %d s.", schedule.id, reason, seconds)
            await self._store.ledger.postpone(schedule.id, claim.due, retry_at)

    async def _give_up(self, schedule: Schedule, claim: Occurrence, outcome: Outcome, reason: str) -> None:
        """Ends a claim with an outcome, but not before looking whether it was posted all the same.

        While nobody can look, the schedule goes on, and the claim waits to be looked for.
        """
        try:
            message_id = await self._search(schedule, claim)
        except TransientError:
            now = self._now()
            await self._store.ledger.expire(schedule.id, claim.due, reason, now, now + FIRST_RETRY_DELAY)
        except UnverifiableError:
            await self._settle(schedule, claim.due, Outcome.skipped(Reason.COULD_NOT_CHECK))
        except RejectedError:
            await self._settle(schedule, claim.due, outcome)
        else:
            await self._settle(schedule, claim.due, Outcome.sent(message_id) if message_id else outcome)

    async def _search(self, schedule: Schedule, claim: Occurrence) -> int | None:
        await self._limiter.wait()
        message_id = await self._find(schedule, claim)
        if message_id:
            log.info("Schedule %d had posted: an earlier try is in the channel.", schedule.id)
        return message_id

    def _nonce_is_known(self, claim: Occurrence) -> bool:
        """Whether a request that begins now would arrive while Discord still knows the nonce of the first one."""
        if claim.claimed_at is None or (claim.schedule, claim.due) not in self._own_claims:
            return False
        return self._now() - claim.claimed_at + SEND_TIMEOUT <= NONCE_LIFETIME

    async def _record_again(self, schedule: Schedule, claim: Occurrence) -> bool:
        """Records an outcome that the database did not take when it came; Discord need not be asked again."""
        outcome = self._unrecorded.get((schedule.id, claim.due))
        if outcome:
            await self._settle(schedule, claim.due, outcome)
        return outcome is not None

    async def _settle(self, schedule: Schedule, due: datetime, outcome: Outcome, *, claimed: bool = True) -> None:
        """Records an outcome, and tells the moderators where it is theirs to fix."""
        key = schedule.id, due
        state, reason, message_id, counts = outcome
        if claimed:
            self._unrecorded[key] = outcome
        paused = await self._store.ledger.settle(
            schedule.id,
            due,
            state,
            self._now(),
            reason=reason,
            message_id=message_id,
            claimed=claimed,
            pause_after=MAX_FAILURES if counts else None,
        )
        self._unrecorded.pop(key, None)
        self._own_claims.discard(key)
        if state != "sent" and reason != Reason.MODERATOR:
            log.info("Schedule %d: %s (%s)%s.", schedule.id, state, reason, "; it is paused now" if paused else "")
        if self.reports and (counts or (state == "sent" and await self._store.notices.get(schedule.id))):
            self.reports.tell(schedule, reason, paused=paused)


def created_at(message_id: int) -> datetime:
    """When Discord made a message, by Discord's clock: its id says so."""
    return datetime.fromtimestamp(((message_id >> 22) + DISCORD_EPOCH) / 1000, UTC)


def _at_claim(schedule: Schedule, claim: Occurrence) -> Schedule:
    """A schedule with the channel that its claim was made for: it may have been moved since."""
    return schedule._replace(channel_id=claim.channel_id) if claim.channel_id else schedule


def _fresh_claim(schedule: Schedule, due: datetime, text: str, now: datetime) -> Occurrence:
    return Occurrence(
        schedule=schedule.id,
        due=due,
        text=text,
        state=State.CLAIMED,
        reason=None,
        claimed_at=now,
        tries=0,
        message_id=None,
        channel_id=schedule.channel_id,
    )


def _without_post(claim: Occurrence) -> Outcome:
    """What becomes of a claim that was let go and whose post is not in the channel."""
    if claim.reason in (None, Reason.MODERATOR, Reason.LEFT, Reason.CLOCK):
        return Outcome.skipped(Reason(claim.reason or Reason.MODERATOR))
    return Outcome.failed(claim.reason, counts=claim.reason not in TRANSIENT)


def _delay(claim: Occurrence) -> timedelta:
    return min(FIRST_RETRY_DELAY * 2 ** min(claim.tries, 20), MAX_RETRY_DELAY)
