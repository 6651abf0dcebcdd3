"""The weekly post, as a moderator sets it up and a channel gets it."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import discord
import pytest
import simcord

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.entries import Words
from kindred.content.library import Library
from kindred.schedule.tz_data import load_zone
from kindred.storage.store import Store
from tests.world import (
    World,
    body_of,
    custom_ids,
    filled_in,
    form_of,
    labels,
    message_of,
    options,
    parts,
    posts,
    response_of,
    text,
    walk,
)

FORM = {"day": ["6"], "at": "17:00", "topics": None, "silent": True}
TOPICS = ["meet", "communicate", "people-you-know", "listen", "ask-for-help", "meaning", "rest"]
DAY, WEEK = 86400, 7 * 86400
FIRST = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)  # the first Sunday, five in Berlin


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


async def draft(
    world: World, channel: simcord.ChannelHandle | None = None, zone: str = "Europe/Berlin", **form: Any
) -> simcord.InteractionResult:
    """Runs the command, fills in the form, and gives the preview."""
    shown = await world.mod.slash(world.channel, "reminders add", channel=channel or world.channel, timezone=zone)
    assert form_of(shown)
    values = {**FORM, "topics": TOPICS, **form}
    return await world.mod.submit_modal(shown, values)


async def enabled(world: World, channel: simcord.ChannelHandle | None = None, **form: Any) -> simcord.InteractionResult:
    preview = await draft(world, channel, **form)
    return await world.mod.click(message_of(preview), label="Enable")


async def pass_time(world: World, seconds: float) -> None:
    await world.env.advance_time(seconds)
    await world.env.settle(timeout=60)


async def opened(world: World) -> simcord.InteractionResult:
    """The panel of the first schedule."""
    overview = await world.mod.slash(world.channel, "reminders list")
    return await world.mod.click(message_of(overview), label=f"Open: #{world.channel.name}")


async def test_from_the_command_to_the_first_post(world: World) -> None:
    preview = await draft(world)
    assert preview.ephemeral
    shown = text(preview)
    assert "Sundays at 17:00, Europe/Berlin" in shown
    for week in range(4):
        assert f"<t:{int(FIRST.timestamp()) + week * WEEK}:F>" in shown
    done = await world.mod.click(message_of(preview), label="Enable")
    assert "**Enabled.**" in text(done)
    assert posts(world.channel) == [], "nothing is posted before its time"

    await pass_time(world, (FIRST - world.env.now()).total_seconds() - 1)
    assert posts(world.channel) == []
    await pass_time(world, 2)
    [post] = posts(world.channel)
    assert labels(post)[-1] == "Another idea"
    assert "/find-help" in text(post)
    assert "moderator" not in text(post).lower(), "a public post speaks to everybody"
    first_line = text(post).split("\n")[0].removeprefix("## ")
    assert first_line in shown, "the preview showed what was posted"

    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 2


@pytest.mark.parametrize("running", [False, True])
async def test_a_moderator_swaps_a_text_in_the_preview_and_settings_bring_it_back(world: World, running: bool) -> None:
    preview = await enabled(world) if running else await draft(world)
    if running:
        preview = await world.mod.click(message_of(preview), label="Preview")
    titles = options(preview)
    assert len(titles) == 4
    reminders = world.bot.renderer.library.catalogs["en"].reminders
    [id] = [id for id, each in reminders.items() if each.title == titles[0]]
    swapped = await world.mod.select(message_of(preview), [id])
    assert text(swapped).startswith(f"**{titles[0]}** is hidden in this server from now on")
    assert f"### {titles[0]}" not in text(swapped)
    assert titles[0] not in options(swapped)
    assert len(options(swapped)) == 4, "another one takes its place"
    assert all(title in options(swapped) for title in titles[1:3]), "the others stay"
    panel = await world.mod.slash(world.channel, "settings")
    assert titles[0] in text(panel), "where it can be shown again"
    page = await world.mod.click(message_of(panel), custom_id="settings:open.hidden")
    await world.mod.click(message_of(page), label="Show every card")
    again = await draft(world, world.guild.create_text_channel("evenings"))
    assert not (await world.bot.store.settings.of(world.guild.id)).hidden
    assert text(again).count("### ") >= 4


async def test_a_text_that_is_hidden_is_not_posted_and_not_among_the_small_steps(world: World) -> None:
    preview = await draft(world)
    title = options(preview)[0]
    reminders = world.bot.renderer.library.catalogs["en"].reminders
    [id] = [id for id, each in reminders.items() if each.title == title]
    swapped = await world.mod.select(message_of(preview), [id])
    await world.mod.click(message_of(swapped), label="Enable")
    await pass_time(world, 5 * DAY)
    [post] = posts(world.channel)
    assert title not in text(post)
    hidden = (await world.bot.store.settings.of(world.guild.id)).hidden
    assert id not in world.bot.renderer.catalog("en", hidden).reminders


async def test_a_post_about_a_heavy_talk_opens_what_to_do_for_somebody_else(world: World) -> None:
    view = await world.bot.poster.view(world.guild.id, "too-heavy-to-carry", "1.1", role_id=None)
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.send(view=view)
    [post] = posts(world.channel)
    opened = await world.ana.click(post, label="Worried about someone?")
    assert opened.ephemeral
    assert text(opened).startswith("## Worried about someone?")


async def test_a_post_is_silent_and_mentions_nobody_unless_a_role_was_chosen(world: World) -> None:
    await enabled(world)
    await pass_time(world, 4 * DAY)
    [request] = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages" and r.json]
    assert body_of(request)["flags"] & discord.MessageFlags(suppress_notifications=True).value
    assert body_of(request)["allowed_mentions"]["parse"] == []
    assert not body_of(request)["allowed_mentions"].get("roles")
    assert body_of(request)["enforce_nonce"] is True
    assert len(body_of(request)["nonce"]) <= 25


async def test_a_chosen_role_is_mentioned_and_no_other(world: World) -> None:
    role = world.guild.create_role("Company", mentionable=True)
    preview = await draft(world, role=[role], silent=False)
    assert f"Mentions {role.mention}" in text(preview)
    await world.mod.click(message_of(preview), label="Enable")
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    assert text(post).startswith(role.mention)
    [request] = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages" and r.json]
    assert [int(id) for id in body_of(request)["allowed_mentions"]["roles"]] == [role.id]
    assert not body_of(request).get("flags", 0) & discord.MessageFlags(suppress_notifications=True).value


async def test_a_role_that_the_moderator_may_not_mention_is_refused(world: World) -> None:
    role = world.guild.create_role("Everyone else")
    shown = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="Europe/Berlin")
    answer = await world.mod.submit_modal(shown, {**FORM, "topics": TOPICS, "role": [role]})
    assert "is not open to mentions" in text(answer)


def acknowledge(world: World, count: int) -> None:
    assert len(world.env.errors) == count


async def test_the_buttons_of_a_post_answer_privately_and_for_ever(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    await enabled(world, topics=["listen"])
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    how = await world.ana.click(post, label="Show me how")
    assert how.ephemeral
    assert text(how).startswith("## Listen")
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    idea = await world.ben.click(post, label="Another idea")
    assert idea.ephemeral
    assert "Another idea" in labels(idea)
    assert len(posts(world.channel)) == 1
    assert not world.env.bot._connection._view_store._views, "posts leave nothing in memory"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("18:00", "18:00"),
        ("6pm", "18:00"),
        ("6:30 PM", "18:30"),
        ("18h", "18:00"),
        ("9.15", "09:15"),
        ("noon", "12:00"),
    ],
)
async def test_times_are_read_as_people_write_them(world: World, typed: str, shown: str) -> None:
    assert f"Sundays at {shown}," in text(await draft(world, at=typed))


async def test_a_time_that_cannot_be_read_is_explained_and_the_form_opens_again_with_the_rest(world: World) -> None:
    answer = await draft(world, day=["2"], at="half past`@everyone`", topics=["listen", "rest"], silent=False)
    assert "I could not read the time" in text(answer)
    assert "6:30 PM" in text(answer)
    again = await world.mod.click(message_of(answer), label="Open the form again")
    assert filled_in(form_of(again)) == {
        "day": ["2"], "at": "17:00", "topics": ["listen", "rest"], "role": [], "silent": False
    }  # fmt: skip
    preview = await world.mod.submit_modal(again, {**FORM, "day": ["2"], "topics": ["listen", "rest"], "silent": False})
    assert "Wednesdays at 17:00" in text(preview)


async def test_late_hours_are_hinted_at_and_not_refused(world: World) -> None:
    preview = await draft(world, at="23:30")
    assert "many people sleep" in text(preview)
    assert "Enable" in labels(preview)


async def test_few_topics_say_how_soon_a_text_comes_again(world: World) -> None:
    assert "There are 10 texts for this, so each comes back after 10 weeks" in text(
        await draft(world, topics=["listen"])
    )


async def test_a_test_is_labelled_uses_up_no_text_and_leaves_the_preview_open(world: World) -> None:
    preview = await draft(world)
    after = await world.mod.click(message_of(preview), label="Post a test in the channel")
    assert "A test was posted in" in text(after)
    [test] = posts(world.channel)
    assert text(test).startswith("-# A test.")
    assert all(custom_id.startswith("test-") for custom_id in custom_ids(test))
    await world.mod.click(message_of(after), label="Enable")
    await pass_time(world, 4 * DAY)
    real = posts(world.channel)[-1]
    assert text(test).split("\n")[1] == text(real).split("\n")[0], "the first text is still to come"
    idea = await world.ana.click(test, label="Another idea")
    assert idea.ephemeral


async def test_cancel_sets_up_nothing(world: World) -> None:
    preview = await draft(world)
    answer = await world.mod.click(message_of(preview), label="Cancel")
    assert text(answer) == "Nothing was changed."
    assert await world.bot.store.schedules.of(world.guild.id) == []


async def test_the_preview_works_after_a_restart(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    preview = await draft(world, at="6pm", topics=["rest"])
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    await world.mod.click(message_of(preview), label="Enable")
    [schedule] = await store.schedules.of(world.guild.id)
    assert schedule.topics == ("rest",)
    assert f"{schedule.weekly.at:%H:%M}" == "18:00"


# What is refused, with a way out


@pytest.mark.parametrize(
    ("denied", "name"),
    [
        ("view_channel", "View Channel"),
        ("send_messages", "Send Messages"),
        ("read_message_history", "Read Message History"),
    ],
)
async def test_a_missing_permission_is_named_with_where_to_grant_it(world: World, denied: str, name: str) -> None:
    channel = await world.bot.fetch_channel(world.channel.id)
    overwrite = discord.PermissionOverwrite(**{denied: False})
    await channel.set_permissions(channel.guild.me, overwrite=overwrite)
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="Europe/Berlin")
    assert f"I need: *{name}*" in text(answer)
    assert "Edit Channel, Permissions" in text(answer)
    acknowledge(world, 1)


async def test_a_channel_that_the_moderator_cannot_write_in_is_refused(world: World) -> None:
    closed = world.guild.create_text_channel(
        "closed", overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    answer = await world.mod.slash(world.channel, "reminders add", channel=closed, timezone="Europe/Berlin")
    assert "You cannot write in" in text(answer)
    acknowledge(world, 1)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "@everyone", "x" * 60, "../../etc"])
async def test_an_unknown_zone_is_explained(world: World, zone: str) -> None:
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone=zone)
    assert "I do not know a place called" in text(answer)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("New York", "America/New_York"),
        ("deutschland", "Europe/Berlin"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("europe/berlin", "Europe/Berlin"),
    ],
)
async def test_a_place_typed_without_picking_from_the_list_is_taken_where_it_is_clear(
    world: World, typed: str, zone: str
) -> None:
    preview = await draft(world, zone=typed)
    assert f"Sundays at 17:00, {zone}" in text(preview)


async def test_an_abbreviation_is_asked_back_and_what_is_chosen_has_a_place(world: World) -> None:
    """`EST` as a zone of its own is an hour off for half of the year."""
    elsewhere = world.guild.create_text_channel("elsewhere")
    question = await world.mod.slash(world.channel, "reminders add", channel=elsewhere, timezone="EST")
    assert question.ephemeral
    assert "Which time zone do you mean by `EST`?" in text(question)
    assert [label.split(":")[0] for label in labels(question)][:2] == ["New York, America", "Panama, America"]
    form = await world.mod.click(message_of(question), label=labels(question)[0])
    preview = await world.mod.submit_modal(form, {**FORM, "topics": TOPICS})
    await world.mod.click(message_of(preview), label="Enable")
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert (schedule.channel_id, schedule.weekly.zone) == (elsewhere.id, "America/New_York")


async def test_as_many_clocks_as_fit_are_asked_back_and_a_slip_is_never_taken(world: World) -> None:
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="u.s.a.")
    assert [label.split(",")[0] for label in labels(answer)] == [
        *("New York", "Chicago", "Denver", "Los Angeles", "Phoenix", "Anchorage", "Honolulu", "Adak"),
        "Type another place",
    ]
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="Lodnon`@everyone")
    assert "I do not know a place" in text(answer)
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="Lodnon")
    assert [label.split(",")[0] for label in labels(answer)] == ["London", "Type another place"]


async def test_a_channel_has_one_weekly_post_and_a_server_ten(world: World) -> None:
    await enabled(world)
    answer = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="UTC")
    assert "has a weekly post already" in text(answer)
    for number in range(9):
        channel = world.guild.create_text_channel(f"room-{number}")
        preview = await draft(world, channel)
        assert "get two a week" in text(preview)
        await world.mod.click(message_of(preview), label="Enable")
    eleventh = world.guild.create_text_channel("one-too-many")
    answer = await world.mod.slash(world.channel, "reminders add", channel=eleventh, timezone="UTC")
    assert "ten weekly posts" in text(answer)
    acknowledge(world, 2)


async def test_two_previews_of_one_channel_make_one_weekly_post(world: World) -> None:
    first, second = await draft(world), await draft(world)
    await world.mod.click(message_of(first), label="Enable")
    answer = await world.mod.click(message_of(second), label="Enable")
    assert "has a weekly post already" in text(answer)
    assert len(await world.bot.store.schedules.of(world.guild.id)) == 1


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("germany", "Europe/Berlin"),
        ("amsterdam", "Europe/Amsterdam"),
        ("cet", "Europe/Berlin"),
        ("pst", "America/Los_Angeles"),
        ("ist", "Asia/Kolkata"),
        ("utc", "UTC"),
        ("utc+9", "Asia/Tokyo"),
        ("+5:45", "Asia/Kathmandu"),
        ("sao paulo", "America/Sao_Paulo"),
        ("tok", "Asia/Tokyo"),
    ],
)
async def test_zones_are_found_by_city_country_abbreviation_and_offset(world: World, typed: str, first: str) -> None:
    offered = await world.mod.autocomplete(world.channel, "reminders add", "timezone", typed, channel=world.channel)
    assert offered[0]["value"] == first
    assert "now (UTC" in offered[0]["name"]
    assert len(offered) <= 25


# The list and its panel


async def test_the_list_is_kind_when_empty(world: World) -> None:
    answer = await world.mod.slash(world.channel, "reminders list")
    assert "There is no weekly post yet." in text(answer)
    assert "</reminders add:" in text(answer)


async def test_the_list_shows_next_last_and_texts_left(world: World) -> None:
    await enabled(world)
    shown = text(await world.mod.slash(world.channel, "reminders list"))
    assert f"Next: <t:{int(FIRST.timestamp())}:F>" in shown
    assert "New texts left until one repeats: 64" in shown
    await pass_time(world, 4 * DAY)
    shown = text(await world.mod.slash(world.channel, "reminders list"))
    assert f"Last: posted <t:{int(FIRST.timestamp())}:f>" in shown
    assert "New texts left until one repeats: 63" in shown


async def test_editing_changes_when_and_what(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    form = await world.mod.click(message_of(panel), label="Edit")
    preview = await world.mod.submit_modal(form, {**FORM, "day": ["0"], "at": "9am", "topics": ["rest"]})
    saved = await world.mod.click(message_of(preview), label="Save")
    assert "**Saved.**" in text(saved)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert (schedule.weekly.weekday, f"{schedule.weekly.at:%H:%M}", schedule.topics) == (0, "09:00", ("rest",))


async def test_an_edit_of_a_paused_post_says_that_it_is_still_paused(world: World) -> None:
    await enabled(world)
    await world.mod.slash(world.channel, "reminders pause")
    form = await world.mod.click(message_of(await opened(world)), label="Edit")
    preview = await world.mod.submit_modal(form, {**FORM, "topics": ["rest"]})
    saved = await world.mod.click(message_of(preview), label="Save")
    assert "Paused until somebody resumes it" in text(saved)
    await pass_time(world, 2 * WEEK)
    assert posts(world.channel) == []


async def test_a_form_that_is_sent_after_fifteen_minutes_says_what_it_held(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    await pass_time(world, 14 * 60)
    form = await world.mod.click(message_of(panel), label="Edit")
    await pass_time(world, 2 * 60)
    late = await world.mod.submit_modal(form, {**FORM, "day": ["0"], "at": "9am", "topics": ["rest"]})
    assert "You had chosen: Monday, 9am." in text(late)
    acknowledge(world, 1)


async def test_a_role_that_is_gone_is_mentioned_no_more(world: World) -> None:
    role = world.guild.create_role("Company", mentionable=True)
    await enabled(world, role=[role], silent=False)
    await (await world.bot.get_guild(world.guild.id).fetch_role(role.id)).delete()
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    assert "<@&" not in text(post)
    form = await world.mod.click(message_of(await opened(world)), label="Edit")
    [field] = [part for part in walk([each["component"] for each in form_of(form)["components"]]) if part["type"] == 6]
    assert not field.get("default_values")


async def test_where_only_the_commands_were_added_it_says_how_to_add_the_bot(world: World) -> None:
    world.bot._connection._remove_guild(world.bot.get_guild(world.guild.id))
    for command in ("reminders add", "reminders texts", "settings"):
        options = {"channel": world.channel, "timezone": "UTC"} if command == "reminders add" else {}
        answer = await world.mod.slash(world.channel, command, **options)
        assert "Only my commands were added to this server" in text(answer)
        assert f"guild_id={world.guild.id}" in text(answer)
    acknowledge(world, 3)


async def test_moving_posts_into_another_channel(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await enabled(world)
    panel = await opened(world)
    ask = await world.mod.click(message_of(panel), label="Move")
    assert [part["placeholder"] for part in parts(ask) if part["type"] == 8] == ["Choose a channel"]
    moved = await world.mod.select(message_of(ask), [other])
    assert "**Moved.**" in text(moved)
    await pass_time(world, 4 * DAY)
    assert len(posts(other)) == 1
    assert posts(world.channel) == []


async def test_who_pressed_move_by_mistake_gets_back(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    ask = await world.mod.click(message_of(panel), label="Move")
    back = await world.mod.click(message_of(ask), label="Back")
    assert text(back) == text(panel)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.channel_id == world.channel.id


async def test_the_preview_says_which_time_is_the_servers_and_which_is_your_own(world: World) -> None:
    preview = await draft(world)
    said = "Sundays at 17:00, Europe/Berlin. The dates below are in your own time zone."
    assert said in text(preview)
    panel = await world.mod.click(message_of(preview), label="Enable")
    assert f"Next: <t:{int(FIRST.timestamp())}:F>, your time" in text(panel)
    assert said in text(await world.mod.click(message_of(panel), label="Preview"))


async def test_skipping_the_next_leaves_one_out(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    answer = await world.mod.click(message_of(panel), label="Skip next")
    assert f"**Skipped:** the post of <t:{int(FIRST.timestamp())}:F>" in text(answer)
    await pass_time(world, 5 * DAY)
    assert posts(world.channel) == []
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


async def test_a_second_press_of_skip_asks_before_it_skips_another_week(world: World) -> None:
    """The panel from before still has *Skip next*: a second press, or a second moderator, dropped another week."""
    await enabled(world)
    panel = await opened(world)
    skipped = await world.mod.click(message_of(panel), label="Skip next")
    again = await world.mod.click(message_of(skipped), label="Skip next")
    first, second = int(FIRST.timestamp()), int(FIRST.timestamp()) + WEEK
    assert f"The post of <t:{first}:F> is already skipped" in text(again)
    assert f"Skip the one of <t:{second}:F> too?" in text(again)
    assert labels(again) == ["Skip that too", "Undo skip", "Back"]
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.due == FIRST + timedelta(weeks=1), "no other week was dropped"
    both = await world.mod.click(message_of(again), label="Skip that too")
    assert f"**Skipped:** the post of <t:{second}:F>" in text(both)
    await pass_time(world, 4 * DAY + WEEK)
    assert posts(world.channel) == []
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


async def test_a_skip_can_be_undone_and_the_post_comes(world: World) -> None:
    await enabled(world)
    skipped = await world.mod.click(message_of(await opened(world)), label="Skip next")
    assert f"Skipped: <t:{int(FIRST.timestamp())}:F>" in text(await opened(world)), "whoever opens it later sees it"
    undone = await world.mod.click(message_of(skipped), label="Undo skip")
    assert f"**Not skipped any more:** the post of <t:{int(FIRST.timestamp())}:F>" in text(undone)
    assert f"Next: <t:{int(FIRST.timestamp())}:F>" in text(undone)
    assert "Undo skip" not in labels(undone)
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1


async def test_a_skip_whose_week_has_come_cannot_be_undone(world: World) -> None:
    await enabled(world)
    await world.mod.click(message_of(await opened(world)), label="Skip next")
    await pass_time(world, (FIRST - world.env.now()).total_seconds() - 60)
    panel = await opened(world)
    await pass_time(world, 120)
    late = await world.mod.click(message_of(panel), label="Undo skip")
    assert "not skipped any more, so nothing was changed" in text(late)
    assert posts(world.channel) == []


async def test_a_failure_still_shows_after_the_next_post_was_left_out(world: World) -> None:
    await enabled(world)
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.set_permissions(channel.guild.me, send_messages=False)
    await pass_time(world, 4 * DAY)
    answer = await world.mod.click(message_of(await opened(world)), label="Skip next")
    assert "Last: failed" in text(answer)


async def test_the_preview_of_a_schedule_shows_what_then_comes(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    preview = text(await world.mod.click(message_of(panel), label="Preview"))
    await pass_time(world, 4 * DAY + 3 * WEEK)
    titles = [text(post).split("\n")[0].removeprefix("## ") for post in posts(world.channel)]
    assert len(titles) == 4
    assert [preview.index(title) for title in titles] == sorted(preview.index(title) for title in titles)


async def test_removing_can_be_undone_for_fifteen_minutes(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    removed = await world.mod.click(message_of(panel), label="Remove")
    assert await world.bot.store.schedules.of(world.guild.id) == []
    back = await world.mod.click(message_of(removed), label="Undo")
    assert "**It is back.**" in text(back)
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1


async def test_check_again_says_whether_it_would_work_now(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    assert "**All is well.**" in text(await world.mod.click(message_of(panel), label="Check again"))
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.set_permissions(channel.guild.me, send_messages=False)
    answer = await world.mod.click(message_of(panel), label="Check again")
    assert "I need *Send Messages*" in text(answer)


# Pause and resume


async def test_pausing_without_a_name_pauses_all_at_once(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await enabled(world)
    await enabled(world, other)
    answer = await world.mod.slash(world.channel, "reminders pause")
    assert "**Paused.**" in text(answer)
    await pass_time(world, 2 * WEEK)
    assert posts(world.channel) + posts(other) == []
    answer = await world.mod.slash(world.channel, "reminders resume")
    assert "**Resumed.**" in text(answer)
    await pass_time(world, WEEK)
    assert [len(posts(world.channel)), len(posts(other))] == [1, 1]


async def test_pausing_for_two_weeks_goes_on_by_itself(world: World) -> None:
    await enabled(world)
    answer = await world.mod.slash(world.channel, "reminders pause", until="2 weeks")
    assert "Then it resumes by itself" in text(answer)
    await pass_time(world, 14 * DAY)
    assert posts(world.channel) == []
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


async def test_pausing_until_a_day_goes_on_after_it(world: World) -> None:
    await enabled(world)
    await world.mod.slash(world.channel, "reminders pause", until="2026-02-01")
    await pass_time(world, 30 * DAY)
    assert posts(world.channel) == []
    await pass_time(world, 3 * DAY)
    assert len(posts(world.channel)) == 1


@pytest.mark.parametrize(
    ("typed", "day"), [("24 January", 24), ("Sunday", 4), ("tomorrow", 2), ("next month", 1), ("3d", 4)]
)
async def test_a_pause_ends_on_the_day_that_was_offered(world: World, typed: str, day: int) -> None:
    """It is 1 January, one o'clock in Berlin."""
    await enabled(world)
    [offered] = await world.mod.autocomplete(world.channel, "reminders pause", "until", typed)
    assert f", {day} " in offered["name"]
    await world.mod.slash(world.channel, "reminders pause", until=offered["value"])
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused_until.astimezone(load_zone("Europe/Berlin")).day == day


