"""Reads `content/` and refuses what is not whole: every fault at once, with file, field and fix.

A Library is immutable. To take changed files, load a new one; if that raises, keep the old one.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from kindred.config import CONTACT_LIMIT
from kindred.content.blocks import TEMPLATE, with_commands
from kindred.content.cards import About
from kindred.content.distress import Distress
from kindred.content.entries import (
    Catalog,
    Cause,
    Connecting,
    Entry,
    Group,
    MissingWords,
    Page,
    Reminder,
    Source,
    Strategy,
    Words,
    placeholders,
)
from kindred.content.fields import Fault, Fields
from kindred.content.files import Unreadable, parse_markdown, parse_toml, read_file
from kindred.content.support import SUPPORT_FILE, Support, read_support
from kindred.content.support_cards import NOTE_LIMIT, HelpCards
from kindred.content.word_limits import limit_of
from kindred.content.word_lists import read_lists

BASE = "en"  # the language that is always whole; others fall back to it, entry by entry
FILES_LIMIT = 1000  # in one folder
COMMANDS_FILE = "commands.toml"  # what Discord shows of the commands, the first that a start needs
WORDS_FILE = "words.toml"
PAGES = ("find-help", "worried", "help", "privacy")  # cards that the bot opens by name
FOLDERS = {
    "connecting": Connecting,
    "causes": Cause,
    "strategies": Strategy,
    "reminders": Reminder,
    "pages": Page,
}

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LIMIT = 32
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


class LibraryError(Exception):
    """The content cannot be used. `faults` holds every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Library:
    """All content, by language, and the help by country, which is one for all languages."""

    catalogs: Mapping[str, Catalog]
    support: Support = field(default_factory=Support)

    @classmethod
    def load(cls, path: Path) -> "Library":
        """Reads a content folder. Raises LibraryError with all faults if anything in it cannot be used."""
        faults: list[Fault] = []
        folders = _locale_folders(path, faults)
        if BASE not in folders:
            faults.append(Fault(f"{BASE}/", "", "is missing", "English is the language that is always there"))
            raise LibraryError(faults)
        base = _read_catalog(path, folders.pop(BASE), None, faults)
        catalogs = {BASE: base}
        for locale, folder in folders.items():
            catalogs[locale] = _read_catalog(path, folder, base, faults)
        support = read_support(_read_table(path, path / SUPPORT_FILE, faults, required=True), faults)
        for catalog in catalogs.values():
            _check_references(catalog, faults)
        if not faults:  # a card can be built only when all that it names is there
            for catalog in catalogs.values():
                _check_cards(catalog, support, faults)
        if faults:
            raise LibraryError(faults)
        return cls(MappingProxyType(catalogs), support)

    def words(self) -> dict[str, Words]:
        """The interface words of each language."""
        return {locale: catalog.words for locale, catalog in self.catalogs.items()}

    def catalog(self, locale: str) -> Catalog:
        """The content for a Discord locale such as `de` or `pt-BR`; English where there is no such folder."""
        return self.catalogs.get(locale) or self.catalogs.get(locale.split("-")[0]) or self.catalogs[BASE]


def read_command_words(path: Path) -> dict[str, Words]:
    """The words of the commands alone, by language: their sync does not wait for everything else.

    Raises LibraryError without English words; `Library.load` tells of all other faults.
    """
    faults: list[Fault] = []
    folders = _locale_folders(path, faults)
    words = {
        locale: Words(MappingProxyType(_read_words(path, folder, COMMANDS_FILE, None, [])))
        for locale, folder in folders.items()
    }
    if BASE not in words or not words[BASE].texts:
        Library.load(path)  # says what is wrong
        raise LibraryError(faults)
    return words


def _locale_folders(path: Path, faults: list[Fault]) -> dict[str, Path]:
    if not path.is_dir():
        faults.append(Fault(f"{path.name}/", "", "is missing", "set KINDRED_CONTENT to the folder of the texts"))
        return {}
    folders = {child.name: child for child in sorted(path.iterdir()) if child.is_dir()}
    for name in [name for name in folders if not _LOCALE.fullmatch(name)]:
        if not name.startswith("."):
            faults.append(
                Fault(f"{name}/", "", "is not a language", "name the folder like en, de or pt-BR, or move it")
            )
        del folders[name]
    return folders


