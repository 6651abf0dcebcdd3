"""What delivery asks of the database costs the same among a million schedules: no statement walks a table."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.contract.storms import DUE, SECOND, SUNDAY
from tests.contract.world import DAY, HOUR, WEEK, World

# These come once, at a start or after a clock was set back. They look at all schedules, in portions or by an index
# that says which are to be looked at.
AT_A_START = ("act_at IS NOT NULL AND due IS NULL", "act_at > max(due, ?)")


def stories() -> World:
    """All that delivery does, and moderators do: posts, outages, claims let go, failures, pauses, purges."""
    world = World(rate=5.0)
    for n in range(8):
        world.add(1 + n % 2, 10 + n, SUNDAY)
    world.weather("missing", channel=17)
    world.pass_time(DUE - world.true() + SECOND / 10)
    world.weather("lost", "fast")
    world.pass_time(SECOND)
    world.change("pause", 1, None)
    world.change("move", 2, 99)
    world.change("edit", 3, SUNDAY)
    world.change("skip", 4)
    world.change("undo skip", 4)
    world.change("remove", 5)
    world.change("undo", 5)
    world.leave(2)
    world.rejoin(2)
    world.pass_time(14 * 3600 * SECOND)
    world.weather()
    world.set_clock(DAY)
    world.set_clock(timedelta())
    world.change("resume", 1)
    world.change("remove", 6)
    world.pass_time(22 * DAY)
    return world


def scans(db: sqlite3.Connection, sql: str) -> list[str]:
    """The steps of a statement's plan that walk a table or an index."""
    plan = db.execute(f"EXPLAIN QUERY PLAN {sql}", [0] * sql.count("?"))
    return [step for *_, step in plan if re.match(r"SCAN (?!CONSTANT|\(subquery)", step)]


def test_no_statement_of_delivery_or_of_a_change_walks_a_table() -> None:
    world = stories()
    try:
        asked = [sql for sql in world.statements if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
        assert len(asked) > 40
        found = {sql: steps for sql in asked if (steps := scans(world.db, sql))}
        assert {sql for sql in found if not any(part in sql for part in AT_A_START)} == set(), found
    finally:
        world.close()


def old_rows(world: World) -> Any:
    rows = [(id, at) for id in (1, 2, 3) for at in range(1000, 3000)]
    world.db.executemany("INSERT INTO occurrences (schedule, due, state) VALUES (?, ?, 'sent')", rows)
    return world.process.store.purge(world.true())


def channels_without_posts(world: World) -> Any:
    rows = [(id, 1, 1000) for id in range(5000)]
    world.db.executemany("INSERT INTO last_posts (channel_id, guild_id, due) VALUES (?, ?, ?)", rows)
    return world.process.store.purge(world.true())


def servers_that_have_gone(world: World) -> Any:
    return world.process.store.departures.reconcile(set(), 0, 1, world.true())


def new_zones(world: World) -> Any:
    world.db.execute("UPDATE schedules SET due = due + 3600, act_at = due + 3600")  # as by other rules
    return world.process.store.follow_zone_data("another", world.true())


def a_clock_set_back(world: World) -> Any:
    world.db.execute("UPDATE schedules SET due = due + 864000, act_at = due + 864000")
    return world.process.store.ledger.realign(world.true(), 12 * HOUR, HOUR)


def transactions(log: list[tuple[str, int]]) -> list[int]:
    """How many rows each transaction changed: `log` has each statement, and how many had been changed before it."""
    found, open_since = [0], None
    for (sql, before), (_, after) in pairwise(log):
        if sql.startswith("BEGIN"):
            open_since = before
        elif sql.startswith("COMMIT"):
            found.append(before - (open_since or 0))
            open_since = None
        elif open_since is None:
            found.append(after - before)
    return found


@pytest.mark.parametrize(
    "work", [old_rows, channels_without_posts, servers_that_have_gone, new_zones, a_clock_set_back]
)
def test_a_claim_waits_for_one_portion_of_housekeeping_at_most(work: Callable[[World], Any]) -> None:
    world = World(max_sleep=WEEK)
    world.add_many(1200, SUNDAY)
    world.pass_time(SECOND)
    log: list[tuple[str, int]] = []

    async def claim_meanwhile() -> int:
        working = asyncio.create_task(work(world))
        world.db.set_trace_callback(lambda sql: log.append((sql, world.db.total_changes)))
        while not any(sql.startswith(("DELETE", "UPDATE", "INSERT")) for sql, _ in log):
            assert not working.done()
            await asyncio.sleep(0)
        schedule = await world.process.store.schedules.get(120, 1200)
        asked = world.db.total_changes
        await world.process.store.ledger.claim(schedule, schedule.due, "text", world.true())
        waited = world.db.total_changes - asked - 1
        await working
        return waited

    try:
        assert world.run(claim_meanwhile()) <= 600
        assert max(transactions(log)) <= 600, "rows that one transaction changes"
        assert log[-1][1] - log[0][1] >= 1200, "all of it was done"
    finally:
        world.close()


def test_a_statement_that_walks_a_table_is_noticed() -> None:
    world = World()
    assert scans(world.db, "SELECT id FROM schedules WHERE failures = ?") == ["SCAN schedules"]
    world.close()
