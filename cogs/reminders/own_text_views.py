"""What moderators see of their server's own reminder texts: the list, one text, and what a form was answered with."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.guild_context import guild_id_of
from cogs.core.renderer import NEUTRAL, stopped
from cogs.core.responses import Interaction, words_of
from cogs.reminders.custom_ids import (
    AddText,
    EditText,
    ListTexts,
    OpenTyped,
    PickText,
    RemoveText,
    SaveTyped,
    UndoRemoveText,
)
from kindred.content.blocks import Card, Divider, Text
from kindred.content.own_text import TITLE_LIMIT, OwnText

if TYPE_CHECKING:
    from kindred.wording.check import Finding

TEXTS_PER_PAGE = 20  # texts: their titles fit into one message, and into one menu
FINDINGS_SHOWN = 6
WORDS_SHOWN = 60  # characters of what a finding is about

# discord.py's own escaping warns on Python 3.13.
_MARKUP = re.compile(r"[\\*_~`|<>\[\]#-]")


async def overview(interaction: Interaction, page: int = 0, note: str = "", undo: int = 0) -> ui.LayoutView:
    """All texts of a server, some at a time, and what they do to the weekly posts. `undo` is one to bring back."""
    client, say = interaction.client, words_of(interaction).say
    guild_id = guild_id_of(interaction)
    texts = await client.store.own_texts.of(guild_id)
    pages = max(1, -(-len(texts) // TEXTS_PER_PAGE))
    page = min(page, pages - 1)
    shown = texts[page * TEXTS_PER_PAGE : (page + 1) * TEXTS_PER_PAGE]
    items: list[ui.Item[ui.LayoutView]] = []
    if note and undo:
        bring_back = button(say("details.undo"), UndoRemoveText(undo), discord.ButtonStyle.primary)
        items += [ui.Section(note, accessory=bring_back), ui.Separator()]
    elif note:
        items += [ui.TextDisplay(note), ui.Separator()]
    intro = say("texts.empty")
    if texts:
        count = len(await client.poster.texts(guild_id, ()))
        intro = say("texts.turns", own=len(texts), kindred=count - len(texts), count=count)
    items.append(ui.TextDisplay(f"## {say('texts.title')}\n{intro}"))
    if not await client.store.schedules.of(guild_id):
        items.append(ui.TextDisplay(say("list.empty")))
    row = [button(say("texts.add"), AddText(), discord.ButtonStyle.primary)]
    if texts:
        lines = [f"- **{plainly(each.title)}** ({say(f'topic.{each.topic}')})" for each in shown]
        options = [
            discord.SelectOption(
                label=each.title[:TITLE_LIMIT].strip() or "…",
                value=str(each.id),
                description=say(f"topic.{each.topic}"),
            )
            for each in shown
        ]
        menu = ui.Select[Any](custom_id=PickText(page).custom_id, placeholder=say("texts.pick"), options=options)
        items += [ui.TextDisplay("\n".join(lines)), ui.ActionRow(menu)]
        if page > 0:
            row.append(button(say("button.previous"), ListTexts(page - 1)))
        if page + 1 < pages:
            row.append(button(say("button.next"), ListTexts(page + 1)))
    return stopped(ui.Container(*items, ui.ActionRow(*row), accent_colour=NEUTRAL))


async def details(interaction: Interaction, text: OwnText, note: str = "") -> ui.LayoutView:
    """One text as it will be posted, with what can be done to it."""
    say = words_of(interaction).say
    row = ui.ActionRow[ui.LayoutView](
        button(say("details.edit"), EditText(text.id)),
        button(say("details.remove"), RemoveText(text.id), discord.ButtonStyle.danger),
        button(say("texts.all"), ListTexts(0)),
    )
    return interaction.client.renderer.render(await _post(interaction, text, note), ui.Separator(), row)


async def asked_back(interaction: Interaction, text: OwnText, findings: "Sequence[Finding]", key: str) -> ui.LayoutView:
    """What was found in a form, what to write in its place, and the way back to what was typed.

    Faults are all that is shown where there are any; what is worth a look is asked about once, with the post.
    """
    say, linked = words_of(interaction).say, interaction.client.renderer.say
    faults = [each for each in findings if each.fault]
    told = [
        say(
            "texts.finding",
            words=plainly(_start(each.words)) or "…",
            says=linked(each.says),
            suggestion=linked(each.suggestion),
        )
        for each in (faults or findings)
    ]
    lines = "\n".join(f"- {each}" for each in told[:FINDINGS_SHOWN])
    if len(told) > FINDINGS_SHOWN:
        lines += f"\n{say('texts.more', count=len(told) - FINDINGS_SHOWN)}"
    cancel = button(say("preview.cancel"), ListTexts(0))
    if faults:
        again = button(say("form.again"), OpenTyped(key), discord.ButtonStyle.primary)
        refused = ui.TextDisplay[ui.LayoutView](f"## {say('texts.refused')}\n{lines}")
        row = ui.ActionRow[ui.LayoutView](again, cancel)
        return stopped(ui.Container(refused, ui.TextDisplay(say("texts.kept")), row, accent_colour=NEUTRAL))
    row = ui.ActionRow[ui.LayoutView](
        button(say("texts.save-anyway"), SaveTyped(key)),
        button(say("preview.change"), OpenTyped(key), discord.ButtonStyle.primary),
        cancel,
    )
    question = f"## {say('texts.ask')}\n{lines}"
    return interaction.client.renderer.render(await _post(interaction, text, question), ui.Separator(), row)


async def _post(interaction: Interaction, text: OwnText, note: str) -> Card:
    """The post of a text without its buttons, below a note."""
    client = interaction.client
    cards = client.renderer.cards(await client.poster.locale(guild_id_of(interaction)))
    post = cards.post(text.reminder, "0.0", role_id=None)
    blocks = tuple(block for block in post.blocks if isinstance(block, Text))
    return Card(post.kind, (Text(note), Divider(), *blocks) if note else blocks)


def _start(words: str) -> str:
    """The start of some words, enough to find them by."""
    return words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN]}…"


def plainly(words: str) -> str:
    """Words that somebody typed, so that they format nothing around them."""
    return _MARKUP.sub(r"\\\g<0>", words)