def _read_catalog(root: Path, folder: Path, base: Catalog | None, faults: list[Fault]) -> Catalog:
    texts = dict(base.words.texts) if base else {}
    for file in (COMMANDS_FILE, WORDS_FILE):
        own = _read_words(root, folder, file, base, faults)
        _check_lengths(f"{folder.name}/{file}", own, base, faults)
        texts |= own
    words = Words(MappingProxyType(texts))
    groups = {id: Group(id, title, line) for id, title, line in _groups(words)}
    kinds: dict[str, dict[str, Any]] = {}
    for name, kind in FOLDERS.items():
        entries = _read_folder(root, folder / name, kind, groups, faults, required=base is None)
        whole = {**getattr(base, name), **entries} if base else entries
        kinds[name] = _in_order(whole.values(), list(groups))
    _check_ids(kinds, f"{folder.name}/", faults)
    sources = _read_sources(root, folder, faults, required=base is None)
    return Catalog(
        locale=folder.name,
        groups=MappingProxyType(groups),
        sources=MappingProxyType({**base.sources, **sources} if base else sources),
        words=words,
        distress=_read_distress(root, folder, base, faults),
        phrases=_read_phrases(root, folder, base, kinds, faults),
        **{name: MappingProxyType(entries) for name, entries in kinds.items()},
    )


def _in_order(entries: Iterable[Any], groups: list[str]) -> dict[str, Any]:
    def place(entry: Any) -> tuple[int, int, str]:
        group = groups.index(entry.group) if getattr(entry, "group", None) in groups else 0
        return group, getattr(entry, "order", 0), entry.id

    return {entry.id: entry for entry in sorted(entries, key=place)}


# Markdown


def _read_folder(
    root: Path,
    folder: Path,
    kind: type[Entry],
    groups: Mapping[str, Group],
    faults: list[Fault],
    *,
    required: bool,
) -> dict[str, Entry]:
    found = list(islice(folder.glob("*"), FILES_LIMIT + 1))
    files = sorted(file for file in found[:FILES_LIMIT] if not file.name.startswith("."))
    where = f"{folder.relative_to(root).as_posix()}/"
    if required and not any(file.suffix == ".md" for file in files):
        faults.append(Fault(where, "", "holds no text", "put at least one .md file here"))
    if len(found) > FILES_LIMIT:
        faults.append(Fault(where, "", f"holds more than {FILES_LIMIT:,} files", "move out what the bot does not show"))
    entries: dict[str, Entry] = {}
    for file in files:
        name = file.relative_to(root).as_posix()
        if file.suffix != ".md":
            faults.append(Fault(name, "", "is not a .md file", "rename it, or move it out of content/"))
        elif not _ID.fullmatch(file.stem) or len(file.stem) > _ID_LIMIT:
            fix = f"lower-case letters, digits and single hyphens, at most {_ID_LIMIT}, then .md"
            faults.append(Fault(name, "", "has a name that cannot be an id", fix))
        elif (text := _read_text(root, file, faults)) is not None:
            fields = _front_matter(name, text, faults)
            if fields is not None and (entry := fields.entry(file.stem, kind, groups)) is not None:
                entries[entry.id] = entry
    return entries


def _read_text(root: Path, file: Path, faults: list[Fault]) -> str | None:
    try:
        return read_file(root, file)
    except Unreadable as error:
        faults.append(Fault(file.relative_to(root).as_posix(), "", error.says, error.fix))
        return None


def _front_matter(name: str, text: str, faults: list[Fault]) -> Fields | None:
    try:
        fields, body = parse_markdown(text)
    except Unreadable as error:
        faults.append(Fault(name, "", error.says, error.fix))
        return None
    return Fields(name, fields, faults, body=body)


# TOML


