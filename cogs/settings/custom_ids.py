"""What the buttons and menus of the settings panel say."""

from typing import Annotated

from kindred.content.custom_ids import CustomId, Hex, Part, Slug, Word

NOT_SET = "-"


def _read(text: str) -> str | None:
    return None if text == NOT_SET else text


def _write(packed: str | None) -> str:
    return NOT_SET if packed is None else packed


VALUE = r"[\w,-]*"
PackedValue = Annotated[str | None, Part(VALUE, _read, _write)]  # None: not set


class ShowPanel(CustomId, template="settings:home"):
    """Shows all settings."""


class OpenRow(CustomId, template="settings:open.{row}"):
    """Opens the page of a setting."""

    row: Word


class OpenRowForm(CustomId, template="settings:form.{row}[.{key}]"):
    """Opens the form of a setting that is typed; `key` names what was typed before and is in memory."""

    row: Word
    key: Slug | None = None


class Pick(CustomId, template="settings:pick.{row}[.{place}]"):
    """A menu: gives a setting the picked value. Of several menus on a page each has its place."""

    row: Word
    place: Slug | None = None


class OfValue(CustomId):
    row: Word
    packed: PackedValue


class SetValue(OfValue, template="settings:set.{row}.{packed}"):
    """Gives a setting a value."""


class UndoValue(OfValue, template="settings:undo.{row}.{packed}"):
    """Gives a setting its value from before."""


class UndoKept(CustomId, template="settings:undo.{row}.~{key}"):
    """Gives a setting its value from before, which no custom id can carry and which is in memory."""

    row: Word
    key: Hex
