"""How fast people are answered, against a bare bot that builds the same view at each call.

    python -m benchmarks.answers

Both bots run in their own processes on a Discord of sockets, and are asked by turns.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.discord_socket import BOT, TOKEN, DiscordServer

ROUNDS = 600
WARM_UP = 50
IN_FLIGHT = 200
PROJECT = Path(__file__).parent.parent
BOTS = {"bare": "benchmarks.bare", "kindred": "tests.run_on_socket"}


@asynccontextmanager
async def running(module: str) -> AsyncIterator[DiscordServer]:
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "discord.sock"
        environment = {**os.environ, "DISCORD_TOKEN": TOKEN, "BENCHMARK_CARDS": "1"}
        environment["KINDRED_DATABASE"] = f"{folder}/kindred.sqlite3"
        async with DiscordServer().listen(socket) as discord:
            command = (sys.executable, "-m", module, str(socket))
            quiet = asyncio.subprocess.DEVNULL
            process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, env=environment, stderr=quiet)
            try:
                await asyncio.wait_for(discord.ready.wait(), 30)
                await asyncio.sleep(1)  # what a start still does in the background is not measured
                yield discord
            finally:
                process.kill()
                await process.wait()


def slash(name: str, **options: str) -> dict[str, Any]:
    given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
    return {"id": "1", "name": name, "type": 1, "options": given}


async def ask(discord: DiscordServer, question: dict[str, Any]) -> float:
    took, body = await discord.interact(**question)
    assert body["data"]["components"], body
    return took


def press(components: list[dict[str, Any]], custom_id: str) -> dict[str, Any]:
    message = {
        "id": "900", "channel_id": "77", "type": 20, "flags": 1 << 15, "content": "", "author": BOT, "embeds": [],
        "attachments": [], "mentions": [], "mention_roles": [], "mention_everyone": False, "pinned": False,
        "tts": False,
        "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "components": components,
    }  # fmt: skip
    return {"data": {"custom_id": custom_id, "component_type": 2}, "type": 3, "message": message}


async def main() -> None:
    async with running(BOTS["bare"]) as bare, running(BOTS["kindred"]) as kindred:
        _, card = await kindred.interact(slash("causes", cause="social-skills"))
        back = press(card["data"]["components"], "go:causes")
        same = {"data": slash("causes", cause="social-skills")}
        questions = {
            "/causes with a cause": (same, same),
            "/strategies": ({"data": slash("causes", cause="strategies")}, {"data": slash("strategies")}),
            "a press of back": ({"data": slash("causes", cause="causes")}, back),
        }
        print(f"{'':22}{'p50':>8}{'p99':>8}   (Kindred against bare; at most 1.15 and 1.3)")
        for name, (plain, ours) in questions.items():
            times: dict[str, list[float]] = {"bare": [], "kindred": []}
            for turn in range(WARM_UP + ROUNDS):
                for bot, discord, question in (("bare", bare, plain), ("kindred", kindred, ours)):
                    took = await ask(discord, question)
                    if turn >= WARM_UP:
                        times[bot].append(took)
            p50 = {bot: statistics.median(taken) for bot, taken in times.items()}
            p99 = {bot: statistics.quantiles(taken, n=100)[98] for bot, taken in times.items()}
            print(f"{name:22}{p50['kindred'] / p50['bare']:8.2f}{p99['kindred'] / p99['bare']:8.2f}")
        rates: dict[str, list[float]] = {"bare": [], "kindred": []}
        for _ in range(7):
            for bot, discord in (("bare", bare), ("kindred", kindred)):
                started = time.perf_counter()
                await asyncio.gather(*(ask(discord, same) for _ in range(IN_FLIGHT)))
                rates[bot].append(IN_FLIGHT / (time.perf_counter() - started))
        medians = {bot: statistics.median(taken) for bot, taken in rates.items()}
        print(f"{IN_FLIGHT} in flight{'':11}{medians['kindred'] / medians['bare']:8.2f}   (throughput; at least 0.85)")


if __name__ == "__main__":
    asyncio.run(main())
