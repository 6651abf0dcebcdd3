"""The real process is killed, its disk fills up, its database is read-only, broken or taken: nothing is posted twice
and nothing is lost without a reason. The long form of the kills is `python -m benchmarks.crashes`."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from kindred.storage.database import MIGRATIONS
from tests.sockets.due import all_recorded, count_posts, make_due, read_copy
from tests.sockets.faults import Fault, reset
from tests.sockets.guilds import message
from tests.sockets.killing import kill_and_restart
from tests.sockets.process import on_socket, running, stop
from tests.sockets.server import TOKEN, DiscordServer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets and signals"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder))
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


def fill(disk: Path) -> None:
    """Leaves not one byte free."""
    for size in (1 << 16, 1):
        with suppress(OSError), (disk / "ballast").open("ab", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * size)


async def test_killed_at_random_moments_it_posts_each_reminder_once_or_says_why_not(tmp_path: Path) -> None:
    outcome = await kill_and_restart(tmp_path, reminders=200, kills=25, seed=1)
    assert outcome.wrong == []
    assert outcome.kills == 25
    assert outcome.doubled == outcome.lost == 0
    assert "Traceback" not in outcome.output
    assert TOKEN not in outcome.output


async def test_a_post_is_found_also_where_much_was_said_since(socket: Path, database: Path) -> None:
    """More than the newest page of the channel holds."""
    discord = DiscordServer()
    [channel] = await make_due(discord, database, 1)
    async with discord.listen(socket):
        async with on_socket(socket) as process:
            discord.post_faults = [Fault(reset, after=True, times=1_000)]
            await discord.until(lambda: bool(discord.posted_at))
            await process.kill()
        discord.post_faults.clear()
        discord.forget_nonces()
        talk = [message(discord.snowflake(), channel, {"components": []}) for _ in range(130)]
        discord.channels[channel].messages += talk
        async with on_socket(socket) as process:
            assert await all_recorded(database, 1) == [("sent", None)]
            await stop(process)
    assert len(discord.channels[channel].messages) == 1 + len(talk)


async def test_killed_while_it_makes_its_database_the_next_start_makes_it_whole(socket: Path, database: Path) -> None:
    discord, half = DiscordServer(), 0
    async with discord.listen(socket):
        for tries in range(10):
            database.unlink(missing_ok=True)  # noqa: ASYNC240
            async with on_socket(socket) as process:
                async with asyncio.timeout(60):
                    while not database.exists():  # noqa: ASYNC110, ASYNC240 - another process makes it
                        await asyncio.sleep(0)
                await asyncio.sleep(tries / 1000)  # the moment of the kill is the fault itself
                await process.kill()
            with closing(sqlite3.connect(database)) as db:
                [version] = db.execute("PRAGMA user_version").fetchone()
            half += version < len(MIGRATIONS)
            async with on_socket(socket) as process:
                await process.says("Ready")
                await stop(process)
            assert read_copy(database) == ("ok", [])
    assert half, "some died in the middle of it"


async def test_stopped_in_the_middle_of_hundreds_it_ends_cleanly_and_the_next_start_posts_the_rest(
    socket: Path, database: Path
) -> None:
    discord = DiscordServer()
    await make_due(discord, database, 300)
    async with discord.listen(socket):
        async with on_socket(socket) as process:
            await discord.until(lambda: len(discord.posted_at) >= 20)
            await stop(process)
        assert {state for _, state, _ in read_copy(database)[1]} == {"sent"}, "what was under way was recorded"
        assert len(discord.posted_at) < 300
        async with on_socket(socket) as process:
            assert await all_recorded(database, 300) == [("sent", None)] * 300
            await stop(process)
    assert set(count_posts(discord).values()) == {1}


async def test_a_disk_that_fills_up_delays_and_doubles_nothing(socket: Path, disk: Path) -> None:
    database, discord = disk / "kindred.sqlite3", DiscordServer()
    await make_due(discord, database, 60)
    async with discord.listen(socket), on_socket(socket, KINDRED_DATABASE=str(database)) as process:
        await discord.until(lambda: len(discord.posted_at) >= 5)
        fill(disk)
        await process.says("The database is not available (database or disk is full)")
        (disk / "ballast").unlink()
        await discord.until(lambda: len(discord.posted_at) >= 60)
        assert await all_recorded(database, 60) == [("sent", None)] * 60
        await stop(process)
    assert set(count_posts(discord).values()) == {1}


async def test_a_limit_on_the_size_of_files_delays_and_doubles_nothing(socket: Path, database: Path) -> None:
    """The same without a disk of one's own: the write-ahead log may not grow beyond 200 KiB (`ulimit -f`)."""
    discord = DiscordServer()
    await make_due(discord, database, 60)
    limit = ("bash", "-c", 'ulimit -f 200; exec "$@"', "bash")
    async with discord.listen(socket):
        async with on_socket(socket, limit=limit) as process:
            await process.says("The database is not available")
            await process.kill()
        assert "Traceback" not in process.output, process.output
        async with on_socket(socket) as process:
            await discord.until(lambda: len(discord.posted_at) >= 60)
            assert await all_recorded(database, 60) == [("sent", None)] * 60
            await stop(process)
    assert set(count_posts(discord).values()) == {1}


