"""What a forged or an old button brings is held to the same rules as what is typed."""

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from kindred.config import Config
from kindred.content.library import Library
from kindred.schedule.draft import Draft
from kindred.schedule.weekly import Weekly
from kindred.schedule.zones import all_zones, has_place
from kindred.storage.store import Store
from tests.fuzz_world import HOME, ROOM, SUNDAY, FuzzWorld, fuzz_world, part_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")

NO_PLACES = ["EST", "Etc/GMT+3", "Factory", "US/Eastern", "Asia/Calcutta", "GMT", "CET"]


@pytest.fixture
async def fuzz(
    socket: Path, settings: Config, store: Store, library: Library, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[FuzzWorld]:
    async with fuzz_world(socket, settings, store, library, caplog) as world:
        yield world


def in_zone(zone: str, schedule: int = 0) -> Draft:
    return Draft(schedule, ROOM, Weekly(6, time(17), zone), ("listen",), None, True)


@pytest.mark.parametrize("zone", NO_PLACES)
async def test_a_button_with_a_zone_that_is_no_place_stores_and_opens_nothing(fuzz: FuzzWorld, zone: str) -> None:
    for button in ("rem-on", "rem-form", "rem-try"):
        said = await fuzz.press(part_of(2, f"{button}:{in_zone(zone).pack()}"))
        assert f"{zone} is not a place" in said.text
    assert await fuzz.store.schedules.of(HOME) == []


async def test_a_button_gives_no_running_weekly_post_such_a_zone(fuzz: FuzzWorld) -> None:
    added = await fuzz.store.schedules.add(HOME, ROOM, SUNDAY, datetime.now(UTC))
    assert "EST is not a place" in (await fuzz.press(part_of(2, f"rem-on:{in_zone('EST', added.id).pack()}"))).text
    [kept] = await fuzz.store.schedules.of(HOME)
    assert kept.weekly.zone == "Europe/Berlin"


async def test_a_weekly_post_that_has_such_a_zone_since_long_can_still_be_changed(fuzz: FuzzWorld) -> None:
    added = await fuzz.store.schedules.add(HOME, ROOM, Weekly(6, time(17), "US/Eastern"), datetime.now(UTC))
    form = await fuzz.press(part_of(2, f"rem-edit:{added.id}"))
    assert form.kind == 9
    said = await fuzz.press(part_of(2, f"rem-on:{in_zone('US/Eastern', added.id).pack()}"))
    assert "**Saved.**" in said.text


def test_a_place_is_what_the_search_finds() -> None:
    assert all(has_place(name) for name in all_zones())
    assert not any(has_place(name) for name in NO_PLACES)


@pytest.mark.parametrize("verb", ["set", "undo"])
async def test_a_button_brings_no_note_that_could_not_be_typed(fuzz: FuzzWorld, verb: str) -> None:
    said = await fuzz.press(part_of(2, f"settings:{verb}.note.kys"))
    assert "The value from before is gone" in said.text
    assert (await fuzz.store.settings.of(HOME)).note is None
    said = await fuzz.press(part_of(2, f"settings:{verb}.note.Tea"))
    assert (await fuzz.store.settings.of(HOME)).note == "Tea"


@pytest.mark.parametrize(
    ("row", "value"), [("language", "xx"), ("country", "atlantis"), ("hidden", "find-help"), ("notices", "5")]
)
async def test_a_button_brings_no_other_value_that_could_not_be_chosen(fuzz: FuzzWorld, row: str, value: str) -> None:
    before = await fuzz.store.settings.of(HOME)
    await fuzz.press(part_of(2, f"settings:set.{row}.{value}"))
    assert await fuzz.store.settings.of(HOME) == before
