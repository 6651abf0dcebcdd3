"""A small Discord on a Unix socket: REST and gateway, for a bot that runs in its own process.

The bot reaches it through discord.py's public `connector=` (see `run_on_socket.py`).
"""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

TOKEN = "a-token-that-must-never-be-logged"
APPLICATION_ID = 1200000000000000001
BOT = {"id": str(APPLICATION_ID), "username": "Kindred", "discriminator": "0", "avatar": None, "bot": True}
EPOCH = 1420070400000  # milliseconds; Discord's ids count from here

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def reply(body: Any, status: int = 200) -> web.Response:
    """JSON with the exact content type that discord.py asks for."""
    return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


class Gateway:
    """One connection of the bot."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._deflate = zlib.compressobj()
        self._sequence = 0

    async def send(self, op: int, data: Any, event: str | None = None) -> None:
        if event:
            self._sequence += 1
        text = json.dumps({"op": op, "d": data, "t": event, "s": self._sequence if event else None})
        packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self._socket.send_bytes(packed)

    async def dispatch(self, event: str, data: Any) -> None:
        await self.send(0, data, event)


class DiscordServer:
    """Answers what a bot needs to start, take commands and answer interactions; notes what it did."""

    def __init__(self) -> None:
        self.identifies = 0
        self.syncs: list[Any] = []
        self.close_codes: list[int | None] = []
        self.gateway: Gateway | None = None
        self.ready = asyncio.Event()
        self.synced = asyncio.Event()
        self.answers: dict[str, asyncio.Future[tuple[float, Any]]] = {}
        self.faults: list[Handler] = []  # each answers one request in place of Discord
        self._last_id = 0

    def snowflake(self) -> int:
        self._last_id = max(self._last_id + 1, (time.time_ns() // 1_000_000 - EPOCH) << 22)
        return self._last_id

    @asynccontextmanager
    async def listen(self, path: Path) -> AsyncIterator["DiscordServer"]:
        app = web.Application()
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/", self._serve_gateway)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.UnixSite(runner, str(path), backlog=4096).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        if self.faults:
            return await self.faults.pop(0)(request)
        if request.headers.get("Authorization") not in (f"Bot {TOKEN}", None):
            return reply({"code": 0, "message": "401: Unauthorized"}, status=401)
        path = request.match_info["path"]
        parts = path.split("/")
        match request.method, parts:
            case "GET", ["users", "@me"]:
                return reply(BOT)
            case "GET", ["oauth2", "applications", "@me"]:
                return reply(
                    {"id": str(APPLICATION_ID), "name": "Kindred", "description": "", "bot_public": True,
                     "bot_require_code_grant": False, "verify_key": "0", "flags": 0, "icon": None,
                     "owner": BOT, "team": None, "summary": ""}
                )  # fmt: skip
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                return reply({"url": "wss://gateway.discord.test", "shards": 1, "session_start_limit": limit})
            case "PUT", ["applications", _, "commands"]:
                commands = await request.json()
                self.syncs.append(commands)
                self.synced.set()
                return reply([self._command(command) for command in commands])
            case "POST", ["interactions", id, _, "callback"]:
                body = await request.json()
                if (waiting := self.answers.pop(id, None)) and not waiting.done():
                    waiting.set_result((time.perf_counter(), body))
                return reply({"interaction": {"id": id, "type": 2, "response_message_ephemeral": True}})
            case _:
                return reply({"code": 0, "message": f"404: {request.method} {path}"}, status=404)

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        ids = {"id": str(self.snowflake()), "application_id": str(APPLICATION_ID), "version": "1"}
        return {"type": 1, "options": [], **command, **ids}

    async def _serve_gateway(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        gateway = Gateway(socket)
        await gateway.send(10, {"heartbeat_interval": 41250})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            if payload["op"] == 1:
                await gateway.send(11, None)
            elif payload["op"] == 2:
                self.identifies += 1
                shard = payload["d"].get("shard", [0, 1])
                ready = {
                    "v": 10, "user": BOT, "guilds": [], "session_id": "s", "shard": shard,
                    "resume_gateway_url": "wss://gateway.discord.test",
                    "application": {"id": str(APPLICATION_ID), "flags": 0},
                }  # fmt: skip
                await gateway.dispatch("READY", ready)
                self.gateway = gateway
                self.ready.set()
        self.close_codes.append(socket.close_code)
        return socket

    async def interact(self, data: dict[str, Any], *, type: int = 2, **more: Any) -> tuple[float, Any]:
        """Sends an interaction; gives the seconds until its answer, and the answer."""
        assert self.gateway
        id = str(self.snowflake())
        answer = self.answers[id] = asyncio.get_running_loop().create_future()
        user = {"id": "42", "username": "ana", "discriminator": "0", "avatar": None, "global_name": "Ana"}
        payload = {
            "id": id, "application_id": str(APPLICATION_ID), "type": type, "token": f"token{id}", "version": 1,
            "locale": "en-US", "context": 1, "user": user, "channel_id": "77", "entitlements": [],
            "channel": {"id": "77", "type": 1}, "app_permissions": "0", "attachment_size_limit": 10485760,
            "authorizing_integration_owners": {"1": "42"}, "data": data, **more,
        }  # fmt: skip
        started = time.perf_counter()
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        answered, body = await asyncio.wait_for(answer, 10)
        return answered - started, body
