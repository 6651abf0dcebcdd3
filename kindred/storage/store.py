"""Everything that is kept: the weekly posts and their ledger here, the rest in the tables that the store is made of.

No table has a column for a member: not an id, not a name, not what somebody opened.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from kindred.content.entries import TOPICS
from kindred.schedule.weekly import Weekly
from kindred.storage.database import FAR, moment, seconds
from kindred.storage.departures import DeparturesTable
from kindred.storage.notices import NoticesTable
from kindred.storage.own_texts import OwnTextsTable

SCHEDULES_A_GUILD = 10
UNDO = timedelta(minutes=15)  # how long a removed schedule can be brought back
LEDGER = timedelta(days=731)  # how long the ledger is kept: two years
GENTLE = timedelta(days=6)  # a changed schedule does not post again sooner than this after its last post
MISALIGNED = timedelta(days=8)  # an occurrence further off than this was set by a clock that ran ahead

State = Literal["claimed", "sent", "skipped", "failed"]


class ChannelTaken(Exception):
    """The channel has a schedule already."""


class TooManySchedules(Exception):
    """The server has as many schedules as it may have."""


class Schedule(NamedTuple):
    """A weekly post. `due` is the occurrence that comes next, None while none does."""

    id: int
    guild_id: int
    channel_id: int
    weekly: Weekly
    topics: tuple[str, ...]
    role_id: int | None
    silent: bool
    due: datetime | None
    paused: Literal["moderator", "failures"] | None
    paused_until: datetime | None
    failures: int


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


class Store(DeparturesTable, OwnTextsTable, NoticesTable):
    """Everything that is kept, of any server. Make one with `Store.open`."""

    # A server's schedules. Each takes the server's id, so that no server reaches another's rows.

    async def schedules(self, guild_id: int) -> list[Schedule]:
        """A server's schedules, the oldest first."""
        sql = f"SELECT {_SCHEDULE} FROM schedules WHERE guild_id = ? AND removed_at IS NULL ORDER BY id"
        return [_schedule(row) for row in await self._rows(sql, guild_id)]

    async def schedule(self, guild_id: int, id: int) -> Schedule | None:
        """One schedule of a server, or None."""
        sql = f"SELECT {_SCHEDULE} FROM schedules WHERE guild_id = ? AND id = ? AND removed_at IS NULL"
        rows = await self._rows(sql, guild_id, id)
        return _schedule(rows[0]) if rows else None

    async def add_schedule(
        self,
        guild_id: int,
        channel_id: int,
        weekly: Weekly,
        now: datetime,
        *,
        topics: Sequence[str] = (),
        role_id: int | None = None,
        silent: bool = True,
    ) -> Schedule:
        """Adds a schedule that first posts at its next occurrence. Raises ChannelTaken, TooManySchedules."""
        due = seconds(weekly.next_after(now))
        async with self._write():
            taken = await self._rows(
                "SELECT channel_id = ? FROM schedules WHERE removed_at IS NULL AND (guild_id = ? OR channel_id = ?)",
                channel_id,
                guild_id,
                channel_id,
            )
            if any(same for (same,) in taken):
                raise ChannelTaken
            if len(taken) >= SCHEDULES_A_GUILD:
                raise TooManySchedules
            cursor = await self._db.execute(
                "INSERT INTO schedules (guild_id, channel_id,"
                " weekday, minute, zone, topics, role_id, silent, due, act_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (guild_id, channel_id, *_columns(weekly, topics, role_id, silent), due, due),
            )
            id = cursor.lastrowid
        added = await self.schedule(guild_id, int(id or 0))
        assert added
        return added

    async def change_schedule(
        self,
        guild_id: int,
        id: int,
        now: datetime,
        *,
        weekly: Weekly,
        topics: Sequence[str],
        role_id: int | None,
        silent: bool,
    ) -> None:
        """Changes when and what a schedule posts, not whether. Its next post keeps a week's distance from its last."""
        async with self._write():
            await self._db.execute(
                "UPDATE schedules SET weekday = ?, minute = ?, zone = ?, topics = ?, role_id = ?, silent = ?"
                " WHERE guild_id = ? AND id = ?",
                (*_columns(weekly, topics, role_id, silent), guild_id, id),
            )
            await self._go_on(guild_id, id, now)

    async def move_schedule(self, guild_id: int, id: int, channel_id: int, now: datetime) -> None:
        """Posts into another channel from now on, also where failures in the old one had paused it.

        A post that is under way stays the old channel's: it is not tried in the new one. Raises ChannelTaken.
        """
        try:
            async with self._write():
                begun = await self._rows("SELECT 1 FROM occurrences WHERE schedule = ? AND state = 'claimed'", id)
                failed = await self._rows("SELECT 1 FROM schedules WHERE id = ? AND paused = 'failures'", id)
                await self._db.execute(
                    "UPDATE schedules SET channel_id = ?, failures = 0, paused = nullif(paused, 'failures')"
                    " WHERE guild_id = ? AND id = ?",
                    (channel_id, guild_id, id),
                )
                if begun or failed:
                    await self._go_on(guild_id, id, now)
        except sqlite3.IntegrityError:
            raise ChannelTaken from None

    async def pause(self, guild_id: int, ids: Iterable[int], now: datetime, until: datetime | None = None) -> None:
        """Stops schedules at once, until a moment or until somebody resumes them."""
        async with self._write():
            for id in ids:
                await self._db.execute(
                    "UPDATE schedules SET paused = 'moderator', paused_until = ?, act_at = NULL, due = NULL"
                    " WHERE guild_id = ? AND id = ?",
                    (seconds(until), guild_id, id),
                )
                await self._go_on(guild_id, id, now)

    async def resume(self, guild_id: int, ids: Iterable[int], now: datetime) -> None:
        """Lets schedules post again, from their next occurrence on."""
        async with self._write():
            for id in ids:
                await self._db.execute(
                    "UPDATE schedules SET paused = NULL, paused_until = NULL, failures = 0"
                    " WHERE guild_id = ? AND id = ?",
                    (guild_id, id),
                )
                await self._go_on(guild_id, id, now)

    async def skip_next(self, guild_id: int, id: int, now: datetime) -> datetime | None:
        """Leaves out the next occurrence and records it; gives what was left out, None if nothing was due."""
        async with self._write():
            [(due,)] = await self._rows("SELECT due FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id)
            if due is None:
                return None
            await self._db.execute(
                "INSERT INTO occurrences (schedule, due, state, reason, settled_at)"
                " VALUES (?, ?, 'skipped', 'moderator', ?)"
                " ON CONFLICT DO NOTHING",
                (id, due, seconds(now)),
            )
            await self._put_next(guild_id, id, max(now, moment(due)))
        return moment(due)

    async def remove(self, guild_id: int, id: int, now: datetime) -> None:
        """Stops a schedule for good; `bring_back` undoes it for a while."""
        async with self._write():
            await self._db.execute(
                "UPDATE schedules SET removed_at = ?, due = NULL, act_at = NULL WHERE guild_id = ? AND id = ?",
                (seconds(now), guild_id, id),
            )

    async def bring_back(self, guild_id: int, id: int, now: datetime) -> bool:
        """Undoes a removal; False if it was too long ago. Raises ChannelTaken."""
        try:
            async with self._write():
                cursor = await self._db.execute(
                    "UPDATE schedules SET removed_at = NULL WHERE guild_id = ? AND id = ? AND removed_at >= ?",
                    (guild_id, id, seconds(now - UNDO)),
                )
                if not cursor.rowcount:
                    return False
                await self._go_on(guild_id, id, now)
        except sqlite3.IntegrityError:
            raise ChannelTaken from None
        return True

    async def _go_on(self, guild_id: int, id: int, now: datetime) -> None:
        """Sets the next occurrence as far as a pause allows: none while it lasts, the first one after it."""
        rows = await self._rows(
            "SELECT paused, paused_until FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id
        )
        for paused, until in rows:
            if paused is None:
                await self._put_next(guild_id, id, now)
            elif until is not None:
                await self._put_next(guild_id, id, max(now, moment(until) - timedelta(seconds=1)))

    async def _put_next(self, guild_id: int, id: int, after: datetime) -> None:
        """Sets the next occurrence: none that the ledger holds, none within a week's distance of the last post."""
        rows = await self._rows(
            "SELECT weekday, minute, zone FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id
        )
        if not rows:
            return
        weekly = _weekly(*rows[0])
        ledger = await self._rows("SELECT due, state FROM occurrences WHERE schedule = ?", id)
        known = {due for due, _ in ledger}
        last = max((due for due, state in ledger if state in ("sent", "claimed")), default=None)
        if last is not None:
            after = max(after, min(moment(last) + GENTLE, after + GENTLE))
        due = weekly.next_after(after)
        while seconds(due) in known:
            due = weekly.next_after(due)
        await self._db.execute(
            "UPDATE schedules SET due = ?, act_at = ? WHERE id = ?", (seconds(due), seconds(due), id)
        )

    async def ids_in_use(self) -> list[int]:
        """Every channel that a schedule posts into or that gets notices, and every role that a post mentions."""
        sql = (
            "SELECT channel_id FROM schedules UNION SELECT role_id FROM schedules WHERE role_id IS NOT NULL"
            " UNION SELECT notices FROM guild_settings WHERE notices IS NOT NULL"
        )
        return [int(id) for (id,) in await self._rows(sql)]

    # The ledger

    async def sent(self, id: int) -> list[str]:
        """The ids of the texts that a schedule has sent, the oldest first."""
        sql = "SELECT text FROM occurrences WHERE schedule = ? AND state IN ('sent', 'claimed') ORDER BY due"
        return [text for (text,) in await self._rows(sql, id)]

    async def last_results(self, id: int, limit: int = 1, *, until: datetime | None = None) -> list[Occurrence]:
        """What became of a schedule's latest occurrences, the latest first.

        `until` leaves out those to come that were skipped beforehand.
        """
        sql = (
            f"SELECT {_OCCURRENCE} FROM occurrences WHERE schedule = ? AND state != 'claimed' AND due <= ?"
            " ORDER BY due DESC LIMIT ?"
        )
        return [_occurrence(row) for row in await self._rows(sql, id, seconds(until) if until else FAR, limit)]

    # Delivery

    async def next_action(self, leaving_out: Iterable[int] = ()) -> datetime | None:
        """When delivery has something to do next, or None; leaving out some schedules."""
        busy = ",".join(map(str, leaving_out))
        sql = f"SELECT min(act_at) FROM schedules WHERE act_at IS NOT NULL AND due IS NOT NULL AND id NOT IN ({busy})"
        [(at,)] = await self._rows(sql)
        return None if at is None else moment(at)

    async def to_act_on(self, now: datetime, limit: int) -> list[tuple[Schedule, Occurrence | None]]:
        """The schedules whose time has come, in order, each with its open claim if it has one."""
        sql = (
            f"SELECT {_OCCURRENCE}, {_SCHEDULE} FROM schedules LEFT JOIN occurrences"
            " ON occurrences.schedule = schedules.id AND occurrences.state = 'claimed'"
            " WHERE act_at <= ? AND schedules.due IS NOT NULL ORDER BY act_at LIMIT ?"
        )
        rows = await self._rows(sql, seconds(now), limit)
        return [(_schedule(row[_SPLIT:]), _occurrence(row[:_SPLIT]) if row[0] is not None else None) for row in rows]

    async def stray_claims(self) -> list[tuple[Schedule, Occurrence]]:
        """The claims that their schedules have left behind: they were changed, paused or removed since."""
        sql = (
            f"SELECT {_OCCURRENCE}, {_SCHEDULE} FROM occurrences JOIN schedules ON schedules.id = occurrences.schedule"
            " WHERE state = 'claimed' AND occurrences.due IS NOT schedules.due ORDER BY occurrences.due"
        )
        return [(_schedule(row[_SPLIT:]), _occurrence(row[:_SPLIT])) for row in await self._rows(sql)]

    async def claim(self, id: int, due: datetime, text: str, now: datetime) -> bool:
        """Takes an occurrence, durably, before it is sent; False if it is no longer wanted or was taken."""
        async with self._writing:  # one statement, so it is a transaction by itself
            cursor = await self._db.execute(
                "INSERT INTO occurrences (schedule, due, text, state, claimed_at) SELECT id, due, ?, 'claimed', ?"
                " FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL ON CONFLICT DO NOTHING",
                (text, seconds(now), id, seconds(due)),
            )
        return cursor.rowcount == 1

    async def is_wanted(self, id: int, due: datetime) -> bool:
        """Whether a schedule still means to post an occurrence: not paused, removed, moved in time, or left."""
        return bool(await self._rows(_WANTED, id, seconds(due)))

    async def try_again(self, id: int, due: datetime, at: datetime) -> None:
        """Puts a claimed occurrence off after a failed try."""
        async with self._write():
            await self._db.execute(
                "UPDATE occurrences SET tries = tries + 1 WHERE schedule = ? AND due = ?", (id, seconds(due))
            )
            await self._db.execute(
                "UPDATE schedules SET act_at = ? WHERE id = ? AND due = ? AND act_at IS NOT NULL",
                (seconds(at), id, seconds(due)),
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
        async with self._write():
            await self._db.execute(
                # Selected, since *Delete everything* may have taken the schedule while its post was under way.
                "INSERT INTO occurrences (schedule, due, state, reason, settled_at, message_id)"
                " SELECT id, ?, ?, ?, ?, ? FROM schedules WHERE id = ?"
                " ON CONFLICT (schedule, due) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
                " settled_at = excluded.settled_at, message_id = excluded.message_id WHERE state = 'claimed'",
                (at, state, reason, seconds(now), message_id, schedule.id),
            )
            # A pause until a date is over with the first occurrence after it.
            cursor = await self._db.execute(
                "UPDATE schedules SET due = ?, act_at = ?, failures = ?, paused = ?, paused_until = NULL"
                " WHERE id = ? AND due = ? AND act_at IS NOT NULL",
                (next_due, next_due, failures, "failures" if gives_up else None, schedule.id, at),
            )
        return gives_up and cursor.rowcount == 1

    async def realign(self, now: datetime) -> None:
        """Undoes what a wrong clock has done: occurrences and tries set far off, and skips that lie in the future."""
        async with self._write():  # whose occurrence is claimed waits for its next try, which is minutes away
            await self._db.execute(
                "UPDATE schedules SET act_at = max(due, ?1) WHERE act_at > max(due, ?1)"
                " AND id IN (SELECT schedule FROM occurrences WHERE state = 'claimed')",
                (seconds(now),),
            )
        far, long_ago = seconds(now + MISALIGNED), seconds(now - LEDGER)
        rows = await self._rows(
            "SELECT guild_id, id FROM schedules WHERE (due > ? OR due < ? OR due IS NULL)"
            " AND paused IS NULL AND act_at IS NOT NULL",
            far,
            long_ago,
        )
        if not rows:
            return
        async with self._write():
            await self._db.execute(
                "DELETE FROM occurrences WHERE state = 'skipped' AND reason = 'late' AND due > ?", (seconds(now),)
            )
            for guild_id, id in rows:
                await self._put_next(guild_id, id, now)

    # What is deleted

    async def delete_guild(self, guild_id: int) -> None:
        """Deletes all rows of a server, whichever table they are in, and forgets what was in memory of it."""
        await super().delete_guild(guild_id)
        self.forget_texts(guild_id)

    async def purge(self, now: datetime) -> None:
        """Deletes what is no longer needed: what was removed, servers left long ago, old rows of the ledger."""
        await self._delete_long_gone(now)
        async with self._write():
            for table in ("schedules", "own_texts"):
                await self._db.execute(f"DELETE FROM {table} WHERE removed_at < ?", (seconds(now - UNDO),))
            await self._db.execute("DELETE FROM occurrences WHERE due < ?", (seconds(now - LEDGER),))


_SCHEDULE = (
    "schedules.id, guild_id, channel_id, weekday, minute, zone, topics, role_id, silent,"
    " schedules.due, paused, paused_until, failures"
)
_OCCURRENCE = ", ".join(f"occurrences.{name}" for name in Occurrence._fields)
_SPLIT = len(Occurrence._fields)  # where a row that starts with an occurrence goes on with its schedule
_WANTED = "SELECT 1 FROM schedules WHERE id = ? AND due = ? AND act_at IS NOT NULL"


def _schedule(row: tuple[Any, ...]) -> Schedule:
    id, guild_id, channel_id, weekday, minute, zone, topics, role_id, silent, due, paused, until, failures = row
    return Schedule(
        id=id,
        guild_id=guild_id,
        channel_id=channel_id,
        weekly=_weekly(weekday, minute, zone),
        topics=tuple(topic for topic in topics.split(",") if topic in TOPICS),
        role_id=role_id,
        silent=bool(silent),
        due=None if due is None else moment(due),
        paused=paused,
        paused_until=None if until is None else moment(until),
        failures=failures,
    )


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


def _weekly(weekday: int, minute: int, zone: str) -> Weekly:
    at = time(*divmod(minute, 60))
    try:
        return Weekly(weekday, at, zone)
    except ValueError:  # a zone that was given up; every panel then shows UTC, and one schedule stops no other
        return Weekly(weekday, at, "UTC")


def _columns(weekly: Weekly, topics: Sequence[str], role_id: int | None, silent: bool) -> tuple[Any, ...]:
    minute = weekly.at.hour * 60 + weekly.at.minute
    return weekly.weekday, minute, weekly.zone, ",".join(topics), role_id, silent
