"""Runs the unmodified bot against a Discord on a Unix socket: `python -m tests.run_on_socket SOCKET`.

Settings come from the environment, as for the real one.
"""

import os
import sys

import aiohttp

import bot

if __name__ == "__main__":
    bot.FIRST_PAUSE = float(os.environ.get("TEST_FIRST_PAUSE", bot.FIRST_PAUSE))
    sys.exit(bot.main(["run"], lambda: {"connector": aiohttp.UnixConnector(path=sys.argv[1], limit=0)}))
