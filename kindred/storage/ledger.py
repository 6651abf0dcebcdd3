"""What became of every occurrence of a weekly post: claimed before it is sent, then settled with its reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from kindred.storage.database import FAR, Database, moment, seconds
from kindred.storage.schedules import SCHEDULE_COLUMNS, Schedule, Schedules, schedule_from

KEPT_FOR = timedelta(days=731)  # two years
MISALIGNED = timedelta(days=8)  # an occurrence further off than this was set by a clock that ran ahead

State = Literal["claimed", "sent", "skipped", "failed"]


class Occurrence(NamedTuple):
    """A row of the ledger, its fields named as the columns are. `reason` is a code; cogs have its words."""

    schedule: int
    due: datetime
    text: str | None
    state: State
    reason: str | None
    claimed_at: datetime | None
    tries: int
    message_id: int | None


class Ledger:
    """One row for each occurrence, and what delivery asks of it."""

    def __init__(self, database: Database, schedules: Schedules) -> None:
        self._db = database
        self._schedules = schedules

    async def sent_texts(self, id: int) -> list[str]:
        """The ids of the texts that a schedule has sent, the oldest first."""
        sql = "SELECT text FROM occurrences WHERE schedule = ? AND state IN ('sent', 'claimed') ORDER BY due"
        return [text for (text,) in await self._db.rows(sql, id)]

    async def results(self, id: int, limit: int = 1, *, until: datetime | None = None) -> list[Occurrence]:
        """What became of a schedule's latest occurrences, the latest first.

        `until` leaves out those to come that were skipped beforehand.
        """
        sql = (
            f"SELECT {_OCCURRENCE} FROM occurrences WHERE schedule = ? AND state != 'claimed' AND due <= ?"
            " ORDER BY due DESC LIMIT ?"
        )
        return [_occurrence(row) for row in await self._db.rows(sql, id, seconds(until) if until else FAR, limit)]

    async def next_action(self, leaving_out: Iterable[int] = ()) -> datetime | None:
        """When delivery has something to do next, or None; leaving out some schedules."""
        busy = ",".join(map(str, leaving_out))
        sql = f"SELECT min(act_at) FROM schedules WHERE act_at IS NOT NULL AND due IS NOT NULL AND id NOT IN ({busy})"
        [(at,)] = await self._db.rows(sql)
        return None if at is None else moment(at)

    async def due(self, now: datetime, limit: int) -> list[tuple[Schedule, Occurrence | None]]:
        """The schedules whose time has come, in order, each with its open claim if it has one."""
        sql = (
            f"SELECT {_OCCURRENCE}, {SCHEDULE_COLUMNS} FROM schedules LEFT JOIN occurrences"
            " ON occurrences.schedule = schedules.id AND occurrences.state = 'claimed'"
            " WHERE act_at <= ? AND schedules.due IS NOT NULL ORDER BY act_at LIMIT ?"
        )
        rows = await self._db.rows(sql, seconds(now), limit)
        return [
            (schedule_from(row[_SPLIT:]), _occurrence(row[:_SPLIT]) if row[0] is not None else None) for row in rows
        ]

    async def orphaned_claims(self) -> list[tuple[Schedule, Occurrence]]:
        """The claims that their schedules have left behind: they were changed, paused or removed since."""
        sql = (
            f"SELECT {_OCCURRENCE}, {SCHEDULE_COLUMNS} FROM occurrences"
            " JOIN schedules ON schedules.id = occurrences.schedule"
            " WHERE state = 'claimed' AND occurrences.due IS NOT schedules.due ORDER BY occurrences.due"
        )
        return [(schedule_from(row[_SPLIT:]), _occurrence(row[:_SPLIT])) for row in await self._db.rows(sql)]

    async def claim(self, id: int, due: datetime, text: str, now: datetime) -> bool:
        """Takes an occurrence, durably, before it is sent; False if it is no longer wanted or was taken."""
        changed = await self._db.change(
            "INSERT INTO occurrences (schedule, due, text, state, claimed_at) SELECT id, due, ?, 'claimed', ?"
            " FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL ON CONFLICT DO NOTHING",
            text,
            seconds(now),
            id,
            seconds(due),
        )
        return changed.rows == 1

    async def is_wanted(self, id: int, due: datetime) -> bool:
        """Whether a schedule still means to post an occurrence: not paused, removed, moved in time, or left."""
        return bool(await self._db.rows(_WANTED, id, seconds(due)))

    async def postpone(self, id: int, due: datetime, at: datetime) -> None:
        """Puts a claimed occurrence off after a failed try."""
        async with self._db.transaction():
            await self._db.execute(
                "UPDATE occurrences SET tries = tries + 1 WHERE schedule = ? AND due = ?", id, seconds(due)
            )
            await self._db.execute(
                "UPDATE schedules SET act_at = ? WHERE id = ? AND due = ? AND act_at IS NOT NULL",
                seconds(at),
                id,
                seconds(due),
            )

    async def settle(
        self,
        schedule: Schedule,
        due: datetime,
        state: State,
        now: datetime,
        *,
        reason: str | None = None,
        message_id: int | None = None,
        pause_after: int | None = None,
    ) -> bool:
        """Records what became of an occurrence, and sets the next one. True if the schedule is now paused.

        With `pause_after`, a failure counts, and so many in a row pause the schedule. A schedule that was
        changed, paused or removed in the meantime stays as it is.
        """
        at, next_due = seconds(due), seconds(schedule.weekly.next_after(due))
        failures = 0 if state == "sent" else schedule.failures + (state == "failed" and pause_after is not None)
        gives_up = pause_after is not None and failures >= pause_after
        if gives_up:
            next_due = None
        async with self._db.transaction():
            await self._db.execute(
                # Selected, since *Delete everything* may have taken the schedule while its post was under way.
                "INSERT INTO occurrences (schedule, due, state, reason, settled_at, message_id)"
                " SELECT id, ?, ?, ?, ?, ? FROM schedules WHERE id = ?"
                " ON CONFLICT (schedule, due) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
                " settled_at = excluded.settled_at, message_id = excluded.message_id WHERE state = 'claimed'",
                at,
                state,
                reason,
                seconds(now),
                message_id,
                schedule.id,
            )
            # A pause until a date is over with the first occurrence after it.
            changed = await self._db.execute(
                "UPDATE schedules SET due = ?, act_at = ?, failures = ?, paused = ?, paused_until = NULL"
                " WHERE id = ? AND due = ? AND act_at IS NOT NULL",
                next_due,
                next_due,
                failures,
                "failures" if gives_up else None,
                schedule.id,
                at,
            )
        return gives_up and changed.rows == 1

    async def realign(self, now: datetime) -> None:
        """Undoes what a wrong clock has done: occurrences and tries set far off, and skips that lie in the future."""
        async with self._db.transaction():  # whose occurrence is claimed waits for its next try, which is minutes away
            await self._db.execute(
                "UPDATE schedules SET act_at = max(due, ?) WHERE act_at > max(due, ?)"
                " AND id IN (SELECT schedule FROM occurrences WHERE state = 'claimed')",
                seconds(now),
                seconds(now),
            )
        far, long_ago = seconds(now + MISALIGNED), seconds(now - KEPT_FOR)
        rows = await self._db.rows(
            "SELECT guild_id, id FROM schedules WHERE (due > ? OR due < ? OR due IS NULL)"
            " AND paused IS NULL AND act_at IS NOT NULL",
            far,
            long_ago,
        )
        if not rows:
            return
        async with self._db.transaction():
            await self._db.execute(
                "DELETE FROM occurrences WHERE state = 'skipped' AND reason = 'late' AND due > ?", seconds(now)
            )
            for guild_id, id in rows:
                await self._schedules.set_next(guild_id, id, now)

    async def purge(self, now: datetime) -> None:
        """Deletes rows that are older than the ledger is kept."""
        await self._db.change("DELETE FROM occurrences WHERE due < ?", seconds(now - KEPT_FOR))


_OCCURRENCE = ", ".join(f"occurrences.{name}" for name in Occurrence._fields)
_SPLIT = len(Occurrence._fields)  # where a row that starts with an occurrence goes on with its schedule
_WANTED = "SELECT 1 FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL"


def _occurrence(row: tuple[Any, ...]) -> Occurrence:
    schedule, due, text, state, reason, claimed_at, tries, message_id = row
    return Occurrence(
        schedule=schedule,
        due=moment(due),
        text=text,
        state=state,
        reason=reason,
        claimed_at=None if claimed_at is None else moment(claimed_at),
        tries=tries,
        message_id=message_id,
    )
