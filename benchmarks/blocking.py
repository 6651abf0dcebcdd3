"""How long the worst that one person can send keeps all others waiting: `python -m benchmarks.blocking`.

The real bot runs in this process, on a Discord of sockets. What is measured is the processor time of the longest
step of the event loop, so that a busy machine changes little; what runs in a thread holds nobody up. The first of
each kind is asked of a fresh process, where what is loaded on first use is still to come.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.table import Row, show
from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library
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
            yield FuzzWorld(small, store, bot)


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


async def measure() -> list[Row]:
    code = "import asyncio; from benchmarks.blocking import *; print(*asyncio.run(worst(WORDS * 100, cold=True)))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    took, _, what = told.decode().strip().partition(" ")
    first = (float(took), f"twelve unknown words, the first of their kind: {what}")
    every = [(*await worst(text, cold=False), name) for name, text in WORST.items()]
    took, what, name = max(every)
    limit = f"at most {LIMIT:.0f}"
    return [
        Row("the worst that a person can send, ms on the loop", took, limit, f"{name}: {what}"),
        Row("the same in a process that has answered nobody yet", first[0], limit, first[1]),
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
