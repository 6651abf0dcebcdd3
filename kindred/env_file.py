"""Reads `.env`: what every line says, or a sentence that names the line and the fix. No value is ever repeated.

    NAME=value          spaces around it do not count
    NAME="value"        or in single ones: what is between is taken as it is, backslashes and # too
    # a comment         also behind a value, where the # stands alone between spaces

Everything that only might be a mistake is kept as a remark, so that nothing is cut or left out in silence.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from kindred.config import NAMES, Settings, SettingsError

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=(?P<value>.*)", re.ASCII | re.DOTALL)
_QUOTED = re.compile(r"(?P<mark>[\"'])(?P<value>.*?)(?P=mark)\s*(?P<comment>\s#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#(?:\s|$)")
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # they make one emoji of several, and belong to some scripts
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The settings, where each value came from (`.env, line 3`, or the environment), and what is worth a look."""

    settings: Settings
    sources: dict[str, str]
    remarks: list[str]


@dataclass(slots=True)
class _File:
    name: str
    values: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    faults: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])


def read_settings(path: Path, environ: Mapping[str, str]) -> Found:
    """The settings in a file, which need not be there, and the environment, which comes first.

    A variable without a value counts as not set, so it hides nothing. Raises SettingsError with all faults.
    """
    file = _File(path.name)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", _text(path)), start=1):
        _read_line(file, number, line.strip())
    if file.faults:
        raise SettingsError(file.faults)
    given = {name: value for name, (_, value) in file.values.items() if value}
    sources = {name: f"{file.name}, line {file.values[name][0]}" for name in given}
    for name in NAMES:
        if environ.get(name, "").strip():
            given[name] = _without_quotes(name, environ[name].strip(), file.remarks)
            sources[name] = "the environment"
    try:
        return Found(Settings.read(given), sources, file.remarks)
    except SettingsError as error:
        raise SettingsError([_with_source(fault, sources) for fault in error.faults]) from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise SettingsError([f"{path} is a folder: remove it, and copy .env.example to a file of that name."]) from None
    except OSError as error:
        raise SettingsError(
            [f"{path} cannot be read ({error.strerror}): give it to the user who runs Kindred (chown, chmod 600)."]
        ) from None
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    try:
        return data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        raise SettingsError(
            [f"{path.name}, line {line}: this is not UTF-8. Save the file as UTF-8 in your editor."]
        ) from None


def _read_line(file: _File, number: int, line: str) -> None:
    if not line or line.startswith("#"):
        return
    where = f"{file.name}, line {number}"
    match = _LINE.fullmatch(line)
    if not match:
        file.faults.append(f"{where}: this is no setting. Write NAME=value, or put # before a comment.")
        return
    name, value = match["name"], match["value"].strip()
    if value.startswith(('"', "'")):
        quoted = _QUOTED.fullmatch(value)
        if not quoted:
            file.faults.append(
                f"{where}: the quotation mark before the value of {name} has no partner at its end. Add it, or take "
                "the first away."
            )
            return
        value = quoted["value"]
    elif comment := _COMMENT.search(value):
        value = value[: comment.start()].rstrip()
        if value:
            file.remarks.append(
                f"{where}: what follows # is a comment. If it belongs to {name}, put the value in quotation marks."
            )
    if not value.translate(_JOINERS).isprintable():
        file.faults.append(f"{where}: {name} has a character that nobody sees. Type its value anew.")
        return
    _keep(file, number, name, value)


def _keep(file: _File, number: int, name: str, value: str) -> None:
    where = f"{file.name}, line {number}"
    if name in file.values:
        file.remarks.append(f"{where}: {name} stands in line {file.values[name][0]} too; this line counts.")
    if name not in NAMES and name.upper().startswith(("KINDRED", "DISCORD")):
        near = get_close_matches(name.upper(), NAMES, n=1, cutoff=0.75)
        meant = f" Did you mean {near[0]}?" if near else " .env.example has them all."
        file.remarks.append(f"{where}: {name} is no setting of Kindred, so it does nothing.{meant}")
    file.values[name] = number, value


def _without_quotes(name: str, value: str, remarks: list[str]) -> str:
    """A variable without the quotation marks that `docker run --env-file` leaves around it."""
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "\"'":
        return value
    remarks.append(f"The environment: the quotation marks around {name} were left out.")
    return value[1:-1]


def _with_source(fault: str, sources: Mapping[str, str]) -> str:
    source = sources.get(fault.split(" ", 1)[0])
    return f"{source}: {fault}" if source else fault
