"""From the start of the process to the sync of the commands, against a bare bot: `python -m benchmarks.start`.

Both bots start on an empty database, by turns, and the medians make the ratio: the machine may be noisy.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.discord_socket import TOKEN, DiscordServer

ROUNDS = 15
PROJECT = Path(__file__).parent.parent
BOTS = {"bare": "benchmarks.bare", "kindred": "tests.run_on_socket"}


async def start_to_synced(module: str) -> float:
    """Seconds from the start of a bot's process until Discord has its commands."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "discord.sock"
        environment = {**os.environ, "DISCORD_TOKEN": TOKEN, "KINDRED_DATABASE": f"{folder}/kindred.sqlite3"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed bot runs from compiled modules
        async with DiscordServer().listen(socket) as discord:
            started = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                module,
                str(socket),
                cwd=PROJECT,
                env=environment,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await asyncio.wait_for(discord.synced.wait(), 30)
            took = time.perf_counter() - started
            process.kill()
            await process.wait()
    return took


async def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in BOTS}
    for module in BOTS.values():
        await start_to_synced(module)  # compiles the modules
    for _ in range(ROUNDS):
        for name, module in BOTS.items():
            times[name].append(await start_to_synced(module))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{name:8} {median * 1000:6.0f} ms (median of {ROUNDS})")
    print(f"ratio    {medians['kindred'] / medians['bare']:6.2f}  (at most 1.25)")


if __name__ == "__main__":
    asyncio.run(main())
