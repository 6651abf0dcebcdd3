"""`bot.py health`: what whoever watches over the process is told, and by which exit code."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

import bot
from kindred import heartbeat
from kindred.heartbeat import Unhealthy
from tests.sockets.process import PATIENCE, on_socket, stop
from tests.sockets.server import DiscordServer


@pytest.fixture
def health(socket: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs the command for the bot on the socket; gives its exit code and what it says."""
    monkeypatch.setenv("KINDRED_DATABASE", str(socket.with_name("kindred.sqlite3")))

    def run(*arguments: str) -> tuple[int, str]:
        code = bot.main(["health", *arguments])
        output = capsys.readouterr()
        return code, output.out + output.err

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_a_connected_bot_is_well_and_a_stopped_one_is_not(socket: Path, health) -> None:
    async with DiscordServer().listen(socket), on_socket(socket) as process:
        await process.says("Ready")
        assert health() == (0, "All is well.\n")
        await stop(process)
    code, says = health()
    assert code == 1
    assert "Has the bot started?" in says


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_a_bot_that_waits_for_discord_is_alive_and_not_ready(socket: Path, health) -> None:
    async with on_socket(socket) as process:  # nobody listens
        await process.says("Discord cannot be reached")
        await process.says("Next try")
        assert health() == (1, "Discord cannot be reached, or refuses the start. The log says more.\n")
        assert health("--alive") == (0, "All is well.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_a_bot_that_has_lost_its_connection_is_not_ready(socket: Path, health) -> None:
    async with on_socket(socket, TEST_FIRST_PAUSE="60") as process:
        async with DiscordServer().listen(socket):
            await process.says("Ready")
        await process.says("Attempting a reconnect")
        async with asyncio.timeout(PATIENCE):
            # The process writes it a moment after its log line.
            while await asyncio.to_thread(health) != (1, "Not connected to Discord: shard 0.\n"):
                pass


@pytest.mark.parametrize(("age", "well"), [(heartbeat.MAX_AGE - 5, True), (heartbeat.MAX_AGE + 60, False)])
def test_a_heartbeat_has_an_age_from_which_on_the_bot_counts_as_stuck(tmp_path: Path, age: int, well: bool) -> None:
    file = heartbeat.path_for(tmp_path / "kindred.sqlite3")
    heartbeat.beat(file)
    os.utime(file, (time.time() - age, time.time() - age))
    if well:
        heartbeat.check(file)
    else:
        with pytest.raises(Unhealthy, match="The last heartbeat was 16 minutes ago"):
            heartbeat.check(file, alive_only=True)


def test_a_heartbeat_that_cannot_be_written_is_told_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heartbeat.beat(tmp_path / "nowhere" / "kindred.sqlite3.heartbeat")
    assert "The heartbeat could not be written (No such file or directory)" in caplog.text
