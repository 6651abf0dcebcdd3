"""`/settings`: what moderators set for their server, as they and their members meet it."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers

from cogs.client.bot import Kindred
from cogs.core.form_memory import form_memory
from kindred.config import Config
from kindred.content.cards import About
from kindred.content.entries import Words
from kindred.content.library import Library
from kindred.content.support_cards import NOTE_LIMIT, HelpCards
from kindred.storage.errors import StorageUnavailable
from kindred.storage.settings_rows import DEFAULTS, FORMATS, GuildSettings, pack, unpack
from kindred.storage.store import Store
from tests.test_errors import acknowledge
from tests.world import World, custom_ids, form_of, labels, message_of, options, parts, posts, response_of, text, walk

Result = simcord.InteractionResult


@pytest.fixture(scope="session")
def library(library: Library) -> Library:
    """The shipped content, and a German in which one card differs."""
    english = library.catalogs["en"]
    listening = replace(english.strategies["listening"], title="Zuhören")
    words = {**english.words.texts, "settings.language.own-name": "Deutsch", "share.by": "-# Geteilt von {name}"}
    german = replace(
        english,
        locale="de",
        words=Words(MappingProxyType(words)),
        strategies=MappingProxyType({**english.strategies, "listening": listening}),
    )
    return replace(library, catalogs=MappingProxyType({"en": english, "de": german}))


async def panel(world: World, name: str | None = None) -> Result:
    """The panel, or the page of one setting."""
    shown = await world.mod.slash(world.channel, "settings")
    return await press(world, shown, f"open.{name}") if name else shown


async def press(world: World, shown: Result, state: str) -> Result:
    return await world.mod.click(message_of(shown), custom_id=f"settings:{state}")


async def undo(world: World, shown: Result) -> Result:
    return await world.mod.click(message_of(shown), label="Undo")


async def pick(world: World, name: str, values: list[Any]) -> Result:
    page = await panel(world, name.partition(".")[0])
    return await world.mod.select(message_of(page), values, custom_id=f"settings:pick.{name}")


async def write(world: World, name: str, typed: str) -> Result:
    form = await press(world, await panel(world), f"form.{name}")
    return await world.mod.submit_modal(form, {name: typed})


async def hide(world: World, *ids: str) -> None:
    await world.bot.store.settings.change(world.guild.id, hidden=frozenset(ids))


async def kept(world: World) -> GuildSettings:
    """What the database itself holds."""
    return await world.bot.store.settings._read(world.guild.id)


async def forge(world: World, shown: Result, state: str, data: dict[str, Any] | None = None) -> Result:
    """Presses a button or menu of a panel that this version never put there."""
    stored = world.env.backend.get_message(world.channel.id, response_of(shown).id)
    control = next(part for part in walk(stored.components) if part["type"] == (data or {}).get("component_type", 2))
    control["custom_id"] = f"settings:{state}"
    return await send(world, world.mod, shown, {"component_type": 2, **(data or {}), "custom_id": f"settings:{state}"})


async def send(world: World, who: simcord.MemberActor, shown: Result, data: dict[str, Any]) -> Result:
    """Sends a press as it is, where Discord's own app would not let it happen."""
    stored = world.env.backend.get_message(world.channel.id, response_of(shown).id)
    extra = {"message": dict(serializers.message_payload(world.env.backend, stored))}
    return await _dispatch_actor_interaction(who, 3, world.channel, data, extra=extra, source_message_id=stored.id)


# The panel


async def test_the_panel_is_private_and_shows_every_setting_with_its_default(world: World) -> None:
    shown = await panel(world)
    assert shown.ephemeral
    said = text(shown)
    for line in ("Language", "English", "Hidden cards", "Country", "Note", "In every channel", "community updates"):
        assert line in said
    assert labels(shown) == [
        "Change: Language",
        "Change: Hidden cards",
        "Change: Country",
        "Change: Note",
        "Change: Where cards may be shared",
        "Change: Channel for failure notices",
    ]


