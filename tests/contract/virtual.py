"""An event loop whose clock jumps to the next thing to do, and a database connection that needs no thread."""

import asyncio
import selectors
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Iterable
from typing import Any


class NothingToWaitFor(RuntimeError):
    """Every task waits for something that will not come."""


class _NeverWaits(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise NothingToWaitFor
        if timeout > 0:
            self.loop.clock += max(timeout, 1e-6)  # less is lost in the rounding after half a year
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sleeping takes no time: where nothing is left to do, the clock moves to the next timer."""

    def __init__(self) -> None:
        self.clock = 0.0
        selector = _NeverWaits()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.clock

    def others_wait(self) -> bool:
        """Whether somebody else has something to do now: otherwise giving them their turn is work for nothing."""
        return bool(self._ready) or bool(self._scheduled and self._scheduled[0].when() <= self.clock)  # type: ignore[attr-defined]


class Statement:
    """A statement that can be awaited or used with `async with`, as aiosqlite's."""

    def __init__(self, run: Callable[[], Awaitable["Cursor"]]) -> None:
        self._run = run

    def __await__(self) -> Generator[Any, None, "Cursor"]:
        return self._run().__await__()  # type: ignore[return-value]

    async def __aenter__(self) -> "Cursor":
        return await self._run()

    async def __aexit__(self, *exception: object) -> None:
        pass


class Cursor:
    """What a statement gave."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        self.description: Any = cursor.description

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class InlineConnection:
    """aiosqlite's connection, in the thread of the loop: `before` is awaited before each statement.

    Other tasks get their turn before each statement, as they do where a thread answers.
    """

    def __init__(self, db: sqlite3.Connection, before: Callable[[str], Awaitable[None]]) -> None:
        self._db = db
        self._before = before

    def execute(self, sql: str, values: Iterable[Any] = ()) -> Statement:
        async def run() -> Cursor:
            await self._before(sql)
            return Cursor(self._db.execute(sql, tuple(values)))

        return Statement(run)

    def executemany(self, sql: str, values: Iterable[Iterable[Any]]) -> Statement:
        async def run() -> Cursor:
            await self._before(sql)
            return Cursor(self._db.executemany(sql, [tuple(each) for each in values]))

        return Statement(run)

    async def execute_fetchall(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        await self._before(sql)
        return self._db.execute(sql, tuple(values)).fetchall()

    async def executescript(self, sql: str) -> None:
        await self._before(sql)
        self._db.executescript(sql)

    async def rollback(self) -> None:
        await self._before("ROLLBACK")
        self._db.rollback()

    async def close(self) -> None:
        """The database itself stays: the next process opens it."""

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction
