"""Tells what a card shows of a language's entries and words, so that no card is in two languages."""

from collections.abc import Sequence
from typing import Literal

from kindred.content.blocks import Card, Menu, Row
from kindred.content.entries import NOTHING, Words

__all__ = ("NOTHING", "NotedWords", "borrowable")


class NotedWords:
    """The words of a language, with a note of which keys were said since `said` was last cleared."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.said: set[str] = set()

    def say(self, key: str, **values: object) -> str:
        """As `Words.say`."""
        self.said.add(key)
        return self._words.say(key, **values)

    def joined(self, items: Sequence[str], last: Literal["and", "comma"] = "and") -> str:
        """As `Words.joined`."""
        if len(items) > 1:
            self.said.update(("joined.comma", f"joined.{last}"))
        return self._words.joined(items, last)


def borrowable(card: Card, route: str) -> set[str]:
    """The ids of the entries whose words a card shows, with its own route: what it may have from another language.

    A button or a line of a menu says the title of what it opens.
    """
    shown = {route, *_ids(route)}
    for block in card.blocks:
        match block:
            case Row(buttons):
                for button in buttons:
                    shown.update(_ids(getattr(button, "to", "")))
            case Menu():
                for option in block.options:
                    shown.update(_ids(option.value))
            case _:
                pass
    # To say *Find help* takes none of its page's words.
    return shown if route.startswith("find-help") else shown - {"find-help"}


def _ids(route: object) -> list[str]:
    if not isinstance(route, str):
        return []
    kind, _, rest = route.partition(".")
    return [kind, *rest.removesuffix(".more").split(",")]