async def test_a_server_that_never_opened_the_panel_has_no_row(world: World) -> None:
    await panel(world)
    await world.ana.slash(world.channel, "find-help")
    assert await world.bot.store._db.rows("SELECT * FROM guild_settings") == []


async def test_every_page_leads_back_to_the_panel(world: World) -> None:
    for name in ("language", "hidden", "sharing", "notices"):
        page = await panel(world, name)
        back = await world.mod.click(message_of(page), label="Back")
        assert text(back).startswith("## Settings")
        assert response_of(back).id == response_of(page).id, "it changes in place"


async def set_each(world: World) -> dict[str, Result]:
    return {
        "language": await pick(world, "language", ["de"]),
        "country": await write(world, "country", "Deutschland"),
        "note": await write(world, "note", "Our quiet corner is #lantern."),
        "sharing": await pick(world, "sharing", [world.channel]),
        "notices": await pick(world, "notices", [world.channel]),
        "hidden": await pick(world, "hidden.0", ["personality", "attachment"]),
    }


VALUES = {
    "language": "Deutsch",
    "country": "Germany (Deutschland)",
    "note": "> Our quiet corner is #lantern.",
    "sharing": "<#",
    "notices": "<#",
    "hidden": "Personality",
}


async def test_each_change_says_what_it_did_is_shown_and_offers_to_undo_it(world: World) -> None:
    for name, done in (await set_each(world)).items():
        assert "**Saved.**" in text(done)
        assert VALUES[name].lower() in text(done).lower(), name
        assert "Undo" in labels(done)
    said = text(await panel(world))
    for value in VALUES.values():
        assert value.lower() in said.lower()
    assert await kept(world) == GuildSettings(
        language="de",
        country="de",
        note="Our quiet corner is #lantern.",
        sharing=(world.channel.id,),
        notices=world.channel.id,
        hidden=frozenset({"personality", "attachment"}),
    )


async def test_each_change_can_be_undone_and_then_the_row_is_gone(world: World) -> None:
    for done in (await set_each(world)).values():
        back = await undo(world, done)
        assert "**As it was before.**" in text(back)
    assert await kept(world) == DEFAULTS
    assert await world.bot.store._db.rows("SELECT * FROM guild_settings") == []


async def test_undo_brings_back_the_value_from_before_and_can_itself_be_undone(world: World) -> None:
    await write(world, "country", "Ireland")
    done = await write(world, "country", "Austria")
    back = await undo(world, done)
    assert (await kept(world)).country == "ie"
    await undo(world, back)
    assert (await kept(world)).country == "at"


async def test_what_no_button_can_carry_is_brought_back_too(world: World) -> None:
    long = "We have a quiet corner.\nIt is called #lantern, and somebody is often there. " * 3
    await write(world, "note", long)
    done = await write(world, "note", "Another note.")
    await undo(world, done)
    assert (await kept(world)).note == "\n".join(" ".join(line.split()) for line in long.splitlines())
    channels = [world.guild.create_text_channel(f"c{number}") for number in range(12)]
    await pick(world, "sharing", channels)
    done = await pick(world, "sharing", [world.channel])
    await undo(world, done)
    assert (await kept(world)).sharing == tuple(channel.id for channel in channels)


async def test_undo_says_so_when_the_value_from_before_is_no_longer_at_hand(world: World) -> None:
    await write(world, "note", "The first note.")
    done = await write(world, "note", "The second note.")
    form_memory.forget(world.guild.id)  # as a restart does
    answer = await undo(world, done)
    assert "The value from before is gone" in text(answer)
    assert (await kept(world)).note == "The second note."


