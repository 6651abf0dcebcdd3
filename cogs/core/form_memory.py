"""Values that a panel needs and that are too long for a custom_id: in memory, for as long as a panel lives."""

import asyncio

from cogs.core.panels import LIFETIME

MOST = 50  # texts of one server: whoever sends the same form over and over fills no memory


class FormMemory:
    """Texts by server and key. A restart forgets them, and so does time, also when nobody comes again."""

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str], tuple[str, asyncio.TimerHandle]] = {}

    def keep(self, guild_id: int, key: str, text: str) -> None:
        """Keeps a text for a panel's lifetime, in the place of the server's oldest where it has many."""
        self._drop(guild_id, key)
        theirs = [place for place in self._texts if place[0] == guild_id]
        while len(theirs) >= MOST:
            self._drop(*theirs.pop(0))
        end = asyncio.get_running_loop().call_later(LIFETIME.total_seconds(), self._drop, guild_id, key)
        self._texts[guild_id, key] = text, end

    def get(self, guild_id: int, key: str) -> str | None:
        """A kept text of this server, or None."""
        found = self._texts.get((guild_id, key))
        return found[0] if found else None

    def forget(self, guild_id: int) -> None:
        """Drops everything of a server."""
        for place in [place for place in self._texts if place[0] == guild_id]:
            self._drop(*place)

    def _drop(self, guild_id: int, key: str) -> None:
        _, end = self._texts.pop((guild_id, key), (None, None))
        if end:
            end.cancel()


form_memory = FormMemory()  # here, because an extension's own module is made anew for each bot
