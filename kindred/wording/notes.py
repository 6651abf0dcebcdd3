"""What a server's moderators write below the helplines: tidied, and held to the wording rules."""

from kindred.content.support_cards import NOTE_LIMIT
from kindred.wording.check import Finding
from kindred.wording.rules import Rule
from kindred.wording.typed import check_typed, fault, says_something


def check_note(text: str, *, english: bool = True, rules: tuple[Rule, ...] = ()) -> list[Finding]:
    """Everything that keeps a cleaned note from being shown, with what to write instead.

    Beside the rules for every text: a note has no links at all, since nobody checks where they lead later, and
    offers no private messages, since its readers may be young and the writer is a stranger to them.
    """
    if len(text) > NOTE_LIMIT:  # the form holds to it; whoever sends it need not
        return [fault("W22", f"{text[:30]}…", f"a note has {NOTE_LIMIT} characters at most.", "cut the rest")]
    if not says_something(text):
        return [fault("empty", text, "a note says where help is, or who listens.", "a few words")]
    return [each for each in check_typed(text, kind="note", english=english, rules=rules) if each.fault]
