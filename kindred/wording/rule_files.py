"""Reads the rules of another language: `rules.toml` of its folder. docs/languages.md has the format."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from kindred.content.fields import Fault, Fields
from kindred.content.reading import Reader
from kindred.wording.rules import EVERY_KIND, Rule, rule

RULES_FILE = "rules.toml"
_NAME = re.compile(r"(W\d+)(-[a-z0-9-]+)?")


def read_rules(root: Path, folder: Path, faults: list[Fault]) -> tuple[Rule, ...]:
    """The rules of a language; every row that cannot be used is a fault."""
    reader = Reader(root, faults)
    file = folder / RULES_FILE
    rules: list[Rule] = []
    for name, values in reader.table(file).items():
        match = _NAME.fullmatch(name)
        if not match or not isinstance(values, dict):
            reader.fault(file, name, "is not a rule", "begin each row with its rule's number, as [W2-medicine]")
        elif (row := _rule(reader, file, name, match[1], cast(dict[str, Any], values))) is not None:
            rules.append(row)
    return tuple(rules)


def rule_faults(root: Path, languages: Iterable[str]) -> list[Fault]:
    """Every row of the languages' rules that cannot be used."""
    faults: list[Fault] = []
    for language in languages:
        read_rules(root, root / language, faults)
    return faults


def _rule(reader: Reader, file: Path, name: str, id: str, values: dict[str, Any]) -> Rule | None:
    fields = Fields(reader.name(file), values, reader.faults, prefix=f"{name}.")
    pattern, unless = fields.lines("pattern", required=True), fields.lines("unless")
    says, suggestion = fields.text("says", 300), fields.text("suggestion", 300)
    kinds = frozenset(fields.one_of("kinds", sorted(EVERY_KIND), each) for each in fields.texts("kinds"))
    not_in = fields.texts("not_in", 60)
    is_fault = fields.flag("fault", default=True)
    if not fields.whole("the fields are pattern, unless, says, suggestion, kinds, not_in, fault"):
        return None
    try:
        return rule(
            id, pattern, says, suggestion, unless=unless, kinds=kinds or EVERY_KIND, not_in=not_in, fault=is_fault
        )
    except re.error as error:
        fields.fault("pattern", f"cannot be read ({error})", "see docs/languages.md for how a pattern is written")
        return None
