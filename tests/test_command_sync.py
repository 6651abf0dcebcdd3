"""The commands at Discord: uploaded once, kept as they are, and never a reason for the bot to stay away."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from cogs.client import command_sync
from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.small_discord import SmallDiscord, connected
from tests.sockets.answers import reply

Start = Callable[[], AbstractAsyncContextManager[Kindred]]
ACTIVITY = {
    "id": "9",
    "type": 4,
    "name": "launch",
    "description": "Play",
    "handler": 2,
    "version": "1",
    "integration_types": [0],
}


@pytest_asyncio.fixture
async def small(socket: Path) -> AsyncIterator[SmallDiscord]:
    small = SmallDiscord()
    async with small.listen(socket):
        yield small


@pytest.fixture
def start(small: SmallDiscord, socket: Path, settings: Config, library: Library, store: Store) -> Start:
    return lambda: connected(lambda **how: Kindred(settings, store, library, **how), small, socket)


def refuse(small: SmallDiscord, status: int, code: int, times: int) -> None:
    """Discord refuses the next uploads."""

    async def intercept(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        nonlocal times
        if request.method != "PUT" or times == 0:
            return None
        times -= 1
        return reply({"code": code, "message": "What Discord says"}, status)

    small.intercept = intercept


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the upload goes on beside the bot, and tells nobody
            await asyncio.sleep(0.01)


async def until_known(small: SmallDiscord, bot: Kindred) -> None:
    """Waits until the bot mentions commands by the ids under which Discord has them."""

    def ids() -> dict[str, int]:
        return {each["name"]: int(each["id"]) for each in small.commands if each["type"] != 4}

    await until(lambda: bool(ids()) and bot._command_ids == ids())


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (400, 50035), (400, 30034), (403, 40333), (404, 0)])
async def test_a_refused_upload_keeps_nobody_waiting_and_is_tried_again(
    small: SmallDiscord,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: int,
) -> None:
    monkeypatch.setattr(command_sync, "FIRST_DELAY", 0.05)
    refuse(small, status, code, times=2)
    async with start() as bot:
        assert (await small.slash("causes")).text
        await until_known(small, bot)
        [id] = [each["id"] for each in small.commands if each["name"] == "find-help"]
        assert f"</find-help:{id}>" in (await small.slash("help")).text, "cards mention the commands by their ids"
    assert caplog.text.count("The commands could not be told to Discord") == 2
    assert f"code {code}" in caplog.text
    assert len(small.syncs) == 1


async def test_an_upload_that_takes_long_keeps_nobody_waiting(
    small: SmallDiscord, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_sync, "PATIENCE", 0.05)
    answered = asyncio.Event()

    async def intercept(request: web.Request, parts: list[str], body: Any) -> None:
        if request.method == "PUT":
            await answered.wait()

    small.intercept = intercept
    async with start() as bot:
        assert (await small.slash("causes")).text
        answered.set()
        await until_known(small, bot)


async def test_an_entry_point_command_is_kept(small: SmallDiscord, start: Start) -> None:
    small.commands = [ACTIVITY]
    async with start() as bot:
        await until_known(small, bot)
    assert {"launch", "help", "causes"} <= {each["name"] for each in small.commands}
    [kept] = [each for each in small.commands if each["name"] == "launch"]
    assert (kept["type"], kept["id"], kept["handler"]) == (4, "9", 2)
    syncs = len(small.syncs)
    async with start():
        pass
    assert len(small.syncs) == syncs, "and it is no change"


def removed(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return commands[1:]


def replaced(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**commands[0], "name": "other", "id": "12345"}]


def reworded(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**commands[0], "description": "Something else", "version": "99"}, *commands[1:]]


@pytest.mark.parametrize("change", [removed, replaced, reworded])
async def test_commands_that_another_program_overwrote_are_put_back_at_the_next_start(
    small: SmallDiscord, start: Start, caplog: pytest.LogCaptureFixture, change: Callable[[Any], Any]
) -> None:
    async with start():
        before = {each["name"]: each["description"] for each in small.commands}
    small.commands = change(small.commands)
    async with start() as bot:
        await until(lambda: len(small.syncs) == 2)
        await until_known(small, bot)
    assert {each["name"]: each["description"] for each in small.commands} == before
    assert "Another program has changed the commands" in caplog.text


async def test_what_was_kept_before_versions_were_is_not_taken_for_a_change(
    small: SmallDiscord, start: Start, store: Store
) -> None:
    async with start() as bot:
        key = f"commands {bot.application_id}"
    kept = json.loads(await store.meta.get(key) or "")
    await store.meta.set(key, json.dumps({"tree": kept["tree"], "ids": kept["ids"]}))
    async with start() as bot:
        assert bot._commands._task
        await asyncio.wait({bot._commands._task}, timeout=20)
    assert "versions" in (await store.meta.get(key) or "")
    assert len(small.syncs) == 1


async def test_an_answer_that_is_no_list_of_commands_stops_nothing(
    small: SmallDiscord, start: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_sync, "FIRST_DELAY", 0.05)
    async with start():
        pass
    commands, small.commands = small.commands, [{"type": 1}]
    async with start() as bot:
        assert (await small.slash("causes")).text
        small.commands = commands
        await until_known(small, bot)
    assert "could not be told to Discord (KeyError)" in caplog.text
