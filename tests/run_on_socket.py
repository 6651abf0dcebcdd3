"""Runs the unmodified bot against a Discord on a Unix socket: `python -m tests.run_on_socket SOCKET`.

Settings come from the environment, as for the real one; so do two times that a test cannot wait for, and a file that
says by how many seconds this machine's clock is wrong.
"""

import gc

gc.disable()  # as bot.py does where it is run

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord

import bot
from cogs.client import connection

gc.freeze()
gc.enable()


def set_clock(file: Path) -> None:
    right = discord.utils.utcnow
    discord.utils.utcnow = lambda: right() + timedelta(seconds=float(file.read_text()))


if __name__ == "__main__":
    connection.FIRST_DELAY = float(os.environ.get("TEST_FIRST_PAUSE", connection.FIRST_DELAY))
    if "TEST_CLOCK" in os.environ:
        set_clock(Path(os.environ["TEST_CLOCK"]))
    patience = float(os.environ.get("TEST_HEARTBEAT_TIMEOUT", 60))  # discord.py's own

    def options() -> dict[str, Any]:
        return {"connector": aiohttp.UnixConnector(path=sys.argv[1], limit=0), "heartbeat_timeout": patience}

    sys.exit(bot.main(["run"], options))
