"""How many requests Discord may refuse, and which it has just refused: many of them shut out every server.

Discord bans an address for 10,000 answers of 401, 403 or 429 within ten minutes. A weekly post asks for its channel
once; presses can ask without end. So what a press asks for and Discord refused is not asked for again for a minute,
unless something changed in that server; and past a number of refusals no press asks for anything that may be refused.
Weekly posts are counted and never held up.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from cogs.core.api_errors import in_time, is_temporary
from kindred.delivery.attempts import TransientError

if TYPE_CHECKING:
    import aiohttp

WINDOW = 600.0  # seconds that Discord counts
MOST, MOST_OF_A_SERVER = 1000, 100  # refusals in that time: far below what bans, and no server takes all
REMEMBERED = 60.0  # seconds for which a refusal stands
COUNTED = (401, 403, 429)  # by Discord, for its ban
REFUSED = (403, 404)  # what is a server's: closed, or gone

Got = TypeVar("Got")


class TooManyRefused(TransientError):
    """Discord has refused so much lately that no press asks for what it may refuse."""


class RequestBudget:
    """The refusals of the last minutes: by server and channel, and in all. Nobody who pressed is in it.

    `now` gives seconds that only go forward.
    """

    remembers = True  # channel by channel; False where nobody tells what changes

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._all: deque[float] = deque(maxlen=MOST)  # more decide nothing, and an outage brings many
        self._of_server: dict[int, deque[float]] = {}
        self._refused: dict[int, dict[int, tuple[float, discord.HTTPException]]] = {}  # by server, then channel
        self._asking: dict[tuple[int, int], asyncio.Task[Any]] = {}

    def count(self, response: "aiohttp.ClientResponse") -> None:
        """Counts an answer of Discord's, whoever asked. A limit that others share does not count for Discord."""
        if response.status in COUNTED and response.headers.get("X-RateLimit-Scope") != "shared":
            self._all.append(self._now())

    async def ask(self, guild_id: int, channel_id: int, request: Callable[[], Awaitable[Got]]) -> Got:
        """Asks Discord for a channel, because somebody pressed; presses at the same time share one request.

        Raises what the request raises, the same again for a minute after a refusal, TooManyRefused, and TimeoutError
        when Discord takes too long.
        """
        self._check_room(guild_id, channel_id)
        place = guild_id, channel_id
        task = self._asking.get(place)
        if task is None:
            task = self._asking[place] = asyncio.ensure_future(request())
            task.add_done_callback(lambda task: self._ended(place, task))
        return await in_time(asyncio.shield(task))

    @contextmanager
    def sending(self, guild_id: int) -> Iterator[None]:
        """Sends something, because somebody pressed and permissions allow it. Raises TooManyRefused.

        A refusal is counted and not remembered: it may have been for what was sent.
        """
        self._check_room(guild_id)
        try:
            yield
        except discord.HTTPException as error:
            self._note(guild_id, error)
            raise

    def forget(self, guild_id: int) -> None:
        """Something has changed in a server that may let the bot in: whoever presses next learns what is true now.

        Discord says so for each change of a channel, a role or the bot's own roles, also for channels that the bot
        cannot see. What was asked before and is answered later is not remembered.
        """
        self._refused.pop(guild_id, None)
        for place in [place for place in self._asking if place[0] == guild_id]:
            del self._asking[place]

    def _check_room(self, guild_id: int, channel_id: int | None = None) -> None:
        self._drop_old()
        if channel_id and (refused := self._refused.get(guild_id, {}).get(channel_id)):
            raise refused[1].with_traceback(None)
        if len(self._all) >= MOST or len(self._of_server.get(guild_id, ())) >= MOST_OF_A_SERVER:
            raise TooManyRefused("refusals")

    def _ended(self, place: tuple[int, int], task: "asyncio.Task[Any]") -> None:
        current = self._asking.get(place) is task  # nothing has changed in that server since it began
        if current:
            del self._asking[place]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, discord.HTTPException):
            self._note(place[0], error, place[1] if current else None)

    def _note(self, guild_id: int, error: discord.HTTPException, channel_id: int | None = None) -> None:
        if is_temporary(error) or error.status not in REFUSED:
            return  # no channel's fault and no server's, or nothing that Discord counts
        self._of_server.setdefault(guild_id, deque(maxlen=MOST_OF_A_SERVER)).append(self._now())
        if channel_id and self.remembers:
            self._refused.setdefault(guild_id, {})[channel_id] = self._now(), error

    def _drop_old(self) -> None:
        now = self._now()
        for times in (self._all, *self._of_server.values()):
            while times and now - times[0] >= WINDOW:
                times.popleft()
        self._of_server = {id: times for id, times in self._of_server.items() if times}
        fresh = {
            id: {channel: each for channel, each in channels.items() if now - each[0] < REMEMBERED}
            for id, channels in self._refused.items()
        }
        self._refused = {id: channels for id, channels in fresh.items() if channels}
