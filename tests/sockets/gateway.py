"""The gateway: sessions that outlive their connections, so that a bot can resume."""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

ADDRESS = "wss://gateway.discord.test"


class Connection:
    """One WebSocket of the bot; discord.py asks for zlib over the whole stream."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket = socket
        self._request = request
        self._deflate = zlib.compressobj()

    async def send(self, op: int, data: Any, event: str | None = None, sequence: int | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "t": event, "s": sequence})
        packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self._socket.send_bytes(packed)

    async def close(self, code: int) -> None:
        await self._socket.close(code=code)

    def break_off(self) -> None:
        """The line is cut: nobody says goodbye."""
        if self._request.transport:
            self._request.transport.abort()


class Session:
    """What Discord keeps of a bot that identified: events are numbered, and sent again to one that resumes."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.connection: Connection | None = None
        self._sequence = 0
        self._recent: deque[tuple[int, str, Any]] = deque(maxlen=3000)

    async def dispatch(self, event: str, data: Any) -> None:
        self._sequence += 1
        self._recent.append((self._sequence, event, data))
        if self.connection:
            try:
                await self.connection.send(0, data, event, self._sequence)
            except ConnectionError:
                self.connection = None  # it is sent again when the bot resumes

    async def resume(self, connection: Connection, after: int) -> None:
        self.connection = connection
        for sequence, event, data in list(self._recent):
            if sequence > after:
                await connection.send(0, data, event, sequence)
        await self.dispatch("RESUMED", {})


@dataclass
class Weather:
    """What happens to the gateway from now on."""

    heartbeat: int = 41250  # milliseconds
    acks: bool = True
    refusals: int = 0  # so many connections are answered with 503
    drops: int = 0  # so many are cut as soon as the bot has identified or resumed
    forget: bool = False  # no session can be resumed any more


@dataclass
class GatewayServer:
    """Takes the bot's connections. `make_ready` gives READY's payload, `make_guilds` what GUILD_CREATE brings."""

    make_ready: Callable[[], dict[str, Any]]
    make_guilds: Callable[[], Iterable[dict[str, Any]]]
    changed: Callable[[], None]
    weather: Weather = field(default_factory=Weather)
    session: Session | None = None
    identifies: int = 0
    resumes: int = 0
    connections: int = 0
    close_codes: list[int | None] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.weather.refusals:
            self.weather.refusals -= 1
            self.changed()
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        self.connections += 1
        connection = Connection(socket, request)
        try:
            await connection.send(10, {"heartbeat_interval": self.weather.heartbeat})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(connection, json.loads(message.data))
        except ConnectionError:
            pass
        if self.session and self.session.connection is connection:
            self.session.connection = None
        self.close_codes.append(socket.close_code)
        self.changed()
        return socket

    async def _take(self, connection: Connection, payload: dict[str, Any]) -> None:
        match payload["op"]:
            case 1 if self.weather.acks:
                await connection.send(11, None)
            case 2:
                self.identifies += 1
                await self._begin(connection, payload["d"])
            case 6:
                self.resumes += 1
                await self._resume(connection, payload["d"])
        self.changed()

    async def _begin(self, connection: Connection, identify: dict[str, Any]) -> None:
        session = self.session = Session(f"session-{self.identifies}")
        session.connection = connection
        self.weather.forget = False
        if self._drops(connection):
            return
        ready = {
            "session_id": session.id, "shard": identify.get("shard", [0, 1]), "resume_gateway_url": ADDRESS,
            **self.make_ready(),
        }  # fmt: skip
        await session.dispatch("READY", ready)
        for guild in self.make_guilds():
            await session.dispatch("GUILD_CREATE", guild)
        self.ready.set()

    async def _resume(self, connection: Connection, resume: dict[str, Any]) -> None:
        if self._drops(connection):
            return
        if self.session is None or self.weather.forget or self.session.id != resume["session_id"]:
            await connection.send(9, False)
        else:
            await self.session.resume(connection, resume["seq"])

    def _drops(self, connection: Connection) -> bool:
        if not self.weather.drops:
            return False
        self.weather.drops -= 1
        connection.break_off()
        return True