async def test_what_many_pick_is_offered_and_stays_on_offer_for_what_is_no_day(world: World) -> None:
    await enabled(world)
    offered = await world.mod.autocomplete(world.channel, "reminders pause", "until", "")
    assert [choice["name"] for choice in offered] == [
        "Until Thursday, 8 January 2026, 01:00 (Europe/Berlin)",
        "Until Thursday, 15 January 2026, 01:00 (Europe/Berlin)",
        "Until Thursday, 29 January 2026, 01:00 (Europe/Berlin)",
        "Until Sunday, 1 February 2026, 00:00 (Europe/Berlin)",
    ]
    assert offered == await world.mod.autocomplete(world.channel, "reminders pause", "until", "whenever")


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01", "2026-13-40", "0", "999 weeks", "@everyone"])
async def test_a_pause_that_cannot_be_read_pauses_nothing(world: World, until: str) -> None:
    await enabled(world)
    answer = await world.mod.slash(world.channel, "reminders pause", until=until)
    assert "as a future day, so nothing was paused" in text(answer)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused is None


async def test_a_day_is_offered_on_the_clock_of_the_weekly_post_that_was_chosen(world: World) -> None:
    """It was that of the oldest one, whichever was chosen."""
    tokyo = world.guild.create_text_channel("tokyo")
    await enabled(world)
    preview = await draft(world, tokyo, zone="Asia/Tokyo")
    await world.mod.click(message_of(preview), label="Enable")
    [offered] = await world.mod.autocomplete(
        world.channel, "reminders pause", "until", "Sunday", schedule=f"<#{tokyo.id}>"
    )
    assert offered["name"] == "Until Sunday, 4 January 2026, 00:00 (Asia/Tokyo)"


