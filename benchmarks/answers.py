"""How fast people are answered, against a bare bot that builds the same view at each call.

    python -m benchmarks.answers

Both bots run in their own processes on a Discord of sockets, and are asked by turns.
"""

import asyncio
import statistics
import sys
import time
from typing import Any

from benchmarks.bots import running, until_idle
from benchmarks.table import Row, show
from tests.sockets.guilds import BOT
from tests.sockets.server import DiscordServer, slash

ROUNDS = 600
WARM_UP = 50
IN_FLIGHT = 200
BURSTS = 7


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


def median_and_p99(took: list[float]) -> tuple[float, float]:
    """In milliseconds."""
    return statistics.median(took) * 1000, statistics.quantiles(took, n=100)[98] * 1000


async def measure() -> list[Row]:
    rows: list[Row] = []
    async with running("bare", BENCHMARK_CARDS="1") as (bare, _), running("kindred") as (kindred, _):
        await until_idle(bare)
        await until_idle(kindred)
        _, card = await kindred.interact(slash("causes", cause="social-skills"))
        same = {"data": slash("causes", cause="social-skills")}
        questions = {
            "`/causes` with a cause": (same, same),
            "`/strategies`": ({"data": slash("causes", cause="strategies")}, {"data": slash("strategies")}),
            "a press of *back*": (
                {"data": slash("causes", cause="causes")},
                press(card["data"]["components"], "go:causes"),
            ),
        }
        for what, (plain, ours) in questions.items():
            times: tuple[list[float], list[float]] = [], []
            for turn in range(WARM_UP + ROUNDS):
                for discord, question, took in zip((bare, kindred), (plain, ours), times, strict=True):
                    seconds = await ask(discord, question)
                    if turn >= WARM_UP:
                        took.append(seconds)
            (bare_p50, bare_p99), (p50, p99) = map(median_and_p99, times)
            rows.append(Row(f"{what}, p50", p50 / bare_p50, "at most 1.15", f"{p50:.2f} ms against {bare_p50:.2f} ms"))
            rows.append(Row(f"{what}, p99", p99 / bare_p99, "at most 1.3", f"{p99:.2f} ms against {bare_p99:.2f} ms"))
        rates: tuple[list[float], list[float]] = [], []
        for _ in range(BURSTS):
            for discord, done in zip((bare, kindred), rates, strict=True):
                started = time.perf_counter()
                await asyncio.gather(*(ask(discord, same) for _ in range(IN_FLIGHT)))
                done.append(IN_FLIGHT / (time.perf_counter() - started))
        bare_rate, rate = map(statistics.median, rates)
        figures = f"{rate:.0f} answers a second against {bare_rate:.0f}, medians of {BURSTS}"
        rows.append(Row(f"{IN_FLIGHT} questions in flight", rate / bare_rate, "at least 0.85", figures))
    return rows


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
