"""Reads `content/` and refuses what is not whole: every fault at once, with file, field and fix.

A Library is immutable. To take changed files, load a new one; if that raises, keep the old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from kindred.content.card_check import FOLDERS, card_faults
from kindred.content.distress import Distress
from kindred.content.entries import Catalog, Cause, Entry, Reminder, Source, Words
from kindred.content.fields import Fault, Fields
from kindred.content.locales import BASE, FOLDER, chain, family, parent
from kindred.content.reading import Reader
from kindred.content.support import SUPPORT_FILE, Support, read_support
from kindred.content.word_files import groups_of, length_faults, read_commands, read_words

PAGES = ("find-help", "worried", "help", "privacy")  # cards that the bot opens by name


class LibraryError(Exception):
    """The content cannot be used. `faults` holds every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Library:
    """All content, by language, and the help by country.

    `faults` are those of other languages than English: what is at fault there is shown in English.
    """

    catalogs: Mapping[str, Catalog]
    support: Support = field(default_factory=Support)
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(cls, path: Path) -> "Library":
        """Reads a content folder. Raises LibraryError with all faults if anything of its English cannot be used."""
        return cls.load_english(path).with_languages(path)

    @classmethod
    def load_english(cls, path: Path) -> "Library":
        """Reads English alone, which a start waits for. Raises LibraryError as `load` does."""
        faults: list[Fault] = []
        folders = _locale_folders(path, faults, [])
        if BASE not in folders:
            faults.append(Fault(f"{BASE}/", "", "is missing", "English is the language that is always there"))
            raise LibraryError(faults)
        reader = Reader(path, faults)
        base = _read_catalog(reader, folders.pop(BASE))
        support = read_support(reader.table(path / SUPPORT_FILE, required=True), faults)
        _check_references(base, faults)
        if not faults:  # a card can be built only when all that it names is there
            faults += [fault for _, fault in card_faults(base, support)]
        if faults:
            raise LibraryError(faults)
        return cls(MappingProxyType({BASE: base}), support)

    def with_languages(self, path: Path) -> "Library":
        """The same with every other language of the folder. Raises nothing: what is at fault stays English."""
        faults: list[Fault] = []
        folders = _locale_folders(path, [], faults)
        folders.pop(BASE, None)
        catalogs = dict(self.catalogs)
        if folders:
            from kindred.content.translations import read_translations  # English alone needs none of it

            catalogs |= read_translations(Reader(path, faults), folders, self.catalogs[BASE], self.support)
        return Library(MappingProxyType(catalogs), self.support, tuple(sorted(set(faults))))

    def words(self) -> dict[str, Words]:
        """The interface words of each language that people get."""
        return {locale: self.catalogs[locale].words for locale in self.offered()}

    def offered(self) -> tuple[str, ...]:
        """The languages that people get by themselves."""
        return tuple(id for id, catalog in self.catalogs.items() if catalog.offered)

    def chain(self, locale: str) -> tuple[str, ...]:
        """The languages that somebody with a Discord locale such as `pt-BR` gets, the best first, English last."""
        return chain(locale, self.offered()) if len(self.catalogs) > 1 else (BASE,)

    def distress(self, locale: str) -> Distress:
        """The words of distress of a locale's language and of English, also while the language is not offered yet."""
        return self.catalogs[chain(locale, tuple(self.catalogs))[0]].distress

    def own_name(self, language: str) -> str:
        """What a language calls itself; its code where its words lack that."""
        words = self.catalogs[language].words
        lacks = "settings.language.own-name" in words.borrowed
        return language if lacks else words.say("settings.language.own-name")

    def for_panels(self, locale: str) -> str:
        """The best language that has all words of the interface, for panels and answers."""
        return next(id for id in self.chain(locale) if not self.catalogs[id].words.borrowed)

    def for_posts(self, locale: str) -> str:
        """The best language that has all weekly texts: a channel is not told something in another one each week."""

        def is_whole(catalog: Catalog) -> bool:
            return not catalog.words.borrowed and catalog.borrowed.isdisjoint(catalog.reminders)

        return next(id for id in self.chain(locale) if is_whole(self.catalogs[id]))

    def catalog(self, locale: str) -> Catalog:
        """The content for a Discord locale such as `de` or `pt-BR`; English where there is no such folder."""
        return self.catalogs[self.chain(locale)[0]]


