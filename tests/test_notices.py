"""No failure that nobody hears of: one message to the moderators, edited as things change."""

from datetime import timedelta

import discord
import pytest
import simcord

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.test_reminders import DAY, WEEK, enabled, opened, pass_time
from tests.world import World, custom_ids, labels, message_of, posts, text


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


async def close(world: World, channel: simcord.ChannelHandle, *, writing: bool = False) -> None:
    found = await world.bot.fetch_channel(channel.id)
    await found.set_permissions(found.guild.me, send_messages=writing)


async def failing(world: World) -> simcord.ChannelHandle:
    """A weekly post in #general that fails for want of Send Messages; gives the notice channel."""
    notices = world.guild.create_text_channel("mod-log")
    await world.bot.store.settings.change(world.guild.id, notices=notices.id)
    await enabled(world)
    await close(world, world.channel)
    await pass_time(world, 4 * DAY)
    return notices


async def test_a_failure_is_told_once_with_what_is_missing_and_where_to_grant_it(world: World) -> None:
    notices = await failing(world)
    [notice] = posts(notices)
    assert f"<#{world.channel.id}>" in text(notice)
    assert "I need *Send Messages*. Grant it under Edit Channel, Permissions" in text(notice)
    assert labels(notice) == ["Check again", "Resume"]


async def test_repeated_failures_edit_the_message_that_exists(world: World) -> None:
    notices = await failing(world)
    await pass_time(world, 2 * WEEK)
    [notice] = posts(notices)
    assert "so it is paused" in text(notice)


async def test_a_deleted_notice_is_written_anew(world: World) -> None:
    notices = await failing(world)
    [notice] = posts(notices)
    await world.bot.get_partial_messageable(notices.id).get_partial_message(notice.id).delete()
    await pass_time(world, WEEK)
    assert len(posts(notices)) == 1


async def test_a_notice_says_when_it_works_again(world: World) -> None:
    notices = await failing(world)
    await close(world, world.channel, writing=True)
    await pass_time(world, WEEK)
    [notice] = posts(notices)
    assert "works again" in text(notice)
    assert len(posts(world.channel)) == 1
    await close(world, world.channel)
    await pass_time(world, WEEK)
    assert len(posts(notices)) == 2, "another trouble is another message"


async def test_resume_on_a_notice_looks_first_and_then_lets_it_go_on(world: World) -> None:
    notices = await failing(world)
    await pass_time(world, 2 * WEEK)
    [notice] = posts(notices)
    await world.mod.click(notice, label="Resume")
    assert "I need *Send Messages*" in text(posts(notices)[0])
    await close(world, world.channel, writing=True)
    await world.mod.click(posts(notices)[0], label="Resume")
    assert "works again" in text(posts(notices)[0])
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


@pytest.mark.parametrize("label", ["Check again", "Resume"])
async def test_the_buttons_of_a_notice_act_for_people_with_manage_server_alone(world: World, label: str) -> None:
    notices = await failing(world)
    await pass_time(world, 2 * WEEK)
    [notice] = posts(notices)
    answer = await world.ana.click(notice, label=label)
    assert answer.ephemeral
    assert "people with *Manage Server*" in text(answer)
    assert "</reminders list:" in text(answer)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused == "failures"


async def test_a_forged_notice_with_another_servers_schedule_does_nothing(world: World) -> None:
    await enabled(world)
    [ours] = await world.bot.store.schedules.of(world.guild.id)
    theirs = await world.bot.store.schedules.add(999, 998, ours.weekly, world.env.now())
    await world.bot.store.schedules.pause(999, [theirs.id], world.env.now())
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="x", custom_id=f"notice-resume:{theirs.id}")))
    view.stop()
    message = await (await world.bot.fetch_channel(world.channel.id)).send(view=view)
    assert "no longer there" in text(await world.mod.click(message, label="x"))
    found = await world.bot.store.schedules.get(999, theirs.id)
    assert found
    assert found.paused == "moderator"


async def test_without_a_notice_channel_the_list_shows_it_on_top_and_nobody_gets_a_message(world: World) -> None:
    await enabled(world)
    await close(world, world.channel)
    before = len(world.env.http_requests)
    await pass_time(world, 4 * DAY)
    assert not [r for r in world.env.http_requests[before:] if r.method == "POST"]
    shown = text(await world.mod.slash(world.channel, "reminders list"))
    assert shown.startswith("**Weekly posts that need attention: 1**")
    shown = text(await world.mod.slash(world.channel, "settings"))
    assert shown.startswith("**Weekly posts that need attention: 1**")
    assert "</reminders list:" in shown


