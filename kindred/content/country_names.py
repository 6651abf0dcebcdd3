"""What countries are called in the languages that Discord has, for whoever types a name.

The names are those of the Unicode CLDR; `python -m tests.cldr` writes the file. It is read with the first name that
support.toml does not know: some milliseconds, so ask from a thread.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path


def fold(name: str) -> str:
    """A name without capitals, accents, dots and blanks: `EE. UU.` and `eeuu` are one."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w]|_", "", "".join(letter for letter in bare if not unicodedata.combining(letter)))


@cache
def names_by_code() -> dict[str, list[str]]:
    """The names of each country by its two letters, in lower case."""
    return json.loads(Path(__file__).with_name("cldr_countries.json").read_text(encoding="utf-8"))


def code_of(name: str) -> str | None:
    """The one country that has this name in some language; None where there is none, or are several."""
    return _codes().get(fold(name))


@cache
def _codes() -> dict[str, str | None]:
    codes: dict[str, str | None] = {}
    for code, names in names_by_code().items():
        for name in {fold(name) for name in names}:
            codes[name] = code if codes.get(name, code) == code else None
    return codes
