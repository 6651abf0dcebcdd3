"""Holds what moderators type against the rules, whatever the words are dressed up as: notes and own texts alike.

The rules for `content/` see the text as it stands and as it is read. Those that hold in every language see what it may
stand for, too: what leads elsewhere, phone numbers, contacts outside the server, slurs, and to wish somebody dead.
"""

from collections.abc import Iterable, Iterator, Sequence

from kindred.wording.addresses import addresses
from kindred.wording.check import Finding, check_text, check_words
from kindred.wording.contacts import CONTACTS
from kindred.wording.harm import HARM
from kindred.wording.readings import guesses, seen, undressed
from kindred.wording.rules import Rule, TextKind

LETTERS_AT_LEAST = 3  # different ones: a text says something


def check_typed(
    text: str,
    *,
    kind: TextKind,
    english: bool,
    rules: tuple[Rule, ...] = (),
    beside: Sequence[str] = (),
    hosts: Iterable[str] = (),
) -> list[Finding]:
    """Every finding in a cleaned text with what belongs to it; links may lead to `hosts` alone.

    `rules` are those of another language than English.

    The reading grade is left out: what measures it is a tool for development.
    """
    whole = "\n".join((*beside, text))
    found = check_text(text, kind=kind, english=english, rules=rules, beside=beside, grade=False, links=False)
    known = {(each.rule, each.says) for each in found}
    if undressed(whole) != seen(whole).lower():
        read = check_words(undressed(whole), kind=kind, english=english, rules=rules)
        found += [each for each in read if each.fault and (each.rule, each.says) not in known]
    found += [fault(*address) for address in addresses(whole, hosts)]
    found += _in_any_language(whole, kind, english)
    once = {(each.rule, each.words.lower()): each for each in reversed(found)}
    return sorted(once.values(), key=lambda each: whole.lower().find(each.words.lower()))


def fault(rule: str, words: str, says: str, suggestion: str) -> Finding:
    """A finding in a text that comes from no file."""
    return Finding("", 1, rule, words, says, suggestion)


def says_something(text: str) -> bool:
    """Whether a text is more than a letter or two."""
    letters = {char for char in undressed(text) if char.isalpha()}
    return len(letters) >= LETTERS_AT_LEAST


def _in_any_language(text: str, kind: TextKind, english: bool) -> Iterator[Finding]:
    lists = [each for each in HARM if english or not each.english]
    told: set[tuple[str, str]] = set()
    for guess in dict.fromkeys((undressed(text), *guesses(text))):
        for each in (*lists, *(contact for contact in CONTACTS if kind in contact.kinds)):
            for words in each.find(guess):
                if (each.id, each.says) not in told:  # one guess after the other finds the same
                    told.add((each.id, each.says))
                    yield fault(each.id, _as_typed(text, words), each.says, each.suggestion)


def _as_typed(text: str, words: str) -> str:
    """Words of a guess as somebody wrote them, where they stand so in the text."""
    at = text.lower().find(words)
    return text[at : at + len(words)] if at >= 0 else words
