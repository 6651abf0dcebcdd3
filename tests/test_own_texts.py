"""Reminder texts that a server's moderators write: held to the rules, posted in that server alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import simcord

from cogs.client.bot import Kindred
from cogs.core.form_memory import form_memory
from kindred.config import Config
from kindred.content.library import Library
from kindred.content.own_text import IDEA_LIMIT, OwnText
from kindred.storage.errors import TooManyTexts
from kindred.storage.own_texts import TEXTS_A_GUILD, UNDO
from kindred.storage.store import Store
from kindred.wording.own_text_check import check_own
from kindred.wording.sanitize import clean_own_text
from tests.world import World, body_of, form_of, labels, message_of, options, posts, response_of, text, walk

GOOD = {
    "title": "The book club",
    "idea": "On Thursdays the book club meets in the library channel. You could come and listen.",
    "smaller": "Read the title of this month's book.",
    "topic": ["meet"],
}
KEPT = OwnText(0, "The book club", "You could listen to the book club.", None, "rest")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BY = "Written by this server's moderators"
DAY, WEEK = 86400, 7 * 86400


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


@pytest_asyncio.fixture
async def theirs(store: Store) -> AsyncIterator[OwnText]:
    """A text of another server."""
    yield await store.own_texts.add(999, KEPT._replace(title="Not yours"))


async def panel(world: World) -> simcord.InteractionResult:
    return await world.mod.slash(world.channel, "reminders texts")


async def filled_in(world: World, **form: Any) -> simcord.InteractionResult:
    """What a moderator sees after sending the form."""
    shown = await panel(world)
    form_shown = await world.mod.click(message_of(shown), label="Add a text")
    return await world.mod.submit_modal(form_shown, {**GOOD, **form})


async def texts_of(world: World) -> list[OwnText]:
    return list(await world.bot.store.own_texts.of(world.guild.id))


async def weekly(world: World, channel: simcord.ChannelHandle, **form: Any) -> None:
    """Sets up a weekly post of one topic."""
    shown = await world.mod.slash(world.channel, "reminders add", channel=channel, timezone="Europe/Berlin")
    values = {"day": ["6"], "at": "17:00", "topics": ["rest"], "silent": True, **form}
    preview = await world.mod.submit_modal(shown, values)
    await world.mod.click(message_of(preview), label="Enable")


async def pass_time(world: World, seconds: float) -> None:
    await world.env.advance_time(seconds)
    await world.env.settle(timeout=60)


def acknowledge(world: World, count: int) -> None:
    """simcord counts errors that were answered in words; a test says how many it meant."""
    assert len(world.env.errors) == count


# Add, edit, remove


async def test_the_empty_panel_says_what_own_texts_are_good_for(world: World) -> None:
    shown = await panel(world)
    assert shown.ephemeral
    assert "the book club on Thursdays" in text(shown)
    assert "</reminders add:" in text(shown), "there is no weekly post yet that would use them"
    assert labels(shown) == ["Add a text"]


async def test_a_text_is_added_and_shown_as_it_will_look(world: World) -> None:
    saved = await filled_in(world)
    shown = text(saved)
    assert "**Saved.** There are 65 texts" in shown
    assert f"## The book club\n{GOOD['idea']}\n\n**Smaller:** {GOOD['smaller']}\n-# {BY}" in shown
    assert "/find-help" in shown
    assert labels(saved) == ["Edit", "Remove", "All own texts"]
    listed = await world.mod.click(message_of(saved), label="All own texts")
    assert "**The book club** (Meeting people)" in text(listed)
    assert "Own texts: 1. They take turns with my own 64" in text(listed)
    assert options(listed) == ["The book club"]


async def test_a_text_is_edited_in_the_form_that_holds_it(world: World) -> None:
    await filled_in(world)
    [before] = await texts_of(world)
    listed = await panel(world)
    opened = await world.mod.select(message_of(listed), [str(before.id)])
    form = await world.mod.click(message_of(opened), label="Edit")
    assert GOOD["idea"] in str(form_of(form))
    saved = await world.mod.submit_modal(form, {**GOOD, "title": "Board games", "smaller": "", "topic": ["listen"]})
    assert "From now on it will look like this:\n## Board games" in text(saved)
    assert await texts_of(world) == [before._replace(title="Board games", smaller=None, topic="listen")]


# A topic that no weekly post uses


async def test_a_text_that_no_weekly_post_uses_is_not_announced_and_the_topic_can_be_added(world: World) -> None:
    """It was said to come before those that were posted, and never came."""
    await weekly(world, world.channel)
    saved = await filled_in(world)
    assert "comes before those" not in text(saved)
    assert "No weekly post of this server is about *Meeting people*, so none uses this text." in text(saved)
    assert labels(saved)[0] == "Add the topic: #general"
    assert "(Meeting people: no weekly post uses it)" in text(await panel(world))
    added = await world.mod.click(message_of(saved), label="Add the topic: #general")
    assert f"The weekly post in <#{world.channel.id}> is about *Meeting people* too" in text(added)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.topics == ("meet", "rest")
    assert "(Meeting people)" in text(await panel(world))
    for _ in range(26):  # each text of both topics comes once
        await pass_time(world, 7 * DAY)
    assert any("The book club" in text(post) for post in posts(world.channel))


async def test_an_added_topic_can_be_taken_out_again(world: World) -> None:
    await weekly(world, world.channel)
    saved = await filled_in(world)
    added = await world.mod.click(message_of(saved), label="Add the topic: #general")
    undone = await world.mod.click(message_of(added), label="Undo")
    assert "**As it was before.**" in text(undone)
    assert "so none uses this text" in text(undone)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.topics == ("rest",)


async def test_each_weekly_post_is_offered_and_an_edit_is_told_the_same(world: World) -> None:
    await weekly(world, world.channel)
    await weekly(world, world.guild.create_text_channel("evenings"), topics=["meet"])
    saved = await filled_in(world)
    assert "so none uses this text" not in text(saved), "one of them is about it"
    form = await world.mod.click(message_of(saved), label="Edit")
    changed = await world.mod.submit_modal(form, {**GOOD, "topic": ["listen"]})
    assert "No weekly post of this server is about *Listening*" in text(changed)
    assert labels(changed)[:2] == ["Add the topic: #general", "Add the topic: #evenings"]


async def test_a_topic_is_added_only_by_who_may_write_in_the_channel(world: World) -> None:
    await weekly(world, world.channel)
    saved = await filled_in(world)
    channel = await world.bot.fetch_channel(world.channel.id)
    for role in channel.guild.roles:
        if role.is_default():
            await channel.set_permissions(role, send_messages=False)
    await channel.set_permissions(channel.guild.me, send_messages=True)
    refused = await world.mod.click(message_of(saved), label="Add the topic: #general")
    assert "You cannot write in" in text(refused)
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    assert schedule.topics == ("rest",)


async def test_a_removed_text_can_be_brought_back_for_fifteen_minutes(world: World) -> None:
    await filled_in(world)
    [added] = await texts_of(world)
    opened = await world.mod.select(message_of(await panel(world)), [str(added.id)])
    removed = await world.mod.click(message_of(opened), label="Remove")
    assert "**The book club** is removed" in text(removed)
    assert await texts_of(world) == []
    back = await world.mod.click(message_of(removed), label="Undo")
    assert "**It is back**" in text(back)
    assert await texts_of(world) == [added]
    removed = await world.mod.click(message_of(back), label="Remove")
    await pass_time(world, 15 * 60 + 1)
    late = await world.mod.click(message_of(removed), label="Undo")
    assert "more than fifteen minutes old" in text(late)
    assert await texts_of(world) == []


async def test_a_server_has_fifty_texts_at_most_and_every_one_can_be_opened(world: World) -> None:
    for number in range(TEXTS_A_GUILD):
        await world.bot.store.own_texts.add(
            world.guild.id, KEPT._replace(title=f"{number} ".ljust(60, "*"), topic="meaning")
        )
    shown = await panel(world)
    offered = options(shown)
    for _ in range(2):
        shown = await world.mod.click(message_of(shown), label="Next page")
        assert len(text(shown)) < 4000, "Discord refuses more"
        offered += options(shown)
    assert len(offered) == len(set(offered)) == TEXTS_A_GUILD
    assert labels(shown) == ["Add a text", "Previous page"]
    refused = await world.mod.click(message_of(shown), label="Add a text")
    assert "has fifty texts of its own" in text(refused)
    last = (await texts_of(world))[-1]
    opened = await world.mod.select(message_of(shown), [str(last.id)])
    assert "## 49 *" in text(opened)
    removed = await world.mod.click(message_of(opened), label="Remove")
    assert len(text(removed)) < 4000
    assert len(options(removed)) == 20


async def test_the_last_place_is_not_taken_twice(world: World) -> None:
    for _ in range(TEXTS_A_GUILD - 1):
        await world.bot.store.own_texts.add(world.guild.id, KEPT)
    shown = await panel(world)
    form = await world.mod.click(message_of(shown), label="Add a text")
    await world.bot.store.own_texts.add(world.guild.id, KEPT)
    answer = await world.mod.submit_modal(form, GOOD)
    assert "has fifty texts of its own" in text(answer)
    assert len(await texts_of(world)) == TEXTS_A_GUILD
    acknowledge(world, 1)


# What is refused, and what is worth a look


async def test_a_fault_is_refused_with_its_suggestion_and_the_form_opens_again_as_it_was(world: World) -> None:
    typed = {"title": "Be there", "idea": "You should come.", "smaller": "Wave.", "topic": ["rest"]}
    answer = await filled_in(world, **typed)
    assert "## Not saved yet" in text(answer)
    assert "**You should**: an invitation, not an order. Try: 'you could'" in text(answer)
    assert await texts_of(world) == []
    form = await world.mod.click(message_of(answer), label="Open the form again")
    held = str(form_of(form))
    assert all(words in held for words in ("Be there", "You should come.", "Wave."))
    [topic] = [option for option in walk_options(form) if option.get("default")]
    assert topic["value"] == "rest"
    saved = await world.mod.submit_modal(form, {**typed, "idea": "You could come."})
    assert "**Saved.**" in text(saved)
    assert [each.idea for each in await texts_of(world)] == ["You could come."]


def walk_options(form: simcord.InteractionResult) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value.get("options", []))
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                look(each)

    look(form_of(form))
    return found


async def test_a_warning_is_asked_about_once(world: World) -> None:
    answer = await filled_in(world, idea="You could simply listen.")
    assert "## Save it like this?" in text(answer)
    assert "**simply**: this makes a hard thing sound easy." in text(answer)
    assert BY in text(answer), "the post is shown beside the question"
    assert await texts_of(world) == []
    saved = await world.mod.click(message_of(answer), label="Save anyway")
    assert "**Saved.**" in text(saved)
    assert [each.idea for each in await texts_of(world)] == ["You could simply listen."]


async def test_a_warning_leads_back_to_the_form(world: World) -> None:
    answer = await filled_in(world, idea="You could simply listen.")
    form = await world.mod.click(message_of(answer), label="Change")
    assert "You could simply listen." in str(form_of(form))
    assert "**Saved.**" in text(await world.mod.submit_modal(form, {**GOOD, "idea": "You could listen."}))


async def test_save_anyway_saves_no_fault(world: World) -> None:
    """A forged button on a refused text."""
    answer = await filled_in(world, idea="You should come.")
    await forge(world, answer, "own-again:", "own-save:")
    again = await world.mod.click(message_of(answer), label="Open the form again")
    assert "## Not saved yet" in text(again)
    assert await texts_of(world) == []


async def forge(world: World, answer: simcord.InteractionResult, was: str, becomes: str) -> None:
    stored = world.env.backend.get_message(response_of(answer).channel_id, response_of(answer).id)
    [control] = [part for part in walk(stored.components) if part.get("custom_id", "").startswith(was)]
    control["custom_id"] = control["custom_id"].replace(was, becomes, 1)


async def test_what_was_typed_is_lost_in_a_restart_and_the_answer_says_so(world: World) -> None:
    answer = await filled_in(world, idea="You should come.")
    form_memory.forget(world.guild.id)  # what a restart does to it
    lost = await world.mod.click(message_of(answer), label="Open the form again")
    assert "what you typed is lost. I am sorry." in text(lost)


async def test_what_a_refused_form_held_ends_with_its_time_also_when_nobody_comes(world: World) -> None:
    await filled_in(world, idea="You should come.")
    assert "You should come." in str(vars(form_memory))
    await pass_time(world, 14 * 60)
    await filled_in(world, idea="You should go.")
    await pass_time(world, 2 * 60)
    assert "You should come." not in str(vars(form_memory))
    assert "You should go." in str(vars(form_memory))
    await pass_time(world, 14 * 60)
    assert not vars(form_memory)["_texts"]


async def test_a_server_that_sends_refused_forms_without_end_fills_no_memory(world: World) -> None:
    form_memory.keep(world.guild.id + 1, "theirs", "A text of another server.")
    for number in range(200):
        form_memory.keep(world.guild.id, f"{number:x}", f"Text {number}")
    kept = [number for number in range(200) if form_memory.get(world.guild.id, f"{number:x}")]
    assert kept == [*range(150, 200)]
    assert form_memory.get(world.guild.id + 1, "theirs")
    form_memory.forget(world.guild.id)
    form_memory.forget(world.guild.id + 1)


async def test_a_form_that_was_open_too_long_gives_the_words_back(world: World) -> None:
    shown = await panel(world)
    await pass_time(world, 14 * 60)
    form = await world.mod.click(message_of(shown), label="Add a text")
    await pass_time(world, 2 * 60)
    answer = await world.mod.submit_modal(form, GOOD)
    assert "so the text was not saved" in text(answer)
    assert GOOD["idea"] in text(answer)
    assert await texts_of(world) == []
    acknowledge(world, 1)


# Each row: an idea that is refused, the words it is refused for, and part of the suggestion.
REFUSED = [
    ("You must say hello today.", "You must", "'you could'"),
    ("Don't forget your friends.", "Don't forget", "whenever it suits you"),
    ("Meet somebody new today.", "Meet", "'group'"),
    ("Send a DM to somebody quiet.", "DM", "an open channel"),
    ("Who did you miss this week?", "Who did you miss this week?", "the reader's own to keep"),
    ("Call a friend for a minute.", "Call a", "'a call or a message'"),
    ("A hello will make you happier.", "will make you", "'may'"),
    ("Old trauma can make a hello hard.", "trauma", "everyday words"),
    ("Say hello TODAY.", "TODAY", "small letters"),
    ("Smile 🙂 and wave 👋", "🙂👋", "keep one"),
    ("Hello @everyone, say hi.", "@everyone", "leave it out"),
    ("hello@everyone", "@everyone", "without a link"),
    ("Say hi, @\u200beveryone.", "@everyone", "leave it out"),
    ("Ask <@123456789012345678> for tea.", "<@123456789012345678>", "leave it out"),
    ("Ask <@&123456789012345678> for tea.", "<@&123456789012345678>", "leave it out"),
    ("Look into <#123456789012345678>.", "<#123456789012345678>", "the name of the channel"),
    ("Look into <id:customize>.", "<id:customize>", "the name of the channel"),
    ("Come to discord.gg/harbour.", "discord.gg/harbour", "name the place in words"),
    ("Come to https://discord.com/invite/harbour", "https://discord.com/invite/harbour", "name the place in words"),
    ("See https://tea.example/now", "https://tea.example/now", "name the place in words"),
    ("See tea.example/now", "tea.example/now", "name the place in words"),
    ("See https://tea.example\\.who.int/now", "https://tea.example\\.who.int/now", "name the place in words"),
    ("See https://[tea", "https://[tea", "name the place in words"),
    ("See steam://run/1", "steam://run/1", "name the place in words"),
    ("Write to tea@tea.example", "tea@tea.example", "name the place in words"),
    ("[Tea](https://who.int) is nice.", "[Tea](https://who.int)", "name the place in words"),
    ("# Tea", "# Tea", "plain sentences"),
    ("Tea is nice.\n-# Written by Discord", "-# Written by Discord", "plain sentences"),
    ("Tea is nice.\n> - # Big", "> - # Big", "plain sentences"),
    (">>> Tea is nice.", ">>> Tea is nice.", "plain sentences"),
    ("```\nTea", "```", "plain sentences"),
    ("||Tea|| is nice.", "||", "plain sentences"),
    ("Tea. " * 61, "Tea. Tea. Tea. Tea. Tea. Tea. …", "the one main idea"),
    ("Tea.\n" * 12, "Tea.…", "one or two paragraphs"),
    ("\u200b \u2800", "A title", "a few words for each"),
]


@pytest.mark.parametrize(("idea", "words", "suggestion"), REFUSED)
def test_a_bad_text_is_refused_with_a_suggestion(idea: str, words: str, suggestion: str) -> None:
    found = check_own(clean_own_text(OwnText(0, "A title", idea, None, "rest")), english=True)
    assert [each for each in found if each.fault and each.words == words and suggestion in each.suggestion], found
    assert all("sources.toml" not in each.suggestion for each in found)


@pytest.mark.parametrize("field", ["title", "smaller"])
@pytest.mark.parametrize("words", ["You should wave", "Wave, @here", "||Wave||", "discord.gg/wave", "w" * 151])
def test_title_and_smaller_idea_are_held_to_the_same_rules(field: str, words: str) -> None:
    typed = OwnText(0, "A title", "You could wave.", None, "rest")._replace(**{field: words})
    assert any(each.fault for each in check_own(clean_own_text(typed), english=True))


@pytest.mark.parametrize(
    "idea",
    [
        "On Thursdays the book club meets in the library channel. You could come and listen.",
        "When it has been a while, two lines may do:\n> hi, it's been ages. how are you?\n\nNo answer is fine too.",
        "- Say **hello**\n- Or wave 👋",
        "More about company: https://www.who.int/",
        "A good way to ask and/or offer help stands in {/find-help}.",
        "你好。今天可以打个招呼。",
        "می\u200cروم پیش دوست.",
        "Hello, dear family 👨\u200d👩\u200d👧.",
        "Two o'clock is tea time. #general is open to all.",
    ],
)
def test_a_good_text_passes_as_it_was_typed(idea: str) -> None:
    typed = OwnText(0, "A title", idea, "Look at the list.", "rest")
    assert clean_own_text(typed) == typed
    assert check_own(typed, english=True) == []


def test_rules_about_english_words_leave_other_languages_alone_and_the_others_hold() -> None:
    german = OwnText(0, "Die Woche", "Die Woche war lang. Ein Hallo genügt.", None, "rest")
    assert check_own(german, english=False) == []
    assert check_own(german._replace(idea="Hallo @everyone"), english=False) != []


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("a\u202eb\u2066c", "abc"),
        ("a\u200bb\u200dc\u00add\ufeff", "abcd"),
        ("\U000e0041a\u3164", "a"),
        ("e" + "\u0301\u0302\u0303\u0304" * 20 + "ф", "é\u0302\u0303ф"),
        ("  one\t two\r\n\r\n\n\nthree  \x07", "one two\n\nthree"),
        ("👨\u200d👩\u200d👧 ok", "👨\u200d👩\u200d👧 ok"),
        ("\U0001fae8 \U0001fadf", "\U0001fae8 \U0001fadf"),
    ],
)
def test_what_nobody_sees_is_taken_out(typed: str, tidy: str) -> None:
    assert clean_own_text(OwnText(0, "t", typed, None, "rest")).idea == tidy


def test_all_but_the_idea_stand_on_one_line() -> None:
    tidy = clean_own_text(OwnText(0, " a\n# b ", "x", "c\u2028-# d", "rest"))
    assert (tidy.title, tidy.smaller) == ("a # b", "c -# d")
    assert clean_own_text(OwnText(0, "a", "x", " \u200b", "rest")).smaller is None


# The rotation


async def test_own_texts_take_turns_in_that_server_alone(world: World) -> None:
    for number in range(2):
        await world.bot.store.own_texts.add(world.guild.id, KEPT._replace(title=f"Ours {number}"))
    await world.bot.store.own_texts.add(world.guild.id, KEPT._replace(title="Another topic", topic="listen"))
    elsewhere = world.env.create_guild("Elsewhere")
    there = elsewhere.create_text_channel("there")
    zone = "Europe/Berlin"
    await weekly(world, world.channel)
    [ours] = await world.bot.store.schedules.of(world.guild.id)
    await world.bot.store.schedules.add(elsewhere.id, there.id, ours.weekly, world.env.now(), topics=("rest",))
    assert ours.weekly.zone == zone
    await pass_time(world, 4 * DAY + 5 * WEEK)
    titles = [text(post).split("\n")[0] for post in posts(world.channel)]
    assert len(titles) == len(set(titles)) == 6, "four texts of Kindred and two of ours, each once"
    assert {"## Ours 0", "## Ours 1"} < set(titles)
    assert "## Another topic" not in titles
    for post in posts(world.channel):
        assert (BY in text(post)) == text(post).startswith("## Ours")
    assert len(posts(there)) == 6
    assert all("Ours" not in text(post) and BY not in text(post) for post in posts(there))


async def test_a_post_of_an_own_text_shows_how(world: World) -> None:
    schedule = await schedule_of_own_text(world, topic="listen")
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    [row] = await world.bot.store.ledger.results(schedule)
    assert row.text == "own-1"
    assert labels(post) == ["Show me how", "Another idea"]
    assert text(await world.ana.click(post, label="Show me how")).startswith("## Listen")


async def schedule_of_own_text(world: World, **changes: Any) -> int:
    """A weekly post that has nothing but one own text: all that Kindred has for its topic was sent before."""
    topic = changes.get("topic", "rest")
    added = await world.bot.store.own_texts.add(world.guild.id, KEPT._replace(**changes))
    await weekly(world, world.channel, topics=[topic])
    [schedule] = await world.bot.store.schedules.of(world.guild.id)
    others = [each.id for each in await world.bot.poster.texts(world.guild.id, (topic,)) if not each.own]
    for number, id in enumerate(others, start=2):
        due = int((NOW - timedelta(weeks=number)).timestamp())
        await world.bot.store._db.execute(
            "INSERT INTO occurrences (schedule, due, text, state) VALUES (?, ?, ?, 'sent')", schedule.id, due, id
        )
    assert added.id == 1
    return schedule.id


async def test_a_preview_of_the_weeks_ahead_says_whose_text_it_is(world: World) -> None:
    await schedule_of_own_text(world)
    overview = await world.mod.slash(world.channel, "reminders list")
    opened = await world.mod.click(message_of(overview), label=f"Open: #{world.channel.name}")
    ahead = await world.mod.click(message_of(opened), label="Preview")
    assert f"> ### The book club\n> You could listen to the book club.\n> -# {BY}" in text(ahead)


async def test_a_text_that_was_removed_after_its_claim_is_recorded_as_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = await schedule_of_own_text(world)
    claim = world.bot.store.ledger.claim

    async def claims_and_loses(*what: Any) -> bool:
        claimed = await claim(*what)
        await world.bot.store.own_texts.remove(world.guild.id, 1, world.env.now())
        return claimed

    monkeypatch.setattr(world.bot.store.ledger, "claim", claims_and_loses)
    await pass_time(world, 4 * DAY)
    assert posts(world.channel) == []
    [row] = await world.bot.store.ledger.results(schedule)
    assert (row.state, row.reason, row.text) == ("failed", "text-gone", "own-1")


@pytest.mark.parametrize("hostile", ["@everyone @here", "<@1> <@&2> <#3>", "discord.gg/x", "x\n-# Sent by Discord"])
async def test_a_hostile_text_pings_nobody_even_if_it_were_kept(world: World, hostile: str) -> None:
    """The form refuses it; this one is put into the database past every check."""
    await schedule_of_own_text(world, idea=hostile, title=hostile.split("\n")[0])
    await pass_time(world, 4 * DAY)
    [post] = posts(world.channel)
    assert not post.mention_everyone
    assert not post.mentions + post.role_mentions
    sent = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages" and r.json]
    assert sent
    assert all(body_of(request)["allowed_mentions"]["parse"] == [] for request in sent)
    for line in ("reminders texts", "reminders list"):
        await world.mod.slash(world.channel, line)
    for request in world.env.http_requests:
        allowed = (request.json or {}).get("allowed_mentions") if isinstance(request.json, dict) else None
        assert not allowed or not (allowed.get("parse") or allowed.get("users") or allowed.get("roles"))


# Who may do what


@pytest.mark.parametrize("verb", ["edit", "remove", "undo", "pick"])
async def test_another_servers_text_cannot_be_seen_or_touched(world: World, theirs: OwnText, verb: str) -> None:
    """A forged control on a real panel, with the id of another server's text."""
    await filled_in(world)
    ours = (await texts_of(world))[0]
    shown = await panel(world)
    if verb == "pick":
        answer = await pick_forged(world, shown, theirs.id)
    else:
        opened = await world.mod.select(message_of(shown), [str(ours.id)])
        await forge(world, opened, f"own-edit:{ours.id}", f"own-{verb}:{theirs.id}")
        answer = await world.mod.click(message_of(opened), custom_id=f"own-{verb}:{theirs.id}")
    assert "That text is no longer there." in text(answer)
    assert "Not yours" not in text(answer)
    assert await world.bot.store.own_texts.of(999) == (theirs,)


