"""What cannot be read is asked back, and everything else that somebody chose or typed is still there."""

from datetime import UTC, datetime
from typing import Any

import pytest
import simcord

from tests.world import World, filled_in, form_of, labels, message_of, text

FORM = {"day": ["2"], "at": "17:00", "topics": ["listen", "rest"], "silent": False}
WEEKLY = {"day": ["6"], "at": "17:00", "topics": ["rest"], "silent": True}


async def weekly(world: World, channel: simcord.ChannelHandle) -> None:
    shown = await world.mod.slash(world.channel, "reminders add", channel=channel, timezone="Europe/Berlin")
    preview = await world.mod.submit_modal(shown, WEEKLY)
    await world.mod.click(message_of(preview), label="Enable")


async def asked(world: World, channel: simcord.ChannelHandle, zone: str) -> simcord.InteractionResult:
    return await world.mod.slash(world.channel, "reminders add", channel=channel, timezone=zone)


async def finished(world: World, form: simcord.InteractionResult) -> Any:
    """The weekly post that the form ends in."""
    preview = await world.mod.submit_modal(form, FORM)
    await world.mod.click(message_of(preview), label="Enable")
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    return schedule


@pytest.mark.parametrize("typed", ["qwertz", "posixrules", "Factory", "localtime"])
async def test_a_place_that_is_unknown_keeps_the_channel_and_what_was_typed(world: World, typed: str) -> None:
    """The command had to be run again, with the channel and all."""
    elsewhere = world.guild.create_text_channel("elsewhere")
    answer = await asked(world, elsewhere, typed)
    assert answer.ephemeral
    assert f"I do not know a place called `{typed}`" in text(answer)
    again = await world.mod.click(message_of(answer), label="Type another place")
    assert filled_in(form_of(again)) == {"place": typed}
    found = await world.mod.submit_modal(again, {"place": "deutschland"})
    assert "Is this the place that you mean by `deutschland`?" in text(found)
    form = await world.mod.click(message_of(found), label=labels(found)[0])
    schedule = await finished(world, form)
    assert (schedule.channel_id, schedule.weekly.zone) == (elsewhere.id, "Europe/Berlin")


async def test_a_place_can_be_typed_as_often_as_it_takes(world: World) -> None:
    elsewhere = world.guild.create_text_channel("elsewhere")
    answer = await asked(world, elsewhere, "EST")
    for typed, said in (("qwertz", "I do not know a place"), ("texas", "Which time zone do you mean by `texas`?")):
        form = await world.mod.click(message_of(answer), label="Type another place")
        answer = await world.mod.submit_modal(form, {"place": typed})
        assert said in text(answer)
    again = await world.mod.click(message_of(answer), label="Type another place")
    assert filled_in(form_of(again)) == {"place": "texas"}, "what was typed last"
    form = await world.mod.click(message_of(answer), label=labels(answer)[1])
    schedule = await finished(world, form)
    assert (schedule.channel_id, schedule.weekly.zone) == (elsewhere.id, "America/Denver")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        *(("New York", "America/New_York"), ("kolkata", "Asia/Kolkata"), ("deutschland", "Europe/Berlin")),
        *(("hongkong", "Asia/Hong_Kong"), ("turkiye", "Europe/Istanbul"), ("north korea", "Asia/Pyongyang")),
        *(("são paulo", "America/Sao_Paulo"), ("Zürich", "Europe/Zurich"), ("Bogotá", "America/Bogota")),
        *(("Kiev", "Europe/Kyiv"), ("Saigon", "Asia/Ho_Chi_Minh"), ("Czechia", "Europe/Prague")),
    ],
)
async def test_what_is_clear_opens_the_form_at_once(world: World, typed: str, zone: str) -> None:
    elsewhere = world.guild.create_text_channel("elsewhere")
    schedule = await finished(world, await asked(world, elsewhere, typed))
    assert (schedule.channel_id, schedule.weekly.zone) == (elsewhere.id, zone)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        *(("EST", "America/New_York"), ("Etc/GMT+3", "America/Sao_Paulo"), ("utc+2", "Africa/Johannesburg")),
        *(("texas", "America/Chicago"), ("U.S.A.", "America/New_York"), ("espana", "Europe/Madrid")),
    ],
)
async def test_what_may_be_several_is_asked_back_with_buttons_and_keeps_the_channel(
    world: World, typed: str, offered: str
) -> None:
    elsewhere = world.guild.create_text_channel("elsewhere")
    question = await asked(world, elsewhere, typed)
    assert f"Which time zone do you mean by `{typed}`?" in text(question)
    assert len(labels(question)) > 2
    city = offered.rpartition("/")[2].replace("_", " ")
    [label] = [label for label in labels(question) if label.startswith(f"{city}, ")]
    schedule = await finished(world, await world.mod.click(message_of(question), label=label))
    assert (schedule.channel_id, schedule.weekly.zone) == (elsewhere.id, offered)


