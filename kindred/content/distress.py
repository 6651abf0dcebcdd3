"""Tells words of distress, in whatever somebody typed, from words that only look like them.

The words are in `content/<language>/distress.txt`, which explains its own format. What is typed is looked at and
forgotten: nothing here logs it or gives it back.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import TypeAlias

from kindred.content.fields import Fault
from kindred.content.word_lists import read_lists

LOOKED_AT = 200  # characters; an option takes 100
TWO_SLIPS = 8  # letters from which a word is known with two slips
LONGEST = 16  # letters; no longer word is looked at for slips
JOINED, JOINED_AT_MOST = 8, 40  # letters of a word that may be several without their blanks

Word: TypeAlias = frozenset[str]
"""What may stand at one place: the ways to say it in a phrase, the words that were perhaps meant in a query."""
Phrase: TypeAlias = tuple[Word, ...]

LISTS = ("anywhere", "alone", "harmless", "skipped", "slips", "spelled right", "meant", "groups")
NUMBER = "0"
_GAP: Word = frozenset()
_LOOK_ALIKES = str.maketrans("0134578@$!|+", "oieastbasiit")
_SYMBOL = re.compile(r"\d|[@$](?=\w)|(?<=\w)[!|+](?=\w)")
_SLOT = re.compile(r"\{(\w+)\}")
_UNSPOKEN = re.compile("['\u2019\u02bc\u2018`\u00b4*]")
_TOKEN = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"(.)\1{2,}")


class Distress:
    """The words of one language by which somebody may be in danger. Indexed on first use: about 10 ms."""

    def __init__(
        self,
        anywhere: Sequence[str] = (),
        alone: Sequence[str] = (),
        harmless: Sequence[str] = (),
        *,
        groups: Mapping[str, Sequence[str]] | None = None,
        meant: Mapping[str, str] | None = None,
        skipped: Iterable[str] = (),
        slips: Iterable[str] = (),
        spelled_right: Iterable[str] = (),
        beside: "Distress | None" = None,
    ) -> None:
        self._anywhere, self._alone, self._harmless = anywhere, alone, harmless
        self._groups = groups or {}
        self._meant = meant or {}
        self._skipped = frozenset(skipped)
        self._beside = beside  # English: many people type it, whatever language they read
        self._slips = frozenset(slips)
        self._spelled_right = frozenset(spelled_right)

    @classmethod
    def read(cls, file: str, text: str, faults: list[Fault], beside: "Distress | None" = None) -> "Distress":
        """Reads the text of `distress.txt`, noting every fault."""
        lists = read_lists(file, text, faults, LISTS)
        groups, meant = _named(lists["groups"]), _named(lists["meant"])
        for name in LISTS[:3]:
            for slot in sorted({slot for line in lists[name] for slot in _SLOT.findall(line)} - groups.keys()):
                fix = "add it under [groups], or correct the name"
                faults.append(Fault(file, name, f"names {{{slot}}}, which is no group", fix))
        return cls(
            *(lists[name] for name in LISTS[:3]),
            groups={name: words.split() for name, words in groups.items()},
            meant=meant,
            skipped=" ".join(lists["skipped"]).split(),
            slips=" ".join(lists["slips"]).split(),
            spelled_right=" ".join(lists["spelled right"]).split(),
            beside=beside,
        )

    def is_in(self, typed: str) -> bool:
        """Whether these words speak of suicide, self-harm, violence or another danger. Takes well under 1 ms."""
        if self._beside and self._beside.is_in(typed):
            return True
        words = [self._read(token) for token in self._tokens(typed)]
        if not any(words):
            return False
        words = self._without_harmless(words)
        anywhere, alone, _ = self._index
        for at, word in enumerate(words):
            if any(self._end(phrase, words, at) for each in word for phrase in anywhere.get(each, ())):
                return True
        first = next((at for at, word in enumerate(words) if not word & self._skipped), 0)
        if any(self._end(phrase, words, first) == len(words) for phrase in alone):
            return True
        # killmyself, iwanttodie
        unknown = [token for token in self._tokens(typed) if JOINED <= len(token) <= JOINED_AT_MOST]
        return any(joined in token for token in unknown if not self._knows(token) for joined in self._joined)

    # What was typed

    def _tokens(self, typed: str) -> Iterator[str]:
        tokens = _TOKEN.findall(_plain(typed))
        if len(tokens) > 2 and sum(len(token) == 1 for token in tokens) > len(tokens) * 0.7:
            tokens = ["".join(tokens)]  # s u i c i d e
        for token in tokens:
            yield from self._meant.get(token, token).split()

    def _read(self, token: str) -> Word:
        """The words that a token may stand for: itself, or those from which it is a slip away."""
        if token.isdecimal():
            return frozenset((token, NUMBER))
        for way in dict.fromkeys((token, _STRETCHED.sub(r"\1\1", token), _STRETCHED.sub(r"\1", token))):
            if self._knows(way):
                return frozenset((way,))
        short = _STRETCHED.sub(r"\1", token)
        near = {word for key in _shortened(short) for word in self._near.get(key, ())}
        meant = {word for word in near if _slips_between(short, word) <= 1 + (len(word) >= TWO_SLIPS)}
        return frozenset(meant or (token,))

    def _knows(self, token: str) -> bool:
        return token in self._vocabulary or token in self._spelled_right

    def _without_harmless(self, words: list[Word]) -> list[Word]:
        left: list[Word] = []
        at = 0
        while at < len(words):
            phrases = [phrase for word in words[at] for phrase in self._index[2].get(word, ())]
            end = max((self._end(phrase, words, at) for phrase in phrases), default=0)
            left.append(_GAP if end else words[at])
            at = end or at + 1
        return left

    def _end(self, phrase: Phrase, words: Sequence[Word], at: int) -> int:
        """Where a phrase that begins at a place ends, with what is skipped after it; 0 if it does not stand there."""
        for way in phrase:
            while at < len(words) and not way & words[at] and words[at] & self._skipped:
                at += 1
            if at == len(words) or not way & words[at]:
                return 0
            at += 1
        while at < len(words) and words[at] & self._skipped:
            at += 1
        return at

    # The index

    def _phrase(self, line: str, *, whole: bool = False) -> Phrase:
        def ways(word: str) -> Iterator[str]:
            for way in word.split("/"):
                slot = _SLOT.fullmatch(way)
                yield from self._groups.get(slot[1], ()) if slot else (way,)

        words = (frozenset(ways(word)) for word in line.split())
        return tuple(word for word in words if whole or not word <= self._skipped)

    @cached_property
    def _index(self) -> tuple[dict[str, list[Phrase]], list[Phrase], dict[str, list[Phrase]]]:
        """Phrases that say it anywhere, by their first word; those that say it alone; harmless ones by first word."""
        return (
            _by_first_word(self._phrase(line) for line in self._anywhere),
            [self._phrase(line) for line in self._alone],
            _by_first_word(self._phrase(line, whole=True) for line in self._harmless),
        )

    @cached_property
    def _telling(self) -> frozenset[str]:
        """Every word of a phrase that says it."""
        first, alone, _ = self._index
        phrases = [phrase for listed in first.values() for phrase in listed] + alone
        return frozenset(word for phrase in phrases for way in phrase for word in way)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        harmless = {word for line in self._harmless for way in self._phrase(line, whole=True) for word in way}
        return self._telling | harmless | self._skipped

    @cached_property
    def _near(self) -> dict[str, set[str]]:
        near: dict[str, set[str]] = {}
        for word in self._slips:
            for key in _shortened(word):
                near.setdefault(key, set()).add(word)
        return near

    @cached_property
    def _joined(self) -> frozenset[str]:
        """Phrases without blanks: "killmyself"."""
        joined: set[str] = set()
        for phrase in (self._phrase(line, whole=True) for line in self._anywhere if " " in line):
            if prod(map(len, phrase)) <= 200:  # not each person with each verb
                joined.update("".join(words) for words in product(*phrase))
        return frozenset(way for way in joined if len(way) >= JOINED)


def _plain(typed: str) -> str:
    """Small letters without accents, apostrophes or what cannot be seen; digits within a word are read as letters."""
    letters = unicodedata.normalize("NFKD", typed[:LOOKED_AT])[: 2 * LOOKED_AT]  # one letter may become eighteen
    seen = "".join(c for c in letters if unicodedata.category(c) not in ("Mn", "Cf"))
    words = _UNSPOKEN.sub("", seen.casefold()).split()
    return " ".join(
        _SYMBOL.sub(lambda match: match[0].translate(_LOOK_ALIKES), word) if any(map(str.isalpha, word)) else word
        for word in words
    )


def _shortened(word: str) -> Iterator[str]:
    """The word, and what is left of it without one letter, or two of a long word: what two near words share."""
    yield word
    for left_out in (1, 2) if TWO_SLIPS - 1 <= len(word) <= LONGEST else (1,):
        for places in combinations(range(len(word)), left_out):
            yield "".join(letter for at, letter in enumerate(word) if at not in places)


def _slips_between(typed: str, word: str) -> int:
    """How many letters are wrong, missing, too many, or swapped with their neighbour."""
    before, row = list[int](), list(range(len(word) + 1))
    for at, letter in enumerate(typed, start=1):
        before, last, row = row, before, [at]
        for to, wanted in enumerate(word, start=1):
            slips = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 < to and letter == word[to - 2] and typed[at - 2] == wanted:
                slips = min(slips, last[to - 2] + 1)
            row.append(slips)
    return row[-1]


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    listed: dict[str, list[Phrase]] = {}
    for phrase in filter(None, phrases):
        for word in phrase[0]:
            listed.setdefault(word, []).append(phrase)
    return listed


def _named(lines: Iterable[str]) -> dict[str, str]:
    """Lines such as "gonna: going to"."""
    parts = (line.partition(":") for line in lines)
    return {name.strip(): words.strip() for name, _, words in parts}
