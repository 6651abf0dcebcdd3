"""What became of every occurrence of a weekly post: claimed before it is sent, then settled with its reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from kindred.storage.database import LAST_SECOND, Database, moment, seconds
from kindred.storage.schedules import (
    LATE,
    MAYBE_POSTED,
    PORTION,
    SCHEDULE_COLUMNS,
    SKIP_AHEAD,
    UNLESS_ENDED,
    Schedule,
    Schedules,
    schedule_from,
)

KEPT_FOR = timedelta(days=731)  # two years
WEEK = timedelta(days=7)
AHEAD = KEPT_FOR + SKIP_AHEAD + WEEK  # a pause lasts two years at most, and what comes after it can be skipped
SMALL_PORTION = PORTION // 10  # of schedules that are set anew in one transaction: each takes some statements
MISALIGNED = timedelta(days=8)  # an occurrence further off than this was set by a clock that ran ahead


class State(StrEnum):
    """How far an occurrence has got, as the ledger's column has it: claimed is under way, the others are final."""

    CLAIMED = "claimed"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


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
    channel_id: int | None = None
    """Of an open claim: where it is posted, also when the schedule has been moved since."""

    @property
    def is_final(self) -> bool:
        """Whether nothing else can become of it. What was called late may not be, once a clock was set back."""
        return self.state is not State.CLAIMED and self.reason != LATE


class Due(NamedTuple):
    """A schedule that is due, with what the ledger holds of that occurrence."""

    schedule: Schedule
    occurrence: Occurrence | None