async def test_one_of_two_is_paused_by_name(world: World) -> None:
    other = world.guild.create_text_channel("other")
    await enabled(world)
    await enabled(world, other)
    [choice] = await world.mod.autocomplete(world.channel, "reminders pause", "schedule", "other")
    assert choice["name"] == "#other: Sundays at 17:00, Europe/Berlin"
    await world.mod.slash(world.channel, "reminders pause", schedule=choice["value"])
    await pass_time(world, 4 * DAY)
    assert [len(posts(world.channel)), len(posts(other))] == [1, 0]


async def test_resuming_looks_first(world: World) -> None:
    await enabled(world)
    await world.mod.slash(world.channel, "reminders pause")
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.set_permissions(channel.guild.me, send_messages=False)
    answer = await world.mod.slash(world.channel, "reminders resume")
    assert f"**Still paused:** <#{world.channel.id}>. I need *Send Messages*" in text(answer)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.paused == "moderator"


# Failures


async def test_three_failures_pause_it_and_the_list_says_why(world: World) -> None:
    await enabled(world)
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.set_permissions(channel.guild.me, send_messages=False)
    before = len(world.env.http_requests)
    await pass_time(world, 4 * DAY + 3 * WEEK)
    tried = [r for r in world.env.http_requests[before:] if r.path.endswith("/messages")]
    assert tried == [], "no request is made that must fail"
    shown = text(await world.mod.slash(world.channel, "reminders list"))
    assert "it failed 3 times" in shown
    assert "I need *Send Messages*" in shown
    await channel.set_permissions(channel.guild.me, send_messages=True)
    panel = await opened(world)
    assert "**Resumed.**" in text(await world.mod.click(message_of(panel), label="Resume"))
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


