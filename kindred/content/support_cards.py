"""The cards of `/find-help`: danger first, then thoughts of suicide, then people who answer, then every country.

How old a number is and how far to trust it is for the operator, in `support.toml` and `bot.py check`: a warning beside
each number says "this may not work" to the one who needs it. Where a person has opened the service's own site, the
card names the day as a Discord timestamp, which counts on in the reader's app ("8 months ago"): a card has to stay
true for as long as it is kept, and in a direct message it can be found again years later.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Self

from kindred.content.blocks import MENU_LIMIT, Block, Button, Card, Link, Menu, Option, Row, Text, last_row
from kindred.content.cards import MORE, About, Cards, NoSuchPage
from kindred.content.custom_ids import first_step, way_back
from kindred.content.direction import number
from kindred.content.entries import Catalog, Entry
from kindred.content.locales import is_right_to_left
from kindred.content.support import EVERYONE, ROUND_THE_CLOCK, Country, Helpline, Support
from kindred.content.support_words import in_language, lacks_words

HELP_ROUTE = "find-help"
COUNTRIES_ROUTE = f"{HELP_ROUTE}.countries"  # the page for everybody, also where a server has a country of its own
NEAR_AT_MOST = 5  # buttons in one row (Discord)
LANGUAGES_AT_FIRST = 3
NOTE_LIMIT = 300  # characters of what a server's moderators may write below the helplines

_MARKUP = re.compile(r"^\s*(?=#|-#|>)")  # what would make a heading or small print of a note's line


class HelpCards(Cards):
    """All cards of one language, with one for each country: `find-help.de`, and with all lines `find-help.de.all`."""

    def __init__(self, catalog: Catalog, about: About, support: Support, instead: Self | None = None) -> None:
        """`support` is in English, `instead` the cards of the language that has what this one lacks."""
        super().__init__(catalog, about, instead)
        self._in_english = support
        self._support_by_country = in_language(support, catalog)
        self._say = self._words.say

    def page(self, route: str, back: str | None = None, *, share: bool = False, note: str | None = None) -> Card:
        """The card of a route; `note` is what a server's moderators add to help. Raises NoSuchPage."""
        kind, _, id = route.partition(".")
        self._begin()
        if route in (HELP_ROUTE, COUNTRIES_ROUTE):
            card = self._for_everybody(back, note)
        elif kind == HELP_ROUTE and route != f"{HELP_ROUTE}{MORE}":
            card = self._country(route, id, back, note)
        else:
            return super().page(route, back, share=share)
        if self._instead and self._borrows(card, route):
            return self._instead.page(route, back, note=note)
        return card

    def _borrows(self, card: Card, route: str) -> bool:
        code = route.split(".")[1] if route.startswith(f"{HELP_ROUTE}.") else ""
        country = self._in_english.countries.get(code)
        if country and lacks_words(country, self.catalog.help_words):
            return True
        return super()._borrows(card, route)

    def routes(self) -> Iterable[tuple[Entry | None, str]]:
        """Every fixed page, with all countries."""
        yield from super().routes()
        for country in self._support_by_country.countries.values():
            yield None, f"{HELP_ROUTE}.{country.id}"
            if not country.shown_whole_at_first:
                yield None, f"{HELP_ROUTE}.{country.id}.all"

    def which_country(self, near: Sequence[Country], *, note: str | None = None) -> Card:
        """The page for everybody, when a name fits no country for sure: nobody gets another country's numbers."""
        self._begin()
        page = self._for_everybody(None, note)
        if near:
            own = [self._support_by_country.countries[country.id] for country in near[:NEAR_AT_MOST]]
            buttons = tuple(Button(country.title, f"{HELP_ROUTE}.{country.id}") for country in own)
            card = Card(page.kind, (Text(self._say("support.near")), Row(buttons), *page.blocks))
        else:
            card = page.noting(self._say("support.unknown"))
        if self._instead and self._borrows(card, HELP_ROUTE):
            return self._instead.which_country(near, note=note)
        return card

    def _for_everybody(self, back: str | None, note: str | None) -> Card:
        page = self.catalog.pages[HELP_ROUTE]
        return Card(
            HELP_ROUTE,
            (
                Text(f"## {page.title}\n{page.lead}"),
                *self._directory(),
                *self._country_menus(way_back(COUNTRIES_ROUTE, back)),
                Text(self._after()),
                *self._note(note),
                last_row(self._page_row(page, back, more=False)),
            ),
        )

    def _directory(self) -> Iterable[Row]:
        """The first directory as a button of its own: it knows lines by text and chat that no list here has."""
        for directory in self._support_by_country.directories[:1]:
            yield Row((Link(self._say("support.directory", name=directory.name), directory.url),))

    def _country_menus(self, back: str) -> Iterable[Menu]:
        countries = list(self._support_by_country.countries.values())
        for start in range(0, len(countries), MENU_LIMIT):
            some = countries[start : start + MENU_LIMIT]
            options = tuple(Option(country.label, f"{HELP_ROUTE}.{country.id}") for country in some)
            yield Menu(self._say("support.pick", first=some[0].title[0], last=some[-1].title[0]), options, back)

    def _after(self) -> str:
        links = [f"[{each.name}]({each.url})" for each in self._support_by_country.directories[1:]]
        others = f" {self._say('support.directories', links=self._words.joined(links, 'comma'))}" if links else ""
        return f"-# {self._say('support.after')}{others}"

    def _note(self, note: str | None) -> Iterable[Text]:
        """What a server's moderators have written: quoted, so that nobody takes it for the bot's own words."""
        if note:
            lines = "\n".join("> " + _MARKUP.sub(r"\\", line) for line in note.splitlines())
            yield Text(f"**{self._say('support.note')}**\n{lines}")

    def _country(self, route: str, id: str, back: str | None, note: str | None) -> Card:
        code, _, extent = id.partition(".")
        country = self._support_by_country.countries.get(code)
        if country is None or extent not in ("", "all"):
            raise NoSuchPage(route)
        page = self.catalog.pages[HELP_ROUTE]
        lines = country.lines if extent else country.first_lines
        here = way_back(route, back)
        buttons: list[Button] = []
        if not extent and not country.shown_whole_at_first:
            label = "support.more" if len(lines) < len(country.lines) else "support.more-hours"
            buttons.append(Button(self._say(label), f"{HELP_ROUTE}.{code}.all", back, leads=True))
        if back is None or first_step(back)[0] != COUNTRIES_ROUTE:
            buttons.append(Button(self._say("support.other-country"), COUNTRIES_ROUTE, here))
        buttons += self._see(page, here)
        buttons.append(Button(self._say("button.more"), f"{HELP_ROUTE}{MORE}", here))
        if extent:
            buttons.append(Button(self._say("button.back"), f"{HELP_ROUTE}.{code}", back))
        elif back:
            buttons.append(self._back(back))
        heading = f"## {self._say('support.title', country=country.label if extent else country.title)}"
        thoughts = page.lead.split("\n\n")[1:3]  # the first paragraph is for danger, and the country has its own
        shown: list[Block] = [Text(self._line(line, whole=bool(extent))) for line in lines]
        return Card(
            HELP_ROUTE,
            (
                Text("\n".join((heading, self._emergency(country), *thoughts))),
                *(shown or [Text(self._say("support.none"))]),
                *self._directory(),
                Text(self._after() if extent or not lines else f"-# {self._say('support.after')}"),
                *self._note(note),
                last_row(buttons),
            ),
        )

    def _emergency(self, country: Country) -> str:
        numbers = country.emergency
        ways = [self._either(numbers.any)] if numbers.any else []
        if numbers.ambulance:
            ways.append(self._say("support.ambulance", numbers=self._either(numbers.ambulance)))
        if numbers.police:
            ways.append(self._say("support.police", numbers=self._either(numbers.police)))
        if not ways:
            return self._say("support.no-emergency")
        return self._say("support.emergency", numbers=self._words.joined(ways, "comma"))

    def _line(self, line: Helpline, *, whole: bool) -> str:
        facts = self._when_and_who(line, whole)
        name = line.service if whole else line.service.partition(" / ")[0]  # one name in several languages
        return "\n".join((f"### {name}", *self._ways(line), *facts, *self._opened(line)))

    def _ways(self, line: Helpline) -> Iterable[str]:
        # The long number stands beside the short code, which may not work from every phone.
        both = line.call == line.text and not line.keyword
        if line.call:
            key = "support.call-or-text" if both else "support.call"
            yield self._say(key, numbers=self._either(line.call))
        if line.text and line.keyword:
            yield self._say("support.text-keyword", keyword=line.keyword, numbers=self._either(line.text))
        elif line.text and not both:
            yield self._say("support.text", numbers=self._either(line.text))
        if line.whatsapp:
            yield self._say("support.whatsapp", numbers=self._either(line.whatsapp))
        ways = self._words.joined([self._say(f"support.ways.{way}") for way in line.online], "comma")
        if ways and line.site:
            yield self._say("support.online", ways=ways[0].upper() + ways[1:], site=_link(line.site))
        elif ways:
            yield self._say("support.online-somewhere", ways=ways)
        elif line.site:
            yield _link(line.site)

    def _when_and_who(self, line: Helpline, whole: bool) -> Iterable[str]:
        facts: list[str] = []
        if line.serves != EVERYONE:
            facts.append(self._say(f"support.for.{line.serves}"))
        if line.ages:
            facts.append(self._say("support.ages", ages=line.ages))
        if line.about:
            facts.append(line.about)
        if line.hours:
            facts.append(self._hours(line, line.hours, whole))
        languages = line.languages if whole else line.languages[:LANGUAGES_AT_FIRST]
        names = self._words.joined(languages, "comma")
        if line.more_languages or len(languages) < len(line.languages):
            names = self._say("support.and-more", languages=names) if names else self._say("support.many-languages")
        if names:
            facts.append(names)
        if facts:
            yield f"-# {' · '.join(facts)}"

    def _hours(self, line: Helpline, hours: str, whole: bool) -> str:
        if hours == ROUND_THE_CLOCK:
            return self._say("support.always")
        if whole or not line.has_long_hours:
            return hours
        first, _, rest = hours.partition(";")
        if rest and not re.search(r"\d", first):  # "Phone day and night; ..."
            return self._say("support.set-hours-besides", hours=first)
        return self._say("support.set-hours")

    def _opened(self, line: Helpline) -> Iterable[str]:
        if line.opened_on:
            # Noon in UTC is the same day almost everywhere.
            noon = int(datetime.combine(line.opened_on, time(12), UTC).timestamp())
            yield f"-# {self._say('support.opened', day=f'<t:{noon}:D>', ago=f'<t:{noon}:R>')}"

    def _either(self, numbers: Sequence[str]) -> str:
        marked = map(number, numbers) if is_right_to_left(self.catalog.locale) else numbers
        either, *others = (f"**{each}**" for each in marked)
        for other in others:
            either = self._say("support.or", one=either, other=other)
        return either


def _link(site: str) -> str:
    return f"[{site}](https://{site})"
