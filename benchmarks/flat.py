"""Whether anything piles up: 100,000 answers and 100,000 weekly posts in one process.

    python -m benchmarks.flat [--answers 100000] [--posts 100000]

The bot connects to a small Discord (`tests/small_discord.py`) in the same process; then its requests and events are
handed over without a socket, which would take most of the time. The memory is that of both.
"""

import argparse
import asyncio
import gc
import json
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import psutil

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library
from kindred.delivery.pacing import RateLimiter
from kindred.schedule.weekly import Weekly
from kindred.storage.store import Store
from tests.small_discord import Harbour, SmallDiscord, connected

SERVERS, ROOMS = 100, 10
AT_ONCE = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
SUNDAY = Weekly(6, START.replace(hour=17).time(), "Europe/Berlin")
PRESSES = (
    "go:causes", "go:cause.past-trauma:causes", "go:strategy.listening:cause.past-trauma", "go:strategies",
    "go:find-help", "go:step.abc.7", "go:sources.2", "go:start.losing-touch", "idea:1.abc", "made-by-nobody",
)  # fmt: skip
COMMANDS = ("causes", "strategies", "where-to-start", "small-step", "find-help", "connecting", "help", "reminders list")


class Uncounted(Counter[str]):
    """Counts nothing: a number for each post would take the memory that is measured."""

    def update(self, *_: Any, **__: Any) -> None:
        pass


def measure(bot: Kindred, when: str) -> None:
    """Prints what is in memory now."""
    gc.collect()
    views = bot._connection._view_store
    held = len(views._views) + len(views._synced_message_views) + len(views._modals)
    rss = psutil.Process().memory_info().rss / 2**20
    print(f"{when:28}{rss:8.1f} MiB{len(asyncio.all_tasks()):6} tasks{held:6} views and forms", flush=True)


def without_sockets(bot: Kindred, small: SmallDiscord) -> None:
    """From now on the bot's requests are function calls."""

    async def request(route: Any, *, json: Any = None, **_: Any) -> Any:
        [_, id, *rest] = route.url.split("/api/v10/")[1].split("?")[0].split("/")
        channel = small.channels[int(id)]
        await asyncio.sleep(0)
        assert (route.method, rest[:1]) in (("POST", ["messages"]), ("GET", []))
        return read(small.post(channel, json)) if json else channel.payload()

    async def answer(adapter: Any, route: Any, session: Any, *, payload: Any = None, **_: Any) -> Any:
        [id, _token, last] = route.url.split("?")[0].split("/")[-3:]
        await asyncio.sleep(0)
        assert last == "callback"
        return read(small._callback(id, payload))

    def read(response: Any) -> Any:
        assert response.status == 200, response.body
        return json.loads(response.body)

    async def dispatch(event: str, data: Any) -> None:
        bot._connection.parsers[event](data)

    bot.http.request = request  # type: ignore[method-assign, assignment]
    discord.webhook.async_.AsyncWebhookAdapter.request = answer  # type: ignore[method-assign, assignment]
    small.gateway.dispatch = dispatch  # type: ignore[union-attr, method-assign]


async def answers(small: SmallDiscord, count: int) -> None:
    """Commands and presses by turns, some under way at once."""
    guilds = list(small.guilds.values())

    async def one(number: int) -> None:
        guild = guilds[number % len(guilds)]
        where: dict[str, Any] = {"guild": guild, "channel_id": guild.channels[0].id, "user_id": 1000 + number % 977}
        if number % 2:
            id = PRESSES[number // 2 % len(PRESSES)]
            await small.press({"type": 2, "style": 2, "label": "x", "custom_id": id}, public=number % 6 == 1, **where)
        else:
            name = COMMANDS[number // 2 % len(COMMANDS)]
            await small.slash(name, **{f"_{key}": value for key, value in where.items()})

    for start in range(0, count, AT_ONCE):
        await asyncio.gather(*(one(number) for number in range(start, start + AT_ONCE)))


async def posts(bot: Kindred, small: SmallDiscord, weeks: range) -> None:
    """So many weeks of all schedules."""
    for week in weeks:
        now = SUNDAY.next_after(START) + timedelta(weeks=week)
        small.now = lambda now=now: now  # type: ignore[misc]
        while (at := await bot.delivery.drain(now)) and at <= now:
            pass


async def main(wanted_answers: int, wanted_posts: int) -> None:
    guilds = [Harbour(n * 10**6, range(n * 10**6 + 10, n * 10**6 + 10 + ROOMS)) for n in range(1, SERVERS + 1)]
    library = Library.load(CONTENT)
    with tempfile.TemporaryDirectory() as folder:
        socket, settings = Path(folder) / "discord.sock", Config(database=Path(folder) / "kindred.sqlite3")
        small = SmallDiscord(guilds)
        small.kept = 1
        small.posts_of = Uncounted()
        async with small.listen(socket), Store.open(settings.database) as store:
            await store._db.execute("PRAGMA synchronous = OFF")  # the disk is not what is measured
            for guild in guilds:
                for channel in guild.channels:
                    await store.schedules.add(guild.id, channel.id, SUNDAY, START)
            async with connected(lambda **how: Kindred(settings, store, library, **how), small, socket) as bot:
                without_sockets(bot, small)
                bot.get_cog("RemindersCog")._loop.cancel()  # the weeks pass faster than it would sleep
                bot.delivery._attempts._limiter = RateLimiter(2000)
                await answers(small, 5000)
                await posts(bot, small, range(5))
                measure(bot, "after a warm-up")
                for part in range(1, 5):
                    await answers(small, wanted_answers // 4)
                    measure(bot, f"{part * wanted_answers // 4:,} answers")
                each = wanted_posts // (SERVERS * ROOMS) // 4
                for part in range(4):
                    await posts(bot, small, range(5 + part * each, 5 + (part + 1) * each))
                    measure(bot, f"{small.posted:,} posts")
                assert small.refused == small.pings == []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=100_000)
    given = parser.parse_args()
    asyncio.run(main(given.answers, given.posts))
