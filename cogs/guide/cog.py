"""The commands that members use. Each opens a card; what a card says is in content/."""

import asyncio
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from cogs.core.errors import Choices, never_fails
from cogs.core.guild_context import settings_of
from cogs.core.responses import Interaction, can_share, show
from cogs.guide import page_controls, sharing
from cogs.guide.page_controls import open_page
from kindred.content.entries import Catalog
from kindred.content.finder import offered, route_of
from kindred.content.search import find
from kindred.content.support import Support
from kindred.content.support_cards import HELP_ROUTE
from kindred.content.support_words import in_language

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

Query = app_commands.Range[str, 1, 100]


class GuideCog(commands.Cog, name="guide"):
    """Why connecting can be hard, and what can help."""

    @app_commands.command()
    async def connecting(self, interaction: Interaction, topic: Query | None = None) -> None:
        """What connecting means, how to tell that you have it, why it matters."""
        await _open_found(interaction, "connecting", "connecting", topic)

    @connecting.autocomplete("topic")
    @never_fails
    async def _topics(self, interaction: Interaction, current: str) -> Choices:
        return await asyncio.to_thread(_choices, interaction, await _catalog(interaction), "connecting", current)

    @app_commands.command()
    async def causes(self, interaction: Interaction, cause: Query | None = None) -> None:
        """Why connecting can be hard."""
        await _open_found(interaction, "causes", "cause", cause)

    @causes.autocomplete("cause")
    @never_fails
    async def _causes(self, interaction: Interaction, current: str) -> Choices:
        return await asyncio.to_thread(_choices, interaction, await _catalog(interaction), "cause", current)

    @app_commands.command()
    async def strategies(self, interaction: Interaction, strategy: Query | None = None) -> None:
        """What can help."""
        await _open_found(interaction, "strategies", "strategy", strategy)

    @strategies.autocomplete("strategy")
    @never_fails
    async def _strategies(self, interaction: Interaction, current: str) -> Choices:
        return await asyncio.to_thread(_choices, interaction, await _catalog(interaction), "strategy", current)

    @app_commands.command(name="where-to-start")
    async def where_to_start(self, interaction: Interaction) -> None:
        """Strategies for up to three experiences that sound familiar."""
        await open_page(interaction, "start")

    @app_commands.command(name="small-step")
    async def small_step(self, interaction: Interaction) -> None:
        """One idea to try now."""
        # The interaction's own id shuffles the ideas: another order each time, and nothing to remember.
        await open_page(interaction, f"step.{interaction.id:x}.0")

    @app_commands.command(name="find-help")
    async def find_help(self, interaction: Interaction, country: Query | None = None) -> None:
        """How to find professional help, and somebody to talk to now."""
        await _open_help(interaction, country)

    @find_help.autocomplete("country")
    @never_fails
    async def _countries(self, interaction: Interaction, current: str) -> Choices:
        support = interaction.client.renderer.library.support
        return await asyncio.to_thread(_countries, interaction, await _catalog(interaction), support, current)

    @app_commands.command()
    async def sources(self, interaction: Interaction) -> None:
        """What the texts rest on."""
        await open_page(interaction, "sources.1")

    @app_commands.command()
    async def help(self, interaction: Interaction) -> None:
        """What this bot is, and its commands."""
        await open_page(interaction, "help")


async def _catalog(interaction: Interaction) -> Catalog:
    """The content in the person's language, without what their server has put away."""
    return interaction.client.renderer.catalog(interaction.locale, (await settings_of(interaction)).hidden)


def _is_in_distress(interaction: Interaction, typed: str) -> bool:
    return interaction.client.renderer.library.distress(str(interaction.locale)).is_in(typed)


async def _open_found(interaction: Interaction, overview: str, kind: str, query: str | None) -> None:
    """Opens the card that a query names; the overview without one, or with a note when nothing fits."""
    renderer = interaction.client.renderer
    if query is None:
        await open_page(interaction, overview)
        return
    catalog = await _catalog(interaction)
    if query == HELP_ROUTE or (query not in catalog.may_be_hidden() and _is_in_distress(interaction, query)):
        await _open_help_at_once(interaction)
    elif route := await _route_of(query, catalog, kind):
        await open_page(interaction, route)
    else:
        hidden = (await settings_of(interaction)).hidden
        card = renderer.cards(interaction.locale, hidden).page(overview, share=can_share(interaction))
        await show(interaction, renderer.render(card.noting(catalog.words.say("error.not-found"))))


async def _open_help(interaction: Interaction, named: str | None) -> None:
    """Opens the card of a country; without one, that of the server's country, or the page for everybody.

    A country is never read from a locale, and a name that is only near one is asked back: wrong numbers cost time.
    """
    renderer = interaction.client.renderer
    support = renderer.library.support
    if named is None:
        await open_page(interaction, "find-help")
    elif country := support.named(named):
        await open_page(interaction, f"find-help.{country.id}")
    elif named == HELP_ROUTE or _is_in_distress(interaction, named):
        await _open_help_at_once(interaction)
    else:
        country, near = await asyncio.to_thread(support.meant, named)
        if country:
            await open_page(interaction, f"find-help.{country.id}")
            return
        note = (await settings_of(interaction)).note
        await show(interaction, renderer.render(renderer.cards(interaction.locale).which_country(near, note=note)))


async def _open_help_at_once(interaction: Interaction) -> None:
    """Answers words of distress: a kind line and the card of help, with the server's country where it has one."""
    renderer = interaction.client.renderer
    server = await settings_of(interaction)
    cards = renderer.cards(interaction.locale)
    route = f"{HELP_ROUTE}.{server.country}" if server.country in renderer.library.support.countries else HELP_ROUTE
    card = cards.page(route, note=server.note)
    await show(interaction, renderer.render(card.noting(cards.catalog.words.say("distress.note"))))


async def _route_of(query: str, catalog: Catalog, kind: str) -> str | None:
    """The route of the card that a query names. An id is looked up here; words are searched in a thread."""
    if query in catalog.may_be_hidden():
        return route_of(query, catalog, kind)
    return await asyncio.to_thread(route_of, query, catalog, kind)


# Each runs in a thread: the first search of a process reads the words of every card, which others need not wait for.


def _help_choice(catalog: Catalog) -> Choices:
    """The one choice beside words of distress. What was typed is not in it."""
    return [app_commands.Choice(name=catalog.words.say("distress.choice"), value=HELP_ROUTE)]


def _choices(interaction: Interaction, catalog: Catalog, kind: str, current: str) -> Choices:
    if _is_in_distress(interaction, current):
        return _help_choice(catalog)
    return [app_commands.Choice(name=place.title, value=place.id) for place in offered(current, catalog, kind)[:25]]


def _countries(interaction: Interaction, catalog: Catalog, support: Support, current: str) -> Choices:
    if _is_in_distress(interaction, current):
        return _help_choice(catalog)
    countries = [found.country for found in find(current, support.searchable())] if current.strip() else []
    shown = in_language(support, catalog).countries
    offered = [shown[country.id] for country in countries] or ([] if current.strip() else [*shown.values()])
    return [app_commands.Choice(name=country.label[:100], value=country.id) for country in offered[:25]]


async def setup(bot: "Kindred") -> None:
    bot.controls.add(page_controls.controls, sharing.controls)
    await bot.add_cog(GuideCog())