async def test_a_start_on_a_full_disk_is_refused_with_a_fix(socket: Path, disk: Path) -> None:
    fill(disk)
    async with on_socket(socket, KINDRED_DATABASE=str(disk / "kindred.sqlite3")) as process:
        assert await process.ends() == 1
    assert "Free some space" in process.output
    assert "Traceback" not in process.output


async def test_a_database_that_may_not_be_written_is_refused_and_left_as_it_is(socket: Path, disk: Path) -> None:
    database = disk / "kindred.sqlite3"
    await make_due(DiscordServer(), database, 10)
    before = database.read_bytes()
    subprocess.run(("mount", "-o", "remount,ro", str(disk)), check=True)  # noqa: ASYNC221 - root may write what chmod forbids
    async with on_socket(socket, KINDRED_DATABASE=str(database)) as process:
        assert await process.ends() == 1
    assert "Check that the folder exists and that this user may write to it" in process.output
    assert "or set KINDRED_DATABASE to a file elsewhere" in process.output
    assert "Traceback" not in process.output
    assert database.read_bytes() == before


def letter(data: bytes) -> bytes:
    return b"a letter to a friend " * 500


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def scribbled(data: bytes) -> bytes:
    return data[:8192] + b"\xff" * 4096 + data[12288:]


@pytest.mark.parametrize("spoil", [letter, half, scribbled])
async def test_a_damaged_database_is_refused_with_the_way_to_restore_and_left_as_it_is(
    socket: Path, database: Path, spoil: object
) -> None:
    await make_due(DiscordServer(), database, 200)
    spoilt = spoil(database.read_bytes())  # type: ignore[operator]  # noqa: ASYNC240
    database.write_bytes(spoilt)  # noqa: ASYNC240
    async with on_socket(socket) as process:
        assert await process.ends() == 1
    assert "bot.py restore BACKUP" in process.output
    assert "Traceback" not in process.output
    assert database.read_bytes() == spoilt  # noqa: ASYNC240


async def test_a_second_bot_on_one_database_refuses_and_the_first_goes_on(socket: Path, database: Path) -> None:
    discord = DiscordServer()
    await make_due(discord, database, 60)
    async with discord.listen(socket), on_socket(socket) as first:
        await first.says("Ready")
        async with on_socket(socket) as second:
            assert await second.ends() == 1
        assert "Another Kindred is running" in second.output
        assert "Traceback" not in second.output
        await discord.until(lambda: len(discord.posted_at) >= 60)
        assert await all_recorded(database, 60) == [("sent", None)] * 60
        await stop(first)
    assert discord.identifies == 1
    assert set(count_posts(discord).values()) == {1}


async def test_a_backup_is_made_while_it_posts_and_restored_once_it_has_stopped(
    socket: Path, database: Path, tmp_path: Path
) -> None:
    discord, copy = DiscordServer(), tmp_path / "copy.sqlite3"
    await make_due(discord, database, 100)
    here: dict[str, Any] = {"KINDRED_DATABASE": str(database)}
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) >= 10)
        async with running("bot.py", "backup", str(copy), **here) as backing:
            assert await backing.ends() == 0, backing.output
        assert read_copy(copy)[0] == "ok"
        async with running("bot.py", "restore", str(copy), **here) as restoring:
            assert await restoring.ends() == 1
        assert "A Kindred is running" in restoring.output
        await discord.until(lambda: len(discord.posted_at) >= 100)
        await all_recorded(database, 100)
        await stop(process)
        async with running("bot.py", "restore", str(copy), **here) as restoring:
            assert await restoring.ends() == 0, restoring.output
        discord.forget_nonces()
        # What the copy knows as claimed is found; what came after it is posted again (docs/reliability.md).
        async with on_socket(socket) as process:
            assert {state for state, _ in await all_recorded(database, 100)} == {"sent"}
            await stop(process)
    assert os.path.exists(f"{database}.before-restore")  # noqa: ASYNC240
