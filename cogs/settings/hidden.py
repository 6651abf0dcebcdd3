"""The cards that a server has put away."""

import discord
from discord import ui

from cogs.core.controls import picked
from cogs.core.errors import Sorry
from cogs.core.responses import Interaction, say
from cogs.settings.custom_ids import Pick
from cogs.settings.row import Item, Menus, PageRow, text
from kindred.content.blocks import MENU_LIMIT
from kindred.content.entries import Catalog, Entry
from kindred.storage.settings_rows import GuildSettings


class Hidden(PageRow[frozenset[str]]):
    name = "hidden"
    stays_open = True
    menus_show_value = True

    def in_words(self, interaction: Interaction, value: frozenset[str]) -> str:
        known = _catalog(interaction).may_be_hidden()
        return ", ".join(known[id].title for id in known if id in value) or self.default(interaction)

    async def menus(self, interaction: Interaction, settings: GuildSettings) -> Menus:
        items: list[Item] = []
        headed: set[str] = set()
        for place, (kind, guides) in enumerate(_portions(_catalog(interaction))):
            options = [
                discord.SelectOption(label=each.title[:100], value=each.id, default=each.id in settings.hidden)
                for each in guides
            ]
            menu = ui.Select[ui.LayoutView](
                custom_id=Pick(self.name, str(place)).custom_id,
                placeholder=say(interaction, "settings.hidden.pick"),
                options=options,
                min_values=0,
                max_values=len(options),
            )
            if kind not in headed:
                items.append(text(f"**{say(interaction, f'settings.hidden.{kind}')}**"))
                headed.add(kind)
            items.append(ui.ActionRow(menu))
        return Menus(items, [self.reset(interaction)])

    def picked(self, interaction: Interaction, settings: GuildSettings, place: str | None) -> frozenset[str]:
        offered = _portions(_catalog(interaction))
        if not (place and place.isdecimal() and int(place) < len(offered)):
            raise Sorry("error.gone")
        ids = {guide.id for guide in offered[int(place)][1]}
        return frozenset((settings.hidden - ids) | (ids & set(picked(interaction, least=0))))

    async def from_button(self, interaction: Interaction, value: frozenset[str]) -> frozenset[str]:
        return frozenset(value & _catalog(interaction).may_be_hidden().keys())


def _catalog(interaction: Interaction) -> Catalog:
    return interaction.client.renderer.catalog(interaction.locale)


def _portions(catalog: Catalog) -> list[tuple[str, list[Entry]]]:
    """The entries that can be put away, each kind in portions that fit into one select."""
    may = catalog.may_be_hidden()
    found: list[tuple[str, list[Entry]]] = []
    for kind in ("causes", "strategies", "connecting", "reminders"):
        entries = [entry for id, entry in getattr(catalog, kind).items() if id in may]
        found += [(kind, entries[start : start + MENU_LIMIT]) for start in range(0, len(entries), MENU_LIMIT)]
    return found
