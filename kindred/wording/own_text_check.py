"""Holds a server's own reminder text against the rules for `content/`, and against what could break its post."""

import re
from collections.abc import Iterator

from kindred.content.own_text import IDEA_LIMIT, SMALLER_LIMIT, TITLE_LIMIT, OwnText
from kindred.wording.check import HOSTS, Finding
from kindred.wording.rules import Rule
from kindred.wording.typed import check_typed, fault, says_something

LINES_LIMIT = 10  # of an idea: a post is read at a glance
WORDS_AT_LEAST = 2  # of an idea, or as many signs of a script without blanks

_MARKUP = re.compile(r"^[\s>]*(?:[-*+]\s)*(?:#{1,3}\s|-#|>>>).*|```|\|\|", re.MULTILINE)
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]|\w+")  # scripts without blanks count by the sign


def check_own(text: OwnText, *, english: bool, rules: tuple[Rule, ...] = ()) -> list[Finding]:
    """Everything about a cleaned text that keeps it from being kept (a fault) or is worth a look."""
    beside = (text.title, *((text.smaller,) if text.smaller else ()))
    # First, so that nothing long is read: the form holds to these already, but whoever sends it need not.
    if found := list(_too_long(text)):
        return found
    found = list(_too_short(text))
    found += check_typed(text.idea, kind="reminder", english=english, rules=rules, beside=beside, hosts=HOSTS)
    for markup in _MARKUP.finditer("\n".join((*beside, text.idea))):
        says = "headings, small print, code blocks and hidden text would break the post."
        found.append(fault("card", markup[0].strip(), says, "plain sentences, and **bold** for a word or two"))
    return list(dict.fromkeys(found))


def _too_long(text: OwnText) -> Iterator[Finding]:
    for words, limit in ((text.title, TITLE_LIMIT), (text.idea, IDEA_LIMIT), (text.smaller or "", SMALLER_LIMIT)):
        if len(words) > limit:
            says = f"{len(words)} characters; at most {limit} fit."
            yield fault("W22", f"{words[:30]}…", says, "keep the one main idea, and cut the rest")
    if text.idea.count("\n") >= LINES_LIMIT:
        says = f"more than {LINES_LIMIT} lines; a post is read at a glance."
        yield fault("W22", f"{text.idea[:30].splitlines()[0]}…", says, "one or two paragraphs")


def _too_short(text: OwnText) -> Iterator[Finding]:
    if not any(map(str.isalpha, text.title)) or not text.idea:
        yield fault("empty", text.title or "…", "a text has a title and an idea.", "a few words for each")
    elif not says_something(text.idea) or len(_WORD.findall(text.idea)) < WORDS_AT_LEAST:
        says = "an idea says one thing that somebody could try."
        yield fault("empty", text.idea, says, "a sentence, such as 'You could say hello in the tea channel'")
