"""The real store and the real delivery in a model of Discord: what moderators do, and what must always hold."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from kindred.schedule import tz_data
from kindred.schedule import weekly as weekly_module
from kindred.schedule.rotation import Choice
from kindred.schedule.weekly import Weekly
from tests.contract import adapter
from tests.contract.channels import BUG, CALM, FINDS, REFUSED, SENDS, Channels, Message
from tests.contract.virtual import InlineConnection, VirtualLoop

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LATE, GENTLE, UNDO = timedelta(hours=12), timedelta(days=6), timedelta(minutes=15)
POOL = [Choice(f"text-{n}", f"topic-{n % 5}") for n in range(64)]
MOVING = "Test/Moving"  # a zone whose rules change when new data comes
MOVING_RULES = ("Etc/GMT-2", "Etc/GMT-1", "Etc/GMT-3", "Etc/GMT-2")
MAX_SLEEP = timedelta(hours=6)

_template: bytes | None = None


class ContractBroken(AssertionError):
    """What happened against the contract. Each kind of fault is a class, so that hypothesis makes each one smaller."""


@cache
def _kind(what: str) -> type[ContractBroken]:
    return type("".join(what.title().split()), (ContractBroken,), {})


def _broken(what: str, message: str) -> ContractBroken:
    return _kind(what)(message)


async def pool(schedule: Any) -> Sequence[Choice]:
    return POOL


def _overlap(spans: Sequence[Sequence[float]], since: float, until: float) -> float:
    """Seconds of the spans that lie in a span, those of several at once counted once."""
    total, at = 0.0, since
    for start, stop in sorted(map(tuple, spans)):
        start, stop = max(start, at), min(stop, until)
        if stop > start:
            total, at = total + stop - start, stop
    return total


def _by_id(values: Sequence[Any]) -> list[Any]:
    return sorted(values, key=lambda each: each.id)


@dataclass
class Known:
    """A schedule as its moderators know it."""

    id: int
    guild: int
    channel: int
    moved_at: float = -1.0
    moving_to: int | None = None  # while a move is under way
    stopped_at: float | None = None  # since when it must not post
    until: datetime | None = None  # but from then on it may
    changes: list[float] = field(default_factory=list)
    skips: list[datetime] = field(default_factory=list)
    went_to: dict[datetime, int] = field(default_factory=dict)  # the channel of each occurrence's first try
    removed: bool = False


class Process:
    """One run of the bot: a store and a delivery, which can die before any step."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.alive = True
        self.died = asyncio.Event()
        self.dies_in: int | None = None  # steps
        self.store: Any = None
        self.delivery: Any = None
        self.loop_task: asyncio.Task[None] | None = None

    async def step(self, what: str) -> None:
        """Others have their turn; here the process may die."""
        if self.world.loop.others_wait():
            await asyncio.sleep(0)
        if self.alive and self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in <= 0:
                self.alive = False
                self.died.set()
        if not self.alive:
            await asyncio.get_running_loop().create_future()

    async def before_statement(self, sql: str) -> None:
        if not self.alive:
            raise asyncio.CancelledError
        await self.step(sql)
        self.world.statements.add(sql)
        world, word = self.world, sql.split(None, 1)[0]
        starts = word == "BEGIN" or (word in ("INSERT", "UPDATE", "DELETE") and not world.db.in_transaction)
        if world.lock == "locked" and starts:
            await asyncio.sleep(max(0.0, min(5.0, world.locked_until - world.loop.time())))
            if world.lock and world.loop.time() < world.locked_until:
                raise sqlite3.OperationalError("database is locked")
        if world.lock == "full" and (word == "COMMIT" or (starts and word != "BEGIN")):
            raise sqlite3.OperationalError("database or disk is full")

    async def boot(self) -> None:
        async def connect(*_: Any, **__: Any) -> InlineConnection:
            return InlineConnection(self.world.db, self.before_statement)

        self._opened = adapter.open_store()
        with patch("aiosqlite.connect", connect):
            self.store = await self._opened.__aenter__()
        world, channels = self.world, self.world.channels
        self.delivery = adapter.delivery(
            self.store,
            rate=world.rate,
            max_sleep=world.max_sleep,
            pool=pool,
            send=channels.send,
            find=channels.find,
            report=channels.report,
            now=world.clock,
        )
        drain = self.delivery.drain

        async def counted(now: datetime) -> Any:
            world.count_drain()
            return await drain(now)

        self.delivery.drain = counted
        self.delivery.heard(world.true())  # the answer to its login tells Discord's time
        self.loop_task = asyncio.create_task(self.delivery.run())

    async def stop(self) -> None:
        """Ends as the bot ends when it is asked to."""
        if self.loop_task and self.delivery:
            self.loop_task.cancel()
            await asyncio.wait({self.loop_task})
            stopping = asyncio.create_task(self.delivery.stop())
            died = asyncio.create_task(self.died.wait())
            await asyncio.wait({stopping, died}, return_when=asyncio.FIRST_COMPLETED)

    async def kill(self) -> None:
        self.alive = False
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self.world.db.in_transaction:
            self.world.db.rollback()
        if self.store:
            await self._opened.__aexit__(None, None, None)


