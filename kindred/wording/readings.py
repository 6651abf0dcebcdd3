"""A typed text as people and browsers read it, whatever it is dressed up as: each rule looks at that as well.

Nothing here changes what is kept. The readings are in small Latin letters without accents, so word lists that are
held against them are folded in the same way, also those of other alphabets (`fold`).
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from kindred.wording.lookalikes import LATIN

_DOTS = str.maketrans(
    {dot: "." for dot in "\u3002\u2024\u2219\u22c5\u00b7\u2e31\ua60e"} | {"\u2044": "/", "\u2215": "/"}
)
_WHOLE_SENTENCES: dict[int, str] = dict.fromkeys(
    (0xFDFA, 0xFDFB), "\ufdf2"
)  # signs that would become eighteen letters each
_MARKERS = re.compile(r"\\(?=[^\w\s])|[*~|`]|__+")
_APOSTROPHE = re.compile("['\u2019\u02bc\u00b4]")
_BETWEEN_LETTERS = re.compile(r"(?<=\w)[^\w\s]+(?=\w)|_")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LEET_WORD = re.compile(r"[a-z0-9@$!+\u20ac]*[a-z0-9@$\u20ac]")
_LEET = str.maketrans("0345789@$!+\u20ac", "oeastbgasite")
_WORD = re.compile(r"\w+")
LONG_LETTERS = 3  # different ones that are tried
_SHORT = 2  # letters: what a torn word leaves behind
_WHOLE_SHORT_WORDS = frozenset(
    ("a", "i", "o", "y", "e", "u", "no", "me", "so", "to", "in", "on", "is", "it", "at", "de")
)
_TORN_AT_LEAST = 6  # letters: two everyday words side by side spell shorter ones by chance


def seen(text: str) -> str:
    """The text with one form for each letter and sign, as a browser takes an address, and nothing that is unseen."""
    text = unicodedata.normalize("NFKC", text.translate(_WHOLE_SENTENCES)).translate(_DOTS)
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf"))


def fold(text: str) -> str:
    """Small letters without accents, each one of another alphabet as the Latin letter that it looks like."""
    folded: list[str] = []
    for char in text.lower().translate(LATIN):
        base = char if char.isascii() else unicodedata.normalize("NFD", char)[0].translate(LATIN)
        if base.isascii():
            folded.append(base)
        elif unicodedata.category(char) != "Mn" or not (folded and folded[-1].isascii()):
            folded.append(char)
    return "".join(folded)


def undressed(text: str) -> str:
    """The text as it is read: folded, and without the signs that make words bold, crossed out or hidden."""
    return fold(_MARKERS.sub("", seen(text)))


def guesses(text: str) -> tuple[str, ...]:
    """What the words may stand for: long letters once or twice, digits as letters, no signs inside words."""
    found: dict[str, None] = {}
    for squeezed in _squeezed(_APOSTROPHE.sub("", undressed(text))):
        for one in ("1", "i", "l"):
            spelled = squeezed if one == "1" else _LEET_WORD.sub(lambda word, one=one: _letters(word[0], one), squeezed)
            found[_BETWEEN_LETTERS.sub(" ", spelled)] = None
    return tuple(found)


def _squeezed(text: str) -> Iterator[str]:
    """The text with each letter that stands three times or more in a row as one of it, or two."""
    yield text
    long = sorted({run[1] for run in _RUN.finditer(text)})[:LONG_LETTERS]
    for times in product((1, 2), repeat=len(long)) if long else ():
        count = dict(zip(long, times, strict=True))
        yield _RUN.sub(lambda run, count=count: run[1] * count.get(run[1], 1), text)


def _letters(word: str, one: str) -> str:
    """A word whose digits and signs stand for letters; a number stays one."""
    has_letters = any(char.isalpha() for char in word)
    return word.translate(_LEET).replace("1", one) if has_letters and not word.isalpha() else word


def torn(guess: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """What a pattern for words without blanks finds in words that blanks have torn apart ("k i ll")."""
    words = list(_WORD.finditer(guess))
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    length = 0
    for number, word in enumerate(words):
        starts[length] = number
        length += len(word[0])
        ends[length] = number
    for hit in pattern.finditer("".join(word[0] for word in words)):
        first, last = starts.get(hit.start()), ends.get(hit.end())
        if first is None or last is None or first == last:
            continue
        pieces = [word[0] for word in words[first : last + 1]]
        scraps = [piece for piece in pieces if len(piece) <= _SHORT and piece not in _WHOLE_SHORT_WORDS]
        letter_by_letter = all(len(piece) == 1 for piece in pieces)
        if letter_by_letter or (scraps and len(hit[0]) >= _TORN_AT_LEAST):
            yield " ".join(pieces)
