"""The cards of help by country: the danger line and the directories first, then people to talk to.

A card says how old its numbers are, and has to stay true for as long as it is kept: it stands in a cache, and
in a direct message it can be found again years later. So no card says "old" or "fresh". It names the day on
which a person last opened the service's own site as a Discord timestamp, which counts on in the reader's app
("8 months ago"); what is overdue today is for the operator, in `bot.py check`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from kindred.content.blocks import Button, Card, Row, Rule, Text
from kindred.content.cards import About, Cards, NoSuchPage
from kindred.content.entries import Catalog, Entry
from kindred.content.support import EVERYONE, ROUND_THE_CLOCK, Country, Line, Support

PAGE = "find-help"
NEAR_AT_MOST = 5  # buttons in one row (Discord)
NOTE_LIMIT = 300  # characters of what a server's moderators may write below the helplines

_MARKUP = re.compile(r"^\s*(?=#|-#|>)")  # what would make a heading or small print of a note's line


class HelpCards(Cards):
    """All cards of one language, with one for each country: `find-help.de`, and with all lines `find-help.de.all`."""

    def __init__(self, catalog: Catalog, about: About, support: Support) -> None:
        super().__init__(catalog, about)
        self._support_by_country = support
        self._say = catalog.words.say

    def page(self, route: str, back: str | None = None, *, share: bool = False, note: str | None = None) -> Card:
        """The card of a route; `note` is what a server's moderators add to help. Raises NoSuchPage."""
        kind, _, id = route.partition(".")
        if kind == PAGE and id:
            return self._country(route, id, back, note)
        card = super().page(route, back, share=share)
        return self._with_pick(card, note) if route == PAGE else card

    def routes(self) -> Iterable[tuple[Entry | None, str]]:
        """Every fixed page, with all countries."""
        yield from super().routes()
        for country in self._support_by_country.countries.values():
            yield None, f"{PAGE}.{country.id}"
            if len(country.first_lines) < len(country.lines):
                yield None, f"{PAGE}.{country.id}.all"

    def which_country(self, near: Sequence[Country], *, note: str | None = None) -> Card:
        """The page for everybody, when a name fits no country for sure: nobody gets another country's numbers."""
        page = self.page(PAGE, note=note)
        if not near:
            return page.noting(self._say("support.unknown"))
        buttons = tuple(Button(country.title, f"{PAGE}.{country.id}") for country in near[:NEAR_AT_MOST])
        return Card(page.kind, (Text(self._say("support.near")), Row(buttons), *page.blocks))

    def _with_pick(self, card: Card, note: str | None) -> Card:
        """The page for everybody with the way to pick a country, above its first heading: some need it at once."""
        added = (Text(self._say("support.pick")), *self._note(note))
        first, *rest = card.blocks
        if not isinstance(first, Text) or "\n### " not in first.markdown:
            return Card(card.kind, (first, *added, *rest))
        danger, _, more = first.markdown.partition("\n### ")
        return Card(card.kind, (Text(danger.rstrip()), *added, Text(f"### {more}"), *rest))

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
        lines = country.lines if extent else country.first_lines
        buttons = [Button(self._say("button.back"), back or (f"{PAGE}.{code}" if extent else PAGE))]
        if len(lines) < len(country.lines):
            buttons.append(Button(self._say("support.more"), f"{PAGE}.{code}.all", leads=True))
        heading = f"## {self._say('support.title', country=country.label)}"
        return Card(
            PAGE,
            (
                Text(f"{heading}\n{self._emergency(country)}\n{self._directories()}"),
                Rule(),
                *(Text(self._line(line)) for line in lines),
                *(() if lines else (Text(self._say("support.none")),)),
                Rule(),
                Text(self._say("support.after")),
                *self._note(note),
                Row(tuple(buttons)),
            ),
        )

    def _emergency(self, country: Country) -> str:
        numbers = country.emergency
        ways = [self._either(numbers.any)] if numbers.any else []
        if numbers.ambulance:
            ways.append(self._say("support.ambulance", numbers=self._either(numbers.ambulance)))
        if numbers.police:
            ways.append(self._say("support.police", numbers=self._either(numbers.police)))
        return self._say("support.emergency", numbers=", ".join(ways)) if ways else self._say("support.no-emergency")

    def _directories(self) -> str:
        links = [f"[{directory.name}]({directory.url})" for directory in self._support_by_country.directories]
        return self._say("support.directories", links=" · ".join(links))

    def _line(self, line: Line) -> str:
        return "\n".join((f"### {line.service}", *self._ways(line), *self._when_and_who(line), self._age(line)))

    def _ways(self, line: Line) -> Iterable[str]:
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
        ways = ", ".join(self._say(f"support.ways.{way}") for way in line.online)
        if ways and line.site:
            yield self._say("support.online", ways=ways, site=_link(line.site))
        elif ways:
            yield self._say("support.online-somewhere", ways=ways)
        elif line.site:
            yield self._say("support.site", site=_link(line.site))

    def _when_and_who(self, line: Line) -> Iterable[str]:
        facts: list[str] = []
        if line.serves != EVERYONE:
            facts.append(self._say(f"support.for.{line.serves}"))
        if line.hours:
            always = line.hours == ROUND_THE_CLOCK
            facts.append(self._say("support.always") if always else self._say("support.hours", hours=line.hours))
        names = ", ".join(line.languages)
        if line.more_languages:
            names = self._say("support.and-more", languages=names) if names else self._say("support.many-languages")
        if names:
            facts.append(names)
        if facts:
            yield f"-# {' · '.join(facts)}"

    def _age(self, line: Line) -> str:
        if line.opened_on:
            # Noon in UTC is the same day almost everywhere.
            noon = int(datetime.combine(line.opened_on, time(12), UTC).timestamp())
            return f"-# {self._say('support.opened', day=f'<t:{noon}:D>', ago=f'<t:{noon}:R>')}"
        if line.source_date:
            year, _, rest = line.source_date.partition("-")
            month = self._say(f"support.months.{int(rest[:2])}") if rest else ""
            seen = self._say("support.seen", date=f"{month} {year}".strip())
        else:
            seen = self._say("support.seen-undated")
        return f"-# {seen} {self._say('support.unopened' if line.site else 'support.unopened-no-site')}"

    def _either(self, numbers: Sequence[str]) -> str:
        either, *others = (f"**{number}**" for number in numbers)
        for other in others:
            either = self._say("support.or", one=either, other=other)
        return either


def _link(site: str) -> str:
    return f"[{site}](https://{site})"
