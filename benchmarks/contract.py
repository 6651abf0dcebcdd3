"""The contract of the weekly post, attacked at length: `python -m benchmarks.contract [--examples N] [--size N]`.

Storms let so many posts be due at one moment under each weather; then hypothesis orders changes, faults and clocks in
so many examples. All in virtual time, on the real store and the real delivery. Ends with 1 if the contract was broken.
"""

import argparse
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.machine import Contract
from tests.contract.storms import WEATHERS, storm


def storms(size: int) -> bool:
    """Whether each storm was weathered; prints a line for each."""
    broken = False
    for weather in WEATHERS:
        began = time.perf_counter()
        world = storm(weather, size, strict=False)
        faults = dict(Counter(world.faults))
        taken = time.perf_counter() - began
        print(
            f"{size} due, {weather}: {len(world.channels.messages)} posts in two weeks,"
            f" {world.channels.requests} sends,"
            f" {world.channels.searches} searches, {world.drains} drains, {faults or 'none lost, none doubled'}"
            f" ({taken:.0f} s)",
            flush=True,
        )
        broken |= bool(faults)
        world.close()
    return not broken


class Counted(Contract):
    """Counts what was tried."""

    examples, years = 0, 0.0

    def teardown(self) -> None:
        Counted.examples += 1
        clock = self.world.loop if self.world else None
        super().teardown()
        Counted.years += clock.clock / 86400 / 365.25 if clock else 0


def interleavings(examples: int) -> None:
    """Tries so many examples; raises where one breaks the contract."""
    began = time.perf_counter()
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),  # type: ignore[arg-type]
        ),
    )
    taken = time.perf_counter() - began
    print(f"{Counted.examples:,} examples, {Counted.years:,.0f} virtual years, {taken:,.0f} s: none broke the contract")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50_000)
    parser.add_argument("--size", type=int, default=10_000)
    chosen = parser.parse_args()
    well = storms(chosen.size)
    interleavings(chosen.examples)
    sys.exit(not well)
