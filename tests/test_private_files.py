"""The database, what lies beside it and its copies are their user's alone, whatever the umask and whoever was there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kindred import heartbeat
from kindred.storage.backup import back_up, restore
from kindred.storage.errors import CannotOpen
from kindred.storage.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


@pytest.fixture(params=[0o000, 0o022, 0o027], ids=oct, autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(stat.S_IMODE(file.lstat().st_mode)) for file in folder.iterdir()}


async def test_the_database_and_what_lies_beside_it_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    async with Store.open(folder / "k.sqlite3") as store:
        await store.meta.set("key", "value")
        found = modes(folder)
        assert found.keys() == {"k.sqlite3", "k.sqlite3-wal", "k.sqlite3-shm", "k.sqlite3.lock"}
        assert set(found.values()) == {"0o600"}
    assert modes(tmp_path) == {"deep": "0o700"}
    assert modes(tmp_path / "deep") == {"data": "0o700"}


async def test_a_database_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    database = tmp_path / "k.sqlite3"
    async with Store.open(database):
        pass
    for name in modes(tmp_path):
        (tmp_path / name).chmod(0o644)
    async with Store.open(database) as store:
        await store.meta.set("key", "value")
        assert set(modes(tmp_path).values()) == {"0o600"}


async def test_a_backup_and_what_was_restored_are_private(tmp_path: Path) -> None:
    database, copy = tmp_path / "k.sqlite3", tmp_path / "copy.sqlite3"
    async with Store.open(database) as store:
        await store.meta.set("key", "value")
        back_up(database, copy)
    assert restore(copy, database)
    assert set(modes(tmp_path).values()) == {"0o600"}
    assert not [name for name in modes(tmp_path) if name.endswith(".half")]


async def test_a_planted_link_is_followed_by_nothing(tmp_path: Path) -> None:
    database, copy, victim = tmp_path / "k.sqlite3", tmp_path / "copy.sqlite3", tmp_path / "victim"
    async with Store.open(database):
        pass
    victim.write_text("precious")
    for name in ("copy.sqlite3.half", "k.sqlite3.half", "k.sqlite3.before-restore"):
        (tmp_path / name).symlink_to(victim)
    back_up(database, copy)
    restore(copy, database)
    assert victim.read_text() == "precious"
    assert not (tmp_path / "k.sqlite3.before-restore").is_symlink()


async def test_no_backup_goes_where_a_link_is(tmp_path: Path) -> None:
    database, copy, victim = tmp_path / "k.sqlite3", tmp_path / "copy.sqlite3", tmp_path / "victim"
    async with Store.open(database):
        pass
    copy.symlink_to(victim)  # which leads nowhere yet
    with pytest.raises(CannotOpen, match="exists already"):
        back_up(database, copy)
    assert not victim.exists()


async def test_a_link_in_the_place_of_the_lock_is_named_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (tmp_path / "k.sqlite3.lock").symlink_to(victim)
    with pytest.raises(CannotOpen, match=r"k\.sqlite3\.lock is a link"):
        async with Store.open(tmp_path / "k.sqlite3"):
            pass
    assert not victim.exists()


async def test_a_failed_backup_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "k.sqlite3"
    async with Store.open(database):
        pass
    before = set(modes(tmp_path))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CannotOpen, match="No space left"):
        back_up(database, tmp_path / "copy.sqlite3")
    with pytest.raises(CannotOpen, match="No space left"):
        restore(database, tmp_path / "other.sqlite3")
    assert set(modes(tmp_path)) == {*before, "other.sqlite3.lock"}


def test_the_heartbeat_is_private_and_follows_no_planted_link(tmp_path: Path, umask: int) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("kept", encoding="utf-8")
    file = heartbeat.path_for(tmp_path / "kindred.sqlite3")
    for planted in (Path(f"{file}.new"), file):
        planted.symlink_to(theirs)
    heartbeat.beat(file, "Discord cannot be reached.")
    assert theirs.read_text(encoding="utf-8") == "kept"
    assert not file.is_symlink()
    assert file.read_text(encoding="utf-8") == "Discord cannot be reached."
    assert modes(tmp_path)[file.name] == "0o600"
    assert list(tmp_path.glob("*.new")) == []
