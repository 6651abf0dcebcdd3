"""Nothing that one person sends keeps all others waiting. `python -m benchmarks.blocking` measures the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.blocking import LIMIT, WORST, worst

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")


@pytest.mark.parametrize("name", WORST)
async def test_the_worst_that_a_person_can_send_blocks_the_loop_for_less_than_twenty_milliseconds(name: str) -> None:
    took, what = await worst(WORST[name], cold=False)
    assert took < LIMIT, what


def test_the_first_of_a_process_blocks_it_no_longer() -> None:
    """What is loaded on first use (rules, the search) is loaded in a thread."""
    code = "import asyncio; from benchmarks.blocking import *; print(*asyncio.run(worst(WORDS, cold=True)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True
    )
    took, _, what = done.stdout.strip().partition(" ")
    assert float(took) < LIMIT, what
