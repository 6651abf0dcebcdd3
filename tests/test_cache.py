"""The cache cache: small, and still right about permissions through every change."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from cogs.client import cache as cache
from cogs.client.bot import Kindred
from cogs.core.channels import obstacle
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.test_reminders import DAY, enabled, pass_time
from tests.world import World, posts, text


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


async def test_a_server_is_kept_without_channels_roles_and_emojis_that_nobody_needs(world: World) -> None:
    for number in range(20):
        world.guild.create_text_channel(f"room-{number}")
        world.guild.create_role(f"role-{number}")
    guild = world.bot.get_guild(world.guild.id)
    assert list(guild.channels) == []
    assert set(guild.roles) == {guild.default_role, *guild.me.roles}
    assert [member.id for member in guild.members] == [world.bot.user.id]


async def test_the_channel_of_a_schedule_is_kept_and_follows_changes(world: World) -> None:
    await enabled(world)
    guild = world.bot.get_guild(world.guild.id)
    assert [channel.id for channel in guild.channels] == [world.channel.id]
    fetched = await world.bot.fetch_channel(world.channel.id)
    await fetched.set_permissions(guild.me, send_messages=False)
    assert obstacle(guild.get_channel(world.channel.id)) == "missing:send_messages"
    await fetched.set_permissions(guild.me, send_messages=True)
    assert obstacle(guild.get_channel(world.channel.id)) is None
    await fetched.edit(name="renamed")
    assert guild.get_channel(world.channel.id).name == "renamed"


async def test_scheduled_channels_are_there_after_a_restart(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    world.guild.create_text_channel("not needed")
    await enabled(world)
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    guild = world.cached
    assert [channel.id for channel in guild.channels] == [world.channel.id]
    fetches = len([r for r in world.env.http_requests if r.method == "GET" and "/channels/" in r.path])
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1
    assert len([r for r in world.env.http_requests if r.method == "GET" and "/channels/" in r.path]) == fetches


async def test_a_role_that_the_bot_is_given_counts_at_once(world: World) -> None:
    closed = world.guild.create_text_channel("closed")
    await enabled(world, closed)
    guild = world.bot.get_guild(world.guild.id)
    fetched = await world.bot.fetch_channel(closed.id)
    role = world.guild.create_role("Speakers")
    assert guild.get_role(role.id) is None
    await fetched.set_permissions(guild.default_role, send_messages=False)
    await fetched.set_permissions(await guild.fetch_role(role.id), send_messages=True)
    assert obstacle(guild.get_channel(closed.id)) == "missing:send_messages"
    given = [role.id for role in guild.me.roles[1:]]
    await own_roles_are(world, [*given, role.id])
    assert guild.get_role(role.id) is not None
    assert obstacle(guild.get_channel(closed.id)) is None
    await own_roles_are(world, given)
    assert obstacle(guild.get_channel(closed.id)) == "missing:send_messages"


async def own_roles_are(world: World, roles: list[int]) -> None:
    """What Discord sends about the bot itself whatever its intents are; simcord holds it back without `members`."""
    user = {"id": str(world.bot.user.id), "username": "Kindred", "discriminator": "0", "avatar": None}
    member = {"guild_id": str(world.guild.id), "user": user, "roles": list(map(str, roles)), "nick": None, "flags": 0}
    world.bot._connection.parsers["GUILD_MEMBER_UPDATE"]({**member, "joined_at": "2026-01-01T00:00:00+00:00"})
    await world.env.settle()


async def test_a_server_that_is_renamed_keeps_its_slim_shape(world: World) -> None:
    await enabled(world)
    guild = world.bot.get_guild(world.guild.id)
    await guild.edit(name="Haven")
    assert guild.name == "Haven"
    assert [channel.id for channel in guild.channels] == [world.channel.id]
    assert guild.get_channel(world.channel.id).permissions_for(guild.me).send_messages


async def test_a_thread_brings_its_parent(world: World, settings: Config, library: Library, store: Store) -> None:
    parent = await world.bot.fetch_channel(world.channel.id)
    await parent.create_thread(name="Weekly", type=discord.ChannelType.public_thread)
    [thread] = world.channel.threads
    await enabled(world, thread)
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    guild = world.cached
    assert {each.id for each in (*guild.channels, *guild.threads)} == {thread.id, world.channel.id}
    await pass_time(world, 4 * DAY)
    assert len([post for post in posts(thread) if post.components]) == 1


async def test_an_archived_thread_that_wakes_up_after_a_restart_gets_its_post(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    parent = await world.bot.fetch_channel(world.channel.id)
    made = await parent.create_thread(name="Weekly", type=discord.ChannelType.public_thread)
    [thread] = world.channel.threads
    await enabled(world, thread)
    await made.edit(archived=True)
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    await (await world.bot.fetch_channel(thread.id)).edit(archived=False)
    guild = world.bot.get_guild(world.guild.id)
    guild._remove_channel(guild.get_channel(world.channel.id))  # Discord sends the thread alone
    assert guild.get_thread(thread.id).parent is None
    await pass_time(world, 4 * DAY)
    assert len([post for post in posts(thread) if post.components]) == 1


async def test_a_new_session_forgets_the_servers_that_were_left_meanwhile(world: World) -> None:
    await enabled(world)
    bot = world.bot
    ready = {"v": 10, "user": bot.user._to_minimal_user_json(), "guilds": [], "shard": [0, 1], "session_id": "s",
             "application": {"id": str(bot.application_id), "flags": 0}}  # fmt: skip
    bot._connection.parse_ready(ready)
    assert bot.get_guild(world.guild.id) is None
    await world.env.settle()
    await pass_time(world, 4 * DAY)
    assert await bot.store._db.rows("SELECT guild_id FROM departures") == [(world.guild.id,)]


async def test_a_role_that_posts_mention_is_kept(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    role, _ = world.guild.create_role("Company", mentionable=True), world.guild.create_role("Others")
    await enabled(world, role=[role], silent=False)
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    guild = world.cached
    assert set(guild.roles) == {guild.default_role, *guild.me.roles, guild.get_role(role.id)}
    before = len(world.env.http_requests)
    await pass_time(world, 4 * DAY)
    assert text(posts(world.channel)[0]).startswith(role.mention)
    assert not [r for r in world.env.http_requests[before:] if r.method == "GET"]


async def test_where_discord_py_changed_kindred_runs_on_the_ordinary_cache_and_says_so(
    settings: Config,
    library: Library,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(cache, "COMPATIBLE", False)
    bot = Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)
    assert "keeps its cache in another way" in caplog.text
    async with simcord.run(bot) as env:
        world = World(env)
        assert [channel.id for channel in bot.guilds[0].channels] == [world.channel.id]
        await enabled(world)
        await pass_time(world, 4 * DAY)
        assert len(posts(world.channel)) == 1


def test_a_changed_discord_py_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.COMPATIBLE

    def parse_guild_create(self: Any, data: Any, shard: Any) -> None: ...

    monkeypatch.setattr(cache.AutoShardedConnectionState, "parse_guild_create", parse_guild_create)
    assert not cache._is_compatible()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        *((owner, name) for owner, names in cache.CLASS_PARTS for name in names),
        *((cache.AutoShardedConnectionState, name) for name in vars(cache.MinimalState) if name.startswith("parse_")),
    ],
)
def test_each_private_part_that_a_class_loses_is_noticed(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    for each in owner.__mro__:
        if name in vars(each):
            monkeypatch.delattr(each, name)
    assert not cache._is_compatible()


@pytest.mark.parametrize("name", [*cache.CLIENT_PARTS, *cache.STATE_PARTS])
async def test_each_private_part_that_an_object_loses_leaves_a_bot_that_posts(
    settings: Config,
    library: Library,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    def gone(self: Any) -> Any:
        raise AttributeError(name)

    def keep_elsewhere(self: Any, value: Any) -> None:
        vars(self)[f"{name}_of_later"] = value

    def get_state(self: Any, **options: Any) -> Any:
        of = {part: vars(self).get(f"_{part}") or vars(self)[f"_{part}_of_later"] for part in ("handlers", "hooks")}
        return cache.AutoShardedConnectionState(dispatch=self.dispatch, http=self.http, **of, **options)

    owner = discord.Client if name in cache.CLIENT_PARTS else cache.MinimalState
    monkeypatch.setattr(owner, name, property(gone, keep_elsewhere), raising=False)
    monkeypatch.setattr(discord.AutoShardedClient, "_get_state", get_state)
    bot = Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)
    assert "keeps its cache in another way" in caplog.text
    async with simcord.run(bot) as env:
        world = World(env)
        await enabled(world)
        await pass_time(world, 4 * DAY)
        assert len(posts(world.channel)) == 1


def test_the_check_knows_every_private_part_that_is_used() -> None:
    nodes = [*ast.walk(ast.parse(Path(cache.__file__).read_text(encoding="utf-8")))]
    private = [node for node in nodes if isinstance(node, ast.Attribute) and re.match("_[a-z]", node.attr)]
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    own |= {node.attr for node in private if isinstance(node.ctx, ast.Store)}
    checked = {name for _, names in cache.CLASS_PARTS for name in names} | {*cache.CLIENT_PARTS, *cache.STATE_PARTS}
    used = {node.attr for node in private} - own
    assert len(used) > 5
    assert used <= checked


def test_private_parts_of_discord_py_are_touched_in_one_file_alone() -> None:
    project = Path(cache.__file__).parent.parent.parent
    files = [project / "bot.py", *(project / "cogs").rglob("*.py")]
    assert len(files) > 20
    for file in files:
        source = file.read_text(encoding="utf-8")
        if file != Path(cache.__file__):
            assert "._connection" not in source, file
            assert "__discord" not in source, file
            assert "_get_state" not in source, file
