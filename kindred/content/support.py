"""Help by country, read from `content/support.toml`: emergency numbers, helplines and directories.

Nothing here guesses where somebody is; a member names the country. A helpline has a grade, which says how far to
trust what was seen of it, and two dates: that of the page on which its number was seen, and the day on which a
person last opened the service's own site. They are for the operator; members see the lines that can be trusted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from kindred.content.fields import Fault, Fields

SUPPORT_FILE = "support.toml"
EVERYONE = "everyone"
FOR = (EVERYONE, "young", "under-19", "adults")
FOR_YOUNG_PEOPLE = ("young", "under-19")
ONLINE = ("chat", "mail", "form")
ROUND_THE_CLOCK = "24/7"
SHOWN_AT_FIRST = 2  # at the least, where there are two
LONG_HOURS = 8  # words; what has more stands behind a press
GRADES = ("A", "B", "C*", "C")
SHOWN_GRADES = ("A", "B", "C*")  # what members see; content/README.md says what each grade means
FRESH_FOR = timedelta(days=180)  # numbers move; an older look at a service's site no longer counts

_CODE = re.compile(r"[a-z]{2}")
_NUMBER = re.compile(r"[+*(]?\d[\d ()-]{0,18}")
_SITE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]+)?")
_PAGE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Directory(NamedTuple):
    """A list of helplines for many countries."""

    name: str
    url: str


class Emergency(NamedTuple):
    """The numbers to call in danger. Where one number serves all, it is in `any`; all are empty where unsure."""

    any: tuple[str, ...] = ()
    ambulance: tuple[str, ...] = ()
    police: tuple[str, ...] = ()


class Helpline(NamedTuple):
    """A service that people can call, text or write to.

    `about` says whom or what it is for where that is not everybody and everything, `ages` for which ages ("13-24").
    `site` is its own site, without https://, where the address is known. `source_date` is "2025", "2025-09" or
    "2025-09-03"; None where the page has no date. `opened_on` is None until a person has opened the site.
    """

    service: str
    grade: str
    serves: str
    ages: str | None
    about: str | None
    call: tuple[str, ...]
    text: tuple[str, ...]
    keyword: str | None
    whatsapp: tuple[str, ...]
    online: tuple[str, ...]
    site: str | None
    hours: str | None
    languages: tuple[str, ...]
    more_languages: bool
    source: str
    source_date: str | None
    opened_on: date | None

    @property
    def can_be_written_to(self) -> bool:
        return bool(self.text or self.whatsapp or "chat" in self.online)

    @property
    def has_long_hours(self) -> bool:
        return len((self.hours or "").split()) > LONG_HOURS

    def is_overdue(self, today: date) -> bool:
        """Whether a person has to open its site: never opened, too long ago, or on a day that has not come."""
        return self.opened_on is None or not timedelta(0) <= today - self.opened_on <= FRESH_FOR


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)  # a failed assertion names it, not all of its lines
class Country:
    """A country or territory. `names` has its English name first, then what its people call it.

    `lines` are those that members see; `held_back` are in the file, and nobody has seen enough of them yet.
    `id`, `title` and `also` are what `kindred.search.find` looks at.
    """

    id: str
    names: tuple[str, ...]
    nicknames: tuple[str, ...]
    emergency: Emergency
    lines: tuple[Helpline, ...]
    held_back: tuple[Helpline, ...]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    @property
    def title(self) -> str:
        return self.names[0]

    @property
    def also(self) -> tuple[str, ...]:
        return self.names[1:] + self.nicknames

    @property
    def label(self) -> str:
        """All its names: "Germany (Deutschland)"."""
        return f"{self.title} ({', '.join(self.names[1:])})" if self.names[1:] else self.title

    @property
    def first_lines(self) -> tuple[Helpline, ...]:
        """The lines to show first, at most three: the first one, one for young people, one that reads messages."""
        young = next((line for line in self.lines if line.serves in FOR_YOUNG_PEOPLE and not line.about), None)
        first = [*self.lines[:1], *([young] if young and young is not self.lines[0] else [])]
        if not any(line.can_be_written_to for line in first):
            first += [line for line in self.lines if line.can_be_written_to][:1]
        first += [line for line in self.lines if line not in first][: max(0, SHOWN_AT_FIRST - len(first))]
        return tuple(line for line in self.lines if line in first)

    @property
    def shown_whole_at_first(self) -> bool:
        """Whether the first screen has every line, with all of its hours."""
        first = self.first_lines
        return len(first) == len(self.lines) and not any(line.has_long_hours for line in first)


class SearchableCountry(NamedTuple):
    """A country as `kindred.content.search` looks at it."""

    id: str
    title: str
    also: tuple[str, ...]
    country: Country


@dataclass(frozen=True, slots=True, repr=False)  # as a Country
class Support:
    """All help by country; the countries are in the order of their English names."""

    directories: tuple[Directory, ...] = ()
    countries: Mapping[str, Country] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.countries)} countries)"

    def named(self, name: str) -> Country | None:
        """The country with exactly this code or name, in any case; None where nothing is sure."""
        wanted = name.strip().casefold()
        for country in self.countries.values():
            if wanted in (each.casefold() for each in (country.id, *country.names, *country.nicknames)):
                return country
        return None

    def named_anywhere(self, name: str) -> Country | None:
        """The country with this name in any language that Discord has, with or without accents and dots.

        Reads a file with the first question: ask from a thread.
        """
        from kindred.content.country_names import code_of, fold

        for country in self.countries.values():
            if fold(name) in map(fold, (country.id, *country.names, *country.nicknames)):
                return country
        return self.countries.get(code_of(name) or "")

    def searchable(self) -> "list[SearchableCountry]":
        """The countries with their names in every language, to look for what somebody typed. As slow as the above."""
        from kindred.content.country_names import names_by_code

        names = names_by_code()
        return [
            SearchableCountry(each.id, each.title, (*each.also, *names.get(each.id, ())), each)
            for each in self.countries.values()
        ]

    def meant(self, name: str) -> "tuple[Country | None, list[Country]]":
        """The country with a name; where that is not sure, those that it may be, the nearest first."""
        from kindred.content.search import find

        if country := self.named_anywhere(name):
            return country, []
        return None, [found.country for found in find(name, self.searchable())]

    def overdue(self, today: date) -> list[tuple[Country, Helpline]]:
        """The lines whose own site a person has to open (again), also those that are held back."""
        return [
            (country, line)
            for country in self.countries.values()
            for line in (*country.lines, *country.held_back)
            if line.is_overdue(today)
        ]


# Reading


def read_support(table: Mapping[str, Any], faults: list[Fault]) -> Support:
    """Turns the table of `support.toml` into Support, noting every fault with its fix."""
    directories: list[Directory] = []
    root = Fields(SUPPORT_FILE, {"directories": table.get("directories")}, faults)
    for place, values in enumerate(root.tables("directories", required=True), start=1):
        if (directory := _directory(Fields(SUPPORT_FILE, values, faults, prefix=f"directories {place}: "))) is not None:
            directories.append(directory)
    countries: list[Country] = []
    for id, values in table.items():
        if id == "directories":
            continue
        if not _CODE.fullmatch(id) or not isinstance(values, dict):
            fix = "start each country with a line [xx]: its two letters, as [de] for Germany"
            faults.append(Fault(SUPPORT_FILE, id, "is not a country", fix))
        elif (country := _country(id, cast(dict[str, Any], values), faults)) is not None:
            countries.append(country)
    in_order = sorted(countries, key=lambda country: country.title)
    _check_names(in_order, faults)
    return Support(tuple(directories), MappingProxyType({country.id: country for country in in_order}))


def _directory(fields: Fields) -> Directory | None:
    name, url = fields.text("name", 40), fields.text("url", 200)
    if url and not url.startswith("https://"):
        fields.fault("url", "is not an address", "it starts with https://")
    return Directory(name, url) if fields.whole() else None


def _country(id: str, values: dict[str, Any], faults: list[Fault]) -> Country | None:
    fields = Fields(SUPPORT_FILE, values, faults, prefix=f"{id}.")
    names, nicknames = fields.texts("names", required=True), fields.texts("also")
    numbers = Fields(SUPPORT_FILE, fields.table("emergency"), faults, prefix=f"{id}.emergency.")
    emergency = Emergency(**{each: _numbers(numbers, each) for each in ("any", "ambulance", "police")})
    listed = fields.tables("lines")
    lines = [
        _line(Fields(SUPPORT_FILE, each, faults, prefix=f"{id}.lines {place}: "))
        for place, each in enumerate(listed, start=1)
    ]
    whole = [line for line in lines if line is not None]
    # All three are asked, so that each names its own faults.
    if not all((fields.whole(), numbers.whole(), len(whole) == len(listed))):
        return None
    shown = tuple(line for line in whole if line.grade in SHOWN_GRADES)
    held_back = tuple(line for line in whole if line.grade not in SHOWN_GRADES)
    return Country(id=id, names=names, nicknames=nicknames, emergency=emergency, lines=shown, held_back=held_back)


def _line(fields: Fields) -> Helpline | None:
    line: Any = {
        "service": fields.text("service", 60),
        "grade": fields.one_of("grade", GRADES),
        "serves": fields.one_of("for", FOR, fields.text("for", 20, required=False) or EVERYONE),
        "ages": fields.text("ages", 20, required=False),
        "about": fields.text("about", 80, required=False),
        "call": _numbers(fields, "call"),
        "text": _numbers(fields, "text"),
        "keyword": fields.text("keyword", 20, required=False),
        "whatsapp": _numbers(fields, "whatsapp"),
        "online": tuple(fields.one_of("online", ONLINE, each) for each in fields.texts("online")),
        "site": fields.text("site", 80, required=False),
        "hours": fields.text("hours", 120, required=False),
        "languages": fields.texts("languages"),
        "more_languages": fields.flag("more_languages", default=False),
        "source": fields.text("source", 200),
        "source_date": fields.text("source_date", 10, required=False),
        "opened_on": fields.day("opened_on", required=False),
    }
    if not (line["call"] or line["text"] or line["whatsapp"] or line["online"]):
        fields.fault("call", "is missing", "give at least one of call, text, whatsapp and online")
    if line["keyword"] and not line["text"]:
        fields.fault("keyword", "stands without a number to text", "add text, or leave keyword out")
    if line["site"] and not _SITE.fullmatch(line["site"]):
        fields.fault("site", f"is {line['site']!r}", "the address without https://, as samaritans.org")
    if line["opened_on"] and not line["site"]:
        fields.fault("site", "is missing", "name the site that you opened")
    if line["source_date"] and not _PAGE_DATE.fullmatch(line["source_date"]):
        fix = 'write it as "2025", "2025-09" or "2025-09-03"'
        fields.fault("source_date", f"is {line['source_date']!r}", fix)
    return Helpline(**line) if fields.whole() else None


def _numbers(fields: Fields, field: str) -> tuple[str, ...]:
    numbers = fields.texts(field, 20)
    for number in numbers:
        if not _NUMBER.fullmatch(number):
            fields.fault(field, f"has {number!r}, which is no number", "digits, with blanks as people write them")
    return numbers


def _check_names(countries: Iterable[Country], faults: list[Fault]) -> None:
    """Two countries that answer to one name would make the bot guess."""
    owner: dict[str, str] = {}
    for country in countries:
        for name in {each.casefold() for each in (country.id, *country.names, *country.nicknames)}:
            if (other := owner.setdefault(name, country.id)) != country.id:
                says = f"has {name!r}, as {other} has"
                faults.append(Fault(SUPPORT_FILE, f"{country.id}.names", says, "a name belongs to one country"))
