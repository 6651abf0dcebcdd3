"""The kinds of content: what one file of `content/` becomes once it has been read.

Texts are Markdown as Discord shows it. `{/causes}` in a text names a command.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from kindred.content.distress import Distress

OFFERS = ("first", "next")
NEVER_HIDDEN = frozenset(("professional",))  # the way to people who are trained to help
TOPICS = ("meet", "communicate", "people-you-know", "listen", "ask-for-help", "meaning", "rest")
TOPICS_WITHOUT_STRATEGY = ("meaning", "rest")
SHAPES = ("invitation", "fact", "script", "question", "rest")
HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
SUITS = ("skills", "confidence", "drift", "online", "empathy", "mood", "anxiety")


# Nobody compares these. `Entry` and `Catalog` have a short repr, by id and by locale, so a failed assertion names the
# card and not its whole text. Making these eight classes then takes 4 ms in place of 6 at each start.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Entry:
    """One Markdown file. `id` is the file's stem; `reviewed` the day somebody last read it with care."""

    id: str
    title: str
    body: str
    covers: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed: date
    see: str | None = None  # a page that the card has a button for
    covers_more: tuple[str, ...] = ()  # what the rest of the text carries, and the first screen does not

    @property
    def lead(self) -> str:
        """What stands above the first heading: the card opens with it."""
        return HEADING.split(self.body, maxsplit=1)[0].rstrip()

    @property
    def rest(self) -> str:
        """What opens with *Read more*: everything from the first heading on."""
        return self.body[len(self.lead) :].lstrip()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Guide(Entry):
    """An entry that members look up: it has its place in an order and words by which it is found."""

    gist: str
    order: int
    also: tuple[str, ...]
    support: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Connecting(Guide):
    """What connecting means, how to tell that you have it, why it matters."""

    share: bool


