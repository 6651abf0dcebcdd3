"""The two bots that are compared, each in its own process on its own Discord of sockets."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.sockets.server import TOKEN, DiscordServer

BOTS = {"bare": "benchmarks.bare", "kindred": "tests.run_on_socket"}
PROJECT = Path(__file__).parent.parent


@asynccontextmanager
async def running(
    bot: str, database: Path | None = None, **more: str
) -> AsyncIterator[tuple[DiscordServer, asyncio.subprocess.Process]]:
    """Starts a bot, on an empty database unless one is given; kills it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "discord.sock"
        environment = {**os.environ, "DISCORD_TOKEN": TOKEN, "KINDRED_LOG_LEVEL": "ERROR", **more}
        environment["KINDRED_DATABASE"] = str(database or Path(folder) / "kindred.sqlite3")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed bot runs from compiled modules
        async with DiscordServer().listen(socket) as discord:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", BOTS[bot], str(socket), cwd=PROJECT, env=environment
            )
            try:
                yield discord, process
            finally:
                process.kill()
                await process.wait()


async def until_idle(discord: DiscordServer) -> None:
    """Waits for a connected bot that has done what a start still does in the background."""
    await asyncio.wait_for(discord.ready.wait(), 30)
    await asyncio.sleep(1)
