"""All settings, in the groups and the order in which the panel shows them."""

from typing import Any

from cogs.settings.country import DefaultCountry
from cogs.settings.hidden import Hidden
from cogs.settings.language import Language
from cogs.settings.note import Note
from cogs.settings.notices import NoticeChannel
from cogs.settings.row import SettingsRow
from cogs.settings.sharing import Sharing

GROUPS: dict[str, tuple[SettingsRow[Any], ...]] = {
    "words": (Language(), Hidden()),
    "help": (DefaultCountry(), Note()),
    "channels": (Sharing(), NoticeChannel()),
}
ROWS = {row.name: row for group in GROUPS.values() for row in group}
