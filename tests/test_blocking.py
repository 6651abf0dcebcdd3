"""Nothing that one person sends keeps all others waiting. `python -m benchmarks.blocking` measures the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.blocking import LIMIT, WORST, first_of_a_process, worst

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.mark.parametrize("name", WORST)
async def test_the_worst_that_a_person_can_send_blocks_the_loop_for_less_than_twenty_milliseconds(name: str) -> None:
    took, what = await worst(WORST[name], cold=False)
    assert took < LIMIT, what


@pytest.mark.parametrize("call", ["worst(WORDS, cold=True)", "worst_date()"])
def test_the_first_of_a_process_blocks_it_no_longer(call: str) -> None:
    """What is loaded on first use (rules, the search, what reads days) is loaded in a thread."""
    took, what = first_of_a_process(call)
    assert took < LIMIT, what


@pytest.mark.parametrize("typed", ["", "2", "2 w", "2 we", "3d", "2026-12-24", "in 10 days"])
def test_what_most_people_pick_loads_nothing_that_reads_words(typed: str) -> None:
    """dateparser takes half a second and 20 MiB: an empty field, weeks, days and ISO dates do without it."""
    code = (
        "import asyncio, sys; from benchmarks.blocking import at_home; from tests.fuzz_world import typing_of\n"
        "async def ask():\n"
        "    async with at_home() as fuzz:\n"
        "        await fuzz.fill()\n"
        f"        answer = await fuzz.discord.ask(4, typing_of('reminders pause', 'until', {typed!r}), **fuzz.where)\n"
        "        print(len(answer.data['choices']), 'dateparser' in sys.modules)\n"
        "asyncio.run(ask())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(1 if typed else 4), "False"]
