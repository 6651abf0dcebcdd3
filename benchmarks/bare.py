"""A bare discord.py bot with one command, to compare with: `python -m benchmarks.bare SOCKET`."""

import os
import sys

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands


class Bare(commands.AutoShardedBot):
    async def setup_hook(self) -> None:
        @self.tree.command()
        @app_commands.describe(cause="A cause")
        async def causes(interaction: discord.Interaction, cause: str | None = None) -> None:
            """Why connecting can be hard."""
            view = ui.LayoutView(timeout=None)
            view.add_item(ui.Container(ui.TextDisplay("## A card")))
            await interaction.response.send_message(view=view, ephemeral=True)

        await self.tree.sync()


async def main() -> None:
    async with Bare(
        command_prefix=commands.when_mentioned,
        intents=discord.Intents(guilds=True),
        connector=aiohttp.UnixConnector(path=sys.argv[1], limit=0),
    ) as bot:
        await bot.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    import asyncio

    asyncio.run(main())