async def test_a_role_that_may_not_be_mentioned_keeps_the_rest_of_the_form(world: World) -> None:
    """All of the form was lost."""
    role = world.guild.create_role("Everyone else")
    form = await asked(world, world.channel, "Europe/Berlin")
    refused = await world.mod.submit_modal(form, {**FORM, "at": "9am", "role": [role]})
    assert "is not open to mentions" in text(refused)
    again = await world.mod.click(message_of(refused), label="Open the form again")
    assert filled_in(form_of(again)) == {**FORM, "at": "09:00", "role": []}


async def test_an_edit_whose_time_cannot_be_read_keeps_the_rest_and_its_weekly_post(world: World) -> None:
    await weekly(world, world.channel)
    [before] = await world.bot.store.schedules.of(world.guild.id)
    overview = await world.mod.slash(world.channel, "reminders list")
    panel = await world.mod.click(message_of(overview), label="Open: #general")
    form = await world.mod.click(message_of(panel), label="Edit")
    refused = await world.mod.submit_modal(form, {**FORM, "at": "half past"})
    assert "I could not read the time `half past`" in text(refused)
    again = await world.mod.click(message_of(refused), label="Open the form again")
    preview = await world.mod.submit_modal(again, {**filled_in(form_of(again)), "at": "9am"})
    await world.mod.click(message_of(preview), label="Save")
    [after] = await world.bot.store.schedules.of(world.guild.id)
    assert after.id == before.id
    assert (after.weekly.weekday, f"{after.weekly.at:%H:%M}", after.topics) == (2, "09:00", ("listen", "rest"))


async def test_a_pause_that_cannot_be_read_keeps_which_weekly_post_was_chosen(world: World) -> None:
    """The command had to be run again, with the weekly post and all."""
    other = world.guild.create_text_channel("other")
    await weekly(world, world.channel)
    await weekly(world, other)
    answer = await world.mod.slash(world.channel, "reminders pause", schedule=f"<#{other.id}>", until="whenever")
    assert "I could not read `whenever` as a future day, so nothing was paused" in text(answer)
    again = await world.mod.click(message_of(answer), label="Type it again")
    assert filled_in(form_of(again)) == {"until": "whenever"}
    still = await world.mod.submit_modal(again, {"until": "yesterday"})
    assert "I could not read `yesterday`" in text(still)
    again = await world.mod.click(message_of(still), label="Type it again")
    done = await world.mod.submit_modal(again, {"until": "24 December"})
    assert "**Paused** until" in text(done)
    first, second = await world.bot.store.schedules.of(world.guild.id)
    assert first.paused is None
    assert second.paused_until == datetime(2026, 12, 23, 23, tzinfo=UTC)


async def test_a_pause_of_all_that_cannot_be_read_pauses_all_in_the_end(world: World) -> None:
    await weekly(world, world.channel)
    await weekly(world, world.guild.create_text_channel("other"))
    answer = await world.mod.slash(world.channel, "reminders pause", until="whenever")
    assert all(each.paused is None for each in await world.bot.store.schedules.of(world.guild.id))
    again = await world.mod.click(message_of(answer), label="Type it again")
    await world.mod.submit_modal(again, {"until": "2 weeks"})
    assert all(each.paused for each in await world.bot.store.schedules.of(world.guild.id))


async def test_a_country_that_is_unknown_is_still_in_the_form(world: World) -> None:
    panel = await world.mod.slash(world.channel, "settings")
    form = await world.mod.click(message_of(panel), custom_id="settings:form.country")
    answer = await world.mod.submit_modal(form, {"country": "Atlantis"})
    again = await world.mod.click(message_of(answer), label="Type it again")
    assert filled_in(form_of(again)) == {"country": "Atlantis"}