async def test_settings_and_undo_survive_a_restart(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    done = await pick(world, "language", ["de"])
    await write(world, "country", "Norway")
    store.settings._cache.clear()
    form_memory.forget(world.guild.id)
    await world.env.restart_bot(Kindred(settings, store, library, shard_count=1))
    assert "Norway" in text(await panel(world))
    await undo(world, done)
    assert await kept(world) == GuildSettings(country="no")


async def test_each_setting_can_be_set_back_to_its_default(world: World) -> None:
    await set_each(world)
    for name in ("language", "sharing", "notices", "hidden"):
        await press(world, await panel(world, name), f"set.{name}.-")
    await write(world, "country", "")
    await write(world, "note", "  \n ")
    assert await kept(world) == DEFAULTS


async def test_two_moderators_changing_different_settings_lose_nothing(world: World) -> None:
    page = await panel(world, "language")
    await write(world, "country", "Japan")
    await world.mod.select(message_of(page), ["de"], custom_id="settings:pick.language")
    assert await kept(world) == GuildSettings(language="de", country="jp")


# Who may, and for how long


async def test_a_plain_member_who_reaches_a_button_changes_nothing(world: World) -> None:
    shown = await panel(world, "language")
    data = {"custom_id": "settings:set.language.-", "component_type": 2}
    await world.bot.store.settings.change(world.guild.id, language="de")
    answer = await send(world, world.ana, shown, data)
    assert "belongs to the person who opened it" in text(answer)
    assert await kept(world) == GuildSettings(language="de")


async def test_a_plain_member_cannot_run_the_command(world: World) -> None:
    with pytest.raises(simcord.SetupError):
        await world.ana.slash(world.channel, "settings")


async def test_a_panel_is_no_lasting_key(world: World) -> None:
    page, overview = await panel(world, "language"), await panel(world)
    await world.env.advance_time(10 * 60)
    form = await press(world, overview, "form.note")
    await world.env.advance_time(5 * 60 + 1)
    answer = await world.mod.select(message_of(page), ["de"], custom_id="settings:pick.language")
    assert "more than fifteen minutes old" in text(answer)
    answer = await world.mod.submit_modal(form, {"note": "A note that took a while."})
    assert "more than fifteen minutes old" in text(answer)
    assert "A note that took a while." in text(answer), "what was typed is not lost"
    assert await kept(world) == DEFAULTS
    acknowledge(world, 1)


async def test_there_is_no_such_command_in_direct_messages(world: World) -> None:
    with pytest.raises(simcord.SetupError):
        await world.mod.user.slash("settings")


@pytest.mark.parametrize(
    "state",
    [
        "set.language.xx",
        "set.country.xx",
        "undo.country.nowhere",
        "set.nothing.1",
        "set.notices.abc",
        "set.notices.99999999999999999999",
        "undo.sharing.-1",
        "undo.sharing.1,x",
        "open.nothing",
        "burn.everything",
        "pick.language",
        "pick.hidden.9",
        "form.language",
    ],
)
async def test_a_made_up_press_changes_nothing_and_is_answered(world: World, state: str) -> None:
    shown = await panel(world)
    answer = await forge(world, shown, state)
    assert "no longer here" in text(answer)
    assert await kept(world) == DEFAULTS


async def test_another_servers_channel_is_never_taken(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    theirs = elsewhere.create_text_channel("theirs")
    for name in ("sharing", "notices"):
        page = await panel(world, name)
        channel = {**serializers.channel_payload(world.env.backend, theirs._channel), "permissions": str(2**50 - 1)}
        forged = {"component_type": 8, "values": [str(theirs.id)]}
        for resolved in ({"channels": {str(theirs.id): channel}}, {}):
            answer = await forge(world, page, f"pick.{name}", {**forged, "resolved": resolved})
            assert "cannot be used here" in text(answer)
    await forge(world, await panel(world), f"undo.sharing.{theirs.id}")
    answer = await forge(world, await panel(world), f"undo.notices.{theirs.id}")
    assert "cannot be used here" in text(answer)
    found = await kept(world)
    assert found.notices is None
    assert not found.sharing


async def test_a_kept_value_of_another_server_cannot_be_brought_here(world: World) -> None:
    form_memory.keep(world.guild.id + 1, "abc", "A note of theirs.")
    shown = await panel(world)
    assert "The value from before is gone" in text(await forge(world, shown, "undo.note.~abc"))
    assert await kept(world) == DEFAULTS


async def test_a_channel_in_which_the_moderator_cannot_write_is_refused(world: World) -> None:
    everyone = world.guild.default_role
    quiet = world.guild.create_text_channel(
        "quiet", overwrites={everyone: discord.PermissionOverwrite(send_messages=False)}
    )
    for name in ("sharing", "notices"):
        assert "You cannot write in" in text(await pick(world, name, [quiet]))
    assert await kept(world) == DEFAULTS


async def test_a_notice_channel_that_is_closed_to_the_bot_is_refused_with_what_it_lacks(world: World) -> None:
    role = world.guild.create_role("Writers", permissions=discord.Permissions(send_messages=True, manage_guild=True))
    world.mod = world.guild.add_member(world.env.create_user("wren"), roles=[role])
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
            role: discord.PermissionOverwrite(send_messages=True),
        },
    )
    answer = await pick(world, "notices", [closed])
    assert "I need *Send Messages*" in text(answer)
    assert await kept(world) == DEFAULTS