async def test_a_deleted_channel_is_recorded_as_gone(world: World) -> None:
    doomed = world.guild.create_text_channel("doomed")
    await enabled(world, doomed)
    await (await world.bot.fetch_channel(doomed.id)).delete()
    await pass_time(world, 4 * DAY)
    assert "The channel is gone." in text(await world.mod.slash(world.channel, "reminders list"))


async def test_a_cache_miss_is_never_taken_for_a_fact(world: World) -> None:
    await enabled(world)
    world.bot.get_guild(world.guild.id)._remove_channel(await world.bot.fetch_channel(world.channel.id))
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1


async def test_a_thread_gets_its_post_and_a_locked_one_is_named(world: World) -> None:
    thread = await (await world.bot.fetch_channel(world.channel.id)).create_thread(
        name="Weekly", type=discord.ChannelType.public_thread
    )
    [handle] = world.channel.threads
    await enabled(world, handle)
    await pass_time(world, 4 * DAY)
    assert len([m for m in posts(handle) if labels(m)]) == 1
    await thread.edit(locked=True)
    me = thread.guild.me
    await (await world.bot.fetch_channel(world.channel.id)).set_permissions(me, manage_threads=False)
    await pass_time(world, WEEK)
    assert "The thread is locked." in text(await world.mod.slash(world.channel, "reminders list"))


