"""An SQLite file: opened, brought up to date, shared by tasks one transaction at a time, and closed.

Times are integer UTC seconds in the file and aware datetimes outside.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiosqlite

from kindred.storage.lock import Taken, held

MIGRATIONS = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
FAR = 250_000_000_000  # seconds: the year 9892, from which a week on is still a date


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do. The file is left as it was."""


def seconds(moment: datetime | None) -> Any:
    """A moment as it stands in the file."""
    return None if moment is None else int(moment.timestamp())


def moment(seconds: int) -> datetime:
    """A moment that stands in the file."""
    # No clock that works writes a moment outside of the calendar; one that stands in the file must not stop the rest.
    return datetime.fromtimestamp(min(max(seconds, 0), FAR), UTC)


class Database:
    """An open database. Make one with `open`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._db = connection
        self._writing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path | str) -> AsyncGenerator[Self]:
        """Opens (or makes) the database, brings it up to date, and closes it at the end.

        Raises StoreError for a file that is locked, read-only, damaged, or from a newer version.
        """
        with ExitStack() as stack:
            try:
                if path != ":memory:":
                    Path(path).parent.mkdir(parents=True, exist_ok=True)
                    stack.enter_context(held(Path(path)))
                    sqlite3.connect(path).close()  # aiosqlite leaves a thread behind where this fails
            except Taken:
                raise StoreError(
                    f"Another Kindred is running on {path}. One database is for one process: stop the other, or "
                    "set KINDRED_DATABASE to another file."
                ) from None
            except (OSError, sqlite3.Error) as error:
                raise StoreError(_explain(path, error)) from error
            async with cls._opened(path) as database:
                yield database

    @classmethod
    @asynccontextmanager
    async def _opened(cls, path: Path | str) -> AsyncGenerator[Self]:
        try:
            connection = await aiosqlite.connect(path, isolation_level=None, timeout=5)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(_explain(path, error)) from error
        try:
            try:
                await _prepare(connection, path)
            except sqlite3.Error as error:
                raise StoreError(_explain(path, error)) from error
            yield cls(connection)
        finally:
            await connection.close()  # a connection left open hangs the process at its exit

    @asynccontextmanager
    async def _write(self) -> AsyncGenerator[None]:
        """One transaction. Tasks share the connection, so each waits for the one before it."""
        async with self._writing:
            try:
                await self._db.execute("BEGIN IMMEDIATE")
                yield
                await self._db.execute("COMMIT")
            except BaseException:
                # A cancelled task's statement is carried out all the same, so also BEGIN may have to be undone.
                # Where no transaction is open (a full disk may have ended it), this does nothing.
                await self._db.rollback()
                raise

    async def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return list(await self._db.execute_fetchall(sql, values))  # type: ignore[arg-type]

    async def meta(self, key: str) -> str | None:
        """What is kept under a key, or None."""
        rows = await self._rows("SELECT value FROM meta WHERE key = ?", key)
        return rows[0][0] if rows else None

    async def set_meta(self, key: str, value: str) -> None:
        """Keeps a value under a key, in place of what was there."""
        async with self._write():
            await self._db.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )


async def _prepare(db: aiosqlite.Connection, path: Path | str) -> None:
    async with db.execute("PRAGMA user_version") as rows:
        row = await rows.fetchone()
    version = int(row[0]) if row else 0
    if version > len(MIGRATIONS):
        raise StoreError(
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
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        script = migration.read_text(encoding="utf-8")
        # executescript commits what is open before it starts, so the transaction is part of the script.
        await db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    await db.execute("PRAGMA synchronous = FULL")  # a claim must survive a power cut


def _explain(path: Path | str, error: Exception) -> str:
    reason = str(error)
    if isinstance(error, OSError):
        reason = error.strerror or reason
    if "locked" in reason:
        mend = "Another process holds it: stop the other Kindred first."
    elif isinstance(error, PermissionError) or any(
        words in reason for words in ("readonly", "Read-only", "unable to open")
    ):
        mend = "Check that the folder exists and that this user may write to it and to the file."
    elif "not a database" in reason or "malformed" in reason:
        mend = "The file is damaged or no database: `bot.py restore BACKUP` puts a backup in its place."
    elif "full" in reason or "No space" in reason:
        mend = "Free some space on the disk and start again."
    else:
        mend = "Set KINDRED_DATABASE to a file that can be written."
    return f"The database {path} cannot be used: {reason}. {mend}"
