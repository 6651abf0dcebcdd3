"""Hundreds of SIGKILLs at random moments while thousands of reminders fall due, and what is left in the end.

    python -m benchmarks.crashes [KILLS [REMINDERS [SEED]]]

The real process runs on a Discord of sockets, is killed, and is started again until every occurrence has an outcome.
The seed chooses the moments. `tests/test_crashes.py` has the short form. Ends with 1 if any promise was broken.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.sockets.killing import kill_and_restart

KILLS, REMINDERS, SEED = 300, 3_000, 20260101


async def main(kills: int = KILLS, reminders: int = REMINDERS, seed: int = SEED) -> int:
    with tempfile.TemporaryDirectory() as folder:
        outcome = await kill_and_restart(Path(folder), reminders, kills, seed)
    print(f"kills      {outcome.kills:,}: {dict(outcome.moments)} (seed {seed})")
    print(f"reminders  {reminders:,}: {dict(outcome.states)}")
    print(f"doubled    {outcome.doubled}")
    print(f"lost       {outcome.lost}")
    print(f"database   opened clean {outcome.kills + 1:,} times" if not outcome.wrong else "\n".join(outcome.wrong))
    return 1 if outcome.wrong or outcome.kills < kills else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*map(int, sys.argv[1:]))))