def read_command_words(path: Path) -> dict[str, Words]:
    """The words of the commands alone, by language: what Discord is told before everything else is read.

    Raises LibraryError without English ones; `Library.load` tells of all other faults.
    """
    faults: list[Fault] = []
    folders = _locale_folders(path, faults, [])
    reader = Reader(path, [])
    words = {
        locale: read_commands(reader, folder)
        for locale, folder in folders.items()
        if locale == BASE
        or reader.offered(folder, default=family(locale) == BASE or parent(locale, folders) is not None)
    }
    if BASE not in words or not words[BASE].texts:
        Library.load(path)  # says what is wrong
        raise LibraryError(faults)
    return words


def _locale_folders(path: Path, faults: list[Fault], of_others: list[Fault]) -> dict[str, Path]:
    if not path.is_dir():
        faults.append(Fault(f"{path.name}/", "", "is missing", "set KINDRED_CONTENT to the folder of the texts"))
        return {}
    folders = {child.name: child for child in sorted(path.iterdir()) if child.is_dir()}
    for name in [name for name in folders if not FOLDER.fullmatch(name)]:
        if not name.startswith("."):
            fix = "name the folder like en, de, pt-BR, es-419 or zh-Hant, or move it"
            of_others.append(Fault(f"{name}/", "", "is not a language", fix))
        del folders[name]
    return folders


def _read_catalog(reader: Reader, folder: Path) -> Catalog:
    words = read_words(reader, folder, required=True)
    length_faults(reader, folder, words)
    groups = groups_of(words)
    kinds: dict[str, dict[str, Any]] = {}
    for name, kind in FOLDERS.items():
        entries: dict[str, Entry] = {}
        for file in reader.markdown_files(folder / name, required=True):
            fields = reader.markdown(file)
            if fields is not None and (entry := fields.entry(file.stem, kind, groups)) is not None:
                entries[entry.id] = entry
        kinds[name] = _in_order(entries.values(), list(groups))
    _check_ids(kinds, f"{folder.name}/", reader.faults)
    return Catalog(
        locale=folder.name,
        groups=MappingProxyType(groups),
        sources=MappingProxyType(_read_sources(reader, folder)),
        words=words,
        distress=_read_distress(reader, folder),
        phrases=_read_phrases(reader, folder, kinds),
        connecting=MappingProxyType(kinds["connecting"]),
        causes=MappingProxyType(kinds["causes"]),
        strategies=MappingProxyType(kinds["strategies"]),
        reminders=MappingProxyType(kinds["reminders"]),
        pages=MappingProxyType(kinds["pages"]),
    )


def _in_order(entries: Iterable[Any], groups: list[str]) -> dict[str, Any]:
    def place(entry: Any) -> tuple[int, int, str]:
        group = groups.index(entry.group) if getattr(entry, "group", None) in groups else 0
        return group, getattr(entry, "order", 0), entry.id

    return {entry.id: entry for entry in sorted(entries, key=place)}


def _read_distress(reader: Reader, folder: Path) -> Distress:
    file = folder / "distress.txt"
    if not file.exists():
        fix = "it holds the words that lead to help; content/README.md says how"
        reader.fault(file, "", "is missing", fix)
        return Distress()
    return Distress.read(reader.name(file), reader.text(file) or "", reader.faults)


def _read_phrases(
    reader: Reader, folder: Path, kinds: Mapping[str, Mapping[str, Entry]]
) -> Mapping[str, tuple[str, ...]]:
    file = folder / "search.txt"
    if not file.exists():
        return MappingProxyType({})
    faulty = {Path(fault.file).stem for fault in reader.faults}
    return reader.phrases(file, {id for entries in kinds.values() for id in entries} | faulty)


def _read_sources(reader: Reader, folder: Path) -> dict[str, Source]:
    file = folder / "sources.toml"
    found: dict[str, Source] = {}
    for id, values in reader.table(file, required=True).items():
        if not isinstance(values, dict):
            reader.fault(file, id, "is not a source", "start each source with a line [its-key]")
            continue
        fields = Fields(reader.name(file), cast(dict[str, Any], values), reader.faults, prefix=f"{id}.")
        if (source := fields.source(id)) is not None:
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
