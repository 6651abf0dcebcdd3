"""Reminder texts that a server's moderators write: kept, changed, removed, and seen by that server alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from kindred.content.entries import TOPICS
from kindred.content.own_text import OwnText
from kindred.storage.database import Change, Database, seconds
from kindred.storage.errors import TooManyTexts

TEXTS_A_GUILD = 50
UNDO = timedelta(minutes=15)  # how long a removed text can be brought back
CACHED = 5_000  # servers whose texts are in memory at once: most have none, fifty long ones take 40 KiB


class OwnTexts:
    """Servers' own texts. Each method takes the server's id, so that no server reaches another's rows."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._cache: dict[int, Sequence[OwnText]] = {}

    async def of(self, guild_id: int) -> Sequence[OwnText]:
        """A server's texts, the oldest first; from memory once they were read."""
        known = self._cache.get(guild_id)
        if known is None:
            sql = f"SELECT {_TEXT} FROM own_texts WHERE guild_id = ? AND removed_at IS NULL ORDER BY id"
            known = tuple(_text(*row) for row in await self._db.rows(sql, guild_id))
            if len(self._cache) >= CACHED:
                self._cache.clear()
            self._cache[guild_id] = known
        return known

    async def get(self, guild_id: int, id: int) -> OwnText | None:
        """One text of a server, or None."""
        return next((text for text in await self.of(guild_id) if text.id == id), None)

    async def add(self, guild_id: int, text: OwnText) -> OwnText:
        """Keeps a new text; gives it with its id. Raises TooManyTexts."""
        sql = "INSERT INTO own_texts (guild_id, title, idea, smaller, topic) VALUES (?, ?, ?, ?, ?)"
        changed = await self._change(guild_id, sql, guild_id, *text[1:], adds=True)
        return text._replace(id=changed.added_id)

    async def change(self, guild_id: int, text: OwnText) -> bool:
        """Changes the text of that id; False if it is gone."""
        changed = await self._change(
            guild_id,
            "UPDATE own_texts SET title = ?, idea = ?, smaller = ?, topic = ?"
            " WHERE guild_id = ? AND id = ? AND removed_at IS NULL",
            *text[1:],
            guild_id,
            text.id,
        )
        return changed.rows == 1

    async def remove(self, guild_id: int, id: int, now: datetime) -> bool:
        """Takes a text out of the rotation; `restore` undoes it for a while. False if it is gone.

        Of those removed before, as many wait to be restored as there may be texts.
        """
        changed = await self._change(
            guild_id,
            "UPDATE own_texts SET removed_at = ? WHERE guild_id = ? AND id = ? AND removed_at IS NULL",
            seconds(now),
            guild_id,
            id,
        )
        await self._db.change(
            "DELETE FROM own_texts WHERE id IN (SELECT id FROM own_texts WHERE guild_id = ? AND id != ?"
            " AND removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT -1 OFFSET ?)",
            guild_id,
            id,
            TEXTS_A_GUILD - 1,
        )
        return changed.rows == 1

    async def restore(self, guild_id: int, id: int, now: datetime) -> bool:
        """Undoes a removal; False if it was too long ago. Raises TooManyTexts."""
        changed = await self._change(
            guild_id,
            "UPDATE own_texts SET removed_at = NULL WHERE guild_id = ? AND id = ? AND removed_at >= ?",
            guild_id,
            id,
            seconds(now - UNDO),
            adds=True,
        )
        return changed.rows == 1

    async def purge(self, now: datetime) -> None:
        """Deletes the texts whose removal can no longer be undone."""
        await self._db.change("DELETE FROM own_texts WHERE removed_at < ?", seconds(now - UNDO))

    def forget(self, guild_id: int) -> None:
        """Makes the next look at a server's texts read them anew."""
        self._cache.pop(guild_id, None)

    async def _change(self, guild_id: int, sql: str, *values: Any, adds: bool = False) -> Change:
        try:
            async with self._db.transaction():
                if adds:
                    await self._check_room(guild_id)
                return await self._db.execute(sql, *values)
        finally:
            # After the end of the transaction, also a failed one: what others read during it may not hold.
            self.forget(guild_id)

    async def _check_room(self, guild_id: int) -> None:
        sql = "SELECT count(*) FROM own_texts WHERE guild_id = ? AND removed_at IS NULL"
        [(count,)] = await self._db.rows(sql, guild_id)
        if count >= TEXTS_A_GUILD:
            raise TooManyTexts


def _text(id: int, title: str, idea: str, smaller: str | None, topic: str) -> OwnText:
    return OwnText(id, title, idea, smaller, topic if topic in TOPICS else TOPICS[0])


_TEXT = "id, title, idea, smaller, topic"