class World:
    """All of it. `faults` collects what breaks the contract, or (strict) the first one is raised."""

    def __init__(self, seed: int = 0, *, rate: float = 46.0, strict: bool = True, max_sleep: timedelta = MAX_SLEEP):
        self.loop = VirtualLoop()
        self.random = Random(seed)
        self.rate, self.max_sleep, self.strict = rate, max_sleep, strict
        self.skew = timedelta()
        self.faults: list[str] = []
        self.known: dict[int, Known] = {}
        self.left: dict[int, float] = {}
        self.expected: set[tuple[int, datetime]] = set()
        self.seen: dict[tuple[int, datetime], float] = {}  # since when an occurrence was the next one
        self.trouble: list[list[float]] = []  # while posts may wait: outages, crashes, locks, wrong clocks
        self.ending: list[list[float]] = []  # while posts may end otherwise: refusals, closed histories, wrong clocks
        self.drains, self._drains_seen, self._seen_at = 0, 0, 0.0
        self.acts = 0
        self.weeks_ahead = 0  # that the clock has jumped over
        self._at_one_moment = (0.0, 0)  # when delivery last looked for work, and how often then
        self._fullest = 0.0  # how much of what is allowed was made use of
        self.statements: set[str] = set()  # all that the database was asked
        self.lock, self.locked_until = "", 0.0
        self.locks: list[list[float]] = []
        self.rules, self.rules_changed, self.clock_was_wrong, self.histories_closed = 0, False, False, False
        self.channels = Channels(self.true, self.random, self._step, begun=self._begun, stored=self._stored)
        self.db = _fresh_database()
        self._patches = [
            patch.object(weekly_module, "load_zone", self._load_zone),
            patch.object(tz_data, "version", lambda: f"rules {self.rules}"),
            patch.object(logging.getLogger("kindred.delivery"), "disabled", True),
        ]
        for each in self._patches:
            each.start()
        self.process = self.run(self._boot())

    # Time

    def true(self) -> datetime:
        """Discord's clock, which is right."""
        return START + timedelta(seconds=self.loop.time())

    def clock(self) -> datetime:
        """The machine's clock."""
        return self.true() + self.skew

    def _load_zone(self, name: str) -> ZoneInfo:
        return ZoneInfo(MOVING_RULES[self.rules] if name == MOVING else name)

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def _boot(self) -> Process:
        process = Process(self)
        await process.boot()
        return process

    async def _step(self, what: str) -> None:
        await self.process.step(what)

    # What happens

    def pass_time(self, span: timedelta) -> None:
        self.run(self._pass(span))

    async def _pass(self, span: timedelta) -> None:
        left = span.total_seconds()
        while left > 0:
            part = min(left, 5 * 86400.0)
            await self._settled()
            before = self._next_ones()
            await self._sleep(part)
            await self._settled()
            self._expect(before)
            self._count_drains()
            left -= part

    def _next_ones(self) -> list[tuple[int, datetime]]:
        rows = self.db.execute("SELECT id, due FROM schedules WHERE due IS NOT NULL").fetchall()
        found = [(id, datetime.fromtimestamp(due, UTC)) for id, due in rows]
        for each in found:
            self.seen.setdefault(each, self.loop.time())
        return found

    def _expect(self, before: Sequence[tuple[int, datetime]]) -> None:
        now = min(self.true(), self.clock())
        # By a clock that is behind one may be set for a time that has passed; nobody waits for it once it is right.
        self.expected |= {each for each in before if each[1] <= now and self.seen[each] <= self._since_start(each[1])}

    def _since_start(self, moment: datetime) -> float:
        return (moment - START).total_seconds()

    async def _sleep(self, seconds: float) -> None:
        end = self.loop.time() + seconds
        while (left := end - self.loop.time()) > 1e-6:
            try:
                async with asyncio.timeout(left):
                    await self.process.died.wait()
            except TimeoutError:
                return
            await self._restart(0)

    async def _settled(self) -> None:
        """Waits until no transaction is open, so that the tables can be read."""
        for _ in range(10_000):
            if not self.db.in_transaction:
                return
            await asyncio.sleep(0 if self.process.alive else 0.001)
            if self.process.died.is_set():
                await self._restart(0)

    async def _restart(self, down: float, *, gracefully: bool = False) -> None:
        began = self.loop.time()
        self.acts += 1
        if gracefully:
            await self.process.stop()
        await self.process.kill()
        if down:
            await asyncio.sleep(down)
        self.lock = ""
        self.process = await self._boot()
        self.trouble.append([began, self.loop.time() + 1])

    def restart(self, down: timedelta = timedelta(), *, gracefully: bool = False) -> None:
        """The process ends and, after a while, another one starts."""

        async def restart() -> None:
            before = self._next_ones()
            await self._restart(down.total_seconds(), gracefully=gracefully)
            self._expect(before)

        self.run(restart())

    def die_in(self, steps: int) -> None:
        """The process will die before so many more steps are done."""
        self.process.dies_in = steps

    def weather(self, send: str = "calm", find: str = "calm", *, channel: int | None = None) -> None:
        """What becomes of posts and searches from now on, in one channel or in all others."""
        if channel is None and send == find == "calm":
            self.channels.sends, self.channels.finds = {}, {}
        self.channels.sends[channel] = send
        self.channels.finds[channel] = find
        kinds = {SENDS[each] for each in self.channels.sends.values()}
        kinds |= {FINDS[each] for each in self.channels.finds.values()}
        self.histories_closed |= bool({"closed", "bug"} & set(self.channels.finds.values()))
        self._during("weather", kinds != {CALM}, self.trouble)
        self._during("refusal", bool(kinds & {REFUSED, BUG}), self.ending)

    def set_clock(self, skew: timedelta) -> None:
        """The machine's clock is wrong from now on; the bot notices when its sleep ends."""
        self.weeks_ahead += max(0, (skew - self.skew) // WEEK) + 1
        self.skew = skew
        self.clock_was_wrong |= bool(skew)
        self._during("clock", bool(skew), self.trouble)
        self._during("clock ", bool(skew), self.ending)
        self.pass_time(timedelta(seconds=self.random.uniform(0, 60)))
        self.process.delivery.wake()
        self.pass_time(timedelta(seconds=1))

    def lock_database(self, kind: str, seconds: float) -> None:
        """Writes fail for a while: `locked` after five seconds each, `full` at once."""
        self.lock, self.locked_until = kind, self.loop.time() + seconds
        for spans in (self.trouble, self.locks):
            spans.append([self.loop.time(), self.locked_until])

        def free() -> None:
            if self.loop.time() >= self.locked_until:
                self.lock = ""

        self.loop.call_later(seconds + 0.001, free)

    def new_zone_data(self) -> None:
        """An update of the machine: other rules, and a process that starts with them."""
        self.run(self.process.kill())
        self.acts += 1
        self.rules, self.rules_changed = (self.rules + 1) % len(MOVING_RULES), True
        self.lock = ""
        self.process = self.run(self._boot())
        self.trouble.append([self.loop.time(), self.loop.time() + 1])
        self.run(self._sleep(2))

    def _during(self, name: str, on: bool, spans: list[list[float]]) -> None:
        opened: dict[str, list[float]] = self.__dict__.setdefault("_open_spans", {})
        if on and name not in opened:
            opened[name] = [self.loop.time(), float("inf")]
            spans.append(opened[name])
        elif not on and name in opened:
            opened.pop(name)[1] = self.loop.time() + 1

    # What moderators do

    def add_many(self, count: int, weekly: Weekly) -> None:
        """Adds so many schedules, ten to a server."""
        for n in range(count):
            self.acts += 1
            self.run(self._doing(lambda changes, now, n=n: changes.add(1 + n // 10, 1000 + n, weekly, now)))
        self._look()

    def add(self, guild: int, channel: int, weekly: Weekly) -> int | None:
        """Adds a schedule; its id, or None where it was refused."""
        with suppress(*adapter.REFUSALS):
            added = self._do(lambda changes, now: changes.add(guild, channel, weekly, now))
            if added:
                return added.id
        return None

    def change(self, kind: str, id: int, *values: Any) -> None:
        """One of edit, move, pause, resume, skip, undo skip, remove, undo, as panels do: also for one that is gone."""
        known = self.known[id]
        before = self.db.execute("SELECT paused FROM schedules WHERE id = ?", (id,)).fetchone()
        same = kind == "move" and values[0] == known.channel
        idle = same or (kind == "resume" and before and before[0] is None)
        if kind in ("edit", "pause", "resume", "move", "skip", "undo skip", "remove"):
            self._in_time(known, idle)
        with suppress(*adapter.REFUSALS):
            match kind:
                case "edit":
                    self._do(lambda c, now: c.edit(known.guild, id, now, *values))
                case "pause":
                    self._do(lambda c, now: c.pause(known.guild, id, now, *values))
                case "move":
                    known.moving_to = values[0]
                    self._do(lambda c, now: c.move(known.guild, id, values[0], now))
                case "skip":
                    skipped = self._do(lambda c, now: c.skip(known.guild, id, now))
                    if skipped:
                        known.skips.append(skipped)
                case "undo skip":
                    for due in known.skips[-1:]:
                        if self._do(lambda c, now, due=due: c.undo_skip(known.guild, id, now, due)):
                            known.skips.remove(due)
                case _:
                    self._do(lambda c, now: getattr(c, kind)(known.guild, id, now))
        known.moving_to = None
        if kind == "undo":
            self._in_time(known, False)
        after = self.db.execute("SELECT paused FROM schedules WHERE id = ?", (id,)).fetchone()
        if same and before and before[0] == "failures" and after and after[0] is None:
            self._fault("a move to the same channel lifts a failure pause")

    def _in_time(self, known: Known, idle: bool) -> None:
        if not idle:
            known.changes.append(self.loop.time())

    def leave(self, guild: int) -> None:
        if guild not in self.left:
            self._touch_guild(guild)
            self._do(lambda c, now: c.leave(guild, self.true()))  # cogs hand in the corrected clock
            self._note_departure(guild)

    def rejoin(self, guild: int) -> None:
        if guild in self.left:
            self._do(lambda c, now: c.rejoin(guild, self.true()))
            self._note_departure(guild)
            self._touch_guild(guild)

    def _note_departure(self, guild: int) -> None:
        """The database may not have taken it: then a comparison finds it at the next start."""
        if self.db.execute("SELECT 1 FROM departures WHERE guild_id = ?", (guild,)).fetchone():
            self.left.setdefault(guild, self.loop.time())
        else:
            self.left.pop(guild, None)
        self._look()

    def _touch_guild(self, guild: int) -> None:
        for known in self.known.values():
            if known.guild == guild:
                known.changes.append(self.loop.time())

    def _do(self, work: Callable[[adapter.Changes, datetime], Awaitable[Any]]) -> Any:
        self.acts += 1
        result = self.run(self._doing(work))
        self._look()
        return result

    async def _doing(self, work: Callable[[adapter.Changes, datetime], Awaitable[Any]]) -> Any:
        process = self.process
        task = asyncio.ensure_future(work(adapter.Changes(process.store), self.clock()))
        died = asyncio.create_task(process.died.wait())
        await asyncio.wait({task, died}, return_when=asyncio.FIRST_COMPLETED)
        died.cancel()
        if process.died.is_set():
            await self._restart(0)
            return None
        process.delivery.wake()
        process.delivery.heard(self.true())  # an interaction tells Discord's time
        try:
            return task.result()
        except adapter.StorageUnavailable:
            return None  # the moderators are told, and nothing has changed

    def _look(self) -> None:
        """What moderators see now."""
        self.run(self._settled())
        now = self.loop.time()
        sql = "SELECT id, guild_id, channel_id, paused, paused_until, removed_at, left_at FROM schedules"
        rows = self.db.execute(sql).fetchall()
        active: dict[int, int] = {}
        for id, guild, channel, paused, until, removed, left in rows:
            known = self.known.setdefault(id, Known(id, guild, channel))
            if channel != known.channel:
                known.channel, known.moved_at = channel, now
            known.until = datetime.fromtimestamp(until, UTC) if until and paused == "moderator" else None
            if paused or removed or left or guild in self.left:
                known.stopped_at = now if known.stopped_at is None else known.stopped_at
                if removed or left:
                    known.until = None
                known.removed = bool(removed)
            else:
                known.stopped_at = None
            if not removed:
                active[guild] = active.get(guild, 0) + 1
        self._next_ones()
        if active and max(active.values()) > 10:
            self._fault("more than ten weekly posts")

    # What must hold

    def _fault(self, what: str, **evidence: Any) -> None:
        details = ", ".join(f"{name}={value}" for name, value in evidence.items())
        self.faults.append(what)
        if self.strict:
            raise _broken(what, f"{what} ({details}; at {self.true():%a %d %b %H:%M:%S})")

    def _begun(self, schedule: Any, due: datetime, quiet: bool) -> None:
        now, known = self.loop.time(), self.known[schedule.id]
        stopped = known.until is None or due < known.until
        if stopped and known.stopped_at is not None and now > known.stopped_at + 0.001:
            self._later("a stopped one posts", id=schedule.id, due=due)
        first = known.went_to.setdefault(due, schedule.channel_id)
        if first != schedule.channel_id:
            self._later("one occurrence goes to two channels", id=schedule.id, due=due)
        elif (
            first not in (known.channel, known.moving_to)
            and now > known.moved_at + 0.001
            and not self._tried(schedule.id, due)
        ):
            self._later("a post goes to the channel that it was moved away from", id=schedule.id, due=due)
        for skipped in known.skips:
            if abs(due - skipped) < DAY:
                self._later("it posts on the skipped day", id=schedule.id, due=due)
        if not self.skew and not self.clock_was_wrong:
            if self.true() - due > LATE + timedelta(minutes=5):
                self._later("a post is too late", id=schedule.id, due=due)
            if self.true() - due > timedelta(minutes=45) and not quiet:
                self._later("a late post is not silent", id=schedule.id, due=due)

    def _tried(self, id: int, due: datetime) -> bool:
        return (
            self.db.execute(
                "SELECT 1 FROM occurrences WHERE schedule = ? AND due = ? AND tries > 0", (id, int(due.timestamp()))
            ).fetchone()
            is not None
        )

    def _stored(self, message: Message) -> None:
        if len(self.channels.of(message.schedule, message.due)) > 1:
            self._later("posted twice", id=message.schedule, due=message.due)
        for other in self.channels.in_channel(message.channel):
            if (other.schedule, other.due) != (message.schedule, message.due) and abs(other.due - message.due) < GENTLE:
                self._later("two posts in one week in one channel", dues=[other.due, message.due])

    def _later(self, what: str, **evidence: Any) -> None:
        """A fault that is found inside of the bot's own task: told after it."""
        details = ", ".join(f"{name}={value}" for name, value in evidence.items())
        self.faults.append(what)
        self.__dict__.setdefault("_found", []).append(f"{what} ({details}; at {self.true():%a %d %b %H:%M:%S})")

    def count_drain(self) -> None:
        """Delivery looks for work. Raises where it does so for ever at one moment: no time would pass any more."""
        self.drains += 1
        at, before = self._at_one_moment
        self._at_one_moment = (self.loop.time(), before + 1 if at == self.loop.time() else 1)
        if self._at_one_moment[1] > 50 + 2 * self.acts + 3 * len(self.known) * (1 + self.weeks_ahead):
            self._later("a hot loop", drains=self._at_one_moment[1])
            raise RuntimeError("a hot loop")

    def _count_drains(self) -> None:
        since, until = self._seen_at, self.loop.time()
        if until - since < 60:
            return
        count, allowed = self.drains - self._drains_seen, self._allowed_drains(since, until)
        self._drains_seen, self._seen_at, self.acts = self.drains, until, 0
        self._fullest = max(self._fullest, count / allowed)
        if count > allowed:
            self._fault("a hot loop", drains=count, allowed=allowed, hours=round((until - since) / 3600, 2))

    def _allowed_drains(self, since: float, until: float) -> float:
        """How often delivery may look for work in a span of time: at its longest sleep's end, and when it is woken."""
        hours, weeks, schedules = (until - since) / 3600, (until - since) / WEEK.total_seconds(), len(self.known)
        allowed = 2 + (until - since) / self.max_sleep.total_seconds() + self.acts
        allowed += 2 * schedules * (1 + weeks)  # an occurrence is due, and is done
        # A failed attempt is repeated after 5, 10, 20 … seconds up to a quarter of an hour; each wakes twice.
        if troubled := _overlap(self.trouble + self.ending, since, until + 900):
            allowed += 2 * schedules * min(9 + 4 * troubled / 3600, 12 + 4 * hours)
        allowed += 1.05 * _overlap(self.locks, since, until + 5) / 5  # a locked database: every five seconds
        return allowed + 2 * schedules * self.weeks_ahead  # a clock that is years ahead goes through their weeks

    def check(self) -> None:
        """What must hold at any moment."""
        found = self.__dict__.setdefault("_found", [])
        if found and self.strict:
            raise _broken(found[0].partition(" (")[0], found[0])
        if self.clock_was_wrong or self.lock:
            return
        self.run(self._settled())
        self._check_dues()

    def _check_dues(self) -> None:
        now = self.true()
        sql = (
            "SELECT id, channel_id, weekday, minute, zone, due, paused, paused_until, removed_at, left_at"
            " FROM schedules"
        )
        for id, channel, weekday, minute, zone, due_at, paused, until, removed, left in self.db.execute(sql).fetchall():
            active = not (removed or left) and (paused is None or (paused == "moderator" and until))
            if not active:
                if due_at is not None:
                    self._fault("a stopped one has a due", id=id)
                continue
            if due_at is None:
                self._fault("an active one has no due", id=id)
                continue
            due = datetime.fromtimestamp(due_at, UTC)
            if due <= now:
                continue
            weekly = Weekly(weekday, time(*divmod(minute, 60)), zone)
            if weekly.next_after(due - timedelta(seconds=1)) != due:
                self._fault("a due that is no occurrence", id=id, due=due)
                continue
            start = datetime.fromtimestamp(until, UTC) - timedelta(seconds=1) if paused and until else now
            each = weekly.next_after(max(now, start))
            # New rules leave each in its week, also where its day would come once more before a pause ends.
            while each < due and not (self.rules_changed and due - each < 8 * DAY):
                if not self._explained(id, channel, each):
                    self._fault("an occurrence is left out", id=id, due=each, next=due)
                each = weekly.next_after(each)

    def _explained(self, id: int, channel: int, due: datetime) -> bool:
        near = [abs(m.due - due) for m in self.channels.in_channel(channel)]
        sql = (
            "SELECT due FROM occurrences WHERE schedule = ? AND (due = ? OR state IN ('sent', 'claimed')"
            " OR text IS NOT NULL OR reason = 'moderator')"
        )
        rows = self.db.execute(sql, (id, int(due.timestamp()))).fetchall()
        near += [abs(datetime.fromtimestamp(at, UTC) - due) for (at,) in rows]
        near += [abs(at - due) for at in self.known[id].skips]
        return any(distance < GENTLE for distance in near)

    def finish(self) -> None:
        """All becomes calm; then each occurrence must have ended, and the next week is as ever."""
        if self.skew:
            self.set_clock(timedelta())
        self.lock = ""
        self.process.dies_in = None
        self.channels.reports_hang = False
        self.weather()
        self.process.delivery.wake()
        self.pass_time(timedelta(hours=16))
        self.check()
        self._check_ledger()
        self.pass_time(8 * DAY)
        self.check()
        self._check_ledger()
        if self.clock_was_wrong:
            self._check_dues()

    def _check_ledger(self) -> None:
        sql = "SELECT schedule, due, state, reason, message_id FROM occurrences"
        rows = {
            (id, datetime.fromtimestamp(due, UTC)): (state, reason, message)
            for id, due, state, reason, message in self.db.execute(sql).fetchall()
        }
        there = {id for (id,) in self.db.execute("SELECT id FROM schedules").fetchall()}
        ahead = set(self._next_ones())  # what a clock called late, and what is next all the same
        for (id, due), (state, reason, _) in rows.items():
            if id not in self.known:
                self._fault("a row of nobody", id=id)
            elif state == "claimed" and due < self.true() - HOUR:
                self._fault("a claim for ever", id=id, due=due)
            elif state not in ("sent", "claimed") and reason is None:
                self._fault("a skip without a reason", id=id, due=due)
            elif reason == "moderator" and not (self.known[id].changes):
                self._fault("skipped by a moderator who did nothing", id=id, due=due)
            elif (
                reason == "late" and due > self.true() and self.known[id].stopped_at is None and (id, due) not in ahead
            ):
                self._fault("late before it was due", id=id, due=due)
        blind = self.histories_closed or any(stop - start > 2.5 * 86400 for start, stop in self.trouble)
        posted = {(m.schedule, m.due): m for m in self.channels.messages}
        for key, message in posted.items():
            row = rows.get(key)
            if key[0] not in there:
                continue
            if row is None and abs(key[1] - self.true()) < 730 * DAY:  # others were made by a clock years off
                self._fault("a post without a row", id=key[0], due=key[1])
            elif row is None:
                continue
            elif row[0] == "claimed" and key[1] > self.true():
                continue  # made by a clock that was ahead: it is looked for when its time has come
            elif row[0] != "sent" and not (blind and (row[0] == "failed" or row[1] == "could-not-check")):
                self._fault("a post that is not recorded as sent", id=key[0], due=key[1], row=row)
            elif row[0] == "sent" and row[2] != message.id:
                self._fault("a row with another message", id=key[0], due=key[1])
        for key, (state, _, _) in rows.items():
            if state == "sent" and key not in posted:
                self._fault("recorded as sent, and not in the channel", id=key[0], due=key[1])
        for key in self.expected:
            # What a wrong clock has put off comes at the time that holds by then.
            moved = self.clock_was_wrong and any(id == key[0] and abs(at - key[1]) < DAY for id, at in rows)
            if key[0] in there and key not in rows and key[1] < self.true() - LATE - HOUR and not moved:
                self._fault("an occurrence without a row", id=key[0], due=key[1])
            if key[0] in there and key in rows and rows[key][0] not in ("sent", "claimed") and self._must_be_sent(*key):
                self._fault("lost without need", id=key[0], due=key[1], row=rows[key])
        for known in self.known.values():
            left = self.left.get(known.guild)
            if (
                left is not None
                and known.id not in there
                and not known.removed
                and self.loop.time() - left < 29 * 86400
            ):
                self._fault("a server that may come back is deleted", id=known.id)

    def _must_be_sent(self, id: int, due: datetime) -> bool:
        began = (due - START).total_seconds()
        end = began + LATE.total_seconds()
        if any(began - 2 <= at <= end for at in self.known[id].changes) or self.seen.get((id, due), end) > began - 2:
            return False
        if any(span[0] < end and span[1] > began - 1 for span in self.ending):
            return False
        calm, at = 0.0, began
        for start, stop in sorted(map(tuple, self.trouble)):
            if stop <= at:
                continue
            calm = max(calm, min(start, end) - at)
            at = max(at, stop)
            if at >= end:
                break
        return max(calm, end - at) >= 3600

    def close(self) -> None:
        self.run(self.process.kill())
        for each in self._patches:
            each.stop()
        self.db.close()
        self.loop.close()


def _fresh_database() -> sqlite3.Connection:
    """An empty database with its tables, copied from the first one: migrations take milliseconds."""
    global _template
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=1000)
    if _template is None:
        loop = VirtualLoop()

        async def migrate() -> None:
            async def before(sql: str) -> None:
                pass

            async def connect(*_: Any, **__: Any) -> InlineConnection:
                return InlineConnection(db, before)

            with patch("aiosqlite.connect", connect):
                async with adapter.open_store():
                    pass

        loop.run_until_complete(migrate())
        loop.close()
        _template = db.serialize()
    else:
        db.deserialize(_template)
    db.execute("PRAGMA foreign_keys = ON")
    return db