def _read_table(root: Path, file: Path, faults: list[Fault], *, required: bool) -> dict[str, Any]:
    name = file.relative_to(root).as_posix()
    if not os.path.lexists(file):  # a link that leads nowhere is there, and at fault
        if required:
            faults.append(Fault(name, "", "is missing", "see content/README.md for what it holds"))
        return {}
    try:
        return parse_toml(_read_text(root, file, faults) or "")
    except Unreadable as error:
        faults.append(Fault(name, "", error.says, error.fix))
        return {}


def _read_words(root: Path, folder: Path, file: str, base: Catalog | None, faults: list[Fault]) -> dict[str, str]:
    name = f"{folder.name}/{file}"
    try:
        texts = dict(_flat(_read_table(root, folder / file, faults, required=base is None)))
    except RecursionError:
        texts: dict[str, Any] = {}
        faults.append(Fault(name, "", "has keys within keys without end", "see content/README.md for what it holds"))
    for key, text in list(texts.items()):
        right_file = COMMANDS_FILE if key.startswith("commands.") else WORDS_FILE
        if not isinstance(text, str) or not text.strip():
            faults.append(Fault(name, key, "is not a text", "put words between quotation marks"))
            del texts[key]
        elif file != right_file:
            faults.append(Fault(name, key, "stands in the wrong file", f"move it to {right_file}"))
        elif base is not None:
            original = base.words.get(key)
            if original is None:
                faults.append(Fault(name, key, f"is unknown: {BASE}/{file} has no such key", "fix the key"))
            elif placeholders(text) != placeholders(original):
                wanted = " ".join(f"{{{each}}}" for each in sorted(placeholders(original))) or "none"
                faults.append(Fault(name, key, "has other placeholders than English", f"it has: {wanted}"))
    return texts


def _read_distress(root: Path, folder: Path, base: Catalog | None, faults: list[Fault]) -> Distress:
    file = folder / "distress.txt"
    name = file.relative_to(root).as_posix()
    if not file.exists():
        if base is None:
            fix = "it holds the words that lead to help; content/README.md says how"
            faults.append(Fault(name, "", "is missing", fix))
        return base.distress if base else Distress()
    text = _read_text(root, file, faults)
    return Distress.read(name, text or "", faults, beside=base.distress if base else None)


def _read_phrases(
    root: Path, folder: Path, base: Catalog | None, kinds: Mapping[str, Mapping[str, Entry]], faults: list[Fault]
) -> Mapping[str, tuple[str, ...]]:
    file = folder / "search.txt"
    name = file.relative_to(root).as_posix()
    if not file.exists():
        return base.phrases if base else MappingProxyType({})
    phrases = {id: tuple(lines) for id, lines in read_lists(name, _read_text(root, file, faults) or "", faults).items()}
    if skipped := phrases.get("skipped"):
        phrases["skipped"] = tuple(" ".join(skipped).split())
    faulty = {Path(fault.file).stem for fault in faults}
    known = {id for entries in kinds.values() for id in entries} | faulty | {"skipped"}
    for id in phrases.keys() - known:
        faults.append(Fault(name, f"[{id}]", "is no card", "write the id of a card: its file's name without .md"))
    return MappingProxyType({**base.phrases, **phrases} if base else phrases)


