"""Memory at zero servers and for 1,000 realistic ones, against a bare bot: `python -m benchmarks.memory`.

A realistic server has 50 channels with overwrites and topics, 30 roles, and one weekly post.
"""

import asyncio
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bots import BOTS, running
from benchmarks.table import Row, show
from kindred.storage.store import Store
from tests.sockets.guilds import BOT

SERVERS = 1000
FIRST = 1200000000000000000
MIB = 1024 * 1024


def server(number: int) -> dict[str, Any]:
    """A GUILD_CREATE payload."""
    id = FIRST + number * 1000
    overwrites = [
        {"id": str(id), "type": 0, "allow": "0", "deny": "2048"},
        {"id": str(id + 101), "type": 0, "allow": "2048", "deny": "0"},
        {"id": str(id + 102), "type": 0, "allow": "1024", "deny": "0"},
    ]
    roles = [
        {"id": str(id if n == 0 else id + 100 + n), "name": f"Role number {n}", "permissions": "1071698660929",
         "color": n, "colors": {"primary_color": n, "secondary_color": None, "tertiary_color": None}, "hoist": False,
         "position": n, "managed": False, "mentionable": False, "flags": 0, "icon": None, "unicode_emoji": None}
        for n in range(30)
    ]  # fmt: skip
    channels = [
        {"id": str(id + 200 + n), "type": 0, "name": f"channel-{n}", "position": n, "nsfw": False, "parent_id": None,
         "topic": f"What this channel number {n} of server {number} is for, in a sentence or two.", "flags": 0,
         "last_message_id": str(id + 900 + n % 50), "rate_limit_per_user": 0, "permission_overwrites": overwrites}
        for n in range(50)
    ]  # fmt: skip
    me = {"user": BOT, "roles": [str(id + 101), str(id + 102)], "joined_at": "2026-01-01T00:00:00+00:00", "nick": None,
          "deaf": False, "mute": False, "flags": 0, "avatar": None, "premium_since": None}  # fmt: skip
    return {
        "id": str(id), "name": f"Server number {number}", "owner_id": "42", "icon": None, "features": [],
        "roles": roles, "channels": channels, "members": [me], "threads": [], "emojis": [], "stickers": [],
        "presences": [], "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "member_count": 100, "large": False, "unavailable": False, "verification_level": 1,
        "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "afk_timeout": 300,
        "afk_channel_id": None, "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None,
        "public_updates_channel_id": None, "safety_alerts_channel_id": None, "application_id": None, "banner": None,
        "description": None, "discovery_splash": None, "splash": None, "vanity_url_code": None, "premium_tier": 0,
        "premium_subscription_count": 0, "premium_progress_bar_enabled": False, "preferred_locale": "en-US",
        "nsfw_level": 0, "joined_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip


async def fill(path: Path) -> None:
    """One weekly post for each server, due in some days."""
    async with Store.open(path):
        pass
    due = 4_000_000_000
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO schedules (guild_id, channel_id, weekday, minute, zone, topics, silent, due, act_at)"
            " VALUES (?, ?, 6, 1020, 'Europe/Berlin', '', 1, ?, ?)",
            [(FIRST + n * 1000, FIRST + n * 1000 + 207, due, due) for n in range(SERVERS)],
        )
    db.close()


async def settled(process: psutil.Process) -> float:
    """The process's memory in MiB, once it has stopped working."""
    busy = -1.0
    while (now := sum(process.cpu_times()[:2])) != busy:
        busy = now
        await asyncio.sleep(1)
    return process.memory_info().rss / MIB


async def weigh(bot: str) -> tuple[float, float]:
    """MiB at zero servers, and what all of them add."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "kindred.sqlite3"
        await fill(database)
        async with running(bot, database) as (discord, process):
            await asyncio.wait_for(discord.ready.wait(), 30)
            watched = psutil.Process(process.pid)
            empty = await settled(watched)
            assert discord.gateway
            for number in range(SERVERS):
                await discord.gateway.dispatch("GUILD_CREATE", server(number))
            return empty, await settled(watched) - empty


async def measure() -> list[Row]:
    (bare, bare_servers), (kindred, servers) = [await weigh(bot) for bot in BOTS]
    figures = f"{kindred:.1f} MiB against {bare:.1f} MiB"
    added = f"a bare bot with the same one intent: {bare_servers:.1f} MiB"
    return [
        Row("memory at zero servers", kindred / bare, "at most 1.25", figures),
        Row(f"MiB that {SERVERS:,} servers add", servers, "at most 5 MiB", added),
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
