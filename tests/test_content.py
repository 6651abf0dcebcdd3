"""The shipped words carry what they claim to carry."""

import ast
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest

from kindred.content.blocks import LABEL_LIMIT, ROW_LIMIT, Card, Row, Text
from kindred.content.cards import About, Cards
from kindred.content.entries import OFFERS, Catalog
from kindred.content.library import Library
from kindred.content.support_cards import HelpCards
from tests.word_figures import IN_DISCORD, cosy, studies

PROJECT = Path(__file__).parent.parent

COUNTS = {"A": (1, 7), "B": (1, 13), "C": (1, 13), "D": (0, 31), "E": (1, 3), "F": (1, 9), "G": (1, 3),
          "H": (1, 7), "I": (1, 6), "J": (1, 9), "K": (1, 6), "L": (1, 4)}  # fmt: skip
KEYS = {f"{letter}{n}" for letter, (low, high) in COUNTS.items() for n in range(low, high + 1)}

# Which strategies each cause offers: first (1) or next (2). The autistic row of the map is a note in
# reading-others and no cause of its own; mental-health is the overview over the rows of its group.
MAP = {
    "passing-mood": {"loved-ones": 1, "meet-people": 2, "listening": 2, "professional": 2},
    "social-skills": {"communication": 1, "listening": 1, "meet-people": 2, "loved-ones": 2},
    "confidence": {"loved-ones": 1, "meet-people": 2, "communication": 2, "listening": 2, "professional": 2},
    "past-trauma": {"loved-ones": 1, "professional": 1, "listening": 2, "meet-people": 2},
    "anxiety": {"loved-ones": 1, "professional": 1, "meet-people": 2, "communication": 2, "listening": 2},
    "low-mood": {"loved-ones": 1, "professional": 1, "meet-people": 2},
    "attachment": {"professional": 1, "communication": 2, "loved-ones": 2, "listening": 2},
    "personality": {"professional": 1, "communication": 2, "loved-ones": 2, "listening": 2},
    "time-online": {"meet-people": 1, "loved-ones": 1, "listening": 2},
    "negativity": {"listening": 1, "communication": 2, "loved-ones": 2, "professional": 2},
    "reading-others": {"listening": 1, "communication": 2, "loved-ones": 2, "professional": 2},
    "losing-touch": {"loved-ones": 1, "meet-people": 2, "listening": 2},
    "pulling-back": {"meet-people": 1, "loved-ones": 1, "communication": 2, "professional": 2},
    "mental-health": {"professional": 1, "loved-ones": 2},
}


@pytest.fixture(scope="module")
def english(library: Library) -> Catalog:
    return library.catalogs["en"]


def opening(text: str) -> str:
    """The first three words, as they sound."""
    return " ".join(re.findall(r"[\w']+", text.lower())[:3])


def every_cover(catalog: Catalog) -> Counter[str]:
    kinds = (catalog.connecting, catalog.causes, catalog.strategies, catalog.reminders, catalog.pages, catalog.sources)
    return Counter(key for kind in kinds for entry in kind.values() for key in (*entry.covers, *more_of(entry)))


def more_of(entry: object) -> tuple[str, ...]:
    return getattr(entry, "covers_more", ())  # a source has no second layer


def test_the_union_of_covers_is_exactly_the_112_keys(english: Catalog) -> None:
    assert len(KEYS) == 112
    assert set(every_cover(english)) == KEYS


def test_the_cards_alone_carry_all_keys_but_the_sources(english: Catalog) -> None:
    kinds = (english.connecting, english.causes, english.strategies, english.pages)
    carried = {key for kind in kinds for entry in kind.values() for key in (*entry.covers, *more_of(entry))}
    assert {key for key in KEYS if key[0] != "L"} <= carried


def layers(catalog: Catalog) -> dict[str, str]:
    """Where each key stands: on a first screen, one press away, or in the list of sources."""
    guides = [*catalog.connecting.values(), *catalog.causes.values(), *catalog.strategies.values()]
    guides += catalog.pages.values()
    first = {key for entry in guides for key in entry.covers}
    more = {key for entry in guides for key in entry.covers_more}
    return {key: "first screen" if key in first else "read more" if key in more else "sources" for key in KEYS}


def test_the_document_of_coverage_explains_every_key_once_and_says_on_which_layer_it_stands(english: Catalog) -> None:
    document = (PROJECT / "docs/coverage.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| ([A-L]\d+) \| .{8,} \| ([a-z ]+) \|$", document, re.MULTILINE)
    assert Counter(key for key, _ in explained) == Counter(KEYS)
    assert dict(explained) == layers(english)