async def pick_forged(world: World, shown: simcord.InteractionResult, id: int) -> simcord.InteractionResult:
    stored = world.env.backend.get_message(response_of(shown).channel_id, response_of(shown).id)
    [menu] = [part for part in walk(stored.components) if part.get("custom_id", "").startswith("own-pick:")]
    menu["options"][0]["value"] = str(id)
    return await world.mod.select(message_of(shown), [str(id)])


async def test_a_control_that_nobody_made_is_answered_kindly(world: World) -> None:
    shown = await panel(world)
    for forged in ("own-fly:1", "own-edit:abc", "own-list:abc"):
        stored = world.env.backend.get_message(response_of(shown).channel_id, response_of(shown).id)
        [button] = [part for part in walk(stored.components) if part.get("label") == "Add a text"]
        button["custom_id"] = forged
        answer = await world.mod.click(message_of(shown), custom_id=forged)
        assert "no longer here" in text(answer)


async def test_the_panel_acts_for_fifteen_minutes(world: World) -> None:
    saved = await filled_in(world)
    await pass_time(world, 15 * 60 + 1)
    answer = await world.mod.click(message_of(saved), label="Remove")
    assert "more than fifteen minutes old" in text(answer)
    assert len(await texts_of(world)) == 1


async def test_a_member_without_the_permission_has_no_such_command(world: World) -> None:
    assert "reminders texts" not in world.ana.available_commands(world.channel)
    assert "reminders texts" in world.mod.available_commands(world.channel)


