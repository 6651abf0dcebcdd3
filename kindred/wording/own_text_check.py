"""Holds a server's own reminder text against the rules for `content/`, and against what could break its post."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kindred.content.own_text import IDEA_LIMIT, SMALLER_LIMIT, TITLE_LIMIT, OwnText
from kindred.wording.check import Finding, check_text

LINES_LIMIT = 10  # of an idea: a post is read at a glance

# check_text sees a mention as a word of its own and the addresses of common places. Discord sees more.
_MENTION = re.compile(r"@\s?(?:everyone|here)\b|<\s?(?:@|#|id:)[^>]*>?", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:\b(?!https?:)[a-z][a-z\d+.-]*://|https?://(?=\S*[\\@])|\bdiscord(?:app)?\.(?:gg|com)/)\S*"
    r"|(?<![\w@./:-])(?:[\w-]+\.)+[^\W\d_]{2,}/\S*|[\w.+-]+@[\w-]+\.\w+",
    re.IGNORECASE,
)
_MASKED = re.compile(r"\[[^\]\n]*\]\s?\([^)\n]*\)?")
_MARKUP = re.compile(r"^[\s>]*(?:[-*+]\s)*(?:#{1,3}\s|-#|>>>).*|```|\|\|", re.MULTILINE)


def check_own(text: OwnText, *, english: bool) -> list[Finding]:
    """Everything about a tidied text that keeps it from being kept (a fault) or is worth a look.

    The reading grade is left out: what measures it is a tool for development.
    """
    beside = (text.title, *((text.smaller,) if text.smaller else ()))
    found = check_text(text.idea, kind="reminder", english=english, beside=beside, grade=False)
    found = [_for_moderators(each) for each in found]
    known = {each.rule for each in found}
    found += [
        each for each in _hostile("\n".join((text.title, text.idea, text.smaller or ""))) if each.rule not in known
    ]
    # The form holds to these already; whoever sends it need not.
    for words, limit in ((text.title, TITLE_LIMIT), (text.idea, IDEA_LIMIT), (text.smaller or "", SMALLER_LIMIT)):
        if len(words) > limit and "W22" not in known:
            found.append(
                _fault("W22", f"{words[:30]}…", f"{len(words)} characters; at most {limit} fit.", "cut the rest")
            )
    if not text.title or not text.idea:
        found.append(_fault("empty", text.title or "…", "a text has a title and an idea.", "a few words for each"))
    if text.idea.count("\n") >= LINES_LIMIT:
        says = f"more than {LINES_LIMIT} lines; a post is read at a glance."
        found.append(_fault("W22", f"{text.idea[:30].splitlines()[0]}…", says, "one or two paragraphs"))
    return list(dict.fromkeys(found))


def _hostile(text: str) -> Iterator[Finding]:
    for mention in _MENTION.finditer(text):
        says = "no text mentions a person, a role, a channel or everybody."
        yield _fault("W20", mention[0], says, "the name of the channel, without a link")
    for address in (*_MASKED.finditer(text), *_ADDRESS.finditer(text)):
        says = "no invites, no addresses, and no words that hide where they lead."
        yield _fault("W24", address[0], says, _PLACE)
    for markup in _MARKUP.finditer(text):
        says = "headings, small print, code blocks and hidden text would break the post."
        yield _fault("card", markup[0].strip(), says, "plain sentences, and **bold** for a word or two")


_PLACE = "leave it out, or name the place in words"


def _for_moderators(finding: Finding) -> Finding:
    """A finding without the advice that is for writers of `content/`."""
    if "sources.toml" not in finding.suggestion:
        return finding
    return replace(finding, says=finding.says.replace(" and the sources", ""), suggestion=_PLACE)


def _fault(rule: str, words: str, says: str, suggestion: str) -> Finding:
    return Finding("", 1, rule, words, says, suggestion)
