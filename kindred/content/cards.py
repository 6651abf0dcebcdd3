"""What each card shows, built from the entries of one language.

A page is named by a short route such as `causes`, `cause.social-skills` or `sources.2`. Buttons carry
a route and the route to go back to, so that they work for ever and nothing is kept about who pressed.

A card opens on one screen of a phone. Its *Read more* leads to the same route with `.more` at its end, which
shows all of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from kindred.content.blocks import (
    MENU_LIMIT,
    ROW_LIMIT,
    Block,
    Button,
    Card,
    Divider,
    Menu,
    Option,
    Row,
    Text,
    last_row,
)
from kindred.content.borrowed import NOTHING, NotedWords, borrowable
from kindred.content.custom_ids import (
    AnotherIdea,
    AnotherIdeaOfTest,
    Share,
    ShowHow,
    ShowHowOfTest,
    TakeBack,
    first_step,
    way_back,
)
from kindred.content.entries import Catalog, Cause, Connecting, Entry, Guide, Help, Page, Reminder, Source, Strategy

SOURCES_PER_PAGE = 2600  # characters: about six sources, one thumb's scroll on a phone
EXPERIENCES_AT_ONCE = 3
HELPS_AT_FIRST = 2  # strategies on a cause's first screen
WAYS_ON = 3  # strategies that /where-to-start ends on
MORE = ".more"
FIND_HELP = "find-help"
SHOWN_WHOLE = ("privacy",)  # what is kept is told at once; /privacy has buttons of its own below it


class NoSuchPage(LookupError):
    """A route whose content is gone, or that nobody made."""


class About(NamedTuple):
    """What the operator says about this bot, for /help and /privacy."""

    version: str
    contact: str | None = None
    privacy_url: str | None = None


class Cards:
    """The cards of one language. Routes are checked: an unknown one raises NoSuchPage."""

    def __init__(self, catalog: Catalog, about: About, instead: Self | None = None) -> None:
        """`instead` are the cards of the language that has what this one lacks."""
        self.catalog = catalog
        self._about = about
        self._instead = instead if catalog.borrowed or catalog.words.borrowed or catalog.help_words else None
        self._words = NotedWords(catalog.words) if self._instead else catalog.words
        self._source_pages = _pages_of_sources(catalog.sources.values())

    def page(self, route: str, back: str | None = None, *, share: bool = False) -> Card:
        """The card of a route. `back` is where its *back* button leads; `share` adds the share button.

        A card is in one language: where this one lacks a part of it, the whole card is in the next.
        """
        self._begin()
        card = self._page(route, back, share)
        if self._instead and self._borrows(card, route):
            return self._instead.page(route, back, share=share)
        return card

    def _page(self, route: str, back: str | None, share: bool) -> Card:
        kind, _, id = route.partition(".")
        more = route.endswith(MORE)
        try:
            match kind:
                case "connecting" if id:
                    return self._connecting(self.catalog.connecting[id.removesuffix(MORE)], back, share, more)
                case "cause" if id:
                    return self._cause(self.catalog.causes[id.removesuffix(MORE)], back, more)
                case "strategy" if id:
                    return self._strategy(self.catalog.strategies[id.removesuffix(MORE)], back, share, more)
                case "step" if id:
                    return self._step(route, share)
                case "start" if id:
                    return self._ways_on(route, id)
                case "sources" if id:
                    return self._sources(int(id), share)
                case "connecting":
                    return self._topics()
                case "causes":
                    return self._causes()
                case "strategies":
                    return self._strategies()
                case "start":
                    return self._start()
                case _ if kind in self.catalog.pages and route in (kind, f"{kind}{MORE}"):
                    return self._single(self.catalog.pages[kind], back, more)
                case _:
                    raise NoSuchPage(route)
        except (KeyError, ValueError, IndexError):
            raise NoSuchPage(route) from None

    def routes(self) -> Iterable[tuple[Entry | None, str]]:
        """Every fixed page with the entry it shows: what a check builds, and a catalogue prints."""
        yield from ((None, route) for route in ("connecting", "causes", "strategies", "start"))
        for kind, entries in (
            ("connecting", self.catalog.connecting),
            ("cause", self.catalog.causes),
            ("strategy", self.catalog.strategies),
        ):
            for id, entry in entries.items():
                yield from ((entry, f"{kind}.{id}{extent}") for extent in ("", MORE))
        for id, page in self.catalog.pages.items():
            yield from ((page, f"{id}{extent}") for extent in (("", MORE) if _opens_short(page) else ("",)))
        yield from ((None, f"sources.{number}") for number in range(1, len(self._source_pages) + 1))

    def may_be_shared(self, route: str) -> bool:
        """Whether members may post this page for everybody: never a cause, never help."""
        kind, _, id = route.removesuffix(MORE).partition(".")
        if kind == "connecting" and id in self.catalog.connecting:
            return self.catalog.connecting[id].share
        return kind in ("strategy", "step", "sources") and bool(id)

    def shared(self, route: str, user_id: int) -> Card:
        """A page's first screen as everybody sees it once a person has shared it. Raises NoSuchPage.

        The person appears as a mention (which pings nobody): whatever their name is, it cannot become
        Markdown, a link or a ping, and they find their card again.
        """
        if not self.may_be_shared(route):
            raise NoSuchPage(route)
        route = route.removesuffix(MORE)
        self._begin()
        card = self._page(route, None, False)
        kept = tuple(block for block in card.blocks if not isinstance(block, (Row, Menu)))
        row = Row(
            (
                Button(self._words.say("button.open-privately"), route),
                Button(self._words.say("button.take-back"), TakeBack(user_id)),
            )
        )
        shared = Card(card.kind, (*kept, Text(self._words.say("share.by", name=f"<@{user_id}>")), row))
        if self._instead and self._borrows(card, route):
            return self._instead.shared(route, user_id)
        return shared

    # One language

    def _begin(self) -> None:
        if isinstance(self._words, NotedWords):
            self._words.said.clear()

    def _borrows(self, card: Card, route: str) -> bool:
        """Whether a card that was just built shows something that this language lacks."""
        said = self._words.said if isinstance(self._words, NotedWords) else NOTHING
        if said & self.catalog.words.borrowed:
            return True
        shown = borrowable(card, route)
        kind, _, id = route.partition(".")
        if kind == "step" and self._ideas():
            shown.add(self.idea(*_seed_and_position(route)).id)
        elif kind == "sources":
            shown |= {f"source.{source.id}" for source in self._source_pages[int(id) - 1]}
        return not shown.isdisjoint(self.catalog.borrowed)

    # Reminders

    def reminder(self, reminder: Reminder) -> str:
        """A reminder's own words, as its post and every preview show them."""
        text = f"## {reminder.title}\n{reminder.body}"
        if reminder.smaller:
            # A text about a study suggests nothing yet, so what follows is smaller than nothing.
            label = "strategy.small-step" if reminder.shape == "fact" else "strategy.smaller"
            text += f"\n\n**{self._words.say(label)}** {reminder.smaller}"
        if reminder.own:
            text += f"\n-# {self._words.say('texts.by')}"
        return text

    def post(self, reminder: Reminder, mark: str, *, role_id: int | None, test: bool = False) -> Card:
        """A weekly post. Its buttons carry `mark`, by which it is found again; a test's are another kind."""
        idea, how = (AnotherIdeaOfTest, ShowHowOfTest) if test else (AnotherIdea, ShowHow)
        row = [Button(self._words.say("button.another-idea"), idea(mark))]
        if reminder.strategy and reminder.strategy in self.catalog.strategies:
            row.insert(0, Button(self._words.say("button.show-me-how"), how(reminder.strategy, mark), leads=True))
        row += self._see(reminder)
        points_to_help = "{/find-help}" in reminder.body  # saying it twice makes it a formula
        foot = [] if points_to_help else [self._words.say("post.help")]
        head: list[Block] = [Text(f"<@&{role_id}>")] if role_id else []
        if test:
            head.insert(0, Text(self._words.say("post.test")))
        small_print = [Text("\n".join(f"-# {line}" for line in foot))] if foot else []
        words = Text(self.reminder(reminder))
        return Card("step", (*head, words, *self._evidence(reminder), *small_print, Row(tuple(row))))

    # Overviews

    def _causes(self) -> Card:
        by_group = {id: [c for c in self.catalog.causes.values() if c.group == id] for id in self.catalog.groups}
        groups = [(self.catalog.groups[id], causes) for id, causes in by_group.items() if causes]
        listed = "\n".join(f"**{group.title}**\n-# {group.line}" for group, _ in groups)
        options = [Option(cause.title, f"cause.{cause.id}", cause.gist) for _, causes in groups for cause in causes]
        return Card(
            "cause",
            (
                Text(f"## {self._words.say('causes.title')}\n{self._words.say('causes.intro')}"),
                *((Divider(), Text(listed)) if listed else ()),  # a server may have put all of them away
                *_menus(self._words.say("causes.pick"), options, "causes"),
                Text(self._words.say("causes.after")),
                Row(
                    (
                        Button(self._words.say("button.where-to-start"), "start", leads=True),
                        Button(self._words.say("button.find-help"), FIND_HELP, "causes"),
                    )
                ),
            ),
        )

    def _strategies(self) -> Card:
        strategies = self.catalog.strategies.values()
        listed = "\n".join(f"**{each.title}.** {each.gist}" for each in strategies)
        on = (
            Button(self._words.say("button.where-to-start"), "start", leads=True),
            Button(self._words.say("button.find-help"), FIND_HELP, "strategies"),
        )
        return Card(
            "strategy",
            (
                Text(f"## {self._words.say('strategies.title')}\n{self._words.say('strategies.intro')}"),
                *((Text(listed),) if listed else ()),
                *self._buttons_to([(each.title, f"strategy.{each.id}") for each in strategies], "strategies"),
                Row(on),
            ),
        )

    def _topics(self) -> Card:
        topics = self.catalog.connecting.values()
        listed = "\n".join(f"**{topic.title}.** {topic.gist}" for topic in topics)
        on = (
            Button(self._words.say("button.causes"), "causes"),
            Button(self._words.say("button.strategies"), "strategies"),
            Button(self._words.say("button.find-help"), FIND_HELP, "connecting"),
        )
        return Card(
            "connecting",
            (
                Text(f"## {self._words.say('connecting.title')}\n{self._words.say('connecting.intro')}"),
                *((Text(listed),) if listed else ()),
                *self._buttons_to([(topic.title, f"connecting.{topic.id}") for topic in topics], "connecting"),
                Row(on),
            ),
        )

    # Cards

    def _connecting(self, topic: Connecting, back: str | None, share: bool, more: bool) -> Card:
        return Card(
            "connecting",
            (
                Text(f"## {topic.title}\n{topic.lead}"),
                *self._support(topic.support),
                *((*self._rest(topic), *self._evidence(topic)) if more else ()),
                self._last_row(topic, f"connecting.{topic.id}", back, "connecting", more, share=share and topic.share),
            ),
        )

    def _cause(self, cause: Cause, back: str | None, more: bool) -> Card:
        here = f"cause.{cause.id}"
        return Card(
            "cause",
            (
                Text(f"## {cause.title}\n{cause.lead}"),
                *self._support(cause.support),
                *(self._rest(cause) if more else ()),
                *self._helps(cause.helps if more else cause.helps[:HELPS_AT_FIRST], here),
                *(self._evidence(cause) if more else ()),
                self._last_row(cause, here, back, "causes", more),
            ),
        )

    def _helps(self, helps: Sequence[Help], here: str) -> Iterable[Block]:
        if helps:
            titles = [self.catalog.strategies[help.strategy].title for help in helps]
            reasons = [f"- **{title}.** {help.why}" for title, help in zip(titles, helps, strict=True)]
            yield Text("\n".join((f"### {self._words.say('cause.helps')}", *reasons)))
            ways = [(title, f"strategy.{help.strategy}") for title, help in zip(titles, helps, strict=True)]
            yield from self._buttons_to(ways, here, leads=True)

    def _strategy(self, strategy: Strategy, back: str | None, share: bool, more: bool) -> Card:
        here = f"strategy.{strategy.id}"
        return Card(
            "strategy",
            (
                Text(f"## {strategy.title}\n{self._steps(strategy)}"),
                Text(strategy.lead),
                *self._support(strategy.support and more),
                *(self._all_of_strategy(strategy, here) if more else ()),
                self._last_row(strategy, here, back, "strategies", more, share=share),
            ),
        )

    def _steps(self, strategy: Strategy) -> str:
        said = self._words.say
        return f"**{said('strategy.step')}** {strategy.step}\n**{said('strategy.smaller')}** {strategy.smaller}"

    def _all_of_strategy(self, strategy: Strategy, here: str) -> Iterable[Block]:
        borrow = "\n".join(f"- {line}" for line in strategy.borrow)
        suits = [
            Option(cause.title, f"cause.{cause.id}", cause.gist)
            for cause, _ in self.catalog.causes_helped_by(strategy.id)
        ]
        yield Text(f"### {self._words.say('strategy.borrow')}\n{borrow}")
        yield Text(f"**{self._words.say('strategy.next')}** {strategy.next}")
        yield from self._rest(strategy)
        yield from _menus(self._words.say("strategy.suits"), suits, here)
        yield from self._evidence(strategy)

    def _step(self, route: str, share: bool) -> Card:
        if not self._ideas():  # a server has hidden them all
            return self._strategies()
        seed, position = _seed_and_position(route)
        reminder = self.idea(seed, position)
        another = f"step.{seed}.{position + 1}"
        row = [Button(self._words.say("button.another"), another, leads=True)]
        if reminder.strategy in self.catalog.strategies:
            row.append(Button(self._words.say("button.show-me-how"), f"strategy.{reminder.strategy}", route))
        if share:
            row.append(Button(self._words.say("button.share"), Share(route)))
        row += (*self._see(reminder, route), Button(self._words.say("button.find-help"), FIND_HELP, route))
        return Card("step", (Text(self.reminder(reminder)), *self._evidence(reminder), Row(tuple(row))))

    def idea(self, seed: str, position: int) -> Reminder:
        """The idea at a position of the order that a seed gives: each comes once before one comes again."""

        def place(reminder: Reminder) -> bytes:
            return hashlib.blake2b(f"{seed}/{reminder.id}".encode(), digest_size=8).digest()

        pool = self._ideas()
        return sorted(pool, key=place)[position % len(pool)]

    def _ideas(self) -> list[Reminder]:
        return [reminder for reminder in self.catalog.reminders.values() if reminder.smaller]

    def _start(self) -> Card:
        options = tuple(
            Option(cause.experience, cause.id)
            for cause in self.catalog.causes.values()
            if cause.experience and cause.helps
        )[:MENU_LIMIT]
        if not options:  # a server has put them all away
            return self._strategies()
        return Card(
            "start",
            (
                Text(f"## {self._words.say('start.title')}\n{self._words.say('start.intro')}"),
                Menu(self._words.say("start.pick"), options, most=min(EXPERIENCES_AT_ONCE, len(options))),
                Text(self._words.say("start.after")),
                Row((Button(self._words.say("button.find-help"), FIND_HELP, "start"),)),
            ),
        )

    def _ways_on(self, route: str, ids: str) -> Card:
        causes = [self.catalog.causes[id] for id in ids.split(",")[:EXPERIENCES_AT_ONCE]]
        ways = self.catalog.ways_on_from(causes)[:WAYS_ON]
        listed = "\n".join(
            f"{place}. **{strategy.title}**\n{self._because(cause)} {help.why}"
            for place, (strategy, cause, help) in enumerate(ways, start=1)
        )
        read_on = [Option(cause.title, f"cause.{cause.id}", cause.gist) for cause in causes]
        row = (
            Button(self._words.say("button.find-help"), FIND_HELP, route),
            Button(self._words.say("button.back"), "start"),
        )
        return Card(
            "start",
            (
                Text(f"## {self._words.say('start.found')}\n{listed}"),
                *self._buttons_to(
                    [(strategy.title, f"strategy.{strategy.id}") for strategy, _, _ in ways], route, leads=True
                ),
                *_menus(self._words.say("start.read-on"), read_on, route),
                Row(row),
            ),
        )

    def _because(self, cause: Cause) -> str:
        picked = (cause.experience or cause.title).rstrip(".")
        return self._words.say("start.because", picked=picked)

    def _single(self, page: Page, back: str | None, more: bool) -> Card:
        whole = more or not _opens_short(page)
        blocks = [Text(f"## {page.title}\n{page.lead}")]
        if whole:
            blocks += [*self._rest(page), *self._evidence(page)]
            if small_print := list(self._small_print(page.id)):
                blocks.append(Text("\n".join(f"-# {line}" for line in small_print)))
        row = tuple(self._page_row(page, back, more))
        return Card(page.id, (*blocks, *((last_row(row),) if row else ())))

    def _page_row(self, page: Page, back: str | None, more: bool) -> Iterable[Button]:
        if _opens_short(page):
            yield self._more_or_less(page.id, back, more)
        here = way_back(page.id, back)
        yield from self._see(page, here)
        if page.id not in (FIND_HELP, *SHOWN_WHOLE):
            yield Button(self._words.say("button.find-help"), FIND_HELP, here)
        if back:
            yield self._back(back)

    def _small_print(self, id: str) -> Iterable[str]:
        if id == "help":
            if self._about.contact:
                yield self._words.say("help.contact", contact=self._about.contact)
            yield self._words.say("help.version", version=self._about.version)
        if id in ("help", "privacy") and self._about.privacy_url:
            yield self._words.say("help.privacy-policy", url=self._about.privacy_url)

    def _sources(self, number: int, share: bool) -> Card:
        if not 1 <= number <= len(self._source_pages):
            raise NoSuchPage(f"sources.{number}")
        intro = self._words.say("sources.intro", page=number, pages=len(self._source_pages))
        texts = [Text(self._source(source)) for source in self._source_pages[number - 1]]
        row: list[Button] = []
        if number > 1:
            row.append(Button(self._words.say("button.previous"), f"sources.{number - 1}"))
        if number < len(self._source_pages):
            row.append(Button(self._words.say("button.next"), f"sources.{number + 1}", leads=True))
        if share:
            row.append(Button(self._words.say("button.share"), Share(f"sources.{number}")))
        heading = Text(f"## {self._words.say('sources.title')}\n{intro}")
        return Card("sources", (heading, *texts, *((Row(tuple(row)),) if row else ())))

    def _source(self, source: Source) -> str:
        name = f"[{source.label}]({source.link})" if source.link else source.label
        where = f" doi:{source.doi}" if source.doi else ""
        found = self._words.say("sources.found", text=source.found)
        limits = self._words.say("sources.limits", text=source.limits)
        return f"**{name}**\n-# {source.citation}{where}\n{found}\n{limits}"

    # Parts

    def _support(self, wanted: bool) -> Iterable[Text]:
        if wanted:
            yield Text(self._words.say("card.support"))

    def _rest(self, entry: Entry) -> Iterable[Text]:
        if entry.rest:
            yield Text(entry.rest)

    def _evidence(self, entry: Entry) -> Iterable[Text]:
        if entry.sources:
            sources = [self.catalog.sources[id] for id in entry.sources]
            names = [f"[{s.label}]({s.link})" if s.link else s.label for s in sources]
            yield Text(self._words.say("card.sources", names=self._words.joined(names, "comma")))

    def _buttons_to(self, ways: Iterable[tuple[str, str]], back: str, *, leads: bool = False) -> Iterable[Row]:
        """A button for each title and route. It names what it opens: a screen reader reads it without the text."""
        buttons = [
            Button(self._words.say("button.open-card", name=title), route, back, leads=leads and place == 0)
            for place, (title, route) in enumerate(ways)
        ]
        for start in range(0, len(buttons), ROW_LIMIT):
            yield Row(tuple(buttons[start : start + ROW_LIMIT]))

    def _more_or_less(self, route: str, back: str | None, more: bool) -> Button:
        if more:
            return Button(self._words.say("button.less"), route, back)
        return Button(self._words.say("button.more"), route + MORE, back)

    def _see(self, entry: Entry, here: str | None = None) -> Iterable[Button]:
        if entry.see:
            yield Button(self.catalog.pages[entry.see].title, entry.see, here)

    def _last_row(
        self, guide: Guide, here: str, back: str | None, overview: str, more: bool, *, share: bool = False
    ) -> Row:
        row = [self._more_or_less(here, back, more)]
        if share:
            row.append(Button(self._words.say("button.share"), Share(here)))
        row += self._see(guide, here)
        row.append(Button(self._words.say("button.find-help"), FIND_HELP, here))
        row.append(self._back(back or overview))
        return last_row(row)

    def _back(self, back: str) -> Button:
        return Button(self._words.say("button.back"), *first_step(back))


def _seed_and_position(route: str) -> tuple[str, int]:
    _, seed, position = route.split(".")
    return seed, int(position)


def _opens_short(page: Page) -> bool:
    return bool(page.rest) and page.id not in SHOWN_WHOLE


def _menus(placeholder: str, options: Sequence[Option], back: str) -> Iterable[Menu]:
    for start in range(0, len(options), MENU_LIMIT):
        yield Menu(placeholder, tuple(options[start : start + MENU_LIMIT]), back)


def _pages_of_sources(sources: Iterable[Source]) -> list[list[Source]]:
    pages: list[list[Source]] = []
    room = 0
    for source in sources:
        size = len(source.label) + len(source.citation) + len(source.found) + len(source.limits)
        if size > room:
            pages.append([])
            room = SOURCES_PER_PAGE
        pages[-1].append(source)
        room -= size
    return pages
