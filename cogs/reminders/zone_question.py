"""Asks back where a time zone that was typed may be several: a button for each, and the chosen channel is kept."""

from datetime import datetime
from typing import Any

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say
from cogs.reminders.custom_ids import OpenForm
from kindred.schedule.draft import Draft
from kindred.schedule.weekly import Weekly
from kindred.schedule.zones import Zone


def zone_question(
    interaction: Interaction, typed: str, zones: list[Zone], draft: Draft, now: datetime
) -> ui.LayoutView:
    """A panel with a button for each zone, which opens the form; the draft's own zone does not matter."""
    shown = discord.utils.escape_mentions(typed.replace("`", "'"))
    return plain(
        say(interaction, "reminder.zone-which", typed=f"`{shown}`"),
        buttons=[_button(zone, draft, now) for zone in zones],
    )


def _button(zone: Zone, draft: Draft, now: datetime) -> ui.Button[Any]:
    weekly = Weekly(draft.weekly.weekday, draft.weekly.at, zone.name)
    return button(zone.label(now), OpenForm(draft._replace(weekly=weekly)))
