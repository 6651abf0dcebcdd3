"""Whatever goes wrong, a person reads a sentence, and the log holds nothing about them."""

import logging
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands, ui

from cogs.core.controls import Controls, anybody
from cogs.core.errors import Modal, Sorry, code_of, never_fails
from kindred.content.custom_ids import CustomId, Word
from kindred.content.library import Library
from kindred.storage.errors import StorageUnavailable
from tests.world import World, message_of, posts, text

broken = Controls()


@dataclass(frozen=True)
class Break(CustomId, template="broken:{how}"):
    how: Word


@broken.on(Break, may=anybody)
async def fail(interaction: discord.Interaction[Any], press: Break) -> None:
    if press.how == "later":
        await interaction.response.defer(ephemeral=True)
    raise RuntimeError("a secret detail")


async def put_button(world: World, custom_id: str) -> discord.Message:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.ActionRow(ui.Button(label="Press", custom_id=custom_id)))
    view.stop()
    return await (await world.bot.fetch_channel(world.channel.id)).send(view=view)


def acknowledge(world: World, count: int) -> None:
    """simcord counts errors that were answered in words; a test says how many it meant."""
    assert len(world.env.errors) == count


@pytest.mark.parametrize(
    "custom_id",
    [
        "go:cause.gone-for-good",
        "go:strategy.gone:cause.social-skills",
        "go:nothing.at-all",
        "go:sources.999",
        "go:sources.x",
        "go:step.abc.x",
        "go:step.abc",
        "go:start.gone,social-skills",
        "share:strategy.gone",
        "made-by-nobody",
        "go:",
        "v0|old-version|🙂",
    ],
)
async def test_a_press_that_leads_nowhere_is_answered_kindly(world: World, custom_id: str) -> None:
    message = await put_button(world, custom_id)
    answer = await world.ana.click(message, label="Press")
    assert answer.ephemeral
    assert any(words in text(answer) for words in ("no longer here", "stays private"))
    assert len(posts(world.channel)) == 1


async def test_a_way_back_that_is_gone_leads_to_the_overview(world: World) -> None:
    message = await put_button(world, "go:strategy.listening:cause.gone")
    card = await world.ana.click(message, label="Press")
    back = await world.ana.click(message_of(card), label="Back")
    assert "no longer here" in text(back.followups[0] if back.followups else back)


@pytest.mark.parametrize("how", ["now", "later"])
async def test_a_broken_button_is_answered_with_a_code_that_the_log_holds(
    world: World, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    world.bot.controls.add(broken)
    message = await put_button(world, f"broken:{how}")
    answer = await world.ana.click(message, label="Press")
    said = text(answer.followups[0] if how == "later" else answer)
    assert "it was not your doing" in said
    assert "a secret detail" not in said
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    code = record.getMessage().removeprefix("Unexpected error ")
    assert f"**{code}**" in said


async def test_a_broken_command_is_answered_and_the_log_names_nobody(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.bot.renderer, "page", lambda *a, **k: 1 / 0)
    answer = await world.ana.slash(world.channel, "causes", cause="past-trauma")
    assert "it was not your doing" in text(answer)
    logged = caplog.text
    assert str(world.ana.id) not in logged
    assert "past-trauma" not in logged.replace("cause.past-trauma", "")  # the traceback shows code, not values
    acknowledge(world, 1)


async def test_a_broken_autocomplete_offers_nothing_and_logs_no_person(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.bot.renderer, "catalog", lambda *a: 1 / 0)
    assert await world.ana.autocomplete(world.channel, "causes", "cause", "shy") == []
    assert "in autocomplete" in caplog.text
    assert str(world.ana.id) not in caplog.text


async def test_a_broken_form_is_answered_too(world: World) -> None:
    class Form(Modal):
        line = ui.Label[Any](text="Line", component=ui.TextInput(custom_id="line"))

        async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
            raise Sorry("share.never")

    class OpenForm(CustomId, template="form"):
        pass

    own = Controls()

    @own.on(OpenForm, may=anybody)
    async def open_form(interaction: discord.Interaction[Any], press: OpenForm) -> None:
        await interaction.response.send_modal(Form(interaction, title="Form", kind="form"))

    world.bot.controls.add(own)
    shown = await world.ana.click(await put_button(world, OpenForm().custom_id), label="Press")
    assert "stays private" in text(await world.ana.submit_modal(shown, {"line": "x"}))
    acknowledge(world, 1)


async def test_a_form_that_was_open_during_a_restart_is_answered(world: World, library: Library) -> None:
    class Form(Modal):
        line = ui.Label[Any](text="Line", component=ui.TextInput(custom_id="line"))

    @app_commands.command()
    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Form(interaction, title="Form", kind="form"))

    world.bot.tree.add_command(form)
    await world.bot.tree.sync()
    shown = await world.ana.slash(world.channel, "form")
    for open_form in list(world.bot._connection._view_store._modals.values()):
        open_form.stop()  # what a restart does to it
    answer = await world.ana.submit_modal(shown, {"line": "x"})
    assert "Please open it once more" in text(answer)


