"""Discord goes away in the middle of things: whoever pressed reads a clear sentence in time, and loses nothing."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from cogs.core import api_errors
from kindred.config import Config
from kindred.content.library import Library
from kindred.schedule.draft import Draft
from kindred.storage.store import Store
from tests.fuzz_world import HOME, OTHER_ROOM, ROOM, SUNDAY, FuzzWorld, fuzz_world, part_of
from tests.small_discord import MEMBER
from tests.sockets.answers import reply
from tests.sockets.faults import reset, silence, status

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")

TROUBLE = "Discord is having trouble at the moment. Nothing is lost: please try again in a minute."


async def limited(request: web.Request) -> web.StreamResponse:
    return reply({"message": "You are being rate limited.", "retry_after": 60.0, "global": False}, 429)


async def page(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Access denied</html>", content_type="text/html", status=403)


AWAY = {
    "the connection breaks": reset,
    "nobody answers": silence,
    "it is overloaded": status(502),
    "it is down": status(503),
    "it asks to wait": limited,
    "a proxy answers": page,
}


class Away:
    """Two servers' bot whose requests fail; what people pressed and what they are answered gets through."""

    def __init__(self, world: FuzzWorld, fault: Any) -> None:
        self.world = world
        self.fault = fault

    async def fill(self) -> None:
        """A weekly post in a channel that has to be asked for, with a role that has to be asked for."""
        await self.world.store.schedules.add(HOME, OTHER_ROOM, SUNDAY, datetime.now(UTC), role_id=HOME + 2)
        await self.world.store.settings.change(HOME, sharing=(ROOM,), notices=ROOM)
        self.world.discord.intercept = self._intercept

    async def _intercept(self, request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        return None if parts[0] in ("interactions", "webhooks") else await self.fault(request)

    async def press(self, custom_id: str, kind: int = 2, values: list[str] | None = None) -> str:
        began = time.monotonic()
        said = await self.world.press(part_of(kind, custom_id), values)
        async with asyncio.timeout(5):
            while not said.text and said.kind != 9:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        assert time.monotonic() - began < 3, "Discord waits no longer"
        return said.text


@pytest.fixture(params=AWAY)
async def away(
    request: pytest.FixtureRequest,
    socket: Path,
    library: Library,
    store: Store,
    settings: Config,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Away]:
    monkeypatch.setattr(api_errors, "PATIENCE", 0.2)
    async with fuzz_world(socket, settings, store, library, caplog) as world:
        away = Away(world, AWAY[request.param])
        await away.fill()
        yield away


@pytest.mark.parametrize("button", ["rem-check", "rem-resume", "rem-test", "rem-edit", "notice-check", "notice-resume"])
async def test_a_press_that_asks_for_a_channel_or_a_role_is_answered(away: Away, button: str) -> None:
    [schedule] = await away.world.store.schedules.of(HOME)
    await away.world.store.schedules.pause(HOME, [schedule.id], datetime.now(UTC))
    assert await away.press(f"{button}:{schedule.id}") == TROUBLE
    [after] = await away.world.store.schedules.of(HOME)
    assert after.paused == "moderator", "nothing was changed"


async def test_resume_names_what_it_could_not_look_at(away: Away) -> None:
    [schedule] = await away.world.store.schedules.of(HOME)
    await away.world.store.schedules.pause(HOME, [schedule.id], datetime.now(UTC))
    assert f"**Still paused:** <#{OTHER_ROOM}>. {TROUBLE}" in (await away.world.command("reminders resume")).text


async def test_a_new_weekly_post_is_not_enabled_half(away: Away) -> None:
    draft = Draft(0, ROOM, SUNDAY, ("listen",), HOME + 2, True)
    for button in ("rem-on", "rem-try"):
        assert await away.press(f"{button}:{draft.pack()}") == TROUBLE
    assert len(await away.world.store.schedules.of(HOME)) == 1


async def test_the_form_of_a_weekly_post_loses_nothing_that_was_typed(away: Away) -> None:
    """Its preview shows without the hint that needs to ask for the role."""
    away.world.discord.intercept = None
    [schedule] = await away.world.store.schedules.of(HOME)
    form = await away.world.press(part_of(2, f"rem-edit:{schedule.id}"))
    guild = away.world.bot.get_guild(HOME)
    assert guild
    guild._roles.pop(HOME + 2)
    away.world.discord.intercept = away._intercept
    shown = await away.world.submit(form.data, {"at": "9am", "role": [str(HOME + 2)]})
    assert "09:00" in shown.text or "9:00" in shown.text, shown.text


async def test_settings_open_and_say_what_could_not_be_looked_at(away: Away) -> None:
    for row in ("sharing", "notices"):
        assert f"<#{ROOM}>" in await away.press(f"settings:open.{row}")
    assert await away.press("settings:pick.notices", 8, [str(OTHER_ROOM)]) == TROUBLE
    kept = await away.world.store.settings.of(HOME)
    assert (kept.sharing, kept.notices) == ((ROOM,), ROOM)


async def test_a_command_that_names_a_channel_is_answered(away: Away) -> None:
    option = {**away.world.discord.channels[ROOM].payload(), "permissions": MEMBER}
    said = await away.world.command("reminders add", channel=option, timezone="Berlin")
    assert said.kind == 9, said.text


async def test_a_card_that_was_posted_is_not_asked_for_again(
    socket: Path, library: Library, store: Store, settings: Config, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord goes away between the card and the words that it is there."""
    async with fuzz_world(socket, settings, store, library, caplog) as world:

        async def intercept(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
            return await reset(request) if request.method == "PATCH" and parts[0] == "webhooks" else None

        world.discord.intercept = intercept
        said = await world.press(part_of(2, "post:strategy.listening"))
        async with asyncio.timeout(5):
            while not world.discord.channels[ROOM].messages:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.1)
    assert "try again" not in said.text
