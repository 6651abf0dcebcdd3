"""What the settings panel shows: every setting with its present value, and a page to change each."""

from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.responses import Interaction, say
from cogs.settings.custom_ids import UndoKept, UndoValue
from cogs.settings.row import Item, PageRow, back, page, text
from cogs.settings.rows import GROUPS
from kindred.content.blocks import LABEL_LIMIT
from kindred.storage.settings_rows import GuildSettings


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did, and what takes it back."""

    text: str
    undo: UndoValue | UndoKept


def overview(
    interaction: Interaction, settings: GuildSettings, done: Done | None = None, *, needing_attention: int = 0
) -> ui.LayoutView:
    """All settings; above them how many weekly posts want a hand, if any does."""
    head = f"## {say(interaction, 'settings.title')}\n{say(interaction, 'settings.intro')}"
    items = [*_done(interaction, done), text(head)]
    if needing_attention:
        count = say(interaction, "list.attention", count=needing_attention)
        items.insert(0, text(f"{count}\n{say(interaction, 'settings.attention')}"))
    for group, rows in GROUPS.items():
        items += [ui.Separator(), text(f"### {say(interaction, f'settings.groups.{group}')}")]
        for row in rows:
            title = row.title(interaction)
            change = button(say(interaction, "settings.change", name=title)[:LABEL_LIMIT], row.change())
            present = f"**{title}**\n{row.present(interaction, settings)}"
            items.append(ui.Section(text(present), accessory=change))
    return page(items)


async def page_of(
    interaction: Interaction, row: PageRow[Any], settings: GuildSettings, done: Done | None = None
) -> ui.LayoutView:
    """The page on which one setting is changed."""
    head = f"## {row.title(interaction)}\n{say(interaction, f'settings.{row.name}.about')}"
    if not row.menus_show_value:
        head += f"\n{say(interaction, 'settings.now', value=row.present(interaction, settings))}"
    menus, buttons = await row.menus(interaction, settings)
    last = ui.ActionRow[ui.LayoutView](*buttons, back(interaction))
    return page([*_done(interaction, done), text(head), *menus, last])


def _done(interaction: Interaction, done: Done | None) -> list[Item]:
    if done is None:
        return []
    undo = button(say(interaction, "settings.undo"), done.undo, discord.ButtonStyle.primary)
    return [ui.Section(text(done.text), accessory=undo), ui.Separator()]
