"""Servers, channels and messages on sockets: takes any interaction, also one that nobody could send by hand.

simcord plays people who use Discord's own app; this plays Discord itself, so that a test can hand the bot what no
app would send, break any request, and set the clock. The bot runs in the same process.
"""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import aiohttp
from aiohttp import web

from tests.sockets.answers import EPOCH, Ids, reply
from tests.sockets.guilds import APPLICATION_ID, HISTORY, JOINED, SEND, VIEW, Channel, Guild, message, role
from tests.sockets.server import TOKEN, DiscordServer
from tests.world import walk

EVERYTHING = str((1 << 53) - 1)
MEMBER = str(VIEW | SEND | HISTORY | 1 << 38)
MODERATOR = str(int(MEMBER) | 1 << 5)  # and Manage Server

Intercept = Callable[[web.Request, list[str], Any], Awaitable[web.StreamResponse | None]]


class Harbour(Guild):
    """A server with a role that everybody may mention; its id is one more than that of the bot's own role."""

    def __init__(self, id: int, channels: Iterable[int] = ()) -> None:
        super().__init__(id, [Channel(channel, id) for channel in channels])

    @property
    def role_id(self) -> int:
        return self.id + 2

    def channel(self, id: int) -> Channel | None:
        return next((channel for channel in self.channels if channel.id == id), None)

    def payload(self) -> dict[str, Any]:
        payload = super().payload()
        company = {**role(self.role_id, "Company", 0, 0), "mentionable": True}
        return {**payload, "roles": [*payload["roles"], company]}


class ClockIds(Ids):
    """Snowflakes that carry the time of a clock that is handed in."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    def next(self) -> int:
        self._last = max(self._last + 1, (int(self._now().timestamp() * 1000) - EPOCH) << 22)
        return self._last


class Answer:
    """What the bot answered to one interaction: the first answer, then whatever followed."""

    def __init__(self) -> None:
        self.first: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.bodies: list[dict[str, Any]] = []

    @property
    def kind(self) -> int:
        """Discord's number for the kind of the first answer: 4 a message, 7 an edit, 8 choices, 9 a form."""
        return self.first.result()["type"]

    @property
    def data(self) -> dict[str, Any]:
        """The first answer's message, choices or form."""
        return self.first.result().get("data") or {}

    @property
    def text(self) -> str:
        """All that a person reads."""
        shown = [
            part["content"] for body in self.bodies for part in walk(body.get("components", [])) if "content" in part
        ]
        return "\n".join(shown)


