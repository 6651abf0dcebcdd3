"""Finds a card or a country by what somebody typed: its id, its title and everyday words, with their slips.

A name is as good as the part of it that was typed, and the part of what was typed that it explains. Words that
few cards have weigh more than those that many have. How near two words are says rapidfuzz, which is imported with the
first query (30 ms), so that no start waits for it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeAlias, TypeVar


class Named(Protocol):
    """What can be found: a guide, a country."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...


NamedT = TypeVar("NamedT", bound=Named)

QUERY_LIMIT = 100  # characters; what comes after is not looked at
NEAR = 0.75  # words that are less alike are other words: "trsut" and "trust" are 0.8, "cheese" and "cheerful" 0.55
BEGINNING = 0.9  # how near a word is to the one that somebody is still typing
GOOD = 0.6  # names that fit less well are chance
MOST_OF_A_NAME = 0.7  # "social" alone does not mean "social anxiety"
STEM, STEM_SHARE, STEM_NEAR = 4, 0.55, 0.85  # letters, part of the longer word, how near that is
UNKNOWN = 0.2  # what a word weighs that no name has
EXACT = 2.0
NOTHING: frozenset[str] = frozenset()
Name: TypeAlias = tuple[str, ...]
"""The words of a name that count."""


class Found(NamedTuple):
    """How well something fits, 0 to 1, or `EXACT`; and what it is."""

    score: float
    id: str


def find(query: str, named: Iterable[NamedT], skipped: Set[str] = NOTHING, *, inflected: bool = False) -> list[NamedT]:
    """What fits a query, the best first; all of it, in its order, for an empty query.

    `skipped` are words that say nothing about what is looked for, such as "i" and "the". `inflected` is for languages
    whose words have many endings: there a shared beginning is near, as of "hablo" and "hablar".
    """
    everything = tuple(named)
    if not _words(query[:QUERY_LIMIT]):
        return list(everything)
    by_id = {each.id: each for each in everything}
    return [by_id[found.id] for found in scores(query, everything, skipped, inflected=inflected)]


def scores(query: str, named: Iterable[Named], skipped: Set[str] = NOTHING, *, inflected: bool = False) -> list[Found]:
    """How well each of these fits a query, the best first; without what does not fit."""
    everything = tuple(named)
    typed = _telling(_words(query[:QUERY_LIMIT]), skipped)
    index = _index(tuple((each.id, (each.id, each.title, *each.also)) for each in everything), frozenset(skipped))
    last = len(typed) - 1
    near = [_near(word, index.weights, last=at == last, inflected=inflected) for at, word in enumerate(typed)]
    known = [max((index.weights[each] * score for each, score in words.items()), default=0.0) for words in near]
    asked = sum(weight or UNKNOWN for weight in known)
    found = [
        Found(max((_fit(name, typed, near, index, asked) for name in names), default=0.0), id)
        for id, names in index.names
    ]
    return sorted((each for each in found if each.score >= GOOD), key=lambda each: -each.score)


class _Index(NamedTuple):
    names: tuple[tuple[str, tuple[Name, ...]], ...]
    weights: dict[str, float]


@lru_cache(maxsize=64)
def _index(named: tuple[tuple[str, tuple[str, ...]], ...], skipped: frozenset[str]) -> _Index:
    names = tuple((id, tuple(dict.fromkeys(_telling(_words(name), skipped) for name in each))) for id, each in named)
    shared = Counter(word for _, each in names for word in {word for name in each for word in name})
    return _Index(names, {word: 1 / count**0.5 for word, count in shared.items()})


def _near(word: str, weights: dict[str, float], *, last: bool, inflected: bool) -> dict[str, float]:
    """The known words that a typed one may be, each with how near it is, 0 to 1."""
    if word in weights and not last:
        return {word: 1.0}
    near = {known: BEGINNING for known in weights if known.startswith(word) and (last or len(word) > 3)}
    if len(word) > 3:  # two letters are like everything
        from rapidfuzz import fuzz, process

        alike = process.extract(word, weights.keys(), scorer=fuzz.ratio, score_cutoff=100 * NEAR, limit=None)
        near |= {known: max(score / 100, near.get(known, 0.0)) for known, score, _ in alike if len(known) > 3}
    if inflected and len(word) >= STEM:
        for known in weights:
            shared = _shared_beginning(word, known)
            if shared >= STEM and shared >= STEM_SHARE * max(len(word), len(known)):
                near[known] = max(near.get(known, 0.0), STEM_NEAR)
    if word in weights:
        near[word] = 1.0
    return near


def _shared_beginning(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _fit(
    name: tuple[str, ...], typed: tuple[str, ...], near: list[dict[str, float]], index: _Index, asked: float
) -> float:
    if name == typed:
        return EXACT
    whole = sum(index.weights[word] for word in name)
    said = sum(index.weights[word] * max((words.get(word, 0.0) for words in near), default=0.0) for word in name)
    if not said or said < MOST_OF_A_NAME * whole:
        return 0.0
    explained = sum(max((index.weights[word] * words.get(word, 0.0) for word in name), default=0.0) for words in near)
    return 0.5 * said / whole + 0.5 * min(1.0, explained / asked)


def _telling(words: Name, skipped: Set[str]) -> Name:
    """The words that count; all of them, where none does."""
    return tuple(word for word in words if word not in skipped) or words


def _words(text: str) -> Name:
    """Small letters, without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return tuple(re.findall(r"[^\W_]+", re.sub("['\u2019]", "", plain)))
