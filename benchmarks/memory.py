"""Memory at zero servers and for 1,000 realistic ones, against a bare bot: `python -m benchmarks.memory`.

A realistic server has 50 channels with overwrites and topics, 30 roles, and one weekly post.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from kindred.store import Store
from tests.discord_socket import BOT, TOKEN, DiscordServer

SERVERS = 1000
PROJECT = Path(__file__).parent.parent
FIRST = 1200000000000000000
BOTS = {"bare, guilds only": "benchmarks.bare", "kindred": "tests.run_on_socket"}
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


async def measure(module: str) -> tuple[float, float]:
    """MiB at zero servers, and with all of them."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "kindred.sqlite3"
        await fill(database)
        socket = Path(folder) / "discord.sock"
        environment = {**os.environ, "DISCORD_TOKEN": TOKEN, "KINDRED_DATABASE": str(database)}
        async with DiscordServer().listen(socket) as discord:
            command = (sys.executable, "-m", module, str(socket))
            quiet = asyncio.subprocess.DEVNULL
            process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, env=environment, stderr=quiet)
            try:
                await asyncio.wait_for(discord.ready.wait(), 30)
                watched = psutil.Process(process.pid)
                empty = await settled(watched)
                assert discord.gateway
                for number in range(SERVERS):
                    await discord.gateway.dispatch("GUILD_CREATE", server(number))
                full = await settled(watched)
            finally:
                process.kill()
                await process.wait()
    return empty, full


async def main() -> None:
    empty: dict[str, float] = {}
    for name, module in BOTS.items():
        empty[name], full = await measure(module)
        print(f"{name:18} {empty[name]:7.1f} MiB empty, {full - empty[name]:6.1f} MiB more for {SERVERS} servers")
    print(f"empty, ratio       {empty['kindred'] / empty['bare, guilds only']:7.2f}     (at most 1.25)")
    print("for 1,000 servers: at most 5 MiB")


if __name__ == "__main__":
    asyncio.run(main())
