"""What each card shows, built from the entries of one language.

A page is named by a short route such as `causes`, `cause.social-skills` or `sources.2`. Buttons carry
a route and the route to go back to, so that they work for ever and nothing is kept about who pressed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kindred.content.blocks import MENU_LIMIT, Block, Button, Card, Menu, Offer, Option, Row, Rule, Text
from kindred.content.custom_ids import AnotherIdea, AnotherIdeaOfTest, Share, ShowHow, ShowHowOfTest, TakeBack
from kindred.content.entries import Catalog, Cause, Connecting, Entry, Reminder, Source, Strategy

SOURCES_PER_PAGE = 2600  # characters: about six sources, one thumb's scroll on a phone
EXPERIENCES_AT_ONCE = 3


class NoSuchPage(LookupError):
    """A route whose content is gone, or that nobody made."""


class About(NamedTuple):
    """What the operator says about this bot, for /help and /privacy."""

    version: str
    contact: str | None = None
    privacy_url: str | None = None


class Cards:
    """The cards of one language. Routes are checked: an unknown one raises NoSuchPage."""

    def __init__(self, catalog: Catalog, about: About) -> None:
        self.catalog = catalog
        self._about = about
        self._words = catalog.words
        self._source_pages = _pages_of_sources(catalog.sources.values())

    def page(self, route: str, back: str | None = None, *, share: bool = False) -> Card:
        """The card of a route. `back` is where its *back* button leads; `share` adds the share button."""
        kind, _, id = route.partition(".")
        try:
            match kind:
                case "connecting" if id:
                    return self._connecting(self.catalog.connecting[id], back, share)
                case "cause" if id:
                    return self._cause(self.catalog.causes[id], back)
                case "strategy" if id:
                    return self._strategy(self.catalog.strategies[id], back, share)
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
                case "find-help" | "help" | "privacy" if not id:
                    return self._single(kind, back)
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
            yield from ((entry, f"{kind}.{id}") for id, entry in entries.items())
        yield from ((entry, id) for id, entry in self.catalog.pages.items())
        yield from ((None, f"sources.{number}") for number in range(1, len(self._source_pages) + 1))

    def may_be_shared(self, route: str) -> bool:
        """Whether members may post this page for everybody: never a cause, never help."""
        kind, _, id = route.partition(".")
        if kind == "connecting" and id in self.catalog.connecting:
            return self.catalog.connecting[id].share
        return kind in ("strategy", "step", "sources") and bool(id)

    def shared(self, route: str, user_id: int) -> Card:
        """A page as everybody sees it once a person has shared it. Raises NoSuchPage.

        The person appears as a mention (which pings nobody): whatever their name is, it cannot become
        Markdown, a link or a ping, and they find their card again.
        """
        if not self.may_be_shared(route):
            raise NoSuchPage(route)
        card = self.page(route)
        kept = tuple(block for block in card.blocks if not isinstance(block, (Row, Menu)))
        row = Row(
            (
                Button(self._words.say("button.open-privately"), route),
                Button(self._words.say("button.take-back"), TakeBack(user_id)),
            )
        )
        return Card(card.kind, (*kept, Text(self._words.say("share.by", name=f"<@{user_id}>")), row))

    # Reminders

    def reminder(self, reminder: Reminder) -> str:
        """A reminder's own words, as its post and every preview show them."""
        text = f"## {reminder.title}\n{reminder.body}"
        if reminder.smaller:
            text += f"\n\n**{self._words.say('strategy.smaller')}** {reminder.smaller}"
        if reminder.own:
            text += f"\n-# {self._words.say('texts.by')}"
        return text

    def post(self, reminder: Reminder, mark: str, *, role_id: int | None, first: bool, test: bool = False) -> Card:
        """A weekly post. Its buttons carry `mark`, by which it is found again; a test's are another kind."""
        idea, how = (AnotherIdeaOfTest, ShowHowOfTest) if test else (AnotherIdea, ShowHow)
        row = [Button(self._words.say("button.another-idea"), idea(mark))]
        if reminder.strategy and reminder.strategy in self.catalog.strategies:
            row.insert(0, Button(self._words.say("button.show-me-how"), how(reminder.strategy, mark), leads=True))
        points_to_help = "{/find-help}" in reminder.body  # saying it twice makes it a formula
        foot = [] if points_to_help else [self._words.say("post.help")]
        if first:
            foot.append(self._words.say("post.first"))
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
                *((Rule(), Text(listed)) if listed else ()),  # a server may have put all of them away
                *_menus(self._words.say("causes.pick"), options, "causes"),
                Text(self._words.say("causes.after")),
                Row(
                    (
                        Button(self._words.say("button.where-to-start"), "start", leads=True),
                        Button(self._words.say("button.find-help"), "find-help", "causes"),
                    )
                ),
            ),
        )

    def _strategies(self) -> Card:
        open_it = self._words.say("button.open")
        offers = [
            Offer(f"**{s.title}**\n{s.gist}", Button(open_it, f"strategy.{s.id}", "strategies"))
            for s in self.catalog.strategies.values()
        ]
        intro = Text(f"## {self._words.say('strategies.title')}\n{self._words.say('strategies.intro')}")
        return Card("strategy", (intro, *offers, Text(self._words.say("strategies.after"))))

    def _topics(self) -> Card:
        open_it = self._words.say("button.open")
        offers = [
            Offer(f"**{topic.title}**\n{topic.gist}", Button(open_it, f"connecting.{topic.id}", "connecting"))
            for topic in self.catalog.connecting.values()
        ]
        intro = Text(f"## {self._words.say('connecting.title')}\n{self._words.say('connecting.intro')}")
        on = Row(
            (
                Button(self._words.say("button.causes"), "causes"),
                Button(self._words.say("button.strategies"), "strategies"),
            )
        )
        return Card("connecting", (intro, *offers, on))

    # Cards

    def _connecting(self, topic: Connecting, back: str | None, share: bool) -> Card:
        route = f"connecting.{topic.id}"
        return Card(
            "connecting",
            (
                _heading(topic.title, topic.gist),
                Text(topic.body),
                *self._support(topic.support),
                *self._evidence(topic),
                self._last_row(route, back or "connecting", share and topic.share, help=topic.support),
            ),
        )

    def _cause(self, cause: Cause, back: str | None) -> Card:
        here = f"cause.{cause.id}"
        show = self._words.say("button.show-me")
        offers = [
            Offer(
                f"**{self.catalog.strategies[help.strategy].title}**\n{help.why}",
                Button(show, f"strategy.{help.strategy}", here, leads=help.offer == "first"),
            )
            for help in cause.helps
        ]
        return Card(
            "cause",
            (
                _heading(cause.title, cause.gist),
                *self._support(cause.support),
                Text(cause.body),
                *((Rule(), Text(f"### {self._words.say('cause.helps')}"), *offers) if offers else ()),
                *self._evidence(cause),
                self._last_row(here, back or "causes", False, help=cause.support),
            ),
        )

    def _strategy(self, strategy: Strategy, back: str | None, share: bool) -> Card:
        here = f"strategy.{strategy.id}"
        steps = "\n".join(
            f"**{self._words.say(f'strategy.{name}')}** {text}"
            for name, text in (
                ("step", strategy.step),
                ("smaller", strategy.smaller),
                ("next", strategy.next),
            )
        )
        borrow = "\n".join(f"- {line}" for line in strategy.borrow)
        suits = [
            Option(cause.title, f"cause.{cause.id}", cause.gist)
            for cause, _ in self.catalog.causes_helped_by(strategy.id)
        ]
        return Card(
            "strategy",
            (
                _heading(strategy.title, strategy.gist),
                *self._support(strategy.support),
                Text(strategy.body),
                Rule(),
                Text(steps),
                Text(f"### {self._words.say('strategy.borrow')}\n{borrow}"),
                *_menus(self._words.say("strategy.suits"), suits, here),
                *self._evidence(strategy),
                self._last_row(here, back or "strategies", share, help=strategy.support),
            ),
        )

    def _step(self, route: str, share: bool) -> Card:
        _, seed, position = route.split(".")
        reminder = self.idea(seed, int(position))
        another = f"step.{seed}.{int(position) + 1}"
        row = [Button(self._words.say("button.another"), another, leads=True)]
        if reminder.strategy in self.catalog.strategies:
            row.append(Button(self._words.say("button.show-me-how"), f"strategy.{reminder.strategy}", route))
        if share:
            row.append(Button(self._words.say("button.share"), Share(route)))
        return Card("step", (Text(self.reminder(reminder)), *self._evidence(reminder), Row(tuple(row))))

    def idea(self, seed: str, position: int) -> Reminder:
        """The idea at a position of the order that a seed gives: each comes once before one comes again."""
        pool = [reminder for reminder in self.catalog.reminders.values() if reminder.smaller]

        def place(reminder: Reminder) -> bytes:
            return hashlib.blake2b(f"{seed}/{reminder.id}".encode(), digest_size=8).digest()

        return sorted(pool, key=place)[position % len(pool)]

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
                Row((Button(self._words.say("button.find-help"), "find-help", "start"),)),
            ),
        )

    def _ways_on(self, route: str, ids: str) -> Card:
        causes = [self.catalog.causes[id] for id in ids.split(",")[:EXPERIENCES_AT_ONCE]]
        picked = "\n".join(f"- {cause.experience or cause.title}" for cause in causes)
        show = self._words.say("button.show-me")
        offers = [
            Offer(
                f"**{place}. {strategy.title}**\n" + "\n".join(reasons),
                Button(show, f"strategy.{strategy.id}", route, leads=place == 1),
            )
            for place, (strategy, reasons) in enumerate(self.catalog.ways_on_from(causes), start=1)
        ]
        read_on = [Option(cause.title, f"cause.{cause.id}", cause.gist) for cause in causes]
        support = any(cause.support for cause in causes)
        return Card(
            "start",
            (
                Text(f"## {self._words.say('start.found')}\n{picked}"),
                *offers,
                *self._support(support),
                *_menus(self._words.say("start.read-on"), read_on, route),
                self._last_row(route, "start", False, help=support),
            ),
        )

    def _single(self, id: str, back: str | None) -> Card:
        page = self.catalog.pages[id]
        blocks = [Text(f"## {page.title}\n{page.body}"), *self._evidence(page)]
        if small_print := list(self._small_print(id)):
            blocks.append(Text("\n".join(f"-# {line}" for line in small_print)))
        row = (Row((Button(self._words.say("button.back"), back),)),) if back else ()
        return Card(id, (*blocks, *row))

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

    def _evidence(self, entry: Entry) -> Iterable[Text]:
        if entry.sources:
            sources = [self.catalog.sources[id] for id in entry.sources]
            names = ", ".join(f"[{s.label}]({s.link})" if s.link else s.label for s in sources)
            yield Text(self._words.say("card.sources", names=names))

    def _last_row(self, here: str, back: str, share: bool, *, help: bool) -> Row:
        row = [Button(self._words.say("button.back"), back)]
        if share:
            row.append(Button(self._words.say("button.share"), Share(here)))
        if help:
            row.append(Button(self._words.say("button.find-help"), "find-help", here))
        return Row(tuple(row))


def _heading(title: str, gist: str) -> Text:
    return Text(f"## {title}\n*{gist}*")


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
