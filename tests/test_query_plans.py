"""What delivery asks of the database costs the same among a million schedules: no statement walks a table."""

import re
import sqlite3
from datetime import timedelta

from tests.contract.storms import DUE, SECOND, SUNDAY
from tests.contract.world import DAY, World

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


def test_a_statement_that_walks_a_table_is_noticed() -> None:
    world = World()
    assert scans(world.db, "SELECT id FROM schedules WHERE failures = ?") == ["SCAN schedules"]
    world.close()
