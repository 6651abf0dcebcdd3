"""The contract of the weekly post, attacked at length: `python -m benchmarks.contract [--examples N] [--size N]`.

Storms let so many posts be due at one moment under each weather; then hypothesis orders changes, faults and clocks in
so many examples, a thousand for each seed. All in virtual time, on the real store and the real delivery. Ends with 1 if
the contract was broken.
"""

import argparse
import logging
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.machine import Contract
from tests.contract.storms import WEATHERS, storm
from tests.contract.world import ContractBroken

STEPS = 15  # of an example: faults were found with five to twelve


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

    examples, years, drains, posts = 0, 0.0, 0, 0

    def teardown(self) -> None:
        world = self.world
        super().teardown()
        Counted.examples += 1
        if world:
            Counted.years += world.loop.clock / 86400 / 365.25
            Counted.drains += world.drains
            Counted.posts += len(world.channels.messages)


def interleavings(examples: int, first_seed: int) -> bool:
    """Tries so many examples, in parts with a seed each; whether none broke the contract."""
    broken, seed_of_part = False, first_seed
    began = time.process_time()
    while Counted.examples < examples:
        try:
            run_state_machine_as_test(
                seed(seed_of_part)(type("Part", (Counted,), {})),
                settings=settings(
                    max_examples=min(1000, examples - Counted.examples),
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),  # type: ignore[arg-type]
                ),
            )
        except ContractBroken as error:
            broken = True
            print(f"seed {seed_of_part}: {error}", *getattr(error, "__notes__", ()), sep="\n", flush=True)
        seed_of_part += 1
        taken = time.process_time() - began
        print(
            f"{Counted.examples:,} examples (seeds {first_seed} to {seed_of_part - 1}),"
            f" {Counted.years:,.0f} virtual years, {Counted.posts:,} posts, {Counted.drains:,} drains,"
            f" {taken:,.0f} s of the processor: {'BROKEN' if broken else 'none broke the contract'}",
            flush=True,
        )
    print("Rules run:", ", ".join(f"{name} {count:,}" for name, count in sorted(Contract.ran.items())))
    return not broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50_000)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first thousand examples")
    chosen = parser.parse_args()
    logging.disable()  # a wrong clock or a locked database is told in lines that nobody reads here
    well = storms(chosen.size) if chosen.size else True
    sys.exit(not (interleavings(chosen.examples, chosen.seed) and well))
