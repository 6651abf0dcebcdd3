"""The contract of the weekly post, under every interleaving that hypothesis comes up with, and in storms.

`tests/contract/` has the model; `python -m benchmarks.contract` is the long form.
"""

import pytest
from hypothesis import HealthCheck, settings

from tests.contract.machine import Contract
from tests.contract.storms import WEATHERS, storm

TestContract = Contract.TestCase
TestContract.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("weather", WEATHERS)
@pytest.mark.parametrize("size", [60, pytest.param(600, marks=pytest.mark.slow)])
def test_each_of_many_posts_due_at_once_goes_out_once_under_any_weather(weather: str, size: int) -> None:
    world = storm(weather, size)
    try:
        assert len(world.channels.messages) == 2 * size, "this week's and the next one's"
    finally:
        world.close()
