"""Hashes of English words: by them a translation says which words it was made from, and is found when they change."""

import hashlib
import json
from pathlib import Path
from typing import Any, cast

from kindred.content.entries import Catalog, Cause, Entry, Guide, Reminder, Strategy
from kindred.content.files import Unreadable, read_file
from kindred.content.word_files import file_of

STAMPS_FILE = "stamps.json"  # of the words that have no file of their own: words.toml, commands.toml, sources.toml ...
STAMPED_FILES = ("words.toml", "commands.toml", "sources.toml")
_LENGTH = 12


def stamp(*words: object) -> str:
    """The hash of some English words."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def stamp_of(entry: Entry) -> str:
    """The hash of what a translator translates of a Markdown file. Words to search by are none of it."""
    words: list[object] = [entry.title, entry.body]
    if isinstance(entry, Guide):
        words.append(entry.gist)
    match entry:
        case Cause():
            words += [entry.experience, [[help.strategy, help.why] for help in entry.helps]]
        case Strategy():
            words += [entry.step, entry.smaller, entry.next, entry.borrow]
        case Reminder():
            words.append(entry.smaller)
        case _:
            pass
    return stamp(*words)


def stamps_of_file(english: Catalog, name: str) -> dict[str, str]:
    """The hash of each English text of one of `STAMPED_FILES`, by its key there."""
    if name == "sources.toml":
        return {id: stamp(source.found, source.limits) for id, source in english.sources.items()}
    words = english.words
    return {
        key: stamp(dict(words.plurals[key].forms) if key in words.plurals else text)
        for key, text in words.texts.items()
        if file_of(key) == name
    }


def read_stamps(root: Path, folder: Path, name: str = STAMPS_FILE) -> dict[str, dict[str, str]]:
    """The hashes in a language's `stamps.json`, by file and key; none where it cannot be read.

    `name` may be another file of the same form that a program has written.
    """
    try:
        found: Any = json.loads(read_file(root, folder / name))
    except (Unreadable, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    files = cast("dict[str, Any]", found)
    return {
        file: {key: text for key, text in cast("dict[str, Any]", keys).items() if isinstance(text, str)}
        for file, keys in files.items()
        if isinstance(keys, dict)
    }
