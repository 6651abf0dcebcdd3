"""The commands that members use, as a member meets them."""

import pytest
import simcord

from kindred.content.blocks import Button, Link, Menu, Row
from kindred.content.cards import About
from kindred.content.library import Library
from kindred.content.support_cards import HelpCards
from tests.world import World, custom_ids, labels, links, message_of, options, parts, posts, response_of, text

GROUPS = (
    "Social and communication skills",
    "Past trauma",
    "Mental health",
    "Too much social media",
    "Negativity and reading others",
)
FIVE = (
    "Meet new people",
    "Work on communication",
    "Time with loved ones",
    "Listen",
    "Talk to a professional",
)
COMMANDS = (
    "connecting",
    "causes",
    "strategies",
    "where-to-start",
    "small-step",
    "find-help",
    "sources",
    "help",
    "privacy",
)


def in_order(names: tuple[str, ...], shown: str) -> bool:
    places = [shown.find(name) for name in names]
    return -1 not in places and places == sorted(places)


async def test_causes_opens_on_the_five_groups_of_the_article_in_its_order(world: World) -> None:
    answer = await world.ana.slash(world.channel, "causes")
    assert in_order((*GROUPS, "Also common"), text(answer))


async def test_strategies_opens_on_the_five_of_the_article_in_its_order(world: World) -> None:
    answer = await world.ana.slash(world.channel, "strategies")
    assert in_order(FIVE, text(answer))


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_answer_in_a_server_is_private(world: World, command: str) -> None:
    answer = await world.ana.slash(world.channel, command)
    assert answer.ephemeral
    assert posts(world.channel) == []


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_answer_in_a_direct_message_stays_to_be_found_again(world: World, command: str) -> None:
    answer = await world.ana.user.slash(command)
    assert not answer.ephemeral
    assert text(answer)
    assert "Share" not in labels(answer), "there is nobody to share with"


async def test_a_cause_leads_to_a_strategy_that_fits_and_back(world: World) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="social-skills")
    assert in_order(("Talking with people is a skill", "What may help", "Work on communication", "Listen"), text(card))
    assert "While you listen, nobody is waiting" in text(card), "each pairing has its own reason"
    strategy = await world.ana.click(message_of(card), custom_id="go:strategy.listening:cause.social-skills")
    assert response_of(strategy).id == response_of(card).id, "the card changes in place"
    assert text(strategy).startswith("## Listen")
    back = await world.ana.click(message_of(strategy), label="Back")
    assert text(back).startswith("## Social and communication skills")
    overview = await world.ana.click(message_of(back), label="Back")
    assert in_order(GROUPS, text(overview))


async def test_the_menu_of_causes_opens_each_of_them(world: World, library: Library) -> None:
    overview = await world.ana.slash(world.channel, "causes")
    for id, cause in library.catalogs["en"].causes.items():
        again = await world.ana.slash(world.channel, "causes")
        card = await world.ana.select(message_of(again), [f"cause.{id}"])
        assert text(card).startswith(f"## {cause.title}")
    assert len(options(overview)) == len(library.catalogs["en"].causes)


async def test_a_strategy_shows_steps_words_to_borrow_and_the_causes_it_suits(world: World) -> None:
    card = await world.ana.slash(world.channel, "strategies", strategy="loved-ones")
    assert in_order(("A step:", "Smaller:", "Losing touch is easy."), text(card))
    assert "Words to borrow" not in text(card)
    card = await world.ana.click(message_of(card), label="Read more")
    assert in_order(("A step:", "Smaller:", "Words to borrow", "Later, perhaps:"), text(card))
    cause = await world.ana.select(message_of(card), ["cause.losing-touch"])
    assert text(cause).startswith("## Losing touch")
    back = await world.ana.click(message_of(cause), label="Back")
    assert text(back).startswith("## Time with loved ones")


async def test_read_more_opens_the_rest_in_place_and_less_closes_it(world: World) -> None:
    for command in ({"name": "causes", "cause": "anxiety"}, {"name": "strategies", "strategy": "listening"},
                    {"name": "connecting", "topic": "why"}, {"name": "help"}, {"name": "find-help"}):  # fmt: skip
        short = await world.ana.slash(world.channel, command.pop("name"), **command)
        said = text(short)
        more = await world.ana.click(message_of(short), label="Read more")
        assert response_of(more).id == response_of(short).id, "in place"
        assert len(text(more)) > 1.5 * len(said)
        less = await world.ana.click(message_of(more), label="Less")
        assert text(less) == said


