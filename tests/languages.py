"""Languages for the tests: whole ones, made out of English, and single files to break."""

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

from kindred.config import CONTENT
from kindred.content.card_check import FOLDERS
from kindred.content.library import BASE, Library
from kindred.content.plurals import forms_of
from kindred.content.translating import stamp_file, template

Change = Callable[[str], str]
_KEPT = re.compile(r"\{[^{}]*\}|https?://[^\s)>\]]+|\*\*|__|[*_`]|\]\(|\\n|<[^<>]*>|\d[\d.,:]*")
_ACCENTED = str.maketrans("aeiouAEIOUcn", "áéíóúÁÉÍÓÚçñ")


def longer(text: str) -> str:
    """The same words with accents, and about a third longer."""
    told = "".join(
        part if _KEPT.fullmatch(part) else part.translate(_ACCENTED) for part in re.split(f"({_KEPT.pattern})", text)
    )
    return _with_names(text, told) + "~" * int(len(text) * 0.3)


def right_to_left(text: str) -> str:
    """Hebrew letters in the place of Latin ones; commands, numbers and names stay."""

    def letters(part: str) -> str:
        return re.sub("[a-zA-Z]", lambda letter: chr(0x5D0 + (ord(letter[0].lower()) - ord("a")) % 27), part)

    told = "".join(
        part if _KEPT.fullmatch(part) else letters(part) for part in re.split(f"({_KEPT.pattern})", text) if part
    )
    return _with_names(text, told)


def _with_names(english: str, told: str) -> str:
    from kindred.content.faithful import NAMES

    missing = [name for name in NAMES if name.lower() in english.lower() and name.lower() not in told.lower()]
    return " ".join((told, *missing))


def english_content(folder: Path) -> Path:
    """A copy of the shipped content with English alone."""
    content = Path(shutil.copytree(CONTENT, folder / "content"))
    for other in content.iterdir():
        if other.is_dir() and other.name != BASE:
            shutil.rmtree(other)
    return content


def put(content: Path, name: str, text: str) -> Path:
    """Writes a file of a content folder."""
    file = content / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def translation(content: Path, name: str, library: Library | None = None) -> str:
    """The English words of a file in the form of a translation."""
    return template(content, name, library or Library.load(content))


def whole_language(content: Path, language: str, change: Change, *, limit: bool = True) -> None:
    """A whole language in a content folder: every English word, changed. Shorter where Discord has a limit."""
    library = Library.load(content)
    english = library.catalogs[BASE]
    names = [f"{folder}/{id}.md" for folder in FOLDERS for id in getattr(english, folder)]
    for name in names:
        put(content, f"{language}/{name}", _changed_markdown(translation(content, name, library), change))
    for name in ("words.toml", "commands.toml", "sources.toml", "support.toml"):
        put(content, f"{language}/{name}", _changed_table(content, name, library, language, change))
    put(content, f"{language}/language.toml", "offered = true\n")
    put(content, f"{language}/cldr.json", "{}")
    put(content, f"{language}/rules.toml", "")
    for name in ("search.txt", "distress.txt"):
        shutil.copy(content / BASE / name, content / language / name)
    for name in (*names, "words.toml", "commands.toml", "sources.toml"):
        stamp_file(content, content / language / name, library)


_VALUE = re.compile(r'^(\s*(?:[\w-]+: |- ))"(.*)"$')
_LIMITS = {"title": 60, "gist": 100, "experience": 100}


def _changed_markdown(text: str, change: Change) -> str:
    _, head, body = text.split("---\n", 2)
    lines: list[str] = []
    for line in head.splitlines():
        match = _VALUE.match(line)
        if match and "read_by" not in line:
            limit = _LIMITS.get(match[1].strip(" :-"), 400)
            line = f'{match[1]}"{change(match[2])[:limit].rstrip(chr(92))}"'
        lines.append(line)
    changed = "\n".join(_changed_line(line, change) for line in body.rstrip("\n").split("\n"))
    return "\n".join(("---", *lines, "---", changed, ""))


def _changed_line(line: str, change: Change) -> str:
    sign = re.match(r"\s*(#{1,3} |[-*] |\d+[.)] )?", line)
    at = sign.end() if sign else 0
    return line[:at] + change(line[at:]) if line.strip() else line


def _changed_table(content: Path, name: str, library: Library, language: str, change: Change) -> str:
    import json

    from kindred.content.word_files import flat
    from kindred.content.word_limits import limit_of

    table = tomllib.loads(translation(content, name, library))
    if name in ("sources.toml", "support.toml"):
        return "\n".join(
            f"[{json.dumps(first)}]\n"
            + "\n".join(f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(change(text), ensure_ascii=False)}"
                        for key, text in rest.items())
            for first, rest in table.items()
        )  # fmt: skip
    lines: list[str] = []
    for key, value in flat(table):
        english = value["other"] if isinstance(value, dict) else value
        limit = limit_of(key) or 4000
        told = json.dumps(change(english)[:limit], ensure_ascii=False)
        dotted = ".".join(json.dumps(part) for part in key.split("."))
        if isinstance(value, dict):
            told = "{" + ", ".join(f"{form} = {told}" for form in forms_of(language)) + "}"
        lines.append(f"{dotted} = {told}")
    return "\n".join(lines)
