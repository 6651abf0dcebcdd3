"""One server's presses draw no ban of Discord's on all servers, and whoever presses after a fix learns of it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.utils import utcnow

from cogs.core.channels import find_channel
from cogs.core.request_budget import MOST, MOST_OF_A_SERVER, REMEMBERED, WINDOW, RequestBudget
from kindred.config import Config
from kindred.content.library import Library
from kindred.delivery.attempts import RejectedError
from kindred.schedule.weekly import Weekly
from kindred.storage.store import Store
from tests.fuzz_world import ELSEWHERE, HOME, ROOM, SUNDAY, FuzzWorld, fuzz_world, part_of
from tests.small_discord import Answer
from tests.sockets.answers import reply
from tests.sockets.guilds import BOT, JOINED, VIEW, Channel, role

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")

CLOSED = [7 * 10**17 + number for number in range(10)]
REFUSED = "Discord refused many of my requests"


class Harbour:
    """Ten paused weekly posts of one server in channels that the bot cannot see, and what is asked for them."""

    def __init__(self, world: FuzzWorld) -> None:
        self.world = world
        self.asked = 0
        self.slow = asyncio.Event()
        self.slow.set()

    async def fill(self) -> None:
        now = datetime.now(UTC)
        for id in CLOSED:
            channel = self.world.discord.channels[id] = Channel(id, HOME, denied=VIEW)
            self.world.home.channels.append(channel)
            added = await self.world.store.schedules.add(HOME, id, SUNDAY, now)
            await self.world.store.schedules.pause(HOME, [added.id], now)
        self.world.discord.intercept = self._count

    async def _count(self, request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        if parts[0] == "channels" and int(parts[1]) in CLOSED:
            self.asked += 1
            refused = not self.world.discord.channels[int(parts[1])].allows(VIEW)
            await self.slow.wait()
            if refused:
                return reply({"code": 50001, "message": "Missing Access"}, 403)
        return None

    async def resume(self) -> Answer:
        return await self.world.command("reminders resume")

    async def open_to_the_bot(self, id: int) -> Channel:
        channel = self.world.discord.channels[id]
        channel.denied = 0
        return channel


@pytest.fixture
async def harbour(
    socket: Path, library: Library, store: Store, settings: Config, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Harbour]:
    async with fuzz_world(socket, settings, store, library, caplog) as world:
        harbour = Harbour(world)
        await harbour.fill()
        yield harbour


async def test_a_hundred_presses_of_resume_in_ten_closed_channels_draw_ten_refusals(harbour: Harbour) -> None:
    answers = [await harbour.resume() for _ in range(50)]
    answers += await asyncio.gather(*(harbour.resume() for _ in range(50)))
    assert all("**Still paused:**" in answer.text and "I need *View Channel*" in answer.text for answer in answers)
    assert harbour.asked == 10, "each channel once"


async def test_presses_at_the_same_moment_share_one_request(harbour: Harbour) -> None:
    answers = await asyncio.gather(*(harbour.resume() for _ in range(20)))
    assert all("**Still paused:**" in answer.text and "I need *View Channel*" in answer.text for answer in answers)
    assert harbour.asked == 10


@pytest.mark.parametrize("button", ["rem-check", "rem-resume", "rem-test", "notice-check", "notice-resume"])
async def test_every_button_that_asks_for_a_channel_asks_once(harbour: Harbour, button: str) -> None:
    [schedule, *_] = await harbour.world.store.schedules.of(HOME)
    for _ in range(5):
        said = await harbour.world.press(part_of(2, f"{button}:{schedule.id}"))
        assert "I need *View Channel*" in said.text
    assert harbour.asked == 1


OPENED = {
    "its permissions": ("CHANNEL_UPDATE", lambda channel: channel.payload()),
    "a role": (
        "GUILD_ROLE_UPDATE",
        lambda channel: {"guild_id": str(HOME), "role": role(HOME + 9, "A role that nobody knows", VIEW, 2)},
    ),
    "a role that is gone": ("GUILD_ROLE_DELETE", lambda channel: {"guild_id": str(HOME), "role_id": str(HOME + 9)}),
    "a role of the bot's own": (
        "GUILD_MEMBER_UPDATE",
        lambda channel: {"guild_id": str(HOME), "user": BOT, "roles": [str(HOME + 1)], "joined_at": JOINED, "flags": 0},
    ),
}


@pytest.mark.parametrize("how", OPENED)
async def test_whoever_presses_after_a_fix_learns_of_it_at_once(harbour: Harbour, how: str) -> None:
    assert "**Still paused:**" in (await harbour.resume()).text
    channel = await harbour.open_to_the_bot(CLOSED[0])
    event, data = OPENED[how]
    await harbour.world.discord.tell(event, data(channel))
    assert "**Resumed.**" in (await harbour.resume()).text
    [first, *_] = await harbour.world.store.schedules.of(HOME)
    assert first.paused is None


async def test_a_fix_while_discord_is_still_answering_is_not_forgotten(harbour: Harbour) -> None:
    """The old answer comes after the fix, and must not stand for a minute."""
    harbour.slow.clear()
    before = asyncio.create_task(harbour.resume())
    async with asyncio.timeout(5):
        while harbour.asked < 10:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    channel = await harbour.open_to_the_bot(CLOSED[0])
    await harbour.world.discord.tell("CHANNEL_UPDATE", channel.payload())
    harbour.slow.set()
    assert "**Still paused:**" in (await before).text
    assert "**Resumed.**" in (await harbour.resume()).text


async def test_another_servers_changes_let_nothing_be_asked_again(harbour: Harbour) -> None:
    await harbour.resume()
    await harbour.world.discord.tell("CHANNEL_UPDATE", Channel(ELSEWHERE + 10, ELSEWHERE).payload())
    await harbour.resume()
    assert harbour.asked == 10


async def test_past_its_budget_a_server_is_asked_for_nothing_and_the_panel_says_so(harbour: Harbour) -> None:
    """Also where somebody changes a channel before each press, which lets every channel be asked for again."""
    said = await harbour.resume()
    for _ in range(MOST_OF_A_SERVER // 10 + 5):
        said = await harbour.resume()
        await harbour.world.discord.tell("CHANNEL_UPDATE", Channel(CLOSED[0], HOME, denied=VIEW).payload())
    assert REFUSED in said.text
    assert harbour.asked == MOST_OF_A_SERVER
    [schedule, *_] = await harbour.world.store.schedules.of(HOME)
    for button in ("rem-check", "rem-resume", "rem-test", "notice-check"):
        assert REFUSED in (await harbour.world.press(part_of(2, f"{button}:{schedule.id}"))).text
    assert harbour.asked == MOST_OF_A_SERVER
    where = {"guild": harbour.world.discord.guilds[ELSEWHERE], "channel_id": ELSEWHERE + 10}
    added = await harbour.world.store.schedules.add(ELSEWHERE, ELSEWHERE + 10, SUNDAY, datetime.now(UTC))
    other = await harbour.world.discord.press(part_of(2, f"rem-check:{added.id}"), **where)
    assert "**All is well.**" in other.text, "another server goes on"


async def use_up_the_budget(harbour: Harbour) -> None:
    """As many refusals as the whole process may have."""

    async def refuse(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        return reply({"code": 50001, "message": "Missing Access"}, 403) if parts[0] == "guilds" else None

    harbour.world.discord.intercept = refuse
    guild = harbour.world.bot.get_guild(HOME)
    assert guild is not None
    for _ in range(MOST // 50):
        outcomes = await asyncio.gather(*(guild.fetch_roles() for _ in range(50)), return_exceptions=True)
        assert all(isinstance(outcome, discord.Forbidden) for outcome in outcomes)
    harbour.world.discord.intercept = harbour._count


async def test_past_the_whole_budget_posts_go_out_and_panels_say_that_nothing_is_asked(harbour: Harbour) -> None:
    await use_up_the_budget(harbour)
    assert REFUSED in (await harbour.resume()).text
    assert harbour.asked == 0
    assert REFUSED in await pressed(harbour, "post:strategy.listening")
    await fall_due(harbour, ELSEWHERE, ELSEWHERE + 10)
    assert len(harbour.world.discord.channels[ELSEWHERE + 10].messages) == 1


async def test_past_the_whole_budget_a_post_is_made_in_a_channel_that_must_be_asked_for(harbour: Harbour) -> None:
    """As an archived thread is before each post."""
    await use_up_the_budget(harbour)
    channel = await harbour.open_to_the_bot(CLOSED[0])
    await harbour.world.store.delete_guild(HOME)
    await fall_due(harbour, HOME, channel.id)
    assert len(channel.messages) == 1


async def pressed(harbour: Harbour, button: str) -> str:
    """What somebody reads after a press that is answered in two steps."""
    said = await harbour.world.press(part_of(2, button))
    async with asyncio.timeout(5):
        while len(said.bodies) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    return said.text


async def fall_due(harbour: Harbour, guild_id: int, channel_id: int) -> None:
    now = utcnow().replace(second=0, microsecond=0)
    weekly = Weekly(now.weekday(), now.time().replace(tzinfo=None), "UTC")
    await harbour.world.store.schedules.add(guild_id, channel_id, weekly, now - timedelta(days=1))
    await harbour.world.bot.delivery.drain(utcnow())
    async with asyncio.timeout(5):
        while busy := set(harbour.world.bot.delivery._tasks.values()):
            await asyncio.wait(busy)


async def test_a_refusal_stands_for_a_minute_and_the_budget_for_ten(harbour: Harbour) -> None:
    seconds = 0.0
    budget = harbour.world.bot.request_budget = RequestBudget(lambda: seconds)

    async def look(id: int) -> None:
        with pytest.raises(RejectedError):
            await find_channel(harbour.world.bot, HOME, id)

    await look(CLOSED[0])
    seconds = REMEMBERED - 1
    await look(CLOSED[0])
    assert harbour.asked == 1
    seconds = REMEMBERED
    await look(CLOSED[0])
    assert harbour.asked == 2
    for _ in range(MOST_OF_A_SERVER - 2):
        budget.forget(HOME)
        await look(CLOSED[0])
    budget.forget(HOME)
    assert REFUSED in (await harbour.resume()).text
    seconds += WINDOW
    assert "I need *View Channel*" in (await harbour.resume()).text


async def test_an_outage_of_days_in_which_nobody_presses_fills_no_memory(harbour: Harbour) -> None:
    async def limited(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        return reply({"code": 50001, "message": "Missing Access"}, 403) if parts[0] == "guilds" else None

    harbour.world.discord.intercept = limited
    guild = harbour.world.bot.get_guild(HOME)
    assert guild
    for _ in range(MOST // 50 + 10):
        await asyncio.gather(*(guild.fetch_roles() for _ in range(50)), return_exceptions=True)
    kept = [each for each in vars(harbour.world.bot.request_budget).values() if hasattr(each, "__len__")]
    assert max(map(len, kept)) == MOST


async def test_trouble_of_discords_own_is_no_servers_fault_and_is_asked_again(harbour: Harbour) -> None:
    async def cloudflare(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        return web.Response(text="<html>", status=403) if parts[0] == "channels" else None

    harbour.world.discord.intercept = cloudflare
    assert "Discord is having trouble" in (await harbour.resume()).text
    harbour.world.discord.intercept = harbour._count
    assert "I need *View Channel*" in (await harbour.resume()).text


async def test_a_server_in_which_tests_are_refused_has_an_end_of_trying(harbour: Harbour) -> None:
    tried = 0

    async def refuse(request: web.Request, parts: list[str], body: Any) -> web.StreamResponse | None:
        nonlocal tried
        if request.method == "POST" and parts[0] == "channels":
            tried += 1
            return reply({"code": 50013, "message": "Missing Permissions"}, 403)
        return None

    harbour.world.discord.intercept = refuse
    await harbour.world.store.delete_guild(HOME)
    added = await harbour.world.store.schedules.add(HOME, ROOM, SUNDAY, datetime.now(UTC))
    for _ in range(MOST_OF_A_SERVER):
        assert "Discord did not let me write there" in await pressed(harbour, f"rem-test:{added.id}")
    assert REFUSED in await pressed(harbour, f"rem-test:{added.id}")
    assert tried == MOST_OF_A_SERVER
