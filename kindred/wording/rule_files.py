"""Reads the rules of each language: `rules.toml` of its folder. That of English explains the format.

A row of another language takes from English's row of the same name which texts it holds for. Where it has no pattern,
it says English's rule in the words of the language, for moderators who read it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kindred.config import CONTENT
from kindred.content.fields import Fault, Fields
from kindred.content.locales import BASE
from kindred.content.reading import Reader
from kindred.wording.idioms import IDIOMS
from kindred.wording.rules import EVERY_KIND, Rule, whole_words

if TYPE_CHECKING:
    from kindred.wording.check import Finding

RULES_FILE = "rules.toml"
PARTS = "parts"
PATTERNS = ("pattern", "unless", "item_with", "item_without")
_NAME = re.compile(r"W\d+(-[a-z0-9-]+)?")
_KNOWN = f"the fields are {', '.join(PATTERNS)}, says, suggestion, kinds, not_in, any_language, raw, fault"


class Told(NamedTuple):
    """What a rule says to the writer."""

    says: str
    suggestion: str


class Rules(NamedTuple):
    """The rules of one language, and what they say there by their names."""

    rules: tuple[Rule, ...] = ()
    told: Mapping[str, Told] = {}


@cache
def english_rules() -> tuple[Rule, ...]:
    """The rules for English texts, idioms included. Raises ValueError where the shipped file is at fault."""
    faults: list[Fault] = []
    found = read_rules(CONTENT, CONTENT / BASE, faults)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return found.rules


def rules_of(root: Path, language: str) -> Rules:
    """The rules of another language, read anew, without rows at fault, which `check` names. None for English."""
    return Rules() if language == BASE else read_rules(root, root / language, [])


def read_rules(root: Path, folder: Path, faults: list[Fault]) -> Rules:
    """The rules of a language; every row that cannot be used is a fault."""
    reader = Reader(root, faults)
    file = folder / RULES_FILE
    table = reader.table(file)
    is_english = folder.name == BASE
    parts = Fields(reader.name(file), table.pop(PARTS, {}), faults, prefix=f"{PARTS}.")
    words = {name: parts.lines(name) for name in parts.names()}
    rules: list[Rule] = []
    told: dict[str, Told] = {}
    for name, values in table.items():
        if not _NAME.fullmatch(name) or not isinstance(values, dict):
            reader.fault(file, name, "is not a rule", "begin each row with its rule's number, as [W2-advice]")
            continue
        row = _Row(Fields(reader.name(file), cast(dict[str, Any], values), faults, prefix=f"{name}."), name, words)
        if (found := row.read(None if is_english else _english().get(name), required=is_english)) is not None:
            told[name] = found[1]
            rules += [found[0]] if found[0] else []
    if is_english and rules:
        rules += _idioms()
    return Rules(tuple(rules), told)


def in_words_of(findings: "Iterable[Finding]", root: Path, language: str) -> "list[Finding]":
    """Findings with what their rules say in a language, for whoever reads it; in English where it says nothing."""
    told = rules_of(root, language).told
    return [
        replace(each, says=told[each.row].says, suggestion=told[each.row].suggestion) if each.row in told else each
        for each in findings
    ]


def rule_faults(root: Path, languages: Iterable[str]) -> list[Fault]:
    """Every row of the languages' rules that cannot be used."""
    faults: list[Fault] = []
    for language in languages:
        read_rules(root, root / language, faults)
    return faults


@cache
def _english() -> Mapping[str, Rule]:
    return {rule.name: rule for rule in english_rules()}


class _Row:
    """One row of a file."""

    def __init__(self, fields: Fields, name: str, parts: Mapping[str, str]) -> None:
        self._fields = fields
        self._name = name
        self._parts = parts

    def read(self, english: Rule | None, *, required: bool) -> tuple[Rule | None, Told] | None:
        """The rule, or None where it has words for writers alone; nothing where anything is at fault."""
        fields = self._fields
        needs_pattern = required or english is None
        patterns = {field: self._pattern(field, required=needs_pattern and field == "pattern") for field in PATTERNS}
        says, suggestion = fields.text("says", 300), fields.text("suggestion", 300)
        kinds = frozenset(fields.one_of("kinds", sorted(EVERY_KIND), each) for each in fields.texts("kinds"))
        not_in = fields.texts("not_in", 60)
        any_language = fields.flag("any_language", default=english.any_language if english else False)
        raw = fields.flag("raw", default=english.raw if english else False)
        is_fault = fields.flag("fault", default=english.fault if english else True)
        if not fields.whole(_KNOWN):
            return None
        pattern = patterns.pop("pattern")
        if pattern is None:
            return None, Told(says, suggestion)
        return (
            Rule(
                self._name,
                pattern,
                says,
                suggestion,
                kinds=kinds or (english.kinds if english else EVERY_KIND),
                not_in=not_in or (english.not_in if english else ()),
                any_language=any_language,
                raw=raw,
                fault=is_fault,
                **patterns,
            ),
            Told(says, suggestion),
        )

    def _pattern(self, field: str, *, required: bool) -> re.Pattern[str] | None:
        text = self._fields.lines(field, required=required)
        for name, words in self._parts.items():
            text = text.replace(f"<{name}>", words)
        if not text.strip():
            return None
        try:
            return whole_words(text)
        except re.error as error:
            self._fields.fault(field, f"cannot be read ({error})", "see docs/languages.md for how a pattern is written")
            return None


def _idioms() -> list[Rule]:
    """W29: many readers have another first language. Worth a look, and no fault: moderators know their people."""
    return [
        Rule(
            f"W29-{place}",
            whole_words(idiom.pattern),
            "a learner of English reads this literally, or not at all.",
            idiom.write,
            unless=whole_words(idiom.unless) if idiom.unless else None,
            kinds=EVERY_KIND,
            not_in=(),
            item_with=None,
            item_without=None,
            any_language=False,
            raw=False,
            fault=False,
        )
        for place, idiom in enumerate(IDIOMS, start=1)
    ]
