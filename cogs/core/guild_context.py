"""The settings of the server that an interaction comes from."""

import logging

import discord

from cogs.core.errors import Sorry
from cogs.core.responses import Interaction
from kindred.storage.errors import StorageUnavailable
from kindred.storage.settings_rows import DEFAULTS, GuildSettings

log = logging.getLogger("kindred")


def guild_id_of(interaction: Interaction) -> int:
    """The server that an interaction comes from. Raises Sorry where it comes from none."""
    if interaction.guild_id is None:
        raise Sorry("error.gone")
    return interaction.guild_id


async def settings_of(interaction: Interaction) -> GuildSettings:
    """What the moderators have set; the defaults in direct messages, and while the database is in trouble."""
    if interaction.guild_id is None:
        return DEFAULTS
    try:
        return await interaction.client.store.settings.of(interaction.guild_id)
    except StorageUnavailable as error:
        log.warning("A server's settings could not be read (%s).", type(error).__name__)
        return DEFAULTS  # somebody may be waiting for /find-help


def post_language(
    settings: GuildSettings,
    guild_locale: discord.Locale | None,
    otherwise: discord.Locale = discord.Locale.american_english,
) -> discord.Locale | str:
    """The language of what everybody in a server sees: the one that was set, else the server's own."""
    return settings.language or guild_locale or otherwise


def channel_of(interaction: Interaction) -> int:
    """The channel that a setting speaks of: a thread follows its parent."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id or 0
