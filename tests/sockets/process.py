"""The bot as a process of its own, and what it prints."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from tests.sockets.server import TOKEN

PROJECT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0  # seconds that a test waits for what must come: a busy machine is no failure


class Process:
    """A running process. Its output is read all the time, so that it never waits for somebody to read."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.output = ""
        self._killed = False
        self._spoke = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            self.output += line.decode()
            self._spoke.set()
        self._spoke.set()

    async def says(self, words: str, times: int = 1) -> None:
        """Waits until the process has printed some words."""
        async with asyncio.timeout(PATIENCE):
            while self.output.count(words) < times:
                assert not self._reader.done(), f"it ended without saying {words!r}:\n{self.output}"
                self._spoke.clear()
                await self._spoke.wait()

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL: no goodbye, no clean-up."""
        if self._process.returncode is None and not self._killed:
            self._killed = True  # a second signal would take the exit code away from who waits for it
            self._process.kill()
        await self._process.wait()
        await self._reader

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE):
            await self._reader
            return await self._process.wait()


async def stop(process: Process) -> None:
    """SIGTERM, and a clean end: nothing broke, nothing was left behind, and the token was not printed."""
    process.signal(signal.SIGTERM)
    assert await process.ends() == 0, process.output
    assert TOKEN not in process.output
    assert "Traceback" not in process.output, process.output
    assert "never retrieved" not in process.output


@asynccontextmanager
async def running(
    *arguments: str, limit: tuple[str, ...] = (), cwd: Path = PROJECT, **environment: str
) -> AsyncIterator[Process]:
    """Runs Python in the project's folder; `limit` is a command that runs it in its turn."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "KINDRED_"))}
    process = await asyncio.create_subprocess_exec(
        *limit,
        sys.executable,
        *arguments,
        cwd=cwd,
        env={**bare, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Process(process)
    try:
        yield running
    except BaseException:
        print(running.output)  # pytest shows it with the failure
        raise
    finally:
        await running.kill()


def on_socket(socket: Path, *, limit: tuple[str, ...] = (), **environment: str) -> AbstractAsyncContextManager[Process]:
    """The unmodified bot on a Discord of sockets, with its database beside the socket."""
    database = str(socket.with_name("kindred.sqlite3"))
    defaults: dict[str, Any] = {"DISCORD_TOKEN": TOKEN, "KINDRED_DATABASE": database, "TEST_FIRST_PAUSE": "0.05"}
    return running("-m", "tests.run_on_socket", str(socket), limit=limit, **{**defaults, **environment})
