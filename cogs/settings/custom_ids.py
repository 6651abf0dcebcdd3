"""What the buttons and menus of the settings panel say."""

from dataclasses import dataclass
from typing import Annotated

from kindred.content.custom_ids import CustomId, Part, Slug, Word

Value = Annotated[str, Part(r"~?[\w,-]*")]  # a packed value, or `~` and the key under which one is in memory


class ShowPanel(CustomId, template="settings:home"):
    """Shows all settings."""


@dataclass(frozen=True)
class OfRow(CustomId):
    row: Word


class OpenRow(OfRow, template="settings:open.{row}"):
    """Opens the page of a setting."""


@dataclass(frozen=True)
class OpenForm(CustomId, template="settings:form.{row}[.{key}]"):
    """Opens the form of a setting that is typed; `key` names what was typed before and is in memory."""

    row: Word
    key: Slug | None = None


@dataclass(frozen=True)
class Pick(CustomId, template="settings:pick.{row}[.{place}]"):
    """A menu: gives a setting the picked value. Of several menus on a page each has its place."""

    row: Word
    place: Slug | None = None


@dataclass(frozen=True)
class OfValue(CustomId):
    row: Word
    value: Value


class SetValue(OfValue, template="settings:set.{row}.{value}"):
    """Gives a setting a value."""


class UndoValue(OfValue, template="settings:undo.{row}.{value}"):
    """Gives it the value from before."""
