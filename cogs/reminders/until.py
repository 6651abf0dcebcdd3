"""Until when a pause lasts: reads what was typed, offers what it was read as, and asks back what cannot be read."""

import asyncio
from datetime import datetime
from typing import Any

import discord
from discord import app_commands, ui

from cogs.core.controls import Controls, button
from cogs.core.errors import Choices, Modal, Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say, show
from cogs.reminders import views as views
from cogs.reminders.custom_ids import TypeUntil
from cogs.reminders.typed import TYPED_LIMIT, in_code, keep_typed, typed_before
from kindred.schedule.parsing import next_month, parse_pause
from kindred.schedule.tz_data import load_zone
from kindred.storage.schedules import Schedule

COMMON = ("1 week", "2 weeks", "4 weeks")

controls = Controls()


async def pause(interaction: Interaction, chosen: list[Schedule], until: str | None, *, one: bool) -> None:
    """Pauses schedules until what was typed, or until somebody resumes them; asks back what cannot be read.

    `one` says that a single one was chosen, rather than all.
    """
    client, now = interaction.client, discord.utils.utcnow()
    moment = None
    if until is not None:
        try:
            moment = await _read(interaction, until, now, chosen[0].weekly.zone)
        except ValueError:
            await show(interaction, _unread(interaction, until, chosen[0].id if one else 0))
            return
    await client.store.schedules.pause(guild_id_of(interaction), [each.id for each in chosen], now, moment)
    client.delivery.wake()
    note = say(interaction, "done.paused")
    if moment:
        note = say(interaction, "done.paused-until", when=discord.utils.format_dt(moment, "F"))
    await show(interaction, await views.overview(interaction, note))


async def _read(interaction: Interaction, typed: str, now: datetime, zone: str) -> datetime:
    return await asyncio.to_thread(parse_pause, typed, now, zone, str(interaction.locale))


def _unread(interaction: Interaction, typed: str, schedule: int) -> ui.LayoutView:
    """Says that nothing was paused; the form has what was typed, and which one was to be paused."""
    keep_typed(interaction, typed)
    again = button(say(interaction, "until.again"), TypeUntil(schedule), discord.ButtonStyle.primary)
    return plain(say(interaction, "reminder.until-unread", typed=in_code(typed)), buttons=[again])


@controls.on(TypeUntil, may=panel_opener)
async def type_until(interaction: Interaction, press: TypeUntil) -> None:
    """Opens a form with what was typed."""
    await interaction.response.send_modal(UntilForm(interaction, press.schedule))


class UntilForm(Modal):
    """Asks until when one schedule is to be paused, or for 0 all."""

    def __init__(self, interaction: Interaction, schedule: int) -> None:
        super().__init__(interaction, title=say(interaction, "until.form"), kind="until-form")
        self._schedule = schedule
        self._until = ui.TextInput[Any](
            custom_id="until", default=typed_before(interaction), max_length=TYPED_LIMIT, required=True
        )
        self.add_item(
            ui.Label(
                text=say(interaction, "until.field"),
                description=say(interaction, "until.hint"),
                component=self._until,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        panel_opener(interaction)
        schedules = await interaction.client.store.schedules.of(guild_id_of(interaction))
        chosen = [each for each in schedules if self._schedule in (0, each.id)]
        if not chosen:
            raise Sorry("reminder.gone")
        await pause(interaction, chosen, self._until.value[:TYPED_LIMIT], one=self._schedule != 0)


async def offer_until(interaction: Interaction, typed: str, now: datetime, zone: str) -> Choices:
    """What was typed with the day that it means, or what many pick."""
    if typed.strip():
        try:
            return [_choice(interaction, await _read(interaction, typed, now, zone), zone, typed)]
        except ValueError:
            pass
    # None of these loads what reads days as people write them.
    month = next_month(now, zone)
    common = [(parse_pause(each, now, zone), each) for each in COMMON]
    offered = [*common, (month, f"{month.astimezone(load_zone(zone)):%Y-%m-%d}")]
    return [_choice(interaction, moment, zone, value) for moment, value in offered]


def _choice(interaction: Interaction, moment: datetime, zone: str, value: str) -> app_commands.Choice[str]:
    """`Until Thursday, 24 December 2026, 00:00 (Europe/Berlin)`: a choice shows no timestamps of Discord's."""
    local = moment.astimezone(load_zone(zone))
    name = say(
        interaction,
        "until.offer",
        weekday=say(interaction, f"weekday.{local.weekday()}"),
        day=local.day,
        month=say(interaction, f"month.{local.month}"),
        year=local.year,
        at=f"{local:%H:%M}",
        zone=zone,
    )
    return app_commands.Choice(name=name[:100], value=value[:100])
