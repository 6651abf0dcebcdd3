"""An SQLite file: opened, brought up to date, shared by tasks one transaction at a time, and closed.

Times are integer UTC seconds in the file and aware datetimes outside.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite

from kindred.storage.errors import CannotOpen, ConstraintViolated, StorageUnavailable
from kindred.storage.lock import Taken, Unusable, held
from kindred.storage.private_files import make_folder, open_private

MIGRATIONS = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
LAST_SECOND = 250_000_000_000  # seconds: the year 9892, from which a week on is still a date


def seconds(moment: datetime | None) -> Any:
    """A moment as it stands in the file."""
    return None if moment is None else int(moment.timestamp())


def moment(seconds: int) -> datetime:
    """A moment that stands in the file."""
    # No clock that works writes a moment outside of the calendar; one that stands in the file must not stop the rest.
    return datetime.fromtimestamp(min(max(seconds, 0), LAST_SECOND), UTC)


class Change(NamedTuple):
    """What a statement has done: how many rows it changed, and the id of one that it added."""

    rows: int
    added_id: int


class Database:
    """An open database. Make one with `open`.

    Its methods raise StorageUnavailable, and ConstraintViolated where a row would break a rule of the schema.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._writing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path | str) -> AsyncGenerator["Database"]:
        """Opens (or makes) the database, brings it up to date, and closes it at the end.

        Raises CannotOpen for a file that is locked, read-only, damaged, or from a newer version.
        """
        with ExitStack() as stack:
            try:
                if path != ":memory:":
                    make_folder(Path(path).parent)
                    stack.enter_context(held(Path(path)))
                    _make_private(Path(path))
                    sqlite3.connect(path).close()  # aiosqlite leaves a thread behind where this fails
            except Taken:
                raise CannotOpen(
                    f"Another Kindred is running on {path}. One database is for one process: stop the other, or "
                    "set KINDRED_DATABASE to another file."
                ) from None
            except (OSError, sqlite3.Error) as error:
                raise CannotOpen(_explain(path, error)) from error
            async with _connected(path) as connection:
                yield cls(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """All statements inside, or none. Tasks share the connection, so each waits for the one before it."""
        async with self._writing:
            try:
                await self.execute("BEGIN IMMEDIATE")
                yield
                await self.execute("COMMIT")
            except BaseException:
                # A cancelled task's statement is carried out all the same, so also BEGIN may have to be undone.
                # Where no transaction is open (a full disk may have ended it), this does nothing.
                await self._connection.rollback()
                raise

    async def change(self, sql: str, *values: Any) -> Change:
        """One statement that is a transaction by itself."""
        async with self._writing:
            return await self.execute(sql, *values)

    async def execute(self, sql: str, *values: Any) -> Change:
        """One statement of an open `transaction`."""
        with _translated():
            cursor = await self._connection.execute(sql, values)
        return Change(cursor.rowcount, int(cursor.lastrowid or 0))

    async def execute_many(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        """One statement of an open `transaction`, with each of these values."""
        with _translated():
            await self._connection.executemany(sql, values)

    async def empty_log(self) -> None:
        """Writes everything into the file and empties the log beside it, so that what was deleted is in neither.

        While somebody else reads (a backup, say) the log stays as it is, until the next time.
        """
        async with self._writing:
            await self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    async def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        with _translated():
            return list(await self._connection.execute_fetchall(sql, values))  # type: ignore[arg-type]

    async def records(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The rows that a query finds, each with the names of its columns."""
        with _translated():
            async with self._connection.execute(sql, values) as cursor:
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]


def _make_private(path: Path) -> None:
    """Makes the file, or makes it private: SQLite gives the files beside it the same mode."""
    with suppress(PermissionError):  # read-only: SQLite says so, or can do with it
        os.close(open_private(path, follow=True))
    for ending in ("-wal", "-shm"):
        beside = Path(f"{path}{ending}")
        if beside.exists():
            with suppress(PermissionError):
                os.close(open_private(beside))


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ConstraintViolated(str(error)) from error
    except sqlite3.Error as error:
        raise StorageUnavailable(str(error)) from error


@asynccontextmanager
async def _connected(path: Path | str) -> AsyncGenerator[aiosqlite.Connection]:
    try:
        connection = await aiosqlite.connect(path, isolation_level=None, timeout=5)
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(_explain(path, error)) from error
    try:
        try:
            await _prepare(connection, path)
        except sqlite3.Error as error:
            raise CannotOpen(_explain(path, error)) from error
        yield connection
    finally:
        await connection.close()  # a connection left open hangs the process at its exit


async def _prepare(db: aiosqlite.Connection, path: Path | str) -> None:
    async with db.execute("PRAGMA user_version") as rows:
        row = await rows.fetchone()
    version = int(row[0]) if row else 0
    if version > len(MIGRATIONS):
        raise CannotOpen(
            f"The database {path} is from a newer Kindred (its version is {version}, this one knows "
            f"{len(MIGRATIONS)}). Start the newer Kindred, or set KINDRED_DATABASE to another file."
        )
    async with db.execute("PRAGMA quick_check(1)") as rows:
        row = await rows.fetchone()
    if row and row[0] != "ok":
        raise sqlite3.DatabaseError(f"malformed: {row[0]}")
    await db.execute("PRAGMA journal_mode = WAL")
    await db.execute("PRAGMA synchronous = NORMAL")  # a migration is whole or not there, and need not hurry to the disk
    await db.execute("PRAGMA foreign_keys = ON")
    await db.execute("PRAGMA secure_delete = ON")  # whatever this SQLite was built with: deleted rows become zeros
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        script = migration.read_text(encoding="utf-8")
        # executescript commits what is open before it starts, so the transaction is part of the script.
        await db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    await db.execute("PRAGMA synchronous = FULL")  # a claim must survive a power cut


def _explain(path: Path | str, error: Exception) -> str:
    reason = str(error)
    if isinstance(error, Unusable):
        return f"The database {path} cannot be used: {reason}."
    if isinstance(error, OSError):
        reason = error.strerror or reason
    if "locked" in reason:
        fix = "Another process holds it: stop the other Kindred first."
    elif isinstance(error, PermissionError) or any(
        words in reason for words in ("readonly", "Read-only", "unable to open")
    ):
        fix = (
            "Check that the folder exists and that this user may write to it and to the file, or set KINDRED_DATABASE "
            "to a file elsewhere."
        )
    elif "not a database" in reason or "malformed" in reason:
        fix = "The file is damaged or no database: `bot.py restore BACKUP` puts a backup in its place."
    elif "full" in reason or "No space" in reason:
        fix = "Free some space on the disk and start again."
    else:
        fix = "Set KINDRED_DATABASE to a file that can be written."
    return f"The database {path} cannot be used: {reason}. {fix}"
