"""Builds every card of a language, and says which of them Discord would refuse or show with bare braces."""

from collections.abc import Iterator

from kindred.config import CONTACT_LIMIT
from kindred.content.cards import About
from kindred.content.entries import Catalog, Cause, Connecting, Entry, MissingWords, Page, Reminder, Strategy
from kindred.content.fields import Fault
from kindred.content.support import Support
from kindred.content.support_cards import NOTE_LIMIT, HelpCards
from kindred.content.word_files import file_of

FOLDERS = {
    "connecting": Connecting,
    "causes": Cause,
    "strategies": Strategy,
    "reminders": Reminder,
    "pages": Page,
}


def folder_of(entry: Entry) -> str:
    """The folder in which an entry's file is."""
    return next(folder for folder, kind in FOLDERS.items() if type(entry) is kind)


def card_faults(catalog: Catalog, support: Support) -> Iterator[tuple[str, Fault]]:
    """Every fault of a fixed card, with the id of its entry, or with its route where it has none."""
    cards = HelpCards(catalog, About("0.0.0", "c" * CONTACT_LIMIT, "u" * CONTACT_LIMIT), support)
    try:
        for entry, route in cards.routes():
            name = f"{catalog.locale}/{folder_of(entry)}/{entry.id}.md" if entry else f"{catalog.locale}/ ({route})"
            unit = entry.id if entry else route
            card = cards.page(route, "causes", share=True, note="n" * NOTE_LIMIT)
            for says in card.faults():
                yield unit, Fault(name, "", says, "shorten the text, or split it in two")
            for says in card.unlinked():
                fix = "write it like {/find-help} in a text, and without braces elsewhere"
                yield unit, Fault(name, "", says, fix)
    except MissingWords as missing:
        key = str(missing.args[0])
        file = f"{catalog.locale}/{file_of(key)}"
        yield key, Fault(file, key, "is missing", "the bot shows these words")