async def test_read_more_keeps_the_way_back(world: World) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="anxiety")
    card = await world.ana.click(message_of(card), label="Open: Talk to a professional")
    for label in ("Read more", "Less", "Read more"):
        card = await world.ana.click(message_of(card), label=label)
    assert text(await world.ana.click(message_of(card), label="Back")).startswith("## Anxiety around people")


async def test_small_step_never_calls_smaller_what_has_no_step_before_it(world: World, library: Library) -> None:
    for reminder in library.catalogs["en"].reminders.values():
        shown = world.bot.renderer.cards("en").reminder(reminder)
        if reminder.shape == "fact":
            assert "Smaller:" not in shown, reminder.id
            assert ("A small step:" in shown) == bool(reminder.smaller), reminder.id


async def test_every_page_can_be_reached_by_pressing(world: World, library: Library) -> None:
    """Walks every button and menu from the overviews: none is broken, none leads nowhere."""
    seen: set[str] = set()
    for command in ("connecting", "causes", "strategies", "sources", "find-help", "help", "privacy"):
        waiting = [custom_id for custom_id in custom_ids(await world.ana.slash(world.channel, command))]
        answer = await world.ana.slash(world.channel, command)
        for custom_id in waiting:
            if custom_id.startswith("go:"):
                answer = await world.ana.slash(world.channel, command)
                opened = await world.ana.click(message_of(answer), custom_id=custom_id)
                assert text(opened).startswith("## ")
                seen.add(custom_id)
    assert len(seen) >= 12


def test_no_walk_in_circles_leads_to_a_card_with_one_button_twice(library: Library) -> None:
    """Discord refuses such a message, and a walk between /find-help and its cards went there in four presses."""
    cards = HelpCards(library.catalogs["en"], About("1", None, None), library.support)
    waiting: list[tuple[str, str | None]] = [("find-help", None), ("worried", None), ("find-help.de", None)]
    seen: set[tuple[str, str | None]] = set()
    while waiting and len(seen) < 3000:
        route, back = waiting.pop()
        if (route, back) in seen:
            continue
        seen.add((route, back))
        blocks = cards.page(route, back).blocks
        buttons = [each for block in blocks if isinstance(block, Row) for each in block.buttons]
        menus = [block for block in blocks if isinstance(block, Menu)]
        ids = [each.custom_id for each in (*buttons, *menus) if not isinstance(each, Link)]
        assert len(set(ids)) == len(ids), (route, back, sorted(ids))
        waiting += [(each.to, each.back) for each in buttons if isinstance(each, Button) and isinstance(each.to, str)]
        waiting += [(menu.options[0].value, menu.back) for menu in menus]
    assert len(seen) > 200


async def test_back_is_there_on_a_walk_in_circles(world: World) -> None:
    card = await world.ana.slash(world.channel, "find-help")
    for label in ("Worried about someone?", "Find help", "Back", "Find help"):
        card = await world.ana.click(message_of(card), label=label)
    assert "Back" in labels(card)


async def test_where_to_start_offers_experiences_and_never_a_diagnosis(world: World, library: Library) -> None:
    card = await world.ana.slash(world.channel, "where-to-start")
    named = {cause.experience for cause in library.catalogs["en"].causes.values() if cause.diagnosis}
    assert named == {None}
    assert len(options(card)) >= 8
    menu = next(part for part in parts(card) if part["type"] == 3)
    assert menu["max_values"] == 3


async def test_where_to_start_orders_strategies_by_how_well_they_fit_with_each_reason(world: World) -> None:
    card = await world.ana.slash(world.channel, "where-to-start")
    found = await world.ana.select(message_of(card), ["losing-touch", "time-online", "passing-mood"])
    # Time with loved ones comes first for all three of them.
    assert text(found).startswith("## You could start here\n1. **Time with loved ones**")
    catalog = world.bot.renderer.library.catalogs["en"]
    for id in ("losing-touch", "time-online", "passing-mood"):
        assert f"Because you picked *{catalog.causes[id].experience.rstrip('.')}*" in text(found)
    assert [label for label in labels(found) if label.startswith("Open: ")] == [
        "Open: Time with loved ones",
        "Open: Meet new people",
        "Open: Listen",
    ]
    again = await world.ana.click(message_of(found), label="Back")
    assert text(again).startswith("## Where to start")


