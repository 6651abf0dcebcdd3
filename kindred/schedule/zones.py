"""Finds time zones by city, country, state, abbreviation and offset, as people name them.

Only zones that have a place are found, and UTC. `EST` as a zone of its own would lose summer time: here it is a
search, and finds New York. The places are those of PyPI's `tzdata`: `zone.tab` holds them, `iso3166.tab` their
countries, `tzdata.zi` the links, which are old names; `place_names.py` adds what people say.

The first question reads every zone, which takes some tenths of a second: ask from a thread.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kindred.content.country_names import names_by_code
from kindred.content.entries import Words
from kindred.schedule.place_names import COUNTRIES, ZONES
from kindred.schedule.tz_data import load_zone, read_bytes

QUERY_LIMIT = 60  # characters; what comes after is not looked at

# The zones that stand for their clocks, and come first: where most people with that clock live.
WELL_KNOWN = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Toronto", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo",
    "Asia/Manila", "Australia/Sydney", "Pacific/Auckland", "Africa/Lagos", "Africa/Johannesburg", "Europe/Moscow",
    "Europe/Istanbul", "Europe/Athens", "Europe/Lisbon", "Asia/Singapore", "Asia/Jakarta", "America/Mexico_City",
    "Europe/Helsinki", "Europe/Kyiv", "Africa/Cairo", "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka",
    "Asia/Bangkok", "Asia/Seoul", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide", "America/Phoenix",
    "America/Anchorage", "Pacific/Honolulu", "America/Vancouver", "America/Regina", "America/Halifax",
    "America/Panama", "America/Puerto_Rico", "America/Bogota", "America/Argentina/Buenos_Aires", "America/Santiago",
)  # fmt: skip

# How well a zone fits: by its own name, another whole name, words of several names, the beginning of its own or of
# another name; or a name is only much like what was typed.
_OWN, _WHOLE, _WORDS, _OWN_START, _START, _LIKE = 5, 4, 3, 2, 1, 0

# Links that are no place but a clock; two of them lose summer time.
_CONTINENTS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Europe/", "Indian/", "Pacific/")
# Patterns are compiled when somebody types, not at every start.
_NO_PLACE = r"Etc/.*|[A-Z]{3}|[A-Z]{3}\d[A-Z]{3}|GMT.*|UTC|Universal|Zulu|Greenwich|W-SU|Factory"
_OFFSET = r"(?i)(etc/)?(?:utc|gmt)?\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?"
_ABBREVIATION = r"<[^>]*>|[A-Za-z]+(?=[-+\d])|(?<=\d)[A-Za-z]+"
_EMPTY_WORDS = frozenset(("and", "the", "time", "zone", "timezone", "standard", "daylight", "summer"))
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the names by which it is found, folded and without spaces."""

    name: str
    own: frozenset[str]  # the city, and the whole name
    names: frozenset[str]  # every other name
    words: frozenset[str]  # the words of all names
    clock: str  # the rules of its clock from now on: the same text, the same clock

    @property
    def city(self) -> str:
        return self.name.rpartition("/")[2].replace("_", " ")

    @property
    def region(self) -> str:
        return self.name.rpartition("/")[0].replace("_", " ").replace("/", ", ")

    def label(self, now: datetime, words: Words, names: Mapping[str, str] = MappingProxyType({})) -> str:
        """How it is offered: `Berlin, Europe: Sun 17:00 now (UTC+1)`, at most 80 characters.

        `names` are those of the zones in the language of the words.
        """
        local = now.astimezone(load_zone(self.name))
        place = names.get(self.name) or (f"{self.city}, {self.region}" if self.region else self.city)
        weekday = words.say(f"weekday-short.{local.weekday()}")
        offset = offset_name(local.utcoffset())
        return words.say("zone.offer", place=place, weekday=weekday, at=f"{local:%H:%M}", offset=offset)[:80]


def offset_name(offset: timedelta | None) -> str:
    """An offset as people write it: UTC, UTC+1, UTC-3:30."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


class Meant(NamedTuple):
    """What somebody may have meant, the best first; `certain` where that is one zone and no guess."""

    zones: list[Zone]
    certain: bool


@cache
def _with_place() -> frozenset[str]:
    return frozenset(("UTC", *(name for _, _, name, *_ in _table("zone.tab"))))


def has_place(name: str) -> bool:
    """Whether a zone is a place's own, or UTC: not an old name, and not a clock such as EST that ignores summer."""
    return name in _with_place()


def find_zones(query: str, now: datetime, limit: int = 25) -> list[Zone]:
    """The zones that fit what somebody typed, the best first; the well-known ones for an empty query."""
    if not query.strip():
        zones = all_zones()
        return [zones[name] for name in WELL_KNOWN][:limit]
    return [zone for _, zone in _ranked(query, now)][:limit]


def meant(query: str, now: datetime, limit: int = 10) -> Meant:
    """The zones that fit best. Of those whose clocks agree, the best known stands for all."""
    ranked = _ranked(query, now)
    best: dict[tuple[str, timedelta | None], Zone] = {}
    for score, zone in ranked:
        if score == ranked[0][0]:
            best.setdefault((zone.clock, now.astimezone(load_zone(zone.name)).utcoffset()), zone)
    return Meant(list(best.values())[:limit], len(best) == 1 and ranked[0][0] > _LIKE)


