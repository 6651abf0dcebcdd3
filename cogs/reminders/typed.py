"""What somebody typed that could not be read: shown, and kept for the form in which it can be put right."""

import discord

from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.responses import Interaction

TYPED_LIMIT = 60  # characters of a zone, or of a day


def in_code(typed: str) -> str:
    """What was typed as code, so that it formats nothing and mentions nobody."""
    shown = " ".join(typed[:TYPED_LIMIT].replace("`", "'").split())
    return f"`{discord.utils.escape_mentions(shown) or ' '}`"


def keep_typed(interaction: Interaction, typed: str) -> None:
    """Keeps it for a panel's lifetime, under the command that the panel answers: nothing says who typed it."""
    form_memory.keep(guild_id_of(interaction), _command(interaction), typed[:TYPED_LIMIT])


def typed_before(interaction: Interaction) -> str | None:
    """What was kept for the panel that a button is on; None after a restart."""
    return form_memory.get(guild_id_of(interaction), _command(interaction))


def _command(interaction: Interaction) -> str:
    asked = interaction.message and interaction.message.interaction_metadata
    return f"typed.{asked.id if asked else interaction.id:x}"
