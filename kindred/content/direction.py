"""Marks what is written from left to right in a text that is written from right to left.

Between the marks (the isolates of Unicode) a number such as 0800 111 0 111 keeps its order, and a name or a command
does not change the order of the words around it. Nobody sees them.
"""

import re

LEFT_TO_RIGHT, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"

_MARKED = re.compile(
    r"(?P<kept>\]\([^()\s]*\)|https?://\S+|<t:[^<>]*>)"
    r"|(?P<other>\{/[^{}]*\}|\{[a-z_]+\}|<[@#/][^<>\s]*>)"
    r"|(?P<number>[+*(]?\d+(?:[ ()./:-]+\d+)+)"
)


def isolated(text: str) -> str:
    """A text with marks around its numbers of several parts, commands, mentions and placeholders."""

    def mark(match: re.Match[str]) -> str:
        if match["kept"]:
            return match[0]
        return f"{FIRST_STRONG if match['other'] else LEFT_TO_RIGHT}{match[0]}{END}"

    return _MARKED.sub(mark, text)


def number(text: str) -> str:
    """A number of a helpline, which is dialled from left to right."""
    return f"{LEFT_TO_RIGHT}{text}{END}"
