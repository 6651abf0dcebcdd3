"""Loading the content, and taking it anew while the bot runs: `python -m benchmarks.content`.

Loading is compared with parsing the same files and no more; what it adds is every check, and the building of every
card to see that it fits. A reload is compared with loading, and an answer during reloads with one at rest.
"""

import asyncio
import signal
import statistics
import sys
import time
import tomllib
from collections.abc import Callable

import frontmatter

from benchmarks.answers import ask, median_and_p99
from benchmarks.bots import running, until_idle
from benchmarks.table import Row, show
from kindred.config import CONTENT
from kindred.content.library import Library
from tests.sockets.server import slash

ROUNDS = 15
ANSWERS = 400
EVERY = 20  # answers between two reloads


def parse() -> None:
    """What any program that reads these files must do."""
    for file in CONTENT.rglob("*"):
        if file.suffix == ".md":
            frontmatter.loads(file.read_text(encoding="utf-8"))
        elif file.suffix == ".toml":
            tomllib.loads(file.read_text(encoding="utf-8"))


def load() -> None:
    Library.load(CONTENT)


def timed(work: Callable[[], None]) -> float:
    """In milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


async def answers(reloading: bool) -> list[float]:
    """How long each answer took, in seconds, with a reload now and then or without."""
    took: list[float] = []
    question = {"data": slash("causes", cause="social-skills")}
    async with running("kindred") as (discord, process):
        await until_idle(discord)
        for number in range(ANSWERS):
            if reloading and number % EVERY == 0:
                process.send_signal(signal.SIGHUP)
            took.append(await ask(discord, question))
    return took


async def measure() -> list[Row]:
    times: dict[Callable[[], None], list[float]] = {parse: [], load: []}
    for _ in range(ROUNDS):
        for work, took in times.items():
            took.append(timed(work))
    parsing, loading = (statistics.median(took) for took in times.values())
    resting, reloading = [median_and_p99(await answers(reloads)) for reloads in (False, True)]
    return [
        Row("loading the content, against parsing its files", loading / parsing, "",
            f"{loading:.0f} ms against {parsing:.0f} ms, medians of {ROUNDS}"),
        Row(f"an answer while the content is reloaded every {EVERY} answers, p50", reloading[0] / resting[0],
            "at most 1.15", f"{reloading[0]:.2f} ms against {resting[0]:.2f} ms"),
        Row("the same, p99: the answer that a reload holds up, against loading", reloading[1] / loading, "",
            f"{reloading[1]:.0f} ms against {loading:.0f} ms; at rest {resting[1]:.1f} ms"),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
