"""Answers presses and forms that nothing else answers: from an older version, or made by nobody."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from cogs.core.errors import Modal, Sorry, answer

if TYPE_CHECKING:
    from cogs.client.bot import Kindred


class StaleCog(commands.Cog, name="stale"):
    """discord.py leaves a press that no template matches without an answer; people then see it fail."""

    def __init__(self, bot: "Kindred") -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: "discord.Interaction[Kindred]") -> None:
        # Whether it was answered depends on the order of tasks; whether anybody can answer does not.
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        match interaction.type:
            case discord.InteractionType.component if not self._bot.answers_press(custom_id):
                await answer(interaction, Sorry("error.gone"))
            case discord.InteractionType.modal_submit if not Modal.awaits(custom_id):
                await answer(interaction, Sorry("error.form-lost"))
            case _:
                pass


async def setup(bot: "Kindred") -> None:
    await bot.add_cog(StaleCog(bot))
