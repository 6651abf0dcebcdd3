"""Help by country: what a member sees, what may stand in support.toml, and when a row is overdue."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import phonenumbers
import pytest
from phonenumbers import shortnumberinfo
from simcord import interactions as simcord_interactions

from bot import _warn_of_overdue, check
from cogs.core.renderer import Renderer
from kindred.config import CONTENT, Config
from kindred.content.blocks import Row, Text
from kindred.content.cards import About, NoSuchPage
from kindred.content.library import Library, LibraryError
from kindred.content.search import find
from kindred.content.support import FOR_YOUNG_PEOPLE, Country, Helpline, Support
from kindred.content.support_cards import HelpCards
from tests.world import World, labels, links, message_of, options, parts, posts, response_of, text

TODAY = date(2027, 3, 1)
DIRECTORIES = ("findahelpline.com", "befrienders.org")

# Short codes that libphonenumber does not know, so that it can neither confirm nor refute them.
UNKNOWN_CODES = {
    ("nl", "113"),
    ("pt", "1411"),
    ("in", "14416"),
    ("kr", "109"),
    ("tw", "1925"),
    ("hk", "18111"),
    ("ph", "1553"),
    ("br", "188"),
    ("cl", "*4141"),
    ("ua", "7333"),
    ("gr", "1018"),
    ("ar", "135"),
    ("co", "141"),
    ("gr", "1056"),
    ("pe", "113"),
    ("ru", "124"),
    ("vn", "111"),
    ("za", "116"),
}

# Numbers and names that were withdrawn, replaced or never confirmed: they may not come back.
WITHDRAWN = (
    ("ie", "50808"),  # replaced by 086 1800 280
    ("it", "02 2327 2327"),
    ("cz", "116 123"),  # closed at weekends in December 2024, not known since
    ("id", "119 ext"),
    ("za", "456 789"),
    ("za", "LifeLine"),
    ("ke", "722 178"),
    ("ua", "116 123"),  # the line against domestic violence there
    ("pl", "800 70 2222"),
)
HELD_BACK = {
    ("be", "English line"),
    ("gr", "Psychosocial line of the Ministry of Health"),
    ("hk", "Samaritan Befrienders"),
    ("hk", "The Samaritans"),
    ("is", "Red Cross 1717"),
    ("li", "Die Dargebotene Hand"),
    ("ng", "SURPIN"),
    ("no", "Mental Helse"),
    ("ru", "Твоя территория"),
    ("sk", "Linka dôvery Nezábudka"),
}
# Thirty countries where many people use Discord. No figure by country is public: this list is the project's own guess.
THIRTY = {
    *("us", "br", "in", "ph", "ru", "tr", "gb", "de", "fr", "ca", "mx", "id", "ar", "jp", "kr"),
    *("vn", "th", "my", "pl", "es", "it", "nl", "au", "ua", "cl", "co", "pe", "se", "pt", "ro"),
}
NO_EMERGENCY_NUMBER = {"gh", "ng"}


@pytest.fixture(scope="module")
def support(library: Library) -> Support:
    return library.support


@pytest.fixture(scope="module")
def cards(library: Library) -> HelpCards:
    return HelpCards(library.catalogs["en"], About("1"), library.support)


def lines(support: Support) -> Iterator[tuple[Country, Helpline]]:
    for country in support.countries.values():
        for line in country.lines:
            yield country, line


def danish(library: Library, *opened_on: date | None) -> Support:
    """Help for Denmark alone: its line once for each day on which somebody opened its site."""
    country = library.support.countries["dk"]
    opened = tuple(
        country.lines[0]._replace(service=f"Helpline {n}", opened_on=day) for n, day in enumerate(opened_on, 1)
    )
    return Support(library.support.directories, MappingProxyType({"dk": replace(country, lines=opened)}))


def danish_card(library: Library, opened_on: date | None) -> str:
    cards = HelpCards(library.catalogs["en"], About("1"), danish(library, opened_on))
    return "\n".join(cards.page("find-help.dk").texts())


# What a member sees


async def test_a_country_opens_with_danger_then_thoughts_of_suicide_then_its_numbers(world: World) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country="de")
    shown = text(answer)
    assert shown.startswith("## Help: Germany\n**In danger now, badly hurt, or took something harmful?** Call **112**.")
    order = (
        "**112**",
        "Thinking of suicide, or of hurting yourself?",
        "Is somebody hurting",
        "TelefonSeelsorge",
        "0800 111 0 111",
    )
    places = [shown.index(each) for each in order]
    assert places == sorted(places)
    assert links(answer) == {"Text, chat or call: findahelpline.com": "https://findahelpline.com"}
    assert "No answer? Try another" in shown
    assert "not a crisis service" in shown


async def test_a_country_card_is_private_in_a_server_and_stays_in_a_direct_message(world: World) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country="gb")
    assert answer.ephemeral
    more = await world.ana.click(message_of(answer), label="More numbers")
    assert response_of(more).id == response_of(answer).id, "in place, so still private"
    assert posts(world.channel) == []
    assert not any(label.startswith("Share") for label in labels(more))
    kept = await world.ana.user.slash("find-help", country="gb")
    assert not kept.ephemeral
    assert "116 123" in text(kept)


async def test_britain_shows_999_first_a_line_for_young_people_and_the_rest_behind_a_button(world: World) -> None:
    card = await world.ana.slash(world.channel, "find-help", country="gb")
    shown = text(card)
    assert shown.index("999") < shown.index("112")
    assert "Samaritans" in shown
    assert "For people under 19" in shown
    assert "Shout" not in shown
    everything = await world.ana.click(message_of(card), custom_id="go:find-help.gb.all")
    assert response_of(everything).id == response_of(card).id, "the card changes in place"
    assert all(name in text(everything) for name in ("Samaritans", "Shout", "85258", "Childline"))
    back = await world.ana.click(message_of(everything), label="Back")
    assert text(back) == shown
    page = await world.ana.click(message_of(back), label="Another country")
    assert text(page).startswith("## Finding help\n")


async def test_every_country_is_one_choice_away_on_the_card_itself(world: World, support: Support) -> None:
    answer = await world.ana.slash(world.channel, "find-help")
    assert "Thinking of suicide" in text(answer)
    assert "find-help" not in text(answer), "there is no command to type"
    assert sorted(options(answer)) == sorted(country.label for country in support.countries.values())
    for code, name in (("ar", "Argentina"), ("jp", "Japan"), ("vn", "Vietnam")):
        again = await world.ana.slash(world.channel, "find-help")
        [menu] = [part["custom_id"] for part in parts(again) if f"find-help.{code}" in str(part.get("options"))]
        opened = await world.ana.select(message_of(again), [f"find-help.{code}"], custom_id=menu)
        assert text(opened).startswith(f"## Help: {name}")
        back = await world.ana.click(message_of(opened), label="Back")
        assert text(back).startswith("## Finding help\n")


async def test_the_way_back_from_a_picked_country_is_the_first_screen_and_then_the_card_from_before(
    world: World,
) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="anxiety")
    shown = await world.ana.click(message_of(card), label="Find help")
    first = text(shown)
    [menu] = [part["custom_id"] for part in parts(shown) if "find-help.jp" in str(part.get("options"))]
    shown = await world.ana.select(message_of(shown), ["find-help.jp"], custom_id=menu)
    for label in ("More numbers", "Back", "Read more", "Back", "Worried about someone?", "Back"):
        shown = await world.ana.click(message_of(shown), label=label)
    assert text(shown).startswith("## Help: Japan")
    shown = await world.ana.click(message_of(shown), label="Back")
    assert text(shown) == first
    shown = await world.ana.click(message_of(shown), label="Back")
    assert text(shown) == text(card)


async def test_another_country_leads_to_the_first_screen_and_back(world: World) -> None:
    country = await world.ana.slash(world.channel, "find-help", country="jp")
    page = await world.ana.click(message_of(country), label="Another country")
    assert text(page).startswith("## Finding help\n")
    back = await world.ana.click(message_of(page), label="Back")
    assert text(back) == text(country)


async def test_long_hours_are_told_whole_behind_a_press(world: World) -> None:
    card = await world.ana.slash(world.channel, "find-help", country="no")
    assert "Phone day and night; the rest at some hours" in text(card)
    assert "chat Mon and Tue" not in text(card)
    whole = await world.ana.click(message_of(card), label="All opening hours")
    assert "chat Mon and Tue 18:30" in text(whole)


async def test_find_help_of_every_card_leads_to_the_servers_numbers_and_back(world: World) -> None:
    await world.bot.store.settings.change(world.guild.id, country="ie")
    for command in ({"name": "causes", "cause": "anxiety"}, {"name": "strategies"}, {"name": "connecting"}):
        card = await world.ana.slash(world.channel, command.pop("name"), **command)
        opened = await world.ana.click(message_of(card), label="Find help")
        assert text(opened).startswith("## Help: Ireland"), "no second step to a number"
        back = await world.ana.click(message_of(opened), label="Back")
        assert text(back) == text(card)


async def test_a_not_found_answer_carries_find_help(world: World) -> None:
    for command, option in (("causes", "cause"), ("strategies", "strategy"), ("connecting", "topic")):
        answer = await world.ana.slash(world.channel, command, **{option: "zxqvwk"})
        assert "Find help" in labels(answer), command


async def test_worried_about_someone_is_one_press_from_help_from_listening_and_from_finding_help(world: World) -> None:
    for command in ({"name": "help"}, {"name": "find-help"}, {"name": "strategies", "strategy": "listening"}):
        card = await world.ana.slash(world.channel, command.pop("name"), **command)
        opened = await world.ana.click(message_of(card), label="Worried about someone?")
        shown = text(opened)
        order = (
            "In danger now",
            "emergency number",
            "find-help",
            "Take it seriously",
            "Ask, if you can",
            "Tell an adult",
            "Stay with",
            "Helplines",
        )
        places = [shown.index(each) for each in order]
        assert places == sorted(places)
        assert "Find help" in labels(opened)


def test_no_card_promises_numbers_for_young_people(library: Library) -> None:
    english = library.catalogs["en"]
    for entry in (*english.causes.values(), *english.strategies.values(), *english.pages.values()):
        assert not re.search(r"(some|lines?|numbers)( are)? for (the )?young", entry.body), entry.id


def test_nobody_who_cannot_talk_is_sent_to_somebody_near(library: Library) -> None:
    """Whoever is near may be the danger, or nobody is."""
    assert "near you can call" not in library.catalogs["en"].pages["find-help"].body


@pytest.mark.parametrize("locale", ["de", "ja", "pt-BR", "en-GB"])
async def test_the_country_is_never_read_from_the_language_of_the_app(
    world: World, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = simcord_interactions.base_payload

    def speaking(*arguments: Any, **options: Any) -> Any:
        record, payload = make(*arguments, **options)
        return record, {**payload, "locale": locale, "guild_locale": locale}

    monkeypatch.setattr(simcord_interactions, "base_payload", speaking)
    answer = await world.ana.slash(world.channel, "find-help")
    assert text(answer).startswith("## Finding help\n")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Germany", "de"),
        ("deutschl", "de"),
        ("germny", "de"),
        ("Osterreich", "at"),
        ("suisse", "ch"),
        ("UK", "gb"),
        ("england", "gb"),
        ("usa", "us"),
        ("日本", "jp"),
        ("한국", "kr"),
        ("भारत", "in"),
        ("ελλαδα", "gr"),
        ("united kingdm", "gb"),
        ("holland", "nl"),
        ("türkiye", "tr"),
        ("new zeal", "nz"),
        ("nl", "nl"),
    ],
)
async def test_autocomplete_finds_a_country_in_english_and_in_its_own_language(
    world: World, typed: str, expected: str
) -> None:
    offered = await world.ana.autocomplete(world.channel, "find-help", "country", typed)
    assert offered[0]["value"] == expected, offered


async def test_autocomplete_shows_both_names_and_at_most_25(world: World) -> None:
    offered = await world.ana.autocomplete(world.channel, "find-help", "country", "")
    assert len(offered) == 25
    [spain] = await world.ana.autocomplete(world.channel, "find-help", "country", "españa")
    assert spain["name"] == "Spain (España)"
    assert await world.ana.autocomplete(world.channel, "find-help", "country", "zxqvwk") == []


@pytest.mark.parametrize("typed", ["Germany", "DEUTSCHLAND", " de ", "Österreich", "UK"])
async def test_a_name_typed_in_full_opens_the_card_without_a_choice(world: World, typed: str) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country=typed)
    assert text(answer).startswith("## Help: ")


@pytest.mark.parametrize(
    ("typed", "near"), [("Germny", "Germany"), ("Niger", "Nigeria"), ("North Korea", "South Korea")]
)
async def test_a_name_that_is_only_near_is_asked_back_and_opens_nobody_elses_numbers(
    world: World, typed: str, near: str
) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country=typed)
    assert answer.ephemeral
    assert "not sure which country" in text(answer)
    assert "## Finding help\n" in text(answer), "the page is there at once"
    opened = await world.ana.click(message_of(answer), label=near)
    assert text(opened).startswith(f"## Help: {near}")


@pytest.mark.parametrize("typed", ["Atlantis", "@everyone [x](https://example.org)", "z" * 100])
async def test_an_unknown_country_is_answered_kindly_with_the_page(world: World, typed: str) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country=typed)
    assert answer.ephemeral
    assert "no numbers here for a country by that name" in text(answer)
    assert all(each in text(answer) for each in ("emergency number", "befrienders.org"))
    assert "Text, chat or call: findahelpline.com" in links(answer)
    assert typed not in text(answer), "what somebody typed is never echoed"


async def test_a_country_without_a_line_still_gives_its_emergency_number_and_the_directories(world: World) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country="Türkiye")
    assert "**112**" in text(answer)
    assert "I have no helpline for this country yet. The button below looks for one" in text(answer)
    assert links(answer) == {"Text, chat or call: findahelpline.com": "https://findahelpline.com"}


async def test_where_the_sources_disagree_the_danger_line_names_no_number_of_its_own(world: World) -> None:
    shown = text(await world.ana.slash(world.channel, "find-help", country="ng"))
    assert "your local emergency number (112 works on many mobile networks)" in shown
    assert "+234 902 808 0416" in shown


async def test_a_card_whose_country_has_gone_says_so(world: World) -> None:
    answer = await world.ana.slash(world.channel, "find-help", country="gb")
    world.bot.renderer = Renderer(replace(world.bot.renderer.library, support=Support()), About("1"), {})
    gone = await world.ana.click(message_of(answer), label="More numbers")
    assert "no longer here" in text(gone)


# Cards


def test_every_card_of_a_country_is_short_enough_for_a_phone(cards: HelpCards, support: Support) -> None:
    routes = [route for _, route in cards.routes() if route.startswith("find-help.")]
    assert len(routes) > len(support.countries)
    for route in routes:
        card = cards.page(route)
        assert sum(map(len, card.texts())) <= 1500, route
        assert list(card.faults()) == [], route


def test_each_line_of_help_is_one_text_with_its_numbers_in_bold(cards: HelpCards, support: Support) -> None:
    for country in support.countries.values():
        route = f"find-help.{country.id}"
        if not country.shown_whole_at_first:
            route += ".all"
        shown = [block.markdown for block in cards.page(route).blocks if isinstance(block, Text)]
        for line in country.lines:
            [block] = [each for each in shown if each.startswith(f"### {line.service}\n")]
            for number in (*line.call, *line.text, *line.whatsapp):
                assert f"**{number}**" in block, "a long number stands beside its short code"


def test_first_come_a_line_for_young_people_and_one_that_reads_messages(support: Support) -> None:
    for country in support.countries.values():
        first = country.first_lines
        assert min(2, len(country.lines)) <= len(first) <= 3, country.id
        assert first[:1] == country.lines[:1]
        if any(line.serves in FOR_YOUNG_PEOPLE and not line.about for line in country.lines):
            assert any(line.serves in FOR_YOUNG_PEOPLE for line in first), country.id
        if any(line.can_be_written_to for line in country.lines):
            assert any(line.can_be_written_to for line in first), country.id


def test_the_rest_is_behind_a_button_and_only_where_there_is_a_rest(cards: HelpCards, support: Support) -> None:
    for country in support.countries.values():
        row = cards.page(f"find-help.{country.id}").blocks[-1]
        assert isinstance(row, Row)
        more = [button for button in row.buttons if getattr(button, "to", None) == f"find-help.{country.id}.all"]
        whole, first = (
            set("\n".join(cards.page(route).texts()).split())
            for route in (f"find-help.{country.id}.all", f"find-help.{country.id}")
        )
        told_later = (
            whole - first - {"Also:", *(f"[{name}](https://{name})." for name in DIRECTORIES), *country.label.split()}
        )
        assert bool(more) == bool(told_later), country.id


@pytest.mark.parametrize("route", ["find-help.xx", "find-help.de.some", "find-help.DE", "find-help.de.all.all"])
def test_a_route_that_nobody_made_opens_no_country(cards: HelpCards, route: str) -> None:
    with pytest.raises(NoSuchPage):
        cards.page(route)


def test_no_card_says_that_a_number_may_not_work_beside_it_and_each_says_once_what_to_do_then(
    cards: HelpCards, support: Support
) -> None:
    for country in support.countries.values():
        shown = "\n".join(cards.page(f"find-help.{country.id}").texts())
        assert "Nobody has checked" not in shown
        assert "From a page" not in shown
        assert shown.count("No answer? Try another") == 1


@pytest.mark.parametrize("opened_on", [TODAY, TODAY - timedelta(days=1000)])
def test_a_line_that_was_opened_says_when_in_words_that_stay_true(library: Library, opened_on: date) -> None:
    shown = danish_card(library, opened_on)
    noon = 86400 * (opened_on - date(1970, 1, 1)).days + 43200
    # Discord writes "8 months ago" from the timestamp, in the reader's language, each time that it is read.
    assert f"on <t:{noon}:D>, <t:{noon}:R>" in shown
    assert "Nobody" not in shown
    assert "[livslinien.dk](https://livslinien.dk)" in shown


def test_no_card_names_an_address_that_is_not_in_the_data(cards: HelpCards, support: Support) -> None:
    known = {line.site for _, line in lines(support) if line.site} | set(DIRECTORIES)
    for _, route in cards.routes():
        if route.startswith("find-help."):
            for shown in cards.page(route).texts():
                assert set(re.findall(r"\]\(https://([^)]+)\)", shown)) <= known


# What stands in the file


def test_every_row_has_its_source_and_a_way_to_reach_it(support: Support) -> None:
    assert len(list(lines(support))) > 50
    for country, line in lines(support):
        assert line.source, (country.id, line.service)
        assert line.call or line.text or line.whatsapp or line.online


def test_no_row_that_was_withdrawn_is_in_the_file() -> None:
    table = tomllib.loads((CONTENT / "support.toml").read_text(encoding="utf-8"))
    for country, sign in WITHDRAWN:
        for row in table[country].get("lines", []):
            said = " ".join(str(value) for key, value in row.items() if key != "source")
            assert sign not in said, f"{country}: {sign}"


def test_members_see_only_lines_that_can_be_trusted_and_the_rest_waits_for_the_operator(
    cards: HelpCards, support: Support
) -> None:
    held_back = {(country.id, line.service) for country in support.countries.values() for line in country.held_back}
    assert held_back == HELD_BACK
    shown = "\n".join(shown for _, route in cards.routes() for shown in cards.page(route).texts())
    for country in support.countries.values():
        assert {line.grade for line in country.lines} <= {"A", "B", "C*"}
        for line in country.held_back:
            assert f"### {line.service}\n" not in "\n".join(cards.page(f"find-help.{country.id}").texts())
    assert "0800 078 7746" not in shown
    assert "0800 456 789" not in shown


def test_every_line_that_members_see_says_where_to_write_or_call(support: Support) -> None:
    for country in support.countries.values():
        for line in country.lines:
            assert line.call or line.text or line.whatsapp or line.site, f"{country.id}: {line.service}"


def test_most_of_the_thirty_countries_have_a_line_for_everybody_one_for_the_young_and_a_written_way(
    support: Support,
) -> None:
    found = [support.countries[code] for code in sorted(THIRTY)]
    assert len(found) == 30
    everybody = [c.id for c in found if any(line.serves not in FOR_YOUNG_PEOPLE for line in c.lines)]
    young = [c.id for c in found if any(line.serves in FOR_YOUNG_PEOPLE for line in c.lines)]
    written = [c.id for c in found if any(line.can_be_written_to for line in c.lines)]
    assert sorted(THIRTY - set(everybody)) == ["ru", "tr"], "they have the directories"
    assert sorted(THIRTY - set(young)) == ["id", "my", "nl", "ph", "th", "tr"]
    assert sorted(THIRTY - set(written)) == ["ph", "ru", "th", "tr", "vn"]


def test_what_was_wrong_about_a_line_is_put_right(support: Support) -> None:
    def said(country: str, service: str) -> Helpline:
        return next(line for line in support.countries[country].lines if line.service == service)

    assert said("no", "Alarmtelefonen for barn og unge").about == "Violence, abuse and neglect"
    assert "11:00\u20135:00" in (said("dk", "Livslinien").hours or "")
    assert "chat 16:00\u201323:00" in (said("at", "TelefonSeelsorge").hours or "")
    assert "chat 8:00\u20132:00" in (said("il", "ERAN").hours or "")
    assert said("fi", "MIELI Kristelefon").hours
    assert support.countries["ae"].emergency.ambulance == ("998",)
    assert support.countries["ae"].emergency.police == ("999",)
    assert support.countries["ch"].emergency.ambulance == ("144",)


def test_emergency_numbers_are_there_but_for_the_countries_where_sources_disagree(support: Support) -> None:
    without = {
        country.id
        for country in support.countries.values()
        if not (country.emergency.any or country.emergency.ambulance or country.emergency.police)
    }
    assert without == NO_EMERGENCY_NUMBER
    assert support.countries["gb"].emergency.any[0] == "999"
    assert [directory.name for directory in support.directories] == list(DIRECTORIES)


def is_well_formed(number: str, country: str) -> bool:
    """Whether libphonenumber knows such a number in that country, long or short."""
    region = country.upper()
    parsed = phonenumbers.parse(number, region)
    if number.startswith("+"):  # a service of a neighbour, that says so by its code
        return phonenumbers.is_valid_number(parsed)
    return phonenumbers.is_valid_number_for_region(parsed, region) or shortnumberinfo.is_valid_short_number_for_region(
        parsed, region
    )


def is_short(number: str) -> bool:
    return sum(map(str.isdigit, number)) <= 6


def test_every_number_has_the_form_of_a_number_of_its_country(support: Support) -> None:
    unknown: set[tuple[str, str]] = set()
    for country, line in lines(support):
        for number in (*line.call, *line.text, *line.whatsapp):
            if not is_well_formed(number, country.id):
                unknown.add((country.id, number))
    assert all(is_short(number) for _, number in unknown), unknown
    assert unknown <= UNKNOWN_CODES, unknown - UNKNOWN_CODES


def test_every_emergency_number_is_one_to_libphonenumber(support: Support) -> None:
    for country in support.countries.values():
        numbers = country.emergency
        for number in (*numbers.any, *numbers.ambulance, *numbers.police):
            assert shortnumberinfo.is_emergency_number(number, country.id.upper()), (country.id, number)


def test_every_country_is_found_first_by_each_of_its_names(support: Support) -> None:
    for country in support.countries.values():
        for name in (country.id, *country.names, *country.nicknames):
            assert support.named(name) is country
            assert find(name, support.countries.values())[0] is country, name
        assert len(country.label) <= 100, "Discord's limit for a choice"


# Overdue rows


@pytest.mark.parametrize(
    ("opened_on", "overdue"),
    [
        (None, True),
        (TODAY, False),
        (TODAY - timedelta(days=180), False),
        (TODAY - timedelta(days=181), True),
        (TODAY + timedelta(days=1), True),  # a slip of the pen
    ],
)
def test_a_row_is_overdue_when_nobody_opened_its_site_for_180_days(
    library: Library, opened_on: date | None, overdue: bool
) -> None:
    assert len(danish(library, opened_on).overdue(TODAY)) == overdue


def test_the_operator_is_told_each_overdue_row_and_no_other(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    support = danish(library, TODAY - timedelta(days=10), None, TODAY - timedelta(days=200))
    _warn_of_overdue(support, TODAY)
    printed = capsys.readouterr().out
    assert printed.startswith("Warning: a person has to open the sites of these 2 helplines")
    assert "support.toml: dk: Helpline 2: never opened (livslinien.dk)" in printed
    assert "support.toml: dk: Helpline 3: opened on 2026-08-13 (livslinien.dk)" in printed
    assert "Helpline 1" not in printed
    _warn_of_overdue(danish(library, TODAY), TODAY)
    assert capsys.readouterr().out == ""


def test_overdue_rows_do_not_fail_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path, row())
    assert check(Config(content=tmp_path / "content")) == 0
    printed = capsys.readouterr().out
    assert "dk: Livslinien: never opened (no site named); grade B, seen on pages without a date" in printed


# Faults

WHOLE: dict[str, Any] = {"service": '"Livslinien"', "grade": '"B"', "call": '["116 123"]', "source": '"example.org"'}


def load(tmp_path: Path, toml: str) -> Support:
    content = shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    (content / "support.toml").write_text(toml, encoding="utf-8")
    for words in content.glob("*/support.toml"):
        words.unlink()  # they translate what the real file says
    return Library.load(content).support


def row(**changed: str | None) -> str:
    fields = {**WHOLE, **changed}
    listed = "\n".join(f"{field.rstrip('_')} = {value}" for field, value in fields.items() if value is not None)
    directory = '[[directories]]\nname = "example.org"\nurl = "https://example.org"\n'
    return f'{directory}[dk]\nnames = ["Denmark"]\nemergency.any = ["112"]\n[[dk.lines]]\n{listed}\n'


def test_a_small_file_of_support_is_read(tmp_path: Path) -> None:
    support = load(tmp_path, row(opened_on="2026-12-01", site='"livslinien.dk"', source_date='"2015-10"'))
    [line] = support.countries["dk"].lines
    assert (line.opened_on, line.serves, line.languages) == (date(2026, 12, 1), "everyone", ())


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (row(service=None), "dk.lines 1: service is missing. Fix: add it"),
        (row(grade=None), "dk.lines 1: grade is missing."),
        (row(grade='"D"'), "dk.lines 1: grade is 'D'. Fix: one of: A, B, C*, C"),
        (row(source=None), "dk.lines 1: source is missing."),
        (row(call=None), "dk.lines 1: call is missing. Fix: give at least one of call, text, whatsapp and online"),
        (row(call='"116 123"'), "dk.lines 1: call is not a list of texts."),
        (row(call='["call us"]'), "dk.lines 1: call has 'call us', which is no number."),
        (row(serves='"young"'), "dk.lines 1: serves is an unknown field."),
        (row(for_='"kids"'), "dk.lines 1: for is 'kids'. Fix: one of: everyone, young, under-19, adults"),
        (row(online='["fax"]'), "dk.lines 1: online is 'fax'. Fix: one of: chat, mail, form"),
        (row(keyword='"HOME"'), "dk.lines 1: keyword stands without a number to text."),
        (row(site='"https://livslinien.dk"'), "dk.lines 1: site is 'https://livslinien.dk'. Fix: the address without"),
        (row(opened_on="2026-12-01"), "dk.lines 1: site is missing. Fix: name the site that you opened"),
        (row(opened_on='"soon"'), "dk.lines 1: opened_on is a text, not a day. Fix: write it as 2026-11-23"),
        (row(source_date='"May 2026"'), "dk.lines 1: source_date is 'May 2026'. Fix: write it as"),
        (row(source_date="2026-05-01"), "dk.lines 1: source_date is a date, not a text."),
        (row(languages='"Dansk"'), "dk.lines 1: languages is not a list of texts."),
        (row(langauges='["Dansk"]'), "dk.lines 1: langauges is an unknown field. Fix: did you mean languages"),
        (row(more_languages='"yes"'), "dk.lines 1: more_languages is a text, not true or false."),
        (row().replace("any", "all"), "dk.emergency.all is an unknown field."),
        (row().replace('emergency.any = ["112"]', 'emergency = "112"'), "dk.emergency is a text, not a group"),
        (row().replace('"112"', '"one"'), "dk.emergency.any has 'one', which is no number."),
        (row().replace('names = ["Denmark"]', ""), "dk.names is missing."),
        (row().replace("[[dk.lines]]", "[dk.lines]"), "dk.lines is a group of fields, not a list of groups"),
        (row().replace("dk", "denmark"), "denmark is not a country. Fix: start each country with a line [xx]"),
        (row() + '[se]\nnames = ["Sweden", "denmark"]\n', "se.names has 'denmark', as dk has."),
        (row().replace("https", "http"), "directories 1: url is not an address. Fix: it starts with https://"),
        (row().replace("[[directories]]", "[other]"), "directories is missing."),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named_with_its_fix(tmp_path: Path, toml: str, sentence: str) -> None:
    with pytest.raises(LibraryError) as caught:
        load(tmp_path, toml)
    found = [str(fault) for fault in caught.value.faults]
    assert [fault for fault in found if fault.startswith(f"support.toml: {sentence}")], found


def test_all_faults_of_the_file_come_at_once_and_with_those_of_the_texts(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / "en/words.toml").write_text("x", encoding="utf-8")
    with pytest.raises(LibraryError) as caught:
        load(tmp_path, row(service=None, source=None, site='"no site"').replace('"112"', '"one"'))
    assert len([fault for fault in caught.value.faults if fault.file == "support.toml"]) == 4


def test_a_missing_file_and_one_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"support\.toml cannot be read"):
        load(tmp_path, "[dk")
    content = shutil.copytree(CONTENT, tmp_path / "without")
    (content / "support.toml").unlink()
    with pytest.raises(LibraryError, match=r"support\.toml is missing"):
        Library.load(content)
