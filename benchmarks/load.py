"""Ten thousand posts due in the same minute, answers to people meanwhile, and two thousand questions at once.

    python -m benchmarks.load [SCHEDULES]

The bot runs in its own process on a Discord of sockets that allows 50 requests in any second, wherever it begins:
stricter than Discord's own words. On a machine that others use, give it a real-time priority (Linux):
`sudo chrt -r 5 python -m benchmarks.load`.
"""

import asyncio
import gc
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.sockets.due import count_posts, in_a_minute, make_due, read_copy
from tests.sockets.process import on_socket
from tests.sockets.server import DiscordServer, slash

SCHEDULES = 10_000
LEAST = 45.0  # posts a second: nine tenths of what Discord allows
SLOWER = 3.0  # times the idle p99 of an answer
IN_FLIGHT = 2_000
EVERY = 0.05  # seconds between two questions


async def ask_until(discord: DiscordServer, done: Callable[[], bool]) -> list[float]:
    """Asks /causes at a steady pace; gives how long each answer took."""
    took: list[float] = []
    while not done():
        seconds, _ = await discord.interact(slash("causes"))
        took.append(seconds)
        await asyncio.sleep(EVERY)
    return took


def p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98] * 1000


async def main(count: int) -> int:
    gc.disable()  # this process is Discord: a pause of its own would make requests look as if they came at once
    with tempfile.TemporaryDirectory() as folder:
        socket, database = Path(folder) / "discord.sock", Path(folder) / "kindred.sqlite3"
        discord = DiscordServer(jitter=0)
        await make_due(discord, database, count, in_a_minute())
        async with discord.listen(socket), on_socket(socket) as process:
            await process.says("Ready")
            await asyncio.sleep(2)  # what a start still does in the background is not measured
            idle = await ask_until(discord, lambda: bool(discord.posted_at))
            busy = await ask_until(discord, lambda: len(discord.posted_at) >= count)
            took = discord.posted_at[-1] - discord.posted_at[0]
            results = await asyncio.gather(
                *(discord.interact(slash("causes"), seconds=60) for _ in range(IN_FLIGHT)), return_exceptions=True
            )
        posts = Counter(count_posts(discord).values())
        integrity, ledger = read_copy(database)
    answered = [result[0] for result in results if not isinstance(result, BaseException)]
    print(f"posts      {posts[1]:,} of {count:,} once, {count - posts[1]:,} lost or doubled; database: {integrity}")
    print(f"ledger     {dict(Counter(state for _, state, _ in ledger))}")
    rate = (count - 1) / took
    print(f"rate       {rate:.1f} a second (at least {LEAST:.0f}); 429s: {discord.statuses[429]}")
    for at, limit in discord.limits.refused:
        print(f"           a 429 {at - discord.posted_at[0]:.1f} s after the first post: {limit}")
    print(f"idle       p50 {statistics.median(idle) * 1000:.2f} ms, p99 {p99(idle):.2f} ms ({len(idle):,} answers)")
    print(f"meanwhile  p50 {statistics.median(busy) * 1000:.2f} ms, p99 {p99(busy):.2f} ms ({len(busy):,} answers)")
    slower = p99(busy) / p99(idle)
    print(f"ratio      {slower:.2f} (at most {SLOWER:.0f})")
    print(f"at once    {len(answered):,} of {IN_FLIGHT:,} answered, the last after {max(answered):.2f} s")
    held = posts[1] == count and rate >= LEAST and not discord.statuses[429] and slower <= SLOWER
    return 0 if held and len(answered) == IN_FLIGHT else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else SCHEDULES)))