# The store


async def test_a_text_is_kept_changed_and_read_anew_after_a_restart(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "own.sqlite3") as store:
        added = await store.own_texts.add(1, KEPT)
        assert await store.own_texts.of(1) == (added,)
        assert await store.own_texts.change(1, added._replace(title="Tea"))
        assert await store.own_texts.of(1) == (added._replace(title="Tea"),)
    async with Store.open(tmp_path / "own.sqlite3") as again:
        assert await again.own_texts.of(1) == (added._replace(title="Tea"),)


async def test_no_server_reaches_anothers_texts(store: Store) -> None:
    added = await store.own_texts.add(1, KEPT)
    assert await store.own_texts.of(2) == ()
    assert await store.own_texts.get(2, added.id) is None
    assert not await store.own_texts.change(2, added._replace(title="Theirs"))
    assert not await store.own_texts.remove(2, added.id, NOW)
    await store.own_texts.remove(1, added.id, NOW)
    assert not await store.own_texts.restore(2, added.id, NOW)
    assert await store.own_texts.of(2) == ()


async def test_the_id_of_a_removed_text_is_never_given_to_another(store: Store) -> None:
    first = await store.own_texts.add(1, KEPT)
    await store.own_texts.remove(1, first.id, NOW)
    await store.purge(NOW + timedelta(days=1))
    assert (await store.rows_of(1))["own_texts"] == []
    assert (await store.own_texts.add(1, KEPT)).id > first.id
    assert not await store.own_texts.restore(1, first.id, NOW)


