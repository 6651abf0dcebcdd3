"""Tools for translators: a file to start from, and the stamp that says which English words a file was made from."""

import json
import re
import tomllib
from pathlib import Path

from kindred.content.card_check import FOLDERS
from kindred.content.entries import Catalog, Cause, Entry, Guide, Reminder, Strategy
from kindred.content.library import BASE, Library
from kindred.content.locales import FOLDER
from kindred.content.stamps import (
    STAMPED_FILES,
    STAMPS_FILE,
    read_stamps,
    stamp_of,
    stamps_of_file,
)
from kindred.content.support_words import HELP_FILE, english_words


class CannotTranslate(Exception):
    """Why a file is none to translate, as a sentence."""


def stamp_file(root: Path, file: Path, library: Library) -> str:
    """Notes that a translation says what English says today. Gives a sentence. Raises CannotTranslate, OSError."""
    language, name = _place(root, file)
    english = library.catalogs[BASE]
    if not file.is_file():
        raise CannotTranslate(f"There is no file {file}.")
    if (entry := _entry(english, name)) is not None:
        told = file.read_text(encoding="utf-8")
        file.write_text(_with_stamp(told, stamp_of(entry)), encoding="utf-8")
        return f"{language}/{name}: stamped."
    if name not in STAMPED_FILES:
        raise CannotTranslate(
            f"{name} needs no stamp: it is compared with English word by word, or has words of its own."
        )
    current = stamps_of_file(english, name)
    keys = [key for key in _keys(file) if key in current]
    stamps = read_stamps(root, root / language)
    stamps[name] = {key: current[key] for key in sorted(keys)}
    text = json.dumps(dict(sorted(stamps.items())), indent=1, ensure_ascii=False) + "\n"
    (root / language / STAMPS_FILE).write_text(text, encoding="utf-8")
    return f"{language}/{name}: {len(keys)} texts stamped."


def start_file(root: Path, file: Path, library: Library) -> str:
    """Writes the English words of a file where its translation will stand. Raises CannotTranslate, OSError."""
    language, name = _place(root, file)
    if file.exists():
        raise CannotTranslate(f"{file} is there already.")
    text = template(root, name, library)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return f"{language}/{name} has the English words now: put yours in their place."


def template(root: Path, name: str, library: Library) -> str:
    """The English words of a file in the form of a translation. Raises CannotTranslate."""
    english = library.catalogs[BASE]
    if (entry := _entry(english, name)) is not None:
        return words_of(entry)
    if name == HELP_FILE:
        lines: list[str] = []
        for field, texts in english_words(library.support).items():
            lines += [f"[{field}]", *(f"{_quoted(text)} = {_quoted(text)}" for text in texts), ""]
        return "\n".join(lines)
    if name == "sources.toml":
        parts = [
            f"[{source.id}]\nfound = {_quoted(source.found)}\nlimits = {_quoted(source.limits)}\n"
            for source in english.sources.values()
        ]
        return "\n".join(parts)
    if name in ("words.toml", "commands.toml", "search.txt", "distress.txt"):
        return (root / BASE / name).read_text(encoding="utf-8")
    if name == "language.toml":
        return "offered = false\n"
    raise CannotTranslate(f"There is no {BASE}/{name} to translate.")


def words_of(entry: Entry) -> str:
    """The words of a Markdown file, without what all languages share."""
    fields: list[tuple[str, str | None]] = [("title", entry.title)]
    lists: list[str] = []
    if isinstance(entry, Guide):
        fields.append(("gist", entry.gist))
        lists.append(f"also: [{', '.join(map(_quoted, entry.also))}]")
    match entry:
        case Cause():
            fields.append(("experience", entry.experience))
            lists += ["why:", *(f"  {help.strategy}: {_quoted(help.why)}" for help in entry.helps)]
        case Strategy():
            fields += [("step", entry.step), ("smaller", entry.smaller), ("next", entry.next)]
            lists += ["borrow:", *(f"  - {_quoted(line)}" for line in entry.borrow)]
        case Reminder():
            fields.append(("smaller", entry.smaller))
        case _:
            pass
    lines = [f"{name}: {_quoted(text)}" for name, text in fields if text]
    return "\n".join(("---", *lines, *lists, 'read_by: ""', "---", entry.body, ""))


def _quoted(text: str) -> str:
    """A text as YAML and TOML both read it."""
    return json.dumps(text, ensure_ascii=False)


def _place(root: Path, file: Path) -> tuple[str, str]:
    """The language of a file, and its name within the language."""
    try:
        language, *parts = file.resolve().relative_to(root.resolve()).parts
    except ValueError:
        language, parts = "", list[str]()
    if not FOLDER.fullmatch(language) or language == BASE or not parts:
        raise CannotTranslate(f"{file} is in no folder of another language, such as {root.name}/es/causes/anxiety.md.")
    return language, "/".join(parts)


def _entry(english: Catalog, name: str) -> Entry | None:
    folder, _, rest = name.partition("/")
    if folder in FOLDERS and rest.endswith(".md"):
        entry: Entry | None = getattr(english, folder).get(rest.removesuffix(".md"))
        if entry is None:
            raise CannotTranslate(f"There is no {BASE}/{name} to translate.")
        return entry
    return None


def _with_stamp(text: str, stamp: str) -> str:
    head, fence, rest = text.partition("\n---")
    if not text.startswith("---") or not fence:
        raise CannotTranslate("The file has no front matter: it begins with a line ---, then its fields, then ---.")
    lines = [line for line in head.split("\n") if not re.match(r"of\s*:", line)]
    return "\n".join((*lines, f'of: "{stamp}"')) + fence + rest


def _keys(file: Path) -> list[str]:
    from kindred.content.word_files import flat

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CannotTranslate(f"{file} cannot be read: {error}") from None
    return list(table) if file.name in ("sources.toml", "rules.toml") else [key for key, _ in flat(table)]
