"""The language of posts and shared cards."""

import discord
from discord import ui

from cogs.core.controls import picked
from cogs.core.errors import Sorry
from cogs.core.responses import Interaction, say
from cogs.settings.custom_ids import Pick
from cogs.settings.row import Menus, PageRow
from kindred.content.blocks import MENU_LIMIT
from kindred.content.library import BASE
from kindred.storage.settings_rows import GuildSettings


class Language(PageRow[str | None]):
    name = "language"

    def default(self, interaction: Interaction) -> str:
        own = interaction.client.renderer.catalog(interaction.guild_locale or BASE).locale
        return say(interaction, "settings.language.default", language=interaction.client.renderer.library.own_name(own))

    def in_words(self, interaction: Interaction, value: str | None) -> str:
        library = interaction.client.renderer.library
        return library.own_name(value) if value and value in library.catalogs else value or ""

    async def menus(self, interaction: Interaction, settings: GuildSettings) -> Menus:
        library = interaction.client.renderer.library
        options = [
            discord.SelectOption(label=library.own_name(id), value=id, default=id == settings.language)
            for id in library.offered()
        ]
        menu = ui.Select[ui.LayoutView](
            custom_id=Pick(self.name).custom_id,
            placeholder=say(interaction, "settings.language.pick"),
            options=options[:MENU_LIMIT],
        )
        return Menus([ui.ActionRow(menu)], [self.reset(interaction)])

    def picked(self, interaction: Interaction, settings: GuildSettings, place: str | None) -> str | None:
        return _known(interaction, picked(interaction)[0])

    async def from_button(self, interaction: Interaction, value: str | None) -> str | None:
        return value and _known(interaction, value)


def _known(interaction: Interaction, language: str) -> str:
    if language not in interaction.client.renderer.library.offered():
        raise Sorry("error.gone")
    return language
