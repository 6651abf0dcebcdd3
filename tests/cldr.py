"""Writes what people call countries and cities, out of the Unicode CLDR (by Babel): `uv run python -m tests.cldr`.

Two files hold the names in every language that Discord has, for whoever types one: `cldr_countries.json` in
`kindred/content/`, and `cldr_cities.json` in `kindred/schedule/`. Each folder of another language than English gets a
`cldr.json` with the names that its people read. Corrections stand beside it, in `places.toml` (docs/languages.md).
"""

import json
from pathlib import Path
from typing import Any

from babel import Locale

from kindred.config import CONTENT, HERE
from kindred.content.locales import BASE, FOLDER
from kindred.schedule import tz_data

LANGUAGES = (
    *(
        "id",
        "da",
        "de",
        "en",
        "es",
        "es_419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "nb",
        "pl",
        "pt",
        "pt_PT",
        "ro",
        "fi",
    ),
    *("sv", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh_Hans", "ja", "zh_Hant", "ko", "ar", "he"),
)
"""Discord's, with Arabic and Hebrew."""


def countries(language: str) -> dict[str, str]:
    """The name of each country in a language, by its two letters in lower case."""
    names: dict[str, str] = dict(Locale.parse(language).territories)
    return {code.lower(): names[code] for code in sorted(_codes()) if code in names}


def cities(language: str) -> dict[str, str]:
    """The name of each zone's city in a language, by the zone; those alone that differ from the zone's own."""
    data: Any = Locale.parse(language)._data  # Babel has no other way to them
    zones: dict[str, Any] = data["time_zones"]
    return {zone: zones[zone]["city"] for _, zone in _places() if zone in zones and "city" in zones[zone]}


def labels(language: str) -> dict[str, str]:
    """How each zone is offered in a language: its city and country."""
    names, own = countries(language), cities(language)
    told: dict[str, str] = {}
    for code, zone in _places():
        city = own.get(zone) or zone.rpartition("/")[2].replace("_", " ")
        country = names.get(code.lower(), "")
        told.setdefault(zone, city if city == country or not country else f"{city}, {country}")
    return told


def in_all_languages(find: Any) -> dict[str, list[str]]:
    """Every different name by what it names."""
    found: dict[str, dict[str, None]] = {}
    for language in LANGUAGES:
        for key, name in find(language).items():
            found.setdefault(key, {})[name] = None
    return {key: list(names) for key, names in sorted(found.items())}


def of_folder(folder: str) -> dict[str, dict[str, str]]:
    """The file of one folder of `content/`."""
    language = folder.replace("-", "_")
    return {"countries": countries(language), "zones": labels(language)}


def write(file: Path, data: object) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{file.relative_to(HERE)}: {file.stat().st_size // 1024} KiB")


def _codes() -> set[str]:
    return {line.split("\t")[0] for line in _table("iso3166.tab")}


def _places() -> list[tuple[str, str]]:
    return [(line.split("\t")[0], line.split("\t")[2]) for line in _table("zone.tab")]


def _table(name: str) -> list[str]:
    lines = tz_data.read_bytes(name).decode().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    write(HERE / "kindred/content/cldr_countries.json", in_all_languages(countries))
    write(HERE / "kindred/schedule/cldr_cities.json", in_all_languages(cities))
    for folder in sorted(CONTENT.iterdir()):
        if folder.is_dir() and FOLDER.fullmatch(folder.name) and folder.name != BASE:
            write(folder / "cldr.json", of_folder(folder.name))


if __name__ == "__main__":
    main()