async def test_a_person_has_one_open_form_of_a_kind_and_the_earlier_one_is_answered(world: World) -> None:
    forms = [await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="UTC")]
    waiting = world.bot._connection._view_store._modals
    for _ in range(5):
        forms.append(await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="UTC"))
    assert len(waiting) == 1, "none is kept for fifteen minutes that nobody will send"
    late = await world.mod.submit_modal(forms[0], {"day": ["6"], "at": "17:00", "topics": ["rest"], "silent": True})
    assert "Please open it once more" in text(late)
    preview = await world.mod.submit_modal(forms[-1], {"day": ["6"], "at": "17:00", "topics": ["rest"], "silent": True})
    assert "This is how it would look" in text(preview)


@pytest.mark.parametrize("at", ["17:00", "half past"])
async def test_a_form_has_one_answer(world: World, at: str) -> None:
    shown = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="UTC")
    before = len(world.env.http_requests)
    await world.mod.submit_modal(shown, {"day": ["6"], "at": at, "topics": ["rest"], "silent": True})
    sent = [request for request in world.env.http_requests[before:] if request.method == "POST"]
    assert len(sent) == 1, "nothing says beside it that the form is lost"


async def test_an_answer_that_comes_too_late_is_nobodys_error(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction")
    caplog.set_level(logging.INFO)
    await world.ana.slash(world.channel, "causes")
    assert "too late" in caplog.text
    acknowledge(world, 1)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_discords_own_trouble_is_told_as_such(world: World) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=503)
    answer = await world.ana.slash(world.channel, "causes")
    assert "Discord is having trouble" in text(answer)
    acknowledge(world, 1)


async def test_a_command_that_discord_still_knows_and_the_bot_does_not_is_answered(world: World) -> None:
    world.bot.tree.remove_command("causes")
    answer = await world.ana.slash(world.channel, "causes")
    assert "This command has changed" in text(answer)
    acknowledge(world, 1)


def test_codes_are_short_and_belong_to_one_interaction() -> None:
    class Fake:
        def __init__(self, id: int) -> None:
            self.id = id

    codes = {code_of(Fake(id)) for id in range(1000)}  # type: ignore[arg-type]
    assert all(len(code) == 5 for code in codes)
    assert len(codes) > 990


def test_every_autocomplete_is_guarded(simcord_env: simcord.Env) -> None:
    bot: Any = simcord_env.bot
    for command in bot.tree.walk_commands():
        for param in getattr(command, "_params", {}).values():
            if callable(param.autocomplete):
                assert hasattr(param.autocomplete, "__wrapped__"), f"{command.qualified_name} lacks @never_fails"
    assert never_fails


async def test_a_database_that_does_not_answer_is_told_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(guild_id: int) -> object:
        raise StorageUnavailable("disk I/O error")

    monkeypatch.setattr(world.bot.store.schedules, "of", broken)
    answer = await world.mod.slash(world.channel, "reminders list")
    assert "My database cannot be reached" in text(answer)
    acknowledge(world, 1)