async def test_a_removal_is_undone_for_fifteen_minutes_if_there_is_room(store: Store) -> None:
    added = await store.own_texts.add(1, KEPT)
    await store.own_texts.remove(1, added.id, NOW)
    assert not await store.own_texts.change(1, added)
    assert not await store.own_texts.restore(1, added.id, NOW + UNDO + timedelta(seconds=1))
    for _ in range(TEXTS_A_GUILD):
        await store.own_texts.add(1, KEPT)
    with pytest.raises(TooManyTexts):
        await store.own_texts.restore(1, added.id, NOW + UNDO)
    with pytest.raises(TooManyTexts):
        await store.own_texts.add(1, KEPT)
    await store.own_texts.remove(1, (await store.own_texts.of(1))[0].id, NOW)
    assert await store.own_texts.restore(1, added.id, NOW + UNDO)
    assert added in await store.own_texts.of(1)


async def test_deleting_everything_of_a_server_takes_its_texts(store: Store) -> None:
    await store.own_texts.add(1, KEPT)
    kept_by_other = await store.own_texts.add(2, KEPT)
    assert len((await store.rows_of(1))["own_texts"]) == 1
    await store.delete_guild(1)
    assert await store.own_texts.of(1) == ()
    assert await store.own_texts.of(2) == (kept_by_other,)


