r"""A wording rule that a list of words can hold, and how its patterns are read.

The rules of each language are in its folder of `content/`, in `rules.toml`, which explains its own format;
`rule_files.py` reads them. Rules that look at a whole text (length, links, reading grade) are functions in `check.py`.

How to read a pattern: each line is one way to say it, in whole words, small or capital letters alike. A blank
is white space, also the end of a line, and ` ?` perhaps a blank. `(a|b)` is a or b, `x?` perhaps x, `\w+` a
word, `\w*` any ending.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

TextKind = Literal["cause", "strategy", "connecting", "reminder", "page", "words", "note"]
"""What a text is for: `words` is an interface string, `note` what moderators write under the helplines."""

CARDS: frozenset[TextKind] = frozenset(("cause", "strategy", "connecting"))
REMINDER: frozenset[TextKind] = frozenset(("reminder",))
NOTE: frozenset[TextKind] = frozenset(("note",))
CAUSE: frozenset[TextKind] = frozenset(("cause",))
EVERY_KIND: frozenset[TextKind] = CARDS | REMINDER | NOTE | frozenset[TextKind](("page", "words"))

FIND_HELP_PAGE = "pages/find-help"


def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is written as the top of this file explains."""
    ways = "|".join(line.strip() for line in pattern.splitlines() if line.strip())
    ways = re.sub(r"\((?!\?)", "(?:", ways).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One row of the table: words that are caught, and what the writer is told about them."""

    name: str
    """Its number and a name of its own, as "W2-advice": the same in every language."""
    pattern: re.Pattern[str]
    says: str
    suggestion: str
    unless: re.Pattern[str] | None
    """Where this matches around the words, they are fine ("don't have to")."""
    kinds: Set[TextKind]
    not_in: tuple[str, ...]
    """Texts that are free of the rule, as "pages/find-help"."""
    item_with: re.Pattern[str] | None
    """The rule holds only for a text that has these words somewhere."""
    item_without: re.Pattern[str] | None
    """The rule holds only for a text that has these words nowhere."""
    any_language: bool
    """False: English words, so that other languages are left alone (German "die" is no death)."""
    raw: bool
    """True: looks at links, mentions and {/commands} too, which other rules do not see."""
    fault: bool

    @property
    def id(self) -> str:
        """Its number in docs/rules.md."""
        return self.name.partition("-")[0]


DISTRESS = whole_words(
    r"""
    trauma\w*|abus(e|ed|ive|er)|hurt(s|ing|ful)?|suicid\w*|self-harm\w*|violen(t|ce)|assault\w*
    bull(y|ied|ying|ies)|betray\w*|depression|hopeless\w*|grief|griev\w+|died?|dying|deaths?|mortality
    """
)
"""Words by which a text is about something that hurts, so that it must point to help (W3)."""
NO_DISTRESS = whole_words("(won't|wouldn't|doesn't|can't|cannot|not|never) hurt to|died? down|dying down")
