"""Where a server's moderators were told that a weekly post fails: one message for each."""

from kindred.storage.database import Database


class NoticesTable(Database):
    """A database that knows the message about each failing schedule."""

    async def notice(self, schedule_id: int) -> tuple[int, int] | None:
        """The channel's and the message's id of the notice about a schedule, or None."""
        rows = await self._rows("SELECT channel_id, message_id FROM notices WHERE schedule = ?", schedule_id)
        return (rows[0][0], rows[0][1]) if rows else None

    async def keep_notice(self, schedule_id: int, channel_id: int, message_id: int) -> None:
        """Remembers the notice about a schedule, in place of an older one."""
        async with self._write():
            await self._db.execute(
                "INSERT INTO notices (schedule, channel_id, message_id) SELECT id, ?, ? FROM schedules WHERE id = ?"
                " ON CONFLICT (schedule) DO UPDATE SET channel_id = excluded.channel_id,"
                " message_id = excluded.message_id",
                (channel_id, message_id, schedule_id),
            )

    async def drop_notice(self, schedule_id: int) -> None:
        """Forgets the notice about a schedule."""
        async with self._write():
            await self._db.execute("DELETE FROM notices WHERE schedule = ?", (schedule_id,))