async def test_small_step_gives_every_idea_once_before_one_comes_again(world: World, library: Library) -> None:
    ideas = [r for r in library.catalogs["en"].reminders.values() if r.smaller]
    card = await world.ana.slash(world.channel, "small-step")
    shown = [text(card)]
    for _ in range(len(ideas) - 1):
        card = await world.ana.click(message_of(card), label="Another idea")
        shown.append(text(card))
    assert len(set(shown)) == len(ideas)
    card = await world.ana.click(message_of(card), label="Another idea")
    assert text(card) == shown[0]


async def test_small_step_differs_from_one_time_to_the_next(world: World) -> None:
    shown = {text(await world.ana.slash(world.channel, "small-step")) for _ in range(6)}
    assert len(shown) > 2


async def test_find_help_gives_the_emergency_line_first_and_both_directories(world: World) -> None:
    answer = await world.ana.slash(world.channel, "find-help")
    shown = text(answer)
    assert in_order(("emergency number", "Thinking of suicide", "befrienders.org"), shown)
    assert "https://findahelpline.com" in links(answer).values()
    assert "No answer? Try another." in shown
    assert "not a crisis service" in shown


async def test_help_points_to_find_help_first_and_names_every_command_as_a_link(world: World) -> None:
    shown = text(await world.ana.slash(world.channel, "help"))
    ids = world.bot._command_ids
    assert in_order((f"</find-help:{ids['find-help']}>", f"</causes:{ids['causes']}>"), shown)
    for command in COMMANDS:
        if command != "help":
            assert f"</{command}:{ids[command]}>" in shown


async def test_sources_shows_every_source_with_what_it_found_and_its_limits(world: World, library: Library) -> None:
    card = await world.ana.slash(world.channel, "sources")
    shown = text(card)
    while "Next page" in labels(card):
        card = await world.ana.click(message_of(card), label="Next page")
        shown += text(card)
    for source in library.catalogs["en"].sources.values():
        assert source.label in shown
        assert source.citation in shown
        assert source.found in shown
        assert source.limits in shown
        assert source.link is None or source.link in shown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("shy", "social-skills"),
        ("trust", "past-trauma"),
        ("trsut", "past-trauma"),
        ("phone", "time-online"),
        ("scroling", "time-online"),
        ("social-skills", "social-skills"),
        ("Past trauma", "past-trauma"),
        ("PAST TRAU", "past-trauma"),
        ("awkward", "social-skills"),
        ("confidnce", "confidence"),
        ("losing touch", "losing-touch"),
    ],
)
async def test_autocomplete_finds_a_cause_by_id_title_and_everyday_words(
    world: World, typed: str, expected: str
) -> None:
    offered = await world.ana.autocomplete(world.channel, "causes", "cause", typed)
    assert expected in [choice["value"] for choice in offered[:3]]


async def test_autocomplete_offers_everything_before_anything_is_typed(world: World, library: Library) -> None:
    offered = await world.ana.autocomplete(world.channel, "strategies", "strategy", "")
    assert [choice["name"] for choice in offered] == list(FIVE)
    offered = await world.ana.autocomplete(world.channel, "connecting", "topic", "")
    assert [choice["value"] for choice in offered] == list(library.catalogs["en"].connecting)


async def test_autocomplete_offers_nothing_for_nonsense(world: World) -> None:
    assert await world.ana.autocomplete(world.channel, "causes", "cause", "zxqvwk") == []


async def test_words_in_place_of_a_choice_open_the_card_that_they_name(world: World) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="scroling")
    assert text(card).startswith("## Too much social media")


@pytest.mark.parametrize("query", ["zxqvwk", "@everyone **bold** <@1> [x](https://example.org)", "x" * 100])
async def test_an_unknown_cause_is_answered_with_everything_there_is(world: World, query: str) -> None:
    answer = await world.ana.slash(world.channel, "causes", cause=query)
    assert "I found no card for those words" in text(answer)
    assert in_order(GROUPS, text(answer))
    assert query not in text(answer), "what somebody typed is never echoed"


@pytest.mark.simcord(strict_sync=False)
async def test_an_option_longer_than_discord_allows_is_answered_in_words(
    world: World, simcord_env: simcord.Env
) -> None:
    command = world.bot.tree.get_command("causes")
    command._params["cause"].max_value = 6000  # as if Discord had let it through
    await world.bot.tree.sync()
    answer = await world.ana.slash(world.channel, "causes", cause="x" * 6000)
    assert "I found no card for those words" in text(answer)
