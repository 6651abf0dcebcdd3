"""Finds a cause, a strategy or a country by id, title and everyday words, and forgives typos."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol, TypeVar


class Named(Protocol):
    """What can be found: a guide, a country."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...


NamedT = TypeVar("NamedT", bound=Named)

QUERY_LIMIT = 60  # characters; what comes after is not looked at
GOOD = 0.75  # below this a match is chance: "trsut" scores 0.8 for "trust", "cheese" 0.55 for "cheerful"


def find(query: str, named: Iterable[NamedT]) -> list[NamedT]:
    """What fits a query, the best first; all of it, in its order, for an empty query."""
    words = _words(query[:QUERY_LIMIT])
    if not words:
        return list(named)
    scored = [(_score(words, each), each) for each in named]
    return [each for score, each in sorted(scored, key=lambda pair: -pair[0]) if score >= GOOD]


def _score(words: list[str], named: Named) -> float:
    names = [named.id, named.title, *named.also]
    if " ".join(words) in (" ".join(_words(name)) for name in names):
        return 2.0
    known = {word for name in names for word in _words(name)}
    return sum(max(_likeness(word, each) for each in known) for word in words) / len(words)


def _likeness(word: str, known: str) -> float:
    if word == known:
        return 1.0
    if known.startswith(word):
        return 0.95  # somebody is still typing
    if len(word) < 4:
        return 0.0  # two letters are like everything
    matcher = SequenceMatcher(None, word, known)
    return matcher.ratio() if matcher.real_quick_ratio() >= GOOD else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
