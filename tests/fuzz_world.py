"""Two servers on a small Discord with the bot in both, for tests that send what no app would send."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.content.own_text import OwnText
from kindred.schedule.weekly import Weekly
from kindred.storage.settings_rows import FORMATS
from kindred.storage.store import Store
from tests.small_discord import Answer, Harbour, SmallDiscord, connected
from tests.world import walk

HOME, ROOM, OTHER_ROOM, ELSEWHERE = 10**18, 10**18 + 10, 10**18 + 11, 2 * 10**18
GONE = 3 * 10**18
SUNDAY = Weekly(6, time(17), "Europe/Berlin")

HOSTILE = (
    "@everyone @here <@42> <@&1000000000000000002> <#5> <id:home>",
    "**bold** ||hidden|| `code` ~~struck~~ # not a heading",
    "```\n# code\n```",
    "> quote\n-# small\n# large",
    "[click](https://evil.example/) <https://evil.example>",
    "\u202eesrever\u2066 \u200f\u061c",
    "Z" + "\u0301\u0489" * 150,
    "💛" * 4000,
    "\0",
    "a\0b",
    "\n" * 40,
    " ",
    "\u200b\u2060\ufeff",
    "{/help} {name} {0} {} %s $HOME",
    "'; DROP TABLE schedules; --",
    "../../../etc/passwd",
    "0",
    "-1",
    "9" * 60,
    "²",
    "٣",
    "1e999",
    "0001-01-01",
    "9999-12-31",
    "own-1",
    "x" * 6000,
    "日本語のとても長い文章" * 30,
)


class FuzzWorld:
    """A Discord with two servers, and the bot in both."""

    def __init__(self, discord: SmallDiscord, store: Store, bot: Kindred) -> None:
        self.discord = discord
        self.store = store
        self.bot = bot
        self.home = discord.guilds[HOME]
        self.where: dict[str, Any] = {"guild": self.home, "channel_id": ROOM}

    async def fill(self) -> None:
        """Two weekly posts, a text of the server's own, settings; and the same in another server."""
        now = datetime.now(UTC)
        for guild, rooms in ((HOME, (ROOM, OTHER_ROOM)), (ELSEWHERE, (ELSEWHERE + 10,))):
            for room in rooms:
                await self.store.schedules.add(guild, room, SUNDAY, now, topics=("listen",), role_id=guild + 2)
            await self.store.own_texts.add(guild, OwnText(0, "Say hello", "Say hello to one person.", None, "meet"))
            await self.store.settings.change(guild, country="de", note="Write to us in #care.", notices=ROOM)

    async def empty(self) -> None:
        """No rows of either server; ids begin at 1 again."""
        for guild in (HOME, ELSEWHERE):
            await self.store.delete_guild(guild)
        await self.store._db.execute("DELETE FROM sqlite_sequence")

    async def command(self, name: str, **options: Any) -> Answer:
        return await self.discord.slash(name, _guild=self.home, _channel_id=ROOM, **options)

    async def press(self, component: dict[str, Any], values: list[str] | None = None, **how: Any) -> Answer:
        return await self.discord.press(component, values, **{**self.where, **how})

    async def submit(self, form: dict[str, Any], given: dict[str, Any], **how: Any) -> Answer:
        """Sends a form; what is not given stands as it was shown."""
        components = [
            {"type": 18, "id": 1, "component": _filled(each["component"], given)} for each in form["components"]
        ]
        resolved = {"roles": {each["id"]: each for each in self.home.payload()["roles"]}}
        data = {"custom_id": form["custom_id"], "components": components, "resolved": resolved}
        return await self.discord.ask(5, data, **{"components": [], **self.where, **how})

    async def crawl(self, most: int) -> dict[str, dict[str, Any]]:
        """Opens every command, then presses what it finds; gives all components by custom_id."""
        found: dict[str, dict[str, Any]] = {}
        waiting: list[dict[str, Any]] = []

        def take(said: Answer) -> None:
            for part in walk([part for body in said.bodies for part in body.get("components", [])]):
                if part.get("custom_id") and part["type"] in (2, 3, 5, 6, 8) and part["custom_id"] not in found:
                    found[part["custom_id"]] = part
                    waiting.append(part)

        for name in (
            "connecting", "causes", "strategies", "where-to-start", "small-step", "find-help", "sources", "help",
            "privacy", "settings", "reminders list", "reminders texts",
        ):  # fmt: skip
            take(await self.command(name))
        kinds: dict[str, int] = {}
        for _ in range(most):
            if not waiting:
                break
            # What takes things away comes last, and each kind of control has its turn.
            waiting.sort(key=lambda part: (_destroys(part["custom_id"]), kinds.get(kind_of(part["custom_id"]), 0)))
            part = waiting.pop(0)
            kinds[kind_of(part["custom_id"])] = kinds.get(kind_of(part["custom_id"]), 0) + 1
            said = await self.press(part, some_values(part))
            if said.kind == 9:
                said = await self.submit(said.data, {})
            take(said)
        return found


def kind_of(custom_id: str) -> str:
    return re.split(r"[:.]", custom_id)[0] + custom_id.rpartition(":")[0][:12]


