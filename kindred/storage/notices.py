"""Where a server's moderators were told that a weekly post fails: one message for each."""

from kindred.storage.database import Database


class Notices:
    """The message about each failing schedule."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, schedule_id: int) -> tuple[int, int] | None:
        """The channel's and the message's id of the notice about a schedule, or None."""
        rows = await self._db.rows("SELECT channel_id, message_id FROM notices WHERE schedule = ?", schedule_id)
        return (rows[0][0], rows[0][1]) if rows else None

    async def save(self, schedule_id: int, channel_id: int, message_id: int) -> None:
        """Remembers the notice about a schedule, in place of an older one."""
        await self._db.change(
            "INSERT INTO notices (schedule, channel_id, message_id) SELECT id, ?, ? FROM schedules WHERE id = ?"
            " ON CONFLICT (schedule) DO UPDATE SET channel_id = excluded.channel_id,"
            " message_id = excluded.message_id",
            channel_id,
            message_id,
            schedule_id,
        )

    async def delete(self, schedule_id: int) -> None:
        """Forgets the notice about a schedule."""
        await self._db.change("DELETE FROM notices WHERE schedule = ?", schedule_id)
