"""Schedules whose time has come, and what became of them: time is shifted by what the database holds."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kindred.storage.schedules import SCHEDULES_A_GUILD
from kindred.storage.store import Store
from tests.sockets.server import DiscordServer

CHANNELS, GUILDS = 800_000_000_000_000_000, 700_000_000_000_000_000  # ids are counted from here


async def make_due(discord: DiscordServer, database: Path, count: int, at: datetime | None = None) -> list[int]:
    """Makes so many schedules due at a minute (the last one), each in its own channel; gives the channels."""
    due = (at or datetime.now(UTC)).replace(second=0, microsecond=0)
    at_second = int(due.timestamp())
    channels = [CHANNELS + n for n in range(count)]
    rows: list[tuple[int, ...]] = []
    for first in range(0, count, SCHEDULES_A_GUILD):
        guild = GUILDS + (first << 22)
        discord.add_guild(guild, channels[first : first + SCHEDULES_A_GUILD])
        rows += [
            (guild, channel, due.weekday(), due.hour * 60 + due.minute, at_second, at_second)
            for channel in channels[first : first + SCHEDULES_A_GUILD]
        ]
    async with Store.open(database):
        pass
    with closing(sqlite3.connect(database)) as db, db:
        db.executemany(
            "INSERT INTO schedules (guild_id, channel_id, weekday, minute, zone, topics, silent, due, act_at)"
            " VALUES (?, ?, ?, ?, 'UTC', '', 1, ?, ?)",
            rows,
        )
    return channels


def in_a_minute() -> datetime:
    """The next full minute that leaves a bot twenty seconds to start."""
    return (datetime.now(UTC) + timedelta(seconds=80)).replace(second=0, microsecond=0)


def read_copy(database: Path) -> tuple[str, list[tuple[int, str, str | None]]]:
    """What SQLite says of a database as a dead process left it, and its ledger: channel, state, reason.

    It is read from a copy, so that the bot itself has to recover what is in the write-ahead log.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for ending in ("", "-wal"):
            if Path(f"{database}{ending}").exists():
                shutil.copy(f"{database}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as db:
            problems = [row[0] for row in db.execute("PRAGMA integrity_check")]
            problems += [str(row) for row in db.execute("PRAGMA foreign_key_check")]
            ledger = db.execute(
                "SELECT schedules.channel_id, state, reason FROM schedules JOIN occurrences ON schedules.id = schedule"
            ).fetchall()
    return "; ".join(problems), ledger


async def all_recorded(database: Path, count: int) -> list[tuple[str, str | None]]:
    """Waits until every occurrence has an outcome; gives them."""
    async with asyncio.timeout(60):
        while True:
            integrity, ledger = read_copy(database)
            if sum(state != "claimed" for _, state, _ in ledger) == count:
                assert integrity == "ok"
                return [(state, reason) for _, state, reason in ledger]
            await asyncio.sleep(0.05)  # it is in another process's file, no event tells of it


def count_posts(discord: DiscordServer) -> Counter[int]:
    """The channels by how many posts are in them."""
    return Counter({id: len(channel.messages) for id, channel in discord.channels.items()})
