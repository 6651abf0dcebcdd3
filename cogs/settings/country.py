"""The country whose helplines come first."""

import asyncio
from typing import Any

from discord import ui

from cogs.core.controls import button
from cogs.core.errors import Modal, Sorry
from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.responses import Interaction, say, show
from cogs.settings.custom_ids import OpenRowForm, SetValue
from cogs.settings.row import FormRow, Item, Save, back, page, text
from kindred.content.support import Country
from kindred.content.support_cards import NEAR_AT_MOST
from kindred.storage.settings_rows import GuildSettings

NAME_LIMIT = 60  # characters


class DefaultCountry(FormRow[str | None]):
    name = "country"

    def in_words(self, interaction: Interaction, value: str | None) -> str:
        country = interaction.client.renderer.library.support.countries.get(value or "")
        return country.label if country else str(value)

    def form(self, interaction: Interaction, settings: GuildSettings, typed: str | None, save: Save) -> Modal:
        country = interaction.client.renderer.library.support.countries.get(settings.country or "")
        return CountryForm(interaction, typed or (country.title if country else ""), save)

    async def from_button(self, interaction: Interaction, value: str | None) -> str | None:
        if value is not None and value not in interaction.client.renderer.library.support.countries:
            raise Sorry("error.gone")
        return value


class CountryForm(Modal):
    """Asks for a country by name: a select would hold 25."""

    def __init__(self, interaction: Interaction, name: str, save: Save) -> None:
        super().__init__(interaction, title=say(interaction, "settings.country.form"), kind="settings-country")
        self._save = save
        self.country = ui.TextInput[Any](
            custom_id="country", default=name or None, max_length=NAME_LIMIT, required=False
        )
        self.add_item(
            ui.Label(
                text=say(interaction, "settings.country.name"),
                description=say(interaction, "settings.country.help"),
                component=self.country,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        panel_opener(interaction)
        support = interaction.client.renderer.library.support
        typed = self.country.value.strip()
        if not typed:
            await self._save(interaction, None)
        elif country := support.named(typed):
            await self._save(interaction, country.id)
        else:
            # In a thread, since the first search of a process takes longer than others should wait.
            country, near = await asyncio.to_thread(support.meant, typed)
            if country:
                await self._save(interaction, country.id)
                return
            key = f"{interaction.id:x}"
            form_memory.keep(guild_id_of(interaction), f"country.{key}", typed[:NAME_LIMIT])
            await show(interaction, _which(interaction, near[:NEAR_AT_MOST], key))


def _which(interaction: Interaction, near: list[Country], key: str) -> ui.LayoutView:
    """Asks back when a name fits no country for sure."""
    rows: list[Item] = []
    if near:
        rows.append(ui.ActionRow(*(button(each.title[:80], SetValue("country", each.id)) for each in near)))
    again = button(say(interaction, "settings.country.again"), OpenRowForm("country", key))
    words = say(interaction, "support.near" if near else "settings.country.unknown")
    return page([text(words), *rows, ui.ActionRow(again, back(interaction))])
