"""A year of hard weather: one fault every hour, a content reload every day, a restart every week.

    python -m benchmarks.soak [--weeks 52] [--log FILE] [--week 3]

The real bot, store, delivery and cogs run on a small Discord of sockets (`tests/small_discord.py`) in this process.
The clock is not as it is outside: it is set from one thing to do to the next. Nor are waits: the library's pauses
between its own tries, and delivery's between two posts, take no time; and the database waits 1 ms for a lock in
place of five seconds.
"""

import argparse
import asyncio
import gc
import itertools
import logging
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import psutil
from aiohttp import web

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.delivery.attempts import SKIP_AFTER
from kindred.delivery.pacing import RateLimiter
from kindred.schedule.weekly import Weekly
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store
from tests.small_discord import Harbour, SmallDiscord, connected
from tests.sockets.answers import reply
from tests.sockets.guilds import SEND, Channel

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "UTC")
SERVERS, ROOMS = 12, 4
# Eleven, so that a schedule meets another one every week: a week has 168 hours.
FAULTS = (
    "500", "503", "429", "reset before", "reset after", "403", "permission", "channel deleted", "locked",
    "faulty content", "old button",
)  # fmt: skip
OLD_BUTTONS = ("go:cause.gone-for-good", "v0|older", "idea:1.abc", "how:gone.1.abc", "rem-open:999", "notice-check:999")


class Impatient:
    """The module asyncio for the library's HTTP side, whose pauses end at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


class Sleeper:
    """Takes the place of delivery's sleep: it ends when the clock gets there, or when delivery is woken."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._asleep = asyncio.Event()
        self._up = asyncio.Event()
        self.until = now()

    async def sleep_until(self, at: datetime | None) -> None:
        self.until = min(at or self._now() + HOUR, self._now() + HOUR)
        if self.until > self._now():
            self._up.clear()
            self._asleep.set()
            await self._up.wait()
            self._asleep.clear()

    def wake(self) -> None:
        self._asleep.clear()
        self._up.set()

    async def asleep(self) -> None:
        await asyncio.wait_for(self._asleep.wait(), 60)


