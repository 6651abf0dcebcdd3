"""Reads the folder of another language than English: words alone; all else is as English has it.

What is missing or at fault there is taken from English, and the catalog says so in `borrowed`. docs/languages.md has
the format.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from kindred.content.card_check import FOLDERS, card_faults
from kindred.content.direction import isolated
from kindred.content.distress import Distress
from kindred.content.entries import (
    Catalog,
    Cause,
    Connecting,
    Entry,
    Guide,
    Help,
    Page,
    Plural,
    Reminder,
    Source,
    Strategy,
    Words,
    placeholders,
)
from kindred.content.faithful import LONGER, Difference, body_differences, differences
from kindred.content.fields import BODY_LIMIT, LEAD_LIMIT, REMINDER_LIMIT, TITLE_LIMIT, Fields
from kindred.content.locales import BASE, family, is_right_to_left, parent
from kindred.content.plurals import forms_of
from kindred.content.reading import Reader
from kindred.content.stamps import STAMPS_FILE, read_stamps
from kindred.content.support import Support
from kindred.content.support_words import HELP_FILE, read_help_words
from kindred.content.word_files import file_of, groups_of, length_faults, read_words

OF, READ_BY = "of", "read_by"
CLDR_FILE, PLACES_FILE = "cldr.json", "places.toml"
KNOWN_FILES = frozenset(
    (
        *("words.toml", "commands.toml", "sources.toml", "search.txt", "distress.txt", "rules.toml", "language.toml"),
        *(HELP_FILE, STAMPS_FILE, CLDR_FILE, PLACES_FILE, *FOLDERS),
    )
)
STRUCTURE = frozenset(
    (
        *("order", "group", "offer", "helps", "support", "diagnosis", "share", "covers", "covers-more", "sources"),
        *("see", "topic", "shape", "suits", "strategy", "light", "reviewed"),
    )
)
EXAMPLES = ("form.at-hint", "form.time-unread", "reminder.until-unread", "commands.")
"""Keys whose texts show what people type: each language has examples of its own, so no numbers are compared."""


def read_translations(
    reader: Reader, folders: Mapping[str, Path], english: Catalog, support: Support
) -> dict[str, Catalog]:
    """The catalogs of all folders of other languages, by name. Every fault is noted; nothing is raised."""
    catalogs: dict[str, Catalog] = {}
    for name in sorted(folders, key=len):  # es before es-419, which goes on from it
        above = parent(name, folders)
        catalogs[name] = _Translation(reader, folders[name], english, catalogs[above] if above else english).read(
            support
        )
    return {name: catalogs[name] for name in folders}


class _Translation:
    """One folder. `above` is the catalog that it goes on from: another country's of the same language, or English."""

    def __init__(self, reader: Reader, folder: Path, english: Catalog, above: Catalog) -> None:
        self._reader = reader
        self._folder = folder
        self._english = english
        self._above = above
        self._language = folder.name
        starts_anew = above is english and family(folder.name) != BASE
        self._goes_on = not starts_anew
        entries = {id for name in FOLDERS for id in getattr(english, name)}
        sources = {f"source.{id}" for id in english.sources}
        self._borrowed: set[str] = entries | sources if starts_anew else set(above.borrowed)
        self._borrowed_words: set[str] = set(english.words.texts) if starts_anew else set(above.words.borrowed)

    def read(self, support: Support) -> Catalog:
        self._check_names()
        words = self._words()
        kinds = {name: self._entries(name) for name in FOLDERS}
        catalog = Catalog(
            locale=self._language,
            groups=MappingProxyType(groups_of(words)),
            sources=MappingProxyType(self._sources()),
            words=words,
            distress=self._distress(),
            phrases=self._phrases(),
            borrowed=frozenset(self._borrowed),
            offered=self._reader.offered(self._folder, default=self._goes_on and self._above.offered),
            help_words=read_help_words(self._reader, self._folder, support, self._above.help_words),
            country_names=self._names("countries", self._above.country_names),
            zone_names=self._names("zones", self._above.zone_names),
            connecting=MappingProxyType(kinds["connecting"]),
            causes=MappingProxyType(kinds["causes"]),
            strategies=MappingProxyType(kinds["strategies"]),
            reminders=MappingProxyType(kinds["reminders"]),
            pages=MappingProxyType(kinds["pages"]),
        )
        return self._without_faulty_cards(catalog, support)

    def _check_names(self) -> None:
        for child in sorted(self._folder.iterdir()):
            if child.name not in KNOWN_FILES and not child.name.startswith("."):
                says, fix = "is no file of a language", "docs/languages.md names those that there are"
                self._reader.fault(child, "", says, fix)

    # Markdown

    def _entries(self, name: str) -> dict[str, Any]:
        english: Mapping[str, Entry] = getattr(self._english, name)
        entries: dict[str, Entry] = dict(getattr(self._above, name))
        for file in self._reader.markdown_files(self._folder / name):
            if file.stem not in english:
                says = f"translates nothing: there is no {BASE}/{name}/{file.name}"
                self._reader.fault(file, "", says, "give it the name of the English file, or remove it")
            elif (fields := self._reader.markdown(file)) is not None:
                original = english[file.stem]
                entry = _EntryReader(self._reader, file, fields, original).entry()
                if entry is not None and entry.body != original.body:  # a copy of English is no translation
                    entries[file.stem] = replace(entry, body=self._marked(entry.body))
                    self._borrowed.discard(file.stem)
        return entries

    # Words

    def _words(self) -> Words:
        own = read_words(self._reader, self._folder, required=False)
        faulty = length_faults(self._reader, self._folder, own)
        texts, plurals = dict(self._above.words.texts), dict(self._above.words.plurals)
        for key, text in own.texts.items():
            if key in faulty:
                continue
            faults = list(self._word_faults(own, key))
            for says, fix in faults:
                self._reader.fault(self._folder / file_of(key), key, says, fix)
            if faults:
                continue
            texts[key] = self._marked(text)
            plurals.pop(key, None)
            if key in own.plurals:
                forms = {form: self._marked(each) for form, each in own.plurals[key].forms.items()}
                plurals[key] = Plural(self._language, MappingProxyType(forms))
            self._borrowed_words.discard(key)
        return Words(MappingProxyType(texts), MappingProxyType(plurals), frozenset(self._borrowed_words))

    def _marked(self, text: str) -> str:
        return isolated(text) if is_right_to_left(self._language) else text

    def _word_faults(self, own: Words, key: str) -> Iterator[Difference]:
        english = self._english.words
        if key not in english.texts:
            yield f"is unknown: {BASE}/{file_of(key)} has no such key", "fix the key"
            return
        yield from self._plural_faults(own.plurals.get(key), english.plurals.get(key), english.texts[key])
        forms = own.plurals[key].forms if key in own.plurals else {"other": own.texts[key]}
        wanted = placeholders(english.texts[key])
        for form, text in forms.items():
            may_lack = {"count"} if form in ("zero", "one", "two") else set[str]()
            if placeholders(text) - wanted or wanted - placeholders(text) - may_lack:
                listed = " ".join(f"{{{each}}}" for each in sorted(wanted)) or "none"
                yield "has other placeholders than English", f"it has: {listed}"
            else:
                yield from differences(english.texts[key], text, numbers=not key.startswith(EXAMPLES))

    def _plural_faults(self, own: Plural | None, english: Plural | None, text: str) -> Iterator[Difference]:
        wanted = forms_of(self._language)
        listed = ", ".join(wanted)
        if own is None:
            if english is not None and wanted != ("other",):
                yield "has one form for all numbers", f"write a form for each of: {listed}; docs/languages.md shows how"
            return
        if "count" not in placeholders(text):
            yield "has forms for numbers, and English has no {count} in it", "write one text"
        for form in wanted:
            if form not in own.forms:
                yield f"lacks the form {form!r}", f"this language has the forms {listed}"
        for form in own.forms:
            if form not in wanted:
                yield f"has the form {form!r}, which no number takes", f"this language has the forms {listed}"

    def _names(self, field: str, above: Mapping[str, str]) -> Mapping[str, str]:
        """What the language calls countries or zones: of the CLDR, corrected by hand in `places.toml`."""
        names: dict[str, str] = dict(above)
        names |= read_stamps(self._reader.root, self._folder, CLDR_FILE).get(field, {})
        file = self._folder / PLACES_FILE
        table = self._reader.table(file).get(field, {})
        if not isinstance(table, dict):
            self._reader.fault(file, field, "is not a group of fields", f"begin with a line [{field}]")
            return MappingProxyType(names)
        known = self._known_places(field)
        for key, name in cast(dict[str, Any], table).items():
            if key not in known:
                self._reader.fault(file, f"{field}.{key}", "is no place", "a country's two letters, or a zone's name")
            elif not isinstance(name, str) or not name.strip() or len(name) > TITLE_LIMIT:
                fix = f"a name between quotation marks, at most {TITLE_LIMIT} characters"
                self._reader.fault(file, f"{field}.{key}", "is no name", fix)
            else:
                names[key] = name
        return MappingProxyType(names)

    def _known_places(self, field: str) -> Set[str]:
        if field == "countries":
            from kindred.content.country_names import names_by_code

            return names_by_code().keys()
        return read_stamps(self._reader.root, self._folder, CLDR_FILE).get(field, {}).keys()

    # Lists and sources

    def _phrases(self) -> Mapping[str, tuple[str, ...]]:
        file = self._folder / "search.txt"
        if not file.exists():
            return self._above.phrases
        ids = {id for name in FOLDERS for id in getattr(self._english, name)}
        own = self._reader.phrases(file, ids)
        return MappingProxyType({**self._above.phrases, **own})

    def _distress(self) -> Distress:
        file = self._folder / "distress.txt"
        if not file.exists():
            return self._above.distress
        text = self._reader.text(file) or ""
        return Distress.read(self._reader.name(file), text, self._reader.faults, beside=self._above.distress)

    def _sources(self) -> dict[str, Source]:
        file = self._folder / "sources.toml"
        sources = dict(self._above.sources)
        for id, values in self._reader.table(file).items():
            original = self._english.sources.get(id)
            if original is None or not isinstance(values, dict):
                self._reader.fault(file, id, f"is no source of {BASE}/sources.toml", "use a key that stands there")
                continue
            prefix = f"{id}."
            fields = Fields(self._reader.name(file), cast(dict[str, Any], values), self._reader.faults, prefix=prefix)
            limit = int(200 * LONGER)
            found, limits = fields.text("found", limit), fields.text("limits", limit)
            for field, english, text in (("found", original.found, found), ("limits", original.limits, limits)):
                for says, fix in differences(english, text) if text else ():
                    fields.fault(field, says, fix)
            if fields.whole("a source's words are found and limits; the rest is as in English"):
                sources[id] = original._replace(found=found, limits=limits)
                self._borrowed.discard(f"source.{id}")
        return sources

    # Cards

    def _without_faulty_cards(self, catalog: Catalog, support: Support) -> Catalog:
        """A card that Discord would refuse is English; so are its words elsewhere."""
        faulty: set[str] = set()
        for unit, fault in card_faults(catalog, support):
            faulty.add(unit)
            self._reader.faults.append(fault)
        if not faulty:
            return catalog
        kinds = {
            name: MappingProxyType(
                {id: getattr(self._english, name)[id] if id in faulty else each for id, each in entries.items()}
            )
            for name in FOLDERS
            if (entries := getattr(catalog, name))
        }
        return replace(catalog, borrowed=catalog.borrowed | faulty, **kinds)