async def test_a_closed_notice_channel_stops_no_post(world: World) -> None:
    notices = await failing(world)
    other = world.guild.create_text_channel("other")
    await enabled(world, other)
    await close(world, notices)
    await pass_time(world, WEEK)
    assert len(posts(other)) == 1


async def test_discords_trouble_with_a_notice_stops_no_post(world: World, caplog: pytest.LogCaptureFixture) -> None:
    notices = world.guild.create_text_channel("mod-log")
    await world.bot.store.settings.change(world.guild.id, notices=notices.id)
    other = world.guild.create_text_channel("other")
    await enabled(world)
    await enabled(world, other)
    await close(world, world.channel)
    world.env.inject_error("POST", f"/channels/{notices.id}/messages", status=500, times=None)
    await pass_time(world, 4 * DAY)
    assert len(posts(other)) == 1
    assert "could not be told" in caplog.text


async def test_settings_and_texts_of_a_server_that_was_left_are_gone_after_thirty_days(world: World) -> None:
    await world.bot.store.settings.change(world.guild.id, note="Ask us in the help channel.")
    now = world.env.now()
    await world.bot.store.departures.leave(world.guild.id, now)
    await world.bot.store.purge(now + timedelta(days=29))
    assert (await world.bot.store.rows_of(world.guild.id))["guild_settings"]
    await world.bot.store.purge(now + timedelta(days=31))
    assert not any((await world.bot.store.rows_of(world.guild.id)).values())


async def test_a_notice_channel_whose_history_is_closed_hears_of_failures_too(world: World) -> None:
    notices = world.guild.create_text_channel("mod-log")
    found = await world.bot.fetch_channel(notices.id)
    await found.set_permissions(found.guild.me, read_message_history=False)
    await world.bot.store.settings.change(world.guild.id, notices=notices.id)
    await enabled(world)
    await close(world, world.channel)
    await pass_time(world, 4 * DAY)
    assert len(posts(notices)) == 1


@pytest.mark.parametrize("way", ["resumed by the command", "resumed in the panel", "moved"])
async def test_a_notice_ends_whichever_way_the_failure_does(world: World, way: str) -> None:
    notices = await failing(world)
    await pass_time(world, 2 * WEEK)
    if way == "moved":
        panel = await opened(world)
        menu = await world.mod.click(message_of(panel), label="Move")
        moved = await world.mod.select(
            message_of(menu), [world.guild.create_text_channel("other")], custom_id=custom_ids(menu)[0]
        )
        assert "**Moved.**" in text(moved)
        assert "Next:" in text(moved), "what failures had paused goes on"
    else:
        await close(world, world.channel, writing=True)
        if way == "resumed in the panel":
            await world.mod.click(message_of(await opened(world)), label="Resume")
        else:
            await world.mod.slash(world.channel, "reminders resume")
    [notice] = posts(notices)
    assert "works again" in text(notice)
    assert labels(notice) == []


async def test_a_notice_about_a_post_that_somebody_paused_says_so_and_resumes_it(world: World) -> None:
    notices = await failing(world)
    await world.mod.slash(world.channel, "reminders pause")
    [notice] = posts(notices)
    await world.mod.click(notice, label="Check again")
    assert "It is paused." in text(posts(notices)[0])
    assert "three times" not in text(posts(notices)[0])
    await close(world, world.channel, writing=True)
    await world.mod.click(posts(notices)[0], label="Check again")
    assert "All is well now" in text(posts(notices)[0])
    await world.mod.click(posts(notices)[0], label="Resume")
    assert "works again" in text(posts(notices)[0])
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused is None


async def test_discords_trouble_while_somebody_looks_is_said_and_leaves_the_notice_as_it_was(world: World) -> None:
    notices = await failing(world)
    [notice] = posts(notices)
    world.bot.get_guild(world.guild.id).unavailable = True
    answer = await world.mod.click(notice, label="Check again")
    assert "Discord is having trouble at the moment" in text(answer)
    assert text(posts(notices)[0]) == text(notice)