async def test_texts_of_a_server_that_was_left_wait_thirty_days(store: Store) -> None:
    await store.own_texts.add(1, KEPT)
    await store.departures.leave(1, NOW)
    await store.purge(NOW + timedelta(days=29))
    assert len(await store.own_texts.of(1)) == 1
    await store.purge(NOW + timedelta(days=31))
    assert await store.own_texts.of(1) == ()


def test_the_limits_are_those_of_content() -> None:
    from kindred.content.fields import REMINDER_LIMIT, TITLE_LIMIT
    from kindred.content.own_text import TITLE_LIMIT as OWN

    assert (OWN, IDEA_LIMIT) == (TITLE_LIMIT, REMINDER_LIMIT)


async def test_a_refusal_names_commands_as_links(world: World) -> None:
    answer = await filled_in(world, idea="After a loss, suicide is near.")
    assert "</find-help:" in text(answer)
    assert "{/" not in text(answer)


async def test_what_was_typed_in_braces_comes_back_as_it_was_typed(world: World) -> None:
    shown = await panel(world)
    await pass_time(world, 14 * 60)
    form = await world.mod.click(message_of(shown), label="Add a text")
    await pass_time(world, 2 * 60)
    answer = await world.mod.submit_modal(form, {**GOOD, "idea": "A heavy week? {/find-help} is there."})
    assert "A heavy week? {/find-help} is there." in text(answer)
    acknowledge(world, 1)
