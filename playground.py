"""Kindred in a simulated Discord, in your browser: the real bot and the real texts, no token, no account.

    python playground.py [--port 8765]

The clock of this Discord stands still until you move it: type `help` in the terminal.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import discord

try:
    import simcord
    from simcord.backend.errors import SetupError
except ImportError:
    sys.exit("The playground needs its tools: start it with the command in README.md, or run `uv sync` first.")

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library, LibraryError
from kindred.storage.store import Store

UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}  # seconds
LONG_JUMP = 60.0  # seconds that moving the clock may take

WELCOME = (
    "Welcome! Type `/causes` for why connecting can be hard, `/strategies` for what can help, or `/help` for the rest. "
    "To set up a weekly post, become Robin above and type `/reminders add`."
)

HELP = """\
  next                   move the clock to the next weekly post
  +30m  +2h  +3d  +1w    move the clock (then press the page's refresh button)
  time                   what the clock shows
  quit                   or Ctrl-C"""


async def play(port: int | None, *, open_browser: bool, lines: "asyncio.Queue[str]") -> None:
    """Runs the bot in a simulated server until the terminal says `quit`."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Config(database=Path(folder) / "playground.sqlite3", contact="the people of this playground")
        async with Store.open(settings.database) as store:
            bot = Kindred(settings, store, Library.load(CONTENT), max_sleep=timedelta(days=1), shard_count=1)
            async with simcord.run(bot, check_errors=False, settle_timeout=LONG_JUMP) as env:
                env.backend.bot_user.name = "Kindred"
                guild = env.create_guild("Harbour")
                channel = guild.create_text_channel("lounge")
                moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
                member = guild.add_member(env.create_user("sam", global_name="Sam (member)"))
                moderator = guild.add_member(
                    env.create_user("robin", global_name="Robin (moderator)"), roles=[moderators]
                )
                await moderator.send(channel, WELCOME)
                preview = env.preview(channel, viewers=[member, moderator], layout="channel", port=port)
                async with preview:
                    print(f"Kindred is at {preview.url}", flush=True)
                    print("Type /causes there, or as Robin /reminders add. Here, `help` moves the clock.", flush=True)
                    if open_browser:
                        webbrowser.open(preview.url)
                    await _obey(env, lines)


async def _obey(env: simcord.Env, lines: "asyncio.Queue[str]") -> None:
    verbs: dict[str, Callable[[simcord.Env], Awaitable[None]]] = {"help": _help, "time": _time, "next": _next}
    while True:
        line = await lines.get()
        line = line.strip().lower()
        if line in ("quit", "exit"):
            return
        try:
            if jump := re.fullmatch(r"\+\s*(\d{1,4})\s*([mhdw])", line):
                await env.advance_time(int(jump[1]) * UNITS[jump[2]])
                await _time(env)
            elif line:
                await verbs.get(line, _help)(env)
        except SetupError as error:
            print(f"Not now: {error}. Try again in a moment.", flush=True)


async def _help(env: simcord.Env) -> None:
    print(HELP, flush=True)


async def _next(env: simcord.Env) -> None:
    due = await env.bot.store.ledger.next_action()  # type: ignore[attr-defined]
    if due is None:
        print("No weekly post is set up yet: as Robin (moderator), type /reminders add on the page.", flush=True)
        return
    await env.advance_time(max(0.0, (due - env.now()).total_seconds()) + 1)
    await _time(env)
    print("The weekly post is there: press the page's refresh button.", flush=True)


async def _time(env: simcord.Env) -> None:
    print(f"It is {env.now():%A %d %B %Y, %H:%M} UTC.", flush=True)


def _read_terminal(loop: asyncio.AbstractEventLoop, lines: "asyncio.Queue[str]") -> None:
    with suppress(RuntimeError):  # the loop has ended
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, help="the port of the page; any free one by default")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    given = parser.parse_args()
    lines: asyncio.Queue[str] = asyncio.Queue()
    # A daemon thread: a read that waits for a key must not hold up Ctrl-C.
    reader = threading.Thread(target=_read_terminal, args=(asyncio.get_running_loop(), lines), daemon=True)
    reader.start()
    await play(given.port, open_browser=not given.no_browser, lines=lines)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except (LibraryError, SetupError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nGoodbye.")
