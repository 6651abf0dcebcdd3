"""The database is copied while the bot runs, and restored only from a copy that is whole."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from kindred.schedule.weekly import Weekly
from kindred.storage.backup import back_up, check, restore
from kindred.storage.errors import CannotOpen
from kindred.storage.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUNDAY = Weekly(6, time(17), "Europe/Berlin")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "kindred.sqlite3"


async def test_a_copy_that_is_made_while_the_bot_runs_holds_what_was_committed(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        await store.schedules.add(1, 10, SUNDAY, NOW)
        back_up(database, copy)
        await store.schedules.add(1, 11, SUNDAY, NOW)
    async with Store.open(copy) as store:
        assert [schedule.channel_id for schedule in await store.schedules.of(1)] == [10]


async def test_a_copy_never_overwrites_a_file(database: Path, tmp_path: Path) -> None:
    async with Store.open(database):
        pass
    copy = tmp_path / "letters.txt"
    copy.write_text("dear you")
    with pytest.raises(CannotOpen, match="Choose another name"):
        back_up(database, copy)
    assert copy.read_text() == "dear you"


def test_there_is_nothing_to_copy_before_the_first_start(database: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="nothing to copy yet"):
        back_up(database, tmp_path / "copy.sqlite3")
    assert not list(tmp_path.iterdir())


async def test_restoring_replaces_the_database_and_keeps_the_one_before(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        await store.schedules.add(1, 10, SUNDAY, NOW)
        back_up(database, copy)
        await store.schedules.add(1, 11, SUNDAY, NOW)
    aside = restore(copy, database)
    async with Store.open(database) as store:
        assert [schedule.channel_id for schedule in await store.schedules.of(1)] == [10]
    assert aside
    async with Store.open(aside) as store:
        assert [schedule.channel_id for schedule in await store.schedules.of(1)] == [10, 11]


async def test_restoring_works_where_there_was_no_database(database: Path, tmp_path: Path) -> None:
    async with Store.open(database) as store:
        await store.schedules.add(1, 10, SUNDAY, NOW)
    elsewhere = tmp_path / "new" / "kindred.sqlite3"
    assert restore(database, elsewhere) is None
    async with Store.open(elsewhere) as store:
        assert len(await store.schedules.of(1)) == 1


async def test_after_a_restore_the_next_start_tells_discord_the_commands_anew(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        await store.meta.set("commands 1", "{}")
        await store.meta.set("other", "kept")
        back_up(database, copy)
    restore(copy, database)
    async with Store.open(database) as store:
        assert await store.meta.get("commands 1") is None
        assert await store.meta.get("other") == "kept"


async def test_a_second_restore_sets_the_database_aside_without_the_first_ones_log(
    database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database):
        back_up(database, copy)
    restore(copy, database)
    old_log = Path(f"{database}.before-restore-wal")
    old_log.write_bytes(b"from the first time")  # noqa: ASYNC240
    restore(copy, database)
    assert not old_log.exists()  # noqa: ASYNC240


async def test_nothing_is_restored_under_a_running_bot(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        back_up(database, copy)
        with pytest.raises(CannotOpen, match="Stop it, then restore"):
            restore(copy, database)
        await store.meta.set("still", "here")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def scribble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192 : 8192 + 2048] = b"\xff" * 2048
    path.write_bytes(data)


def age(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.execute("PRAGMA user_version = 1")
    db.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (truncate, "damaged|no whole database"),
        (scribble, "damaged|no whole database"),
        (age, "from a newer Kindred"),
        (foreign, "not one of Kindred's"),
        (lambda path: path.write_text("a letter to a friend " * 300), "no whole database"),
        (lambda path: path.unlink(), "There is no file"),
    ],
)
async def test_a_copy_that_is_not_whole_is_refused_and_the_database_stays(
    database: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        for n in range(200):
            await store.schedules.add(n, n, SUNDAY, NOW)
        back_up(database, copy)
    before = database.read_bytes()  # noqa: ASYNC240
    spoil(copy)
    with pytest.raises(CannotOpen, match=words):
        restore(copy, database)
    assert database.read_bytes() == before  # noqa: ASYNC240


async def test_a_second_process_on_one_database_is_refused(database: Path) -> None:
    async with Store.open(database) as first:
        with pytest.raises(CannotOpen, match="Another Kindred is running"):
            async with Store.open(database):
                pass
        await first.meta.set("still", "here")
    async with Store.open(database) as store:
        assert await store.meta.get("still") == "here"


async def test_a_good_copy_passes_the_check(database: Path) -> None:
    async with Store.open(database):
        pass
    check(database)
