"""Discord's REST side, and the whole of it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.sockets import bodies
from tests.sockets.answers import Ids, reply
from tests.sockets.faults import Fault, Handler
from tests.sockets.gateway import ADDRESS, GatewayServer, Session, Weather
from tests.sockets.guilds import APPLICATION_ID, BOT, HISTORY, SEND, VIEW, Channel, Guild, message
from tests.sockets.limits import Limits

TOKEN = "a-token-that-must-never-be-logged"
ENTRY_POINT = 4  # the kind of command that starts an Activity
NONCE_MEMORY = 180.0  # seconds; Discord says "the past few minutes"


def names_of(commands: list[dict[str, Any]]) -> set[str]:
    return {command["name"] for command in commands}


class DiscordServer:
    """Answers what a bot needs to start, take commands, answer interactions and post; notes what it did."""

    def __init__(self, *, jitter: float = 0.5, invalid: int = 10_000) -> None:
        self.limits = Limits(jitter=jitter, invalid=invalid)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.syncs: list[Any] = []
        self.synced = asyncio.Event()
        self.commands: list[dict[str, Any]] = []  # as they are known here
        self.answers: dict[str, asyncio.Future[tuple[float, Any]]] = {}
        self.faults: list[Handler] = []  # each stands in for Discord at one request, whatever it asks
        self.post_faults: list[Fault] = []  # the same for posts alone
        self.statuses: Counter[int] = Counter()
        self.refused_bodies: list[str] = []  # what Discord would have called a bad request
        self.posted_at: list[float] = []
        self.last_posted: int | None = None  # the channel
        self._ids = Ids()
        self._nonces: dict[str, tuple[float, dict[str, Any]]] = {}
        self._news = asyncio.Event()
        self._gateway = GatewayServer(
            lambda: {
                "v": 10, "user": BOT, "application": {"id": str(APPLICATION_ID), "flags": 0},
                "guilds": [{"id": str(id), "unavailable": True} for id in self.guilds],
            },
            lambda: (guild.payload() for guild in list(self.guilds.values())),
            self._notify,
        )  # fmt: skip

    # What a test sets and sees

    def add_guild(self, id: int, channels: list[int]) -> None:
        """A server that the bot is in, from its next start on."""
        made = [Channel(channel, id) for channel in channels]
        self.guilds[id] = Guild(id, made)
        self.channels |= {channel.id: channel for channel in made}

    async def deny(self, channel: int, permissions: int) -> None:
        """Takes permissions from the bot, as a moderator does; the bot is told."""
        self.channels[channel].denied = permissions
        if self.gateway:
            await self.gateway.dispatch("CHANNEL_UPDATE", self.channels[channel].payload())

    def forget_nonces(self) -> None:
        """As after some minutes."""
        self._nonces.clear()

    @property
    def weather(self) -> Weather:
        return self._gateway.weather

    @property
    def gateway(self) -> Session | None:
        return self._gateway.session

    @property
    def ready(self) -> asyncio.Event:
        return self._gateway.ready

    @property
    def identifies(self) -> int:
        return self._gateway.identifies

    @property
    def resumes(self) -> int:
        return self._gateway.resumes

    @property
    def close_codes(self) -> list[int | None]:
        return self._gateway.close_codes

    async def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Waits until something is so; it is looked at whenever something happened here."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def _notify(self) -> None:
        self._news.set()

    def snowflake(self) -> int:
        return self._ids.next()

    @asynccontextmanager
    async def listen(self, path: Path) -> AsyncIterator["DiscordServer"]:
        app = web.Application()
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/", self._gateway.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.UnixSite(runner, str(path), backlog=4096).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    # REST

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        answer = await self._answer(request)
        if not request.match_info["path"].startswith(("interactions/", "webhooks/")):
            self.statuses[answer.status] += 1
            self.limits.note(answer.status)
        self._notify()
        return answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.faults and (answer := await self.faults.pop(0)(request)):
            return answer
        path = request.match_info["path"].split("/")
        if path[0] in ("interactions", "webhooks"):
            return await self._interaction(request, path)  # not counted in any limit of the bot's
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return reply({"code": 0, "message": "401: Unauthorized"}, status=401)
        if refusal := self.limits.refuse():
            return refusal
        match request.method, path:
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
                return reply({"url": ADDRESS, "shards": 1, "session_start_limit": limit})
            case "PUT", ["applications", _, "commands"]:
                return await self._sync(request)
            case "GET", ["applications", _, "commands"]:
                return reply(self.commands)
            case _, ["channels", id, *rest]:
                channel = self.channels.get(int(id))
                if channel is None:
                    return reply({"code": 10003, "message": "Unknown Channel"}, status=404)
                if not channel.allows(VIEW):
                    return reply({"code": 50001, "message": "Missing Access"}, status=403)
                return await self._channel(request, channel, rest)
            case _:
                return _unknown(request)

    async def _sync(self, request: web.Request) -> web.Response:
        commands = await request.json()
        if wrong := bodies.faults_of("put", bodies.COMMANDS, commands):
            return self._bad(wrong)
        if any(each["type"] == ENTRY_POINT for each in self.commands if each["name"] not in names_of(commands)):
            return reply({"code": 50240, "message": "You cannot remove this app's Entry Point command"}, 400)
        known = {each["name"]: each["id"] for each in self.commands}
        self.syncs.append(commands)
        self.commands = [
            {"type": 1, "options": [], **each, "id": known.get(each["name"], str(self.snowflake())),
             "application_id": str(APPLICATION_ID), "version": str(self.snowflake())}
            for each in commands
        ]  # fmt: skip
        self.synced.set()
        return reply(self.commands)

    async def _channel(self, request: web.Request, channel: Channel, rest: list[str]) -> web.StreamResponse:
        match request.method, rest:
            case "GET", []:
                return reply(channel.payload())
            case "GET", ["messages"]:
                return reply(self._history(channel, request.query))
            case "POST", ["messages"]:
                headers, refusal = self.limits.take(channel.id)
                answer = refusal or await self._post(request, channel)
                if not answer.prepared:
                    answer.headers.update(headers)
                return answer
            case "PATCH", ["messages", id]:
                [kept] = [each for each in channel.messages if each["id"] == id] or [None]
                if kept is None:
                    return reply({"code": 10008, "message": "Unknown Message"}, status=404)
                body = await request.json()
                if wrong := bodies.faults_of("patch", bodies.MESSAGE_EDIT, body):
                    return self._bad(wrong)
                kept.update(body)
                return reply(kept)
            case _:
                return _unknown(request)

    def _history(self, channel: Channel, query: Any) -> list[dict[str, Any]]:
        """The newest first, as Discord gives them; without Read Message History an empty list and no word of why."""
        if not channel.allows(HISTORY):
            return []
        limit = int(query.get("limit", 50))
        if "after" in query:
            return [each for each in channel.messages if int(each["id"]) > int(query["after"])][:limit][::-1]
        before = int(query.get("before", 1 << 63))
        return [each for each in reversed(channel.messages) if int(each["id"]) < before][:limit]

    async def _post(self, request: web.Request, channel: Channel) -> web.StreamResponse:
        body = await request.json()
        fault = self._post_fault()
        if fault and not fault.after and (answer := await fault.act(request)):
            return answer
        if not channel.allows(SEND):
            return reply({"code": 50013, "message": "Missing Permissions"}, status=403)
        if wrong := bodies.faults_of("post", bodies.MESSAGE, body):
            return self._bad(wrong)
        kept = self._keep(channel, body)
        if fault and fault.after and (answer := await fault.act(request)):
            return answer
        return reply(kept)

    def _post_fault(self) -> Fault | None:
        if not self.post_faults:
            return None
        fault = self.post_faults[0]
        fault.times -= 1
        if not fault.times:
            self.post_faults.pop(0)
        return fault

    def _keep(self, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
        now = time.monotonic()
        nonce = body.get("nonce")
        if nonce and body.get("enforce_nonce"):
            at, known = self._nonces.get(nonce, (-NONCE_MEMORY, {}))
            if now - at < NONCE_MEMORY:
                return known
        kept = message(self.snowflake(), channel.id, body)
        channel.messages.append(kept)
        self.posted_at.append(now)
        self.last_posted = channel.id
        if nonce:
            self._nonces[nonce] = (now, kept)
        self._notify()
        return kept

    def _bad(self, wrong: list[str]) -> web.Response:
        self.refused_bodies += wrong
        return reply({"code": 50035, "message": f"Invalid Form Body: {wrong}"}, status=400)

    # Interactions

    async def _interaction(self, request: web.Request, path: list[str]) -> web.Response:
        match request.method, path:
            case "POST", ["interactions", id, _, "callback"]:
                body = await request.json()
                if wrong := bodies.faults_of_callback(body):
                    return self._bad(wrong)
                if (waiting := self.answers.pop(id, None)) and not waiting.done():
                    waiting.set_result((time.perf_counter(), body))
                return reply({"interaction": {"id": id, "type": 2, "response_message_ephemeral": True}})
            case "POST" | "PATCH", ["webhooks", *_]:
                return reply(message(self.snowflake(), 77, await request.json()))
            case _:
                return _unknown(request)

    async def interact(
        self, data: dict[str, Any], *, type: int = 2, seconds: float = 10, **more: Any
    ) -> tuple[float, Any]:
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
        answered, body = await asyncio.wait_for(answer, seconds)
        return answered - started, body


def _unknown(request: web.Request) -> web.Response:
    return reply({"code": 0, "message": f"404: {request.method} {request.match_info['path']}"}, status=404)


def slash(name: str, **options: str) -> dict[str, Any]:
    """The data of a slash command."""
    given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
    return {"id": "1", "name": name, "type": 1, "options": given}
