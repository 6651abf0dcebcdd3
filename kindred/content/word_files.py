"""Reads the words of the interface: `words.toml`, and `commands.toml`, which a start needs before all else."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from kindred.content.blocks import TEMPLATE, with_commands
from kindred.content.entries import Group, Plural, Words
from kindred.content.reading import Reader
from kindred.content.word_limits import limit_of

COMMANDS_FILE, WORDS_FILE = "commands.toml", "words.toml"
FORMS = frozenset(("zero", "one", "two", "few", "many", "other"))


def read_commands(reader: Reader, folder: Path) -> Words:
    """The words of the commands alone, as `commands.causes.description`."""
    return _words(_read(reader, folder / COMMANDS_FILE, required=False), folder.name)


def read_words(reader: Reader, folder: Path, *, required: bool) -> Words:
    """All words of a language that can be used; every other is a fault."""
    return _words(
        {
            **_read(reader, folder / WORDS_FILE, required=required),
            **_read(reader, folder / COMMANDS_FILE, required=required),
        },
        folder.name,
    )


def file_of(key: str) -> str:
    """The file in which the text of a key stands."""
    return COMMANDS_FILE if key.startswith("commands.") else WORDS_FILE


def length_faults(reader: Reader, folder: Path, words: Words) -> set[str]:
    """Notes every text that Discord would cut or show with a bare {/command}. Gives their keys."""
    faulty: set[str] = set()
    for key, text in _all_texts(words):
        limit = limit_of(key)
        told: list[tuple[str, str]] = []
        if limit and len(text) > limit:
            told.append((f"has {len(text)} characters; at most {limit} fit", "shorten it"))
        # What has a limit stands on a button, in a menu or in a form, where Discord shows no links.
        if TEMPLATE in (text if limit else with_commands(text, str)):
            fix = "name it without braces" if limit else "write it like {/find-help}, in small letters"
            told.append(("has a command that cannot become a link", fix))
        for says, fix in told:
            reader.fault(folder / file_of(key), key, says, fix)
            faulty.add(key)
    return faulty


def groups_of(words: Words) -> dict[str, Group]:
    """The groups of causes that the words name, in their order."""
    found: dict[str, Group] = {}
    for key in words.texts:
        prefix, _, rest = key.partition(".")
        id, _, part = rest.partition(".")
        if prefix == "groups" and part == "title":
            found[id] = Group(id, words.say(key), words.get(f"groups.{id}.line") or "")
    return found


def _all_texts(words: Words) -> Iterable[tuple[str, str]]:
    for key, text in words.texts.items():
        yield key, text
        if key in words.plurals:
            yield from ((key, each) for form, each in words.plurals[key].forms.items() if form != "other")


def _words(found: Mapping[str, str | dict[str, str]], language: str) -> Words:
    plurals = {key: Plural(language, MappingProxyType(each)) for key, each in found.items() if isinstance(each, dict)}
    texts = {key: each.get("other", "") if isinstance(each, dict) else each for key, each in found.items()}
    return Words(MappingProxyType(texts), MappingProxyType(plurals))


def _read(reader: Reader, file: Path, *, required: bool) -> dict[str, str | dict[str, str]]:
    """Each text of a file by its key; for a text with forms, each form by its name."""
    try:
        found = dict(flat(reader.table(file, required=required)))
    except RecursionError:
        reader.fault(file, "", "has keys within keys without end", "see content/README.md for what it holds")
        return {}
    good: dict[str, str | dict[str, str]] = {}
    for key, value in found.items():
        texts: list[object] = list(cast("dict[str, object]", value).values()) if isinstance(value, dict) else [value]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            reader.fault(file, key, "is not a text", "put words between quotation marks")
        elif file.name != file_of(key):
            reader.fault(file, key, "stands in the wrong file", f"move it to {file_of(key)}")
        else:
            good[key] = value
    return good


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Each value of a table and of those in it, by dotted key; a text with forms for numbers is one value."""
    for key, value in table.items():
        if isinstance(value, dict) and not (value and FORMS.issuperset(cast(dict[str, Any], value))):
            yield from flat(cast(dict[str, Any], value), f"{prefix}{key}.")
        else:
            yield prefix + key, value