def test_a_key_that_stands_on_both_layers_of_a_card_is_named_once(english: Catalog) -> None:
    for kind in (english.connecting, english.causes, english.strategies, english.pages):
        for entry in kind.values():
            assert not set(entry.covers) & set(entry.covers_more), entry.id
            assert entry.rest or not entry.covers_more, f"{entry.id} has nothing behind Read more"


WORDS_AT_FIRST = 110  # one screen of a phone


def words_of(card: Card) -> int:
    """The words of a card that somebody reads, with its buttons' labels and without the addresses of links."""
    shown = [re.sub(r"\]\([^)]*\)", "]", each) for each in card.texts()]
    shown += [button.label for block in card.blocks if isinstance(block, Row) for button in block.buttons]
    numbers = re.compile(r"[+*]?\d[\d ()-]*\d")  # a telephone number is read as one
    return sum(bool(re.search(r"\w", word)) for each in shown for word in numbers.sub("0", each).split())


def first_screens(cards: HelpCards) -> list[str]:
    reference = ("sources", "privacy")  # looked up, and told whole
    every = [route for _, route in cards.routes() if not route.endswith((".more", ".all"))]
    return [route for route in every if route.split(".")[0] not in reference]


def test_every_card_opens_in_at_most_110_words(library: Library, english: Catalog) -> None:
    cards = HelpCards(english, About("1"), library.support)
    routes = first_screens(cards)
    experiences = [cause.id for cause in english.causes.values() if cause.experience]
    routes += ["start." + ",".join(trio) for trio in itertools.combinations(experiences, 3)]
    routes += [f"step.a.{n}" for n in range(len(english.reminders))]
    counted = {route: words_of(cards.page(route, "causes", share=True)) for route in routes}
    assert len(counted) > 140
    assert {route: words for route, words in counted.items() if words > WORDS_AT_FIRST} == {}


def test_every_card_has_at_most_one_coloured_button_and_each_button_has_a_name_of_its_own(
    library: Library, english: Catalog
) -> None:
    cards = HelpCards(english, About("1"), library.support)
    for _, route in cards.routes():
        rows = [block.buttons for block in cards.page(route, "causes", share=True).blocks if isinstance(block, Row)]
        buttons = [button for row in rows for button in row]
        assert sum(getattr(button, "leads", False) for button in buttons) <= 1, route
        labels = Counter(button.label for button in buttons)
        assert [label for label, count in labels.items() if count > 1 or len(label) > LABEL_LIMIT] == [], route
        assert all(len(row) <= ROW_LIMIT for row in rows), route


def test_a_strategys_first_screen_is_the_step_the_smaller_one_and_one_line_why(english: Catalog) -> None:
    cards = Cards(english, About("1"))
    for id, strategy in english.strategies.items():
        shown = "\n".join(cards.page(f"strategy.{id}").texts())
        places = [shown.index(each) for each in (strategy.step, strategy.smaller, strategy.lead)]
        assert places == sorted(places), id
        assert "\n" not in strategy.lead, id
        assert strategy.borrow[0] not in shown, id


def test_a_causes_first_screen_has_a_few_sentences_and_the_two_strategies_that_help_first(
    english: Catalog,
) -> None:
    cards = Cards(english, About("1"))
    for id, cause in english.causes.items():
        shown = "\n".join(cards.page(f"cause.{id}").texts())
        at_most = 5 if "{/find-help}" in cause.lead else 4
        assert 2 <= len(re.findall(r"[.!?](?=\s|$)", cause.lead)) <= at_most, id
        offers = [help.offer for help in cause.helps]
        assert offers == sorted(offers, key=OFFERS.index), f"{id}: what is offered first stands first"
        assert all((help.why in shown) == (place < 2) for place, help in enumerate(cause.helps)), id


def test_everything_of_a_card_is_one_press_away(english: Catalog) -> None:
    cards = Cards(english, About("1"))
    for id, cause in english.causes.items():
        shown = "\n".join(cards.page(f"cause.{id}.more").texts())
        assert all(each in shown for each in (cause.lead, cause.rest, *(help.why for help in cause.helps))), id
    for id, strategy in english.strategies.items():
        shown = "\n".join(cards.page(f"strategy.{id}.more").texts())
        assert all(each in shown for each in (strategy.step, strategy.next, strategy.rest, *strategy.borrow)), id


def test_causes_lead_to_the_strategies_of_the_map(english: Catalog) -> None:
    assert set(english.causes) == set(MAP)
    for id, expected in MAP.items():
        offered = {help.strategy: OFFERS.index(help.offer) + 1 for help in english.causes[id].helps}
        assert offered == expected, id


