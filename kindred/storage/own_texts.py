"""Reminder texts that a server's moderators write: kept, changed, removed, and seen by that server alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import aiosqlite

from kindred.content.entries import TOPICS
from kindred.content.own_text import OwnText
from kindred.storage.database import Database, seconds

TEXTS_A_GUILD = 50
UNDO = timedelta(minutes=15)  # how long a removed text can be brought back
REMEMBERED = 5_000  # servers whose texts are in memory at once: most have none, fifty long ones take 40 KiB


class TooManyTexts(Exception):
    """The server has as many texts as it may have."""


class OwnTextsTable(Database):
    """A database that keeps servers' own texts. Each method takes the server's id, so that no server reaches
    another's rows."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__(connection)
        self._texts: dict[int, Sequence[OwnText]] = {}

    async def own_texts(self, guild_id: int) -> Sequence[OwnText]:
        """A server's texts, the oldest first; from memory once they were read."""
        known = self._texts.get(guild_id)
        if known is None:
            sql = f"SELECT {_TEXT} FROM own_texts WHERE guild_id = ? AND removed_at IS NULL ORDER BY id"
            known = tuple(_text(*row) for row in await self._rows(sql, guild_id))
            if len(self._texts) >= REMEMBERED:
                self._texts.clear()
            self._texts[guild_id] = known
        return known

    async def own_text(self, guild_id: int, id: int) -> OwnText | None:
        """One text of a server, or None."""
        return next((text for text in await self.own_texts(guild_id) if text.id == id), None)

    async def add_text(self, guild_id: int, text: OwnText) -> OwnText:
        """Keeps a new text; gives it with its id. Raises TooManyTexts."""
        try:
            async with self._write():
                await self._check_room(guild_id)
                cursor = await self._db.execute(
                    "INSERT INTO own_texts (guild_id, title, idea, smaller, topic) VALUES (?, ?, ?, ?, ?)",
                    (guild_id, *text[1:]),
                )
        finally:
            self.forget_texts(guild_id)
        return text._replace(id=int(cursor.lastrowid or 0))

    async def change_text(self, guild_id: int, text: OwnText) -> bool:
        """Changes the text of that id; False if it is gone."""
        return await self._change(
            guild_id,
            "UPDATE own_texts SET title = ?, idea = ?, smaller = ?, topic = ?"
            " WHERE guild_id = ? AND id = ? AND removed_at IS NULL",
            *text[1:],
            guild_id,
            text.id,
        )

    async def remove_text(self, guild_id: int, id: int, now: datetime) -> bool:
        """Takes a text out of the rotation; `bring_text_back` undoes it for a while. False if it is gone."""
        return await self._change(
            guild_id,
            "UPDATE own_texts SET removed_at = ? WHERE guild_id = ? AND id = ? AND removed_at IS NULL",
            seconds(now),
            guild_id,
            id,
        )

    async def bring_text_back(self, guild_id: int, id: int, now: datetime) -> bool:
        """Undoes a removal; False if it was too long ago. Raises TooManyTexts."""
        return await self._change(
            guild_id,
            "UPDATE own_texts SET removed_at = NULL WHERE guild_id = ? AND id = ? AND removed_at >= ?",
            guild_id,
            id,
            seconds(now - UNDO),
            adds=True,
        )

    def forget_texts(self, guild_id: int) -> None:
        """Makes the next look at a server's texts read them anew."""
        self._texts.pop(guild_id, None)

    async def _change(self, guild_id: int, sql: str, *values: Any, adds: bool = False) -> bool:
        try:
            async with self._write():
                if adds:
                    await self._check_room(guild_id)
                cursor = await self._db.execute(sql, values)
        finally:
            # After the end of the transaction, also a failed one: what others read during it may not hold.
            self.forget_texts(guild_id)
        return cursor.rowcount == 1

    async def _check_room(self, guild_id: int) -> None:
        sql = "SELECT count(*) FROM own_texts WHERE guild_id = ? AND removed_at IS NULL"
        [(count,)] = await self._rows(sql, guild_id)
        if count >= TEXTS_A_GUILD:
            raise TooManyTexts


def _text(id: int, title: str, idea: str, smaller: str | None, topic: str) -> OwnText:
    return OwnText(id, title, idea, smaller, topic if topic in TOPICS else TOPICS[0])


_TEXT = "id, title, idea, smaller, topic"
