"""Panels: private messages with controls, for moderators.

A panel is no lasting key. It acts for the person who opened it, for fifteen minutes, and then asks to run the
command again, so that Discord's own check of who may use the command stands before every change.
"""

from datetime import datetime, timedelta

import discord

from cogs.core.errors import Sorry
from cogs.core.responses import Interaction

LIFETIME = timedelta(minutes=15)


def panel_opener(interaction: Interaction) -> None:
    """The person who opened a panel may press its controls, in time. Raises Sorry for everybody else, and later."""
    message = interaction.message
    if message is None or interaction.guild_id is None:
        raise Sorry("panel.expired")
    opened_by = message.interaction_metadata.user.id if message.interaction_metadata else None
    if not message.flags.ephemeral or opened_by != interaction.user.id:
        raise Sorry("panel.not-yours")
    if discord.utils.utcnow() - _opened_at(message) > LIFETIME:
        raise Sorry("panel.expired")


def _opened_at(message: discord.Message) -> datetime:
    """When the command ran that opened a panel: a form that it showed first does not begin the time anew."""
    before = message.interaction_metadata.modal_interaction if message.interaction_metadata else None
    return discord.utils.snowflake_time(before.id) if before else message.created_at
