"""What of each language is translated, missing, stale or untouched, and which file to do next."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kindred.content.card_check import FOLDERS
from kindred.content.entries import Catalog
from kindred.content.files import Unreadable, parse_markdown, parse_toml, read_file
from kindred.content.library import BASE, Library
from kindred.content.stamps import STAMPED_FILES, read_stamps, stamp_of, stamps_of_file
from kindred.content.support_words import HELP_FILE, english_words
from kindred.content.word_files import flat

STATES = ("whole", "missing", "stale", "untouched", "faulty")
"""Translated from today's English; not there; of older English words, or without a stamp; still in English; refused."""
_NONE = "-"
FIRST_PAGES = ("find-help", "worried")
LISTS = ("distress.txt", "search.txt", "rules.toml", "cldr.json")
ORDER = ("help pages", "words", "commands", "helplines", "causes", "strategies", "connecting", "pages", "sources",
         "lists", "reminders")  # fmt: skip


class Unit(NamedTuple):
    """One text that a translator does at a time: a file, or a key of a file."""

    kind: str
    file: str
    key: str
    state: str


def units(root: Path, library: Library, language: str) -> list[Unit]:
    """Every unit of a language, in the order in which to do them."""
    found = list(_units(root, library, language))
    return sorted(found, key=lambda unit: ORDER.index(unit.kind))


def report(root: Path, library: Library) -> Iterator[str]:
    """What `bot.py check --languages` prints."""
    languages = [language for language in library.catalogs if language != BASE]
    if not languages:
        yield "There is no other language than English. docs/languages.md says how one begins."
    for language in languages:
        found = units(root, library, language)
        states = Counter(unit.state for unit in found)
        offered = "people get it" if library.catalogs[language].offered else "nobody gets it yet (language.toml)"
        yield f"{language}: {states['whole']} of {len(found)} texts are translated and fresh; {offered}."
        yield f"  {'':12}{''.join(f'{state:>11}' for state in STATES)}"
        for kind in ORDER:
            of_kind = Counter(unit.state for unit in found if unit.kind == kind)
            yield f"  {kind:12}{''.join(f'{of_kind[state] or _NONE:>11}' for state in STATES)}"
        yield from (f"  {line}" for line in _next(found))


def _next(found: list[Unit]) -> Iterator[str]:
    unit = next((unit for unit in found if unit.state in ("faulty", "missing", "untouched")), None)
    unit = unit or next((unit for unit in found if unit.state == "stale"), None)
    if unit is None:
        yield "Nothing is left to do."
        return
    how = {
        "missing": "`bot.py translate start` writes its English words there",
        "untouched": "it is still in English",
        "faulty": "`bot.py check` says what is wrong",
        "stale": "English has changed since; once it says the same again, `bot.py translate stamp` notes it",
    }
    rest = [each for each in found if each.file == unit.file and each.state == unit.state]
    keys = f": {', '.join(each.key for each in rest[:5])}{' …' if len(rest) > 5 else ''}" if unit.key else ""
    by_program = unit.file.endswith("cldr.json")
    what = "`python -m tests.cldr` writes it" if by_program else how[unit.state]
    yield f"Next: {unit.file}{keys} ({unit.state}; {what})."


def _units(root: Path, library: Library, language: str) -> Iterator[Unit]:
    english, catalog = library.catalogs[BASE], library.catalogs[language]
    faulty = {fault.file for fault in library.faults}
    for folder in FOLDERS:
        for id, entry in getattr(english, folder).items():
            name = f"{language}/{folder}/{id}.md"
            kind = "help pages" if id in FIRST_PAGES else folder
            yield Unit(kind, name, "", _markdown(root / name, root, catalog, id, stamp_of(entry), name in faulty))
    for name in STAMPED_FILES:
        yield from _keys(root, library, language, name)
    own_help = _table(root, root / language / HELP_FILE)
    for field, texts in english_words(library.support).items():
        for text in texts:
            told = catalog.help_words.get(field, {}).get(text)
            state = "missing" if told is None else "untouched" if told == text else "whole"
            state = "faulty" if told is None and f"{field}.{text}" in own_help else state
            yield Unit("helplines", f"{language}/{HELP_FILE}", text, state)
    said = {f"{field}.{text}" for field, texts in english_words(library.support).items() for text in texts}
    for key in own_help.keys() - said:  # English has changed since
        yield Unit("helplines", f"{language}/{HELP_FILE}", key.partition(".")[2], "stale")
    for name in LISTS:
        there = (root / language / name).exists() or (name == "rules.toml" and not (root / BASE / name).exists())
        faults = f"{language}/{name}" in faulty
        yield Unit("lists", f"{language}/{name}", "", "faulty" if faults else "whole" if there else "missing")


def _markdown(file: Path, root: Path, catalog: Catalog, id: str, stamp: str, is_faulty: bool) -> str:
    if is_faulty:
        return "faulty"
    if not file.exists():
        return "missing" if id in catalog.borrowed else "whole"  # another country's words of the same language
    if id in catalog.borrowed:
        return "untouched"
    try:
        fields, _ = parse_markdown(read_file(root, file))
    except Unreadable:
        return "faulty"
    return "whole" if fields.get("of") == stamp else "stale"


def _keys(root: Path, library: Library, language: str, name: str) -> Iterator[Unit]:
    english, catalog = library.catalogs[BASE], library.catalogs[language]
    kind, file = name.removesuffix(".toml"), f"{language}/{name}"
    own, theirs = (_table(root, root / each / name) for each in (language, BASE))
    faulty = {fault.field for fault in library.faults if fault.file == file}
    stamps = read_stamps(root, root / language).get(name, {})
    for key, stamp in stamps_of_file(english, name).items():
        lacking = f"source.{key}" in catalog.borrowed if kind == "sources" else key in catalog.words.borrowed
        there = any(each == key or each.startswith(f"{key}.") for each in own) if kind == "sources" else key in own
        if any(field == key or field.startswith(f"{key}.") for field in faulty):
            state = "faulty"
        elif not there:
            state = "missing" if lacking else "whole"
        elif stamps.get(key) == stamp:
            state = "whole"
        else:
            same = own.get(key) == theirs.get(key) and kind != "sources"
            state = "untouched" if same else "stale"
        yield Unit(kind, file, key, state)


def _table(root: Path, file: Path) -> dict[str, object]:
    """All texts of a file by dotted key; none where it is not there or cannot be read."""
    try:
        return dict(flat(parse_toml(read_file(root, file)))) if file.exists() else {}
    except (Unreadable, RecursionError):
        return {}