class Help(NamedTuple):
    """A strategy that fits a cause, and the reason that is special to this pair."""

    strategy: str
    offer: Literal["first", "next"]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Cause(Guide):
    """Why connecting can be hard. `experience` is its everyday line for `/where-to-start`, if it has one."""

    group: str
    diagnosis: bool
    experience: str | None
    helps: tuple[Help, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Strategy(Guide):
    """What can help: a step, a smaller one, where it can lead, and words to borrow."""

    step: str
    smaller: str
    next: str
    borrow: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Reminder(Entry):
    """One idea for a week. `smaller` is None where the text suggests nothing to do.

    `own` marks what a server's moderators have written, `light` what may be the first post that a server sees.
    """

    topic: str
    strategy: str | None
    shape: str
    suits: tuple[str, ...]
    smaller: str | None
    own: bool = False
    light: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Page(Entry):
    """A card that stands alone: find-help, help, privacy."""


class Source(NamedTuple):
    """A study or text that a claim rests on, with what it found and what it cannot say."""

    id: str
    label: str
    citation: str
    doi: str | None
    url: str | None
    found: str
    limits: str
    covers: tuple[str, ...]

    @property
    def link(self) -> str | None:
        """Where to read it; None where nobody has confirmed an address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url


class Group(NamedTuple):
    """One of the article's five areas (or *Also common*), in the order of `words.toml`."""

    id: str
    title: str
    line: str


class MissingWords(LookupError):
    """`words.toml` lacks a key, or a text lacks a value; the argument is the key."""


_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


NOTHING: frozenset[str] = frozenset()


HelpWords: TypeAlias = Mapping[str, Mapping[str, str]]
"""The words of the helplines in a language, by field (hours, about, ages) and English words."""


class Plural(NamedTuple):
    """A text with a form for each kind of number that its language knows (CLDR: one, few, other ...)."""

    language: str
    forms: Mapping[str, str]

    def of(self, number: int) -> str:
        """The form for a number."""
        from kindred.content.plurals import form_of  # a start needs none

        return self.forms.get(form_of(self.language, number)) or self.forms["other"]


class Words(NamedTuple):
    """The interface words of one language by dotted key: buttons, errors, command descriptions."""

    texts: Mapping[str, str]
    plurals: Mapping[str, Plural] = MappingProxyType({})
    """The texts that change with their `{count}`; `texts` has their form *other*."""
    borrowed: frozenset[str] = NOTHING
    """The keys that this language lacks: their texts are English."""

    def say(self, key: str, **values: object) -> str:
        """The text under `key`, each `{name}` replaced by its value. Raises MissingWords."""
        try:
            text = self.texts[key]
            if key in self.plurals and isinstance(count := values["count"], int):
                text = self.plurals[key].of(count)
            return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
        except KeyError:
            raise MissingWords(key) from None

    def joined(self, items: Sequence[str], last: Literal["and", "comma"] = "and") -> str:
        """Some names in one line, as the language lists them: "a, b and c"."""
        line = ""
        for place, item in enumerate(items):
            key = "joined.comma" if place < len(items) - 1 else f"joined.{last}"
            line = self.say(key, before=line, last=item) if place else item
        return line

    def get(self, key: str) -> str | None:
        """The text under `key`, untouched, or None."""
        return self.texts.get(key)


def placeholders(text: str) -> frozenset[str]:
    """The names that `Words.say` replaces in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Catalog:
    """All content of one language, each kind in the order in which it is shown, by id."""

    locale: str
    groups: Mapping[str, Group]
    connecting: Mapping[str, Connecting]
    causes: Mapping[str, Cause]
    strategies: Mapping[str, Strategy]
    reminders: Mapping[str, Reminder]
    pages: Mapping[str, Page]
    sources: Mapping[str, Source]
    words: Words
    distress: "Distress"
    phrases: Mapping[str, tuple[str, ...]]
    """What people type, by the id of the card that they mean; under `skipped`, words that say nothing."""
    borrowed: frozenset[str] = NOTHING
    """What this language lacks and shows in English: ids of entries, `source.` with a source's id, routes."""
    offered: bool = True
    """Whether people get this language by themselves; before that, only `bot.py preview` and `check` see it."""
    help_words: HelpWords = field(default_factory=lambda: MappingProxyType({}))
    country_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the language calls countries, by their two letters; empty for English, whose names support.toml has."""
    zone_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What it calls the places of time zones."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.locale!r})"

    def may_be_hidden(self) -> dict[str, Entry]:
        """The entries that a server's moderators may put away. Pages are none of them, so help always stays."""
        entries: dict[str, Entry] = {**self.connecting, **self.causes, **self.strategies, **self.reminders}
        return {id: entry for id, entry in entries.items() if id not in NEVER_HIDDEN}

    def without(self, hidden: Set[str]) -> "Catalog":
        """The same content without some entries, and without the offers that lead to them."""
        gone = hidden - NEVER_HIDDEN
        causes = {
            id: replace(cause, helps=tuple(help for help in cause.helps if help.strategy not in gone))
            for id, cause in self.causes.items()
            if id not in gone
        }
        return replace(
            self,
            connecting=MappingProxyType({id: topic for id, topic in self.connecting.items() if id not in gone}),
            causes=MappingProxyType(causes),
            strategies=MappingProxyType({id: each for id, each in self.strategies.items() if id not in gone}),
            reminders=MappingProxyType({id: each for id, each in self.reminders.items() if id not in gone}),
        )

    def causes_helped_by(self, strategy: str) -> list[tuple[Cause, Help]]:
        """The causes that name a strategy: those that offer it first stand first."""
        pairs = [(c, h) for c in self.causes.values() for h in c.helps if h.strategy == strategy]
        return sorted(pairs, key=lambda pair: OFFERS.index(pair[1].offer))

    def ways_on_from(self, causes: Sequence[Cause]) -> list[tuple[Strategy, Cause, Help]]:
        """The strategies that fit some causes together, the best fitting first, each with one cause and its reason.

        A strategy that a cause offers first weighs twice one that it offers next. The reason comes from a cause
        that has given none yet, if there is one, so that everything somebody picked is answered.
        """
        weight: dict[str, int] = {}
        for cause in causes:
            for help in cause.helps:
                weight[help.strategy] = weight.get(help.strategy, 0) + (2 if help.offer == "first" else 1)
        by_fit = sorted(weight, key=lambda id: (-weight[id], self.strategies[id].order))
        given: Counter[str] = Counter()
        ways: list[tuple[Strategy, Cause, Help]] = []
        for id in by_fit:
            pairs = [(cause, help) for cause in causes for help in cause.helps if help.strategy == id]
            cause, help = min(pairs, key=lambda pair: (given[pair[0].id], OFFERS.index(pair[1].offer)))
            given[cause.id] += 1
            ways.append((self.strategies[id], cause, help))
        return ways