class SmallDiscord(DiscordServer):
    """A Discord of some servers. It refuses what Discord refuses, and notes it in `refused`."""

    asked: ClassVar[int] = 0  # interactions, in all tests of this process

    def __init__(self, guilds: Iterable[Harbour] = (), now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self.guilds = {guild.id: guild for guild in guilds}  # type: ignore[assignment]
        self.channels = {channel.id: channel for guild in guilds for channel in guild.channels}
        self.intercept: Intercept | None = None  # answers a request in place of Discord, or lets it pass
        self.kept = 1000  # messages of each channel
        self.posts_of: Counter[str] = Counter()  # by the mark in their buttons
        self.posted = 0
        self.refused: list[str] = []
        self.pings: list[str] = []
        self.roles_allowed: set[int] = set()
        self._ids = ClockIds(lambda: self.now())
        self._posts: dict[str, tuple[float, dict[str, Any]]] = {}
        self._said: dict[str, Answer] = {}

    # Requests

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        parts = request.match_info["path"].split("/")
        body = await _body(request)
        if self.intercept and (answer := await self.intercept(request, parts, body)) is not None:
            return answer
        if isinstance(body, dict):
            self._watch(parts, body)
        match request.method, parts:
            case "POST", ["interactions", id, _, "callback"]:
                return self._callback(id, body)
            case "POST" | "PATCH" | "DELETE", ["webhooks", _, token, *_]:
                return self._follow_up(request.method, token, body)
            case _, ["channels", id, *rest] if channel := self.channels.get(
                int(id)
            ):  # not limited, unlike the real one
                if not channel.allows(VIEW):
                    return reply({"code": 50001, "message": "Missing Access"}, 403)
                if (request.method, rest) != ("POST", ["messages"]):
                    return await self._channel(request, channel, rest)
                if not channel.allows(SEND):
                    return reply({"code": 50013, "message": "Missing Permissions"}, 403)
                return self.post(channel, body)
            case "GET", ["guilds", id, "channels"] if guild := self.guilds.get(int(id)):
                return reply([channel.payload() for channel in guild.channels])
            case "GET", ["guilds", id, "roles", role] if guild := self.guilds.get(int(id)):
                [found] = [each for each in guild.payload()["roles"] if each["id"] == role] or [None]
                return reply(found) if found else reply({"code": 10011, "message": "Unknown Role"}, 404)
            case _:
                return await super()._answer(request)

    def _watch(self, parts: list[str], body: dict[str, Any]) -> None:
        """Notes what would ping somebody: every message must say whom it may mention, and that is nobody."""
        message = body.get("data", body) if parts[0] == "interactions" else body
        if not isinstance(message, dict) or "components" not in message or body.get("type") == 9:
            return
        allowed = message.get("allowed_mentions")
        if allowed is None and message.get("flags") is None and parts[-1] != "callback":
            return  # an edit: Discord notifies nobody of one
        allowed = allowed or {}
        roles = {int(id) for id in allowed.get("roles", [])}
        if "parse" not in allowed or allowed["parse"] or allowed.get("users") or roles - self.roles_allowed:
            self.pings.append(f"{'/'.join(parts[:1])}: {allowed}")

    def _callback(self, id: str, body: dict[str, Any]) -> web.Response:
        said = self._said.get(id)
        if said is None or said.first.done():
            return reply({"code": 40060, "message": "Interaction has already been acknowledged."}, 400)
        data = body.get("data") or {}
        if body["type"] in (4, 7) and (wrong := faults(data)):
            self.refused += wrong
            return reply({"code": 50035, "message": "; ".join(wrong)}, 400)
        if body["type"] == 9 and (wrong := form_faults(data)):
            self.refused += wrong
            return reply({"code": 50035, "message": "; ".join(wrong)}, 400)
        said.bodies.append(data)
        said.first.set_result(body)
        return reply({"interaction": {"id": id, "type": 2, "response_message_ephemeral": True}})

    def _follow_up(self, method: str, token: str, body: Any) -> web.Response:
        said = self._said.get(token.removeprefix("token"))
        if method == "DELETE":
            return web.Response(status=204)
        if wrong := faults(body):
            self.refused += wrong
            return reply({"code": 50035, "message": "; ".join(wrong)}, 400)
        if said:
            said.bodies.append(body)
        return reply(message(self.snowflake(), 77, body))

    def post(self, channel: Channel, body: dict[str, Any]) -> web.Response:
        """Takes a message; one whose nonce came in the last three minutes is the one that is there."""
        if wrong := faults(body):
            self.refused += wrong
            return reply({"code": 50035, "message": "; ".join(wrong)}, 400)
        now = self.now().timestamp()
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        at, known = self._posts.get(nonce or "", (0.0, {}))
        if known and now - at < 180:
            return reply(known)
        if len(self._posts) > 200:
            self._posts = {key: entry for key, entry in self._posts.items() if now - entry[0] < 180}
        made = message(self.snowflake(), channel.id, body)
        self.posted += 1
        self.posts_of.update(marks(made))
        channel.messages.append(made)
        del channel.messages[: -self.kept]
        if nonce:
            self._posts[nonce] = now, made
        return reply(made)

    # Events

    async def tell(self, event: str, data: Any) -> None:
        """Sends an event, and gives the bot time to look at it."""
        assert self.gateway
        await self.gateway.dispatch(event, data)
        await asyncio.sleep(0.001)

    async def ask(
        self,
        kind: int,
        data: dict[str, Any],
        *,
        guild: Harbour | None = None,
        channel_id: int = 77,
        user_id: int = 42,
        permissions: str = MODERATOR,
        components: list[dict[str, Any]] | None = None,
        public: bool = False,
        opened_by: int | None = None,
        locale: str = "en-US",
        seconds: float = 5,
    ) -> Answer:
        """Sends an interaction; gives what was said. `components` are those of the message it comes from."""
        assert self.gateway
        SmallDiscord.asked += 1
        id = str(self.snowflake())
        said = self._said[id] = Answer()
        user = {"id": str(user_id), "username": "ana", "discriminator": "0", "avatar": None, "global_name": "Ana"}
        channel = {"id": str(channel_id), "type": 0 if guild else 1}
        if guild:
            channel = named(guild.channel(channel_id) or Channel(channel_id, guild.id), permissions)
        payload: dict[str, Any] = {
            "id": id, "application_id": str(APPLICATION_ID), "type": kind, "token": f"token{id}", "version": 1,
            "locale": locale, "context": 0 if guild else 1, "channel_id": str(channel_id), "entitlements": [],
            "channel": channel, "app_permissions": EVERYTHING, "attachment_size_limit": 10485760,
            "authorizing_integration_owners": {"0": str(guild.id)} if guild else {"1": str(user_id)}, "data": data,
        }  # fmt: skip
        if guild:
            payload |= {
                "guild_id": str(guild.id), "guild_locale": "en-US",
                "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
                "member": {"user": user, "roles": [], "permissions": permissions, "joined_at": JOINED,
                           "deaf": False, "mute": False, "flags": 0},
            }  # fmt: skip
        else:
            payload["user"] = user
        if components is not None:
            metadata = {"id": "1", "type": 2, "user": {**user, "id": "42"}, "authorizing_integration_owners": {}}
            if opened_by:  # the command whose form the message answers
                before = {**metadata, "id": str(opened_by)}
                metadata = {**metadata, "type": 5, "triggering_interaction_metadata": before}
            payload["message"] = {
                **message(self.snowflake(), channel_id, {"components": components}),
                "type": 20, "flags": (1 << 15) | (0 if public else 1 << 6),
                "interaction_metadata": metadata,
            }  # fmt: skip
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        try:
            await asyncio.wait_for(asyncio.shield(said.first), seconds)
        except TimeoutError:
            raise AssertionError(f"nobody answered {data}") from None
        self._said = dict(itertools.islice(reversed(self._said.items()), 50))  # later answers may still come
        self._said = dict(reversed(self._said.items()))
        return said

    async def slash(self, name: str, *, kind: int = 2, **options: Any) -> Answer:
        """A command by its full name; options that start with an underscore go to `ask`."""
        how = {key[1:]: options.pop(key) for key in list(options) if key.startswith("_")}
        given = [
            {"name": option, "type": 7, "value": str(value["id"])}
            if isinstance(value, dict)
            else {"name": option, "type": 3, "value": value}
            for option, value in options.items()
        ]
        resolved = {value["id"]: value for value in options.values() if isinstance(value, dict)}
        command, _, sub = name.partition(" ")
        if sub:
            given = [{"name": sub, "type": 1, "options": given}]
        data: dict[str, Any] = {"id": "1", "name": command, "type": 1, "options": given}
        if resolved:
            data["resolved"] = {"channels": resolved}
        return await self.ask(kind, data, **how)

    async def press(self, component: dict[str, Any], values: list[str] | None = None, **how: Any) -> Answer:
        """Presses a button or picks from a menu that stands alone in a message."""
        data: dict[str, Any] = {"custom_id": component["custom_id"], "component_type": component["type"]}
        if component["type"] != 2:
            data["values"] = [] if values is None else values
            if component["type"] == 8:
                picked = {id: self.channels[int(id)] for id in data["values"] if int(id) in self.channels}
                data["resolved"] = {"channels": {id: named(channel) for id, channel in picked.items()}}
        shown = {key: value for key, value in component.items() if key not in ("disabled", "default_values")}
        return await self.ask(3, data, components=[{"type": 1, "id": 1, "components": [{**shown, "id": 2}]}], **how)


def named(channel: Channel, permissions: str = MODERATOR) -> dict[str, Any]:
    """A channel as Discord resolves one that a person named; the permissions are theirs."""
    return {**channel.payload(), "permissions": permissions}


def marks(message: dict[str, Any]) -> list[str]:
    """What a weekly post's buttons carry; nothing for other messages."""
    ids = [part.get("custom_id", "") for part in walk(message["components"])]
    return [id.removeprefix("idea:") for id in ids if id.startswith("idea:")]


def faults(message: Any) -> list[str]:
    """What Discord would refuse about a message."""
    every = list(walk(message.get("components", [])))
    found: list[str] = []
    texts = [part["content"] for part in every if part["type"] == 10]
    if sum(map(len, texts)) > 4000:
        found.append(f"{sum(map(len, texts))} characters")
    if not all(text.strip() for text in texts):
        found.append("an empty text")
    if len(every) > 40:
        found.append(f"{len(every)} components")
    ids = [part["custom_id"] for part in every if "custom_id" in part]
    if len(set(ids)) < len(ids):
        found.append(f"a custom_id twice: {sorted(ids)}")
    found += [f"a custom_id of {len(id)} characters" for id in ids if not 1 <= len(id) <= 100]
    for part in every:
        if part["type"] == 2 and not 1 <= len(part.get("label") or "x") <= 80:
            found.append(f"the label {part['label']!r}")
        if part["type"] == 1 and not 1 <= len(part["components"]) <= 5:
            found.append(f"a row of {len(part['components'])}")
        if part["type"] == 3:
            found += _option_faults(part["options"])
    return found


def form_faults(form: Any) -> list[str]:
    """What Discord would refuse about a form."""
    every = [part for label in form["components"] for part in (label, label["component"])]
    found = [f"the title {form['title']!r}"] if not 1 <= len(form["title"]) <= 45 else []
    found += [f"a custom_id of {len(form['custom_id'])}"] if not 1 <= len(form["custom_id"]) <= 100 else []
    for part in every:
        if part["type"] == 18 and not (1 <= len(part["label"]) <= 45 and len(part.get("description") or "") <= 100):
            found.append(f"the label {part['label']!r}: {part.get('description')!r}")
        if part["type"] == 4 and len(part.get("value") or "") > part.get("max_length", 4000):
            found.append(f"a value of {len(part['value'])} characters")
        if part["type"] == 3:
            found += _option_faults(part["options"])
    return found


def _option_faults(options: list[dict[str, Any]]) -> Iterable[str]:
    if not 1 <= len(options) <= 25 or len({option["value"] for option in options}) < len(options):
        yield f"{len(options)} options"
    for option in options:
        texts = (option["label"], option["value"], option.get("description") or "x")
        if not all(1 <= len(text) <= 100 for text in texts):
            yield f"the option {texts}"


async def _body(request: web.Request) -> Any:
    if request.content_type == "application/json":
        return await request.json()
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if getattr(part, "name", None) == "payload_json":
                return json.loads(await part.text())  # type: ignore[union-attr]
    return None


@asynccontextmanager
async def connected(make_bot: Callable[..., Any], discord: SmallDiscord, socket: Path) -> AsyncIterator[Any]:
    """The bot that `make_bot` makes with discord.py's options, logged in and ready, until the end."""
    discord.ready.clear()
    bot = make_bot(connector=aiohttp.UnixConnector(path=str(socket), limit=0))
    task = asyncio.create_task(bot.start(TOKEN))
    try:
        waiting = asyncio.create_task(discord.ready.wait())
        await asyncio.wait({task, waiting}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        await bot.wait_until_ready()
        async with asyncio.timeout(20):
            while sum(not guild.unavailable for guild in bot.guilds) < len(discord.guilds):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        yield bot
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close()
