"""What can happen to a request: each is handed to `DiscordServer.faults` (the next requests, one each) or,
as a `Fault`, to `DiscordServer.post_faults` (the next posts of messages)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from tests.sockets.answers import reply

Handler = Callable[[web.Request], Awaitable[web.StreamResponse | None]]  # None: Discord goes on and answers


@dataclass
class Fault:
    """A handler for so many posts; `after` it is stored (and only its answer is lost), or before."""

    act: Handler
    after: bool = False
    times: int = 1


def status(code: int) -> Handler:
    """Discord answers with a status and no reason."""

    async def act(request: web.Request) -> web.StreamResponse:
        return reply({"code": 0, "message": f"{code}: weather"}, status=code)

    return act


async def reset(request: web.Request) -> web.StreamResponse:
    """The connection breaks without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def silence(request: web.Request) -> web.StreamResponse:
    """Nobody ever answers; the connection stays open until the bot gives up."""
    await asyncio.Event().wait()
    raise AssertionError


def slow(seconds: float) -> Handler:
    """The answer takes its time."""

    async def act(request: web.Request) -> None:
        await asyncio.sleep(seconds)

    return act