def _ranked(query: str, now: datetime) -> list[tuple[int, Zone]]:
    """Every zone that fits, with how well: the best first, then the best known, then in the order of the table."""
    query = query.strip()[:QUERY_LIMIT]
    zones = all_zones()
    if match := re.fullmatch(_OFFSET, query):
        found = [(_WHOLE, zone) for zone in _with_offset(match, now)]
    else:
        words = _fold(re.sub("^etc/", "", query, flags=re.IGNORECASE))  # Etc/UTC is how many servers call it
        found = [(score, zone) for zone in zones.values() if words and (score := _score(words, zone))]
        found = found or [(_LIKE, zone) for zone in _alike("".join(words))]
    places = _places()
    return sorted(found, key=lambda pair: (-pair[0], places[pair[1].name]))


@cache
def _places() -> dict[str, int]:
    order = dict.fromkeys((*WELL_KNOWN, *all_zones()))
    return {name: place for place, name in enumerate(order)}


def _with_offset(match: re.Match[str], now: datetime) -> list[Zone]:
    sign = 1 if match[2] == "+" else -1
    if match[1]:
        sign = -sign  # Etc/GMT+3 is three hours behind
    wanted = sign * timedelta(hours=int(match[3]), minutes=int(match[4] or 0))
    return [zone for zone in all_zones().values() if now.astimezone(load_zone(zone.name)).utcoffset() == wanted]


def _score(words: list[str], zone: Zone) -> int:
    joined = "".join(words)
    if joined in zone.own:
        return _OWN
    if joined in zone.names:
        return _WHOLE
    if all(word in zone.words for word in words):
        return _WORDS
    if any(name.startswith(joined) for name in zone.own):
        return _OWN_START
    if len(joined) > 2 and (
        all(any(known.startswith(word) for known in zone.words) for word in words)
        or any(name.startswith(joined) for name in zone.names)
    ):
        return _START
    return 0


def _alike(joined: str) -> list[Zone]:
    """The zones with a name that is much like what was typed: a slip of a finger."""
    if len(joined) < 4:
        return []
    names = {
        name for zone in all_zones().values() for name in zone.own | zone.names if abs(len(name) - len(joined)) < 3
    }
    close = get_close_matches(joined, names, n=5, cutoff=0.8)
    return [zone for zone in all_zones().values() if not (zone.own | zone.names).isdisjoint(close)]


def _fold(text: str) -> list[str]:
    """The words of a name in small letters without marks: `São Paulo` and `sao paulo`, `U.S.A.` and `usa` are one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter)).translate(_LETTERS)
    words = re.findall(r"[^\W_]+", re.sub(r"[.'\u2018\u2019`]", "", bare))
    return [word for word in words if word not in _EMPTY_WORDS] or words


@cache
def all_zones() -> dict[str, Zone]:
    """Every zone by name, in the order of the table: by country, and there the largest place is often the first."""
    places = ["UTC"]
    texts: dict[str, list[str]] = {"UTC": []}
    hints: dict[str, list[str]] = {}
    countries = dict(line[:2] for line in _table("iso3166.tab"))
    everywhere = names_by_code()
    for code, _, name, *hint in _table("zone.tab"):
        if name not in texts:
            places.append(name)
        country = [
            code,
            *_country_names(countries[code]),
            *COUNTRIES.get(code, "").split(", "),
            *everywhere.get(code.lower(), ()),
        ]
        texts.setdefault(name, []).extend(country)
        hints.setdefault(name, []).extend(word for word in _fold(" ".join(hint)) if len(word) > 3)
    for name, more in ZONES.items():
        texts[name].extend(more.split(", "))
    for name, more in _cities().items():
        texts.get(name, []).extend(more)
    for link, name in _links(texts).items():
        texts[name].append(link)
        if link.startswith(_CONTINENTS):  # Australia/North is no place called North
            texts[name].append(link.rpartition("/")[2])
    return {name: _zone(name, texts[name], hints.get(name, [])) for name in places}


def _cities() -> dict[str, list[str]]:
    """What the zones' cities are called in the languages that Discord has (tests/cldr.py writes the file)."""
    return json.loads(Path(__file__).with_name("cldr_cities.json").read_text(encoding="utf-8"))


def _zone(name: str, others: list[str], hints: Iterable[str]) -> Zone:
    rules = read_bytes(name).rstrip(b"\n").rpartition(b"\n")[2].decode()  # the last line of the file (RFC 9636)
    abbreviations = re.findall(_ABBREVIATION, rules.partition(",")[0])
    own = [_fold(name), _fold(name.rpartition("/")[2])]
    names = [words for other in (*others, *abbreviations) if (words := _fold(other))]
    return Zone(
        name,
        frozenset(map("".join, own)),
        frozenset(map("".join, names)),
        frozenset(word for words in (*own, *names, hints) for word in words),
        re.sub(_ABBREVIATION, "", rules),
    )


def _links(places: Iterable[str]) -> dict[str, str]:
    """The old names of zones that have a place."""
    targets = {
        line.split()[2]: line.split()[1] for line in read_bytes("tzdata.zi").decode().splitlines() if line[:2] == "L "
    }
    found: dict[str, str] = {}
    for link, target in targets.items():
        while target not in places and target in targets:
            target = targets[target]
        if link not in places and target in places and not re.fullmatch(_NO_PLACE, link):
            found[link] = target
    return found


def _country_names(name: str) -> list[str]:
    """`Korea (North)` is also Korea, and North Korea."""
    if not (match := re.fullmatch(r"(.+) \((.+)\)", name)):
        return [name]
    return [name, match[1], f"{match[2]} {match[1]}"]


def _table(name: str) -> list[list[str]]:
    lines = read_bytes(name).decode().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
