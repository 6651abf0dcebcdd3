"""Copies the database while the bot runs, and puts a copy back in its place once it has been looked at."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kindred.storage.database import MIGRATIONS
from kindred.storage.errors import CannotOpen
from kindred.storage.lock import Taken, held
from kindred.storage.private_files import give_to_owner_of, make_folder, new_beside


def back_up(database: Path, copy: Path) -> None:
    """Writes a consistent copy of a database that may be in use. Raises CannotOpen; then there is no copy."""
    if not database.is_file():
        raise CannotOpen(f"There is no database at {database}, so there is nothing to copy yet.")
    if os.path.lexists(copy):
        raise CannotOpen(f"{copy} exists already and stays as it is. Choose another name.")
    half: Path | None = None
    try:
        half = new_beside(copy)
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source:
            with closing(sqlite3.connect(half)) as target:
                source.backup(target)
            check(half)
        os.replace(half, copy)
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(f"{database} could not be copied to {copy}: {error}.") from error
    finally:
        _remove(half)


def restore(copy: Path, database: Path) -> Path | None:
    """Puts a copy in the place of the database; gives where the database that was there is now.

    Raises CannotOpen, and leaves all as it was, for a copy that is no whole database of Kindred's, and while a
    Kindred runs on the database.
    """
    check(copy)
    aside = database.with_name(f"{database.name}.before-restore")
    fresh: Path | None = None
    try:
        make_folder(database.parent)
        with held(database):
            fresh = new_beside(database)
            with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(fresh)) as target:
                source.backup(target)
                # What Discord has been told since is not known from the copy: the next start tells it anew.
                target.execute("DELETE FROM meta WHERE key LIKE 'commands %'")
                target.commit()
            was_there = database.exists()
            give_to_owner_of(database if was_there else database.parent, fresh)
            if was_there:
                _set_aside(database, aside)
            os.replace(fresh, database)
    except Taken:
        raise CannotOpen(f"A Kindred is running on {database}. Stop it, then restore.") from None
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(f"{copy} could not be put in the place of {database}: {error}.") from error
    finally:
        _remove(fresh)
    return aside if was_there else None


def _remove(half: Path | None) -> None:
    """Takes away what is left of a copy that was not finished."""
    if half:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{half}{ending}").unlink(missing_ok=True)


def _set_aside(database: Path, aside: Path) -> None:
    """Moves a database out of the way together with what it has not yet written into its file."""
    for ending in ("", "-wal", "-shm"):
        part = Path(f"{database}{ending}")
        Path(f"{aside}{ending}").unlink(missing_ok=True)  # an earlier one's log must not lie beside this one's file
        if part.exists():
            os.replace(part, f"{aside}{ending}")


def check(path: Path) -> None:
    """Raises CannotOpen unless a file is a whole database of this Kindred, or of an older one."""
    if not path.is_file():
        raise CannotOpen(f"There is no file {path}.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            problems = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            problems += [f"a row of {row[0]} refers to nothing" for row in db.execute("PRAGMA foreign_key_check")]
            (version,) = db.execute("PRAGMA user_version").fetchone()
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise CannotOpen(f"{path} is no whole database: {error}.") from error
    if problems:
        raise CannotOpen(f"{path} is damaged: {problems[0]}.")
    if version > len(MIGRATIONS):
        raise CannotOpen(f"{path} is from a newer Kindred (version {version}; this one knows {len(MIGRATIONS)}).")
    if version == 0 or "meta" not in tables:
        raise CannotOpen(f"{path} is a database, but not one of Kindred's.")
