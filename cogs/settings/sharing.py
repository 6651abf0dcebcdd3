"""The channels in which members may share cards."""

from collections.abc import Sequence

import discord

from cogs.core.controls import button
from cogs.core.responses import Interaction, say, words_of
from cogs.settings.custom_ids import SetValue
from cogs.settings.row import ChannelsRow, Menus, channels_of
from kindred.storage.settings_rows import GuildSettings, pack


class Sharing(ChannelsRow[tuple[int, ...] | None]):
    name = "sharing"
    kinds = (
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.forum,
        discord.ChannelType.voice,
    )
    most = 25  # in one select (Discord)

    def ids(self, value: tuple[int, ...] | None) -> Sequence[int]:
        return value or ()

    def in_words(self, interaction: Interaction, value: tuple[int, ...] | None) -> str:
        channels = [f"<#{id}>" for id in value or ()]
        return words_of(interaction).joined(channels) or say(interaction, "settings.sharing.none")

    async def menus(self, interaction: Interaction, settings: GuildSettings) -> Menus:
        nowhere = button(say(interaction, "settings.sharing.nowhere"), SetValue(self.name, pack(self.name, ())))
        return Menus([await self.menu(interaction, settings)], [self.reset(interaction, "everywhere"), nowhere])

    def picked(self, interaction: Interaction, settings: GuildSettings, place: str | None) -> tuple[int, ...]:
        return tuple(self.picked_ids(interaction, settings))

    async def from_button(self, interaction: Interaction, value: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if not value:
            return value
        there = await channels_of(interaction)
        return tuple(id for id in value if id in there)