@pytest.mark.parametrize("status", [500, 503])
async def test_discords_trouble_is_waited_out(world: World, status: int) -> None:
    await enabled(world)
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=status, times=3)
    await pass_time(world, 4 * DAY + 3600)
    assert len(posts(world.channel)) == 1


# Crashes and servers


async def test_a_crash_between_send_and_record_posts_no_second_time(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    await enabled(world)
    [schedule] = await store.schedules.of(world.guild.id)
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1
    # As if the process had died before it recorded the post.
    await store._db.execute("UPDATE occurrences SET state = 'claimed', message_id = NULL")
    seconds = int(FIRST.timestamp())
    await store._db.execute("UPDATE schedules SET due = ?, act_at = ?", seconds, seconds)
    await world.env.restart_bot(Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1))
    await pass_time(world, 60)
    assert len(posts(world.channel)) == 1
    [row] = await store.ledger.results(schedule.id)
    assert row.state == "sent"


async def test_leaving_a_server_stops_its_posts(world: World) -> None:
    await enabled(world)
    guild = world.bot.get_guild(world.guild.id)
    world.bot.dispatch("guild_remove", guild)
    await pass_time(world, 2 * WEEK)
    assert posts(world.channel) == []
    world.bot.dispatch("guild_join", guild)
    await pass_time(world, WEEK)
    assert len(posts(world.channel)) == 1


