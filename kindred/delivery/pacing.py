"""How fast posts go out, and how many at once."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

REQUESTS_PER_SECOND = 46.0  # posts and searches: Discord allows a bot 50 requests, and others want room
CATCH_UP = 0.1  # seconds of turns that a busy machine may have lost and that are still made up for
MAX_SENDS = 64  # sends under way
MAX_STARTING, STARTING = 16, 1.0  # of them, those without an answer for less than so many seconds


class RateLimiter:
    """Hands out turns one at a time, in the order in which they were asked for, at a rate (turns a second).

    What is lost to a busy machine is made up for, but not all at once, and no second holds more turns than the
    rate. A turn counts from its end: claims that had to wait for the disk must not go out together.
    """

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next = self._began = -math.inf  # when the next turn should begin, when the last one did
        self._ends = deque([-math.inf], maxlen=max(1, int(rate)))
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Waits for a turn and holds it; the next one begins after it has ended."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            at = max(self._next, self._began + self._gap * 0.6)
            if len(self._ends) == self._ends.maxlen:
                at = max(at, self._ends[0] + 1)
            if (wait := at - clock()) > 0:
                await asyncio.sleep(wait)
            self._began = clock()
            self._next = max(self._next, self._began - CATCH_UP) + self._gap
            try:
                yield
            finally:
                self._ends.append(clock())

    async def wait(self) -> None:
        """Takes a turn for a request that has nothing to do before it."""
        async with self.turn():
            pass


class SendSlots:
    """Room for so many sends at once, few of which have only just started.

    Sends are held back while this process is busy: what it could not send yet must not go out all at once. One
    that Discord leaves without an answer has started long ago and holds up nobody, until all the room is taken.
    """

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(MAX_SENDS)
        self._starting = asyncio.Semaphore(MAX_STARTING)

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[None]:
        """Waits for room and holds it."""
        async with self._all:
            await self._starting.acquire()
            loop = asyncio.get_running_loop()
            started = loop.call_later(STARTING, self._starting.release)
            try:
                yield
            finally:
                if loop.time() < started.when():
                    started.cancel()
                    self._starting.release()