def test_every_pairing_has_a_reason_of_its_own(english: Catalog) -> None:
    reasons = Counter(help.why for cause in english.causes.values() for help in cause.helps)
    assert [reason for reason, count in reasons.items() if count > 1] == []


def test_every_source_is_used_and_every_entry_was_reviewed(english: Catalog) -> None:
    entries = [
        entry
        for kind in (english.connecting, english.causes, english.strategies, english.reminders, english.pages)
        for entry in kind.values()
    ]
    assert set(english.sources) == {source for entry in entries for source in entry.sources}


def test_entries_that_name_a_diagnosis_list_no_signs_and_offer_no_experience(english: Catalog) -> None:
    named = [cause for cause in english.causes.values() if cause.diagnosis]
    assert {cause.id for cause in named} >= {"anxiety", "low-mood", "personality"}
    for cause in named:
        assert cause.experience is None
        assert "show up" not in cause.body
    for cause in english.causes.values():
        if not cause.diagnosis:
            assert "### How it can show up" in cause.body, cause.id


def test_autism_is_a_note_and_never_in_a_list_of_conditions(english: Catalog) -> None:
    naming = [cause.id for cause in english.causes.values() if "autis" in cause.body.lower()]
    assert naming == ["reading-others"]


def test_delicate_words_stay_where_they_are_allowed(english: Catalog) -> None:
    for reminder in english.reminders.values():
        text = f"{reminder.title} {reminder.body} {reminder.smaller}".lower()
        for word in ("trauma", "abuse", "suicid", "depress", "disorder", "medication", "die", "death"):
            assert not re.search(rf"\b{word}", text), f"{reminder.id}: {word}"
    for entry in (*english.causes.values(), *english.strategies.values()):
        assert not re.search(r"\b(early death|mortality|die (young|early))", entry.body), entry.id


def test_every_card_fits_a_message(english: Catalog) -> None:
    cards = Cards(english, About("1"))
    for _, route in cards.routes():
        card = cards.page(route, "causes", share=True)
        assert list(card.faults()) == [], route
        assert all(block.markdown.strip() for block in card.blocks if isinstance(block, Text)), route
    for trio in itertools.combinations([c.id for c in english.causes.values() if c.experience], 3):
        assert list(cards.page("start." + ",".join(trio)).faults()) == [], trio


def test_every_post_points_to_help_once_and_fits_a_message(english: Catalog) -> None:
    cards = Cards(english, About("1"))
    for reminder in english.reminders.values():
        card = cards.post(reminder, "1.1", role_id=2**63)
        assert list(card.faults()) == [], reminder.id
        texts = list(card.texts())
        assert all(texts), reminder.id
        assert re.findall(r"\{/([^}]+)\}", "\n".join(texts)) == ["find-help"], f"{reminder.id}: open to everybody"


def test_every_command_that_a_text_names_exists(english: Catalog) -> None:
    known = {key.split(".")[1] for key in english.words.texts if key.startswith("commands.")}
    texts = list(english.words.texts.values())
    for kind in (english.connecting, english.causes, english.strategies, english.reminders, english.pages):
        texts += [entry.body for entry in kind.values()]
    for text in texts:
        for command in re.findall(r"\{/([^}]+)\}", text):
            assert command in known, text


def test_no_card_names_a_command_that_its_reader_may_not_use(english: Catalog) -> None:
    """Discord shows a mention of such a command as unavailable; as plain text it is a name."""
    for kind in (english.connecting, english.causes, english.strategies, english.reminders, english.pages):
        for entry in kind.values():
            assert not re.search(r"\{/(reminders|settings)", entry.body), entry.id