def _destroys(custom_id: str) -> bool:
    return custom_id.startswith(("rem-remove", "own-remove", "privacy:delete", "rem-move", "reminder-move"))


def some_values(part: dict[str, Any]) -> list[str]:
    if part["type"] == 3:
        return [option["value"] for option in part["options"][: part.get("min_values", 1) or 1]]
    return {8: [str(OTHER_ROOM)], 6: [str(HOME + 2)]}.get(part["type"], [])


def _filled(component: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    filled = {"type": component["type"], "id": 2, "custom_id": component["custom_id"]}
    chosen = [each["value"] for each in component.get("options", []) if each.get("default")]
    match component["type"]:
        case 4:
            return {**filled, "value": given.get(component["custom_id"], component.get("value") or "Quiet hours")}
        case 23:
            return {**filled, "value": given.get(component["custom_id"], False)}
        case _:
            return {**filled, "values": given.get(component["custom_id"], chosen)}


@asynccontextmanager
async def fuzz_world(
    socket: Path, settings: Config, store: Store, library: Library, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[FuzzWorld]:
    """The bot in both servers; what is promised of every input is looked at in the end."""
    discord = SmallDiscord([Harbour(HOME, [ROOM, OTHER_ROOM]), Harbour(ELSEWHERE, [ELSEWHERE + 10])])
    discord.roles_allowed = {HOME + 2, ELSEWHERE + 2}
    async with (
        discord.listen(socket),
        connected(lambda **how: Kindred(settings, store, library, **how), discord, socket) as bot,
    ):
        yield FuzzWorld(discord, store, bot)
    assert discord.refused == [], "Discord refuses none of what is sent"
    assert discord.pings == [], "nobody is pinged"
    assert errors(caplog) == []


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    records = [*caplog.get_records("call"), *caplog.records]
    formatter = logging.Formatter()
    return [formatter.format(record) for record in records if record.levelno >= logging.ERROR]


def is_kind(said: Answer) -> bool:
    """Whether an answer is one that a person can use: no traceback, no apology for a bug."""
    return "not your doing" not in said.text and "Traceback" not in said.text


def options(discord: SmallDiscord) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every option of every command, as Discord was told of them."""
    for command in discord.syncs[-1]:
        for option in command.get("options", []):
            if option["type"] == 1:
                for inner in option.get("options", []):
                    yield f"{command['name']} {option['name']}", inner
            else:
                yield command["name"], option


def typing_of(name: str, option: str, words: str) -> dict[str, Any]:
    command, _, sub = name.partition(" ")
    given: list[dict[str, Any]] = [{"name": option, "type": 3, "value": words, "focused": True}]
    if sub:
        given = [{"name": sub, "type": 1, "options": given}]
    return {"id": "1", "name": command, "type": 1, "options": given}


def part_of(kind: int, custom_id: str) -> dict[str, Any]:
    part: dict[str, Any] = {"type": kind, "custom_id": custom_id}
    if kind == 2:
        return {**part, "style": 2, "label": "x"}
    if kind == 3:
        part["options"] = [{"label": "x", "value": "x"}]
    return {**part, "min_values": 1, "max_values": 1}


async def put(fuzz: FuzzWorld, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    await fuzz.store._db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", *row.values())


async def look_around(fuzz: FuzzWorld) -> None:
    """What moderators and members do most, in the server with the odd row."""
    for name in ("reminders list", "reminders texts", "settings", "privacy", "causes", "find-help", "small-step"):
        assert is_kind(await fuzz.command(name)), name
    for verb in (
        "open:1",
        "edit:1",
        "move:1",
        "skip:1",
        "ahead:1",
        "check:1",
        "pause:1",
        "resume:1",
        "remove:1",
        "undo:1",
    ):
        said = await fuzz.press(part_of(2, f"rem-{verb}"))
        assert is_kind(said), verb
        if said.kind == 9:
            said = await fuzz.submit(said.data, {})
            assert is_kind(said), verb
            for part in walk(said.data.get("components", [])):
                if part.get("custom_id", "").startswith(("rem-on", "rem-try")):
                    assert is_kind(await fuzz.press(part)), part["custom_id"]
    for name in FORMATS:
        for verb in ("open", "form"):
            assert is_kind(await fuzz.press(part_of(2, f"settings:{verb}.{name}"))), name
    for state in ("show", "ask"):
        assert is_kind(await fuzz.press(part_of(2, f"privacy:{state}")))
    assert is_kind(await fuzz.press(part_of(2, "share:strategy.listening")))
    data = typing_of("reminders pause", "schedule", "")
    assert (await fuzz.discord.ask(4, data, **fuzz.where)).kind == 8
    assert is_kind(await fuzz.command("reminders pause", until="2 weeks"))
    assert is_kind(await fuzz.command("reminders resume"))


async def deliver(fuzz: FuzzWorld) -> None:
    """Delivery does all that is due now, as after a start, and goes on."""
    fuzz.bot.delivery._last_drain = None
    for _ in range(4):
        await fuzz.bot.delivery.drain(datetime.now(UTC))
        while busy := set(fuzz.bot.delivery._tasks.values()):  # its own loop may have been the first to take one up
            await asyncio.wait(busy)