class _EntryReader:
    """One Markdown file: the words of an entry, put in the place of English's."""

    def __init__(self, reader: Reader, file: Path, fields: Fields, original: Entry) -> None:
        self._reader = reader
        self._file = file
        self._fields = fields
        self._original = original

    def entry(self) -> Entry | None:
        """The entry; None where anything is wrong."""
        fields, original = self._fields, self._original
        self._refuse_structure()
        for field in (OF, READ_BY, "allow"):  # for translators, `check --languages` and the check of the wording
            fields.skip(field)
        words: dict[str, Any] = {"title": self._text("title", TITLE_LIMIT, original.title), "body": self._body()}
        if isinstance(original, Guide):
            words |= {"gist": self._text("gist", 100, original.gist)}
            words |= {"also": tuple(dict.fromkeys((*fields.texts("also", 40), *original.also)))}
        match original:
            case Cause():
                words |= {"experience": self._text("experience", 100, original.experience)}
                words |= {"helps": self._helps(original.helps)}
            case Strategy():
                for field in ("step", "smaller", "next"):
                    words |= {field: self._text(field, int(200 * LONGER), getattr(original, field))}
                words |= {"borrow": self._borrow(original.borrow)}
            case Reminder():
                words |= {"smaller": self._text("smaller", int(150 * LONGER), original.smaller)}
            case Connecting() | Page() | _:
                pass
        return replace(original, **words) if fields.whole("docs/languages.md lists the fields") else None

    def _refuse_structure(self) -> None:
        for field in sorted(STRUCTURE & self._fields.names()):
            fix = f"remove it; {BASE} has it for every language"
            if field == "helps":
                fix = "write the reasons under why:, each as `the-strategy: its reason`"
            self._fields.fault(field, "is no word to translate", fix)
            self._fields.skip(field)

    def _text(self, field: str, limit: int, english: str | None) -> Any:
        """A text that is there where English has one, with the same numbers, commands and names."""
        if english is None:
            if field in self._fields.names():
                self._fields.fault(field, "stands in no English text of this card", "remove it")
                self._fields.skip(field)
            return None
        text = self._fields.text(field, limit)
        for says, fix in differences(english, text) if text else ():
            self._fields.fault(field, says, fix)
        return text

    def _helps(self, english: tuple[Help, ...]) -> tuple[Help, ...]:
        values = self._fields.table("why")
        why = Fields(self._fields.file, values, self._reader.faults, prefix="why.")
        helps: list[Help] = []
        for help in english:
            text = why.text(help.strategy, int(160 * LONGER))
            for says, fix in differences(help.why, text) if text else ():
                why.fault(help.strategy, says, fix)
            helps.append(help._replace(why=text))
        if not why.whole("the reasons are for the strategies that English names"):
            self._fields.broken()
        return tuple(helps)

    def _borrow(self, english: tuple[str, ...]) -> tuple[str, ...]:
        lines = self._fields.texts("borrow", int(150 * LONGER), required=True)
        if lines and len(lines) != len(english):
            says = f"has {len(lines)} lines, and English has {len(english)}"
            self._fields.fault("borrow", says, "as many lines, each as people really say it")
        return lines

    def _body(self) -> str:
        original = self._original
        limit = REMINDER_LIMIT if isinstance(original, Reminder) else BODY_LIMIT
        lead = LEAD_LIMIT if isinstance(original, Guide) else None
        body = self._fields.body(int(limit * LONGER), int(lead * LONGER) if lead else None)
        for says, fix in body_differences(original.body, body) if body else ():
            self._fields.fault("", says, fix)
        return body
