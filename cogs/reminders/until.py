"""Until when a pause lasts: reads what was typed, and offers what it was read as, and what many pick."""

import asyncio
from datetime import datetime

from discord import app_commands

from cogs.core.errors import Choices, Sorry
from cogs.core.responses import Interaction, say
from kindred.schedule.parsing import parse_pause
from kindred.schedule.tz_data import load_zone

COMMON = ("1 week", "2 weeks", "4 weeks", "next month")


async def read_until(interaction: Interaction, typed: str, now: datetime, zone: str) -> datetime:
    """The moment until which a pause lasts. Raises Sorry, which says that nothing was paused."""
    try:
        return await asyncio.to_thread(parse_pause, typed, now, zone, str(interaction.locale))
    except ValueError:
        raise Sorry("reminder.until-unread") from None


async def offer_until(interaction: Interaction, typed: str, now: datetime, zone: str) -> Choices:
    """What was typed with the day that it means, or what many pick."""
    offered = (typed,) if typed.strip() else COMMON
    choices: Choices = []
    for each in offered:
        try:
            moment = await asyncio.to_thread(parse_pause, each, now, zone, str(interaction.locale))
        except ValueError:
            continue
        choices.append(app_commands.Choice(name=_in_words(interaction, moment, zone)[:100], value=each[:100]))
    return choices or ([] if offered is COMMON else await offer_until(interaction, "", now, zone))


def _in_words(interaction: Interaction, moment: datetime, zone: str) -> str:
    """`Until Thursday, 24 December 2026, 00:00`: a choice shows no timestamps of Discord's."""
    local = moment.astimezone(load_zone(zone))
    return say(
        interaction,
        "until.offer",
        weekday=say(interaction, f"weekday.{local.weekday()}"),
        day=local.day,
        month=say(interaction, f"month.{local.month}"),
        year=local.year,
        at=f"{local:%H:%M}",
    )
