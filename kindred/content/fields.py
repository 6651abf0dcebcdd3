"""Turns the fields of one file into an entry, noting every fault with its fix."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeGuard, cast

from kindred.content.entries import (
    HEADING,
    OFFERS,
    SHAPES,
    SUITS,
    TOPICS,
    TOPICS_WITHOUT_STRATEGY,
    Cause,
    Connecting,
    Entry,
    Help,
    Reminder,
    Source,
    Strategy,
)

TITLE_LIMIT = 60
GIST_LIMIT = 100  # Discord shows it as a select option's description
BODY_LIMIT = 1200
LEAD_LIMIT = 300  # about 55 words, so that a card opens in one screen of a phone
REMINDER_LIMIT = 300
UNKNOWN_LIMIT = 10  # fields that are told one by one


_SURROGATE = re.compile("[\ud800-\udfff]")  # YAML can write one; no UTF-8 has it, so Discord takes none


class Fault(NamedTuple):
    """One thing wrong with the content: where, what, and how to fix it."""

    file: str
    field: str
    says: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.field}" if self.field else self.file
        return f"{where} {self.says}. Fix: {self.fix}."


class Fields:
    """The fields of one file or table, read one by one. What nobody asked for is a fault at the end."""

    def __init__(
        self, name: str, values: Mapping[str, Any], faults: list[Fault], *, prefix: str = "", body: str = ""
    ) -> None:
        self._name = name
        self._left = {str(key): value for key, value in values.items()}
        self._faults = faults
        self._prefix = prefix
        self._body = body
        self._asked: list[str] = []
        self._broken = False

    # Kinds

    def entry(self, id: str, kind: type[Entry], groups: Mapping[str, Any]) -> Entry | None:
        """The entry that these fields make, or None if anything is wrong."""
        entry: Any = {
            "id": id,
            "title": self.text("title", TITLE_LIMIT),
            "covers": self.texts("covers"),
            "covers_more": self.texts("covers-more"),
            "sources": self.texts("sources"),
            "reviewed": self.day("reviewed"),
            "see": self.text("see", 32, required=False),
            "body": self._checked_body(REMINDER_LIMIT if kind is Reminder else BODY_LIMIT),
        }
        self.skip("allow")  # the wording check reads it
        if kind in (Connecting, Cause, Strategy):
            entry |= {
                "gist": self.text("gist", GIST_LIMIT),
                "order": self.number("order"),
                "also": self.texts("also", 40),
                "support": self.flag("support", default=False),
            }
            self._check_lead()
        if kind is Connecting:
            entry |= {"share": self.flag("share")}
        elif kind is Cause:
            diagnosis = self.flag("diagnosis", default=False)
            experience = self.text("experience", 100, required=False)
            if diagnosis and experience:
                self.fault("experience", "stands in a text that names a diagnosis", "leave it out")
            entry |= {
                "group": self.one_of("group", tuple(groups)) if groups else self.text("group", 32),
                "diagnosis": diagnosis,
                "experience": experience,
                "helps": self._helps(),
            }
        elif kind is Strategy:
            entry |= {
                "step": self.text("step", 200),
                "smaller": self.text("smaller", 200),
                "next": self.text("next", 200),
                "borrow": self.texts("borrow", 150, required=True),
            }
        elif kind is Reminder:
            topic = self.one_of("topic", TOPICS)
            entry |= {
                "topic": topic,
                "strategy": self.text("strategy", 32, required=topic not in TOPICS_WITHOUT_STRATEGY),
                "shape": self.one_of("shape", SHAPES),
                "suits": tuple(self.one_of("suits", SUITS, each) for each in self.texts("suits", required=True)),
                "smaller": self.text("smaller", 150, required=False),
                "light": self.flag("light", default=False),
            }
        return kind(**entry) if self.whole() else None

    def source(self, id: str) -> Source | None:
        """The source that these fields make, or None if anything is wrong."""
        source: Any = {
            "id": id,
            "label": self.text("label", 30),
            "citation": self.text("citation", 400),
            "doi": self.text("doi", 100, required=False),
            "url": self.text("url", 200, required=False),
            "found": self.text("found", 200),
            "limits": self.text("limits", 200),
            "covers": self.texts("covers"),
        }
        if source["doi"] and not source["doi"].startswith("10."):
            self.fault("doi", "is not a DOI", "it starts with 10., without https://doi.org/")
        if source["url"] and not source["url"].startswith("https://"):
            self.fault("url", "is not an address", "it starts with https://")
        return Source(**source) if self.whole() else None

    def _helps(self) -> tuple[Help, ...]:
        listed = self._take("helps", required=True)
        if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
            if listed is not None:
                self.fault("helps", "is not a list of strategies", "see content/README.md, helps")
            return ()
        helps: list[Help] = []
        for place, values in enumerate(cast(Sequence[object], listed), start=1):
            if not isinstance(values, dict):
                self.fault("helps", f"has no fields at place {place}", "each has strategy, offer and why")
                continue
            one = Fields(self._name, cast(dict[str, Any], values), self._faults, prefix=f"helps {place}: ")
            strategy, offer = one.text("strategy", 32), one.one_of("offer", OFFERS)
            why = one.text("why", 160)
            if not one.whole():
                self._broken = True
            elif strategy in {help.strategy for help in helps}:
                self.fault("helps", f"names {strategy!r} twice", "leave one out")
            else:
                helps.append(Help(strategy, offer, why))
        return tuple(helps)

    def body(self, limit: int, lead_limit: int | None) -> str:
        """The text below the front matter; `lead_limit` is for what stands above its first heading."""
        if lead_limit:
            self._check_lead(lead_limit)
        return self._checked_body(limit)

    def _checked_body(self, limit: int) -> str:
        if not self._body:
            self.fault("", "has no text below its front matter", "write the text after the second ---")
        elif len(self._body) > limit:
            says = f"has a text of {len(self._body):,} characters; at most {limit:,} fit"
            self.fault("", says, "one main idea, said first: cut the rest")
        return self._body

    def _check_lead(self, limit: int = LEAD_LIMIT) -> None:
        lead = HEADING.split(self._body, maxsplit=1)[0].strip()
        if self._body and not lead:
            self.fault("", "begins with a heading", "write two or three sentences above it: the card opens with them")
        elif len(lead) > limit:
            says = f"has {len(lead)} characters above its first heading; at most {limit} fit on the first screen"
            self.fault("", says, "two or three sentences; move the rest below a line such as: ### Why it can help")

    # Types

    def text(self, field: str, limit: int, *, required: bool = True) -> Any:
        """A text on one line, or None where it is not required and not there."""
        value = self._take(field, required)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(field, f"is {_kind(value)}, not a text", "write words, between quotation marks if in doubt")
        elif "\n" in value.strip():
            self.fault(field, "has more than one line", "put it on one line")
        elif _SURROGATE.search(value):
            self.fault(field, "has half a character", "write the character itself in place of its escape")
        elif len(value) > limit:
            self.fault(field, f"has {len(value)} characters; at most {limit} fit", "shorten it")
        else:
            return value.strip()
        return None

    def lines(self, field: str, *, required: bool = False) -> str:
        """A text of several lines; empty where it is not required and not there."""
        value = self._take(field, required)
        if value is not None and (not isinstance(value, str) or (required and not value.strip())):
            self.fault(field, f"is {_kind(value)}, not lines of text", "write lines between three quotation marks")
        return value if isinstance(value, str) else ""

    def texts(self, field: str, limit: int = 40, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(field, required)
        if value is None:
            return ()
        listed: list[str] = (
            [each for each in value if isinstance(each, str) and each.strip()] if _is_list(value) else []
        )
        if not _is_list(value) or len(listed) < len(value):
            self.fault(field, "is not a list of texts", "write it as [one, two], each in quotation marks if in doubt")
            return ()
        if required and not listed:
            self.fault(field, "is an empty list", "name at least one")
        if any(map(_SURROGATE.search, listed)):
            self.fault(field, "has half a character", "write the character itself in place of its escape")
        for each in listed:
            if len(each) > limit:
                self.fault(field, f"has an item of {len(each)} characters; at most {limit} fit", "shorten it")
        if len(set(listed)) < len(listed):
            self.fault(field, "names something twice", "leave one out")
        return tuple(listed)

    def number(self, field: str) -> Any:
        """A whole number."""
        value = self._take(field, required=True)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            self.fault(field, f"is {_kind(value)}, not a whole number", "write digits, without quotation marks")
        return value

    def flag(self, field: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(field, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.fault(field, f"is {_kind(value)}, not true or false", "write true or false, without quotation marks")
        return bool(value)

    def day(self, field: str, *, required: bool = True) -> Any:
        """A calendar day; None where it is not required and empty or not there."""
        value = self._take(field, required)
        if value == "" and not required:
            return None
        if value is not None and type(value) is not date:
            self.fault(field, f"is {_kind(value)}, not a day", "write it as 2026-11-23, without quotation marks")
        return value

    def one_of(self, field: str, allowed: Sequence[str], value: Any = None) -> Any:
        """One of some words; of the field itself, or of an item of it."""
        value = self._take(field, required=True) if value is None else value
        if value is not None and value not in allowed:
            self.fault(field, f"is {value!r}", f"one of: {', '.join(allowed)}")
        return value

    def table(self, field: str) -> dict[str, Any]:
        """A group of fields, to be read by Fields of its own; empty where it is not there."""
        value = self._take(field, required=False)
        if value is not None and not isinstance(value, dict):
            self.fault(field, f"is {_kind(value)}, not a group of fields", "content/README.md shows how to write it")
        return cast(dict[str, Any], value) if isinstance(value, dict) else {}

    def tables(self, field: str, *, required: bool = False) -> list[dict[str, Any]]:
        """A list of groups of fields, each to be read by Fields of its own."""
        value = self._take(field, required)
        if value is None:
            return []
        if not _is_list(value) or not all(isinstance(each, dict) for each in value):
            fix = "start each with a line in double brackets, as content/README.md shows"
            self.fault(field, f"is {_kind(value)}, not a list of groups of fields", fix)
            return []
        return value

    # Notes

    @property
    def file(self) -> str:
        return self._name

    def names(self) -> frozenset[str]:
        """The fields that nobody has read yet."""
        return frozenset(self._left)

    def skip(self, field: str) -> None:
        """Leaves a field to somebody else."""
        self._left.pop(field, None)

    def broken(self) -> None:
        """Notes that a part, read by Fields of its own, is at fault."""
        self._broken = True

    def fault(self, field: str, says: str, fix: str) -> None:
        self._broken = True
        self._faults.append(Fault(self._name, f"{self._prefix}{field}".strip(), says, fix))

    def _take(self, field: str, required: bool) -> Any:
        self._asked.append(field)
        value = self._left.pop(field, None)
        if value is None and required:
            self.fault(field, "is missing", "add it; content/README.md says what it means")
        return value

    def whole(self, known: str = "content/README.md lists the fields") -> bool:
        """Whether nothing is wrong; to be asked last, since each field that nobody asked for is a fault.

        `known` says which fields there are.
        """
        for field in list(self._left)[:UNKNOWN_LIMIT]:
            import difflib  # only a mistyped field needs it, and a start waits for each import

            near = difflib.get_close_matches(field, self._asked, n=1)
            fix = f"did you mean {near[0]}?" if near else f"remove it; {known}"
            self.fault(field[:TITLE_LIMIT], "is an unknown field", fix.rstrip("?"))
        if len(self._left) > UNKNOWN_LIMIT:
            self.fault("", f"has {len(self._left):,} unknown fields in all", known)
        self._left.clear()
        return not self._broken


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a group of fields"
        case date():
            return "a date"
        case _:
            return "something else"
