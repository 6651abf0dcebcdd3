"""Turns cards into Discord's components, once per content load.

Every view is stopped before it is sent: its buttons answer by their custom_id alone (`controls.py`),
so discord.py has nothing to remember. An unstopped ephemeral view costs a task and an entry for 15 minutes.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import discord
from discord import ui

from kindred.content.blocks import (
    LABEL_LIMIT,
    TEMPLATE,
    Block,
    Button,
    Card,
    Divider,
    Link,
    Menu,
    Row,
    Text,
    with_commands,
)
from kindred.content.cards import About, NoSuchPage
from kindred.content.entries import Catalog, Words
from kindred.content.library import Library
from kindred.content.support_cards import HELP_ROUTE, HelpCards
from kindred.storage.settings_rows import DEFAULTS, GuildSettings

ACCENTS = {
    "connecting": 0x6C8EBF,
    "cause": 0x8E7CC3,
    "strategy": 0x5FA777,
    "step": 0x5FA777,
    "start": 0xC9974B,
    "find-help": 0xC96A5B,
    "worried": 0xC96A5B,
}
NEUTRAL = 0x7D8590
NOTHING: frozenset[str] = frozenset()
CACHED_CARD_SETS = 256  # sets of cards without what some server has put away, each a few KiB: they share their texts
CACHED_VIEWS = 1024  # every fixed card with every way back is a few hundred; walks of /small-step are endless


class HiddenPage(NoSuchPage):
    """A page that this server's moderators have put away."""


class Renderer:
    """The views of one content load. A reload makes a new Renderer.

    `hidden` are the ids of the entries that a server's moderators have put away.
    """

    def __init__(self, library: Library, about: About, command_ids: Mapping[str, int]) -> None:
        self.library = library
        self._about = about
        self._command_ids = command_ids
        self._view = lru_cache(maxsize=CACHED_VIEWS)(self._build)
        self._cards = lru_cache(maxsize=CACHED_CARD_SETS)(self._make_cards)
        self._words = lru_cache(maxsize=None)(self._linked)

    def catalog(self, locale: discord.Locale | str, hidden: frozenset[str] = NOTHING) -> Catalog:
        return self.cards(locale, hidden).catalog

    def words(self, locale: discord.Locale | str) -> Words:
        """The interface words, their `{/commands}` as links already: whatever is said with them can be shown as it is.

        What people typed comes in afterwards, so it stays as they typed it. They are all of one language.
        """
        return self._words(self.library.for_panels(str(locale)))

    def zone_names(self, locale: discord.Locale | str) -> Mapping[str, str]:
        """What the language of `words` calls the places of time zones; empty for English."""
        return self.library.catalogs[self.library.for_panels(str(locale))].zone_names

    def _linked(self, language: str) -> Words:
        words = self.library.catalogs[language].words
        texts = {key: self.say(text) if TEMPLATE in text else text for key, text in words.texts.items()}
        plurals = {
            key: plural._replace(forms={form: self.say(text) for form, text in plural.forms.items()})
            for key, plural in words.plurals.items()
        }
        return words._replace(texts=texts, plurals=plurals)

    def cards(self, locale: discord.Locale | str, hidden: frozenset[str] = NOTHING) -> HelpCards:
        return self._cards(self.library.chain(str(locale)), hidden)

    def _make_cards(self, languages: tuple[str, ...], hidden: frozenset[str]) -> HelpCards:
        """The cards of the first language; what it lacks is shown in the next."""
        catalog = self.library.catalogs[languages[0]]
        instead = self._cards(languages[1:], hidden) if languages[1:] else None
        return HelpCards(catalog.without(hidden) if hidden else catalog, self._about, self.library.support, instead)

    def page(
        self,
        locale: discord.Locale,
        route: str,
        back: str | None = None,
        *,
        share: bool = False,
        server: GuildSettings = DEFAULTS,
    ) -> ui.LayoutView:
        """The view of a page in a server. Raises NoSuchPage, HiddenPage.

        `back` is not looked up: a way back that is gone says so when it is pressed.
        """
        note = server.note if route.partition(".")[0] == HELP_ROUTE else None
        if route == HELP_ROUTE and server.country in self.library.support.countries:
            route = f"{HELP_ROUTE}.{server.country}"
        # By language and not by locale: most people of a server read the same few, whatever their app is set to.
        return self._view(self.library.chain(str(locale))[0], route, back, share, server.hidden, note)

    def _build(
        self,
        locale: str,
        route: str,
        back: str | None,
        share: bool,
        hidden: frozenset[str],
        note: str | None,
    ) -> ui.LayoutView:
        self.check_not_hidden(locale, route, hidden)
        return self.render(self.cards(locale, hidden).page(route, back, share=share, note=note))

    def check_not_hidden(self, locale: discord.Locale | str, route: str, hidden: frozenset[str]) -> None:
        """Raises HiddenPage for a page that is there, and that this server's moderators have put away."""
        if not hidden:
            return
        try:
            self.cards(locale, hidden).page(route)
        except NoSuchPage:
            self.cards(locale).page(route)  # raises NoSuchPage where it is gone altogether
            raise HiddenPage(route) from None

    def render(self, card: Card, *more: ui.Item[ui.LayoutView]) -> ui.LayoutView:
        """A stopped view of a card, with more items below it."""
        items = [self._item(block) for block in card.blocks]
        container = ui.Container[ui.LayoutView](*items, *more, accent_colour=ACCENTS.get(card.kind, NEUTRAL))
        return stopped(container)

    def say(self, text: str) -> str:
        """A text with its `{/commands}` as mentions that open them, or as plain names before the first sync."""
        return with_commands(text, self.mention)

    def mention(self, name: str) -> str:
        """A command as people click it: `</causes:123>`."""
        id = self._command_ids.get(name.split(" ")[0])
        return f"</{name}:{id}>" if id else f"`/{name}`"

    def _item(self, block: Block) -> ui.Item[ui.LayoutView]:
        match block:
            case Text(markdown):
                return ui.TextDisplay(self.say(markdown))
            case Divider():
                return ui.Separator()
            case Row(buttons):
                return ui.ActionRow(*map(_button, buttons))
            case Menu():
                return ui.ActionRow(_menu(block))


def stopped(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """A view that Discord shows and discord.py forgets."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def plain(*texts: str, buttons: Iterable[ui.Item[ui.LayoutView]] = ()) -> ui.LayoutView:
    """A small stopped view: some text, perhaps buttons, five in a row."""
    items = tuple(buttons)
    rows = [ui.ActionRow[ui.LayoutView](*items[start : start + 5]) for start in range(0, len(items), 5)]
    return stopped(ui.Container(*map(ui.TextDisplay, texts), *rows, accent_colour=NEUTRAL))


def _button(button: Button | Link) -> ui.Item[ui.LayoutView]:
    if isinstance(button, Link):
        return ui.Button(label=button.label[:LABEL_LIMIT], url=button.url)
    style = discord.ButtonStyle.primary if button.leads else discord.ButtonStyle.secondary
    return ui.Button(label=button.label[:LABEL_LIMIT], style=style, custom_id=button.custom_id)


def _menu(menu: Menu) -> ui.Item[ui.LayoutView]:
    options = [
        discord.SelectOption(label=option.label[:100], value=option.value, description=option.description)
        for option in menu.options
    ]
    return ui.Select(custom_id=menu.custom_id, placeholder=menu.placeholder, options=options, max_values=menu.most)
