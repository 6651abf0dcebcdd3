"""Hard weather at Discord: broken connections, outages, limits. The bot comes back, and posts nothing twice."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sockets.due import all_recorded, count_posts, make_due
from tests.sockets.faults import Fault, reset, silence, slow, status
from tests.sockets.process import on_socket, stop
from tests.sockets.server import DiscordServer, slash

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets and signals"),
]


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    discord = DiscordServer()
    yield discord
    assert discord.refused_bodies == [], "Discord's specification allows all that was sent"


async def answers(discord: DiscordServer) -> None:
    """The bot answers a person."""
    _, answer = await discord.interact(slash("causes"), seconds=60)
    assert answer["data"]["components"]


# The gateway


async def cut(discord: DiscordServer) -> None:
    assert discord.gateway
    assert discord.gateway.connection
    discord.gateway.connection.break_off()


async def close_with_4000(discord: DiscordServer) -> None:
    assert discord.gateway
    assert discord.gateway.connection
    await discord.gateway.connection.close(4000)


async def close_with_1000(discord: DiscordServer) -> None:
    assert discord.gateway
    assert discord.gateway.connection
    await discord.gateway.connection.close(1000)


async def ask_to_reconnect(discord: DiscordServer) -> None:
    assert discord.gateway
    assert discord.gateway.connection
    await discord.gateway.connection.send(7, None)


async def a_storm(discord: DiscordServer) -> None:
    discord.weather.drops = 5
    await cut(discord)


@pytest.mark.parametrize("weather", [cut, close_with_4000, close_with_1000, ask_to_reconnect, a_storm])
async def test_it_resumes_after_the_connection_broke_and_misses_nothing(
    discord: DiscordServer, socket: Path, weather: Callable[[DiscordServer], Any]
) -> None:
    async with discord.listen(socket), on_socket(socket) as process:
        await process.says("Ready")
        await weather(discord)
        await answers(discord)  # asked while it was away, and told again when it resumes
        assert discord.resumes >= 1
        await stop(process)
    assert len(discord.syncs) == 1, "the commands are not told again"


async def forgotten(discord: DiscordServer) -> None:
    discord.weather.forget = True
    await cut(discord)


async def invalid(discord: DiscordServer) -> None:
    assert discord.gateway
    assert discord.gateway.connection
    await discord.gateway.connection.send(9, False)


async def refused(discord: DiscordServer) -> None:
    discord.weather.refusals = 2
    await cut(discord)


@pytest.mark.parametrize("weather", [forgotten, invalid, refused])
async def test_it_starts_a_new_session_when_the_old_one_is_invalid_and_posts_nothing_twice(
    discord: DiscordServer, socket: Path, database: Path, weather: Callable[[DiscordServer], Any]
) -> None:
    await make_due(discord, database, 60)
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) > 5)
        await weather(discord)
        await discord.until(lambda: discord.identifies == 2)
        await discord.until(lambda: len(discord.posted_at) >= 60)
        await answers(discord)
        assert await all_recorded(database, 60) == [("sent", None)] * 60
        await stop(process)
    assert set(count_posts(discord).values()) == {1}
    assert len(discord.syncs) == 1, "the commands are not told again"


async def test_it_notices_a_gateway_that_answers_no_heartbeat_and_connects_anew(
    discord: DiscordServer, socket: Path
) -> None:
    discord.weather.heartbeat = 100
    async with discord.listen(socket), on_socket(socket, TEST_HEARTBEAT_TIMEOUT="1") as process:
        await process.says("Ready")
        discord.weather.acks = False
        await discord.until(lambda: bool(discord.close_codes))
        discord.weather.acks = True
        await discord.until(lambda: discord.resumes >= 1)
        await answers(discord)
        await stop(process)
    assert len(discord.syncs) == 1


async def test_it_starts_although_the_first_connection_is_refused(discord: DiscordServer, socket: Path) -> None:
    discord.weather.refusals = 1
    async with discord.listen(socket), on_socket(socket) as process:
        await process.says("Ready")
        await answers(discord)
        await stop(process)
    assert len(discord.syncs) == 1


# Posts


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(status(503), times=5)],
        [Fault(status(503), after=True, times=5)],
        [Fault(status(500), times=3)],
        [Fault(status(502), after=True, times=3)],
        [Fault(reset, times=5)],
        [Fault(reset, after=True, times=5)],
        [Fault(slow(0.5), after=True, times=20)],
    ],
    ids=["503", "503 after storing", "500", "502 after storing", "reset", "reset after storing", "slow"],
)
async def test_every_reminder_is_posted_once_through_discords_trouble(
    discord: DiscordServer, socket: Path, database: Path, faults: list[Fault]
) -> None:
    await make_due(discord, database, 30)
    discord.post_faults = faults
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) >= 30)
        assert await all_recorded(database, 30) == [("sent", None)] * 30
        await stop(process)
    assert set(count_posts(discord).values()) == {1}
    assert discord.statuses[429] == 0


async def test_an_outage_for_all_is_waited_out_and_its_end_brings_no_flood(
    discord: DiscordServer, socket: Path, database: Path
) -> None:
    """What failed is looked for in the channels first: searches keep to Discord's limit as posts do."""
    await make_due(discord, database, 120)
    outage = Fault(status(503), times=120)
    discord.post_faults = [outage]
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: outage.times == 0)
        await process.kill()
    async with discord.listen(socket), on_socket(socket) as process:
        assert await all_recorded(database, 120) == [("sent", None)] * 120
        await stop(process)
    assert set(count_posts(discord).values()) == {1}
    assert discord.statuses[429] == 0


