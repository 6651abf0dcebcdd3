"""Panels: private messages with controls, for moderators.

A panel is no lasting key. It acts for the person who opened it, for fifteen minutes, and then asks to run the
command again, so that Discord's own check of who may use the command stands before every change.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import discord
from discord import ui

from cogs.core.errors import Answering, Sorry

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

LIFETIME = timedelta(minutes=15)


def check_panel(interaction: "discord.Interaction[Kindred]") -> int:
    """The id of the server that a panel belongs to. Raises Sorry for a stranger, and after its lifetime."""
    message = interaction.message
    if message is None or interaction.guild_id is None:
        raise Sorry("panel.expired")
    opened_by = message.interaction_metadata.user.id if message.interaction_metadata else None
    if not message.flags.ephemeral or opened_by != interaction.user.id:
        raise Sorry("panel.not-yours")
    if discord.utils.utcnow() - message.created_at > LIFETIME:
        raise Sorry("panel.expired")
    return interaction.guild_id


def control(label: str, custom_id: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> ui.Button[Any]:
    """A button of a panel. The PanelControl whose template its custom_id fits answers it."""
    return ui.Button(label=label, custom_id=custom_id, style=style)


def number(state: str | int) -> int:
    """The number in a control's state. Raises Sorry for what this version never put there."""
    if not re.fullmatch(r"[0-9]{1,18}", str(state)):
        raise Sorry("error.gone")
    return int(state)


class PanelControl(Answering):
    """Mixed into a DynamicItem of a panel: `change` runs only for the opener, and only in time.

    The subclass's template has one group, `state`: what the control needs to know, since nothing is kept.
    """

    def __init__(self, item: ui.Item[Any], state: str) -> None:
        super().__init__(item)  # type: ignore[call-arg]
        self.state = state

    async def act(self, interaction: "discord.Interaction[Kindred]") -> None:
        await self.change(interaction, check_panel(interaction))

    async def change(self, interaction: "discord.Interaction[Kindred]", guild_id: int) -> None:
        raise NotImplementedError


Verb = Callable[[Any, int, str], Awaitable[None]]  # the interaction, the server's id, the control's state


class Verbs:
    """The functions that answer a panel's controls, each under the verb in the custom_id."""

    def __init__(self) -> None:
        self._acts: dict[str, Verb] = {}

    def __call__(self, name: str) -> Callable[[Verb], Verb]:
        """Makes a function answer the controls of a verb."""

        def register(act: Verb) -> Verb:
            self._acts[name] = act
            return act

        return register

    async def act(self, name: str, interaction: "discord.Interaction[Kindred]", guild_id: int, state: str) -> None:
        """Does what a verb means. Raises Sorry for one that nobody made."""
        if name not in self._acts:
            raise Sorry("error.gone")
        await self._acts[name](interaction, guild_id, state)


class VerbControl(PanelControl):
    """Mixed into a DynamicItem whose template has the group `verb` beside `state`; `verbs` answer it."""

    verbs: ClassVar[Verbs]

    def __init__(self, item: ui.Item[Any], verb: str, state: str) -> None:
        super().__init__(item, state)
        self.verb = verb

    async def change(self, interaction: "discord.Interaction[Kindred]", guild_id: int) -> None:
        await self.verbs.act(self.verb, interaction, guild_id, self.state)
