"""The bot as a process: how it starts, waits, says what is wrong, and stops."""

import asyncio
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tzdata
from aiohttp import web

from tests.sockets.answers import reply
from tests.sockets.faults import status
from tests.sockets.process import on_socket, running, stop
from tests.sockets.server import TOKEN, DiscordServer

PROJECT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets and signals")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_starts_and_a_signal_closes_it_cleanly(socket: Path, number: int) -> None:
    async with DiscordServer().listen(socket) as discord, on_socket(socket) as process:
        await process.says("Ready: 0 servers")
        process.signal(number)
        assert await process.ends() == 0
        for _ in range(50):
            if discord.close_codes:
                break
            await asyncio.sleep(0)
    assert discord.close_codes == [1000], "Discord saw a goodbye, not a lost connection"
    assert "Traceback" not in process.output
    assert TOKEN not in process.output


async def test_a_start_warns_of_nothing_that_it_does_not_need(socket: Path) -> None:
    async with DiscordServer().listen(socket), on_socket(socket) as process:
        await process.says("Ready")
    assert "WARNING" not in process.output, process.output


@pytest.mark.parametrize(
    ("how", "collects", "frozen"),
    [("import bot", True, False), ("runpy.run_path('bot.py', run_name='__main__')", True, True)],
)
def test_the_garbage_collector_is_set_up_for_the_bots_own_process_alone(how: str, collects: bool, frozen: bool) -> None:
    code = (
        "import gc, runpy, sys; sys.argv = ['bot.py', '--help']\n"
        f"try: {how}\n"
        "except SystemExit: pass\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 1000)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"{collects} {frozen}"


async def test_a_second_start_sends_the_commands_no_second_time(socket: Path) -> None:
    async with DiscordServer().listen(socket) as discord:
        for _ in range(2):
            async with on_socket(socket) as process:
                await process.says("Ready")
                process.signal(signal.SIGTERM)
                await process.ends()
    assert len(discord.syncs) == 1


async def test_a_wrong_token_is_named_and_ends_with_1(socket: Path) -> None:
    async with DiscordServer().listen(socket), on_socket(socket, DISCORD_TOKEN="wrong-secret") as process:
        assert await process.ends() == 1
    assert "Discord does not know this token. Get a new one at https://" in process.output
    assert "wrong-secret" not in process.output
    assert "Traceback" not in process.output


async def test_commands_that_discord_refuses_are_told_of_and_the_bot_runs(socket: Path) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse | None:
        return reply({"code": 50035, "message": "Invalid Form Body"}, 400) if request.method == "PUT" else None

    discord = DiscordServer()
    discord.faults = [refuse] * 5
    async with discord.listen(socket), on_socket(socket) as process:
        await process.says("Ready")
        await stop(process)
    assert "The commands could not be told to Discord" in process.output
    assert "Their words are in content/, in commands.toml" in process.output


async def test_a_start_that_discord_refuses_is_not_called_an_outage(socket: Path) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return reply({"code": 40002, "message": "You need to verify your account"}, 403)

    discord = DiscordServer()
    discord.faults = [refuse]
    async with discord.listen(socket), on_socket(socket) as process:
        await process.says("Discord refused Kindred's start (403, code 40002: You need to verify your account)")
        await process.says("Ready")
        await stop(process)
    assert "cannot be reached" not in process.output


async def test_it_waits_for_a_discord_that_is_down_and_starts_when_it_is_back(socket: Path) -> None:
    async with on_socket(socket) as process:
        await process.says("Discord cannot be reached")
        await process.says("Next try in")
        async with DiscordServer().listen(socket):
            await process.says("Ready")
            process.signal(signal.SIGTERM)
            assert await process.ends() == 0
    assert "Traceback" not in process.output


async def test_it_waits_for_a_gateway_that_fails_at_the_first_connect(socket: Path) -> None:
    discord = DiscordServer()
    discord.faults = [status(503), status(503)]
    async with discord.listen(socket), on_socket(socket) as process:
        await process.says("Discord cannot be reached")
        await process.says("Ready")


async def test_a_signal_during_the_wait_ends_it_at_once(socket: Path) -> None:
    async with on_socket(socket, TEST_FIRST_PAUSE="3600") as process:
        await process.says("Next try in 3600 s")
        process.signal(signal.SIGTERM)
        assert await process.ends() == 0


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no SIGHUP")
async def test_sighup_reloads_the_content(socket: Path) -> None:
    async with DiscordServer().listen(socket), on_socket(socket) as process:
        await process.says("Ready")
        process.signal(signal.SIGHUP)
        await process.says("The content was reloaded")
        process.signal(signal.SIGTERM)
        assert await process.ends() == 0


async def test_no_token_is_one_sentence_with_both_ways_out_and_exit_code_2() -> None:
    async with running("bot.py", DISCORD_TOKEN="") as process:
        assert await process.ends() == 2
    assert process.output.count("\n") == 1
    assert "https://discord.com/developers/applications" in process.output
    assert "playground.py" in process.output


async def test_check_passes_on_the_shipped_content() -> None:
    async with running("bot.py", "check") as process:
        assert await process.ends() == 0
    assert "All is well" in process.output


async def test_check_says_which_time_zones_it_uses() -> None:
    async with running("bot.py", "check") as process:
        await process.ends()
    assert f"Time zones: version {tzdata.IANA_VERSION}" in process.output
    assert "over a year old" not in process.output


async def test_check_warns_of_time_zones_that_are_over_a_year_old(tmp_path: Path) -> None:
    old = Path(shutil.copytree(tzdata.__path__[0], tmp_path / "tzdata"))
    (old / "__init__.py").write_text('IANA_VERSION = "2019c"')
    leap_seconds = old / "zoneinfo" / "leapseconds"
    leap_seconds.write_text(re.sub(r"(?m)^#updated \d+", "#updated 1562576400", leap_seconds.read_text()))
    async with running("bot.py", "check", PYTHONPATH=str(tmp_path)) as process:
        assert await process.ends() == 0
    assert "version 2019c" in process.output
    assert "Warning: these are over a year old" in process.output


async def test_check_prints_every_fault_with_its_mend_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    async with running("bot.py", "check", KINDRED_CONTENT=str(tmp_path)) as process:
        assert await process.ends() == 1
    assert "en/words.toml is missing" in process.output
    assert "Fix:" in process.output


async def test_check_prints_every_faulty_setting_and_ends_with_1() -> None:
    faulty: dict[str, Any] = {
        "KINDRED_LOG_LEVEL": "LOUD",
        "KINDRED_PRIVACY_URL": "nowhere",
        "KINDRED_APPLICATION_ID": "me",
    }
    async with running("bot.py", "check", **faulty) as process:
        assert await process.ends() == 1
    for name in faulty:
        assert name in process.output


async def test_invite_prints_both_addresses() -> None:
    async with running("bot.py", "invite", KINDRED_APPLICATION_ID="123456789012345678") as process:
        assert await process.ends() == 0
    servers, accounts = process.output.splitlines()
    assert "scope=bot+applications.commands&permissions=274877975552" in servers
    assert "integration_type=1" in accounts
    assert "permissions" not in accounts


async def test_invite_without_an_id_says_what_to_set() -> None:
    async with running("bot.py", "invite", DISCORD_TOKEN="") as process:
        assert await process.ends() == 2
    assert "KINDRED_APPLICATION_ID" in process.output


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda path: path.write_bytes(b"this is no database" * 100), "The file is damaged or no database"),
        (lambda path: path.mkdir(), "cannot be used"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_with_a_fix(socket: Path, prepare: object, expected: str) -> None:
    prepare(socket.with_name("kindred.sqlite3"))  # type: ignore[operator]
    async with on_socket(socket) as process:
        assert await process.ends() == 1
    assert expected in process.output
    assert "Traceback" not in process.output


@pytest.fixture
def read_only_checkout(tmp_path: Path) -> Iterator[Path]:
    """What an operator has, in a folder where nothing may be written (root may, so it is also looked at afterwards)."""
    checkout = tmp_path / "checkout"
    for name in ("kindred", "cogs", "content", "tests"):
        shutil.copytree(PROJECT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("bot.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(PROJECT / name, checkout)
    places = [checkout, *checkout.rglob("*")]
    before = {place: place.stat().st_mtime_ns for place in places}
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    yield checkout
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)
    found = {place: place.stat().st_mtime_ns for place in (checkout, *checkout.rglob("*"))}
    assert found == before, "the checkout is as it was"


@pytest.mark.slow
async def test_a_read_only_checkout_runs_checks_and_is_backed_up(socket: Path, read_only_checkout: Path) -> None:
    """With `python bot.py` and the database elsewhere, as a container and a service do."""
    where: dict[str, Any] = {"cwd": read_only_checkout, "PYTHONDONTWRITEBYTECODE": "1"}
    where |= {"KINDRED_DATABASE": str(socket.with_name("data") / "kindred.sqlite3")}
    async with DiscordServer().listen(socket):
        running_bot = running("-m", "tests.run_on_socket", str(socket), DISCORD_TOKEN=TOKEN, **where)
        async with running_bot as process:
            await process.says("Ready: 0 servers")
            for arguments, said in (
                (("check",), "All is well"),
                (("preview", "listening"), "Listen"),
                (("backup", str(socket.with_name("copy"))), "A copy of the database is in"),
            ):
                async with running("bot.py", *arguments, **where) as other:
                    assert await other.ends() == 0
                assert said in other.output
                assert "Traceback" not in other.output
            await stop(process)