def _check_lengths(name: str, texts: Mapping[str, str], base: Catalog | None, faults: list[Fault]) -> None:
    for key, text in texts.items():
        if base is not None and base.words.get(key) == text:
            continue
        limit = limit_of(key)
        if limit and len(text) > limit:
            faults.append(Fault(name, key, f"has {len(text)} characters; at most {limit} fit", "shorten it"))
        # What has a limit stands on a button, in a menu or in a form, where Discord shows no links.
        if TEMPLATE in (text if limit else with_commands(text, str)):
            fix = "name it without braces" if limit else "write it like {/find-help}, in small letters"
            faults.append(Fault(name, key, "has a command that cannot become a link", fix))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(cast(dict[str, Any], value), f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _groups(words: Words) -> Iterable[tuple[str, str, str]]:
    for key in words.texts:
        prefix, _, rest = key.partition(".")
        id, _, part = rest.partition(".")
        if prefix == "groups" and part == "title":
            yield id, words.say(key), words.get(f"groups.{id}.line") or ""


def _read_sources(root: Path, folder: Path, faults: list[Fault], *, required: bool) -> dict[str, Source]:
    name = f"{folder.name}/sources.toml"
    table = _read_table(root, folder / "sources.toml", faults, required=required)
    found: dict[str, Source] = {}
    for id, values in table.items():
        if not isinstance(values, dict):
            faults.append(Fault(name, id, "is not a source", "start each source with a line [its-key]"))
        elif (source := Fields(name, cast(dict[str, Any], values), faults, prefix=f"{id}.").source(id)) is not None:
            found[id] = source
    return found


# What one file cannot see


def _check_ids(kinds: Mapping[str, Mapping[str, Entry]], where: str, faults: list[Fault]) -> None:
    seen: dict[str, str] = {}
    for folder, entries in kinds.items():
        for id in entries:
            if id in seen:
                says = f"has the id of {seen[id]}/{id}.md"
                faults.append(Fault(f"{where}{folder}/{id}.md", "", says, "rename one of the two"))
            seen[id] = folder


def _check_references(catalog: Catalog, faults: list[Fault]) -> None:
    # What a faulty file would have held is not missing: its own fault says enough.
    faulty = {fault.file for fault in faults}
    sources_known = not any(file.endswith("/sources.toml") for file in faulty)

    def lacks_strategy(id: str) -> bool:
        return id not in catalog.strategies and f"{catalog.locale}/strategies/{id}.md" not in faulty

    for page in PAGES:
        name = f"{catalog.locale}/pages/{page}.md"
        if page not in catalog.pages and name not in faulty:
            faults.append(Fault(name, "", "is missing", "the bot opens this card by name"))
    seen = {entry.see for folder in FOLDERS for entry in getattr(catalog, folder).values()}
    for page in [page for page in catalog.pages if page not in (*PAGES, *seen)]:
        fix = f"the names are {', '.join(PAGES)}; another one is opened by a card whose see names it"
        faults.append(Fault(f"{catalog.locale}/pages/{page}.md", "", "is a page that no button or command opens", fix))
    for folder in FOLDERS:
        for entry in getattr(catalog, folder).values():
            name = f"{catalog.locale}/{folder}/{entry.id}.md"
            for source in entry.sources:
                if source not in catalog.sources and sources_known:
                    fix = "add it to sources.toml, or fix the key"
                    faults.append(Fault(name, "sources", f"names {source!r}, which is no source", fix))
            if entry.see and entry.see not in catalog.pages:
                says = f"names {entry.see!r}, which is no page"
                faults.append(Fault(name, "see", says, f"one of: {', '.join(catalog.pages)}"))
            wanted = [help.strategy for help in entry.helps] if isinstance(entry, Cause) else []
            if isinstance(entry, Reminder) and entry.strategy:
                wanted = [entry.strategy]
            for strategy in wanted:
                if lacks_strategy(strategy):
                    fix = f"one of: {', '.join(catalog.strategies) or 'none yet'}"
                    says = f"names {strategy!r}, which is no strategy"
                    faults.append(Fault(name, "helps" if isinstance(entry, Cause) else "strategy", says, fix))


def _check_cards(catalog: Catalog, support: Support, faults: list[Fault]) -> None:
    cards = HelpCards(catalog, About("0.0.0", "c" * CONTACT_LIMIT, "u" * CONTACT_LIMIT), support)
    try:
        for entry, route in cards.routes():
            name = f"{catalog.locale}/{_folder_of(entry)}/{entry.id}.md" if entry else f"{catalog.locale}/ ({route})"
            card = cards.page(route, "causes", share=True, note="n" * NOTE_LIMIT)
            for says in card.faults():
                faults.append(Fault(name, "", says, "shorten the text, or split it in two"))
            for says in card.unlinked():
                fix = "write it like {/find-help} in a text, and without braces elsewhere"
                faults.append(Fault(name, "", says, fix))
    except MissingWords as missing:
        key = str(missing.args[0])
        faults.append(Fault(f"{catalog.locale}/{WORDS_FILE}", key, "is missing", "the bot shows these words"))


def _folder_of(entry: Entry) -> str:
    return next(folder for folder, kind in FOLDERS.items() if type(entry) is kind)
