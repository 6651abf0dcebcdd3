"""`/reminders texts`: what each button does, and the form. Each acts on its own server's rows alone."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.errors import Modal, Sorry, picked
from cogs.core.form_memory import kept
from cogs.core.guild_context import language_of_posts
from cogs.core.panels import VerbControl, Verbs, check_panel, number
from cogs.core.responses import Interaction, say, show
from cogs.reminders import own_text_views as views
from kindred.content.entries import TOPICS
from kindred.content.own_text import IDEA_LIMIT, SMALLER_LIMIT, TITLE_LIMIT, OwnText
from kindred.storage.errors import TooManyTexts
from kindred.storage.own_texts import TEXTS_A_GUILD
from kindred.wording.sanitize import clean_own_text

if TYPE_CHECKING:
    from kindred.wording.check import Finding

NEW = OwnText(0, "", "", None, "")

verb = Verbs()


async def open_panel(interaction: Interaction) -> None:
    """Answers the command."""
    await show(interaction, await views.overview(interaction))


class OwnTextControl(
    VerbControl, ui.DynamicItem[ui.Item[Any]], template=r"own-(?P<verb>[a-z]+):(?P<state>[\da-f]{1,18})"
):
    """Any button of these panels, and the menu."""

    verbs = verb


@verb("list")
async def show_all(interaction: Interaction, guild_id: int, state: str) -> None:
    await show(interaction, await views.overview(interaction, number(state)))


@verb("pick")
async def show_picked(interaction: Interaction, guild_id: int, state: str) -> None:
    text = await _text(interaction, guild_id, picked(interaction)[0])
    await show(interaction, await views.details(interaction, text))


@verb("add")
async def add(interaction: Interaction, guild_id: int, state: str) -> None:
    """Opens the form, if there is room for one more."""
    if len(await interaction.client.store.own_texts.of(guild_id)) >= TEXTS_A_GUILD:
        raise Sorry("texts.too-many")
    await interaction.response.send_modal(OwnTextForm(interaction, NEW))


@verb("edit")
async def edit(interaction: Interaction, guild_id: int, state: str) -> None:
    await interaction.response.send_modal(OwnTextForm(interaction, await _text(interaction, guild_id, state)))


@verb("again")
async def open_again(interaction: Interaction, guild_id: int, state: str) -> None:
    """Opens the form with what was typed into it."""
    await interaction.response.send_modal(OwnTextForm(interaction, _typed(guild_id, state)))


@verb("save")
async def save_anyway(interaction: Interaction, guild_id: int, state: str) -> None:
    """Saves what was worth a look."""
    await _receive(interaction, guild_id, _typed(guild_id, state), asked=True)


@verb("remove")
async def remove(interaction: Interaction, guild_id: int, state: str) -> None:
    text = await _text(interaction, guild_id, state)
    await interaction.client.store.own_texts.remove(guild_id, text.id, discord.utils.utcnow())
    note = say(interaction, "texts.removed", title=views.plainly(text.title))
    await show(interaction, await views.overview(interaction, note=note, undo=text.id))


@verb("undo")
async def undo(interaction: Interaction, guild_id: int, state: str) -> None:
    """Brings a removed text back."""
    try:
        back = await interaction.client.store.own_texts.restore(guild_id, number(state), discord.utils.utcnow())
    except TooManyTexts:
        raise Sorry("texts.too-many") from None
    if not back:
        raise Sorry("texts.gone")
    await _show_saved(interaction, guild_id, number(state), "texts.back")


# The form


class OwnTextForm(Modal):
    """Title, idea, smaller idea and topic, filled in from a text that is there or was typed before."""

    def __init__(self, interaction: Interaction, text: OwnText) -> None:
        super().__init__(title=say(interaction, "texts.form"), custom_id=f"own-text-form:{interaction.id}")
        self._id = text.id
        options = [
            discord.SelectOption(label=say(interaction, f"topic.{topic}"), value=topic, default=topic == text.topic)
            for topic in TOPICS
        ]
        self._title = ui.TextInput[Any](
            custom_id="title", default=text.title[:TITLE_LIMIT] or None, max_length=TITLE_LIMIT
        )
        self._idea = ui.TextInput[Any](
            custom_id="idea",
            style=discord.TextStyle.paragraph,
            default=text.idea[:IDEA_LIMIT] or None,
            max_length=IDEA_LIMIT,
        )
        self._smaller = ui.TextInput[Any](
            custom_id="smaller",
            default=(text.smaller or "")[:SMALLER_LIMIT] or None,
            max_length=SMALLER_LIMIT,
            required=False,
        )
        self._topic = ui.Select[Any](custom_id="topic", options=options)
        for name, item in (
            ("title", self._title),
            ("idea", self._idea),
            ("smaller", self._smaller),
            ("topic", self._topic),
        ):
            hint = say(interaction, f"texts.hints.{name}")
            self.add_item(ui.Label(text=say(interaction, f"texts.fields.{name}"), description=hint, component=item))

    async def on_submit(self, interaction: "discord.Interaction[Any]") -> None:
        topic = self._topic.values[0] if self._topic.values else ""
        text = OwnText(self._id, self._title.value, self._idea.value, self._smaller.value or None, topic)
        try:
            guild_id = check_panel(interaction)
        except Sorry:
            typed = "\n".join(each for each in (text.title, text.idea, text.smaller) if each)
            raise Sorry("texts.expired", text=typed.replace("```", "'''")) from None
        await _receive(interaction, guild_id, text)


async def _receive(interaction: Interaction, guild_id: int, typed: OwnText, *, asked: bool = False) -> None:
    """Keeps what was typed, or says what keeps it from being kept. Faults are refused, also when `asked`."""
    if typed.topic not in TOPICS:
        raise Sorry("error.gone")
    store = interaction.client.store
    settings = await store.settings.of(guild_id)
    english = str(language_of_posts(interaction, settings)).startswith("en")
    text = clean_own_text(typed)
    # In a thread: reading the rules takes longer than others should wait for their answers.
    findings = await asyncio.to_thread(_check, text, english)
    if any(each.fault for each in findings) or (findings and not asked):
        key = f"{interaction.id:x}"
        kept.keep(guild_id, f"own.{key}", json.dumps(typed), discord.utils.utcnow())
        await show(interaction, await views.asked_back(interaction, text, findings, key))
    elif text.id == 0:
        try:
            added = await store.own_texts.add(guild_id, text)
        except TooManyTexts:
            raise Sorry("texts.too-many") from None
        await _show_saved(interaction, guild_id, added.id, "texts.added")
    elif await store.own_texts.change(guild_id, text):
        await _show_saved(interaction, guild_id, text.id, "texts.changed")
    else:
        raise Sorry("texts.gone")


def _check(text: OwnText, english: bool) -> "list[Finding]":
    from kindred.wording.own_text_check import check_own  # here: the first import takes a tenth of a second

    return check_own(text, english=english)


# Helpers


def _typed(guild_id: int, key: str) -> OwnText:
    """What was typed into a form of this server. Raises Sorry where a restart or time has lost it."""
    text = kept.get(guild_id, f"own.{key}")
    if text is None:
        raise Sorry("texts.lost")
    return OwnText(*json.loads(text))


async def _text(interaction: Interaction, guild_id: int, id: str) -> OwnText:
    """A text of this server. Raises Sorry for another server's, or one that is gone."""
    text = await interaction.client.store.own_texts.get(guild_id, number(id))
    if text is None:
        raise Sorry("texts.gone")
    return text


async def _show_saved(interaction: Interaction, guild_id: int, id: int, key: str) -> None:
    text = await _text(interaction, guild_id, str(id))
    count = len(await interaction.client.poster.texts(guild_id, ()))
    await show(interaction, await views.details(interaction, text, say(interaction, key, count=count)))
