"""Reads the files of a content folder, whatever somebody has put there: a text, or one sentence on what is wrong.

A change to the content may come from a stranger. So only regular files inside the folder are opened, so much of each
is read and no more, and nothing in it can grow: no YAML aliases, no numbers of a thousand digits.
"""

import os
import stat
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

FILE_LIMIT = 64 * 1024  # bytes; the longest card is 4,000 characters
LISTS_LIMIT = 256 * 1024  # bytes of a file that holds many texts; other alphabets take two or three for a letter
_NUMBER_LIMIT = 2**63
_NESTING_LIMIT = 20  # of lists and tables in each other: the loader in C has only the stack
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """What is wrong with a file, and the fix."""

    def __init__(self, says: str, fix: str) -> None:
        self.says = says
        self.fix = fix
        super().__init__(says)


def read_file(root: Path, file: Path) -> str:
    """The text of a file in a content folder. Raises Unreadable; never waits, never reads more than its limit."""
    limit = FILE_LIMIT if file.suffix == ".md" else LISTS_LIMIT
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            raise Unreadable("leads out of the folder", "put the file itself here")
        opened = os.open(file, _OPEN)  # without waiting for somebody to write into a pipe
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Unreadable("is no ordinary file", "put a text file here")
            with open(opened, "rb", closefd=False) as stream:
                found = stream.read(limit + 1)
        finally:
            os.close(opened)
        if len(found) > limit:
            says = f"is longer than {limit // 1024} KiB, and no more is read"
            raise Unreadable(says, "a card is one screen on a phone: split the text")
        return found.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        says = f"is not UTF-8 (byte {error.start})"
        raise Unreadable(says, "save the file with the encoding UTF-8") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        says = f"cannot be read ({getattr(error, 'strerror', None) or 'its links lead in a circle'})"
        raise Unreadable(says, "check the file and its permissions") from None


def parse_markdown(text: str) -> tuple[dict[str, Any], str]:
    """The fields of a text and what stands below them. Raises Unreadable."""
    import frontmatter  # with yaml it takes 15 ms, which the sync of the commands does not wait for

    handler = _handler()
    if not handler.detect(text):
        raise Unreadable("has no front matter", "start the file with a line ---, then its fields, then a line ---")
    try:
        fields, body = frontmatter.parse(text, handler=handler)
    # A parser that is fed by strangers: whatever it trips over, the file is at fault, and not the bot.
    except Exception as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""  # the parser does not see the first ---
        says = f"has front matter that cannot be read{line} ({getattr(error, 'problem', None) or str(error)[:80]})"
        raise Unreadable(says, 'put a value with ": " or "#" in it between quotation marks') from None
    _check_numbers(fields)
    return fields, body.strip()


def parse_toml(text: str) -> dict[str, Any]:
    """The table of a TOML file. Raises Unreadable."""
    try:
        table = tomllib.loads(text)
    except Exception as error:  # as above
        raise Unreadable(f"cannot be read: {error!s:.99}", "each value stands between quotation marks") from None
    _check_numbers(table)
    return table


@cache
def _handler() -> Any:
    """Front matter in YAML without aliases: those make much of little, or a value that holds itself."""
    from frontmatter.default_handlers import YAMLHandler

    yaml: Any = import_module("yaml")  # it comes without types

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where there is one, is ten times as fast

    class Handler(YAMLHandler):
        def load(self, fm: str, **kwargs: object) -> Any:
            depth = 0
            for event in yaml.parse(fm, loader):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if isinstance(event, yaml.AliasEvent):
                    problem = "an alias; write out what it stands for"
                elif depth > _NESTING_LIMIT:
                    problem = "a list in a list in a list"
                else:
                    continue
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
            return yaml.load(fm, loader)

    return Handler()


def _check_numbers(value: Any) -> None:
    """Raises Unreadable for a number that is too large to be told, let alone meant."""
    waiting: list[Any] = [value]
    while waiting:
        each: Any = waiting.pop()
        if isinstance(each, dict):
            for name, inner in cast("dict[Any, Any]", each).items():
                waiting += (name, inner)
        elif isinstance(each, (list, tuple, set)):
            waiting += cast("list[Any]", each)
        elif isinstance(each, int) and abs(each) >= _NUMBER_LIMIT:
            raise Unreadable("holds a number that is too large", "write it in few digits, or in quotation marks")
