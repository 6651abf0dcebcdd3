"""Asks back where a time zone that was typed is no place, or may be several: the chosen channel is kept."""

import asyncio
from typing import Any

import discord
from discord import ui

from cogs.core.controls import Controls, button
from cogs.core.errors import Modal
from cogs.core.panels import panel_opener
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say, show, words_of
from cogs.reminders.custom_ids import OpenForm, TypeZone
from cogs.reminders.typed import TYPED_LIMIT, in_code, keep_typed, typed_before
from kindred.schedule.draft import Draft
from kindred.schedule.weekly import Weekly
from kindred.schedule.zones import Meant, Zone, meant

controls = Controls()


def on_the_clock_of(draft: Draft, zone: Zone) -> Draft:
    """The same draft in another time zone."""
    return draft._replace(weekly=Weekly(draft.weekly.weekday, draft.weekly.at, zone.name))


def ask(interaction: Interaction, typed: str, found: Meant, draft: Draft) -> ui.LayoutView:
    """A button for each zone that may be meant, which opens the form, and one to type another place.

    The draft's own zone does not matter.
    """
    now = discord.utils.utcnow()
    words, names = words_of(interaction), interaction.client.renderer.zone_names(interaction.locale)
    key = "reminder.zone-found" if found.certain else "reminder.zone-which" if found.zones else "reminder.zone-unknown"
    keep_typed(interaction, typed)
    buttons: list[ui.Button[Any]] = [
        button(zone.label(now, words, names), OpenForm(on_the_clock_of(draft, zone))) for zone in found.zones
    ]
    buttons.append(button(say(interaction, "reminder.zone-again"), TypeZone(draft), discord.ButtonStyle.primary))
    return plain(say(interaction, key, typed=in_code(typed)), buttons=buttons)


@controls.on(TypeZone, may=panel_opener)
async def type_zone(interaction: Interaction, press: TypeZone) -> None:
    """Opens a form with what was typed, to type another place."""
    await interaction.response.send_modal(ZoneForm(interaction, press.draft))


class ZoneForm(Modal):
    """Asks for a place by name: the menu of a command is not at hand any more."""

    def __init__(self, interaction: Interaction, draft: Draft) -> None:
        super().__init__(interaction, title=say(interaction, "reminder.zone-form"), kind="zone-form")
        self._draft = draft
        self._place = ui.TextInput[Any](
            custom_id="place", default=typed_before(interaction), max_length=TYPED_LIMIT, required=True
        )
        self.add_item(
            ui.Label(
                text=say(interaction, "reminder.zone-field"),
                description=say(interaction, "reminder.zone-hint"),
                component=self._place,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        panel_opener(interaction)
        typed = self._place.value[:TYPED_LIMIT]
        # In a thread: the first question reads every zone. A form cannot open another, so its answer has the button.
        found = await asyncio.to_thread(meant, typed, discord.utils.utcnow())
        await show(interaction, ask(interaction, typed, found, self._draft))
