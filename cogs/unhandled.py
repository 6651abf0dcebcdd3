"""Answers forms that were open during a restart, or too long: nobody waits for them any more."""

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from cogs.core.errors import Sorry, answer, was_open
from cogs.core.responses import Interaction

if TYPE_CHECKING:
    from cogs.client.bot import Kindred


class UnhandledCog(commands.Cog, name="unhandled"):
    """discord.py leaves a form that it does not know without an answer; people then see it fail."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit and not was_open(interaction):
            await answer(interaction, Sorry("error.form-lost"))


async def setup(bot: "Kindred") -> None:
    await bot.add_cog(UnhandledCog())
