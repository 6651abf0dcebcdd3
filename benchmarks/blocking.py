"""How long the worst that one person can send keeps all others waiting: `python -m benchmarks.blocking`.

The real bot runs in this process, on a Discord of sockets. What is measured is the processor time of the longest
step of the event loop, so that a busy machine changes little. The first of each kind is asked of a fresh process, where
what is loaded on first use is still to come: a thread loads it, and there the processor time that passes between two
turns of the loop is measured, so that a thread that keeps Python to itself counts too. As after an installation, what
is loaded has been compiled.
"""

import asyncio
import gc
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.table import Row, show
from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library
from kindred.schedule.parsing import parse_pause
from kindred.storage.store import Store
from tests.fuzz_world import HOME, ROOM, FuzzWorld, part_of, typing_of
from tests.small_discord import Harbour, SmallDiscord, connected, named

LIMIT = 20.0  # milliseconds

WORDS = "etan isea nate tane seit aent nsit tesa inea aset neti saen "  # of the letters that most words have
WORST = {
    "twelve unknown words": WORDS * 100,
    "single letters": "k i l l y o u r s e l f " * 300,
    "ligatures of eighteen letters": "\ufdfa" * 6000,
    "stacked marks": "Z" + "\u0301\u0489" * 3000,
    "hearts": "\U0001f49b" * 6000,
    "links": "[a](http://a) " * 450,
    "brackets": "[" * 3000 + "](" * 1500,
    "dates": "next month in 3 weeks on monday 1.1. " * 160,
    "Cyrillic look-alikes": "\u043a\u0456ll \u0443\u043eur\u0455elf " * 400,
}
DATES = (  # what reads days as people write them takes 40 characters; the first loads it
    "next month",
    "24 de diciembre",
    "demain",
    "in 3 weeks 4 days 5 hours 6 minutes ago",
    "1.1. next month 3 monday at 5 december",
    "december " * 4,
)
LOCALES = ("en-US", "es-ES", "fr")
OPTIONS = {
    "causes": "cause",
    "strategies": "strategy",
    "connecting": "topic",
    "find-help": "country",
    "reminders pause": "until",
    "reminders add": "timezone",
}
FORMS = {
    "settings:form.note": "note",
    "settings:form.country": "country",
    "own-add:0": "idea",
}


@contextmanager
def longest_step() -> Iterator[list[float]]:
    """The processor time of the longest step of the event loop, in milliseconds, in a list of one."""
    longest = [0.0]
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        before = time.thread_time()
        run(handle)
        longest[0] = max(longest[0], (time.thread_time() - before) * 1000)

    asyncio.Handle._run = timed  # type: ignore[method-assign]
    try:
        yield longest
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]


@asynccontextmanager
async def longest_wait() -> AsyncIterator[list[float]]:
    """The most processor time between two turns of the event loop, in milliseconds, in a list of one.

    It counts every thread: one that loads a module or reads a date keeps the loop waiting, some milliseconds at a time.
    """
    longest = [0.0]

    async def watch() -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(0.001)
            longest[0] = max(longest[0], (time.process_time() - before) * 1000)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield longest
    finally:
        watching.cancel()


@asynccontextmanager
async def at_home() -> AsyncIterator[FuzzWorld]:
    """The bot in one server, with its content read."""
    with tempfile.TemporaryDirectory() as folder:
        socket, settings = Path(folder) / "discord.sock", Config(database=Path(folder) / "kindred.sqlite3")
        small = SmallDiscord([Harbour(HOME, [ROOM])])
        async with (
            small.listen(socket),
            Store.open(settings.database) as store,
            connected(lambda **how: Kindred(settings, store, Library.load(CONTENT), **how), small, socket) as bot,
        ):
            gc.freeze()  # this process is also Discord, and a look through all of its specification is not the bot's
            try:
                yield FuzzWorld(small, store, bot)
            finally:
                gc.unfreeze()