@dataclass
class Life:
    """One bot's life, and what came of it."""

    folder: Path
    weeks: int
    log: Path | None = None
    week_of_log: int = 3
    say: Callable[[str], None] = lambda line: None
    now: datetime = START
    results: Counter[str] = field(default_factory=Counter)
    figures: list[tuple[int, float, int, int]] = field(default_factory=list)  # week, MiB, tasks, views
    levels: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        guilds = [Harbour(n * 10**6, range(n * 10**6 + 10, n * 10**6 + 10 + ROOMS)) for n in range(1, SERVERS + 1)]
        self.small = SmallDiscord(guilds, now=lambda: self.now)
        self.small.kept = 5
        self.content = Path(shutil.copytree(CONTENT, self.folder / "content"))
        self.settings = Config(database=self.folder / "kindred.sqlite3", content=self.content)
        self.socket = self.folder / "discord.sock"
        self.fault = ""
        self.rng = random.Random(1)
        self._rooms = 900
        self._slow = itertools.count()

    # The parts

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[tuple[Kindred, Sleeper]]:
        """A process of the bot, from its start to its end."""
        async with Store.open(self.settings.database) as store:
            await store._db.execute("PRAGMA busy_timeout = 1")
            await store._db.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug here
            sleeper = Sleeper(lambda: self.now)

            def make(**how: Any) -> Kindred:
                return Kindred(self.settings, store, **how)

            async def sleep(delivery: Any, at: datetime | None) -> None:
                await sleeper.sleep_until(at)

            def wake(delivery: Any) -> None:
                sleeper.wake()

            with (
                mock.patch.multiple("kindred.delivery.loop.Delivery", _sleep_until=sleep, wake=wake),
                mock.patch("kindred.delivery.loop.RateLimiter", return_value=RateLimiter(10_000)),
            ):
                async with connected(make, self.small, self.socket) as bot:
                    await sleeper.asleep()
                    yield bot, sleeper

    async def weather(self, request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        """What this hour's fault does to a post."""
        if request.method != "POST" or parts[0] != "channels":
            return None
        match self.fault:
            case "500" | "503":
                return reply({"code": 0, "message": "weather"}, int(self.fault))
            case "429" if next(self._slow) % 2:  # the next try passes
                return reply({"message": "slow", "retry_after": 0.01, "global": False}, 429, Via="1.1 google")
            case "403":
                return reply({"code": 50013, "message": "Missing Permissions"}, 403)
            case "reset before" | "reset after":
                if self.fault == "reset after":
                    self.small.post(self.small.channels[int(parts[1])], body)
                assert request.transport
                request.transport.abort()
                return web.Response()
            case _:
                return None

    # What happens

    async def live(self) -> None:
        """All weeks; raises AssertionError where a promise was broken."""

        def utcnow() -> datetime:
            return self.now

        with (
            mock.patch("discord.utils.utcnow", utcnow),
            mock.patch("discord.http.asyncio", Impatient()),
            mock.patch("discord.webhook.async_.asyncio", Impatient()),
        ):
            self.small.intercept = self.weather
            async with self.small.listen(self.socket):
                await self._set_up()
                for week in range(self.weeks):
                    with self._logging(week):
                        async with self.bot() as (bot, sleeper):
                            for hour in range(168):
                                await self._hour(bot, sleeper, week * 168 + hour)
                            self._measure(bot, week + 1)
                await self._judge()

    async def _set_up(self) -> None:
        async with Store.open(self.settings.database) as store:
            for number, guild in enumerate(self.small.guilds.values()):
                for place, channel in enumerate(guild.channels):
                    turn = number * ROOMS + place
                    at = time(turn * 5 % 24, turn * 7 % 60)
                    await store.schedules.add(guild.id, channel.id, Weekly(turn % 7, at, ZONES[turn % 6]), START)
                await store.settings.change(guild.id, notices=guild.channels[0].id if number % 2 else None)

    async def _hour(self, bot: Kindred, sleeper: Sleeper, number: int) -> None:
        self.fault = FAULTS[number % len(FAULTS)]
        end = self.now + HOUR
        fix = await self._break(bot, end)
        if number % 24 == 4:
            await bot.reload_content()
        await self._visit(number)
        await self._pass(sleeper, end)
        self.fault = ""
        await fix()
        await self._look_after(bot)

    async def _pass(self, sleeper: Sleeper, end: datetime) -> None:
        """Lets time go by, from one thing to do to the next."""
        await sleeper.asleep()
        while sleeper.until <= end:
            self.now = max(self.now, sleeper.until)
            sleeper.wake()
            await sleeper.asleep()
        self.now = end

    async def _break(self, bot: Kindred, end: datetime) -> Callable[[], Any]:
        """Begins this hour's fault; gives what ends it."""

        async def nothing() -> None:
            pass

        match self.fault:
            case "permission":
                soon = {each.guild_id for each in await self._due(bot, end)}
                channels = [each for each in self.small.channels.values() if each.guild_id in soon]
                for channel in channels:
                    await self.small.deny(channel.id, SEND)

                async def give_back() -> None:
                    for channel in channels:
                        await self.small.deny(channel.id, 0)

                return give_back
            case "channel deleted":
                return await self._delete_channel(bot, end)
            case "locked":
                other = sqlite3.connect(self.settings.database, isolation_level=None)
                other.execute("BEGIN IMMEDIATE")

                async def unlock() -> None:
                    other.execute("ROLLBACK")
                    other.close()

                return unlock
            case "faulty content":
                file = self.content / "en" / "causes" / "losing-touch.md"
                before = file.read_text(encoding="utf-8")
                file.write_text(before.replace("title:", "titel:"), encoding="utf-8")
                await bot.reload_content()
                file.write_text(before, encoding="utf-8")
                return nothing
            case "old button":
                for id in OLD_BUTTONS:
                    guild = self.rng.choice(list(self.small.guilds.values()))
                    button = {"type": 2, "style": 2, "label": "x", "custom_id": id}
                    await self.small.press(button, guild=guild, channel_id=guild.channels[0].id)
                return nothing
            case _:
                return nothing

    async def _due(self, bot: Kindred, end: datetime) -> list[Schedule]:
        """The schedules that post until then."""
        schedules = [each for id in self.small.guilds for each in await bot.store.schedules.of(id)]
        return [each for each in schedules if each.due and each.due <= end]

    async def _delete_channel(self, bot: Kindred, end: datetime) -> Callable[[], Any]:
        """Deletes the channel of a schedule that is due; a moderator moves it into a new one an hour later."""
        schedule = self.rng.choice(await self._due(bot, end) or await self._due(bot, end + WEEK))
        guild = self.small.guilds[schedule.guild_id]
        channel = self.small.channels.pop(schedule.channel_id)
        guild.channels.remove(channel)
        await self.small.tell("CHANNEL_DELETE", channel.payload())

        async def make_anew() -> None:
            self._rooms += 1
            new = Channel(guild.id + self._rooms, guild.id)
            guild.channels.append(new)
            self.small.channels[new.id] = new
            await self.small.tell("CHANNEL_CREATE", new.payload())
            menu = {"type": 8, "custom_id": f"reminder-move:{schedule.id}", "min_values": 1, "max_values": 1}
            said = await self.small.press(menu, [str(new.id)], guild=guild, channel_id=new.id)
            assert "Moved" in said.text, said.text

        return make_anew

    async def _visit(self, number: int) -> None:
        """Somebody uses the bot."""
        guild = self.rng.choice(list(self.small.guilds.values()))
        how: dict[str, Any] = {"guild": guild, "channel_id": guild.channels[0].id}
        name = ("causes", "small-step", "find-help", "reminders list", "strategies", "settings", "privacy")[number % 7]
        said = await self.small.slash(name, **{f"_{key}": value for key, value in how.items()})
        assert "not your doing" not in said.text
        self.results["answers"] += 1

    async def _look_after(self, bot: Kindred) -> None:
        """A moderator resumes what three failures have paused."""
        for guild in self.small.guilds.values():
            for schedule in await bot.store.schedules.of(guild.id):
                if schedule.paused:
                    button = {"type": 2, "style": 2, "label": "x", "custom_id": f"rem-resume:{schedule.id}"}
                    await self.small.press(button, guild=guild, channel_id=guild.channels[0].id)
                    self.results["resumed after three failures"] += 1

    # What came of it

    def _measure(self, bot: Kindred, week: int) -> None:
        gc.collect()
        views = bot._connection._view_store
        held = len(views._views) + len(views._synced_message_views) + len(views._modals)
        rss = psutil.Process().memory_info().rss / 2**20
        self.figures.append((week, rss, len(asyncio.all_tasks()), held))
        if week in (1, 2, 4) or week % 8 == 0 or week == self.weeks:
            self.say(f"week {week:3}: {rss:7.1f} MiB, {self.figures[-1][2]} tasks, {held} views and forms")

    async def _judge(self) -> None:
        """Every occurrence is in the ledger once, with a reason where it was not sent; and in Discord as often."""
        async with Store.open(self.settings.database) as store:
            for guild in self.small.guilds.values():
                for schedule in await store.schedules.of(guild.id):
                    await self._judge_one(store, schedule)
        assert self.small.refused == [], self.small.refused
        assert self.small.pings == [], self.small.pings

    async def _judge_one(self, store: Store, schedule: Schedule) -> None:
        ledger = {row.due: row for row in await store.ledger.results(schedule.id, 1000)}
        expected: list[datetime] = []
        moment = START
        while (
            moment := schedule.weekly.next_after(moment)
        ) <= self.now - SKIP_AFTER - HOUR:  # a later one may still be tried
            expected.append(moment)
        missing = set(expected) - ledger.keys()
        assert not missing, f"schedule {schedule.id} lost {sorted(missing)}"
        for due, row in ledger.items():
            mark = f"{schedule.id:x}.{int(due.timestamp()):x}"
            found = self.small.posts_of[mark]
            assert found == (row.state == "sent"), f"schedule {schedule.id}, {due}: {row}, {found} in Discord"
            assert row.state == "sent" or row.reason, row
            self.results[row.state if row.state == "sent" else f"{row.state}: {row.reason}"] += 1

    def _logging(self, week: int) -> Any:
        """Counts what is logged, and writes down one week of it as an operator sees it."""
        return _Listening(self, self.log if week + 1 == self.week_of_log else None)


class _Listening(logging.Handler):
    def __init__(self, life: Life, file: Path | None) -> None:
        super().__init__(logging.INFO)
        self._life = life
        self._file = file.open("w", encoding="utf-8") if file else None
        self.setFormatter(logging.Formatter("{levelname:<8} {name}: {message}", style="{"))

    def __enter__(self) -> None:
        self._level = logging.getLogger().level
        logging.getLogger().setLevel(logging.INFO)
        logging.getLogger().addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self._level)
        if self._file:
            self._file.close()

    def emit(self, record: logging.LogRecord) -> None:
        self._life.levels[record.levelname] += 1
        if self._file:
            print(f"{self._life.now:%Y-%m-%d %H:%M:%S} {self.format(record)}", file=self._file)


async def main(weeks: int, log: Path | None, week: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder), weeks, log, week, say=lambda line: print(line, flush=True))
        await life.live()
    for name, count in sorted(life.results.items()):
        print(f"{count:6,}  {name}")
    print("        log lines:", ", ".join(f"{count:,} {level}" for level, count in sorted(life.levels.items())))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--log", type=Path, help="write one week's log into this file")
    parser.add_argument("--week", type=int, default=3, help="which week's")
    given = parser.parse_args()
    asyncio.run(main(given.weeks, given.log, given.week))
