"""What Discord answers to a weekly post, read by its code: what passes is waited out, what does not is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cogs.client.bot import Kindred
from cogs.core.api_errors import REASONS
from kindred.config import Config
from kindred.content.library import Library
from kindred.delivery.attempts import TransientError, UnverifiableError
from kindred.schedule.weekly import Weekly
from kindred.storage.ledger import Occurrence, State
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store
from tests.small_discord import Harbour, SmallDiscord, connected
from tests.sockets.answers import reply
from tests.sockets.guilds import message
from tests.test_reminders import DAY, WEEK, enabled, pass_time
from tests.world import World, posts, text

HOUR = 3600


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


def refuse_posts(world: World, status: int, code: int, *, times: int | None, path: str = "/messages") -> None:
    method = "POST" if path else "GET"
    world.env.inject_error(
        method,
        f"/channels/{world.channel.id}{path}",
        status=status,
        code=code,
        message="What Discord says",
        times=times,
    )


async def ledger(world: World) -> list[tuple[str, str | None]]:
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    return [(row.state, row.reason) for row in await world.bot.store.ledger.results(schedule.id, 100)]


# A code of 0 is what discord.py gives to a page without one: Cloudflare's, or a proxy's.
PASSES = [
    (401, 0),  # a token that is being changed
    (403, 0),
    (403, 40333),
    (404, 0),
    (408, 0),
    (413, 0),
    (400, 40004),
    (400, 20028),
    (400, 130000),
]


@pytest.mark.parametrize(("status", "code"), PASSES)
async def test_what_passes_is_waited_out(world: World, status: int, code: int) -> None:
    await enabled(world)
    refuse_posts(world, status, code, times=3)
    await pass_time(world, 4 * DAY + HOUR)
    assert len(posts(world.channel)) == 1
    assert await ledger(world) == [("sent", None)]


@pytest.mark.parametrize(("status", "code"), [(403, 0), (403, 40333), (404, 0), (401, 0)])
async def test_a_channel_that_cannot_be_asked_for_now_is_not_gone(world: World, status: int, code: int) -> None:
    await enabled(world)
    world.bot.get_guild(world.guild.id)._remove_channel(world.bot.get_channel(world.channel.id))
    refuse_posts(world, status, code, times=2, path="")
    await pass_time(world, 4 * DAY + HOUR)
    assert len(posts(world.channel)) == 1
    assert await ledger(world) == [("sent", None)]


LASTS = [
    (400, 200000, "automod", "AutoMod blocked the text."),
    (400, 240000, "filtered", "A filter of Discord's held the text back."),
    (400, 50035, "refused:50035", "its reason has the number 50035"),
    (400, 0, "refused:0", "its reason has the number 0"),
    (403, 40002, "refused:40002", "its reason has the number 40002"),
    (403, 50013, "forbidden", "Discord did not let me write there."),
    (403, 50001, "forbidden", "Discord did not let me write there."),
    (404, 10003, "channel-gone", "The channel is gone."),
    (400, 160005, "thread-locked", "The thread is locked."),
    (400, 50008, "channel-kind", "I cannot post in this kind of channel."),
]


@pytest.mark.parametrize(("status", "code", "reason", "told"), LASTS)
async def test_what_lasts_counts_pauses_after_three_and_is_told_in_plain_words(
    world: World, caplog: pytest.LogCaptureFixture, status: int, code: int, reason: str, told: str
) -> None:
    notices = world.guild.create_text_channel("mod-log")
    await world.bot.store.settings.change(world.guild.id, notices=notices.id)
    await enabled(world)
    refuse_posts(world, status, code, times=None)
    await pass_time(world, 4 * DAY)
    [notice] = posts(notices)
    assert told in text(notice)
    await pass_time(world, 3 * WEEK)
    assert await ledger(world) == [("failed", reason)] * 3
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused == "failures"
    assert told in text(await world.mod.slash(world.channel, "reminders list"))
    assert "Traceback" not in caplog.text
    if reason.startswith("refused"):
        assert f"{status}, code {code}: What Discord says" in caplog.text


def test_every_reason_that_a_code_stands_for_has_words(library: Library) -> None:
    words = library.words()["en"]
    for reason in {*REASONS.values(), "refused", "discord", "network"}:
        assert words.get(f"reason.{reason}"), reason


async def test_a_notice_that_a_proxy_hides_is_not_written_a_second_time(world: World) -> None:
    notices = world.guild.create_text_channel("mod-log")
    await world.bot.store.settings.change(world.guild.id, notices=notices.id)
    await enabled(world)
    refuse_posts(world, 403, 50013, times=None)
    await pass_time(world, 4 * DAY)
    world.env.inject_error("PATCH", f"/channels/{notices.id}/messages/*", status=404, code=0, times=1)
    await pass_time(world, WEEK)
    assert len(posts(notices)) == 1


async def test_a_role_that_a_proxy_hides_is_mentioned_all_the_same(world: World) -> None:
    role = world.guild.create_role("Company", mentionable=True)
    await enabled(world, role=[role], silent=False)
    world.bot.get_guild(world.guild.id)._roles.pop(role.id)
    world.env.inject_error("GET", f"/guilds/{world.guild.id}/roles/{role.id}", status=404, code=0, times=1)
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    assert text(post).startswith(role.mention)


# Looking for a post among messages that cannot be read

ANA = {"id": "42", "username": "ana", "discriminator": "0", "avatar": None, "global_name": "Ana"}
ODD: dict[str, dict[str, Any]] = {
    "a poll without an end": {
        "author": ANA,
        "poll": {
            "question": {"text": "Tea?"},
            "answers": [],
            "expiry": None,
            "allow_multiselect": False,
            "layout_type": 1,
        },
    },
    "an empty forward": {"author": ANA, "message_reference": {"type": 1, "channel_id": "5"}, "message_snapshots": [{}]},
    "an author without a discriminator": {"author": {"id": "42", "username": "ana", "avatar": None}},
    "nobody's": {"author": None},
    "a component of a kind to come": {"author": ANA, "components": [{"type": 99}]},
    "no time": {"author": ANA, "timestamp": None},
}


def oddly(id: int, what: str) -> dict[str, Any]:
    return {**message(id, 10, {}), **ODD[what]}


async def posted_in(bot: Kindred, small: SmallDiscord, *, below: int) -> tuple[Schedule, Occurrence, int]:
    """A claim whose post is in the channel, with so many other messages on top; and the post's id."""
    now = datetime.now(UTC)
    weekly = Weekly(now.weekday(), now.time().replace(second=0, microsecond=0, tzinfo=None), "UTC")
    schedule = await bot.store.schedules.add(1, 10, weekly, now - timedelta(days=1))
    assert schedule.due
    claim = Occurrence(schedule.id, schedule.due, "listen-1", State.CLAIMED, None, schedule.due, 0, None)
    id = await bot.poster.send(schedule, claim.due, next(iter(await bot.poster.pool(schedule))).id, quiet=False)
    messages = small.channels[10].messages
    messages += [message(small.snowflake(), 10, {}) for _ in range(below)]
    return schedule, claim, id


