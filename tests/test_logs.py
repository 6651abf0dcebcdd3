"""No line of the log says who asked what, whichever library wrote it and however its callback failed."""

import ast
import asyncio
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import aiosqlite
import discord
import pytest
from discord import ui

from cogs.client import logs
from cogs.core.controls import Controls, anybody
from cogs.core.errors import Modal
from kindred.content.custom_ids import CustomId, UserId
from tests.test_errors import put_button
from tests.world import World

TYPED = "I feel so alone"
SAID = f"ana said: {TYPED}"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log shows, as `bot.py` sets it up at its most talkative."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, levels = root.level, {name: logging.getLogger(name).level for name in ("discord", "aiosqlite")}
    monkeypatch.setattr("sys.stderr", stream)
    handlers = list(root.handlers)
    logs.set_up(logging.DEBUG)
    logging.getLogger("simcord").setLevel(logging.WARNING)  # the simulated Discord is no part of the bot
    yield stream
    logging.getLogger("simcord").setLevel(logging.NOTSET)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def names_nobody(world: World, shown: str) -> None:
    for private in (str(world.ana.id), "ana", TYPED, "alone", str(world.guild.id), str(world.channel.id)):
        assert not re.search(rf"\b{re.escape(private)}\b", shown), shown


def fails(*args: Any, **kwargs: Any) -> Any:
    raise ValueError(SAID)


# Callbacks that fail


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (500, 0), (403, 0)])
async def test_an_autocomplete_that_comes_too_late(world: World, shown: io.StringIO, status: int, code: int) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=status, code=code, message=TYPED, times=None)
    await world.ana.autocomplete(world.channel, "causes", "cause", TYPED)
    assert "Ignoring exception in autocomplete for … (Guild: …, User: …)" in shown.getvalue()
    names_nobody(world, shown.getvalue())


async def test_an_autocomplete_that_breaks(world: World, shown: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.bot.renderer, "catalog", fails)
    await world.ana.autocomplete(world.channel, "causes", "cause", TYPED)
    assert "in autocomplete" in shown.getvalue()
    assert "ValueError: …" in shown.getvalue()
    names_nobody(world, shown.getvalue())


async def test_a_command_that_breaks(world: World, shown: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.bot.renderer, "page", fails)
    await world.ana.slash(world.channel, "causes", cause="past-trauma")
    assert "Unexpected error" in shown.getvalue()
    assert "in fails" in shown.getvalue(), "where it broke is there"
    names_nobody(world, shown.getvalue())
    world.env.errors.clear()


@dataclass(frozen=True)
class Broken(CustomId, template="fails:{who}"):
    who: UserId


@dataclass(frozen=True)
class Opens(CustomId, template="opens"):
    pass


class BrokenForm(Modal):
    line = ui.Label[Any](text="Line", component=ui.TextInput(custom_id="line"))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        fails()


def add_broken_controls(world: World) -> None:
    own = Controls()

    @own.on(Broken, may=anybody)
    async def broken(interaction: discord.Interaction[Any], press: Broken) -> None:
        fails()

    @own.on(Opens, may=anybody)
    async def opens(interaction: discord.Interaction[Any], press: Opens) -> None:
        await interaction.response.send_modal(BrokenForm(interaction, title="Form", kind="form"))

    world.bot.controls.add(own)


async def test_a_button_that_breaks(world: World, shown: io.StringIO) -> None:
    add_broken_controls(world)
    await world.ana.click(await put_button(world, Broken(world.ana.id).custom_id), label="Press")
    assert "Unexpected error" in shown.getvalue()
    names_nobody(world, shown.getvalue())
    world.env.errors.clear()


async def test_a_form_that_breaks(world: World, shown: io.StringIO) -> None:
    add_broken_controls(world)
    form = await world.ana.click(await put_button(world, "opens"), label="Press")
    await world.ana.submit_modal(form, {"line": TYPED})
    assert "Unexpected error" in shown.getvalue()
    names_nobody(world, shown.getvalue())
    world.env.errors.clear()


async def test_an_item_that_discord_py_answers_itself(world: World, shown: io.StringIO) -> None:
    class Item(ui.DynamicItem[ui.Button[Any]], template="item:(?P<who>.+)"):
        @classmethod
        async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> Any:
            return cls(item)

        async def callback(self, interaction: Any) -> None:
            fails()

    world.bot.add_dynamic_items(Item)
    message = await put_button(world, f"item:{world.ana.id}")
    await world.ana.click(message, label="Press")
    assert "Ignoring exception in dynamic item callback for …" in shown.getvalue()
    names_nobody(world, shown.getvalue())
    world.env.errors.clear()


