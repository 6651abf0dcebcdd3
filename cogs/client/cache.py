"""Keeps of a server only what a weekly post needs: @everyone, the bot's own roles, what schedules name.

A server of 50 channels and 30 roles takes about 57 KiB in discord.py's cache, and Kindred looks at almost none of
it. This is the one file that reaches into discord.py's private parts. It looks at each start whether they are as
it knows them; if not, Kindred runs on the ordinary cache and says so.
"""

import asyncio
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import discord
from discord.ext import commands
from discord.state import AutoShardedConnectionState

from cogs.core.api_errors import REQUEST_ERRORS, UNKNOWN_GUILD, UNKNOWN_ROLE, has_code
from cogs.core.request_budget import RequestBudget

log = logging.getLogger("kindred")

# What servers send that no weekly post, no button and no panel looks at.
UNSEEN = (
    "emojis",
    "stickers",
    "presences",
    "voice_states",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)

GuildChannel = Any  # a channel of a server, or a thread; discord.py has no one name for them


class MinimalState(AutoShardedConnectionState[Any]):
    """A connection state that leaves things out before they become objects.

    `changed` is told the id of a server in which the bot may have become able to see or do more, also in channels and
    by roles that are left out.
    """

    def __init__(self, *args: Any, changed: Callable[[int], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._changed = changed
        self.wanted: set[int] = set()  # ids of channels, threads and roles
        self._catching_up: set[asyncio.Task[None]] = set()

    def parse_ready(self, data: Any) -> None:
        """In a new session: discord.py would go on knowing the servers that the bot has left meanwhile."""
        listed = {int(guild["id"]) for guild in data["guilds"]}
        for guild in [*self._guilds.values()]:
            if guild.shard_id == data["shard"][0] and guild.id not in listed:
                self._remove_guild(guild)
        super().parse_ready(data)

    def parse_guild_create(self, data: Any) -> None:
        self._changed(int(data["id"]))
        super().parse_guild_create(
            _trimmed(data, self.wanted, self.self_id, _roles_of(data.get("members", ()), self.self_id))
        )

    def parse_guild_update(self, data: Any) -> None:
        guild = self._get_guild(int(data["id"]))
        own = {role.id for role in guild.me.roles} if guild and guild.me else set()
        super().parse_guild_update(_trimmed(data, self.wanted, self.self_id, own))

    def parse_channel_create(self, data: Any) -> None:
        self._note_change(data)
        if int(data["id"]) in self.wanted:
            super().parse_channel_create(data)

    def parse_channel_update(self, data: Any) -> None:
        self._note_change(data)
        super().parse_channel_update(data)

    def parse_thread_create(self, data: Any) -> None:
        self._note_change(data)
        if int(data["id"]) in self.wanted:
            super().parse_thread_create(data)

    def parse_thread_update(self, data: Any) -> None:
        self._note_change(data)
        if int(data["id"]) in self.wanted:
            super().parse_thread_update(data)

    def parse_thread_list_sync(self, data: Any) -> None:
        self._note_change(data)
        threads = [thread for thread in data.get("threads", ()) if int(thread["id"]) in self.wanted]
        trimmed: Any = {**data, "threads": threads}
        super().parse_thread_list_sync(trimmed)

    def parse_guild_role_create(self, data: Any) -> None:
        """A new role is nobody's yet; if the bot gets it, its member update says so."""

    def parse_guild_role_update(self, data: Any) -> None:
        self._note_change(data)
        super().parse_guild_role_update(data)

    def parse_guild_role_delete(self, data: Any) -> None:
        self._note_change(data)
        super().parse_guild_role_delete(data)

    def parse_guild_emojis_update(self, data: Any) -> None:
        """Emojis are not wanted."""

    def parse_guild_stickers_update(self, data: Any) -> None:
        """Stickers are not wanted."""

    def parse_guild_member_update(self, data: Any) -> None:
        super().parse_guild_member_update(data)
        guild = self._get_guild(int(data["guild_id"]))
        if guild is None or int(data["user"]["id"]) != self.self_id:
            return
        self._changed(guild.id)
        if any(guild.get_role(int(id)) is None for id in data.get("roles", ())):
            task = asyncio.create_task(self._fetch_own_roles(guild))
            self._catching_up.add(task)
            task.add_done_callback(self._catching_up.discard)

    def _note_change(self, data: Mapping[str, Any]) -> None:
        if guild_id := data.get("guild_id"):
            self._changed(int(guild_id))

    async def _fetch_own_roles(self, guild: discord.Guild) -> None:
        """Learns the permissions of a role that the bot was given."""
        try:
            roles = await guild.fetch_roles()
        except REQUEST_ERRORS as error:
            log.info("The bot's new role in a server could not be read (%s).", type(error).__name__)
            return
        own = set(guild.me._roles)
        for role in roles:
            if role.id in own:
                guild._add_role(role)


def _trimmed(data: Mapping[str, Any], wanted: set[int], self_id: int | None, own_roles: Iterable[int]) -> Any:
    """A server as it was sent, without what nobody looks at."""
    threads = [thread for thread in data.get("threads", ()) if int(thread["id"]) in wanted]
    # A thread is judged by its parent's permissions.
    channels = wanted | {int(thread["parent_id"]) for thread in threads}
    if updates := data.get("public_updates_channel_id"):
        channels.add(int(updates))
    roles = {int(data["id"]), *own_roles, *wanted}
    trimmed = {**data, **dict.fromkeys((name for name in UNSEEN if name in data), ())}
    trimmed["roles"] = [role for role in data.get("roles", ()) if int(role["id"]) in roles]
    for name, values in (("threads", threads), ("channels", _with_ids(data.get("channels", ()), channels))):
        if name in data:
            trimmed[name] = values
    if "members" in data:
        trimmed["members"] = [member for member in data["members"] if int(member["user"]["id"]) == self_id]
    return trimmed


def _with_ids(objects: Iterable[Mapping[str, Any]], ids: set[int]) -> list[Mapping[str, Any]]:
    return [each for each in objects if int(each["id"]) in ids]


def _roles_of(members: Iterable[Mapping[str, Any]], self_id: int | None) -> set[int]:
    return {int(id) for member in members if int(member["user"]["id"]) == self_id for id in member["roles"]}


# The private parts that this file uses, and what has them. Those that only an object has are looked for in it.
CLIENT_PARTS = ("_handlers", "_hooks")
STATE_PARTS = ("_guilds",)
CLASS_PARTS = (
    (discord.AutoShardedClient, ("_get_state",)),
    (AutoShardedConnectionState, ("_get_guild", "_remove_guild", "self_id")),
    (discord.Guild, ("_add_role", "_add_channel", "_add_thread")),
    (discord.Member, ("_roles",)),
)


def _is_compatible() -> bool:
    """Whether discord.py's classes have the parts that this file knows, in the shape in which it knows them."""
    if not all(_has(owner, names) for owner, names in CLASS_PARTS):
        return False
    methods = [name for name in vars(MinimalState) if name.startswith("parse_")]
    shapes = [(getattr(AutoShardedConnectionState, name, None), ["self", "data"]) for name in methods]
    shapes.append((discord.AutoShardedClient._get_state, ["self", "options"]))
    return all(method and list(inspect.signature(method).parameters) == shape for method, shape in shapes)


def _has(owner: object, names: Iterable[str]) -> bool:
    return all(hasattr(owner, name) for name in names)


COMPATIBLE = _is_compatible()


class MinimalCacheBot(commands.AutoShardedBot):
    """A bot whose cache is trimmed where discord.py allows it."""

    request_budget: RequestBudget  # set before discord.py's own parts are made
    _trimmed: MinimalState | None = None  # the connection state, where it is the trimmed one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._trimmed is None:
            self.request_budget.remembers = False  # nobody says what changes
            log.warning("This discord.py keeps its cache in another way: Kindred works, and takes more memory.")

    def _get_state(self, **options: Any) -> AutoShardedConnectionState[Any]:
        if COMPATIBLE and _has(self, CLIENT_PARTS):
            parts = {"handlers": self._handlers, "hooks": self._hooks}
            changed = self.request_budget.forget
            state = MinimalState(dispatch=self.dispatch, http=self.http, changed=changed, **parts, **options)
            if _has(state, STATE_PARTS):
                self._trimmed = state
                return state
        return super()._get_state(**options)

    def keep_ids(self, ids: Iterable[int]) -> None:
        """Keeps these channels, threads and roles from now on: those that servers send, and those that are fetched."""
        if self._trimmed is not None:
            self._trimmed.wanted.update(ids)

    async def known_channel(self, guild: discord.Guild, id: int, *, for_delivery: bool = False) -> GuildChannel | None:
        """A channel or thread, from the cache or from Discord; remembered from then on.

        None for one that discord.py cannot show. Raises what `Guild.fetch_channel` raises, and TooManyRefused unless
        a weekly post is delivered: those ask once in a week, and are held up by nobody.
        """
        cached = guild.get_channel_or_thread(id)
        # An archived thread that wakes up comes without its parent, and nobody can judge it without.
        if cached is not None and not (isinstance(cached, discord.Thread) and cached.parent is None):
            return cached
        if for_delivery:
            return await self._fetch_channel(guild, id)
        return await self.request_budget.ask(guild.id, id, partial(self._fetch_channel, guild, id))

    async def _fetch_channel(self, guild: discord.Guild, id: int) -> GuildChannel | None:
        fetched = await guild.fetch_channel(id)
        if isinstance(fetched, discord.Thread) and fetched.parent is None:
            self._remember(guild, await guild.fetch_channel(fetched.parent_id))
        self._remember(guild, fetched)
        return fetched

    async def known_role(self, guild: discord.Guild, id: int) -> discord.Role | None:
        """A role of a server, from the cache or from Discord; remembered from then on. None where it is gone.

        Raises what `Guild.fetch_role` raises.
        """
        if role := guild.get_role(id):
            return role
        try:
            role = await guild.fetch_role(id)
        except discord.NotFound as error:
            if not has_code(error, UNKNOWN_ROLE, UNKNOWN_GUILD):
                raise
            return None
        if self._trimmed is not None:
            self._trimmed.wanted.add(id)
            guild._add_role(role)
        return role

    async def permissions_of(
        self, member: discord.Member, channel: discord.TextChannel | discord.Thread
    ) -> discord.Permissions:
        """What somebody may do in a channel, by roles that are asked of Discord: the cache has only the bot's own.

        Raises what `Guild.fetch_roles` raises.
        """
        if member.id == member.guild.owner_id:
            return discord.Permissions.all()
        theirs = {member.guild.id, *member._roles}
        permissions = discord.Permissions.none()
        for role in await member.guild.fetch_roles():
            if role.id in theirs:
                permissions |= role.permissions
        if permissions.administrator:
            return discord.Permissions.all()
        place = channel.parent if isinstance(channel, discord.Thread) else channel
        overwrites = {target.id: each.pair() for target, each in place.overwrites.items()} if place else {}
        for ids in ({member.guild.id}, theirs - {member.guild.id}, {member.id}):  # in this order, as Discord does
            pairs = [overwrites[id] for id in ids if id in overwrites]
            for _, deny in pairs:
                permissions &= ~deny
            for allow, _ in pairs:
                permissions |= allow
        return permissions

    def _remember(self, guild: discord.Guild, channel: GuildChannel) -> None:
        if self._trimmed is None:
            return
        self._trimmed.wanted.add(channel.id)
        if isinstance(channel, discord.Thread):
            if not channel.archived:  # discord.py drops a thread that is archived, and so do we
                guild._add_thread(channel)
        else:
            guild._add_channel(channel)
