"""What moderators write below the helplines."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.errors import Modal, Sorry
from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.responses import Interaction, say, show
from cogs.core.typed_language import TypedLanguage, typed_language
from cogs.settings.custom_ids import OpenRowForm
from cogs.settings.row import FormRow, Save, back, page, text
from kindred.content.support_cards import NOTE_LIMIT
from kindred.storage.settings_rows import GuildSettings
from kindred.wording.sanitize import clean_note

if TYPE_CHECKING:
    from kindred.wording.check import Finding

FAULTS_SHOWN = 5


class Note(FormRow[str | None]):
    name = "note"

    def in_words(self, interaction: Interaction, value: str | None) -> str:
        return "\n".join(f"> {line}" for line in (value or "").splitlines())

    def in_a_line(self, interaction: Interaction, value: str | None) -> str:
        return " ".join((value or "").split())

    def form(self, interaction: Interaction, settings: GuildSettings, typed: str | None, save: Save) -> Modal:
        return NoteForm(interaction, typed or settings.note or "", save)

    async def from_button(self, interaction: Interaction, value: str | None) -> str | None:
        """Holds a note that a button brings to the rules for a typed one: they may have grown, or it was forged."""
        if value and await _faults(interaction, value):
            raise Sorry("settings.undo-gone")
        return value

    async def from_memory(self, interaction: Interaction, value: str | None) -> str | None:
        return value


class NoteForm(Modal):
    """Asks for the note."""

    def __init__(self, interaction: Interaction, note: str, save: Save) -> None:
        super().__init__(interaction, title=say(interaction, "settings.note.form"), kind="settings-note")
        self._save = save
        self.note = ui.TextInput[Any](
            custom_id="note",
            style=discord.TextStyle.paragraph,
            default=note or None,
            max_length=NOTE_LIMIT,
            required=False,
        )
        self.add_item(
            ui.Label(
                text=say(interaction, "settings.note.name"),
                description=say(interaction, "settings.note.help"),
                component=self.note,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        typed = self.note.value[:NOTE_LIMIT]  # who sends the form without an app may send more
        try:
            panel_opener(interaction)
        except Sorry:
            raise Sorry("settings.note.expired", text=typed.replace("```", "'''")) from None
        guild_id = guild_id_of(interaction)
        note = clean_note(typed)
        faults = note and await _faults(interaction, note)
        if not faults:
            await self._save(interaction, note or None)
            return
        key = f"{interaction.id:x}"
        form_memory.keep(guild_id, f"note.{key}", typed)
        linked = interaction.client.renderer.say
        told = [
            say(
                interaction,
                "settings.note.fault",
                words=fault.words.replace("`", "'"),
                says=linked(fault.says),
                suggestion=linked(fault.suggestion),
            )
            for fault in faults
        ]
        await show(interaction, _refused(interaction, typed, key, told))


async def _faults(interaction: Interaction, note: str) -> "list[Finding]":
    # In a thread: reading the rules takes longer than others should wait for their answers.
    return await asyncio.to_thread(_check, note, await typed_language(interaction))


def _check(note: str, language: TypedLanguage) -> "list[Finding]":
    from kindred.wording.notes import check_note  # here: the first import takes a tenth of a second
    from kindred.wording.rule_files import in_words_of, rules_of

    rules = rules_of(language.content, language.text).rules
    found = check_note(note, english=language.is_english, rules=rules)
    return in_words_of(found, language.content, language.writer)


def _refused(interaction: Interaction, typed: str, key: str, faults: Sequence[str]) -> ui.LayoutView:
    """Why a note cannot stand, with all that was typed; *Edit* opens the form with it."""
    shown = typed.replace("```", "'''")
    items = [
        text(f"## {say(interaction, 'settings.note.refused')}"),
        text("\n".join(f"- {fault}" for fault in faults[:FAULTS_SHOWN])),
        text(f"{say(interaction, 'settings.note.typed')}\n```\n{shown}\n```"),
    ]
    edit = button(say(interaction, "settings.note.edit"), OpenRowForm("note", key), discord.ButtonStyle.primary)
    return page([*items, ui.ActionRow(edit, back(interaction))])
