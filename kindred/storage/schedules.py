"""Weekly posts, as moderators set them up: when, where and what each posts, and whether."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from kindred.content.entries import TOPICS
from kindred.schedule.weekly import Weekly
from kindred.storage.database import Database, moment, seconds
from kindred.storage.errors import ChannelTaken, ConstraintViolated, SkippedTooFar, TooManySchedules

SCHEDULES_A_GUILD = 10
UNDO = timedelta(minutes=15)  # how long a removed schedule can be restored
DISTANCE = timedelta(days=6)  # the least between two posts of a channel or a schedule
SKIP_AHEAD = timedelta(weeks=12)  # how far ahead an occurrence can be skipped
HALF_A_WEEK = timedelta(days=3, hours=12)
PORTION = 500  # rows that one transaction deletes or looks at
MODERATOR, LEFT, CLOCK, LATE = "moderator", "left", "clock", "late"  # reasons in the ledger
MAYBE_POSTED = ("could-not-check", "unexpected")  # those that do not say for certain that nothing was posted
# Of an INSERT into the ledger: what has ended stays as it is. A clock that was wrong may have called an occurrence late
# that is not; when its time comes, whatever becomes of it takes the place of that row.
UNLESS_ENDED = (
    "ON CONFLICT (schedule, due) DO UPDATE SET state = excluded.state, reason = excluded.reason, text = excluded.text,"
    " claimed_at = excluded.claimed_at, channel_id = excluded.channel_id, tries = 0 WHERE reason = 'late'"
)


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
        """Adds a schedule that first posts at its next occurrence, at least six days after the channel's last post.

        Raises ChannelTaken, TooManySchedules.
        """
        async with self._db.transaction():
            sql = "SELECT 1 FROM schedules WHERE channel_id = ? AND removed_at IS NULL"
            if await self._db.rows(sql, channel_id):
                raise ChannelTaken(channel_id)
            if await self._count(guild_id) >= SCHEDULES_A_GUILD:
                raise TooManySchedules
            due = seconds(await self._next_due(0, channel_id, weekly, now))
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
        """Changes when and what a schedule posts, not whether. Its next post keeps a week's distance from its last.

        An occurrence whose time has passed, and which waits to be posted, stays as it is.
        """
        async with self._db.transaction():
            row = await self._row(guild_id, id)
            if row is None:
                return
            await self._db.execute(
                "UPDATE schedules SET weekday = ?, minute = ?, zone = ?, topics = ?, role_id = ?, silent = ?"
                " WHERE id = ?",
                *_columns(weekly, topics, role_id, silent),
                id,
            )
            if not row.waits(now):
                await self.set_next(id, now)

    async def move(self, guild_id: int, id: int, channel_id: int, now: datetime) -> None:
        """Posts into another channel from now on, also where failures in the old one had paused it.

        A post that is under way stays the old channel's: it is not tried in the new one. Raises ChannelTaken.
        """
        try:
            async with self._db.transaction():
                row = await self._row(guild_id, id)
                if row is None or row.channel_id == channel_id:
                    return
                await self._db.execute(
                    "UPDATE schedules SET channel_id = ?, failures = 0, paused = nullif(paused, 'failures')"
                    " WHERE id = ?",
                    channel_id,
                    id,
                )
                if row.waits(now) and row.due is not None:
                    if not await self._is_claimed(id) and (await self._taken({id: channel_id}, row.due))[id].allows(
                        row.due
                    ):
                        return
                    await self._drop_due(id, now, MODERATOR)
                await self.set_next(id, now)
        except ConstraintViolated:
            raise ChannelTaken(channel_id) from None

    async def pause(self, guild_id: int, ids: Iterable[int], now: datetime, until: datetime | None = None) -> None:
        """Stops schedules at once, until a moment or until somebody resumes them."""
        async with self._db.transaction():
            for id in ids:
                if await self._row(guild_id, id) is None:
                    continue
                await self._drop_due(id, now, MODERATOR)
                await self._db.execute(
                    "UPDATE schedules SET paused = 'moderator', paused_until = ?, act_at = NULL, due = NULL"
                    " WHERE id = ?",
                    seconds(until),
                    id,
                )
                await self.set_next(id, now)

    async def resume(self, guild_id: int, ids: Iterable[int], now: datetime) -> None:
        """Lets paused schedules post again, from their next occurrence on; one that is not paused stays as it is."""
        async with self._db.transaction():
            for id in ids:
                row = await self._row(guild_id, id)
                if row is None:
                    continue
                await self._db.execute(
                    "UPDATE schedules SET paused = NULL, paused_until = NULL, failures = CASE WHEN paused IS NULL"
                    " THEN failures ELSE 0 END WHERE id = ?",
                    id,
                )
                if row.paused is not None and not row.waits(now):
                    await self.set_next(id, now)

    async def change_topic(self, guild_id: int, id: int, topic: str, *, wanted: bool) -> bool:
        """Adds a topic to a schedule or takes it out; False where nothing changes. The last one stays."""
        async with self._db.transaction():
            sql = "SELECT topics FROM schedules WHERE guild_id = ? AND id = ? AND removed_at IS NULL"
            for (kept,) in await self._db.rows(sql, guild_id, id):
                before = {*kept.split(",")} & {*TOPICS} or {*TOPICS}
                after = before | {topic} if wanted else before - {topic}
                if after in (before, set()) or topic not in TOPICS:
                    return False
                topics = "" if after == {*TOPICS} else ",".join(each for each in TOPICS if each in after)
                await self._db.execute("UPDATE schedules SET topics = ? WHERE id = ?", topics, id)
                return True
        return False

    async def skip_next(
        self, guild_id: int, id: int, now: datetime, *, only: datetime | None = None
    ) -> datetime | None:
        """Leaves out the next occurrence and records it; gives what was left out, None if nothing was due.

        With `only`, nothing is left out where the next one is another: who presses twice means one.
        Raises SkippedTooFar where it lies beyond `SKIP_AHEAD`.
        """
        async with self._db.transaction():
            row = await self._row(guild_id, id)
            if row is None or row.due is None or (only and row.due != only):
                return None
            if row.due > max(now, row.paused_until or now) + SKIP_AHEAD:
                raise SkippedTooFar
            await self._drop_due(id, now, MODERATOR)
            await self._db.execute(
                f"INSERT INTO occurrences (schedule, due, state, reason) VALUES (?, ?, 'skipped', ?) {UNLESS_ENDED}",
                id,
                seconds(row.due),
                MODERATOR,
            )
            await self.set_next(id, max(now, row.due))
        return row.due

    async def skipped_ahead(self, id: int, now: datetime) -> list[datetime]:
        """The occurrences to come that a moderator has left out, the earliest first."""
        sql = "SELECT due FROM occurrences WHERE schedule = ? AND due > ? AND state = 'skipped' AND reason = ?"
        rows = await self._db.rows(f"{sql} ORDER BY due", id, seconds(now), MODERATOR)
        return [moment(due) for (due,) in rows]

    async def undo_skip(self, guild_id: int, id: int, due: datetime, now: datetime) -> bool:
        """Posts an occurrence to come that was left out; False if it is none, or its time has passed."""
        async with self._db.transaction():
            row = await self._row(guild_id, id)
            if row is None or due <= now:
                return False
            changed = await self._db.execute(
                "DELETE FROM occurrences WHERE schedule = ? AND due = ? AND state = 'skipped' AND reason = ?",
                id,
                seconds(due),
                MODERATOR,
            )
            if changed.rows and not row.waits(now):
                await self.set_next(id, now)
        return bool(changed.rows)

    async def remove(self, guild_id: int, id: int, now: datetime) -> None:
        """Stops a schedule for good; `restore` undoes it for a while.

        Of those removed before, as many wait to be restored as there may be schedules: whoever adds and removes
        without end leaves no more. One whose post is still looked for waits as well.
        """
        async with self._db.transaction():
            if await self._row(guild_id, id) is None:
                return
            await self._drop_due(id, now, MODERATOR)
            await self._db.execute(
                "UPDATE schedules SET removed_at = ?, due = NULL, act_at = NULL WHERE id = ?", seconds(now), id
            )
            await self._db.execute(
                "DELETE FROM schedules WHERE id IN (SELECT id FROM schedules WHERE guild_id = ? AND id != ?"
                " AND removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT -1 OFFSET ?)"
                " AND NOT EXISTS (SELECT 1 FROM occurrences WHERE schedule = schedules.id AND state = 'claimed')",
                guild_id,
                id,
                SCHEDULES_A_GUILD - 1,
            )

    async def restore(self, guild_id: int, id: int, now: datetime) -> bool:
        """Undoes a removal; False if it was too long ago. Raises ChannelTaken, TooManySchedules."""
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
                if await self._count(guild_id) > SCHEDULES_A_GUILD:
                    raise TooManySchedules
                await self.set_next(id, now)
        except ConstraintViolated:
            [(channel_id,)] = await self._db.rows("SELECT channel_id FROM schedules WHERE id = ?", id)
            raise ChannelTaken(channel_id) from None
        return True

    async def _count(self, guild_id: int) -> int:
        sql = "SELECT count(*) FROM schedules WHERE guild_id = ? AND removed_at IS NULL"
        [(count,)] = await self._db.rows(sql, guild_id)
        return count

    # What comes next. Part of the caller's transaction.

    async def set_next(self, id: int, after: datetime) -> None:
        """Sets the next occurrence after a moment as far as a pause allows: none while it lasts, then the first one.

        A schedule that is removed, or whose server the bot has left, has none.
        """
        sql = f"SELECT {_ROW} FROM schedules WHERE id = ? AND removed_at IS NULL AND left_at IS NULL"
        for row in map(_Row.read, await self._db.rows(sql, id)):
            due = None
            if row.paused is None:
                due = await self._next_due(id, row.channel_id, row.weekly, after)
            elif row.paused_until is not None:
                start = max(after, row.paused_until - timedelta(seconds=1))
                due = await self._next_due(id, row.channel_id, row.weekly, start)
            await self._db.execute(
                "UPDATE schedules SET due = ?, act_at = ? WHERE id = ?", seconds(due), seconds(due), id
            )
            await self._let_go_of_others([id])

    async def derive_again(self, now: datetime) -> None:
        """Sets every next occurrence anew, after the rules of time zones have changed: each keeps its week."""
        times: dict[tuple[int, int, str, int], int] = {}  # many schedules share a time: each is worked out once
        last = 0
        while True:
            sql = f"SELECT id, {_ROW} FROM schedules WHERE id > ? ORDER BY id LIMIT {PORTION}"
            rows = await self._db.rows(sql, last)
            if not rows:
                return
            last = rows[-1][0]
            moved: dict[int, tuple[_Row, datetime]] = {}
            for id, *columns in rows:
                _, weekday, minute, zone, due, *_ = columns
                if due is None or due <= seconds(now):
                    continue
                key = weekday, minute, zone, due
                if key not in times:
                    times[key] = seconds(_weekly(weekday, minute, zone).next_after(moment(due) - HALF_A_WEEK))
                if times[key] != due:
                    moved[id] = _Row.read(columns), moment(times[key])
            if moved:
                async with self._db.transaction():
                    await self._put_where_free(moved, now)

    async def _put_where_free(self, moved: "dict[int, tuple[_Row, datetime]]", now: datetime) -> None:
        """Moves next occurrences to other times; one that may not be there gets the first that may."""
        earliest = min(due for _, due in moved.values())
        taken = await self._taken({id: row.channel_id for id, (row, _) in moved.items()}, earliest)
        free = {
            id: (row, due)
            for id, (row, due) in moved.items()
            if taken[id].allows(due) and not (row.paused and row.paused_until and due < row.paused_until)
        }
        await self._db.execute_many(
            "UPDATE schedules SET due = ?, act_at = ? WHERE id = ? AND due = ?",
            [(seconds(due), seconds(due), id, seconds(row.due)) for id, (row, due) in free.items()],
        )
        await self._let_go_of_others(free)
        for id in moved.keys() - free.keys():
            await self.set_next(id, now)

    async def _next_due(self, id: int, channel_id: int, weekly: Weekly, after: datetime) -> datetime:
        """The first occurrence after a moment that the ledger does not hold, at a distance from every post."""
        taken = (await self._taken({id: channel_id}, after))[id]
        due = weekly.next_after(after)
        while not taken.allows(due):
            due = weekly.next_after(due)
        return due

    async def _taken(self, channels: Mapping[int, int], after: datetime) -> "dict[int, _Taken]":
        """What keeps schedules from posting at some times after a moment; `channels` has each with its channel."""
        ids, in_channels = _listed(channels), _listed(channels.values())
        sql = f"SELECT schedule, due, state, reason FROM occurrences WHERE schedule IN ({ids}) AND due >= ?"
        found = {id: _Taken() for id in channels}
        for id, due, state, reason in await self._db.rows(sql, seconds(after - DISTANCE)):
            if reason != LATE:  # that is final when its time has come: see UNLESS_ENDED
                found[id].known.add(due)
            if state in ("sent", "claimed") or reason in MAYBE_POSTED:
                found[id].posts.append(due)
            if reason == MODERATOR:
                found[id].left_out.append(due)
        others = await self._db.rows(
            f"SELECT channel_id, due FROM last_posts WHERE channel_id IN ({in_channels}) UNION ALL"
            f" SELECT channel_id, due FROM occurrences WHERE channel_id IN ({in_channels}) AND state = 'claimed'"
        )
        if others:
            there: dict[int, list[int]] = {}
            for channel_id, due in others:
                there.setdefault(channel_id, []).append(due)
            for id, channel_id in channels.items():
                found[id].posts.extend(there.get(channel_id, ()))
        return found

    async def _row(self, guild_id: int, id: int) -> "_Row | None":
        """A schedule that moderators can change; None for one that is removed, or whose server the bot has left."""
        sql = f"SELECT {_ROW} FROM schedules WHERE guild_id = ? AND id = ? AND removed_at IS NULL AND left_at IS NULL"
        rows = await self._db.rows(sql, guild_id, id)
        return _Row.read(rows[0]) if rows else None

    async def _is_claimed(self, id: int) -> bool:
        sql = "SELECT 1 FROM occurrences WHERE schedule = ? AND state = 'claimed' AND look_at IS NULL"
        return bool(await self._db.rows(sql, id))

    async def _let_go_of_others(self, ids: Iterable[int]) -> None:
        """Lets go the claims of other occurrences than the next one: a clock was set back, or zones have changed."""
        await self._db.execute(
            "UPDATE occurrences SET look_at = 0, reason = ?"
            f" WHERE state = 'claimed' AND look_at IS NULL AND schedule IN ({_listed(ids)})"
            " AND due IS NOT (SELECT schedules.due FROM schedules WHERE schedules.id = occurrences.schedule)",
            CLOCK,
        )

    async def _drop_due(self, id: int, now: datetime, reason: str) -> None:
        """Ends what a schedule waits to post: a claim is let go, and what is due and unclaimed is recorded."""
        await self._db.execute(
            "UPDATE occurrences SET look_at = ?, reason = ?"
            " WHERE schedule = ? AND state = 'claimed' AND look_at IS NULL",
            seconds(now),
            reason,
            id,
        )
        await self._db.execute(
            "INSERT INTO occurrences (schedule, due, state, reason) SELECT id, due, 'skipped', ? FROM schedules"
            f" WHERE id = ? AND due <= ? AND act_at IS NOT NULL {UNLESS_ENDED}",
            reason,
            id,
            seconds(now),
        )

    async def ids_in_use(self) -> list[int]:
        """Every channel that a schedule posts into, and every role that a post mentions."""
        sql = "SELECT channel_id FROM schedules UNION SELECT role_id FROM schedules WHERE role_id IS NOT NULL"
        return [int(id) for (id,) in await self._db.rows(sql)]

    async def suspend_all(self, guild_id: int, now: datetime) -> None:
        """Stops the schedules of a server that the bot has left. Part of the caller's transaction."""
        sql = "SELECT id FROM schedules WHERE guild_id = ? AND left_at IS NULL AND removed_at IS NULL"
        for (id,) in await self._db.rows(sql, guild_id):
            await self._drop_due(id, now, LEFT)
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
            await self.set_next(id, now)

    async def purge(self, now: datetime) -> None:
        """Deletes the schedules whose removal can no longer be undone, in portions: claims wait for none of them.

        One whose post is still looked for waits until it is found or not.
        """
        sql = (
            "DELETE FROM schedules WHERE id IN (SELECT id FROM schedules WHERE removed_at < ? AND NOT EXISTS"
            f" (SELECT 1 FROM occurrences WHERE schedule = schedules.id AND state = 'claimed') LIMIT {PORTION})"
        )
        while (await self._db.change(sql, seconds(now - UNDO))).rows:
            pass


