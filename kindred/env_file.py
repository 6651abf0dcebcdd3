"""Reads `.env`: what every line says, or a sentence that names the line and the fix. No value is ever repeated.

python-dotenv parses the lines. Here is what it leaves open: other encodings than UTF-8, and that nothing is cut,
changed or left out in silence. So a backslash always stands for itself, and what only might be a mistake is a remark.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from json import detect_encoding
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from kindred.config import VARIABLES, Config, ConfigError

_END = re.compile(r"\r\n|\r|\n")
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # they make one emoji of several, and belong to some scripts


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, where each value came from (`.env, line 3`, or the environment), and what is worth a look."""

    settings: Config
    sources: dict[str, str]
    remarks: list[str]


@dataclass(slots=True)
class _File:
    name: str
    values: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    faults: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])


def read_settings(path: Path, environ: Mapping[str, str]) -> LoadedSettings:
    """The settings in a file, which need not be there, and the environment, which comes first.

    A variable without a value counts as not set, so it hides nothing. Raises ConfigError with all faults.
    """
    file = _File(path.name)
    for number, line in enumerate(map(str.strip, _END.split(_text(path))), start=1):
        if line and not line.startswith("#"):
            _read_line(file, number, line)
    if file.faults:
        raise ConfigError(file.faults)
    given = {name: value for name, (_, value) in file.values.items() if value}
    sources = {name: f"{file.name}, line {file.values[name][0]}" for name in given}
    for name in VARIABLES:
        if environ.get(name, "").strip():
            given[name] = _without_quotes(name, environ[name].strip(), file.remarks)
            sources[name] = "the environment"
    try:
        return LoadedSettings(Config.read(given), sources, file.remarks)
    except ConfigError as error:
        raise ConfigError([_with_source(fault, sources) for fault in error.faults]) from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise ConfigError([f"{path} is a folder: remove it, and copy .env.example to a file of that name."]) from None
    except OSError as error:
        raise ConfigError(
            [f"{path} cannot be read ({error.strerror}): give it to the user who runs Kindred (chown, chmod 600)."]
        ) from None
    try:
        return data.decode(detect_encoding(data))  # UTF-8, 16 or 32, with a mark or without
    except UnicodeDecodeError as error:
        line = len(_END.findall(error.object[: error.start].decode(error.encoding))) + 1
        raise ConfigError(
            [f"{path.name}, line {line}: this is not UTF-8. Save the file as UTF-8 in your editor."]
        ) from None


def _read_line(file: _File, number: int, line: str) -> None:
    where = f"{file.name}, line {number}"
    head, equals, written = line.partition("=")
    written = written.strip()
    quoted = written.startswith(('"', "'"))
    if quoted:
        line = head + equals + written.replace("\\", r"\\")  # the parser takes \n in C:\new for a line's end
    binding = _parse(line)
    value = binding.value
    name = (_parse(head + equals) if binding.error else binding).key or ""
    if (value is None and not binding.error) or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        file.faults.append(f"{where}: this is no setting. Write NAME=value, or put # before a comment.")
    elif value is None:
        file.faults.append(
            f"{where}: the quotation mark before the value of {name} has no partner at its end, or one too early. Put "
            "the other kind (\" or ') around the value, or take these away."
        )
    elif not value.translate(_JOINERS).isprintable():
        file.faults.append(f"{where}: {name} has a character that nobody sees. Type its value anew.")
    else:
        cut = written[len(value) + 2 * quoted :]
        if not quoted and written.split()[:1] == ["#"]:
            value = ""  # the parser takes a comment right behind the = for a value
        elif cut.startswith("#") or (cut and not quoted):
            file.remarks.append(
                f"{where}: what follows # is a comment. If it belongs to {name}, put the value in quotation marks."
            )
        _keep(file, number, name, value)


def _parse(line: str) -> Binding:
    return next(parse_stream(StringIO(line)))


def _keep(file: _File, number: int, name: str, value: str) -> None:
    where = f"{file.name}, line {number}"
    if name in file.values:
        file.remarks.append(f"{where}: {name} stands in line {file.values[name][0]} too; this line counts.")
    if name not in VARIABLES and name.upper().startswith(("KINDRED", "DISCORD")):
        from difflib import get_close_matches  # only a mistyped name needs it

        near = get_close_matches(name.upper(), VARIABLES, n=1, cutoff=0.75)
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
