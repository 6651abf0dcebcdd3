"""What the bot may do in a channel, from the cache where it is there, and never believed missing without asking."""

from typing import TYPE_CHECKING, Any

import discord

from cogs.core.api_errors import REQUEST_ERRORS, as_delivery_error
from cogs.core.errors import Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.permissions import PERMISSIONS, missing
from cogs.core.responses import Interaction
from kindred.delivery.attempts import RejectedError, TransientError

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

Postable = discord.TextChannel | discord.Thread
CHANNEL_KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.news_thread,
]


def check_bot_is_here(interaction: Interaction) -> None:
    """Raises Sorry where a server has added the commands alone: nothing can be posted there, or kept for it."""
    guild_id = guild_id_of(interaction)
    if interaction.client.get_guild(guild_id) is None:
        link = discord.utils.oauth_url(
            interaction.application_id, permissions=PERMISSIONS, guild=discord.Object(guild_id)
        )
        raise Sorry("panel.bot-not-here", link=link)


async def find_channel(client: "Kindred", guild_id: int, channel_id: int, *, for_delivery: bool = False) -> Postable:
    """The channel of a schedule; asked for by somebody's press, or `for_delivery`, which no other requests hold up.

    Raises RejectedError where it is gone or closed, TransientError where nobody can tell now.
    """
    guild = client.get_guild(guild_id)
    if guild is None or guild.unavailable:
        raise TransientError("unavailable")  # an outage, or not connected yet: the server may well be there
    try:
        channel: Any = await client.known_channel(guild, channel_id, for_delivery=for_delivery)
    except discord.InvalidData:
        raise RejectedError("channel-gone") from None  # it belongs to another server
    except REQUEST_ERRORS as error:
        raise as_delivery_error(error, forbidden="missing:view_channel") from error
    if not isinstance(channel, discord.TextChannel | discord.Thread):
        raise RejectedError("channel-kind")
    return channel


def obstacle(channel: Postable) -> str | None:
    """The code of what keeps the bot from posting into a channel, or None."""
    me = channel.guild.me
    permissions = channel.permissions_for(me)
    lacking = missing(permissions, in_thread=isinstance(channel, discord.Thread))
    if lacking:
        return f"missing:{','.join(lacking)}"
    if isinstance(channel, discord.Thread) and channel.locked and not permissions.manage_threads:
        return "thread-locked"
    return None
