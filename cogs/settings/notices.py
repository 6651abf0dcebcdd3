"""The channel that is told when a weekly post fails."""

from collections.abc import Sequence

import discord

from cogs.core.channels import find_channel
from cogs.core.errors import Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.permissions import missing, names_of
from cogs.core.responses import Interaction, words_of
from cogs.settings.row import ChannelsRow, Menus
from kindred.delivery.attempts import RejectedError
from kindred.storage.settings_rows import GuildSettings


class NoticeChannel(ChannelsRow[int | None]):
    name = "notices"
    kinds = (discord.ChannelType.text, discord.ChannelType.news)

    def ids(self, value: int | None) -> Sequence[int]:
        return [value] if value else []

    def in_words(self, interaction: Interaction, value: int | None) -> str:
        return f"<#{value}>"

    async def menus(self, interaction: Interaction, settings: GuildSettings) -> Menus:
        return Menus([await self.menu(interaction, settings)], [self.reset(interaction)])

    def picked(self, interaction: Interaction, settings: GuildSettings, place: str | None) -> int | None:
        return self.picked_ids(interaction, settings)[0]

    async def check(self, interaction: Interaction, value: int | None) -> None:
        """Raises Sorry for a channel that is gone, is not this server's, or is closed to the bot."""
        if value is None:
            return
        try:
            channel = await find_channel(interaction.client, guild_id_of(interaction), value)
        except RejectedError as rejected:
            lacking = ["view_channel"] if str(rejected).startswith("missing") else []
            if not lacking:
                raise Sorry("settings.not-here") from None
        else:
            # A notice is not looked for afterwards, so the channel's history need not be open.
            lacking = missing(channel.permissions_for(channel.guild.me), in_thread=False)
            lacking = [permission for permission in lacking if permission != "read_message_history"]
        if lacking:
            permissions = names_of(words_of(interaction), lacking)
            raise Sorry("settings.bot-may-not", channel=f"<#{value}>", permissions=permissions)
