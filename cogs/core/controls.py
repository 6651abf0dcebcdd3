"""One way for every button and menu: a custom id, who may press it, and the function that answers.

    controls = Controls()

    @controls.on(Remove, may=panel_opener)
    async def remove(interaction: Interaction, press: Remove) -> None:
        ...

A cog adds its controls to the bot's. Nothing is kept about what was sent: the custom id says all that a press means,
so it works after any restart. Errors are answered in words.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple, Self, TypeVar

import discord
from discord import app_commands, ui

from cogs.core.errors import Sorry, answer
from cogs.core.responses import Interaction
from kindred.content.custom_ids import CustomId

AnyChannel = app_commands.AppCommandChannel | app_commands.AppCommandThread
Id = TypeVar("Id", bound=CustomId)
May = Callable[[Interaction], None]
Callback = Callable[[Interaction, Id], Awaitable[None]]


class Control(NamedTuple):
    """What answers one kind of custom id. `may` raises Sorry for whom it is not."""

    id: type[CustomId]
    may: May
    callback: Callable[[Interaction, Any], Awaitable[None]]


class Controls:
    """Controls by their custom ids."""

    def __init__(self) -> None:
        self._by_head: dict[str, list[Control]] = {}

    def __iter__(self) -> Iterator[Control]:
        for controls in self._by_head.values():
            yield from controls

    def on(self, *ids: type[Id], may: May) -> Callable[[Callback[Id]], Callback[Id]]:
        """Makes a function answer the presses of some custom ids, for those who may."""

        def register(callback: Callback[Id]) -> Callback[Id]:
            for id in ids:
                self._put(Control(id, may, callback))
            return callback

        return register

    def add(self, *others: "Controls") -> None:
        """Takes up the controls of others."""
        for other in others:
            for control in other:
                self._put(control)

    def _put(self, control: Control) -> None:
        self._by_head.setdefault(_head(control.id.template), []).append(control)

    def find(self, custom_id: str) -> tuple[Control, CustomId] | None:
        """What answers a custom id, and what it says; None for one that this version never made."""
        for control in self._by_head.get(_head(custom_id), ()):
            if press := control.id.read(custom_id):
                return control, press
        return None

    async def answer(self, interaction: Interaction, custom_id: str) -> None:
        """Answers a press; an error in words. Never raises."""
        try:
            found = self.find(custom_id)
            if found is None:
                raise Sorry("error.gone")
            control, press = found
            control.may(interaction)
            await control.callback(interaction, press)
        except Exception as error:
            await answer(interaction, error)


def _head(custom_id: str) -> str:
    return custom_id.partition(":")[0]


class AnyControl(ui.DynamicItem[ui.Item[Any]], template=re.compile(".*", re.DOTALL)):
    """The one item that discord.py knows: it hands every press to the bot's controls.

    discord.py would log and swallow the errors of a dynamic item, and leave an unknown press without an answer.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.extras["picked"] = getattr(self.item, "values", [])
        await interaction.client.controls.answer(interaction, self.custom_id)


def button(label: str, id: CustomId, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> ui.Button[Any]:
    """A button that the control of this custom id answers."""
    return ui.Button(label=label, custom_id=id.custom_id, style=style)


def picked(interaction: Interaction, *, least: int = 1) -> list[str]:
    """The values that were picked in a menu. Raises Sorry for fewer, and where something else came with its id."""
    values = interaction.extras.get("picked", [])
    if len(values) < least or not all(isinstance(value, str) for value in values):
        raise Sorry("error.gone")
    return values


def picked_channel(interaction: Interaction) -> AnyChannel:
    """The first channel that was picked in a menu, as Discord sent it. Raises Sorry where something else came."""
    for value in interaction.extras.get("picked", ()):
        if isinstance(value, AnyChannel):
            return value
    raise Sorry("error.gone")


# Who may press


def anybody(interaction: Interaction) -> None:
    """Everybody may."""
