"""Who may do what: every moderator command and every control, against everybody who might press it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.test_reminders import draft, enabled, opened
from tests.world import World, message_of, parts, text

COMMANDS = ("reminders add", "reminders list", "reminders pause", "reminders resume", "reminders texts", "settings")


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


async def list_panel(world: World) -> simcord.InteractionResult:
    await enabled(world)
    return await world.mod.slash(world.channel, "reminders list")


async def details_panel(world: World) -> simcord.InteractionResult:
    await enabled(world)
    return await opened(world)


async def preview_panel(world: World) -> simcord.InteractionResult:
    return await draft(world)


async def texts_panel(world: World) -> simcord.InteractionResult:
    return await world.mod.slash(world.channel, "reminders texts")


async def settings_panel(world: World) -> simcord.InteractionResult:
    return await world.mod.slash(world.channel, "settings")


async def privacy_panel(world: World) -> simcord.InteractionResult:
    return await world.mod.slash(world.channel, "privacy")


PANELS: dict[str, Callable[[World], Awaitable[simcord.InteractionResult]]] = {
    "/reminders list": list_panel,
    "/reminders list, one": details_panel,
    "/reminders add, the preview": preview_panel,
    "/reminders texts": texts_panel,
    "/settings": settings_panel,
    "/privacy": privacy_panel,
}
BUTTON, TEXT_SELECT = 2, 3


def controls(panel: simcord.InteractionResult) -> list[str]:
    """The custom_ids of a panel's buttons. Links have none."""
    return [part["custom_id"] for part in parts(panel) if part["type"] == BUTTON and "custom_id" in part]


async def everything(world: World) -> Any:
    """All that is kept about the server, to see that nothing has changed."""
    return await world.bot.store.rows_of(world.guild.id)


async def test_moderators_have_the_commands_and_members_have_not(world: World) -> None:
    for command in COMMANDS:
        assert command in world.mod.available_commands(world.channel), command
        assert command not in world.ana.available_commands(world.channel), command
        assert command not in world.ana.user.available_commands(), f"{command} in a direct message"
        assert command not in world.mod.user.available_commands(), f"{command} in a direct message"


async def test_a_role_without_manage_server_gets_what_the_integrations_page_hands_it(world: World) -> None:
    helpers = world.guild.create_role("Helpers")
    helper = world.guild.add_member(world.env.create_user("hal"), roles=[helpers])
    group = next(command for command in await world.bot.tree.fetch_commands() if command.name == "reminders")
    world.guild.set_command_permissions(group, {helpers: True})
    assert "reminders list" in helper.available_commands(world.channel)
    assert "settings" not in helper.available_commands(world.channel)
    world.mod = helper
    await enabled(world)
    panel = await opened(world)
    answer = await helper.click(message_of(panel), label="Pause")
    assert "**Paused.**" in text(answer), "the bot adds no second check that would defeat Discord's"


@pytest.mark.parametrize("name", PANELS)
async def test_a_panel_acts_for_nobody_but_its_opener(world: World, name: str) -> None:
    """The same buttons on a message that others see: a forgery that Discord itself would not allow."""
    panel = await PANELS[name](world)
    before = await everything(world)
    assert controls(panel), name
    for custom_id in controls(panel):
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="x", custom_id=custom_id)))
        view.stop()
        channel = await world.bot.fetch_channel(world.channel.id)
        message = await channel.send(view=view)
        for person in (world.ana, world.mod):
            answer = await person.click(message, label="x")
            assert "belongs to the person who opened it" in text(answer), custom_id
    assert await everything(world) == before


@pytest.mark.parametrize("name", PANELS)
async def test_after_fifteen_minutes_a_panel_asks_to_run_the_command_again(world: World, name: str) -> None:
    panel = await PANELS[name](world)
    before = await everything(world)
    await world.env.advance_time(15 * 60 + 1)
    for custom_id in controls(panel):
        answer = await world.mod.click(message_of(panel), custom_id=custom_id)
        assert "more than fifteen minutes old" in text(answer), custom_id
    assert await everything(world) == before


async def test_members_of_another_server_see_nothing_of_this_one(world: World) -> None:
    await enabled(world)
    await world.bot.store.settings.change(world.guild.id, note="There is a quiet corner in the harbour.")
    other = world.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    boss = other.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    stranger = other.add_member(world.env.create_user("sid"), roles=[boss])
    for command in ("reminders list", "settings", "privacy", "reminders texts"):
        shown = text(await stranger.slash(channel, command))
        assert str(world.channel.id) not in shown, command
        assert "quiet corner" not in shown, command


async def test_privacy_offers_the_rows_to_people_with_manage_server_alone(world: World) -> None:
    assert controls(await world.mod.slash(world.channel, "privacy"))
    assert not controls(await world.ana.slash(world.channel, "privacy"))
