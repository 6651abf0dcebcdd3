"""The buttons and menus of a card. What they do stands in their custom_id, so they work after any restart."""

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.errors import Answering, picked
from cogs.core.guild_context import settings_of
from cogs.core.responses import can_share, show
from kindred.content.cards import EXPERIENCES_AT_ONCE

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

_ROUTE = r"[a-z0-9.,-]+"


class PageButton(Answering, ui.DynamicItem[ui.Button[Any]], template=rf"go:(?P<to>{_ROUTE})(:(?P<back>{_ROUTE}))?"):
    """Opens a page."""

    def __init__(self, item: ui.Button[Any], to: str, back: str | None) -> None:
        super().__init__(item)
        self.to = to
        self.back = back

    async def act(self, interaction: "discord.Interaction[Kindred]") -> None:
        await open_page(interaction, self.to, self.back)


class PageMenu(
    Answering,
    ui.DynamicItem[ui.Select[Any]],
    template=rf"(?P<kind>menu|picks):(?P<back>{_ROUTE})?:{_ROUTE}",
):
    """Opens the picked page; where several may be picked, the page that they make together."""

    def __init__(self, item: ui.Select[Any], kind: str, back: str | None) -> None:
        super().__init__(item)
        self.kind = kind
        self.back = back

    async def act(self, interaction: "discord.Interaction[Kindred]") -> None:
        values = picked(interaction)
        if self.kind == "menu":
            await open_page(interaction, values[0], self.back)
        else:
            await open_page(interaction, "start." + ",".join(values[:EXPERIENCES_AT_ONCE]), self.back)


async def open_page(interaction: "discord.Interaction[Kindred]", route: str, back: str | None = None) -> None:
    """Shows a page in the person's language, as their server has set it. Raises NoSuchPage."""
    server = await settings_of(interaction)
    view = interaction.client.gallery.page(interaction.locale, route, back, share=can_share(interaction), server=server)
    await show(interaction, view)
