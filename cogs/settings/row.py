"""What a setting is to the panel: one object that names, shows, offers and checks its values.

A new setting is a subclass in a file of its own, in the list of `rows.py`; a line of `GuildSettings`; its column (a
migration); and its words, `[settings.<name>]`.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import discord
from discord import ui

from cogs.core.api_errors import REQUEST_ERRORS, in_time
from cogs.core.controls import button
from cogs.core.errors import Modal, Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.permissions import may_write
from cogs.core.renderer import NEUTRAL, stopped
from cogs.core.responses import Interaction, say
from cogs.settings.custom_ids import OpenRow, OpenRowForm, Pick, SetValue, ShowPanel
from kindred.content.custom_ids import CustomId
from kindred.storage.settings_rows import GuildSettings, to_column

Value = TypeVar("Value")
Item = ui.Item[ui.LayoutView]
Save = Callable[[Interaction, Any], Awaitable[None]]


class SettingsRow(ABC, Generic[Value]):
    """One setting. Its `name` is that of its column, of its words, and of its field in `GuildSettings`."""

    name: ClassVar[str]

    # What it is at present

    def title(self, interaction: Interaction) -> str:
        return say(interaction, f"settings.{self.name}.name")

    def value(self, settings: GuildSettings) -> Value:
        return getattr(settings, self.name)

    def present(self, interaction: Interaction, settings: GuildSettings) -> str:
        """The present value as people read it, or what counts while none is set."""
        if to_column(self.name, self.value(settings)) is None:
            return self.default(interaction)
        return self.in_words(interaction, self.value(settings))

    def default(self, interaction: Interaction) -> str:
        """What counts while no value is set."""
        return say(interaction, f"settings.{self.name}.default")

    @abstractmethod
    def in_words(self, interaction: Interaction, value: Value) -> str:
        """A value that is set, as people read it."""

    def in_a_line(self, interaction: Interaction, value: Value) -> str:
        """The same in one line, for `/privacy`."""
        return self.in_words(interaction, value)

    # How it is changed

    @abstractmethod
    def change(self) -> CustomId:
        """What the panel's button *Change* does."""

    async def check(self, interaction: Interaction, value: Value) -> None:
        """Raises Sorry for a value that cannot be set now."""

    async def from_button(self, interaction: Interaction, value: Value) -> Value:
        """A value that a button brought, as far as it still holds. Raises Sorry for what is no longer there."""
        return value

    async def from_memory(self, interaction: Interaction, value: Value) -> Value:
        """The same for a value that stood before a change, and that nobody can have forged."""
        return await self.from_button(interaction, value)


class FormRow(SettingsRow[Value]):
    """A setting that is typed."""

    def change(self) -> CustomId:
        return OpenRowForm(self.name)

    @abstractmethod
    def form(self, interaction: Interaction, settings: GuildSettings, typed: str | None, save: Save) -> Modal:
        """The form, filled in with the present value or with what was `typed` before; `save` gets the new value."""


class Menus(NamedTuple):
    """What the page of a setting offers: menus with their texts, and buttons."""

    menus: Sequence[Item]
    buttons: Sequence[Item]


class PageRow(SettingsRow[Value]):
    """A setting that has a page, with menus and buttons."""

    stays_open: ClassVar[bool] = False  # where several menus make up the value
    menus_show_value: ClassVar[bool] = False

    def change(self) -> CustomId:
        return OpenRow(self.name)

    @abstractmethod
    async def menus(self, interaction: Interaction, settings: GuildSettings) -> Menus:
        """What the page offers."""

    @abstractmethod
    def picked(self, interaction: Interaction, settings: GuildSettings, place: str | None) -> Value:
        """The value that a menu of the page was given; `place` tells it from others. Raises Sorry."""

    def reset(self, interaction: Interaction, key: str = "reset") -> ui.Button[Any]:
        """A button back to the default."""
        return button(say(interaction, f"settings.{self.name}.{key}"), SetValue(self.name, None))


class ChannelsRow(PageRow[Value]):
    """A setting whose values are channels of this server."""

    kinds: ClassVar[Sequence[discord.ChannelType]]
    most: ClassVar[int] = 1

    @abstractmethod
    def ids(self, value: Value) -> Sequence[int]:
        """The channels of a value."""

    async def menu(self, interaction: Interaction, settings: GuildSettings) -> Item:
        """A menu that shows the chosen channels: Discord might refuse one that is gone, and few are in the cache."""
        chosen = self.ids(self.value(settings))
        try:
            there = await channels_of(interaction) if chosen else set[int]()
        except REQUEST_ERRORS:
            there = set[int]()  # the page names them anyway
        return ui.ActionRow(
            ui.ChannelSelect[ui.LayoutView](
                custom_id=Pick(self.name).custom_id,
                placeholder=say(interaction, f"settings.{self.name}.pick"),
                channel_types=[*self.kinds],
                max_values=self.most,
                default_values=[discord.Object(id) for id in chosen if id in there],
            )
        )

    def picked_ids(self, interaction: Interaction, settings: GuildSettings) -> list[int]:
        """The picked channels: this server's own, and those that were not there before open to the moderator."""
        data: Any = interaction.data
        resolved = data.get("resolved", {}).get("channels", {})
        guild_id, before = guild_id_of(interaction), self.ids(self.value(settings))
        picked: list[int] = []
        for id in map(int, data.get("values", ())):
            channel = resolved.get(str(id))
            if channel is None or int(channel.get("guild_id", guild_id)) != guild_id:
                raise Sorry("settings.not-here")
            if channel["type"] not in [kind.value for kind in self.kinds]:
                raise Sorry("settings.not-here")
            theirs = discord.Permissions(int(channel.get("permissions", 0)))
            if id not in before and not may_write(theirs, in_thread=False):
                raise Sorry("settings.you-may-not", channel=f"<#{id}>")
            picked.append(id)
        if not picked:
            raise Sorry("error.gone")
        return picked


async def channels_of(interaction: Interaction) -> set[int]:
    """Every channel that the server has now, asked of Discord. Raises REQUEST_ERRORS."""
    if interaction.guild is None:
        return set()
    return {channel.id for channel in await in_time(interaction.guild.fetch_channels())}


def text(markdown: str) -> ui.TextDisplay[ui.LayoutView]:
    return ui.TextDisplay(markdown)


def page(items: Iterable[Item]) -> ui.LayoutView:
    return stopped(ui.Container(*items, accent_colour=NEUTRAL))


def back(interaction: Interaction) -> ui.Button[Any]:
    """A button to the panel."""
    return button(say(interaction, "button.back"), ShowPanel())