@pytest.mark.parametrize("wrong", [timedelta(days=-900), timedelta(days=900)], ids=["behind", "ahead"])
async def test_a_server_left_by_a_wrong_clock_is_kept_for_thirty_days_by_discords(
    world: World, store: Store, wrong: timedelta
) -> None:
    await enabled(world)
    now = discord.utils.utcnow()
    with world.env._bot_scope():  # the bot's time is the simulated one
        world.bot.discord_clock.heard(now - wrong)  # what an answer of Discord said
    world.bot.dispatch("guild_remove", world.bot.get_guild(world.guild.id))
    await pass_time(world, 1)
    await store.purge(now - wrong + timedelta(days=29))  # the clock is right again
    assert len(await store._db.rows("SELECT 1 FROM schedules")) == 1
    await store.purge(now - wrong + timedelta(days=31))
    assert await store._db.rows("SELECT 1 FROM schedules") == []


async def test_a_post_removed_by_a_clock_that_is_behind_can_be_brought_back_when_it_is_right(
    world: World, store: Store
) -> None:
    await enabled(world)
    now = discord.utils.utcnow() + timedelta(days=900)
    with world.env._bot_scope():  # the bot's time is the simulated one
        world.bot.discord_clock.heard(now)
    removed = await world.mod.click(message_of(await opened(world)), label="Remove")
    await store.purge(now + timedelta(minutes=10))  # the clock is right again
    assert len(await store._db.rows("SELECT 1 FROM schedules WHERE removed_at IS NOT NULL")) == 1
    back = await world.mod.click(message_of(removed), label="Undo")
    assert "**It is back.**" in text(back)


