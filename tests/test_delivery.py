"""Each occurrence is posted once, or not at all with a recorded reason: whatever crashes, fails or changes."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kindred.content.library import Library
from kindred.delivery.attempts import SKIP_AFTER, RejectedError, TransientError, UnverifiableError, nonce
from kindred.delivery.loop import Delivery
from kindred.delivery.pacing import RateLimiter
from kindred.schedule.rotation import Choice
from kindred.schedule.weekly import Weekly
from kindred.storage.errors import StorageUnavailable
from kindred.storage.ledger import Occurrence
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
SUNDAY = Weekly(6, time(17), "Europe/Berlin")
DUE = SUNDAY.next_after(START)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
POOL = [Choice(f"text-{n}", f"topic-{n % 5}") for n in range(64)]


class Crash(BaseException):
    """The process dies here."""


class Channels:
    """What Discord would hold: posts, nonces of the last minutes, and a history that may be closed."""

    def __init__(self) -> None:
        self.now = START
        self.posts: list[tuple[int, datetime, str, datetime, bool]] = []
        self.readable = True
        self.failures: list[BaseException] = []  # raised by the next sends, one each
        self.fail_after_posting = False
        self.before_send: list[asyncio.Event] = []
        self._nonces: dict[str, tuple[datetime, int]] = {}

    async def send(self, schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        for event in self.before_send:
            await event.wait()
        if self.failures and not self.fail_after_posting:
            raise self.failures.pop(0)
        key = nonce(schedule, due)
        assert len(key) <= 25
        at, id = self._nonces.get(key, (START - WEEK, 0))
        if self.now - at > 3 * MINUTE:
            self.posts.append((schedule.id, due, text, self.now, quiet))
            id = len(self.posts)
            self._nonces[key] = (self.now, id)
        if self.failures:
            raise self.failures.pop(0)
        return id

    async def find(self, schedule: Schedule, claim: Occurrence) -> int | None:
        if not self.readable:
            raise UnverifiableError
        for id, (posted, due, *_) in enumerate(self.posts, start=1):
            if (posted, due) == (schedule.id, claim.due):
                return id
        return None


async def pool(schedule: Schedule) -> Sequence[Choice]:
    return POOL


class Bench:
    """A store and a delivery at a time that the test sets."""

    def __init__(self, store: Store, channels: Channels) -> None:
        self.store = store
        self.channels = channels
        self.discord_agrees = True  # with the clock of the test
        self.delivery = self.fresh()

    def fresh(self) -> Delivery:
        """A delivery as a new process has it."""
        return Delivery(
            self.store,
            pool=pool,
            send=self.channels.send,
            find=self.channels.find,
            now=lambda: self.channels.now,
            rate=1e6,
        )

    async def at(self, moment: datetime) -> datetime | None:
        """Moves to a moment and drains until nothing is due."""
        self.channels.now = moment
        if self.discord_agrees:
            self.delivery.heard(moment)
        for _ in range(200):
            next_at = await self.delivery.drain(moment)
            if next_at is None or next_at > moment:
                return next_at
        raise AssertionError("drain never came to an end")

    async def until(self, end: datetime) -> None:
        """Does everything up to a moment, each thing at its time."""
        next_at = await self.at(self.channels.now)
        while next_at and next_at <= end:
            next_at = await self.at(next_at)
        self.channels.now = end

    async def add(self, weekly: Weekly = SUNDAY, *, guild: int = 1, channel: int = 10) -> Schedule:
        return await self.store.schedules.add(guild, channel, weekly, self.channels.now)

    async def ledger(self, schedule: Schedule) -> list[Occurrence]:
        return list(reversed(await self.store.ledger.results(schedule.id, 1000)))


@asynccontextmanager
async def bench_on(path: Path | str) -> AsyncIterator[Bench]:
    async with Store.open(path) as store:
        yield Bench(store, Channels())


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench_on(tmp_path / "k.sqlite3") as bench:
        yield bench


# A year


@pytest.mark.slow
async def test_a_year_of_200_servers_in_many_zones_posts_each_week_once_at_the_right_local_time(
    library: Library,
) -> None:
    zones = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe",
             "America/Sao_Paulo", "Africa/Lagos", "Asia/Kathmandu", "Pacific/Auckland", "America/St_Johns",
             "Africa/Cairo", "Asia/Tehran", "Europe/London", "Pacific/Kiritimati", "America/Santiago")  # fmt: skip
    async with bench_on(":memory:") as bench:
        weeklies: dict[int, Weekly] = {}
        for guild in range(200):
            # Most choose Sunday at five, as most do; the others any day and time.
            day, at = (guild % 7, time(guild % 24, (guild * 7) % 60)) if guild % 5 == 0 else (6, time(17))
            weekly = Weekly(day, at, zones[guild % len(zones)])
            schedule = await bench.add(weekly, guild=guild, channel=1000 + guild)
            weeklies[schedule.id] = weekly
        await bench.until(START + timedelta(days=365))
    posts: dict[int, list[tuple[datetime, str, datetime]]] = {id: [] for id in weeklies}
    for id, due, text, at, quiet in bench.channels.posts:
        posts[id].append((due, text, at))
        assert at == due
        assert not quiet
    for id, weekly in weeklies.items():
        assert len(posts[id]) in (52, 53)
        expected, moment = [], START
        while (moment := weekly.next_after(moment)) <= START + timedelta(days=365):
            expected.append(moment)
        assert [due for due, _, _ in posts[id]] == expected, "none doubled, none lost"
        assert len({text for _, text, _ in posts[id]}) == len(posts[id]), "no text twice"
        local = {due.astimezone(ZoneInfo(weekly.zone)).time() for due, _, _ in posts[id]}
        usual = Counter(due.astimezone(ZoneInfo(weekly.zone)).time() for due, _, _ in posts[id]).most_common(1)
        assert usual[0][0] == weekly.at
        assert len(local) <= 2, "another time of day only where the clocks skip this one"


# Crashes

STEPS = ("before the claim", "after the claim", "after the send", "after the record")
RESTARTS = {
    "at once": timedelta(),
    "after two minutes": 2 * MINUTE,
    "after three hours": 3 * HOUR,
    "after two days": 2 * DAY,
}

# What the ledger and the channel hold in the end: posts of this occurrence, and its row.
CRASHES = {
    ("before the claim", True, "at once"): (1, "sent", None),
    ("before the claim", True, "after two minutes"): (1, "sent", None),
    ("before the claim", True, "after three hours"): (1, "sent", None),
    ("before the claim", True, "after two days"): (0, "skipped", "late"),
    ("before the claim", False, "at once"): (1, "sent", None),
    ("before the claim", False, "after two minutes"): (1, "sent", None),
    ("before the claim", False, "after three hours"): (1, "sent", None),
    ("before the claim", False, "after two days"): (0, "skipped", "late"),
    ("after the claim", True, "at once"): (1, "sent", None),
    ("after the claim", True, "after two minutes"): (1, "sent", None),
    ("after the claim", True, "after three hours"): (1, "sent", None),
    ("after the claim", True, "after two days"): (0, "skipped", "late"),
    ("after the claim", False, "at once"): (0, "skipped", "could-not-check"),
    ("after the claim", False, "after two minutes"): (0, "skipped", "could-not-check"),
    ("after the claim", False, "after three hours"): (0, "skipped", "could-not-check"),
    ("after the claim", False, "after two days"): (0, "skipped", "could-not-check"),
    ("after the send", True, "at once"): (1, "sent", None),
    ("after the send", True, "after two minutes"): (1, "sent", None),
    ("after the send", True, "after three hours"): (1, "sent", None),
    ("after the send", True, "after two days"): (1, "sent", None),
    # Nobody can know that it went out, so it is not sent again; the record says that it could not be checked.
    ("after the send", False, "at once"): (1, "skipped", "could-not-check"),
    ("after the send", False, "after two minutes"): (1, "skipped", "could-not-check"),
    ("after the send", False, "after three hours"): (1, "skipped", "could-not-check"),
    ("after the send", False, "after two days"): (1, "skipped", "could-not-check"),
    ("after the record", True, "at once"): (1, "sent", None),
    ("after the record", True, "after two minutes"): (1, "sent", None),
    ("after the record", True, "after three hours"): (1, "sent", None),
    ("after the record", True, "after two days"): (1, "sent", None),
    ("after the record", False, "at once"): (1, "sent", None),
    ("after the record", False, "after two minutes"): (1, "sent", None),
    ("after the record", False, "after three hours"): (1, "sent", None),
    ("after the record", False, "after two days"): (1, "sent", None),
}


@pytest.mark.parametrize(("step", "readable", "restart"), CRASHES)
async def test_a_crash_at_any_step_posts_once_or_not_at_all_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, readable: bool, restart: str
) -> None:
    async with bench_on(tmp_path / "k.sqlite3") as bench:
        schedule = await bench.add()
        real = {"claim": bench.store.ledger.claim, "settle": bench.store.ledger.settle}

        async def crash_around(name: str, before: bool, *args: object, **kwargs: object) -> object:
            if before:
                raise Crash
            await real[name](*args, **kwargs)  # type: ignore[operator]
            raise Crash

        method, before = {
            "before the claim": ("claim", True),
            "after the claim": ("claim", False),
            "after the send": ("settle", True),
            "after the record": ("settle", False),
        }[step]
        monkeypatch.setattr(bench.store.ledger, method, lambda *a, **k: crash_around(method, before, *a, **k))
        bench.channels.now = DUE
        with pytest.raises(Crash):
            await bench.delivery.drain(DUE)
        monkeypatch.undo()
        channels = bench.channels
        channels.readable = readable

    async with Store.open(tmp_path / "k.sqlite3") as store:
        again = Bench(store, channels)
        await again.at(DUE + RESTARTS[restart])
        [row] = [row for row in await again.ledger(schedule) if row.due == DUE]
        posted = sum(due == DUE for _, due, *_ in channels.posts)
        assert (posted, row.state, row.reason) == CRASHES[step, readable, restart]
        # And the next week is as ever.
        channels.readable = True
        await again.until(DUE + WEEK)
        assert sum(due == DUE + WEEK for _, due, *_ in channels.posts) == 1


def test_the_crash_table_has_every_case() -> None:
    assert set(CRASHES) == {(s, readable, r) for s in STEPS for readable in (True, False) for r in RESTARTS}


def crash_rows() -> list[str]:
    """The table as docs/reliability.md shows it."""
    return [
        f"| {step} | {'yes' if readable else 'no'} | {restart} | {posted} | {state}{f': {reason}' if reason else ''} |"
        for (step, readable, restart), (posted, state, reason) in CRASHES.items()
    ]


def test_the_document_shows_the_crash_table_that_is_tested() -> None:
    document = (Path(__file__).parent.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
    shown = [line for line in document.splitlines() if line.startswith(("| before", "| after"))]
    assert shown == crash_rows()


async def test_claims_of_a_crash_are_settled_before_anything_new_is_sent(bench: Bench) -> None:
    old, new = await bench.add(), await bench.add(channel=11)
    await bench.store.ledger.claim(old, DUE, "text-1", DUE)
    order: list[str] = []
    find, send = bench.channels.find, bench.channels.send

    async def noted_find(schedule: Schedule, claim: Occurrence) -> int | None:
        order.append("find")
        return await find(schedule, claim)

    async def noted_send(schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        order.append(f"send {schedule.channel_id}")
        return await send(schedule, due, text, quiet=quiet)

    bench.channels.find, bench.channels.send = noted_find, noted_send  # type: ignore[method-assign]
    bench.delivery = bench.fresh()
    await bench.at(DUE)
    assert order == ["find", "send 10", "send 11"]
    assert {new.id, old.id} == {id for id, *_ in bench.channels.posts}


# Late, and never a backlog


@pytest.mark.parametrize(
    ("late", "posted", "quiet"),
    [
        (timedelta(), 1, False),
        (30 * MINUTE, 1, False),
        (31 * MINUTE, 1, True),
        (12 * HOUR, 1, True),
        (12 * HOUR + MINUTE, 0, None),
    ],
)
async def test_a_late_post_goes_out_once_within_twelve_hours_and_silently_after_thirty_minutes(
    bench: Bench, late: timedelta, posted: int, quiet: bool | None
) -> None:
    schedule = await bench.add()
    await bench.at(DUE + late)
    assert [quiet for *_, quiet in bench.channels.posts] == [quiet] * posted
    [row] = await bench.ledger(schedule)
    assert (row.state, row.reason) == (("sent", None) if posted else ("skipped", "late"))


async def test_weeks_away_bring_no_backlog_and_every_week_is_recorded(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.at(DUE + 5 * WEEK + HOUR)
    assert [(due, quiet) for _, due, _, _, quiet in bench.channels.posts] == [(DUE + 5 * WEEK, True)]
    states = [(row.due, row.state, row.reason) for row in await bench.ledger(schedule)]
    assert states == [*((DUE + n * WEEK, "skipped", "late") for n in range(5)), (DUE + 5 * WEEK, "sent", None)]


# Failed attempts


async def test_trouble_is_waited_out_with_growing_pauses(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("discord")] * 6
    waits = []
    moment = DUE
    while not bench.channels.posts:
        next_at = await bench.at(moment)
        assert next_at
        waits.append((next_at - moment).total_seconds())
        moment = next_at
    assert waits[:6] == [5, 10, 20, 40, 80, 160]
    assert len(bench.channels.posts) == 1
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


async def test_a_post_that_went_out_although_the_answer_was_lost_is_not_posted_again(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("reset"), TransientError("reset"), TransientError("reset")]
    bench.channels.fail_after_posting = True
    await bench.until(DUE + 6 * HOUR)
    assert len(bench.channels.posts) == 1
    [row] = await bench.ledger(schedule)
    assert row.state == "sent"


async def test_a_refusal_after_a_lost_answer_is_no_failure_if_the_post_is_there(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("reset")]
    bench.channels.fail_after_posting = True
    await bench.at(DUE)
    bench.channels.failures = [RejectedError("forbidden")]
    await bench.until(DUE + HOUR)
    assert len(bench.channels.posts) == 1
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


@pytest.mark.parametrize("readable", [True, False])
async def test_trouble_that_outlasts_the_late_window_is_recorded(bench: Bench, readable: bool) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("discord")] * 1000
    bench.channels.readable = readable
    await bench.until(DUE + DAY)
    assert bench.channels.posts == []
    [row] = await bench.ledger(schedule)
    assert (row.state, row.reason) == (("failed", "discord") if readable else ("skipped", "could-not-check"))
    found = await bench.store.schedules.get(1, schedule.id)
    assert found
    assert found.paused is None, "Discord's trouble is not the moderators' to fix"
    assert found.due == DUE + WEEK


async def test_three_refusals_in_a_row_pause_and_resuming_starts_afresh(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [RejectedError("missing:send_messages")] * 3
    await bench.until(DUE + 6 * WEEK)
    assert bench.channels.posts == []
    assert [(r.state, r.reason) for r in await bench.ledger(schedule)] == [("failed", "missing:send_messages")] * 3
    paused = await bench.store.schedules.get(1, schedule.id)
    assert paused
    assert (paused.paused, paused.failures, paused.due) == ("failures", 3, None)
    await bench.store.schedules.resume(1, [schedule.id], bench.channels.now)
    await bench.until(DUE + 8 * WEEK)
    assert len(bench.channels.posts) == 2


async def test_a_post_between_two_refusals_starts_the_count_again(bench: Bench) -> None:
    schedule = await bench.add()
    for n in range(6):
        bench.channels.failures = [RejectedError("missing:send_messages")] if n % 3 else []
        await bench.until(DUE + n * WEEK)
    found = await bench.store.schedules.get(1, schedule.id)
    assert found
    assert found.paused is None


async def test_one_schedules_trouble_touches_no_other(bench: Bench) -> None:
    schedules = [await bench.add(guild=n, channel=10 + n) for n in range(20)]
    send = bench.channels.send

    async def picky(schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        match schedule.channel_id:
            case 12:
                raise RejectedError("channel-gone")
            case 13:
                raise RuntimeError("a bug")
            case 14:
                raise TransientError("reset")
            case _:
                return await send(schedule, due, text, quiet=quiet)

    bench.channels.send = picky  # type: ignore[method-assign]
    bench.delivery = bench.fresh()
    await bench.at(DUE)
    assert len(bench.channels.posts) == 17
    reasons = {s.channel_id: (await bench.ledger(s))[-1:] for s in schedules}
    assert reasons[12][0].reason == "channel-gone"
    assert reasons[13][0].reason == "unexpected"
    assert reasons[14] == [], "still open: it will be tried again"


async def test_a_claim_that_cannot_be_looked_for_stops_no_other_schedule(bench: Bench) -> None:
    odd = await bench.add()
    bench.channels.failures = [TransientError("reset")]
    await bench.at(DUE)
    await bench.store.schedules.pause(1, [odd.id], DUE)

    async def find(schedule: Schedule, claim: Occurrence) -> int | None:
        raise RuntimeError("a bug")

    bench.channels.find = find  # type: ignore[method-assign]
    bench.delivery = bench.fresh()
    other = await bench.add(Weekly(6, time(17, 1), "Europe/Berlin"), channel=11)
    await bench.at(DUE + MINUTE)
    assert [id for id, *_ in bench.channels.posts] == [other.id]
    assert [row.reason for row in await bench.ledger(odd)] == ["unexpected"]


async def test_a_send_that_takes_long_holds_up_no_other_schedule(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kindred.delivery.loop.SLOW_AFTER", 0.01)
    slow = await bench.add()
    answered = asyncio.Event()
    bench.channels.before_send = [answered]
    await bench.at(DUE)
    assert bench.channels.posts == []
    bench.channels.before_send = []
    quick = await bench.add(Weekly(6, time(17, 1), "Europe/Berlin"), channel=11)
    await bench.at(DUE + MINUTE)
    assert [id for id, *_ in bench.channels.posts] == [quick.id]
    answered.set()
    await bench.delivery.stop()
    assert sorted(id for id, *_ in bench.channels.posts) == [slow.id, quick.id]
    assert [row.state for row in await bench.ledger(slow)] == ["sent"]


# Changes


async def test_a_pause_acts_also_on_a_post_that_waits_to_be_tried_again(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("discord")]
    await bench.at(DUE)
    await bench.store.schedules.pause(1, [schedule.id], DUE + MINUTE)
    await bench.until(DUE + 3 * WEEK)
    assert bench.channels.posts == []
    assert [(row.state, row.reason) for row in await bench.ledger(schedule)] == [("skipped", "moderator")]


async def test_an_edit_leaves_a_pause_as_it_is(bench: Bench) -> None:
    schedule = await bench.add()
    monday = {"weekly": Weekly(0, time(9), "Europe/Berlin"), "topics": (), "role_id": None, "silent": True}
    await bench.store.schedules.pause(1, [schedule.id], START)
    await bench.store.schedules.change(1, schedule.id, START, **monday)  # type: ignore[arg-type]
    await bench.until(DUE + 3 * WEEK)
    assert bench.channels.posts == []
    end = DUE + 5 * WEEK
    await bench.store.schedules.pause(1, [schedule.id], DUE + 3 * WEEK, end)
    await bench.store.schedules.change(1, schedule.id, DUE + 3 * WEEK, **monday)  # type: ignore[arg-type]
    await bench.until(end + WEEK)
    assert [at > end for *_, at, _ in bench.channels.posts] == [True]


async def test_a_move_while_a_post_is_under_way_posts_it_in_neither_channel_twice(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("reset")]
    bench.channels.fail_after_posting = True
    await bench.at(DUE)
    await bench.store.schedules.move(1, schedule.id, 11, DUE)
    bench.channels.readable = False
    await bench.until(DUE + WEEK)
    assert [due for _, due, *_ in bench.channels.posts] == [DUE, DUE + WEEK]
    assert [(row.state, row.reason) for row in await bench.ledger(schedule)] == [
        ("skipped", "could-not-check"), ("sent", None),
    ]  # fmt: skip


async def test_a_clock_that_disagrees_with_discords_is_named_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.discord_agrees = False
    bench.delivery.heard(START - timedelta(hours=2))
    with caplog.at_level("WARNING", "kindred.delivery"):
        for _ in range(3):
            await bench.at(START)
    [line] = caplog.messages
    assert "This machine's clock is 2:00:00 ahead of Discord's." in line
    bench.delivery.heard(START)
    await bench.at(START)
    bench.delivery.heard(START + timedelta(days=3))
    await bench.at(START)
    assert "3 days, 0:00:00 behind Discord's" in caplog.messages[-1]


async def claimed(bench: Bench, draining: asyncio.Task[datetime | None]) -> None:
    """Waits until a drain has claimed something; a drain that ends before that fails the test."""
    while not await bench.store._db.rows("SELECT 1 FROM occurrences WHERE state = 'claimed'"):
        assert not draining.done(), "the drain has ended and claimed nothing"
        await asyncio.sleep(0)


@pytest.mark.parametrize("change", ["pause", "remove", "edit"])
async def test_a_change_while_a_post_is_being_sent_stands_and_the_post_is_recorded(bench: Bench, change: str) -> None:
    schedule = await bench.add()
    answered = asyncio.Event()
    bench.channels.before_send = [answered]
    bench.channels.now = DUE
    draining = asyncio.create_task(bench.delivery.drain(DUE))
    await claimed(bench, draining)
    if change == "pause":
        await bench.store.schedules.pause(1, [schedule.id], DUE)
    elif change == "remove":
        await bench.store.schedules.remove(1, schedule.id, DUE)
    else:
        monday = Weekly(0, time(9), "Europe/Berlin")
        await bench.store.schedules.change(1, schedule.id, DUE, weekly=monday, topics=(), role_id=None, silent=True)
    answered.set()
    await draining
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]
    await bench.until(DUE + 3 * WEEK)
    expected = {"pause": 1, "remove": 1, "edit": 3}[change]
    assert len(bench.channels.posts) == expected


async def test_a_server_that_deletes_everything_while_a_post_is_under_way_keeps_nothing(bench: Bench) -> None:
    schedule = await bench.add()
    answered = asyncio.Event()
    bench.channels.before_send = [answered]
    bench.channels.now = DUE
    draining = asyncio.create_task(bench.delivery.drain(DUE))
    await claimed(bench, draining)
    await bench.store.delete_guild(1)
    answered.set()
    await draining
    assert not any((await bench.store.rows_of(1)).values())
    assert await bench.ledger(schedule) == []


async def test_a_pause_until_a_date_resumes_by_itself(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.store.schedules.pause(1, [schedule.id], START, until=DUE + 2 * WEEK)
    await bench.until(DUE + 3 * WEEK)
    assert [due for _, due, *_ in bench.channels.posts] == [DUE + 2 * WEEK, DUE + 3 * WEEK]
    found = await bench.store.schedules.get(1, schedule.id)
    assert found
    assert (found.paused, found.paused_until) == (None, None)


async def test_skipping_the_next_leaves_out_one_week_records_it_and_uses_up_no_text(bench: Bench) -> None:
    schedule = await bench.add()
    assert await bench.store.schedules.skip_next(1, schedule.id, START) == DUE
    await bench.until(DUE + 2 * WEEK)
    assert [due for _, due, *_ in bench.channels.posts] == [DUE + WEEK, DUE + 2 * WEEK]
    assert len(await bench.store.ledger.sent_texts(schedule.id)) == 2


async def test_an_edited_schedule_keeps_a_weeks_distance_from_its_last_post(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.at(DUE)
    wednesday = Weekly(2, time(17), "Europe/Berlin")
    await bench.store.schedules.change(
        1, schedule.id, DUE + HOUR, weekly=wednesday, topics=(), role_id=None, silent=True
    )
    found = await bench.store.schedules.get(1, schedule.id)
    assert found
    assert found.due == DUE + 10 * DAY, "not three days later: at most one post a week"


async def test_a_removed_schedule_comes_back_within_fifteen_minutes(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.store.schedules.remove(1, schedule.id, START)
    assert await bench.store.schedules.of(1) == []
    assert not await bench.store.schedules.restore(2, schedule.id, START), "another server cannot"
    assert await bench.store.schedules.restore(1, schedule.id, START + 14 * MINUTE)
    await bench.until(DUE)
    assert len(bench.channels.posts) == 1
    await bench.store.schedules.remove(1, schedule.id, DUE)
    assert not await bench.store.schedules.restore(1, schedule.id, DUE + 16 * MINUTE)


# Clocks


async def test_a_clock_set_back_doubles_nothing(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.at(DUE)
    await bench.at(DUE - HOUR)
    await bench.until(DUE + WEEK)
    assert [due for _, due, *_ in bench.channels.posts] == [DUE, DUE + WEEK]
    assert [row.state for row in await bench.ledger(schedule)] == ["sent", "sent"]


async def test_a_clock_that_ran_a_year_ahead_loses_nothing_once_it_is_right(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.at(START + timedelta(days=365))
    ahead = len(bench.channels.posts)
    await bench.at(START + HOUR)
    await bench.until(DUE + 3 * WEEK)
    on_time = [due for _, due, _, at, _ in bench.channels.posts if at == due]
    assert on_time == [DUE + n * WEEK for n in range(4)]
    assert len(bench.channels.posts) == ahead + 4
    assert Counter(due for _, due, *_ in bench.channels.posts).most_common(1)[0][1] == 1
    assert {row.state for row in await bench.ledger(schedule) if row.due <= DUE + 3 * WEEK} == {"sent"}


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_try_that_a_clock_ahead_has_put_off_is_made_once_the_clock_is_right(
    bench: Bench, restarts: bool
) -> None:
    await bench.add()
    bench.channels.failures = [TransientError("discord")]
    await bench.at(DUE + 5 * HOUR)
    assert bench.channels.posts == []
    bench.delivery = bench.fresh() if restarts else bench.delivery
    await bench.at(DUE + MINUTE)
    assert [at for *_, at, _ in bench.channels.posts] == [DUE + MINUTE]


async def test_a_lost_answer_and_a_clock_that_is_set_back_double_nothing(bench: Bench) -> None:
    schedule = await bench.add()
    bench.channels.failures = [TransientError("reset")]
    bench.channels.fail_after_posting = True
    await bench.at(DUE + 5 * HOUR)
    bench.channels._nonces.clear()  # Discord's own minutes have passed, whatever this clock says
    await bench.at(DUE + HOUR)
    assert len(bench.channels.posts) == 1
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


# Waking


async def test_a_change_while_it_looks_what_is_due_spares_the_next_sleep(bench: Bench) -> None:
    bench.delivery._max_sleep = timedelta(days=1)
    next_action = bench.store.ledger.next_action

    async def changed_meanwhile(leaving_out: Iterable[int] = ()) -> datetime | None:
        at = await next_action(leaving_out)
        if not await bench.store.schedules.of(1):
            await bench.add()
            bench.channels.now = DUE
            bench.delivery.wake()
        return at

    bench.store.ledger.next_action = changed_meanwhile  # type: ignore[method-assign]
    loop = asyncio.create_task(bench.delivery.run())
    async with asyncio.timeout(10):
        while not bench.channels.posts:  # noqa: ASYNC110 - the loop under test tells nobody
            await asyncio.sleep(0)
    loop.cancel()
    await asyncio.wait({loop})
    await bench.delivery.stop()


# Turns


class Counted(RateLimiter):
    turns = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        self.turns += 1
        async with super().turn():
            yield


async def test_a_post_and_a_search_each_take_a_turn(bench: Bench) -> None:
    await bench.add()
    bench.delivery._attempts._limiter = limiter = Counted(1e6)
    bench.channels.failures = [TransientError("reset"), RejectedError("forbidden")]
    await bench.at(DUE)
    assert limiter.turns == 1, "the claim and its post"
    await bench.at(DUE + MINUTE)
    assert limiter.turns == 3, "another try, and a look whether the first one was there after all"


# The loop


async def test_the_loop_goes_on_after_an_error_that_nobody_thought_of(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    schedule = await bench.add()
    bench.channels.now = DUE
    errors = [ZeroDivisionError("a clock that divides by zero")]
    posted = asyncio.Event()

    def now() -> datetime:
        if errors:
            raise errors.pop()
        return bench.channels.now

    async def send(schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        posted.set()
        return await bench.channels.send(schedule, due, text, quiet=quiet)

    delivery = Delivery(
        bench.store, pool=pool, send=send, find=bench.channels.find, now=now, rate=1e6, max_sleep=timedelta(0)
    )
    loop = asyncio.create_task(delivery.run())
    await asyncio.wait_for(posted.wait(), 60)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await delivery.stop()
    assert "Delivery failed; it goes on in 900 s" in caplog.text
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


# The database


async def test_a_database_locked_for_a_while_delays_and_loses_nothing(bench: Bench, tmp_path: Path) -> None:
    schedule = await bench.add()
    await bench.store._db.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(tmp_path / "k.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await bench.at(DUE)
    assert bench.channels.posts == []
    other.execute("ROLLBACK")
    other.close()
    await bench.at(DUE + timedelta(seconds=10))
    assert len(bench.channels.posts) == 1
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


async def test_a_database_locked_after_the_send_records_it_later_and_sends_no_second(
    bench: Bench, tmp_path: Path
) -> None:
    schedule = await bench.add()
    await bench.store._db.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(tmp_path / "k.sqlite3", isolation_level=None)
    send = bench.channels.send

    async def send_and_lock(schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        id = await send(schedule, due, text, quiet=quiet)
        if not other.in_transaction:
            other.execute("BEGIN EXCLUSIVE")
        return id

    bench.channels.send = send_and_lock  # type: ignore[method-assign]
    bench.delivery = bench.fresh()
    with pytest.raises(StorageUnavailable):
        await bench.at(DUE)
    other.execute("ROLLBACK")
    bench.channels.send = send  # type: ignore[method-assign]
    await bench.at(DUE + timedelta(seconds=10))
    other.close()
    assert len(bench.channels.posts) == 1
    assert [row.state for row in await bench.ledger(schedule)] == ["sent"]


# The loop


async def test_the_loop_posts_a_schedule_that_is_added_while_it_sleeps(bench: Bench) -> None:
    loop = asyncio.create_task(bench.delivery.run())
    for _ in range(20):
        await asyncio.sleep(0)
    bench.channels.now = DUE - timedelta(milliseconds=1)
    await bench.add()
    bench.channels.now = DUE
    bench.delivery.wake()
    async with asyncio.timeout(5):
        while not bench.channels.posts:  # noqa: ASYNC110 - the loop under test tells nobody
            await asyncio.sleep(0)
    loop.cancel()
    await asyncio.wait({loop})
    await bench.delivery.stop()


# Servers that the bot left


async def test_leaving_stops_and_coming_back_restores_within_thirty_days(bench: Bench) -> None:
    schedule, other = await bench.add(), await bench.add(guild=2, channel=20)
    await bench.until(DUE)
    await bench.store.departures.leave(1, DUE + DAY)
    await bench.until(DUE + 3 * WEEK)
    assert Counter(id for id, *_ in bench.channels.posts) == {schedule.id: 1, other.id: 4}
    await bench.store.departures.rejoin(1, DUE + 3 * WEEK + DAY)
    await bench.until(DUE + 5 * WEEK)
    assert Counter(id for id, *_ in bench.channels.posts) == {schedule.id: 3, other.id: 6}


async def test_after_thirty_days_the_rows_are_gone(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.until(DUE)
    await bench.store.departures.leave(1, DUE)
    await bench.at(DUE + timedelta(days=31))
    await bench.store.departures.rejoin(1, DUE + timedelta(days=31))
    assert await bench.store.schedules.of(1) == []
    assert await bench.ledger(schedule) == []


async def test_leaving_and_joining_while_offline_is_found_by_comparing(bench: Bench) -> None:
    gone, there = (5 << 22) * 2, (7 << 22) * 2
    first, second = await bench.add(guild=gone, channel=1), await bench.add(guild=there, channel=2)
    await bench.store.departures.reconcile({there}, 0, 2, START)
    await bench.until(DUE)
    assert [id for id, *_ in bench.channels.posts] == [second.id]
    await bench.store.departures.reconcile({there, gone}, 0, 2, DUE)
    await bench.until(DUE + WEEK)
    assert sorted(id for id, *_ in bench.channels.posts) == [first.id, second.id, second.id]


async def test_another_shards_servers_are_left_alone(bench: Bench) -> None:
    guild = (5 << 22) + 0  # shard 1 of 2
    schedule = await bench.add(guild=guild)
    await bench.store.departures.reconcile(set(), 0, 2, START)
    await bench.until(DUE)
    assert [id for id, *_ in bench.channels.posts] == [schedule.id]


async def test_the_ledger_is_kept_for_two_years(bench: Bench) -> None:
    schedule = await bench.add()
    await bench.until(DUE + 110 * WEEK)
    rows = await bench.ledger(schedule)
    assert 104 <= len(rows) <= 106
    assert SKIP_AFTER < DAY
