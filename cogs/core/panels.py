"""Panels: private messages with controls, for moderators.

A panel is no lasting key. It acts for the person who opened it, for fifteen minutes, and then asks to run the
command again, so that Discord's own check of who may use the command stands before every change.
"""

from datetime import timedelta

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
    if discord.utils.utcnow() - message.created_at > LIFETIME:
        raise Sorry("panel.expired")
