"""Cleans what people typed, before any rule looks at it: what can be seen stays.

The rest turns text around, hides words from the rules, or runs into the lines above.
"""

import unicodedata

from kindred.content.own_text import OwnText

MARKS_IN_A_ROW = 2  # accents above one letter
_JOINERS = "\u200c\u200d"  # make one emoji of several, and shape letters of some scripts
_UNSEEN = ("Cc", "Cf", "Co", "Cs")  # not Cn: emoji that are younger than this Python
_BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # look like nothing and count as letters, marks or symbols


def clean_line(line: str) -> str:
    """A line without characters that turn it around, hide in it, or pile up on one letter."""
    line = unicodedata.normalize("NFC", line)
    kept: list[str] = []
    marks = 0
    for place, char in enumerate(line):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if char.isspace():
            kept.append(" ")
        elif char in _JOINERS:
            around = line[place - 1 : place] + line[place + 1 : place + 2]
            if len(around) == 2 and all(ord(each) > 127 and unicodedata.category(each) != "Cf" for each in around):
                kept.append(char)
        elif kind not in _UNSEEN and char not in _BLANKS and marks <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def clean_note(text: str) -> str | None:
    """A note without what nobody sees, blanks around its lines and empty lines; None where nothing is left."""
    lines = [" ".join(clean_line(line).split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line) or None


def clean_own_text(text: OwnText) -> OwnText:
    """A text without what nobody sees, and without blanks around its lines; all but the idea on one line."""
    lines = [" ".join(clean_line(line).split()) for line in text.idea.splitlines()]
    idea = "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1]))
    flat = [" ".join(each.splitlines()) for each in (text.title, text.smaller or "")]
    title, smaller = (" ".join(clean_line(each).split()) for each in flat)
    return text._replace(title=title, idea=idea.strip("\n"), smaller=smaller or None)
