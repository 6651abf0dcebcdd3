"""How an answer goes out: privately, in place, or, in the bot's own direct messages, to be kept."""

from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import ui

from kindred.content.entries import Words

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

Interaction: TypeAlias = "discord.Interaction[Kindred]"


def is_private_chat(interaction: Interaction) -> bool:
    """Whether this is the person's own chat with the bot, where answers stay and can be found again."""
    return interaction.context.dm_channel


def can_share(interaction: Interaction) -> bool:
    """Whether there is anybody to share with."""
    return not is_private_chat(interaction)


def words_of(interaction: Interaction) -> Words:
    """`words.toml` in the person's language."""
    return interaction.client.renderer.words(interaction.locale)


def say(interaction: Interaction, key: str, **values: object) -> str:
    """A sentence of `words.toml` in the person's language."""
    return words_of(interaction).say(key, **values)


async def show(interaction: Interaction, view: ui.LayoutView) -> None:
    """Answers a command, a press or a form: on the person's own card in place, on a public one privately beside it."""
    if interaction.type is not discord.InteractionType.application_command and owns_message(interaction):
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=not is_private_chat(interaction))


def owns_message(interaction: Interaction) -> bool:
    """Whether the pressed message is seen by its presser alone, so that it may change in place."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or is_private_chat(interaction))
