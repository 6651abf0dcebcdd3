"""Servers that the bot left: their schedules stop at once, and go on if it comes back in time."""

from datetime import datetime, timedelta

from kindred.storage.database import seconds
from kindred.storage.guild_settings import SettingsTable

RETURN = timedelta(days=30)  # how long a server's rows wait for the bot to come back


class DeparturesTable(SettingsTable):
    """A database that knows the servers that the bot left."""

    async def guild_left(self, guild_id: int, now: datetime) -> None:
        """Stops a server's schedules at once."""
        async with self._write():
            await self._leave(guild_id, now)

    async def guild_joined(self, guild_id: int, now: datetime) -> None:
        """Restores the schedules of a server that the bot came back to."""
        async with self._write():
            await self._return(guild_id, now)

    async def reconcile(self, present: set[int], shard_id: int, shard_count: int, now: datetime) -> None:
        """Compares the store with one shard's servers: leaving or joining while the bot was away sent no event."""
        tables = [
            table for table, of_server in (await self._tables_of_servers()).items() if of_server == "guild_id = ?"
        ]
        every = " UNION ".join(f"SELECT guild_id FROM {table}" for table in tables)
        rows = await self._rows(
            f"SELECT guild_id, guild_id IN (SELECT guild_id FROM departures) FROM ({every})"
            " WHERE (guild_id >> 22) % ? = ?",
            shard_count,
            shard_id,
        )
        changed = [(guild_id, left) for guild_id, left in rows if (guild_id in present) == bool(left)]
        if not changed:
            return
        async with self._write():
            for guild_id, left in changed:
                await (self._return(guild_id, now) if left else self._leave(guild_id, now))

    async def _leave(self, guild_id: int, now: datetime) -> None:
        await self._db.execute(
            "INSERT INTO departures (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (guild_id, seconds(now))
        )
        await self._db.execute(
            "UPDATE schedules SET left_at = ?, due = NULL, act_at = NULL WHERE guild_id = ? AND left_at IS NULL",
            (seconds(now), guild_id),
        )

    async def _return(self, guild_id: int, now: datetime) -> None:
        rows = await self._rows(
            "SELECT id FROM schedules WHERE guild_id = ? AND left_at IS NOT NULL AND removed_at IS NULL", guild_id
        )
        await self._db.execute("UPDATE schedules SET left_at = NULL WHERE guild_id = ?", (guild_id,))
        await self._db.execute("DELETE FROM departures WHERE guild_id = ?", (guild_id,))
        for (id,) in rows:
            await self._go_on(guild_id, id, now)

    async def _delete_long_gone(self, now: datetime) -> None:
        rows = await self._rows("SELECT guild_id FROM departures WHERE left_at < ?", seconds(now - RETURN))
        for (guild_id,) in rows:
            await self.delete_guild(guild_id)

    async def _go_on(self, guild_id: int, id: int, now: datetime) -> None:
        """Sets a schedule's next occurrence: the store knows how."""
        raise NotImplementedError