def test_every_interface_word_is_used_and_every_used_one_exists(english: Catalog) -> None:
    used: set[str] = set()
    prefixes: set[str] = {"commands.", "groups."}
    files = [PROJECT / "bot.py", *(PROJECT / "cogs").rglob("*.py"), *(PROJECT / "kindred").rglob("*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    prefixes = {prefix for prefix in prefixes if re.fullmatch(r"[a-z-]+\.([a-z-]+\.)?", prefix)}
    unused = [key for key in english.words.texts if key not in used and not key.startswith(tuple(prefixes))]
    assert unused == []
    sections = {key.split(".")[0] for key in english.words.texts}
    missing = {
        text
        for text in used
        if re.fullmatch(r"[a-z-]+\.[a-z-]+", text)
        and not text.endswith((".toml", ".txt", ".tab"))
        and text.split(".")[0] in sections
        and text not in english.words.texts
        and text.split(".")[0] not in ("commands", "groups", "strategy", "cause", "connecting", "sources", "start")
    }
    assert missing == set()


BALANCE = {
    "meet": 14,
    "communicate": 9,
    "people-you-know": 16,
    "listen": 10,
    "ask-for-help": 6,
    "meaning": 5,
    "rest": 4,
}
SUITS = {"skills": 10, "confidence": 8, "drift": 10, "online": 8, "empathy": 8, "mood": 8, "anxiety": 12}


def test_the_reminders_are_balanced(english: Catalog) -> None:
    reminders = english.reminders.values()
    assert Counter(reminder.topic for reminder in reminders) == BALANCE
    served = Counter(tag for reminder in reminders for tag in reminder.suits)
    assert {tag: count for tag, count in served.items() if count < SUITS[tag]} == {}


def test_the_reminders_are_for_many_lives_and_few_hang_on_a_cosy_prop_or_a_study(english: Catalog) -> None:
    reminders = english.reminders
    assert len(cosy(reminders.values())) <= len(reminders) // 8
    assert len(studies(reminders.values())) <= 10
    assert reminders.keys() >= IN_DISCORD
    assert len(IN_DISCORD) >= 20
    said = " ".join(f"{each.title} {each.body}" for each in reminders.values()).lower()
    lives = ("school", "lunch", "second language", "new country", "prayer", "who you love", "break-up", "parent")
    lives += ("looking after a child", "wheelchair", "see well", "game ends", "at home")
    assert [life for life in lives if life not in said] == []


# Whose life stands in the words, and one place where it does: a text, and words of it.
LIVES = {
    "school and the canteen": ("causes.social-skills", "canteen"),
    "lunch at school": ("reminders.a-seat-at-lunch", "school"),
    "a second language": ("reminders.still-learning", "second language"),
    "a new country": ("reminders.still-learning", "new country"),
    "faith": ("reminders.somebody-at-home", "prayer"),
    "a close family": ("strategies.loved-ones", "close family"),
    "LGBTQ+": ("reminders.be-yourself-somewhere", "who you love"),
    "a break-up": ("reminders.missing-someone", "break-up"),
    "grief": ("causes.losing-touch", "grief"),
    "a loss": ("reminders.missing-someone", "loss"),
    "a divorce": ("causes.losing-touch", "divorce"),
    "a parent": ("reminders.when-you-look-after-someone", "looking after a child"),
    "a carer": ("reminders.when-you-look-after-someone", "a parent or a sick person"),
    "being bullied now": ("causes.past-trauma", "is someone hurting or bullying you"),
    "being bullied online": ("causes.past-trauma", "then report it, then block them. tell an adult"),
    "racism": ("causes.negativity", "treated badly for their skin"),
    "a wheelchair": ("reminders.ask-before-you-go", "wheelchair"),
    "blindness": ("reminders.ask-before-you-go", "see well"),
    "little sight": ("strategies.meet-people", "little sight"),
    "friends in a game": ("reminders.after-the-match", "game"),
}


def test_many_lives_stand_in_a_card_or_a_reminder(english: Catalog) -> None:
    for life, (place, words) in LIVES.items():
        kind, id = place.split(".")
        entry = getattr(english, kind)[id]
        assert words in entry.body.lower(), f"{life}: {place}"


def test_reminders_shame_nobody_and_show_no_place(english: Catalog) -> None:
    for reminder in english.reminders.values():
        said = f"{reminder.title} {reminder.body} {reminder.smaller or ''}".lower()
        for words in ("no courage", "fled", "good night to a pet", "crooked sign", "excuses"):
            assert words not in said, f"{reminder.id}: {words}"
    assert "public place" in english.reminders["stranger-game"].body
    assert "where you live" in english.reminders["photo-of-nothing"].body


def test_every_claim_about_strategies_is_in_a_reminder(english: Catalog) -> None:
    carried = {key for reminder in english.reminders.values() for key in reminder.covers}
    assert {key for key in KEYS if key[0] in "FGHI"} <= carried
    delicate = {"C12", "J7", *(f"D{n}" for n in (6, 7, 8, 9, *range(14, 22)))}
    assert not carried & delicate


def test_no_two_reminders_open_alike(english: Catalog) -> None:
    openings = Counter(opening(reminder.body) for reminder in english.reminders.values())
    assert [words for words, count in openings.items() if count > 1] == []


def test_reminders_vary_in_shape_and_end_no_alike(english: Catalog) -> None:
    shapes = Counter(reminder.shape for reminder in english.reminders.values())
    assert set(shapes) == {"invitation", "fact", "script", "question", "rest"}
    assert max(shapes.values()) <= len(english.reminders) // 2
    assert len({reminder.title for reminder in english.reminders.values()}) == len(english.reminders)
    pointing = [r for r in english.reminders.values() if "{/find-help}" in r.body]
    assert 6 <= len(pointing) <= 10, "about one in eight points to help"