# Language


async def test_the_servers_language_decides_shared_cards_and_private_answers_keep_the_persons(world: World) -> None:
    await pick(world, "language", ["de"])
    card = await world.ana.slash(world.channel, "strategies", strategy="listening")
    assert text(card).startswith("## Listen")
    question = await world.ana.click(message_of(card), label="Share")
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    assert text(post).startswith("## Zuhören")
    assert "Geteilt von" in text(post)


# Help


async def test_the_country_of_the_server_comes_first_and_everybody_can_still_name_another(world: World) -> None:
    await write(world, "country", "New Zealand")
    card = await world.ana.slash(world.channel, "find-help")
    assert text(card).startswith("## Help: New Zealand")
    assert "Help: Ireland" in text(await world.ana.slash(world.channel, "find-help", country="Ireland"))
    everybody = await world.ana.click(message_of(card), label="Another country")
    assert text(everybody).startswith("## Finding help\n")
    assert text(await world.ana.user.slash("find-help")).startswith("## Finding help\n"), "none in direct messages"


async def test_a_country_that_is_not_sure_is_asked_back(world: World) -> None:
    asked = await write(world, "country", "Irelnd")
    assert "not sure which country" in text(asked)
    done = await press(world, asked, "set.country.ie")
    assert "Ireland" in text(done)
    unknown = await write(world, "country", "Atlantis on FuzzWorld")
    assert "no numbers here" in text(unknown)
    assert "Type it again" in labels(unknown)


@pytest.mark.parametrize("country", [None, "us", "Irelnd"])
async def test_the_note_stands_below_the_helplines_under_its_own_name(world: World, country: str | None) -> None:
    await write(world, "note", "# Our counsellor\nRoom 12, on Tuesdays.")
    given = {"country": country} if country else {}
    said = text(await world.ana.slash(world.channel, "find-help", **given))
    assert "**From this server's moderators**\n> \\# Our counsellor\n> Room 12, on Tuesdays." in said
    helpline = "988lifeline.org" if country == "us" else "befrienders.org"
    assert -1 < said.index("danger now") < said.index(helpline) < said.index("From this server's moderators")
    assert "From this server" not in text(await world.ana.user.slash("find-help", **given)), "not outside the server"
    assert "From this server" not in text(await world.ana.slash(world.channel, "help"))


