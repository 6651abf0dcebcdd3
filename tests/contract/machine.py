"""Hypothesis comes up with what happens, in any order."""

import functools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kindred.schedule.weekly import Weekly
from tests.contract.channels import FINDS, SENDS
from tests.contract.world import MOVING, World

GUILDS, CHANNELS = (1, 2), tuple(range(10, 16))
ZONES = ("Europe/Berlin", "America/New_York", MOVING)
SPANS = (0.02, 0.2, 1, 3, 5, 10, 25, 60, 119, 300, 900, 3600, 6 * 3600, 13 * 3600, 86400, 3 * 86400, 7 * 86400)
OFFSETS = (-3600, -60, -1, 0.01, 0.1, 0.5, 2, 6, 20, 90, 1800, 1860, 11 * 3600, 12.5 * 3600)  # seconds after a due
SKEWS = (-3 * 365, -2, -5 / 24, -1 / 24, 1 / 48, 5 / 24, 13 / 24, 20 / 24, 2, 8, 800)  # days

spans = st.sampled_from(SPANS)
times = st.tuples(
    st.integers(0, 6),
    st.sampled_from([time(17), time(17, 30), time(9), time(2, 30), time(23, 59)]),
    st.sampled_from(ZONES),
)
which = st.integers(0, 30)
Times = tuple[int, time, str]  # of a Weekly: its zone is the world's, so it is made there


def counted_rule(**strategies: Any) -> Callable[[Callable[..., None]], Any]:
    """Hypothesis's `rule`, counted in `Contract.ran`."""

    def decorate(function: Callable[..., None]) -> Any:
        @functools.wraps(function)
        def run(machine: "Contract", **values: Any) -> None:
            Contract.ran[function.__name__] += 1
            function(machine, **values)

        return rule(**strategies)(run)

    return decorate


class Contract(RuleBasedStateMachine):
    """What can happen to weekly posts. `World` says what must always hold."""

    ran: ClassVar[Counter[str]] = Counter()  # how often each rule was run, in all examples

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None

    @initialize(
        seed=st.integers(0, 2**16),
        rate=st.sampled_from([46.0, 46.0, 0.5]),
        weekly=times,
        count=st.sampled_from([1, 1, 2, 4]),
    )
    def begin(self, seed: int, rate: float, weekly: Times, count: int) -> None:
        # A slow rate makes a queue of a few posts, as thousands make at the real one.
        self.world = World(seed, rate=rate, max_sleep=timedelta(days=2))  # fewer drains in which nothing is due
        for n in range(count):
            self.world.add(1 if n < 3 else 2, 10 + n, Weekly(*weekly))

    @property
    def w(self) -> World:
        assert self.world
        return self.world

    def _id(self, which: int) -> int:
        ids = sorted(self.w.known)
        return ids[which % len(ids)]

    def _check(self) -> None:
        self.w.check()

    # Time

    @counted_rule(seconds=spans)
    def time_passes(self, seconds: float) -> None:
        self.w.pass_time(timedelta(seconds=seconds))
        self._check()

    @counted_rule(offset=st.sampled_from(OFFSETS))
    def a_due_comes(self, offset: float) -> None:
        now = self.w.true()
        dues = [due for (due,) in self.w.db.execute("SELECT due FROM schedules WHERE due IS NOT NULL").fetchall()]
        ahead = [due for due in dues if 0 < due + offset - now.timestamp() < 15 * 86400]
        if ahead:
            self.w.pass_time(datetime.fromtimestamp(min(ahead), UTC) + timedelta(seconds=offset) - now)
        self._check()

    # Moderators

    @counted_rule(guild=st.sampled_from(GUILDS), channel=st.sampled_from(CHANNELS), weekly=times)
    def add(self, guild: int, channel: int, weekly: Times) -> None:
        if guild not in self.w.left:
            self.w.add(guild, channel, Weekly(*weekly))
        self._check()

    @counted_rule(which=which, weekly=times)
    def edit(self, which: int, weekly: Times) -> None:
        self.w.change("edit", self._id(which), Weekly(*weekly))
        self._check()

    @counted_rule(which=which)
    def edit_what_it_posts(self, which: int) -> None:
        id = self._id(which)
        row = self.w.db.execute("SELECT weekday, minute, zone FROM schedules WHERE id = ?", (id,)).fetchone()
        if row:
            self.w.change("edit", id, Weekly(row[0], time(*divmod(row[1], 60)), row[2]))
        self._check()

    @counted_rule(which=which, channel=st.sampled_from(CHANNELS))
    def move(self, which: int, channel: int) -> None:
        self.w.change("move", self._id(which), channel)
        self._check()

    @counted_rule(which=which)
    def move_to_the_same(self, which: int) -> None:
        id = self._id(which)
        self.w.change("move", id, self.w.known[id].channel)
        self._check()

    @counted_rule(which=which, days=st.sampled_from([None, None, 1, 7, 15]))
    def pause(self, which: int, days: int | None) -> None:
        until = self.w.clock() + timedelta(days=days) if days else None
        self.w.change("pause", self._id(which), until)
        self._check()

    @counted_rule(
        which=which, kind=st.sampled_from(["resume", "resume", "skip", "skip", "undo skip", "remove", "undo"])
    )
    def press(self, which: int, kind: str) -> None:
        self.w.change(kind, self._id(which))
        self._check()

    @counted_rule(guild=st.sampled_from(GUILDS))
    def leave_or_return(self, guild: int) -> None:
        (self.w.rejoin if guild in self.w.left else self.w.leave)(guild)
        self._check()

    # Weather

    @counted_rule(
        send=st.sampled_from(sorted(SENDS)),
        find=st.sampled_from(sorted(FINDS)),
        channel=st.sampled_from([None, None, 10, 11]),
    )
    def weather(self, send: str, find: str, channel: int | None) -> None:
        self.w.weather(send, find, channel=channel)

    @counted_rule()
    def calm(self) -> None:
        self.w.weather()
        self.w.channels.reports_hang = False

    @counted_rule()
    def notices_hang(self) -> None:
        self.w.channels.reports_hang = True

    # The machine

    @counted_rule(steps=st.integers(1, 40))
    def die_soon(self, steps: int) -> None:
        self.w.die_in(steps)

    @counted_rule(down=st.sampled_from([0, 0, 60, 130, 3 * 3600, 13 * 3600]), gracefully=st.booleans())
    def restart(self, down: float, gracefully: bool) -> None:
        self.w.restart(timedelta(seconds=down), gracefully=gracefully)
        self._check()

    @counted_rule(kind=st.sampled_from(["locked", "full"]), seconds=st.sampled_from([3, 20, 90, 1800]))
    def lock(self, kind: str, seconds: float) -> None:
        self.w.lock_database(kind, seconds)

    @counted_rule(days=st.sampled_from(SKEWS))
    def clock_is_wrong(self, days: float) -> None:
        self.w.set_clock(timedelta(days=days))

    @precondition(lambda self: self.world and self.world.skew)
    @counted_rule()
    def clock_is_right(self) -> None:
        self.w.set_clock(timedelta())

    @counted_rule()
    def new_zone_data(self) -> None:
        self.w.new_zone_data()

    def teardown(self) -> None:
        if self.world:
            try:
                self.world.finish()
            finally:
                self.world.close()
                self.world = None
