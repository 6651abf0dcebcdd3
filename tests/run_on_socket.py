"""Runs the unmodified bot against a Discord on a Unix socket: `python -m tests.run_on_socket SOCKET`.

Settings come from the environment, as for the real one; so do two times that a test cannot wait for.
"""

import os
import sys
from typing import Any

import aiohttp

import bot

if __name__ == "__main__":
    bot.FIRST_PAUSE = float(os.environ.get("TEST_FIRST_PAUSE", bot.FIRST_PAUSE))
    patience = float(os.environ.get("TEST_HEARTBEAT_TIMEOUT", 60))  # discord.py's own

    def options() -> dict[str, Any]:
        return {"connector": aiohttp.UnixConnector(path=sys.argv[1], limit=0), "heartbeat_timeout": patience}

    sys.exit(bot.main(["run"], options))
