"""Finding what is due among a million schedules, against among a thousand: `python -m benchmarks.due`.

Both databases have the same 100 schedules due; the calls take turns and the medians make the ratio.
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import Row, show
from kindred.storage.store import Store

SIZES = (1_000, 1_000_000)
DUE = 100
ROUNDS = 300
NOW = datetime(2026, 6, 7, 15, tzinfo=UTC)


async def fill(path: Path, size: int) -> None:
    """Makes a database with so many schedules, all a week apart but those that are due."""
    async with Store.open(path):
        pass
    now = int(NOW.timestamp())
    dues = ((n, now - 1 if n % (size // DUE) == 0 else now + 1 + n % (7 * 86400)) for n in range(1, size + 1))
    rows = ((n, n // 10, n, due, due) for n, due in dues)
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO schedules (id, guild_id, channel_id, weekday, minute, zone, topics, silent, due, act_at)"
            " VALUES (?, ?, ?, 6, 1020, 'Europe/Berlin', '', 1, ?, ?)",
            rows,
        )
    db.close()


async def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        paths = {size: Path(folder) / f"{size}.sqlite3" for size in SIZES}
        for size, path in paths.items():
            await fill(path, size)
        times: dict[int, list[float]] = {size: [] for size in SIZES}
        async with Store.open(paths[SIZES[0]]) as small, Store.open(paths[SIZES[1]]) as large:
            stores = dict(zip(SIZES, (small, large), strict=True))
            for _ in range(ROUNDS):
                for size, store in stores.items():
                    started = time.perf_counter()
                    due = await store.ledger.due(NOW, 500)
                    await store.ledger.let_go(NOW, 500)
                    await store.ledger.next_action()
                    times[size].append(time.perf_counter() - started)
                    assert len(due) == DUE
    few, many = (statistics.median(taken) * 1000 for taken in times.values())
    figures = f"{many:.2f} ms against {few:.2f} ms, medians of {ROUNDS}"
    return [Row(f"{DUE} due among 1,000,000 schedules, against among 1,000", many / few, "at most 1.5", figures)]


if __name__ == "__main__":
    sys.exit(asyncio.run(show(measure)))