class _Row(NamedTuple):
    """What decides when a schedule posts."""

    channel_id: int
    weekly: Weekly
    due: datetime | None
    paused: str | None
    paused_until: datetime | None

    @classmethod
    def read(cls, columns: Sequence[Any]) -> "_Row":
        channel_id, weekday, minute, zone, due, paused, until = columns
        weekly = _weekly(weekday, minute, zone)
        return cls(channel_id, weekly, due and moment(due), paused, until and moment(until))

    def waits(self, now: datetime) -> bool:
        """Whether an occurrence whose time has passed waits to be posted."""
        return self.due is not None and self.due <= now


_ROW = "channel_id, weekday, minute, zone, due, paused, paused_until"


@dataclass(frozen=True)
class _Taken:
    """When a schedule must not post, in seconds: what its ledger holds, and what is too near."""

    known: set[int] = field(default_factory=set[int])
    posts: list[int] = field(default_factory=list[int])  # in its channel, or its own elsewhere: six days to each side
    left_out: list[int] = field(
        default_factory=list[int]
    )  # by moderators: that day, and an edit may bring nothing near it

    def allows(self, due: datetime) -> bool:
        at, distance, day = seconds(due), DISTANCE.total_seconds(), 86400
        return (
            at not in self.known
            and all(abs(at - post) >= distance for post in self.posts)
            and not any(-day < at - skipped < distance for skipped in self.left_out)
        )


SCHEDULE_COLUMNS = (
    "schedules.id, schedules.guild_id, schedules.channel_id, schedules.weekday, schedules.minute, schedules.zone,"
    " schedules.topics, schedules.role_id, schedules.silent, schedules.due, schedules.paused, schedules.paused_until,"
    " schedules.failures"
)


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))


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
        paused_until=moment(until) if paused and until is not None else None,
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
