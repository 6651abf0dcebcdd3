"""The channel that a moderator names: resolved from what Discord sends, for a cache may hold nothing."""

from typing import Any

import aiohttp
import discord
from discord import app_commands

from cogs.core.api_errors import FORBIDDEN, has_code
from cogs.core.channels import CHANNEL_KINDS
from cogs.core.errors import Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.permissions import may_write, missing, names_of
from cogs.core.responses import Interaction, words_of

NamedChannel = app_commands.AppCommandChannel | app_commands.AppCommandThread
THREADS = (discord.ChannelType.public_thread, discord.ChannelType.news_thread)


class ChannelOption(app_commands.Transformer):
    """An option for text channels, announcement channels and public threads, as Discord sent it."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return CHANNEL_KINDS

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> NamedChannel:
        return value


async def check_channel(interaction: Interaction, channel: NamedChannel) -> None:
    """Raises Sorry unless the person can write in a channel, and the bot can post there and read it back."""
    if channel.guild_id != interaction.guild_id or channel.type not in CHANNEL_KINDS:
        raise Sorry("reminder.channel-kind")
    in_thread = channel.type in THREADS
    if not may_write(channel.permissions, in_thread=in_thread):
        raise Sorry("reminder.you-cannot-write", channel=channel.mention)
    own = await _own_permissions(interaction, channel)
    if own is not None and (lacking := missing(own, in_thread=in_thread)):
        permissions = names_of(words_of(interaction), lacking)
        raise Sorry("reminder.missing", channel=channel.mention, permissions=permissions)
    if isinstance(channel, app_commands.AppCommandThread) and channel.locked and not (own and own.manage_threads):
        raise Sorry("reminder.thread-locked", channel=channel.mention)


async def _own_permissions(interaction: Interaction, channel: NamedChannel) -> discord.Permissions | None:
    """The bot's permissions in a channel, as Discord sent them or as they are known; None where nobody can tell."""
    data: Any = interaction.data or {}
    sent = data.get("resolved", {}).get("channels", {}).get(str(channel.id), {}).get("app_permissions")
    if sent is not None:  # since July 2026; discord.py 2.7.1 does not read it
        return discord.Permissions(int(sent))
    guild = interaction.client.get_guild(guild_id_of(interaction))
    try:
        known = await interaction.client.known_channel(guild, channel.id) if guild else None
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return discord.Permissions.none() if has_code(error, *FORBIDDEN) else None
    return known.permissions_for(known.guild.me) if known else None
