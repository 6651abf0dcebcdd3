"""Reads content for the wording rules: each text as a writer sees it, with the line of every word.

Files that cannot be read or parsed are passed over: the library refuses them, with a reason of its own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from kindred.content.files import Unreadable, parse_markdown, parse_toml, read_file
from kindred.wording.rules import TextKind

KINDS: Mapping[str, TextKind] = {
    "causes": "cause",
    "strategies": "strategy",
    "connecting": "connecting",
    "reminders": "reminder",
    "pages": "page",
}

# Fields that nobody reads as prose: keys, dates, and `also`, which holds the words that people search with.
NOT_PROSE = frozenset(
    (
        "allow",
        "also",
        "covers",
        "covers-more",
        "diagnosis",
        "group",
        "of",
        "offer",
        "light",
        "order",
        "read_by",
        "reviewed",
        "see",
        "shape",
        "share",
        "sources",
        "strategy",
        "suits",
        "support",
        "topic",
    )
)

# Neither of these is a letter or white space, so that no rule reads across them.
GAP = "\0"  # between the fields of one text
HIDDEN = "\1"  # in place of each character that nobody reads as prose

_WORD = re.compile(r"\w+")
_UNSPOKEN = re.compile(r"https?://[^\s)>\]]+|\{[^{}\n]*\}|<[^<>\s]+>|(?<=\])\([^()\s]+\)")


@dataclass
class Passage:
    """All that one file, or one interface string, says."""

    file: str
    """Relative to the content folder; empty for a text that comes from no file."""
    name: str
    """The file without language and ending, as "causes/confidence"."""
    kind: TextKind
    raw: str
    """The prose fields and the body, one after the other."""
    body_at: int
    lines: list[int]
    """For each word of `raw` the line of the file that it stands on."""
    fields: Mapping[str, object] | None = None
    """The front matter, where the text has one."""
    allow_line: int = 1
    plain: str = ""
    """`raw` with straight apostrophes and without links, {/commands} and official names; as long as `raw`."""
    _starts: list[int] = field(default_factory=list[int])

    def __post_init__(self) -> None:
        self._starts = [word.start() for word in _WORD.finditer(self.raw)]
        self.hide(())

    @property
    def body(self) -> str:
        """What stands below the front matter."""
        return self.raw[self.body_at :]

    def hide(self, names: Iterable[str]) -> None:
        """Take names and titles, whose words nobody here chose, out of `plain`."""
        plain = _UNSPOKEN.sub(lambda match: HIDDEN * len(match[0]), self.raw)
        for name in names:
            plain = plain.replace(name, HIDDEN * len(name))
        self.plain = plain.replace("\u2019", "'").replace("\u2018", "'")

    def line(self, offset: int) -> int:
        """The line in the file of a place in `raw`."""
        if not self._starts:
            return 1 + self.raw.count("\n", 0, offset)
        word = max(bisect_right(self._starts, offset) - 1, 0)
        return self.lines[word] + self.raw.count("\n", self._starts[word], offset)


class _Source:
    """A file as it stands, to find the lines of the values that were parsed from it.

    Neither YAML nor TOML tells where a value stood, and both fold lines and strip quotes; the words stay.
    """

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        self._lines: list[int] = []
        self._next = 0
        for number, line in enumerate(text.split("\n"), start=1):
            words = _WORD.findall(line)
            self._words += words
            self._lines += [number] * len(words)

    def lines(self, value: str) -> list[int]:
        """The line of each word. Ask for the values in the file's order, so that equal ones keep apart."""
        words = _WORD.findall(value)
        if not words:
            return []
        for start in (*range(self._next, len(self._words)), *range(self._next)):
            if self._words[start] == words[0] and self._words[start : start + len(words)] == words:
                self._next = start + len(words)
                return self._lines[start : self._next]
        # An escape such as "\n" hid the words: the line of the value before is the nearest that is known.
        nearest = self._lines[max(self._next - 1, 0)] if self._lines else 1
        return [nearest] * len(words)


def read_texts(root: Path, folder: Path) -> Iterator[Passage]:
    """Every text of one language's folder; each source and each interface string is a text of its own."""
    for path in sorted(folder.rglob("*.md")):
        place = path.relative_to(folder)
        text = _markdown(root, path, path.relative_to(root).as_posix(), place.with_suffix("").as_posix())
        if text:
            yield text
    for name in ("sources.toml", "commands.toml", "words.toml"):
        file = (folder / name).relative_to(root).as_posix()
        source, table = _toml(root, folder / name)
        places = _Source(source)
        for key, value in strings(table):
            lines = places.lines(value)
            if name != "sources.toml" or key in ("found", "limits"):
                yield Passage(file, name, "words", value, 0, lines)


def text_of(words: str, kind: TextKind, beside: Iterable[str] = ()) -> Passage:
    """A text that comes from no file, with short ones that belong to it."""
    before = "".join(f"{each}\n{GAP}\n" for each in beside)
    return Passage("", "", kind, before + words, len(before), _Source(before + words).lines(before + words))


def toml_strings(root: Path, path: Path) -> list[tuple[str, str]]:
    """All strings of a TOML file in a content folder with their keys; none where it cannot be read."""
    return list(strings(_toml(root, path)[1]))


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """All strings in nested tables and lists, in order, each with the nearest key above it."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for inner, each in cast("dict[object, object]", value).items():
            yield from strings(each, key if key in NOT_PROSE else str(inner))
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from strings(each, key)


def _markdown(root: Path, path: Path, file: str, name: str) -> Passage | None:
    try:
        source = read_file(root, path)
        fields, body = parse_markdown(source)
    except Unreadable:
        return None
    if not fields:
        return None
    places = _Source(source)
    raw, lines = "", list[int]()
    for key, value in (*strings(fields), ("body", body)):
        value_lines = places.lines(value)
        if key not in NOT_PROSE:
            raw += f"\n{GAP}\n" * bool(raw) + value
            lines += value_lines
    allow = next((at for at, line in enumerate(source.split("\n"), start=1) if line.startswith("allow")), 1)
    return Passage(file, name, KINDS.get(name.split("/")[0], "page"), raw, len(raw) - len(body), lines, fields, allow)


def _toml(root: Path, path: Path) -> tuple[str, dict[str, Any]]:
    try:
        source = read_file(root, path)
        return source, parse_toml(source)
    except Unreadable:
        return "", {}