async def test_a_server_that_leaves_while_the_database_takes_no_writes_has_left_once_it_does(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["cogs.reminders.cog"], "FIRST_RETRY_DELAY", timedelta())
    await enabled(world)
    await store._db.execute("PRAGMA query_only = ON")
    world.bot._connection.parse_guild_delete({"id": str(world.guild.id)})
    for _ in range(5):  # each takes as long as a try of the bot's
        assert await store._db.rows("SELECT 1 FROM departures") == []
    await store._db.execute("PRAGMA query_only = OFF")
    async with asyncio.timeout(30):
        while await store._db.rows("SELECT due FROM schedules") != [(None,)]:
            pass
    assert await store._db.rows("SELECT guild_id FROM departures") == [(world.guild.id,)]


async def test_an_outage_is_not_a_leave(world: World) -> None:
    await enabled(world)
    world.bot._connection.parse_guild_delete({"id": str(world.guild.id), "unavailable": True})
    await pass_time(world, 3600)
    world.bot.get_guild(world.guild.id).unavailable = False
    await pass_time(world, 4 * DAY)
    assert len(posts(world.channel)) == 1


# Who may do what


async def test_a_member_without_the_permission_has_no_such_command(world: World) -> None:
    assert "reminders list" not in world.ana.available_commands(world.channel)
    assert "reminders list" in world.mod.available_commands(world.channel)