async def test_a_post_that_discord_never_answers_holds_up_no_other(
    discord: DiscordServer, socket: Path, database: Path
) -> None:
    await make_due(discord, database, 30)
    discord.post_faults = [Fault(silence)]
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) >= 29)
        await process.kill()  # it would wait for a minute
        async with on_socket(socket) as process:
            assert await all_recorded(database, 30) == [("sent", None)] * 30
            await stop(process)
    assert set(count_posts(discord).values()) == {1}


async def test_a_ban_of_its_address_is_waited_out(discord: DiscordServer, socket: Path, database: Path) -> None:
    """After 10,000 invalid requests Cloudflare answers, with words that are no JSON."""
    await make_due(discord, database, 30)
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) >= 5)
        discord.limits.invalid_allowed = 0
        await process.says("the next try is in")
        discord.limits.invalid_allowed = 10_000
        assert await all_recorded(database, 30) == [("sent", None)] * 30
        await stop(process)
    assert set(count_posts(discord).values()) == {1}


async def test_a_channel_that_is_closed_to_the_bot_costs_no_request_that_must_fail(
    discord: DiscordServer, socket: Path, database: Path
) -> None:
    channels = await make_due(discord, database, 20)
    for channel in channels[::2]:
        await discord.deny(channel, 1 << 11)
    async with discord.listen(socket), on_socket(socket) as process:
        outcomes = await all_recorded(database, 20)
        await stop(process)
    assert sorted(set(outcomes), key=str) == [("failed", "missing:send_messages"), ("sent", None)]
    assert discord.limits.invalid == type(discord.limits.invalid)()


# Load: how fast is measured in benchmarks/load.py


async def test_hundreds_due_at_once_meet_no_limit_and_people_are_answered_meanwhile(
    discord: DiscordServer, socket: Path, database: Path
) -> None:
    await make_due(discord, database, 400)
    async with discord.listen(socket), on_socket(socket) as process:
        await discord.until(lambda: len(discord.posted_at) >= 10)
        questions = [discord.interact(slash("causes"), seconds=60) for _ in range(300)]
        answered = await asyncio.gather(*questions)
        await discord.until(lambda: len(discord.posted_at) >= 400)
        assert await all_recorded(database, 400) == [("sent", None)] * 400
        await stop(process)
    assert all(answer["data"]["components"] for _, answer in answered)
    assert set(count_posts(discord).values()) == {1}
    assert discord.statuses[429] == 0, process.output


# The server that these tests stand on


async def test_the_test_server_keeps_discords_limits(discord: DiscordServer) -> None:
    limits = DiscordServer(jitter=0, invalid=3).limits
    assert [limits.refuse() for _ in range(50)] == [None] * 50
    refused = limits.refuse()
    assert refused is not None
    assert refused.status == 429
    assert refused.headers["Via"]
    assert [limits.take(1)[1] for _ in range(5)] == [None] * 5
    headers, refused = limits.take(1)
    assert refused is not None
    assert headers["X-RateLimit-Remaining"] == "0"
    assert limits.take(2)[1] is None, "each channel has its own"
    for _ in range(3):
        limits.note(403)
    banned = limits.refuse()
    assert banned is not None
    assert "Via" not in banned.headers
