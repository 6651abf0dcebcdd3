"""Opens the files of a content folder one by one, and notes every fault with its fix."""

import os
import re
from collections.abc import Mapping, Set
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kindred.content.fields import Fault, Fields
from kindred.content.files import Unreadable, parse_markdown, parse_toml, read_file
from kindred.content.word_lists import read_lists

FILES_LIMIT = 1000  # in one folder

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LIMIT = 32


class Reader:
    """Reads below one content folder; `faults` is where it notes what it cannot read."""

    def __init__(self, root: Path, faults: list[Fault]) -> None:
        self.root = root
        self.faults = faults

    def name(self, file: Path) -> str:
        """A file as a fault names it: `en/causes/anxiety.md`."""
        return file.relative_to(self.root).as_posix()

    def fault(self, file: Path, field: str, says: str, fix: str) -> None:
        self.faults.append(Fault(self.name(file), field, says, fix))

    def text(self, file: Path) -> str | None:
        """The text of a file; None where it cannot be read."""
        try:
            return read_file(self.root, file)
        except Unreadable as error:
            self.fault(file, "", error.says, error.fix)
            return None

    def table(self, file: Path, *, required: bool = False) -> dict[str, Any]:
        """The table of a TOML file; empty where it is not there or cannot be read."""
        if not os.path.lexists(file):  # a link that leads nowhere is there, and at fault
            if required:
                self.fault(file, "", "is missing", "see content/README.md for what it holds")
            return {}
        try:
            return parse_toml(self.text(file) or "")
        except Unreadable as error:
            self.fault(file, "", error.says, error.fix)
            return {}

    def offered(self, folder: Path, *, default: bool = False) -> bool:
        """Whether people get a language by themselves, as its `language.toml` says."""
        file = folder / "language.toml"
        fields = Fields(self.name(file), self.table(file), self.faults)
        offered = fields.flag("offered", default=default)
        return fields.whole("its one field is offered") and offered

    def lists(self, file: Path) -> dict[str, list[str]]:
        """The lists of a file of word lists."""
        return read_lists(self.name(file), self.text(file) or "", self.faults)

    def phrases(self, file: Path, ids: Set[str]) -> Mapping[str, tuple[str, ...]]:
        """What people type, by the id of a card, out of a `search.txt`; lists of other ids are faults."""
        phrases = {id: tuple(lines) for id, lines in self.lists(file).items()}
        if skipped := phrases.get("skipped"):
            phrases["skipped"] = tuple(" ".join(skipped).split())
        for id in phrases.keys() - ids - {"skipped"}:
            self.fault(file, f"[{id}]", "is no card", "write the id of a card: its file's name without .md")
        return MappingProxyType(phrases)

    def markdown(self, file: Path) -> Fields | None:
        """The fields of a Markdown file with its body; None where it cannot be read."""
        text = self.text(file)
        if text is None:
            return None
        try:
            fields, body = parse_markdown(text)
        except Unreadable as error:
            self.fault(file, "", error.says, error.fix)
            return None
        return Fields(self.name(file), fields, self.faults, body=body)

    def markdown_files(self, folder: Path, *, required: bool = False) -> list[Path]:
        """The Markdown files of a folder, by name; every other file in it is a fault."""
        found = list(islice(folder.glob("*"), FILES_LIMIT + 1))
        files = sorted(file for file in found[:FILES_LIMIT] if not file.name.startswith("."))
        where = f"{self.name(folder)}/"
        if required and not any(file.suffix == ".md" for file in files):
            self.faults.append(Fault(where, "", "holds no text", "put at least one .md file here"))
        if len(found) > FILES_LIMIT:
            says, fix = f"holds more than {FILES_LIMIT:,} files", "move out what the bot does not show"
            self.faults.append(Fault(where, "", says, fix))
        good: list[Path] = []
        for file in files:
            if file.suffix != ".md":
                self.fault(file, "", "is not a .md file", "rename it, or move it out of content/")
            elif not _ID.fullmatch(file.stem) or len(file.stem) > _ID_LIMIT:
                fix = f"lower-case letters, digits and single hyphens, at most {_ID_LIMIT}, then .md"
                self.fault(file, "", "has a name that cannot be an id", fix)
            else:
                good.append(file)
        return good
