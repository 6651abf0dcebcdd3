"""`/reminders texts`: what each button does, and the form. Each acts on its own server's rows alone."""

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.controls import Controls, picked
from cogs.core.errors import Modal, Sorry
from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.responses import Interaction, say, show
from cogs.core.typed_language import TypedLanguage, typed_language
from cogs.reminders import own_text_views as views
from cogs.reminders.custom_ids import (
    AddText,
    AddTopic,
    EditText,
    ListTexts,
    OfTopic,
    OpenTyped,
    PickText,
    RemoveText,
    SaveTyped,
    UndoAddTopic,
    UndoRemoveText,
)
from cogs.reminders.panels import reachable
from kindred.content.entries import TOPICS
from kindred.content.own_text import IDEA_LIMIT, SMALLER_LIMIT, TITLE_LIMIT, OwnText
from kindred.storage.own_texts import TEXTS_A_GUILD
from kindred.storage.schedules import Schedule
from kindred.wording.sanitize import clean_own_text

if TYPE_CHECKING:
    from kindred.wording.check import Finding

NEW = OwnText(0, "", "", None, "")

controls = Controls()


async def open_panel(interaction: Interaction) -> None:
    """Answers the command."""
    await show(interaction, await views.overview(interaction))


@controls.on(ListTexts, may=panel_opener)
async def show_all(interaction: Interaction, press: ListTexts) -> None:
    await show(interaction, await views.overview(interaction, press.page))


@controls.on(PickText, may=panel_opener)
async def show_picked(interaction: Interaction, press: PickText) -> None:
    text = await _text(interaction, _number(picked(interaction)[0]))
    await show(interaction, await views.details(interaction, text))


@controls.on(AddText, may=panel_opener)
async def add(interaction: Interaction, press: AddText) -> None:
    """Opens the form, if there is room for one more."""
    if len(await interaction.client.store.own_texts.of(guild_id_of(interaction))) >= TEXTS_A_GUILD:
        raise Sorry("texts.too-many")
    await interaction.response.send_modal(OwnTextForm(interaction, NEW))


@controls.on(EditText, may=panel_opener)
async def edit(interaction: Interaction, press: EditText) -> None:
    await interaction.response.send_modal(OwnTextForm(interaction, await _text(interaction, press.text)))


@controls.on(OpenTyped, may=panel_opener)
async def open_again(interaction: Interaction, press: OpenTyped) -> None:
    """Opens the form with what was typed into it."""
    await interaction.response.send_modal(OwnTextForm(interaction, _typed(guild_id_of(interaction), press.key)))


@controls.on(SaveTyped, may=panel_opener)
async def save_anyway(interaction: Interaction, press: SaveTyped) -> None:
    """Saves what was worth a look."""
    await _receive(interaction, _typed(guild_id_of(interaction), press.key), asked=True)


@controls.on(RemoveText, may=panel_opener)
async def remove(interaction: Interaction, press: RemoveText) -> None:
    text = await _text(interaction, press.text)
    await interaction.client.store.own_texts.remove(guild_id_of(interaction), text.id, interaction.client.now())
    note = say(interaction, "texts.removed", title=views.plainly(text.title))
    await show(interaction, await views.overview(interaction, note=note, undo=text.id))


@controls.on(UndoRemoveText, may=panel_opener)
async def undo(interaction: Interaction, press: UndoRemoveText) -> None:
    """Brings a removed text back."""
    guild_id, now = guild_id_of(interaction), interaction.client.now()
    back = await interaction.client.store.own_texts.restore(guild_id, press.text, now)
    if not back:
        raise Sorry("texts.gone")
    await _show_saved(interaction, press.text, "texts.back")


@controls.on(AddTopic, may=panel_opener)
async def add_topic(interaction: Interaction, press: AddTopic) -> None:
    """Adds the topic of a text that no weekly post uses to one; this moderator may write in its channel."""
    text, schedule = await _text(interaction, press.text), await _schedule(interaction, press.schedule)
    await reachable(interaction, schedule.channel_id)
    added = await interaction.client.store.schedules.change_topic(
        schedule.guild_id, schedule.id, press.topic, wanted=True
    )
    undo = UndoAddTopic(text.id, schedule.id, press.topic) if added else None
    await _show_topic(interaction, text, schedule, "texts.topic-added" if added else "texts.topic-there", press, undo)


