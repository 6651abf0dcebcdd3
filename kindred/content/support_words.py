"""The words of the helplines in another language: `support.toml` of its folder, by the English words.

A line's hours, and whom it is for, are texts that many lines share. Numbers, names and addresses are never translated.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kindred.content.entries import Catalog, HelpWords
from kindred.content.fields import Fields
from kindred.content.reading import Reader
from kindred.content.support import ROUND_THE_CLOCK, Country, Helpline, Support

HELP_FILE = "support.toml"
FIELDS = {"hours": 120, "about": 80, "ages": 20}
"""The fields of a line that hold words, each with the most characters that English has."""


def english_words(support: Support) -> dict[str, dict[str, None]]:
    """The English words of all lines that members see, by field, in their order."""
    found: dict[str, dict[str, None]] = {field: {} for field in FIELDS}
    for country in support.countries.values():
        for line in country.lines:
            for field in FIELDS:
                if (text := getattr(line, field)) and _has_words(text):
                    found[field][text] = None
    return found


def read_help_words(reader: Reader, folder: Path, support: Support, above: HelpWords) -> HelpWords:
    """The translated words by field and English words. What English no longer says is left out: `coverage` tells."""
    from kindred.content.faithful import LONGER, differences  # English alone needs none of it

    file = folder / HELP_FILE
    english = english_words(support)
    words: dict[str, Mapping[str, str]] = dict(above)
    root = Fields(reader.name(file), reader.table(file), reader.faults)
    for field, limit in FIELDS.items():
        own: dict[str, str] = {}
        table = root.table(field)
        fields = Fields(reader.name(file), table, reader.faults, prefix=f"{field}: ")
        for text in [each for each in table if each in english[field]]:
            told = fields.text(text, int(limit * LONGER))
            faults = list(differences(text, told)) if told else []
            for says, fix in faults:
                fields.fault(text[:60], says, fix)
            if told and not faults:
                own[text] = told
        words[field] = MappingProxyType({**words.get(field, {}), **own})
    root.whole(f"the fields are {', '.join(FIELDS)}")
    return MappingProxyType(words)


def in_language(support: Support, catalog: Catalog) -> Support:
    """The help by country in the words of a language, in the order of its names; what it lacks stays English."""
    words, names = catalog.help_words, catalog.country_names
    if not words and not names:
        return support
    countries = [
        replace(_named(country, names), lines=tuple(_told(line, words) for line in country.lines))
        for country in support.countries.values()
    ]
    in_order = sorted(countries, key=lambda country: unicodedata.normalize("NFKD", country.title).casefold())
    return replace(support, countries=MappingProxyType({country.id: country for country in in_order}))


def _named(country: Country, names: Mapping[str, str]) -> Country:
    """The country with its name in the language first, then those that its own people have for it."""
    title = names.get(country.id, country.title)
    own = tuple(name for name in country.names[1:] if name != title)
    return replace(country, names=(title, *own), nicknames=(*country.nicknames, country.title))


def lacks_words(country: Country, words: HelpWords) -> bool:
    """Whether some words of a country's lines (in English) have no translation."""
    return any(
        _has_words(text) and text not in words.get(field, {}) for line in country.lines for field, text in _texts(line)
    )


def _texts(line: Helpline) -> Iterable[tuple[str, str]]:
    for field in FIELDS:
        if text := getattr(line, field):
            yield field, text


def _told(line: Helpline, words: HelpWords) -> Helpline:
    told: dict[str, Any] = {field: words.get(field, {}).get(text, text) for field, text in _texts(line)}
    return line._replace(**told)


def _has_words(text: str) -> bool:
    return text != ROUND_THE_CLOCK and any(letter.isalpha() for letter in text)
