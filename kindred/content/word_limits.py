"""How long Discord lets the words of the interface be, by what it shows them as.

A longer one would be refused by Discord at the moment when somebody opens it. `tests/test_fuzz.py` holds that every
word that is seen as one of these is in its row.
"""

import re
from functools import cache

_LIMITS = (
    # A form's title; the label of a field in it.
    (45, r"(form|texts)\.(title|form) settings\.(note|country)\.(form|name) form\.(day|at|topics|role|silent)"
         r" texts\.fields\..+ reminder\.zone-(form|field) until\.(form|field)"),
    # A button.
    (80, r"support\.(more|other-country|directory)"
         r" button\..+ share\.(yes|no) form\.again preview\.(enable|save|test|change|cancel)"
         r" details\.(edit|move|skip|unskip|skip-too|preview|test|check|pause|resume|remove|undo|all)"
         r" notice\.(check|resume) texts\.(add|add-topic|all|save-anyway) settings\.(change|undo)"
         r" settings\..+\.(reset|again|edit|everywhere|nowhere)"
         r" reminder\.zone-again until\.again privacy\.(show|delete|really|keep)"),
    # What a command or an option says of itself; what a field says; a line in a menu.
    (100, r"commands\..+ form\..+-hint reminder\.zone-hint until\.hint texts\.hints\..+ settings\.(note|country)\.help"
          r" settings\.language\.own-name weekday\..+ topic\..+"),
    # What stands in an empty menu.
    (150, r"(causes|start|texts|support)\.pick preview\.swap details\.move-pick start\.read-on strategy\.suits"
          r" settings\..+\.pick"),
)  # fmt: skip


def limit_of(key: str) -> int | None:
    """The most characters that a word of `words.toml` may have, or None where only the whole card has a limit."""
    return next((limit for limit, pattern in _compiled() if pattern.fullmatch(key)), None)


@cache
def _compiled() -> list[tuple[int, re.Pattern[str]]]:
    """Not at the import: the commands are on their way to Discord before any of this is needed."""
    return [(limit, re.compile("|".join(patterns.split()))) for limit, patterns in _LIMITS]
