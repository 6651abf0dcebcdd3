"""Weekly posts, as moderators set them up: when, where and what each posts, and whether."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from kindred.content.entries import TOPICS
from kindred.schedule.weekly import Weekly
from kindred.storage.database import Database, moment, seconds
from kindred.storage.errors import ChannelTaken, ConstraintViolated, TooManySchedules

SCHEDULES_A_GUILD = 10
UNDO = timedelta(minutes=15)  # how long a removed schedule can be restored
DISTANCE = timedelta(days=6)  # a changed schedule does not post again sooner than this after its last post


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


class Schedules:
    """Servers' weekly posts. Each method takes the server's id, so that no server reaches another's rows."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, guild_id: int) -> list[Schedule]:
        """A server's schedules, the oldest first."""
        sql = f"SELECT {SCHEDULE_COLUMNS} FROM schedules WHERE guild_id = ? AND removed_at IS NULL ORDER BY id"
        return [schedule_from(row) for row in await self._db.rows(sql, guild_id)]

    async def get(self, guild_id: int, id: int) -> Schedule | None:
        """One schedule of a server, or None."""
        sql = f"SELECT {SCHEDULE_COLUMNS} FROM schedules WHERE guild_id = ? AND id = ? AND removed_at IS NULL"
        rows = await self._db.rows(sql, guild_id, id)
        return schedule_from(rows[0]) if rows else None

    async def add(
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
        async with self._db.transaction():
            taken = await self._db.rows(
                "SELECT channel_id = ? FROM schedules WHERE removed_at IS NULL AND (guild_id = ? OR channel_id = ?)",
                channel_id,
                guild_id,
                channel_id,
            )
            if any(same for (same,) in taken):
                raise ChannelTaken(channel_id)
            if len(taken) >= SCHEDULES_A_GUILD:
                raise TooManySchedules
            inserted = await self._db.execute(
                "INSERT INTO schedules (guild_id, channel_id,"
                " weekday, minute, zone, topics, role_id, silent, due, act_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                guild_id,
                channel_id,
                *_columns(weekly, topics, role_id, silent),
                due,
                due,
            )
        added = await self.get(guild_id, inserted.added_id)
        assert added
        return added

    async def change(
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
        async with self._db.transaction():
            await self._db.execute(
                "UPDATE schedules SET weekday = ?, minute = ?, zone = ?, topics = ?, role_id = ?, silent = ?"
                " WHERE guild_id = ? AND id = ?",
                *_columns(weekly, topics, role_id, silent),
                guild_id,
                id,
            )
            await self._set_next_unless_paused(guild_id, id, now)

    async def move(self, guild_id: int, id: int, channel_id: int, now: datetime) -> None:
        """Posts into another channel from now on, also where failures in the old one had paused it.

        A post that is under way stays the old channel's: it is not tried in the new one. Raises ChannelTaken.
        """
        try:
            async with self._db.transaction():
                begun = await self._db.rows("SELECT 1 FROM occurrences WHERE schedule = ? AND state = 'claimed'", id)
                failed = await self._db.rows("SELECT 1 FROM schedules WHERE id = ? AND paused = 'failures'", id)
                await self._db.execute(
                    "UPDATE schedules SET channel_id = ?, failures = 0, paused = nullif(paused, 'failures')"
                    " WHERE guild_id = ? AND id = ?",
                    channel_id,
                    guild_id,
                    id,
                )
                if begun or failed:
                    await self._set_next_unless_paused(guild_id, id, now)
        except ConstraintViolated:
            raise ChannelTaken(channel_id) from None

    async def pause(self, guild_id: int, ids: Iterable[int], now: datetime, until: datetime | None = None) -> None:
        """Stops schedules at once, until a moment or until somebody resumes them."""
        async with self._db.transaction():
            for id in ids:
                await self._db.execute(
                    "UPDATE schedules SET paused = 'moderator', paused_until = ?, act_at = NULL, due = NULL"
                    " WHERE guild_id = ? AND id = ?",
                    seconds(until),
                    guild_id,
                    id,
                )
                await self._set_next_unless_paused(guild_id, id, now)

    async def resume(self, guild_id: int, ids: Iterable[int], now: datetime) -> None:
        """Lets schedules post again, from their next occurrence on."""
        async with self._db.transaction():
            for id in ids:
                await self._db.execute(
                    "UPDATE schedules SET paused = NULL, paused_until = NULL, failures = 0"
                    " WHERE guild_id = ? AND id = ?",
                    guild_id,
                    id,
                )
                await self._set_next_unless_paused(guild_id, id, now)

    async def skip_next(self, guild_id: int, id: int, now: datetime) -> datetime | None:
        """Leaves out the next occurrence and records it; gives what was left out, None if nothing was due."""
        async with self._db.transaction():
            [(due,)] = await self._db.rows("SELECT due FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id)
            if due is None:
                return None
            await self._db.execute(
                "INSERT INTO occurrences (schedule, due, state, reason, settled_at)"
                " VALUES (?, ?, 'skipped', 'moderator', ?)"
                " ON CONFLICT DO NOTHING",
                id,
                due,
                seconds(now),
            )
            await self.set_next(guild_id, id, max(now, moment(due)))
        return moment(due)

    async def remove(self, guild_id: int, id: int, now: datetime) -> None:
        """Stops a schedule for good; `restore` undoes it for a while."""
        async with self._db.transaction():
            await self._db.execute(
                "UPDATE schedules SET removed_at = ?, due = NULL, act_at = NULL WHERE guild_id = ? AND id = ?",
                seconds(now),
                guild_id,
                id,
            )

    async def restore(self, guild_id: int, id: int, now: datetime) -> bool:
        """Undoes a removal; False if it was too long ago. Raises ChannelTaken."""
        try:
            async with self._db.transaction():
                changed = await self._db.execute(
                    "UPDATE schedules SET removed_at = NULL WHERE guild_id = ? AND id = ? AND removed_at >= ?",
                    guild_id,
                    id,
                    seconds(now - UNDO),
                )
                if not changed.rows:
                    return False
                await self._set_next_unless_paused(guild_id, id, now)
        except ConstraintViolated:
            [(channel_id,)] = await self._db.rows("SELECT channel_id FROM schedules WHERE id = ?", id)
            raise ChannelTaken(channel_id) from None
        return True

    async def _set_next_unless_paused(self, guild_id: int, id: int, now: datetime) -> None:
        """Sets the next occurrence as far as a pause allows: none while it lasts, the first one after it."""
        rows = await self._db.rows(
            "SELECT paused, paused_until FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id
        )
        for paused, until in rows:
            if paused is None:
                await self.set_next(guild_id, id, now)
            elif until is not None:
                await self.set_next(guild_id, id, max(now, moment(until) - timedelta(seconds=1)))

    async def set_next(self, guild_id: int, id: int, after: datetime) -> None:
        """Sets the next occurrence: none that the ledger holds, none within a week's distance of the last post."""
        rows = await self._db.rows(
            "SELECT weekday, minute, zone FROM schedules WHERE guild_id = ? AND id = ?", guild_id, id
        )
        if not rows:
            return
        weekly = _weekly(*rows[0])
        ledger = await self._db.rows("SELECT due, state FROM occurrences WHERE schedule = ?", id)
        known = {due for due, _ in ledger}
        last = max((due for due, state in ledger if state in ("sent", "claimed")), default=None)
        if last is not None:
            after = max(after, min(moment(last) + DISTANCE, after + DISTANCE))
        due = weekly.next_after(after)
        while seconds(due) in known:
            due = weekly.next_after(due)
        await self._db.execute("UPDATE schedules SET due = ?, act_at = ? WHERE id = ?", seconds(due), seconds(due), id)

    async def ids_in_use(self) -> list[int]:
        """Every channel that a schedule posts into, and every role that a post mentions."""
        sql = "SELECT channel_id FROM schedules UNION SELECT role_id FROM schedules WHERE role_id IS NOT NULL"
        return [int(id) for (id,) in await self._db.rows(sql)]

    async def suspend_all(self, guild_id: int, now: datetime) -> None:
        """Stops the schedules of a server that the bot has left. Part of the caller's transaction."""
        await self._db.execute(
            "UPDATE schedules SET left_at = ?, due = NULL, act_at = NULL WHERE guild_id = ? AND left_at IS NULL",
            seconds(now),
            guild_id,
        )

    async def unsuspend_all(self, guild_id: int, now: datetime) -> None:
        """Undoes `suspend_all`. Part of the caller's transaction."""
        rows = await self._db.rows(
            "SELECT id FROM schedules WHERE guild_id = ? AND left_at IS NOT NULL AND removed_at IS NULL", guild_id
        )
        await self._db.execute("UPDATE schedules SET left_at = NULL WHERE guild_id = ?", guild_id)
        for (id,) in rows:
            await self._set_next_unless_paused(guild_id, id, now)

    async def purge(self, now: datetime) -> None:
        """Deletes the schedules whose removal can no longer be undone."""
        await self._db.change("DELETE FROM schedules WHERE removed_at < ?", seconds(now - UNDO))


SCHEDULE_COLUMNS = (
    "schedules.id, guild_id, channel_id, weekday, minute, zone, topics, role_id, silent,"
    " schedules.due, paused, paused_until, failures"
)


def schedule_from(row: tuple[Any, ...]) -> Schedule:
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


def _weekly(weekday: int, minute: int, zone: str) -> Weekly:
    at = time(*divmod(minute, 60))
    try:
        return Weekly(weekday, at, zone)
    except ValueError:  # a zone that was given up; every panel then shows UTC, and one schedule stops no other
        return Weekly(weekday, at, "UTC")


def _columns(weekly: Weekly, topics: Sequence[str], role_id: int | None, silent: bool) -> tuple[Any, ...]:
    minute = weekly.at.hour * 60 + weekly.at.minute
    return weekly.weekday, minute, weekly.zone, ",".join(topics), role_id, silent