async def test_a_panel_asks_to_run_the_command_again_after_fifteen_minutes(world: World) -> None:
    await enabled(world)
    panel = await opened(world)
    await pass_time(world, 15 * 60 + 1)
    answer = await world.mod.click(message_of(panel), label="Remove")
    assert "more than fifteen minutes old" in text(answer)
    assert len(await world.bot.store.schedules.of(world.guild.id)) == 1


@pytest.mark.parametrize(
    "verb", ["open", "edit", "move", "skip", "ahead", "test", "check", "pause", "resume", "remove"]
)
async def test_another_servers_schedule_cannot_be_seen_or_touched(world: World, verb: str) -> None:
    """A forged button on a real panel, with the id of another server's schedule."""
    await enabled(world)
    [ours] = await world.bot.store.schedules.of(world.guild.id)
    theirs = await world.bot.store.schedules.add(999, 998, ours.weekly, world.env.now())
    panel = await opened(world)
    stored = world.env.backend.get_message(response_of(panel).channel_id, response_of(panel).id)
    [button] = [part for part in walk(stored.components) if part.get("custom_id") == f"rem-edit:{ours.id}"]
    button["custom_id"] = f"rem-{verb}:{theirs.id}"
    answer = await world.mod.click(message_of(panel), custom_id=f"rem-{verb}:{theirs.id}")
    assert "no longer there" in text(answer)
    assert await world.bot.store.schedules.get(999, theirs.id) == theirs
    assert str(theirs.channel_id) not in text(answer)


async def test_a_public_message_with_panel_buttons_acts_for_nobody(world: World) -> None:
    await enabled(world)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="x", custom_id=f"rem-remove:{schedule.id}")))
    view.stop()
    message = await (await world.bot.fetch_channel(world.channel.id)).send(view=view)
    for person in (world.ana, world.mod):
        assert "belongs to the person who opened it" in text(await person.click(message, label="x"))
    assert len(await world.bot.store.schedules.of(world.guild.id)) == 1


async def test_posts_speak_the_language_that_the_moderators_set(
    store: Store, settings: Config, library: Library
) -> None:
    english = library.catalogs["en"]
    words = Words(MappingProxyType({**english.words.texts, "button.another-idea": "Noch eine Idee"}))
    catalogs = {"en": english, "de": replace(english, locale="de", words=words)}
    both = replace(library, catalogs=MappingProxyType(catalogs))
    bot = Kindred(settings, store, both, max_sleep=timedelta(days=1), shard_count=1)
    async with simcord.run(bot) as env:
        world = World(env)
        await store.settings.change(world.guild.id, language="de")
        await enabled(world)
        await pass_time(world, 4 * DAY)
        assert "Noch eine Idee" in labels(posts(world.channel)[0])


async def test_a_post_offers_no_way_to_a_strategy_that_was_put_away(world: World) -> None:
    await world.bot.store.settings.change(world.guild.id, hidden=frozenset({"listening"}))
    await enabled(world, topics=["listen"])
    await pass_time(world, 4 * DAY)
    assert labels(posts(world.channel)[0]) == ["Another idea"]
