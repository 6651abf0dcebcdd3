"""Everything that is kept about a server, whichever table it is in: shown, and deleted.

A new table with rows of servers needs its line here; a test holds the list against the schema.
"""

from typing import Any

from kindred.storage.database import Database

_OF_ITS_SCHEDULES = "schedule IN (SELECT id FROM schedules WHERE guild_id = ?)"

# Each table with the condition for one server's rows; a table stands below those that it refers to.
TABLES = {
    "schedules": "guild_id = ?",
    "guild_settings": "guild_id = ?",
    "own_texts": "guild_id = ?",
    "departures": "guild_id = ?",
    "last_posts": "guild_id = ?",
    "occurrences": _OF_ITS_SCHEDULES,
    "notices": _OF_ITS_SCHEDULES,
}
TABLES_WITH_GUILD_ID = [table for table, condition in TABLES.items() if condition == "guild_id = ?"]


async def rows_of(database: Database, guild_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows of a server, by table, each with the names of its columns."""
    return {
        table: await database.records(f"SELECT * FROM {table} WHERE {condition}", guild_id)
        for table, condition in TABLES.items()
    }


async def delete_rows_of(database: Database, guild_id: int) -> None:
    """Deletes all rows of a server."""
    async with database.transaction():
        for table, condition in reversed(TABLES.items()):  # rows that refer to others go before them
            await database.execute(f"DELETE FROM {table} WHERE {condition}", guild_id)
