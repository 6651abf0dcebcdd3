"""What a model of the contract (`tests/contract/`) found on the first version, each by its name.

Each test is a short story in virtual time; `World` says what must hold and raises where it does not.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from kindred.schedule.weekly import Weekly
from tests.contract.storms import DUE, SECOND, SUNDAY, storm
from tests.contract.world import DAY, HOUR, MOVING, START, WEEK, World

MINUTE = timedelta(minutes=1)
MONDAY = Weekly(0, time(9), "Europe/Berlin")

Row = tuple[str, str | None]


@pytest.fixture
def make() -> Iterator[Callable[..., World]]:
    """Makes worlds with so many schedules, which are due at one time, and closes them."""
    made: list[World] = []

    def make(count: int = 1, *, rate: float = 46.0, seed: int = 0, zone: str = SUNDAY.zone) -> World:
        world = World(seed, rate=rate)
        made.append(world)
        for n in range(count):
            world.add(1 + n // 10, 10 + n, Weekly(6, time(17), zone))
        return world

    yield make
    for world in made:
        world.close()


def go(world: World, to: datetime) -> None:
    world.pass_time(to - world.true())
    world.check()


def row(world: World, id: int, due: datetime = DUE) -> Row | None:
    sql = "SELECT state, reason FROM occurrences WHERE schedule = ? AND due = ?"
    return world.db.execute(sql, (id, int(due.timestamp()))).fetchone()


def next_due(world: World, id: int) -> datetime | None:
    [(due,)] = world.db.execute("SELECT due FROM schedules WHERE id = ?", (id,)).fetchall()
    return due and datetime.fromtimestamp(due, UTC)


def posts(world: World) -> list[tuple[int, int, datetime]]:
    return [(message.schedule, message.channel, message.due) for message in world.channels.messages]


# An outage


@pytest.mark.parametrize("weather", ["five seconds a try for five minutes", "failures for a minute", "answers lost"])
def test_an_outage_while_many_posts_are_due_loses_none_and_records_each(weather: str) -> None:
    world = storm(weather, 600)
    assert [row(world, id) for id in world.known] == [("sent", None)] * 600
    world.close()


def test_a_write_that_fails_after_a_post_asks_discord_for_nothing_again(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    stored = world.channels.stored

    def full(message: object) -> None:
        stored(message)  # type: ignore[arg-type]
        world.lock_database("full", 60)

    world.channels.stored = full  # type: ignore[assignment]
    drains = world.drains
    world.pass_time(50 * SECOND)
    world.channels.stored = stored
    assert (world.channels.requests, world.channels.searches) == (1, 0)
    assert world.drains - drains < 25
    world.finish()
    assert row(world, 1) == ("sent", None)


def test_notices_that_hang_hold_up_no_post(make: Callable[..., World]) -> None:
    world = make(140)
    world.channels.reports_hang = True
    for channel in range(10, 80):
        world.weather("missing", channel=channel)
    go(world, DUE + 30 * SECOND)
    assert len(posts(world)) == 70, "half of them are refused, and the others are on time"


def test_an_unforeseen_error_after_a_post_is_no_failure_of_it(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("stored-bug")
    go(world, DUE + MINUTE)
    assert row(world, 1) == ("sent", None)


def test_an_unforeseen_error_counts_and_the_moderators_are_told(make: Callable[..., World]) -> None:
    world = make()
    world.weather("bug")
    go(world, DUE + 2 * WEEK + MINUTE)
    assert [(id, reason) for id, reason, _ in world.channels.reports] == [(1, "unexpected")] * 3
    assert world.channels.reports[-1][2], "and the third one pauses it"


def test_a_post_that_nobody_could_look_for_keeps_its_distance_all_the_same(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("lost", "bug")
    go(world, DUE + 5 * MINUTE)
    assert row(world, 1) == ("failed", "unexpected")
    world.change("edit", 1, Weekly(2, time(9), "Europe/Berlin"))
    world.weather()
    go(world, DUE + 2 * WEEK)
    assert [due for _, _, due in posts(world)] == [DUE, DUE + 9 * DAY + 16 * HOUR]


@pytest.mark.parametrize("seed", range(6))
def test_a_resend_that_takes_a_minute_is_begun_only_while_the_nonce_outlives_it(
    make: Callable[..., World], seed: int
) -> None:
    world = make(4, seed=seed)
    go(world, DUE - SECOND)
    world.weather("lost")
    go(world, DUE + MINUTE)
    world.weather("late")
    world.pass_time(10 * MINUTE)
    world.finish()
    assert len(set(posts(world))) == len(posts(world))


# A change while a post waits or is under way


def test_what_is_moved_while_it_waits_for_its_turn_goes_to_the_new_channel(make: Callable[..., World]) -> None:
    world = make(4, rate=0.5)
    go(world, DUE + 0.1 * SECOND)
    world.change("move", 4, 99)
    go(world, DUE + MINUTE)
    assert (4, 99, DUE) in posts(world)


def test_what_is_moved_while_it_waits_and_whose_answer_is_lost_is_posted_once(make: Callable[..., World]) -> None:
    world = make(4, rate=0.5)
    go(world, DUE + 0.1 * SECOND)
    world.weather("lost")
    world.change("move", 4, 99)
    world.pass_time(30 * SECOND)
    world.finish()
    assert [channel for id, channel, due in posts(world) if (id, due) == (4, DUE)] == [99]


CHANGES: dict[str, Callable[[World], None]] = {
    "edit": lambda world: world.change("edit", 4, SUNDAY),
    "resume": lambda world: world.change("resume", 4),
    "pause": lambda world: world.change("pause", 4, None),
    "pause until": lambda world: world.change("pause", 4, DUE + 10 * DAY),
    "move to the same": lambda world: world.change("move", 4, 13),
    "remove and undo": lambda world: (world.change("remove", 4), world.change("undo", 4))[0],
    "leave and return": lambda world: (world.leave(1), world.rejoin(1))[0],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_the_due_time_and_the_claim_leaves_a_row(make: Callable[..., World], change: str) -> None:
    world = make(4, rate=0.5)
    go(world, DUE + 0.1 * SECOND)
    CHANGES[change](world)
    go(world, DUE + MINUTE)
    expected: dict[str, Row] = {
        "edit": ("sent", None),
        "resume": ("sent", None),
        "move to the same": ("sent", None),
        "leave and return": ("skipped", "left"),
    }
    assert row(world, 4) == expected.get(change, ("skipped", "moderator"))
    world.finish()


def test_the_post_of_a_lost_answer_is_found_where_it_was_made_also_after_a_move(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("lost")
    go(world, DUE + 2 * SECOND)
    world.change("move", 1, 99)
    world.weather()
    go(world, DUE + MINUTE)
    assert row(world, 1) == ("sent", None)
    world.finish()


def test_edits_in_an_outage_neither_lose_what_was_posted_nor_post_it_again(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("lost", "fast")
    go(world, DUE + 2 * SECOND)
    world.change("edit", 1, Weekly(6, time(18), "Europe/Berlin"))
    go(world, DUE + MINUTE)
    world.change("edit", 1, Weekly(6, time(18, 30), "Europe/Berlin"))
    go(world, DUE + 3 * HOUR)
    world.weather()
    world.finish()
    assert row(world, 1) == ("sent", None)
    assert [due for _, _, due in posts(world)] == [DUE, DUE + WEEK + 90 * MINUTE]


def test_a_claim_that_was_let_go_waits_until_somebody_can_look(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("lost", "fast")
    go(world, DUE + 2 * SECOND)
    world.change("pause", 1, None)
    go(world, DUE + 5 * HOUR)
    assert row(world, 1) == ("claimed", "moderator")
    assert world.channels.searches < 35, "with growing pauses"
    world.weather()
    world.finish()
    assert row(world, 1) == ("sent", None)


@pytest.mark.parametrize(
    "change",
    [("resume",), ("edit", SUNDAY), ("pause", DUE - MINUTE), ("move", 99)],
    ids=["resume", "edit", "pause until", "move"],
)
def test_a_removed_schedule_posts_no_more_whatever_an_open_panel_does(
    make: Callable[..., World], change: tuple[str, object]
) -> None:
    world = make()
    go(world, DUE - 5 * MINUTE)  # it can be undone, so it is still there
    if change[0] == "resume":
        world.change("pause", 1, None)
    world.change("remove", 1)
    world.change(change[0], 1, *change[1:])
    world.finish()
    go(world, DUE + 2 * WEEK)
    assert posts(world) == []


def test_a_schedule_whose_server_has_gone_posts_no_more_whatever_an_open_panel_does(
    make: Callable[..., World],
) -> None:
    world = make()
    world.leave(1)
    world.change("edit", 1, SUNDAY)
    world.change("resume", 1)
    go(world, DUE + WEEK)
    assert posts(world) == []


# What moderators rely on


def test_ten_weekly_posts_stay_ten_whatever_is_undone(make: Callable[..., World]) -> None:
    world = make(10)
    for id in range(1, 11):
        world.change("remove", id)
    for n in range(10):
        world.add(1, 50 + n, SUNDAY)
    for id in range(1, 11):
        world.change("undo", id)  # World counts them


def test_a_skipped_day_stays_without_a_post_after_an_edit(make: Callable[..., World]) -> None:
    world = make()
    world.change("skip", 1)
    world.change("edit", 1, Weekly(6, time(17, 30), "Europe/Berlin"))
    go(world, DUE + 2 * WEEK)
    assert [due for _, _, due in posts(world)] == [DUE + WEEK + 30 * MINUTE]


def test_a_skip_that_is_undone_posts_in_its_week_and_once(make: Callable[..., World]) -> None:
    world = make()
    for _ in range(3):
        world.change("skip", 1)
    for _ in range(2):
        world.change("undo skip", 1)
    go(world, DUE + 3 * WEEK)
    assert [due for _, _, due in posts(world)] == [DUE + WEEK, DUE + 2 * WEEK]


def test_skipping_ends_twelve_weeks_ahead(make: Callable[..., World]) -> None:
    world = make()
    for _ in range(60):
        world.change("skip", 1)
    [(count,)] = world.db.execute("SELECT count(*) FROM occurrences").fetchall()
    assert count == 12
    assert next_due(world, 1) == SUNDAY.upcoming(START, 13)[-1]


def test_resuming_what_is_not_paused_leaves_a_retry_alone(make: Callable[..., World]) -> None:
    world = make()
    world.weather("fast")
    go(world, DUE + 20 * SECOND)
    world.change("resume", 1)
    world.weather()
    go(world, DUE + HOUR)
    assert row(world, 1) == ("sent", None)


def test_a_move_to_the_same_channel_lifts_no_failure_pause(make: Callable[..., World]) -> None:
    world = make()
    world.weather("missing")
    go(world, DUE + 3 * WEEK)
    assert world.db.execute("SELECT paused FROM schedules").fetchall() == [("failures",)]
    world.change("move", 1, 10)
    assert world.db.execute("SELECT paused FROM schedules").fetchall() == [("failures",)]


def test_a_channel_has_one_post_a_week_also_from_another_schedule_and_with_another_text(
    make: Callable[..., World],
) -> None:
    world = make()
    go(world, DUE + HOUR)
    world.change("remove", 1)
    world.pass_time(HOUR)  # it can be undone no more
    added = world.add(1, 10, Weekly(6, time(20), "Europe/Berlin"))
    go(world, DUE + 2 * WEEK)
    assert posts(world) == [(1, 10, DUE), (added, 10, DUE + WEEK + 3 * HOUR)]
    assert len({message.text for message in world.channels.messages}) == 2


def test_a_schedule_that_is_moved_into_a_channel_keeps_its_distance_from_the_last_post_there(
    make: Callable[..., World],
) -> None:
    world = make(1)
    other = world.add(1, 20, MONDAY)
    assert other
    go(world, DUE + MINUTE)
    world.change("remove", 1)
    world.change("move", other, 10)
    go(world, DUE + 2 * WEEK)
    assert [due for _, channel, due in posts(world) if channel == 10] == [DUE, MONDAY.next_after(DUE + 6 * DAY)]


# Clocks and zones


@pytest.mark.parametrize("ahead", [13 * HOUR, 20 * HOUR, 2 * DAY, 8 * DAY])
def test_what_a_clock_ahead_has_called_late_is_posted_when_it_is_due(
    make: Callable[..., World], ahead: timedelta
) -> None:
    world = make()
    go(world, DUE - 20 * MINUTE)
    world.set_clock(ahead)
    assert row(world, 1) == ("skipped", "late")
    world.set_clock(timedelta())
    go(world, DUE + MINUTE)
    assert [message.due for message in world.channels.messages if message.at < DUE + MINUTE][-1] == DUE
    assert row(world, 1) == ("sent", None)


def test_a_pause_that_a_clock_ahead_has_ended_goes_on_when_it_is_right(make: Callable[..., World]) -> None:
    world = make()
    until = DUE + 3 * WEEK
    world.change("pause", 1, until)
    world.set_clock(30 * DAY)
    world.set_clock(timedelta())
    go(world, until - HOUR)
    assert [message for message in world.channels.messages if message.due < until] == []
    [(paused,)] = world.db.execute("SELECT paused FROM schedules").fetchall()
    assert paused == "moderator"


def test_a_clock_years_ahead_deletes_nothing(make: Callable[..., World]) -> None:
    world = make(2)
    go(world, DUE + MINUTE)
    world.leave(1)
    world.pass_time(HOUR)
    world.set_clock(3 * 365 * DAY)
    world.pass_time(3 * DAY)
    world.restart()
    world.pass_time(3 * DAY)
    world.set_clock(timedelta())
    world.rejoin(1)
    assert len(world.db.execute("SELECT id FROM schedules").fetchall()) == 2
    assert row(world, 1) == ("sent", None)


@pytest.mark.parametrize("behind", [2 * DAY, 3 * 365 * DAY], ids=["two days", "three years"])
def test_a_clock_that_falls_behind_takes_back_nothing_that_was_late(
    make: Callable[..., World], behind: timedelta
) -> None:
    world = make(2)
    go(world, DUE - HOUR)
    world.restart(20 * HOUR)
    world.pass_time(SECOND)
    assert row(world, 1) == ("skipped", "late")
    drains = world.drains
    world.set_clock(-behind)
    world.restart()
    world.change("pause", 1, None)
    world.change("edit", 2, MONDAY)
    world.set_clock(timedelta())
    world.finish()
    assert [row(world, id) for id in (1, 2)] == [("skipped", "late")] * 2
    assert world.drains - drains < 100, "and no week of three years is gone through"
    assert world.db.execute("SELECT count(*) FROM occurrences WHERE due < ?", (START.timestamp(),)).fetchone() == (0,)


def test_what_a_clock_ahead_has_called_late_keeps_its_row_after_an_edit(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("fast")
    go(world, DUE + MINUTE)
    world.set_clock(20 * HOUR)
    world.change("edit", 1, Weekly(6, time(9), "Europe/Berlin"))
    world.set_clock(timedelta())
    assert row(world, 1) == ("skipped", "late")
    world.finish()


def test_a_clock_ahead_ends_no_search_for_a_post(make: Callable[..., World]) -> None:
    world = make()
    go(world, DUE - SECOND)
    world.weather("lost", "fast")
    go(world, DUE + 2 * SECOND)
    world.change("pause", 1, None)
    world.set_clock(8 * DAY)
    world.pass_time(HOUR)
    world.set_clock(timedelta())
    world.weather()
    world.finish()
    assert row(world, 1) == ("sent", None)


def test_new_zone_data_post_nothing_inside_a_pause(make: Callable[..., World]) -> None:
    world = make(zone=MOVING)
    world.new_zone_data()
    world.change("pause", 1, DUE - 90 * MINUTE)
    assert next_due(world, 1) == DUE
    world.new_zone_data()  # two hours earlier from now on
    assert next_due(world, 1) == DUE + WEEK - 2 * HOUR
    go(world, DUE + WEEK)
    assert [due for _, _, due in posts(world)] == [DUE + WEEK - 2 * HOUR]


def test_new_zone_data_move_a_post_and_neither_double_nor_skip_its_week(make: Callable[..., World]) -> None:
    world = make(zone=MOVING)
    first = DUE - HOUR
    assert next_due(world, 1) == first
    go(world, first - DAY)
    world.new_zone_data()
    assert next_due(world, 1) == DUE, "an hour later, on the same day"
    go(world, DUE + MINUTE)
    world.new_zone_data()
    assert next_due(world, 1) == DUE + WEEK - 2 * HOUR
    go(world, DUE + WEEK)
    assert [due for _, _, due in posts(world)] == [DUE, DUE + WEEK - 2 * HOUR]


def test_a_post_that_waits_while_new_zone_data_come_is_posted_once_on_its_day(make: Callable[..., World]) -> None:
    world = make(zone=MOVING)
    world.weather("fast")
    go(world, DUE - HOUR + MINUTE)  # due by the old rules, and Discord is away
    world.new_zone_data()
    world.weather()
    go(world, DUE + DAY)
    assert [due for _, _, due in posts(world)] == [DUE - HOUR]
    assert next_due(world, 1) == DUE + WEEK


def test_an_occurrence_that_new_zone_data_make_later_on_its_day_is_not_posted_twice(
    make: Callable[..., World],
) -> None:
    world = make(zone=MOVING)
    go(world, DUE - HOUR + 2 * SECOND)  # posted by the old rules
    world.new_zone_data()
    go(world, DUE + DAY)
    assert [due for _, _, due in posts(world)] == [DUE - HOUR]
    assert next_due(world, 1) == DUE + WEEK
    assert world.true() > START
