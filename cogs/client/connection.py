"""Keeps the bot running: connects it anew where discord.py gives up, and stops it cleanly."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import discord

from cogs.client.bot import Kindred
from cogs.client.logs import is_lost_connection
from cogs.core.api_errors import describe
from kindred import heartbeat
from kindred.config import Config
from kindred.storage.store import Store

TOKEN_PAGE = "https://discord.com/developers/applications"

FIRST_DELAY, MAX_DELAY = 5.0, 300.0  # seconds; 1,000 connects in 24 hours make Discord reset the token
STABLE_AFTER = 600.0  # seconds after which a connection counts as good, and the next pause is short again

log = logging.getLogger("kindred")

Options = Callable[[], dict[str, Any]]  # more options of discord.py for each new bot: a test's connector


async def run(settings: Config, make_options: Options = dict) -> int:
    """Runs until SIGTERM or SIGINT; gives the exit code."""
    if not settings.token:
        print(
            f"There is no DISCORD_TOKEN: get one at {TOKEN_PAGE} (your application, Bot, Reset Token) and put it "
            "into .env, or try Kindred without one: python playground.py",
            file=sys.stderr,
        )
        return 2
    async with Store.open(settings.database) as store:
        return await _keep_running(settings, store, make_options)


async def _keep_running(settings: Config, store: Store, make_options: Options) -> int:
    stop = asyncio.Event()
    current: list[Kindred] = []
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, AttributeError):  # Windows has neither; Ctrl-C works there by itself
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        reloads: set[asyncio.Task[None]] = set()  # the loop itself forgets tasks that nobody holds

        def reload() -> None:
            for bot in current:
                task = loop.create_task(bot.reload_content())
                reloads.add(task)
                task.add_done_callback(reloads.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)
    heart = heartbeat.path_for(settings.database)
    heartbeat.beat(heart, "Kindred is starting.")
    pauses = _delays()
    while not stop.is_set():
        # discord.py recovers by itself once it was connected; before that it gives up, and a client that
        # gave up cannot be started again.
        bot = Kindred(settings, store, **make_options())
        current[:] = [bot]
        started = time.monotonic()
        session = asyncio.create_task(bot.start(settings.token or ""))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({session, stopping}, return_when=asyncio.FIRST_COMPLETED)
        # close() while start() still polls tells Discord 4000 in place of 1000: first the task, then the bot.
        session.cancel()
        stopping.cancel()
        [failure] = await asyncio.gather(session, return_exceptions=True)
        await bot.close()
        if stop.is_set():
            break
        if isinstance(failure, discord.LoginFailure):
            log.error("Discord does not know this token. Get a new one at %s and put it into .env.", TOKEN_PAGE)
            return 1
        if isinstance(failure, discord.PrivilegedIntentsRequired):
            log.error("Discord refuses an intent that Kindred does not ask for. Is DISCORD_TOKEN another bot's?")
            return 1
        if not isinstance(failure, discord.HTTPException) and not is_lost_connection(failure):
            raise failure if isinstance(failure, BaseException) else RuntimeError("The connection ended.")
        if time.monotonic() - started > STABLE_AFTER:
            pauses = _delays()
        pause = next(pauses)
        heartbeat.beat(heart, "Discord cannot be reached, or refuses the start. The log says more.")
        if isinstance(failure, discord.HTTPException) and not is_lost_connection(failure):
            log.error("Discord refused Kindred's start (%s). Next try in %d s.", describe(failure), pause)
        else:
            log.warning("Discord cannot be reached (%s). Next try in %d s.", type(failure).__name__, pause)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    heartbeat.end(heart)
    log.info("Stopped.")
    return 0


def _delays() -> Iterator[float]:
    pause = FIRST_DELAY
    while True:
        yield pause
        pause = min(pause * 2, MAX_DELAY)
