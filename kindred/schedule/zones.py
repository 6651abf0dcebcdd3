"""Finds time zones by city, country, abbreviation and offset, as people name them.

The list is PyPI's `tzdata`: `zone1970.tab` holds the canonical zones, `zone.tab` one for each country (such as
Europe/Amsterdam), `iso3166.tab` the countries' names.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from kindred.schedule.tz_data import load_zone

# What an offset or an abbreviation alone should offer first: where most people with that clock live.
WELL_KNOWN = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Toronto", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo",
    "Asia/Manila", "Australia/Sydney", "Pacific/Auckland", "Africa/Lagos", "Africa/Johannesburg",
)  # fmt: skip

# Names that people use for zones whose own abbreviation changes over the year, or that have none.
SPOKEN = {
    "America/New_York": "eastern time et est edt new york usa",
    "America/Chicago": "central time ct cst cdt usa",
    "America/Denver": "mountain time mt mst mdt usa",
    "America/Los_Angeles": "pacific time pt pst pdt california usa",
    "Europe/London": "gmt bst england scotland wales uk",
    "Europe/Berlin": "cet cest mez mesz",
    "Asia/Kolkata": "ist india mumbai delhi",
    "Asia/Shanghai": "beijing china",
    "UTC": "utc gmt z zulu universal",
}

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the words by which it is found."""

    name: str
    words: frozenset[str]

    @property
    def city(self) -> str:
        return self.name.rpartition("/")[2].replace("_", " ")

    @property
    def region(self) -> str:
        return self.name.rpartition("/")[0].replace("_", " ").replace("/", ", ")

    def label(self, now: datetime) -> str:
        """How it is offered: `Berlin, Europe: Sun 17:00 now (UTC+1)`, at most 100 characters."""
        local = now.astimezone(load_zone(self.name))
        place = f"{self.city}, {self.region}" if self.region else self.city
        return f"{place}: {local:%a %H:%M} now ({offset_name(local.utcoffset())})"[:100]


def offset_name(offset: timedelta | None) -> str:
    """An offset as people write it: UTC, UTC+1, UTC-3:30."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def canonical(name: str) -> str | None:
    """The proper spelling of a zone's name (`europe/berlin`), or None if there is no such zone."""
    if name in all_zones():
        return name
    by_folded = {known.casefold(): known for known in all_zones()}
    if found := by_folded.get(name.strip().replace(" ", "_").casefold()):
        return found
    try:
        load_zone(name)
    except ValueError:
        return None
    return name  # an old link such as US/Eastern


def find_zones(query: str, now: datetime, limit: int = 25) -> list[Zone]:
    """The zones that fit what somebody typed, the best first; the well-known ones for an empty query."""
    zones = all_zones()
    query = query.strip().casefold()[:60]
    if not query:
        return [zones[name] for name in WELL_KNOWN][:limit]
    if match := _OFFSET.fullmatch(query):
        return _with_offset(match, now)[:limit]
    words = re.findall(r"\w+", query)
    scored = [(score, zone) for zone in zones.values() if (score := _score(words, zone, now))]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name not in WELL_KNOWN, pair[1].name))
    return [zone for _, zone in scored[:limit]]


def _with_offset(match: re.Match[str], now: datetime) -> list[Zone]:
    sign = 1 if match[1] == "+" else -1
    wanted = sign * timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    fitting = [zone for zone in all_zones().values() if now.astimezone(load_zone(zone.name)).utcoffset() == wanted]
    return sorted(fitting, key=lambda zone: (zone.name not in WELL_KNOWN, zone.name))


def _score(words: list[str], zone: Zone, now: datetime) -> int:
    """3 for a city, 2 for a spoken name or country, 1 for a beginning; 0 if any word does not fit."""
    city = re.findall(r"\w+", zone.city.casefold())
    abbreviation = (now.astimezone(load_zone(zone.name)).tzname() or "").casefold()
    total = 0
    for word in words:
        if word in city:
            total += 4
        elif word in zone.words or word == abbreviation:
            total += 3
        elif any(each.startswith(word) for each in city):
            total += 2
        elif len(word) > 2 and any(each.startswith(word) for each in zone.words):
            total += 1
        else:
            return 0
    return total


@cache
def all_zones() -> dict[str, Zone]:
    """Every zone by name, in alphabetical order. Read once, when somebody first asks: it takes some milliseconds."""
    from importlib.resources import files  # some milliseconds that a start need not wait for

    data = files("tzdata") / "zoneinfo"
    countries = dict(line.split("\t")[:2] for line in _lines((data / "iso3166.tab").read_text(encoding="utf-8")))
    words: dict[str, set[str]] = {"UTC": set()}
    for table in ("zone1970.tab", "zone.tab"):
        for line in _lines((data / table).read_text(encoding="utf-8")):
            codes, _, name, *_ = line.split("\t")
            found = words.setdefault(name, set(re.findall(r"\w+", name.casefold().replace("_", " "))))
            for code in codes.split(","):
                found.update(re.findall(r"\w+", countries.get(code, "").casefold()))
    for name, spoken in SPOKEN.items():
        words[name].update(spoken.split())
    return {name: Zone(name, frozenset(words[name])) for name in sorted(words)}


def _lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line and not line.startswith("#")]
