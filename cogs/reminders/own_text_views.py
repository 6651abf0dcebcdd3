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
    AddTopic,
    EditText,
    ListTexts,
    OpenTyped,
    PickText,
    RemoveText,
    SaveTyped,
    UndoAddTopic,
    UndoRemoveText,
)
from kindred.content.blocks import LABEL_LIMIT, Card, Divider, Text
from kindred.content.entries import TOPICS
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
        used = await _topics_in_use(interaction)
        lines = [f"- **{plainly(each.title)}** ({_topic(interaction, each, used)})" for each in shown]
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


async def details(
    interaction: Interaction, text: OwnText, note: str = "", undo: UndoAddTopic | None = None
) -> ui.LayoutView:
    """One text as it will be posted, with what can be done to it; and what keeps it from being posted."""
    say = words_of(interaction).say
    more = await _unused(interaction, text)
    if undo:
        more.append(ui.ActionRow(button(say("details.undo"), undo, discord.ButtonStyle.primary)))
    row = ui.ActionRow[ui.LayoutView](
        button(say("details.edit"), EditText(text.id)),
        button(say("details.remove"), RemoveText(text.id), discord.ButtonStyle.danger),
        button(say("texts.all"), ListTexts(0)),
    )
    return interaction.client.renderer.render(await _post(interaction, text, note), ui.Separator(), *more, row)


async def is_unused(interaction: Interaction, text: OwnText) -> bool:
    """Whether this server has weekly posts, and none is about the topic of a text."""
    return _lies_idle(text, await _topics_in_use(interaction))


def _lies_idle(text: OwnText, used: set[str]) -> bool:
    return bool(used) and text.topic not in used


async def _topics_in_use(interaction: Interaction) -> set[str]:
    schedules = await interaction.client.store.schedules.of(guild_id_of(interaction))
    return {topic for each in schedules for topic in each.topics or TOPICS}


def _topic(interaction: Interaction, text: OwnText, used: set[str]) -> str:
    """The topic of a text, and whether nothing uses it; where there is no weekly post at all, the list says so once."""
    say = words_of(interaction).say
    topic = say(f"topic.{text.topic}")
    return say("texts.not-used", topic=topic) if _lies_idle(text, used) else topic


async def _unused(interaction: Interaction, text: OwnText) -> list[ui.Item[ui.LayoutView]]:
    """Says if no weekly post uses a text, with a button for each that could be about its topic too."""
    client, say = interaction.client, words_of(interaction).say
    schedules = await client.store.schedules.of(guild_id_of(interaction))
    if not schedules:
        return [ui.TextDisplay(say("list.empty"))]
    if any(text.topic in (each.topics or TOPICS) for each in schedules):
        return []
    guild = client.get_guild(guild_id_of(interaction))
    buttons: list[ui.Button[Any]] = []
    for each in schedules:
        channel = guild.get_channel_or_thread(each.channel_id) if guild else None
        label = say("texts.add-topic", channel=f"#{channel.name if channel else each.channel_id}")
        buttons.append(button(label[:LABEL_LIMIT], AddTopic(text.id, each.id, text.topic)))
    rows = [ui.ActionRow[ui.LayoutView](*buttons[start : start + 5]) for start in range(0, len(buttons), 5)]
    return [ui.TextDisplay(say("texts.unused", topic=say(f"topic.{text.topic}"))), *rows]


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