@controls.on(UndoAddTopic, may=panel_opener)
async def undo_add_topic(interaction: Interaction, press: UndoAddTopic) -> None:
    """Takes it out again, unless nothing else is left."""
    text, schedule = await _text(interaction, press.text), await _schedule(interaction, press.schedule)
    undone = await interaction.client.store.schedules.change_topic(
        schedule.guild_id, schedule.id, press.topic, wanted=False
    )
    last = not undone and schedule.topics == (press.topic,)
    await _show_topic(interaction, text, schedule, "texts.topic-kept" if last else "texts.topic-undone", press)


async def _show_topic(
    interaction: Interaction,
    text: OwnText,
    schedule: Schedule,
    key: str,
    press: OfTopic,
    undo: UndoAddTopic | None = None,
) -> None:
    topic = say(interaction, f"topic.{press.topic}")
    note = say(interaction, key, channel=f"<#{schedule.channel_id}>", topic=topic)
    await show(interaction, await views.details(interaction, text, note, undo))


# The form


class OwnTextForm(Modal):
    """Title, idea, smaller idea and topic, filled in from a text that is there or was typed before."""

    def __init__(self, interaction: Interaction, text: OwnText) -> None:
        super().__init__(interaction, title=say(interaction, "texts.form"), kind="own-text-form")
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

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        topic = self._topic.values[0] if self._topic.values else ""
        text = OwnText(self._id, self._title.value, self._idea.value, self._smaller.value or None, topic)
        try:
            panel_opener(interaction)
        except Sorry:
            typed = "\n".join(each for each in (text.title, text.idea, text.smaller) if each)
            raise Sorry("texts.expired", text=typed.replace("```", "'''")) from None
        await _receive(interaction, text)


async def _receive(interaction: Interaction, typed: OwnText, *, asked: bool = False) -> None:
    """Keeps what was typed, or says what keeps it from being kept. Faults are refused, also when `asked`."""
    if typed.topic not in TOPICS:
        raise Sorry("error.gone")
    store, guild_id = interaction.client.store, guild_id_of(interaction)
    text = clean_own_text(typed)
    # In a thread: reading the rules takes longer than others should wait for their answers.
    findings = await asyncio.to_thread(_check, text, await typed_language(interaction))
    if any(each.fault for each in findings) or (findings and not asked):
        key = f"{interaction.id:x}"
        form_memory.keep(guild_id, f"own.{key}", json.dumps(typed))
        await show(interaction, await views.asked_back(interaction, text, findings, key))
    elif text.id == 0:
        added = await store.own_texts.add(guild_id, text)
        await _show_saved(interaction, added.id, "texts.added")
    elif await store.own_texts.change(guild_id, text):
        await _show_saved(interaction, text.id, "texts.changed")
    else:
        raise Sorry("texts.gone")


def _check(text: OwnText, language: TypedLanguage) -> "list[Finding]":
    from kindred.wording.own_text_check import check_own  # here: the first import takes a tenth of a second
    from kindred.wording.rule_files import in_words_of, rules_of

    rules = rules_of(language.content, language.text).rules
    found = check_own(text, english=language.is_english, rules=rules)
    return in_words_of(found, language.content, language.writer)


# Helpers


def _typed(guild_id: int, key: str) -> OwnText:
    """What was typed into a form of this server. Raises Sorry where a restart or time has lost it."""
    text = form_memory.get(guild_id, f"own.{key}")
    if text is None:
        raise Sorry("texts.lost")
    return OwnText(*json.loads(text))


def _number(picked: str) -> int:
    """The number of a picked text. Raises Sorry for what no menu offered."""
    if not re.fullmatch("[0-9]{1,18}", picked):
        raise Sorry("error.gone")
    return int(picked)


async def _text(interaction: Interaction, id: int) -> OwnText:
    """A text of this server. Raises Sorry for another server's, or one that is gone."""
    text = await interaction.client.store.own_texts.get(guild_id_of(interaction), id)
    if text is None:
        raise Sorry("texts.gone")
    return text


async def _schedule(interaction: Interaction, id: int) -> Schedule:
    """A weekly post of this server. Raises Sorry for another server's, or one that is gone."""
    schedule = await interaction.client.store.schedules.get(guild_id_of(interaction), id)
    if schedule is None:
        raise Sorry("reminder.gone")
    return schedule


async def _show_saved(interaction: Interaction, id: int, key: str) -> None:
    text = await _text(interaction, id)
    if key == "texts.added" and await views.is_unused(interaction, text):
        key = "texts.saved"  # nothing posts it yet, so nothing is said of its turn
    count = len(await interaction.client.poster.texts(guild_id_of(interaction), ()))
    await show(interaction, await views.details(interaction, text, say(interaction, key, count=count)))
