"""Every flow of moderators, as each kind of moderator goes it, in servers where others have much or nothing."""

from datetime import timedelta

import discord
import pytest
import simcord
from simcord.actors import MemberActor

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.test_reminders import FORM, TOPICS, draft, opened
from tests.world import World, labels, message_of, posts, text

WRITES = {"view_channel": True, "send_messages": True, "use_application_commands": True}
KINDS = {
    "the owner": None,
    "an Administrator": discord.Permissions(administrator=True),
    "a role with Manage Server": discord.Permissions(manage_guild=True, **WRITES),
    "a role that was handed the commands": discord.Permissions(**WRITES),
}
SERVERS = ("where everybody may write", "where @everyone has nothing")


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest, simcord_env: simcord.Env, server: str) -> World:
    """A server with a moderator of one kind, and two channels that are closed to others."""
    world = World(simcord_env)
    owner = simcord_env.create_user("olga")
    world.guild = guild = simcord_env.create_guild("Lighthouse", owner=owner)
    if server == "where @everyone has nothing":
        everyone = world.bot.get_guild(guild.id).default_role
        await everyone.edit(permissions=discord.Permissions.none())
    permissions = KINDS[request.param]
    may = discord.PermissionOverwrite(view_channel=True, send_messages=True, read_message_history=True)
    theirs = {guild.roles["TestBot"]: may}
    if permissions is None:
        world.mod = MemberActor(simcord_env, guild, owner)
    else:
        role = guild.create_role("Keepers", permissions=permissions)
        world.mod = guild.add_member(simcord_env.create_user("mo"), roles=[role])
        if not permissions.administrator:
            theirs[role] = may
        if request.param == "a role that was handed the commands":
            for command in await world.bot.tree.fetch_commands():
                if command.name in ("reminders", "settings"):
                    guild.set_command_permissions(command, {role: True})
    closed = {guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    private = {guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    world.channel = guild.create_text_channel("announcements", overwrites={**closed, **theirs})
    world.private = guild.create_text_channel("keepers", overwrites={**private, **theirs})  # type: ignore[attr-defined]
    world.plain = guild.create_text_channel("general")  # type: ignore[attr-defined]
    return world


@pytest.mark.parametrize("place", ["channel", "private", "plain"])
async def test_a_weekly_post_is_tried_out_enabled_changed_and_saved(world: World, place: str) -> None:
    """From another channel than the one that was chosen, as most do."""
    chosen = getattr(world, place)
    world.channel = world.private if place != "private" else world.channel  # type: ignore[attr-defined]
    preview = await draft(world, chosen)
    tested = await world.mod.click(message_of(preview), label="Post a test in the channel")
    assert "A test was posted in" in text(tested)
    done = await world.mod.click(message_of(tested), label="Enable")
    assert "**Enabled.**" in text(done)
    form = await world.mod.click(message_of(done), label="Edit")
    preview = await world.mod.submit_modal(form, {**FORM, "at": "9am", "topics": TOPICS})
    saved = await world.mod.click(message_of(preview), label="Save")
    assert "**Saved.**" in text(saved)
    tested = await world.mod.click(message_of(saved), label="Post a test")
    assert "A test was posted in" in text(tested)
    assert len(posts(chosen)) == 2


async def test_a_weekly_post_is_looked_at_moved_paused_and_removed(world: World) -> None:
    await world.mod.click(message_of(await draft(world)), label="Enable")
    shown = await opened(world)
    for label, said in (
        ("Check again", "**All is well.**"),
        ("Skip next", "**Skipped:**"),
        ("Pause", "**Paused.**"),
        ("Resume", "**Resumed.**"),
    ):
        shown = await world.mod.click(message_of(shown), label=label)
        assert said in text(shown)
    asked = await world.mod.click(message_of(shown), label="Move")
    moved = await world.mod.select(message_of(asked), [world.private])  # type: ignore[attr-defined]
    assert "**Moved.**" in text(moved)
    removed = await world.mod.click(message_of(moved), label="Remove")
    back = await world.mod.click(message_of(removed), label="Undo")
    assert "**It is back.**" in text(back)
    assert "**Paused.**" in text(await world.mod.slash(world.channel, "reminders pause"))
    assert "**Resumed.**" in text(await world.mod.slash(world.channel, "reminders resume"))


async def test_texts_and_settings_are_changed(world: World) -> None:
    texts = await world.mod.slash(world.channel, "reminders texts")
    form = await world.mod.click(message_of(texts), label="Add a text")
    given = {"title": "The book club", "idea": "The book club meets on Thursdays.", "smaller": "", "topic": ["meet"]}
    assert "**Saved.**" in text(await world.mod.submit_modal(form, given))
    for name in ("sharing", "notices"):
        panel = await world.mod.slash(world.channel, "settings")
        page = await world.mod.click(message_of(panel), custom_id=f"settings:open.{name}")
        picked = await world.mod.select(message_of(page), [world.private], custom_id=f"settings:pick.{name}")  # type: ignore[attr-defined]
        assert "**Saved.**" in text(picked)
        assert "Undo" in labels(picked)


async def test_a_channel_that_was_closed_to_the_moderator_since_is_refused(world: World) -> None:
    """Whoever may do everything still may."""
    preview = await draft(world, world.private)  # type: ignore[attr-defined]
    channel = await world.bot.fetch_channel(world.private.id)  # type: ignore[attr-defined]
    for role in await channel.guild.fetch_roles():
        if role.name == "Keepers":
            await channel.set_permissions(role, view_channel=False)
    done = text(await world.mod.click(message_of(preview), label="Enable"))
    all_powerful = world.mod.id == world.bot.get_guild(world.guild.id).owner_id or any(
        role.permissions.administrator
        for role in await world.bot.get_guild(world.guild.id).fetch_roles()
        if role.name == "Keepers"
    )
    assert ("**Enabled.**" if all_powerful else "You cannot write in") in done
