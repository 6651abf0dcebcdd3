"""What was deleted is not on the disk any more: the bytes of every file are searched."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
import pytest_asyncio

from kindred.content.own_text import OwnText
from kindred.delivery.loop import Delivery
from kindred.schedule.weekly import Weekly
from kindred.storage.own_texts import UNDO
from kindred.storage.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = "lanternfish"
TEXT = OwnText(0, f"{SECRET} club", f"You could look at {SECRET}. " * 8, SECRET, "rest")
SECOND = timedelta(seconds=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest_asyncio.fixture
async def store(folder: Path) -> AsyncIterator[Store]:
    async with Store.open(folder / "kindred.sqlite3") as store:
        yield store


def on_disk(folder: Path, words: str = SECRET) -> list[str]:
    """The files that hold some words."""
    return [file.name for file in folder.iterdir() if words.encode() in file.read_bytes()]


async def fill(store: Store, guild_id: int = 1) -> None:
    for _ in range(10):
        await store.own_texts.add(guild_id, TEXT)
    await store.settings.change(guild_id, note=f"Our {SECRET} listens.")


async def test_delete_everything_leaves_no_byte_of_it(store: Store, folder: Path) -> None:
    await fill(store)
    assert on_disk(folder), "or the test sees nothing"
    await store.delete_guild(1)
    assert on_disk(folder) == []


async def test_a_server_that_left_leaves_no_byte_after_thirty_days(store: Store, folder: Path) -> None:
    await fill(store)
    await store.departures.leave(1, NOW)
    await store.purge(NOW + timedelta(days=30, seconds=1))
    assert on_disk(folder) == []


async def test_what_was_changed_is_gone_with_the_next_housekeeping(store: Store, folder: Path) -> None:
    text = await store.own_texts.add(1, TEXT)
    await store.own_texts.change(1, text._replace(title="Tea", idea="You could have tea.", smaller=None))
    await store.settings.change(1, note=f"Our {SECRET} listens.")
    await store.settings.change(1, note=None)
    await store.purge(NOW)
    assert on_disk(folder) == []


async def test_deleted_rows_are_overwritten_whatever_sqlite_was_built_with(store: Store) -> None:
    assert await store._db.rows("PRAGMA secure_delete") == [(1,)]


def silent(store: Store, now: list[datetime]) -> Delivery:
    async def never(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("nothing is due")

    return Delivery(store, pool=never, send=never, find=never, now=lambda: now[0])


async def test_a_removed_text_goes_when_it_cannot_come_back_and_delivery_wakes_for_it(
    store: Store, folder: Path
) -> None:
    text = await store.own_texts.add(1, TEXT)
    now = [NOW]
    delivery = silent(store, now)
    delivery.heard(NOW)
    await delivery.drain(NOW)
    await store.own_texts.remove(1, text.id, NOW)
    wakes_at = await delivery.drain(NOW + SECOND)
    assert wakes_at
    assert wakes_at == NOW + UNDO + SECOND
    assert await store.own_texts.restore(1, text.id, NOW + UNDO)
    await store.own_texts.remove(1, text.id, NOW)
    assert await delivery.drain(wakes_at) is None
    assert (await store.rows_of(1))["own_texts"] == []
    assert on_disk(folder) == []


async def test_a_removed_schedule_goes_when_it_cannot_come_back(store: Store) -> None:
    schedule = await store.schedules.add(1, 10, Weekly(6, time(17), "Europe/Berlin"), NOW)
    delivery = silent(store, [NOW])
    delivery.heard(NOW)
    await delivery.drain(NOW)
    await store.schedules.remove(1, schedule.id, NOW)
    wakes_at = await delivery.drain(NOW + SECOND)
    assert wakes_at is not None
    assert len((await store.rows_of(1))["schedules"]) == 1
    await delivery.drain(wakes_at)
    assert (await store.rows_of(1))["schedules"] == []


async def test_a_clock_that_may_be_wrong_deletes_nothing(store: Store) -> None:
    text = await store.own_texts.add(1, TEXT)
    await store.own_texts.remove(1, text.id, NOW)
    delivery = silent(store, [NOW])
    delivery.heard(NOW)
    await delivery.drain(NOW + timedelta(days=400))
    assert len((await store.rows_of(1))["own_texts"]) == 1


async def test_a_reader_beside_the_bot_holds_nothing_up(store: Store, folder: Path) -> None:
    await fill(store)
    reader = sqlite3.connect(folder / "kindred.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM own_texts").fetchone()
    await store.delete_guild(1)
    reader.execute("COMMIT")
    reader.close()
    await store.purge(NOW)
    assert on_disk(folder) == []