async def test_an_event_that_breaks(world: World, shown: io.StringIO) -> None:
    async def on_interaction(interaction: Any) -> None:
        fails()

    world.bot.add_listener(on_interaction)
    await world.ana.slash(world.channel, "help")
    assert "Ignoring exception in on_interaction" in shown.getvalue()
    names_nobody(world, shown.getvalue())
    world.env.errors.clear()


# Lines of the libraries


async def test_asyncio_tells_of_a_lost_error_without_its_words(shown: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(asyncio.sleep(0))
    task.set_name(f"press by 4242 {TYPED}")
    await task
    for message in (
        f"Exception in callback press({TYPED!r})",
        f"Task {task!r} has errored out but its parent task is already completed",
        "Task exception was never retrieved",
    ):
        loop.default_exception_handler({"message": message, "exception": ValueError(TYPED), "future": task})
    assert "Exception in callback\n" in shown.getvalue()
    assert "Task exception was never retrieved\n" in shown.getvalue()
    assert TYPED not in shown.getvalue()
    assert "4242" not in shown.getvalue()


def test_a_slow_callback_is_told_of_without_what_it_was_called_with(shown: io.StringIO) -> None:
    logging.getLogger("asyncio").warning("Executing %s took %.3f seconds", f"<Handle press({TYPED!r})>", 1.5)
    assert "Executing … took 1.500 seconds" in shown.getvalue()


def test_an_address_that_discord_py_called_is_not_shown(shown: io.StringIO) -> None:
    text = "We are being rate limited. %s %s responded with 429. Retrying in %.2f seconds."
    logging.getLogger("discord.http").warning(text, "POST", "https://discord.com/api/webhooks/1/token42", 2.0)
    assert "We are being rate limited. … … responded with 429. Retrying in 2.00 seconds." in shown.getvalue()


def test_errors_keep_their_place_and_the_words_that_cannot_be_anybodys(shown: io.StringIO) -> None:
    try:
        try:
            fails()
        except ValueError as error:
            raise AttributeError("'NoneType' object has no attribute 'guild'") from error
    except AttributeError:
        logging.getLogger("kindred").exception("It broke")
    told = shown.getvalue()
    assert told.index("ValueError: …") < told.index("which led to:") < told.index("no attribute 'guild'")
    assert "in fails" in told
    assert TYPED not in told


# Every line that the libraries can write

LIBRARIES = [Path(str(module.__file__)).parent for module in (discord, aiohttp, asyncio, aiosqlite)]
LEVELS = ("info", "warning", "error", "exception", "critical")
LOGGERS = re.compile(r"(?i)^(self\.)?_?(\w+_)?log(ger)?$")
# What may stand in a line that is shown as it is.
OF_THE_CONNECTION = {
    "self.shard_id", "self.id", "shard_id", "self.session_id", "total", "delta", "retry", "event_method",
}  # fmt: skip


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for library in LIBRARIES:
        for file in sorted(library.rglob("*.py")):
            if "tests" in file.parts or (library.name == "aiohttp" and file.name.startswith("web")):
                continue  # the bot serves nothing
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in LEVELS
                    and LOGGERS.match(ast.unparse(node.func.value))
                    and node.args
                ):
                    yield file, node


def test_every_line_that_is_shown_as_it_is_speaks_of_the_connection_alone() -> None:
    found = set()
    for file, call in calls():
        template = call.args[0]
        if isinstance(template, ast.Constant) and template.value in logs.HARMLESS:
            found.add(template.value)
            args = {ast.unparse(arg) for arg in call.args[1:]}
            assert args <= OF_THE_CONNECTION, f"{file}:{call.lineno}: {args}"
    # The two about heartbeats are attributes of their class; all others stand where they are logged.
    assert {line for line in logs.HARMLESS - found if "heartbeat" not in line and "Can't keep up" not in line} == set()


def test_every_line_without_arguments_is_a_constant() -> None:
    """A text that is put together before it is logged cannot be looked through; asyncio's one is cut."""
    odd = [
        f"{file.parent.name}/{file.name}: {ast.unparse(call.args[0])}"
        for file, call in calls()
        if not call.args[1:] and not isinstance(call.args[0], ast.Constant | ast.Name)
        and not (isinstance(call.args[0], ast.BinOp) and isinstance(call.args[0].left, ast.Constant))
    ]  # fmt: skip
    assert [each for each in odd if not each.startswith("asyncio/")] == []
