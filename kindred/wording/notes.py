"""What a server's moderators write below the helplines: tidied, and held to the wording rules."""

import re

from kindred.wording.check import Finding, check_text
from kindred.wording.rules import whole_words

_LINK = re.compile(
    r"https?://\S+|\bdiscord(?:app)?\.(?:gg|com)/\S+"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|io|gg|app|co|me|int|gov|uk|au|ca|de|eu)\b\S*",
    re.IGNORECASE,
)
_PRIVATELY = whole_words(
    r"""
    DMs?|DM'?(ed|ing)|PMs|PM (me|us|him|her|them)|(direct|private|personal) (messages?|messaging|chats?)
    (message|msg|write|writing|text|contact|talk|speak)( \w+){0,4} (privately|in private)
    """
)


def check_note(text: str, *, english: bool = True) -> list[Finding]:
    """Everything that keeps a note from being shown, with what to write instead.

    Beside the rules for every text: a note has no links and invites, since nobody checks where they lead later,
    and offers no private messages, since its readers may be young and the writer is a stranger to them.
    """
    # Without the reading grade: its tool takes seconds to load, and only developers have it. W24's word on links is
    # a warning.
    found = [each for each in check_text(text, kind="note", english=english, grade=False) if each.fault]
    plain = text.replace("\u2019", "'")
    for link in _LINK.finditer(plain):
        says = "a note has no links and no invites: nobody checks later where they lead."
        found.append(Finding("", 1, "W24", link[0].rstrip(".,;:!?)"), says, "the name of the place or the service"))
    for offer in _PRIVATELY.finditer(plain):
        says = "a note offers no private messages: its readers may be young."
        found.append(Finding("", 1, "W18", offer[0], says, "a channel, or a service by its name"))
    return sorted(found, key=lambda each: plain.find(each.words))
