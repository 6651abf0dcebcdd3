"""One row for each thing measured: a ratio, its limit, and the figures that make it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple


class Row(NamedTuple):
    what: str
    value: float
    limit: str  # "at most 1.25", "at least 0.85", or nothing where there is none
    figures: str

    @property
    def holds(self) -> bool:
        if not self.limit:
            return True
        most, bound = self.limit.startswith("at most"), float(self.limit.split()[2])
        return self.value <= bound if most else self.value >= bound


Measure = Callable[[], Awaitable[list[Row]]]


async def show(*measures: Measure) -> int:
    """Prints a Markdown table, each row as soon as it is measured. Gives the exit code: 1 if a limit is not held."""
    print("| what | ratio | limit | figures |\n|---|---|---|---|", flush=True)
    held = True
    for measure in measures:
        for row in await measure():
            held &= row.holds
            value = f"{row.value:.2f}" if row.holds else f"**{row.value:.2f}**"
            print(f"| {row.what} | {value} | {row.limit} | {row.figures} |", flush=True)
    return 0 if held else 1