def questions(fuzz: FuzzWorld, text: str) -> Iterator[tuple[str, Callable[[], Awaitable[Any]]]]:
    """Every way in which a person can send a text."""
    for name, option in OPTIONS.items():
        for length in (100, 6000):  # an app sends a hundred characters at most; nobody has to use one
            words = text[:length]
            typing = typing_of(name, option, words)
            yield f"autocomplete of /{name}", lambda typing=typing: fuzz.discord.ask(4, typing, **fuzz.where)
            given: dict[str, Any] = {option: words}
            if name == "reminders add":
                given["channel"] = named(fuzz.home.channels[0])
            yield f"/{name}", lambda name=name, given=given: fuzz.command(name, **given)
    for custom_id, field in FORMS.items():
        for length in (300, 4000):
            yield f"the form {custom_id}", lambda id=custom_id, given={field: text[:length]}: fill_in(fuzz, id, given)
    yield "a custom id", lambda: fuzz.press(part_of(2, text[:100]))


async def fill_in(fuzz: FuzzWorld, custom_id: str, given: dict[str, str]) -> None:
    form = await fuzz.press(part_of(2, custom_id))
    assert form.kind == 9, f"{custom_id} opens no form"
    await fuzz.submit(form.data, given)


async def worst(text: str, *, cold: bool) -> tuple[float, str]:
    """The longest step that a text brings, and what brought it."""
    slowest = (0.0, "")
    async with at_home() as fuzz:
        for what, ask in questions(fuzz, text):
            best = float("inf")
            for _ in range(1 if cold else 3):
                with longest_step() as longest:
                    await ask()
                best = min(best, longest[0])
            slowest = max(slowest, (best, what))
    return slowest


def read_days() -> None:
    """Reads every date once, in this process."""
    for text, locale in itertools.product(DATES, LOCALES):
        with suppress(ValueError):
            parse_pause(text, datetime.now(UTC), "UTC", locale)


async def worst_date() -> tuple[float, str]:
    """The longest wait that a date brings, offered while it is typed and then sent; the first loads what reads it."""
    slowest = (0.0, "")
    async with at_home() as fuzz:
        await fuzz.fill()
        for text, locale in itertools.product(DATES, LOCALES):
            where = {**fuzz.where, "locale": locale}
            pause = {"id": "1", "name": "reminders", "type": 1, "options": []}
            given = [{"name": "until", "type": 3, "value": text}]
            pause["options"] = [{"name": "pause", "type": 1, "options": given}]
            for kind, data in ((4, typing_of("reminders pause", "until", text)), (2, pause)):
                async with longest_wait() as longest:
                    await fuzz.discord.ask(kind, data, **where)
                slowest = max(slowest, (longest[0], f"{text} ({locale})"))
    return slowest


def first_of_a_process(call: str) -> tuple[float, str]:
    """What a call in this module finds in a fresh process, from compiled modules, as after an installation."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        code = "import asyncio; from benchmarks.blocking import *; "
        for each in ("read_days()", f"print(*asyncio.run({call}))"):
            done = subprocess.run(
                [sys.executable, "-c", code + each], env=environment, capture_output=True, text=True, check=True
            )
    took, _, what = done.stdout.strip().partition(" ")
    return float(took), what


async def measure() -> list[Row]:
    took, what = first_of_a_process("worst(WORDS * 100, cold=True)")
    first = (took, f"twelve unknown words, the first of their kind: {what}")
    date = first_of_a_process("worst_date()")
    every = [(*await worst(text, cold=False), name) for name, text in WORST.items()]
    took, what, name = max(every)
    limit = f"at most {LIMIT:.0f}"
    return [
        Row("the worst that a person can send, ms on the loop", took, limit, f"{name}: {what}"),
        Row("the same in a process that has answered nobody yet", first[0], limit, first[1]),
        Row("a date to pause until, the first of a process included", date[0], limit, date[1]),
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
