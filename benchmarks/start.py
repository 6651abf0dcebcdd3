"""From the start of the process to the sync of the commands, against a bare bot: `python -m benchmarks.start`.

Both bots start on an empty database, by turns, and the medians make the ratio: the machine may be noisy.
"""

import asyncio
import statistics
import sys
import time

from benchmarks.bots import BOTS, running
from benchmarks.table import Row, show

ROUNDS = 15


async def start_to_synced(bot: str) -> float:
    """Milliseconds from the start of a bot's process until Discord has its commands."""
    started = time.perf_counter()
    async with running(bot) as (discord, _):
        await asyncio.wait_for(discord.synced.wait(), 30)
        return (time.perf_counter() - started) * 1000


async def measure() -> list[Row]:
    times: dict[str, list[float]] = {bot: [] for bot in BOTS}
    for bot in BOTS:
        await start_to_synced(bot)  # compiles the modules
    for _ in range(ROUNDS):
        for bot in BOTS:
            times[bot].append(await start_to_synced(bot))
    bare, kindred = (statistics.median(times[bot]) for bot in ("bare", "kindred"))
    figures = f"{kindred:.0f} ms against {bare:.0f} ms, medians of {ROUNDS}"
    return [Row("start of the process to synced commands", kindred / bare, "at most 1.25", figures)]


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
