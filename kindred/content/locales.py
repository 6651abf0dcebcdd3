"""Which folder of `content/` a person's language leads to: `es-419`, then `es`, then English."""

import re
from collections.abc import Collection, Iterable

BASE = "en"  # the language that is always whole
FOLDER = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"))

# Discord's names, and others' for the same, beside those of BCP 47.
_ALIASES = {"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant",
            "no": "nb", "iw": "he", "in": "id", "tl": "fil"}  # fmt: skip
_SAME = {**_ALIASES, **{other: name for name, other in _ALIASES.items()}, "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}


def chain(locale: str, folders: Collection[str]) -> tuple[str, ...]:
    """The folders that a locale leads to, the nearest first; English is always the last.

    Where a language has one folder alone, all its countries have it: with `es-ES` only, `es-419` reads that. A script
    is no country: whoever reads traditional Chinese is not given simplified.
    """
    found = [name for name in dict.fromkeys(_ways(locale)) if name in folders]
    if not found:
        found = _siblings(locale, folders)
    return (*(name for name in found if name != BASE), BASE)


def parent(folder: str, folders: Collection[str]) -> str | None:
    """The folder of the same language that a folder goes on from, as `es` for `es-419`; None where it has none."""
    return next((name for name in _ways(folder) if name in folders and name not in (folder, BASE)), None)


def family(locale: str) -> str:
    """The language without its country or script."""
    return locale.split("-")[0]


def is_right_to_left(locale: str) -> bool:
    """Whether a language is written from right to left."""
    return family(locale) in RIGHT_TO_LEFT or "-Arab" in locale or "-Hebr" in locale


def _ways(locale: str) -> Iterable[str]:
    parts = locale.split("-")
    for length in range(len(parts), 0, -1):
        name = "-".join(parts[:length])
        yield name
        if name in _SAME:
            yield _SAME[name]
            yield _SAME[name].split("-")[0]


def _siblings(locale: str, folders: Collection[str]) -> list[str]:
    own = [name for name in folders if family(name) == family(locale) and _script(name) == _script(locale)]
    return own if len(own) == 1 else []


def _script(locale: str) -> str:
    full = _ALIASES.get(locale, locale).split("-")
    return next((part for part in full[1:] if len(part) == 4), "")