@pytest.mark.parametrize(
    ("note", "words", "suggestion"),
    [
        ("Cheer up, we are here.", "Cheer up", "what is hard first"),
        ("You must call somebody.", "You must", "'you could'"),
        ("Some people are crazy busy.", "crazy", "what somebody does or feels"),
        (
            "Look at https://help.example.xyz/now today.",
            "https://help.example.xyz/now",
            "leave it out, or name the place",
        ),
        ("Come to discord.gg/abcdef any time.", "discord.gg/abcdef", "leave it out, or name the place"),
        ("Ask <@123456789012345678> about it.", "<@123456789012345678>", "leave it out"),
        ("Ask @everyone about it.", "@everyone", "leave it out"),
        ("Our DMs are open.", "DMs", "a channel"),
        ("Write to one of us in private.", "Write to one of us in private", "a channel"),
    ],
)
async def test_a_note_that_breaks_a_rule_is_refused_with_the_words_and_a_way_out(
    world: World, note: str, words: str, suggestion: str
) -> None:
    refused = await write(world, "note", note)
    assert "This note was not saved" in text(refused)
    assert f"**{words}**" in text(refused)
    assert f"Try: {suggestion}" in text(refused)
    assert note in text(refused), "nothing of what was typed is lost"
    assert await kept(world) == DEFAULTS
    form = await world.mod.click(message_of(refused), label="Edit")
    field = form_of(form)["components"][0]["component"]
    assert field["value"] == note, "and the form brings it back"
    done = await world.mod.submit_modal(form, {"note": "There is a quiet corner in #lantern."})
    assert "**Saved.**" in text(done)


@pytest.mark.parametrize("note", ["Call 0800 111 222 if you feel low", "Kill yourself."])
async def test_what_a_refused_note_is_told_to_name_is_a_command_to_click(world: World, note: str) -> None:
    """It read `{/find-help}`, as only writers of content know it."""
    refused = text(await write(world, "note", note))
    assert "</find-help:" in refused
    assert "{/" not in refused


async def test_a_note_is_kept_without_what_nobody_sees(world: World) -> None:
    await write(world, "note", "\u202eWrite to us\u2066 in \u200b#care" + "\u0301" * 40)
    assert (await kept(world)).note == "Write to us in #car\u00e9\u0301\u0301"
    assert "not saved" in text(await write(world, "note", "Our D\u200bMs are open."))


async def test_the_rules_for_english_words_leave_other_languages_alone(world: World) -> None:
    await pick(world, "language", ["de"])
    note = "Die Schulberatung ist in Raum 12. Die Tür steht offen."
    assert "**Saved.**" in text(await write(world, "note", note))
    assert "not saved" in text(await write(world, "note", "Mehr auf https://beispiel.example"))


def test_the_longest_note_fits_on_every_help_card(library: Library) -> None:
    cards = HelpCards(library.catalogs["en"], About("1"), library.support)
    for _, route in cards.routes():
        for letter in ("n", "\N{YELLOW HEART}"):
            page = cards.page(route, "causes", note=letter * NOTE_LIMIT)
            assert list(page.faults()) == [], route
            with_numbers = route.startswith("find-help") and not route.endswith(".more")
            assert any(letter * NOTE_LIMIT in each for each in page.texts()) == with_numbers


# Sharing


async def ask(world: World, channel: simcord.ChannelHandle) -> Result:
    card = await world.ana.slash(channel, "strategies", strategy="listening")
    return await world.ana.click(message_of(card), label="Share")


