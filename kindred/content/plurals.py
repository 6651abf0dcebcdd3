"""Which form of a word a number takes, in the languages that Discord has: CLDR's rules for whole numbers.

CLDR's form for millions (*1 000 000 de amigos*) is left out: no number here gets there.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

CATEGORIES = ("zero", "one", "two", "few", "many", "other")


class _Rule(NamedTuple):
    forms: tuple[str, ...]
    of: Callable[[int], str]


def _between(number: int, first: int, last: int) -> bool:
    return first <= number <= last


def _other(number: int) -> str:
    return "other"


def _one(number: int) -> str:
    return "one" if number == 1 else "other"


def _none_or_one(number: int) -> str:
    return "one" if number in (0, 1) else "other"


def _czech(number: int) -> str:
    return "one" if number == 1 else "few" if _between(number, 2, 4) else "other"


def _polish(number: int) -> str:
    return "one" if number == 1 else _slavic_few(number) or "many"


def _russian(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return _slavic_few(number) or "many"


def _croatian(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return _slavic_few(number) or "other"


def _slavic_few(number: int) -> str:
    return "few" if _between(number % 10, 2, 4) and not _between(number % 100, 12, 14) else ""


def _lithuanian(number: int) -> str:
    if _between(number % 100, 11, 19) or number % 10 == 0:
        return "other"
    return "one" if number % 10 == 1 else "few"


def _romanian(number: int) -> str:
    if number == 1:
        return "one"
    return "few" if number == 0 or _between(number % 100, 1, 19) else "other"


def _arabic(number: int) -> str:
    if number < 3:
        return CATEGORIES[number]
    return "few" if _between(number % 100, 3, 10) else "many" if number % 100 > 10 else "other"


def _hebrew(number: int) -> str:
    return "one" if number == 1 else "two" if number == 2 else "other"


_MOST = _Rule(("one", "other"), _one)
_RULES: Mapping[str, _Rule] = {
    **{language: _Rule(("one", "other"), _none_or_one) for language in ("fr", "pt", "hi", "fa", "bn")},
    **{language: _Rule(("other",), _other) for language in ("id", "ja", "ko", "th", "vi", "zh")},
    **{language: _Rule(("one", "few", "other"), _czech) for language in ("cs", "sk")},
    **{language: _Rule(("one", "few", "many", "other"), _russian) for language in ("ru", "uk")},
    **{language: _Rule(("one", "few", "other"), _croatian) for language in ("hr", "sr", "bs")},
    "pl": _Rule(("one", "few", "many", "other"), _polish),
    "lt": _Rule(("one", "few", "other"), _lithuanian),
    "ro": _Rule(("one", "few", "other"), _romanian),
    "ar": _Rule(CATEGORIES, _arabic),
    "he": _Rule(("one", "two", "other"), _hebrew),
}
"""Where a language has no row, *one* is for 1, and *other* for all else."""


def forms_of(language: str) -> tuple[str, ...]:
    """The forms that a language has, such as one and other; `language` is a folder's name."""
    return _rule(language).forms


def form_of(language: str, number: int) -> str:
    """The form that a number takes."""
    return _rule(language).of(abs(number))


def _rule(language: str) -> _Rule:
    # European Portuguese says "0 textos" as it says "2 textos"; Brazil's rule has 0 with 1.
    return _MOST if language == "pt-PT" else _RULES.get(language.split("-")[0], _MOST)
