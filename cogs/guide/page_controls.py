"""The buttons and menus of a card, and those under a weekly post. They work for ever."""

from cogs.core.controls import Controls, anybody, picked
from cogs.core.guild_context import settings_of
from cogs.core.responses import Interaction, can_share, show
from kindred.content.cards import EXPERIENCES_AT_ONCE
from kindred.content.custom_ids import (
    AnotherIdea,
    AnotherIdeaOfTest,
    OpenPage,
    PickExperiences,
    PickPage,
    ShowHow,
    ShowHowOfTest,
)

controls = Controls()


@controls.on(OpenPage, may=anybody)
async def open_named(interaction: Interaction, press: OpenPage) -> None:
    await open_page(interaction, press.route, press.back)


@controls.on(PickPage, may=anybody)
async def open_picked(interaction: Interaction, press: PickPage) -> None:
    await open_page(interaction, picked(interaction)[0], press.back)


@controls.on(PickExperiences, may=anybody)
async def open_joined(interaction: Interaction, press: PickExperiences) -> None:
    """Opens the page that the picked experiences make together."""
    await open_page(interaction, "start." + ",".join(picked(interaction)[:EXPERIENCES_AT_ONCE]), press.back)


@controls.on(ShowHow, ShowHowOfTest, may=anybody)
async def show_how(interaction: Interaction, press: ShowHow | ShowHowOfTest) -> None:
    await open_page(interaction, f"strategy.{press.strategy}")


@controls.on(AnotherIdea, AnotherIdeaOfTest, may=anybody)
async def show_another_idea(interaction: Interaction, press: AnotherIdea | AnotherIdeaOfTest) -> None:
    await open_page(interaction, f"step.{interaction.id:x}.0")


async def open_page(interaction: Interaction, route: str, back: str | None = None) -> None:
    """Shows a page in the person's language, as their server has set it. Raises NoSuchPage."""
    server = await settings_of(interaction)
    renderer, share = interaction.client.renderer, can_share(interaction)
    view = renderer.page(interaction.locale, route, back, share=share, server=server)
    await show(interaction, view)