class Ledger:
    """One row for each occurrence, and what delivery asks of it."""

    def __init__(self, database: Database, schedules: Schedules) -> None:
        self._db = database
        self._schedules = schedules

    async def sent_texts(self, id: int, channel_id: int | None = None) -> list[str]:
        """The ids of the texts that a schedule has sent, the oldest first.

        With `channel_id`, for a schedule that has sent none yet: the text that its channel had last, from another one.
        """
        sql = "SELECT text FROM occurrences WHERE schedule = ? AND state IN ('sent', 'claimed') ORDER BY due"
        texts = await self._db.rows(sql, id)
        if not texts and channel_id is not None:
            sql = "SELECT text FROM last_posts WHERE channel_id = ? AND text IS NOT NULL"
            texts = await self._db.rows(sql, channel_id)
        return [text for (text,) in texts]

    async def results(self, id: int, limit: int = 1, *, until: datetime | None = None) -> list[Occurrence]:
        """What became of a schedule's latest occurrences, the latest first.

        `until` leaves out those to come that were skipped beforehand.
        """
        sql = (
            f"SELECT {_OCCURRENCE} FROM occurrences WHERE schedule = ? AND state != 'claimed' AND due <= ?"
            " ORDER BY due DESC LIMIT ?"
        )
        return [
            _occurrence(row) for row in await self._db.rows(sql, id, seconds(until) if until else LAST_SECOND, limit)
        ]

    # What delivery asks

    async def next_action(self, leaving_out: Iterable[int] = ()) -> datetime | None:
        """When delivery has something to do next, or None; leaving out some schedules."""
        busy = ",".join(map(str, leaving_out))
        found = [
            *await self._db.rows(
                f"SELECT act_at FROM schedules WHERE act_at >= 0 AND due IS NOT NULL AND id NOT IN ({busy})"
                " ORDER BY act_at LIMIT 1"
            ),
            *await self._db.rows(
                f"SELECT look_at FROM occurrences WHERE look_at >= 0 AND schedule NOT IN ({busy})"
                " ORDER BY look_at LIMIT 1"
            ),
        ]
        return moment(min(at for (at,) in found)) if found else None

    async def due(self, now: datetime, limit: int, leaving_out: Iterable[int] = ()) -> list[Due]:
        """The schedules whose time has come, in order, each with what the ledger holds of that occurrence."""
        busy = ",".join(map(str, leaving_out))
        sql = (
            f"SELECT {_OCCURRENCE}, {SCHEDULE_COLUMNS} {_DUE} WHERE act_at <= ? AND schedules.due IS NOT NULL"
            f" AND schedules.id NOT IN ({busy}) ORDER BY act_at LIMIT ?"
        )
        return [_due(row) for row in await self._db.rows(sql, seconds(now), limit)]

    async def read_again(self, id: int, due: datetime) -> Due | None:
        """A schedule as it stands now, with what the ledger holds of an occurrence; None: it is due no more."""
        sql = f"SELECT {_OCCURRENCE}, {SCHEDULE_COLUMNS} {_DUE} WHERE schedules.id = ? AND schedules.due = ?"
        rows = await self._db.rows(f"{sql} AND act_at IS NOT NULL", id, seconds(due))
        return _due(rows[0]) if rows else None

    async def occurrence(self, id: int, due: datetime) -> Occurrence | None:
        """What the ledger holds of an occurrence."""
        sql = f"SELECT {_OCCURRENCE} FROM occurrences WHERE schedule = ? AND due = ?"
        rows = await self._db.rows(sql, id, seconds(due))
        return _occurrence(rows[0]) if rows else None

    async def let_go(self, now: datetime, limit: int) -> list[tuple[Schedule, Occurrence]]:
        """The claims that their schedules have let go, and whose posts are to be looked for now."""
        sql = (
            f"SELECT {_OCCURRENCE}, {SCHEDULE_COLUMNS} FROM occurrences"
            " JOIN schedules ON schedules.id = occurrences.schedule WHERE look_at <= ? ORDER BY look_at LIMIT ?"
        )
        rows = await self._db.rows(sql, seconds(now), limit)
        return [(schedule_from(row[_SPLIT:]), _occurrence(row[:_SPLIT])) for row in rows]

    async def claim(self, schedule: Schedule, due: datetime, text: str, now: datetime) -> bool:
        """Takes an occurrence, durably, before it is sent.

        False if it was taken, or the schedule has changed since it was read: what is sent is what stands here.
        """
        async with self._db.transaction():
            found = await self.read_again(schedule.id, due)
            if found is None or found.schedule != schedule:
                return False
            inserted = await self._db.execute(
                "INSERT INTO occurrences (schedule, due, text, state, claimed_at, channel_id)"
                f" VALUES (?, ?, ?, 'claimed', ?, ?) {UNLESS_ENDED}",
                schedule.id,
                seconds(due),
                text,
                seconds(now),
                schedule.channel_id,
            )
        return inserted.rows == 1

    async def is_wanted(self, id: int, due: datetime) -> bool:
        """Whether a schedule still means to post an occurrence: not paused, removed, moved in time, or left."""
        return bool(await self._db.rows(_WANTED, id, seconds(due)))

    async def postpone(self, id: int, due: datetime, at: datetime) -> None:
        """Puts a claimed occurrence off after a failed attempt, or the search for one that was let go."""
        async with self._db.transaction():
            await self._db.execute(
                "UPDATE occurrences SET tries = tries + 1, look_at = CASE WHEN look_at IS NULL THEN NULL ELSE ? END"
                " WHERE schedule = ? AND due = ? AND state = 'claimed'",
                seconds(at),
                id,
                seconds(due),
            )
            await self._db.execute(
                "UPDATE schedules SET act_at = ? WHERE id = ? AND due = ? AND act_at IS NOT NULL",
                seconds(at),
                id,
                seconds(due),
            )

    async def expire(self, id: int, due: datetime, reason: str, now: datetime, look_at: datetime) -> None:
        """Lets a claim go whose time is over while nobody can look for its post; the schedule goes on."""
        async with self._db.transaction():
            await self._db.execute(
                "UPDATE occurrences SET tries = 0, look_at = ?, reason = coalesce(reason, ?)"
                " WHERE schedule = ? AND due = ? AND state = 'claimed'",
                seconds(look_at),
                reason,
                id,
                seconds(due),
            )
            await self._advance(id, due, now)

    async def settle(
        self,
        id: int,
        due: datetime,
        state: State,
        now: datetime,
        *,
        reason: str | None = None,
        message_id: int | None = None,
        claimed: bool = True,
        pause_after: int | None = None,
    ) -> bool:
        """Records what became of an occurrence, and sets the next one. True if the schedule is now paused.

        `claimed`: it ends the open claim; otherwise it records an occurrence that was never claimed, and leaves what
        the ledger holds already. With `pause_after`, a failure counts, and so many in a row pause the schedule. A
        schedule that was changed, paused or removed in the meantime stays as it is.
        """
        at = seconds(due)
        async with self._db.transaction():
            if claimed:
                if state is State.SENT or reason in MAYBE_POSTED:
                    await self._db.execute(_KEEP_LAST_POST, id, at)
                # What only an open claim needs goes: the rows are kept for two years.
                await self._db.execute(
                    "UPDATE occurrences SET state = ?, reason = ?, message_id = ?, claimed_at = NULL,"
                    " channel_id = NULL, look_at = NULL WHERE schedule = ? AND due = ? AND state = 'claimed'",
                    state,
                    reason,
                    message_id,
                    id,
                    at,
                )
            else:
                # Selected, since *Delete everything* may have taken the schedule in the meantime.
                await self._db.execute(
                    "INSERT INTO occurrences (schedule, due, state, reason)"
                    f" SELECT id, ?, ?, ? FROM schedules WHERE id = ? {UNLESS_ENDED}",
                    at,
                    state,
                    reason,
                    id,
                )
            return await self._advance(
                id,
                due,
                now,
                failed=state is State.FAILED and pause_after is not None,
                sent=state is State.SENT,
                limit=pause_after,
            )

    async def advance(self, id: int, due: datetime, now: datetime) -> None:
        """Sets the next occurrence of a schedule whose present one has ended already: a clock was set back."""
        async with self._db.transaction():
            await self._advance(id, due, now)

    async def _advance(
        self,
        id: int,
        due: datetime,
        now: datetime,
        *,
        failed: bool = False,
        sent: bool = False,
        limit: int | None = None,
    ) -> bool:
        """Sets what comes after an occurrence, where the schedule still waits for it; True if it is paused now."""
        sql = "SELECT failures FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL"
        for (before,) in await self._db.rows(sql, id, seconds(due)):
            failures = 0 if sent else before + failed
            if limit is not None and failures >= limit:
                await self._db.execute(
                    "UPDATE schedules SET due = NULL, act_at = NULL, failures = ?, paused = 'failures',"
                    " paused_until = NULL WHERE id = ?",
                    failures,
                    id,
                )
                return True
            # A pause until a date is over with the first occurrence after it. Its date stays: where the clock that
            # ended it was wrong, `realign` restores it.
            await self._db.execute(
                "UPDATE schedules SET failures = ?, paused = CASE WHEN paused_until > ? THEN paused END WHERE id = ?",
                failures,
                seconds(now),
                id,
            )
            await self._schedules.set_next(id, due)
        return False

    async def hurry(self, now: datetime) -> None:
        """Brings forward what was put off by a clock that has been set back since: attempts, and looks for a post."""
        async with self._db.transaction():
            at = seconds(now)
            await self._db.execute(
                "UPDATE schedules SET act_at = max(due, ?) WHERE act_at > max(due, ?)"
                " AND id IN (SELECT schedule FROM occurrences WHERE state = 'claimed')",
                at,
                at,
            )
            await self._db.execute("UPDATE occurrences SET look_at = ? WHERE look_at > ?", at, at)

    async def realign(self, now: datetime, late_after: timedelta, tolerance: timedelta) -> None:
        """Undoes what a wrong clock has done, in portions; `now` comes from a clock that can be believed.

        Occurrences that were set far off, what was recorded as too late before it was, and pauses that ended before
        their date. `late_after`: how late an occurrence is recorded as too late. `tolerance`: how far off `now` may be.
        """
        wrong = await self._set_wrong(now, late_after)
        ids = list(wrong)
        for n in range(0, len(ids), SMALL_PORTION):
            async with self._db.transaction():
                for id in ids[n : n + SMALL_PORTION]:
                    sql = (
                        "UPDATE schedules SET paused = 'moderator' WHERE id = ? AND paused_until > ? AND paused IS NULL"
                    )
                    await self._db.execute(sql, id, seconds(now))
                    await self._schedules.set_next(id, wrong[id])
        # Afterwards, so that a crash leaves them to the next start. What is near stays: it has a row, and when its time
        # comes, another one takes its place.
        await self._delete_portions("occurrences", "schedule, due", "reason = 'late' AND due > ?", now + tolerance)

    async def _set_wrong(self, now: datetime, late_after: timedelta) -> dict[int, datetime]:
        """The schedules that a wrong clock has set, and after which moment each is set anew."""
        at, far, long_ago = seconds(now), seconds(now + MISALIGNED), seconds(now - KEPT_FOR)
        asked: tuple[tuple[str, list[int]], ...] = (
            ("SELECT id FROM schedules WHERE act_at > ? AND paused IS NULL", [far]),
            ("SELECT id FROM schedules WHERE act_at < ? AND paused IS NULL", [long_ago]),
            (
                "SELECT id FROM schedules INDEXED BY schedules_without_due"
                " WHERE act_at IS NOT NULL AND due IS NULL AND paused IS NULL",
                [],
            ),
            ("SELECT id FROM schedules WHERE paused_until > ? AND paused IS NULL", [at]),
        )
        wrong = {id: now for sql, values in asked for (id,) in await self._db.rows(sql, *values)}
        sql = (
            "SELECT schedule, occurrences.due FROM occurrences JOIN schedules ON schedules.id = schedule"
            " WHERE reason = 'late' AND occurrences.due > ? AND act_at IS NOT NULL AND paused IS NULL"
            " ORDER BY occurrences.due DESC"
        )
        for id, due in await self._db.rows(sql, seconds(now - late_after)):
            wrong[id] = min(now, moment(due) - late_after)  # zone data may have moved it since
        return wrong

    async def purge(self, now: datetime) -> None:
        """Deletes rows that are older than the ledger is kept, in portions: claims wait for one at most.

        Also those so far ahead that nobody can have skipped them by a right clock; their schedules post before that.
        """
        await self._delete_portions("last_posts", "channel_id", "due < ?", now - 2 * WEEK)
        await self._delete_portions("last_posts", "channel_id", "due > ?", now + 2 * WEEK)
        last = 0
        while True:
            sql = f"SELECT max(id) FROM (SELECT id FROM schedules WHERE id > ? ORDER BY id LIMIT {PORTION})"
            [(until,)] = await self._db.rows(sql, last)
            if until is None:
                break
            portion = f"schedule IN (SELECT id FROM schedules WHERE id > {last} AND id <= {until})"
            old, far = f"due < ? AND {portion}", f"due > ? AND state != 'claimed' AND {portion}"
            await self._delete_portions("occurrences", "schedule, due", old, now - KEPT_FOR)
            await self._delete_portions("occurrences", "schedule, due", far, now + AHEAD)
            last = until
        for (id,) in await self._db.rows("SELECT id FROM schedules WHERE act_at > ?", seconds(now + AHEAD)):
            async with self._db.transaction():
                await self._schedules.set_next(id, now)

    async def _delete_portions(self, table: str, key: str, condition: str, at: datetime) -> None:
        found = f"SELECT {key} FROM {table} WHERE {condition} LIMIT {PORTION}"
        while (await self._db.change(f"DELETE FROM {table} WHERE ({key}) IN ({found})", seconds(at))).rows == PORTION:
            pass


