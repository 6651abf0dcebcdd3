"""Kills the real process again and again while its reminders fall due, and looks at what is left."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from tests.sockets.due import count_posts, make_due, read_copy
from tests.sockets.faults import Fault, reset
from tests.sockets.guilds import HISTORY
from tests.sockets.process import Process, on_socket
from tests.sockets.server import DiscordServer


@dataclass
class Outcome:
    """What became of all occurrences; `wrong` has a sentence for each promise that was broken."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    doubled: int = 0
    lost: int = 0  # neither in the channel nor recorded with a reason
    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    output: str = ""


WRONG_CLOCKS = (0, 0, 3600, 5 * 3600, 9 * 3600)  # seconds ahead; all late by less than delivery's twelve hours


async def kill_and_restart(folder: Path, reminders: int, kills: int, seed: int) -> Outcome:
    """Kills the bot so often with SIGKILL, then lets it finish. The same seed chooses the same moments.

    The machine's clock is set forward and back between two starts and while it runs, and is right in the end.
    """
    chance = random.Random(seed)
    stride = max(2, 3 * reminders // (2 * kills))  # posts between two kills, at most: all kills come before all posts
    socket, database = folder / "discord.sock", folder / "kindred.sqlite3"
    discord, outcome = DiscordServer(), Outcome()
    clock = folder / "clock"
    channels = await make_due(discord, database, reminders)
    async with discord.listen(socket):
        while outcome.kills < kills and len(discord.posted_at) < reminders:
            set_clock(clock, chance.choice(WRONG_CLOCKS))
            async with on_socket(socket, TEST_CLOCK=str(clock)) as process:
                moment = await _kill_somewhere(discord, process, clock, chance, stride, reminders)
                outcome.output += process.output
            outcome.kills += 1
            outcome.moments[moment] += 1
            discord.post_faults.clear()
            integrity, _ = read_copy(database)
            if integrity != "ok":
                outcome.wrong.append(f"after kill {outcome.kills} ({moment}) the database says: {integrity}")
            if chance.random() < 0.5:
                discord.forget_nonces()  # as if it were started again much later
            if chance.random() < 0.2 and discord.last_posted:
                await discord.deny(discord.last_posted, HISTORY)  # nobody can look for this post any more
        set_clock(clock, 0)
        async with on_socket(socket, TEST_CLOCK=str(clock)) as process:
            await _finish(discord, database, reminders)
            outcome.output += process.output
    integrity, ledger = read_copy(database)
    if integrity != "ok":
        outcome.wrong.append(f"in the end the database says: {integrity}")
    _judge(outcome, channels, count_posts(discord), ledger)
    outcome.wrong += discord.refused_bodies
    return outcome


def set_clock(clock: Path, wrong: float) -> None:
    """Sets it at once; what reads it meanwhile finds the old time or the new one."""
    new = clock.with_suffix(".new")
    new.write_text(str(wrong))
    new.replace(clock)


async def _kill_somewhere(
    discord: DiscordServer, process: Process, clock: Path, chance: random.Random, stride: int, reminders: int
) -> str:
    """Lets it get to a random moment, and kills it there; gives the moment's name."""
    moment = chance.choice(("while it starts", "after a claim", "after a post", "at any time", "at any time"))
    if moment == "while it starts":
        await asyncio.sleep(chance.random() * 0.6)  # the moment of the kill is the fault itself
    else:
        goal = len(discord.posted_at) + chance.randint(1, stride)
        if moment == "at any time":
            await discord.until(lambda: len(discord.posted_at) >= min(goal, reminders))
            set_clock(clock, chance.choice(WRONG_CLOCKS))
            await asyncio.sleep(chance.random() * 0.05)
        else:
            dead = asyncio.Event()

            async def die(request: web.Request) -> web.StreamResponse:
                dead.set()
                await process.kill()
                return await reset(request)

            discord.post_faults = [
                Fault(_nothing, times=chance.randint(1, stride)),
                Fault(die, after=moment == "after a post", times=1_000),  # also for the posts beside it
            ]
            await discord.until(lambda: dead.is_set() or len(discord.posted_at) >= reminders)
    await process.kill()
    return moment


async def _nothing(request: web.Request) -> None:
    pass


async def _finish(discord: DiscordServer, database: Path, reminders: int) -> None:
    """Waits until every occurrence has an outcome."""
    while True:
        _, ledger = read_copy(database)
        if sum(state != "claimed" for _, state, _ in ledger) >= reminders:
            return
        seen = len(discord.posted_at)
        await discord.until(lambda seen=seen: len(discord.posted_at) > seen or len(discord.posted_at) >= reminders)
        await asyncio.sleep(0.2)  # the last ones are being recorded; no event tells of it


def _judge(
    outcome: Outcome, channels: list[int], posts: Counter[int], ledger: list[tuple[int, str, str | None]]
) -> None:
    recorded = {channel: (state, reason) for channel, state, reason in ledger}
    for channel in channels:
        state, reason = recorded.get(channel, ("nothing", None))
        outcome.states[f"{state}: {reason}" if reason else state] += 1
        if posts[channel] > 1:
            outcome.doubled += 1
            outcome.wrong.append(f"{channel} has {posts[channel]} posts")
        elif state == "sent" and posts[channel] != 1:
            outcome.lost += 1
            outcome.wrong.append(f"{channel} is recorded as sent, and is not there")
        elif posts[channel] == 0 and not (state == "skipped" and reason):
            outcome.lost += 1
            outcome.wrong.append(f"{channel} has no post and no reason: {state} ({reason})")
