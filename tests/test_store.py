"""The database: made, kept, and left alone when it cannot be used."""

import asyncio
import errno
import os
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from kindred.storage.backup import back_up, restore
from kindred.storage.database import MIGRATIONS
from kindred.storage.errors import CannotOpen
from kindred.storage.store import Store

PROJECT = Path(__file__).parent.parent


async def test_what_is_kept_is_there_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "kindred.sqlite3"
    async with Store.open(path) as store:
        assert await store.meta.get("key") is None
        await store.meta.set("key", "one")
        await store.meta.set("key", "two")
    async with Store.open(path) as store:
        assert await store.meta.get("key") == "two"


async def test_a_new_database_has_every_migration(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "k.sqlite3"):
        pass
    with sqlite3.connect(tmp_path / "k.sqlite3") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [file.name[:5] for file in MIGRATIONS] == [f"{number:04}_" for number in range(1, len(MIGRATIONS) + 1)]


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "k.sqlite3"
    async with Store.open(path) as store:
        await store.meta.set("key", "kept")
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE meta (x INTEGER);", encoding="utf-8")
    monkeypatch.setattr("kindred.storage.database.MIGRATIONS", [*MIGRATIONS, broken])
    with pytest.raises(CannotOpen):
        async with Store.open(path):
            pass
    monkeypatch.undo()
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchone() is None
    db.close()
    async with Store.open(path) as store:
        assert await store.meta.get("key") == "kept"


async def test_a_newer_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match="from a newer Kindred"):
        async with Store.open(path):
            pass
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite3"
    path.write_bytes(b"a letter to a friend " * 99)
    with pytest.raises(CannotOpen, match="damaged or no database"):
        async with Store.open(path):
            pass
    assert path.read_bytes() == b"a letter to a friend " * 99


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
async def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)
    with pytest.raises(CannotOpen, match="may write"):
        async with Store.open(tmp_path / "k.sqlite3"):
            pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
@pytest.mark.skipif(sys.platform == "win32", reason="locks of Unix")
async def test_a_volume_without_locks_is_named_and_no_other_kindred_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def flock(handle: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(CannotOpen, match=r"its volume has no locks, .+ a file on a disk of this machine\."):
        async with Store.open(tmp_path / "k.sqlite3"):
            pass


async def test_a_folder_in_the_place_of_the_database_is_named_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with pytest.raises(CannotOpen, match=r"data cannot be used: it is a folder. Name a file in it, such as /.+/data/k"):
        async with Store.open(folder):
            pass
    with pytest.raises(CannotOpen, match="There is no database at"):
        back_up(folder, tmp_path / "copy")
    async with Store.open(tmp_path / "k.sqlite3"):
        back_up(tmp_path / "k.sqlite3", tmp_path / "copy")
    with pytest.raises(CannotOpen, match="it is a folder"):
        restore(tmp_path / "copy", folder)
    assert not list(folder.iterdir())
    assert not (tmp_path / "data.lock").exists()


async def test_a_write_that_is_cancelled_at_any_moment_leaves_no_transaction_open(store: Store) -> None:
    for turns in range(40):
        writing = asyncio.create_task(store.meta.set("key", "cancelled"))
        for _ in range(turns):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await store.meta.set("key", str(turns))
        assert await store.meta.get("key") == str(turns)


def test_no_statement_numbers_its_parameters() -> None:
    """Python 3.12.0 to 3.12.3 takes `?1` for a named parameter, and refuses a sequence of values for it."""
    files = [file for folder in ("kindred", "tests", "benchmarks") for file in (PROJECT / folder).rglob("*.py")]
    assert len(files) > 100
    numbered = re.compile(r"(?:=|,|\() ?\?\d")
    assert [file.name for file in files if numbered.search(file.read_text(encoding="utf-8"))] == []
