"""A bare discord.py bot with one command, to compare with: `python -m benchmarks.bare SOCKET`."""

import os
import sys
from functools import cache
from typing import Any

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands


@cache
def kindred_gallery() -> Any:
    from cogs.core.renderer import Renderer
    from kindred.config import CONTENT
    from kindred.content.cards import About
    from kindred.content.library import Library

    return Renderer(Library.load(CONTENT), About("1"), {})


class Bare(commands.AutoShardedBot):
    """Builds its view at each call: one text, or the card of Kindred's that a benchmark names."""

    def view(self, page: str) -> ui.LayoutView:
        if "BENCHMARK_CARDS" not in os.environ:
            view = ui.LayoutView(timeout=None)
            view.add_item(ui.Container(ui.TextDisplay("## A card")))
            return view
        renderer = kindred_gallery()
        route = page if page in ("causes", "strategies") else f"cause.{page}"
        return renderer.render(renderer.cards(discord.Locale.american_english).page(route))

    async def setup_hook(self) -> None:
        @self.tree.command()
        @app_commands.describe(cause="A cause")
        async def causes(interaction: discord.Interaction, cause: str | None = None) -> None:
            """Why connecting can be hard."""
            await interaction.response.send_message(view=self.view(cause or "causes"), ephemeral=True)

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
