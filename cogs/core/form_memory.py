"""Values that a panel needs and that are too long for a custom_id: in memory, for as long as a panel lives."""

from datetime import datetime

from cogs.core.panels import LIFETIME


class Kept:
    """Texts by server and key. A restart forgets them, and so does time."""

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str], tuple[datetime, str]] = {}

    def keep(self, guild_id: int, key: str, text: str, now: datetime) -> None:
        """Keeps a text for a panel's lifetime."""
        self._texts = {place: (at, each) for place, (at, each) in self._texts.items() if now - at < LIFETIME}
        self._texts[guild_id, key] = now, text

    def get(self, guild_id: int, key: str) -> str | None:
        """A kept text of this server, or None."""
        found = self._texts.get((guild_id, key))
        return found[1] if found else None

    def forget(self, guild_id: int) -> None:
        """Drops everything of a server."""
        self._texts = {place: text for place, text in self._texts.items() if place[0] != guild_id}


kept = Kept()  # here, because an extension's own module is made anew for each bot
