"""What a card is made of, as plain blocks: `cogs/core/renderer.py` turns them into Discord's components."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kindred.content.custom_ids import LIMIT, CustomId, OpenPage, PickExperiences, PickPage

TEXT_LIMIT = 4000  # characters of text in one message's components (Discord)
BYTE_LIMIT = 9000  # Discord answers 500 near 10,000 UTF-8 bytes; measured, undocumented
COMPONENT_LIMIT = 40  # nested ones count (Discord)
MENU_LIMIT = 25  # options in one select (Discord)
ROW_LIMIT = 5  # buttons in one row (Discord)
LABEL_LIMIT = 80  # characters of a button (Discord)

TEMPLATE = "{/"  # how content names a command; nobody should ever read it
_COMMAND = re.compile(r"\{/([a-z -]+)\}")


class Text(NamedTuple):
    markdown: str


class Divider(NamedTuple):
    """A line between two parts."""


class Button(NamedTuple):
    """Opens a page `to`, which gets a way back to `back`; or does what a custom id says."""

    label: str
    to: str | CustomId
    back: str | None = None
    leads: bool = False  # the one coloured button of a card: the way on that fits best from here

    @property
    def custom_id(self) -> str:
        id = OpenPage(self.to, self.back or None) if isinstance(self.to, str) else self.to
        return id.custom_id


class Link(NamedTuple):
    """A button that opens an address in the browser."""

    label: str
    url: str


class Row(NamedTuple):
    buttons: tuple[Button | Link, ...]


class Option(NamedTuple):
    label: str
    value: str
    description: str | None = None


class Menu(NamedTuple):
    """A select. Picking opens the picked route; `most` above 1 joins the picks into one `start.` route."""

    placeholder: str
    options: tuple[Option, ...]
    back: str | None = None
    most: int = 1

    @property
    def custom_id(self) -> str:
        kind = PickPage if self.most == 1 else PickExperiences
        return kind(self.options[0].value, self.back or None).custom_id[:LIMIT]


def last_row(buttons: Iterable[Button | Link]) -> Row:
    """The row below a card. Of two buttons that do the same, as *Back* does in a walk in circles, the last stays.

    Discord refuses a message in which a custom id stands twice.
    """
    kept: dict[str, Button | Link] = {}
    for button in reversed([*buttons]):
        kept.setdefault(button.url if isinstance(button, Link) else button.custom_id, button)
    return Row(tuple(reversed(kept.values())))


Block = Text | Divider | Row | Menu


class Card(NamedTuple):
    kind: str
    blocks: tuple[Block, ...]

    def noting(self, note: str) -> "Card":
        """The same card below a note."""
        return Card(self.kind, (Text(note), *self.blocks))

    def texts(self) -> Iterable[str]:
        """Every text that counts against Discord's limit."""
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.markdown

    def faults(self) -> Iterable[str]:
        """What Discord would refuse about this card, as sentences."""
        # A command's mention is longer than its name: </find-help:1234567890123456789>.
        texts = [with_commands(text, lambda name: f"</{name}:{'0' * 19}>") for text in self.texts()]
        if (length := sum(map(len, texts))) > TEXT_LIMIT:
            yield f"the whole card has {length} characters; Discord shows at most {TEXT_LIMIT}"
        elif (size := sum(len(text.encode()) for text in texts)) > BYTE_LIMIT:
            yield f"the whole card takes {size} bytes; Discord refuses more than about {BYTE_LIMIT}"
        if (count := 1 + sum(map(_components, self.blocks))) > COMPONENT_LIMIT:
            yield f"the whole card has {count} components; Discord shows at most {COMPONENT_LIMIT}"

    def unlinked(self) -> Iterable[str]:
        """Every `{/command}` that people would read as it stands, as a sentence."""
        for text in self.texts():
            if TEMPLATE in (told := with_commands(text, str)):
                yield f"{told[told.index(TEMPLATE) :][:16]!r} names no command"
        for text in self.labels():
            if TEMPLATE in text:
                yield f"{text!r} stands on a button or in a menu, where a command is no link"

    def labels(self) -> Iterable[str]:
        """Every text on a button or in a menu, where Discord shows no links."""
        for block in self.blocks:
            match block:
                case Row(buttons):
                    yield from (button.label for button in buttons)
                case Menu():
                    yield block.placeholder
                    for option in block.options:
                        yield from (option.label, option.description or "")
                case Text() | Divider():
                    pass


def _components(block: Block) -> int:
    match block:
        case Row(buttons):
            return 1 + len(buttons)
        case Menu():
            return 2
        case Text() | Divider():
            return 1


def with_commands(text: str, mention: Callable[[str], str]) -> str:
    """Replaces each `{/command}` in a text by `mention("command")`."""
    return _COMMAND.sub(lambda match: mention(match[1]), text)