_OCCURRENCE = ", ".join(f"occurrences.{name}" for name in Occurrence._fields)
_SPLIT = len(Occurrence._fields)  # where a row that starts with an occurrence goes on with its schedule
_WANTED = "SELECT 1 FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL"
_DUE = "FROM schedules LEFT JOIN occurrences ON occurrences.schedule = schedules.id AND occurrences.due = schedules.due"
_KEEP_LAST_POST = (
    "INSERT INTO last_posts (channel_id, guild_id, due, text)"
    " SELECT occurrences.channel_id, guild_id, occurrences.due, text FROM occurrences"
    " JOIN schedules ON schedules.id = occurrences.schedule"
    " WHERE schedule = ? AND occurrences.due = ? AND state = 'claimed' AND occurrences.channel_id IS NOT NULL"
    " ON CONFLICT (channel_id) DO UPDATE SET guild_id = excluded.guild_id, due = excluded.due, text = excluded.text"
)


def _due(row: tuple[Any, ...]) -> Due:
    return Due(schedule_from(row[_SPLIT:]), _occurrence(row[:_SPLIT]) if row[0] is not None else None)


def _occurrence(row: tuple[Any, ...]) -> Occurrence:
    schedule, due, text, state, reason, claimed_at, tries, message_id, channel_id = row
    return Occurrence(
        schedule=schedule,
        due=moment(due),
        text=text,
        state=State(state),
        reason=reason,
        claimed_at=None if claimed_at is None else moment(claimed_at),
        tries=tries,
        message_id=message_id,
        channel_id=channel_id,
    )
