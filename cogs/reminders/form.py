"""The one form that sets up or changes a weekly post."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.errors import Modal, Sorry
from cogs.core.panels import panel_opener
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say, show, words_of
from cogs.reminders.custom_ids import OpenForm
from cogs.reminders.typed import in_code
from kindred.content.entries import TOPICS
from kindred.schedule.draft import Draft
from kindred.schedule.parsing import parse_time
from kindred.schedule.weekly import Weekly

TYPED_LIMIT = 20  # characters of a time

Shown = Callable[[Interaction, Draft], Awaitable[None]]


class ReminderForm(Modal):
    """Weekday, time, topics, role and silence, filled in from a draft; `then` gets the draft that was made."""

    def __init__(self, interaction: Interaction, draft: Draft, then: Shown) -> None:
        words = words_of(interaction)
        super().__init__(interaction, title=words.say("form.title"), kind="reminder-form")
        self._draft = draft
        self._then = then
        days = [
            discord.SelectOption(label=words.say(f"weekday.{day}"), value=str(day), default=day == draft.weekly.weekday)
            for day in range(7)
        ]
        topics = [
            discord.CheckboxGroupOption(label=words.say(f"topic.{topic}"), value=topic, default=topic in draft.topics)
            for topic in TOPICS
        ]
        roles = [discord.Object(draft.role_id)] if draft.role_id else []
        self._day = ui.Select[Any](custom_id="day", options=days)
        self._at = ui.TextInput[Any](custom_id="at", default=f"{draft.weekly.at:%H:%M}", max_length=TYPED_LIMIT)
        self._topics = ui.CheckboxGroup[Any](custom_id="topics", options=topics, min_values=1, max_values=len(TOPICS))
        self._role = ui.RoleSelect[Any](custom_id="role", required=False, min_values=0, default_values=roles)
        self._silent = ui.Checkbox[Any](custom_id="silent", default=draft.silent)
        zone = words.say("form.at-hint", zone=draft.weekly.zone)[:100]
        for text, item, hint in (
            ("form.day", self._day, None),
            ("form.at", self._at, zone),
            ("form.topics", self._topics, None),
            ("form.role", self._role, words.say("form.role-hint")),
            ("form.silent", self._silent, words.say("form.silent-hint")),
        ):
            self.add_item(ui.Label(text=words.say(text), description=hint, component=item))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        role = self._role.values[0] if self._role.values else None
        day = next(iter(self._day.values), "")
        if day not in map(str, range(7)) or (role and not isinstance(role, discord.Role)):
            raise Sorry("error.gone")  # no app sends this
        if interaction.message:  # opened from a panel, whose time may be over; a command's form has none
            try:
                panel_opener(interaction)
            except Sorry:
                at = self._at.value[:TYPED_LIMIT]
                raise Sorry("form.expired", day=say(interaction, f"weekday.{day}"), at=at) from None
        draft = self._draft._replace(
            topics=tuple(topic for topic in TOPICS if topic in self._topics.values) or TOPICS,
            role_id=role.id if role else None,
            silent=self._silent.value,
        )
        weekday, zone = int(day), draft.weekly.zone
        try:
            weekly = Weekly(weekday, parse_time(self._at.value), zone)
        except ValueError:
            kept = draft._replace(weekly=Weekly(weekday, draft.weekly.at, zone))
            typed = in_code(self._at.value[:TYPED_LIMIT])
            await show(interaction, _again(interaction, kept, say(interaction, "form.time-unread", typed=typed)))
            return
        draft = draft._replace(weekly=weekly)
        try:
            if role:
                check_role(interaction, role)
        except Sorry as refused:
            kept = draft._replace(role_id=None)
            await show(interaction, _again(interaction, kept, say(interaction, refused.key, **refused.values)))
            return
        await self._then(interaction, draft)


def check_role(interaction: Interaction, role: discord.Role) -> None:
    """Raises Sorry unless this person may have this role mentioned."""
    if role.guild.id != interaction.guild_id or role.is_default():
        raise Sorry("reminder.role-everyone")
    if not role.mentionable and not interaction.permissions.mention_everyone:
        raise Sorry("reminder.role-not-yours", role=role.mention)


def _again(interaction: Interaction, draft: Draft, why: str) -> ui.LayoutView:
    """What cannot be taken, and the form again with everything else as it was."""
    again = button(say(interaction, "form.again"), OpenForm(draft), discord.ButtonStyle.primary)
    return plain(why, buttons=[again])