async def test_where_cards_may_not_be_shared_the_button_says_where_they_may(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await pick(world, "sharing", [lounge])
    answer = await ask(world, world.channel)
    assert f"You could share it in <#{lounge.id}>" in text(answer)
    question = await ask(world, lounge)
    await world.ana.click(message_of(question), label="Post it")
    assert len(posts(lounge)) == 1


async def test_sharing_can_be_switched_off_altogether(world: World) -> None:
    await press(world, await panel(world, "sharing"), "set.sharing.")
    assert "cards are not shared here" in text(await ask(world, world.channel))
    assert "In no channel" in text(await panel(world))


async def test_the_setting_counts_at_the_moment_of_the_click(world: World) -> None:
    question = await ask(world, world.channel)
    await press(world, await panel(world, "sharing"), "set.sharing.")
    answer = await world.ana.click(message_of(question), label="Post it")
    assert "cards are not shared here" in text(answer)
    assert posts(world.channel) == []


async def test_threads_follow_their_channel(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await pick(world, "sharing", [lounge])
    inside = await thread_in(world, lounge)
    outside = await thread_in(world, world.channel)
    assert "Post this card here" in text(await ask(world, inside))
    assert f"<#{lounge.id}>" in text(await ask(world, outside))


async def thread_in(world: World, parent: simcord.ChannelHandle) -> simcord.ChannelHandle:
    await (await world.bot.fetch_channel(parent.id)).create_thread(name="Talk", type=discord.ChannelType.public_thread)
    [thread] = parent.threads
    return thread


async def test_channels_that_are_gone_do_not_break_the_panel(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await pick(world, "sharing", [lounge])
    await (await world.bot.fetch_channel(lounge.id)).delete()
    page = await panel(world, "sharing")
    assert "Every channel" in labels(page)
    [menu] = [part for part in parts(page) if part["type"] == 8]
    assert not menu.get("default_values"), "Discord might refuse a menu that names it"


async def test_a_menu_of_channels_shows_those_that_were_chosen(world: World) -> None:
    await pick(world, "sharing", [world.channel])
    [menu] = [part for part in parts(await panel(world, "sharing")) if part["type"] == 8]
    assert [int(each["id"]) for each in menu["default_values"]] == [world.channel.id]


# Hidden cards


async def test_hidden_entries_are_gone_from_overviews_menus_and_autocomplete(world: World, library: Library) -> None:
    await hide(world, "personality", "listening", "meaning")
    catalog = library.catalogs["en"]
    causes = await world.ana.slash(world.channel, "causes")
    assert catalog.causes["personality"].title not in options(causes)
    assert "Listen" not in text(await world.ana.slash(world.channel, "strategies"))
    assert catalog.connecting["meaning"].title not in text(await world.ana.slash(world.channel, "connecting"))
    for command, option, id in (
        ("causes", "cause", "personality"),
        ("strategies", "strategy", "listening"),
        ("connecting", "topic", "meaning"),
    ):
        offered = await world.ana.autocomplete(world.channel, command, option, "")
        assert offered
        assert id not in [choice["value"] for choice in offered]
        typed = await world.ana.slash(world.channel, command, **{option: id})
        assert "I found no card for those words" in text(typed)


async def test_a_cause_does_not_offer_a_hidden_strategy_and_a_strategy_no_hidden_cause(world: World) -> None:
    before = await world.ana.slash(world.channel, "causes", cause="social-skills")
    assert "go:strategy.listening:cause.social-skills" in custom_ids(before)
    await hide(world, "listening", "social-skills")
    card = await world.ana.slash(world.channel, "causes", cause="reading-others")
    assert not [id for id in custom_ids(card) if "strategy.listening" in id]
    strategy = await world.ana.slash(world.channel, "strategies", strategy="communication")
    assert "Social and communication skills" not in options(strategy)


async def test_where_to_start_offers_no_hidden_cause_and_orders_no_hidden_strategy(
    world: World, library: Library
) -> None:
    await hide(world, "losing-touch", "loved-ones")
    start = await world.ana.slash(world.channel, "where-to-start")
    assert library.catalogs["en"].causes["losing-touch"].experience not in options(start)
    found = await world.ana.select(message_of(start), ["time-online", "passing-mood"])
    assert "1. **Meet new people**" in text(found)
    assert "Time with loved ones" not in text(found)


async def test_small_step_does_not_lead_to_a_hidden_strategy(world: World, library: Library) -> None:
    await hide(world, *(set(library.catalogs["en"].strategies) - {"professional"}))
    card = await world.ana.slash(world.channel, "small-step")
    for _ in range(len(library.catalogs["en"].reminders)):
        leads = [id for id in custom_ids(card) if id.startswith("go:strategy.")]
        assert all("strategy.professional" in id for id in leads)
        card = await world.ana.click(message_of(card), label="Another idea")


async def test_an_old_button_to_a_hidden_card_is_answered_kindly(world: World) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="social-skills")
    question = await ask(world, world.channel)
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    overview = await world.ana.slash(world.channel, "causes")
    start = await world.ana.slash(world.channel, "where-to-start")
    shared = await world.ana.slash(world.channel, "strategies", strategy="listening")
    await hide(world, "listening", "losing-touch")
    for answer in (
        await world.ana.click(message_of(card), custom_id="go:strategy.listening:cause.social-skills"),
        await world.ben.click(post, label="Open for myself"),
        await world.ana.select(message_of(overview), ["cause.losing-touch"]),
        await world.ana.select(message_of(start), ["losing-touch", "time-online"]),
        await world.ana.click(message_of(shared), label="Share"),
    ):
        assert "This server's moderators have hidden this card" in text(answer)
        assert "find-help" in text(answer)


async def test_in_direct_messages_nothing_is_hidden(world: World) -> None:
    await hide(world, "listening")
    assert text(await world.ana.user.slash("strategies", strategy="listening")).startswith("## Listen")


async def test_help_and_the_professional_strategy_can_never_be_hidden(world: World, library: Library) -> None:
    page = await panel(world, "hidden")
    assert "Talk to a professional" not in options(page)
    assert not {"Finding help", "About Kindred"} & set(options(page))
    await hide(world, "professional", "find-help", "help", "privacy")
    assert text(await world.ana.slash(world.channel, "strategies", strategy="professional")).startswith("## Talk to")
    assert text(await world.ana.slash(world.channel, "find-help")).startswith("## Finding help")


async def test_a_server_may_put_everything_away_and_every_command_still_answers(world: World, library: Library) -> None:
    catalog = library.catalogs["en"]
    await hide(world, *catalog.may_be_hidden())
    for command in ("causes", "strategies", "connecting", "where-to-start", "small-step", "find-help"):
        assert text(await world.ana.slash(world.channel, command)).startswith("## ")
    await hide(world, *(set(catalog.strategies) - {"professional"}))
    for id in catalog.causes:
        assert text(await world.ana.slash(world.channel, "causes", cause=id)).startswith("## ")


async def test_what_one_menu_hides_leaves_the_other_menus_alone(world: World) -> None:
    await pick(world, "hidden.1", ["listening"])
    done = await pick(world, "hidden.0", ["personality"])
    assert "Saved" in text(done)
    assert "Undo" in labels(done), "the page stays open for more"
    assert (await kept(world)).hidden == {"listening", "personality"}
    await pick(world, "hidden.0", [])
    assert (await kept(world)).hidden == {"listening"}


# What is underneath


@pytest.mark.parametrize("name", FORMATS)
def test_every_value_is_packed_and_unpacked_unchanged(name: str) -> None:
    settings = GuildSettings(
        language="de", country="nz", note="A note.", sharing=(), notices=5, hidden=frozenset({"a-b", "c"})
    )
    for each in (settings, replace(settings, sharing=(1, 2)), DEFAULTS):
        assert unpack(name, pack(name, getattr(each, name))) == getattr(each, name)


async def test_what_means_not_set_is_nothing_that_somebody_can_type(world: World) -> None:
    """A dash was taken for *not set* when it was read again, or brought back."""
    await world.bot.store.settings.change(world.guild.id, note="-")
    world.bot.store.settings._cache.clear()  # as a restart does
    assert (await world.bot.store.settings.of(world.guild.id)).note == "-"
    done = await write(world, "note", "Our quiet corner is #lantern.")
    back = await undo(world, done)
    assert (await kept(world)).note == "-"
    await undo(world, back)
    assert (await kept(world)).note == "Our quiet corner is #lantern."


async def test_settings_are_read_once_and_kept_in_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await store.settings.change(7, country="de")
    store.settings._cache.clear()
    assert (await store.settings.of(7)).country == "de"
    monkeypatch.setattr(store.settings, "_db", None)  # a second reading would fail
    assert (await store.settings.of(7)).country == "de"


async def test_help_is_given_while_the_database_is_in_trouble(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(guild_id: int) -> GuildSettings:
        raise StorageUnavailable("disk I/O error")

    monkeypatch.setattr(world.bot.store.settings, "of", broken)
    assert text(await world.ana.slash(world.channel, "find-help")).startswith("## Finding help")
