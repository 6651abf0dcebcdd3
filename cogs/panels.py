"""Panels: private messages with controls, for moderators.

A panel is no lasting key. It acts for the person who opened it, for fifteen minutes, and then asks to run the
command again, so that Discord's own check of who may use the command stands before every change.
"""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from cogs.errors import Answering, Sorry

if TYPE_CHECKING:
    from bot import Kindred

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


class PanelControl(Answering):
    """Mixed into a DynamicItem of a panel: `change` runs only for the opener, and only in time.

    The subclass's template has one group, `state`: what the control needs to know, since nothing is kept.
    """

    def __init__(self, item: ui.Item[Any], state: str) -> None:
        super().__init__(item)  # type: ignore[call-arg]
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["state"])

    async def act(self, interaction: "discord.Interaction[Kindred]") -> None:
        await self.change(interaction, check_panel(interaction))

    async def change(self, interaction: "discord.Interaction[Kindred]", guild_id: int) -> None:
        raise NotImplementedError