@pytest.mark.parametrize("below", [0, 150])
@pytest.mark.parametrize("what", ODD)
async def test_one_unreadable_message_hides_no_post(
    settings: Config, library: Library, store: Store, socket: Path, what: str, below: int
) -> None:
    small = SmallDiscord([Harbour(1, [10])])
    async with (
        small.listen(socket),
        connected(
            lambda **how: Kindred(settings, store, library, max_sleep=timedelta(days=1), **how), small, socket
        ) as bot,
    ):
        schedule, claim, id = await posted_in(bot, small, below=below)
        messages = small.channels[10].messages
        messages.insert(0, oddly(int(messages[0]["id"]) - 1, what))
        messages.append(oddly(small.snowflake(), what))
        assert await bot.poster.find(schedule, claim) == id
        messages[:] = [each for each in messages if each["id"] != str(id)]
        assert await bot.poster.find(schedule, claim) is None


@pytest.mark.parametrize("answer", [{"code": 0}, [None], [{}], "a page"])
async def test_a_history_that_is_none_proves_nothing(
    settings: Config, library: Library, store: Store, socket: Path, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SmallDiscord([Harbour(1, [10])])
    async with (
        small.listen(socket),
        connected(
            lambda **how: Kindred(settings, store, library, max_sleep=timedelta(days=1), **how), small, socket
        ) as bot,
    ):
        schedule, claim, _ = await posted_in(bot, small, below=0)
        monkeypatch.setattr(small, "_history", lambda channel, query: answer)
        with pytest.raises(UnverifiableError):
            await bot.poster.find(schedule, claim)


@pytest.mark.parametrize(("status", "code"), [(403, 0), (403, 40333), (404, 0), (408, 0)])
async def test_a_history_that_a_proxy_hides_is_asked_for_again(
    settings: Config, library: Library, store: Store, socket: Path, status: int, code: int
) -> None:
    small = SmallDiscord([Harbour(1, [10])])
    async with (
        small.listen(socket),
        connected(
            lambda **how: Kindred(settings, store, library, max_sleep=timedelta(days=1), **how), small, socket
        ) as bot,
    ):
        schedule, claim, _ = await posted_in(bot, small, below=0)

        async def hide(request: Any, parts: list[str], body: Any) -> Any:
            return reply({"code": code, "message": "no"}, status) if parts[-1] == "messages" else None

        small.intercept = hide
        with pytest.raises(TransientError):
            await bot.poster.find(schedule, claim)
