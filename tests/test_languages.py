"""Other languages than English: what is at fault there hurts nobody, and a card is in one language."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot
from kindred.config import HERE, Config
from kindred.content.blocks import Card
from kindred.content.cards import About
from kindred.content.coverage import Unit, units
from kindred.content.direction import isolated
from kindred.content.finder import route_of
from kindred.content.library import Library
from kindred.content.locales import chain
from kindred.content.plurals import form_of, forms_of
from kindred.content.preview import as_page
from kindred.content.support_cards import HelpCards
from kindred.content.translating import stamp_file
from kindred.schedule.parsing import parse_pause, parse_time
from kindred.schedule.zones import all_zones, find_zones
from kindred.wording.check import check_content
from kindred.wording.notes import check_note
from kindred.wording.rule_files import in_words_of, rule_faults, rules_of
from kindred.wording.sanitize import clean_line
from tests.languages import english_content, longer, put, right_to_left, translation, whole_language
from tests.world import World, text

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with a whole second language, `fil`, made of accents; to be copied, not to be changed."""
    content = english_content(tmp_path_factory.mktemp("whole"))
    whole_language(content, "fil", longer)
    return content


@pytest.fixture
def content(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "content")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(content: Path) -> list[str]:
    return [str(fault) for fault in Library.load(content).faults]


def cards_of(library: Library, locale: str) -> HelpCards:
    """The cards that people with a locale get."""
    cards: HelpCards | None = None
    for language in reversed(library.chain(locale)):
        cards = HelpCards(library.catalogs[language], About("1"), library.support, cards)
    assert cards is not None
    return cards


def shown(card: Card) -> list[str]:
    return [*card.texts(), *card.labels()]


def is_translated(text: str) -> bool:
    return "~" in text  # tests/languages.py


# The folder


def test_a_whole_language_has_no_fault(whole: Path) -> None:
    assert faults(whole) == []


WORDS, HELP = "fil/words.toml", "fil/support.toml"
PAGE = "fil/pages/find-help.md"
CAUSE = "fil/causes/anxiety.md"


def _all_of_body(text: str) -> str:
    return text[: text.rindex("---\n") + 4] + "Hola.\n"


# Each of these was accepted while translated files repeated the structure of English: the card lost what keeps people
# safe, and `check` said that all was well.
@pytest.mark.parametrize(
    ("file", "broken", "sentence"),
    [
        (PAGE, _all_of_body, "has nothing more where English has"),
        (PAGE, _all_of_body, "translate all of it: a shorter text has lost something"),
        (PAGE, lambda text: text.replace("112", "113"), "lacks the number 112. Fix: write it in digits"),
        (PAGE, lambda text: text.replace("112", "113"), "has the number 113, which English has not"),
        ("fil/pages/worried.md", lambda text: text.replace("{/find-help}", "/find-help"), "lacks the command {/find-"),
        (CAUSE, lambda text: text.replace("of:", "support: false\nof:"), "support is no word to translate. Fix:"),
        (CAUSE, lambda text: text.replace("of:", "diagnosis: false\nof:"), "diagnosis is no word to translate."),
        (CAUSE, lambda text: text.replace("of:", "sources: []\nof:"), "sources is no word to translate."),
        (CAUSE, lambda text: text.replace("of:", "experience: 'Tengo miedo'\nof:"), "experience stands in no English"),
        (CAUSE, lambda text: re.sub(r"  professional: .*\n", "", text), "why.professional is missing."),
        (CAUSE, lambda text: text.replace("  professional:", "  profesional:"), "profesional is an unknown field."),
        (CAUSE, lambda text: text.replace("why:", "helps:"), "helps is no word to translate. Fix: write the reasons"),
        (CAUSE, lambda text: text.replace("title:", "titel:"), "titel is an unknown field. Fix: did you mean title"),
        (CAUSE, lambda text: text.replace("\n\n###", "\n\nMás.\n\n###", 1), "keep English's paragraphs, headings"),
        (CAUSE, lambda text: text.replace("\n### ", "\n#### ", 1), "has a heading #### where English"),
        (CAUSE, lambda text: text + "https://example.com/x\n", "has the link https://example.com/x, which English"),
        (CAUSE, lambda text: text.replace("~", "\u202e", 1), "has the character U+202E, which turns the order"),
        ("fil/causes/ansiedad.md", lambda _: "x", "translates nothing: there is no en/causes/ansiedad.md."),
        ("fil/causes/note.txt", lambda _: "x", "fil/causes/note.txt is not a .md file."),
        ("fil/words.tml", lambda _: "x", "fil/words.tml is no file of a language. Fix: docs/languages.md names"),
        ("fil/language.toml", lambda _: "offered = 1", "fil/language.toml: offered is a number, not true or false."),
        ("fil/language.toml", lambda _: "ofered = true", "ofered is an unknown field. Fix: did you mean offered"),
        (WORDS, lambda text: text + "\nbutton.bakc = 'x'", "fil/words.toml: button.bakc is unknown"),
        (WORDS, lambda _: "share.by = 'x'", "share.by has other placeholders than English. Fix: it"),
        (WORDS, lambda _: "start.after = '...'", "start.after lacks the command {/find-help}."),
        (WORDS, lambda _: "button.back = 7", "fil/words.toml: button.back is not a text."),
        (WORDS, lambda _: f"button.back = '{'x' * 81}'", "button.back has 81 characters; at most 80 fit."),
        (WORDS, lambda _: "reason.automod = 'x'", "reason.automod lacks the name AutoMod."),
        ("fil/commands.toml", lambda _: "commands.cause.description = 'x'", "commands.cause.description is unknown"),
        ("fil/sources.toml", lambda _: "[nobody-1999]", "nobody-1999 is no source of en/sources.toml."),
        ("fil/sources.toml", lambda _: "[bell-2019]\nfound='x'\nlimits='y'\nurl='z'", "bell-2019.url is an unknown"),
        (HELP, lambda _: "[hours]\n'In the evening' = 7", "hours: In the evening is a number, not a text."),
        (HELP, lambda _: "[numbers]\n'112' = '113'", "numbers is an unknown field. Fix: remove it; the fields"),
        ("fil/search.txt", lambda _: "[ansiedad]\nmiedo", "[ansiedad] is no card. Fix: write the id of a card"),
        ("fil/distress.txt", lambda _: "[todo]\nmorir", "fil/distress.txt: line 1 belongs to no list."),
        ("spanish/words.toml", lambda _: "", "spanish/ is not a language. Fix: name the folder like en, de, pt-BR"),
    ],
)  # fmt: skip
def test_a_fault_of_a_language_is_named_and_english_and_all_others_go_on(
    content: Path, file: str, broken: Callable[[str], str], sentence: str
) -> None:
    before = (content / file).read_text(encoding="utf-8") if (content / file).exists() else ""
    put(content, file, broken(before))
    found = faults(content)
    assert [fault for fault in found if sentence in fault and fault.startswith(file.split("/")[0])], found
    library = Library.load(content)
    assert shown(cards_of(library, "en-US").page("find-help"))[0].startswith("## Finding help")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("[W2]\npattern = '('\nsays = 'a'\nsuggestion = 'b'", "cannot be read"),
        ("[medicine]\npattern = 'a'", "fil/rules.toml: medicine is not a rule. Fix: begin each row with"),
        ("[W2-advice]\npattern = ''\nsays = 'a'", "fil/rules.toml: W2-advice.suggestion is missing."),
        ("[W2]\nsays = 'a'\nsuggestion = 'b'", "fil/rules.toml: W2.pattern is missing."),
        ("[W2]\npatern = 'a'\nsays = 'a'\nsuggestion = 'b'", "W2.patern is an unknown field."),
    ],
)
def test_a_faulty_rule_of_a_language_is_named(content: Path, row: str, sentence: str) -> None:
    put(content, "fil/rules.toml", row)
    found = [str(fault) for fault in rule_faults(content, ["en", "fil"])]
    assert [fault for fault in found if sentence in fault], found


def test_a_language_has_rules_of_its_own(content: Path) -> None:
    """`Deja de tomar tus antidepresivos` passed: the rules knew English words alone."""
    change(content / CAUSE, "~", " Deja de tomar tus antidepresivos.")
    rules = "[W2-medicine]\npattern = '''\ndeja de tomar\nantidepresiv\\w*\n'''\nsays = 's'\nsuggestion = 'x'\n"
    put(content, "fil/rules.toml", rules)
    found = [finding for finding in check_content(content) if finding.file == CAUSE]
    assert {(finding.rule, finding.words) for finding in found} == {("W2", "Deja de tomar"), ("W2", "antidepresivos")}


def test_a_rule_of_a_language_holds_for_the_texts_that_english_names(content: Path) -> None:
    rules = "[W3-public]\npattern = 'trauma'\nsays = 's'\nsuggestion = 'x'\n"
    put(content, "fil/rules.toml", rules)
    [rule] = rules_of(content, "fil").rules
    assert rule.kinds == {"reminder"}
    assert rules_of(content, "en").rules == ()


def test_a_moderator_is_told_of_a_rule_in_their_own_language(content: Path) -> None:
    """34 messages of rules were Python strings, in English for everybody."""
    put(content, "fil/rules.toml", "[W9-order]\nsays = 'isang paanyaya'\nsuggestion = 'maaari mong'\n")
    assert rule_faults(content, ["fil"]) == []
    [english] = [each for each in check_note("You must write to us.") if each.rule == "W9"]
    [told] = in_words_of([english], content, "fil")
    assert (told.says, told.suggestion, told.words) == ("isang paanyaya", "maaari mong", english.words)
    assert in_words_of([english], content, "en") == [english]


def test_check_fails_for_a_fault_of_any_language(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(content, "fil/words.toml", "button.back = 7")
    assert bot.check(Config(content=content)) == 1
    assert "fil/words.toml: button.back is not a text." in capsys.readouterr().out


# One language a card


def test_every_card_of_a_whole_language_is_in_it(whole: Path) -> None:
    library = Library.load(whole)
    cards = cards_of(library, "fil")
    for _, route in cards.routes():
        if not route.startswith("sources"):
            assert is_translated(shown(cards.page(route))[0]), route


@pytest.mark.parametrize(
    ("file", "english", "translated"),
    [
        # A strategy's title stands on the cards that offer it, and on the overview.
        (
            "fil/strategies/meet-people.md",
            ["strategy.meet-people", "strategies", "cause.anxiety.more"],
            ["cause.anxiety", "causes", "strategy.listening", "find-help", "start"],
        ),
        ("fil/causes/anxiety.md", ["cause.anxiety", "causes", "strategy.professional.more"], ["cause.low-mood"]),
        ("fil/pages/worried.md", ["worried", "find-help", "find-help.de"], ["causes", "cause.anxiety"]),
    ],
)
def test_a_card_that_would_show_a_faulty_text_is_english_as_a_whole(
    content: Path, file: str, english: list[str], translated: list[str]
) -> None:
    """One Spanish cause among English ones made a menu of two languages."""
    change(content / file, "title:", "titel:")
    cards = cards_of(Library.load(content), "fil")
    for route in english:
        assert not any(is_translated(text) for text in shown(cards.page(route))), route
    for route in translated:
        assert is_translated(shown(cards.page(route))[0]), route


def test_a_missing_word_makes_the_cards_english_that_say_it_and_no_other(content: Path) -> None:
    words = (content / "fil/words.toml").read_text(encoding="utf-8")
    put(content, "fil/words.toml", re.sub(r'"card"\."support" = .*\n', "", words))
    library = Library.load(content)
    cards = cards_of(library, "fil")
    assert "If reading this hurts" in "\n".join(shown(cards.page("cause.anxiety")))
    assert not is_translated("".join(shown(cards.page("cause.anxiety"))))
    assert is_translated(shown(cards.page("causes"))[0])
    assert library.for_panels("fil") == "en", "a panel says many words, and is in one language too"


def test_a_country_whose_words_are_missing_is_english_as_a_whole(content: Path) -> None:
    help_words = (content / "fil/support.toml").read_text(encoding="utf-8")
    put(content, "fil/support.toml", re.sub(r'"Not in every province" = .*\n', "", help_words))
    cards = cards_of(Library.load(content), "fil")
    assert not any(is_translated(text) for text in cards.page("find-help.ar.all").labels())
    assert is_translated(shown(cards.page("find-help.us"))[0])


def test_weekly_posts_switch_with_all_of_their_texts(content: Path) -> None:
    assert Library.load(content).for_posts("fil") == "fil"
    (content / "fil/reminders/one-hello.md").unlink()
    assert Library.load(content).for_posts("fil") == "en"


def test_a_language_reaches_nobody_before_it_is_offered(content: Path) -> None:
    put(content, "fil/language.toml", "offered = false\n")
    library = Library.load(content)
    assert library.catalog("fil").locale == "en"
    assert library.offered() == ("en",)
    assert library.faults == ()


def test_a_copy_of_the_english_folder_is_english_and_no_translation(content: Path) -> None:
    put(content, "de/causes/anxiety.md", translation(content, "causes/anxiety.md"))
    assert "anxiety" in Library.load(content).catalogs["de"].borrowed


# Folders and locales

DISCORD = (
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
)


@pytest.mark.parametrize("locale", [*DISCORD, "ar", "he"])
def test_every_locale_reaches_the_folder_of_its_language(locale: str) -> None:
    """`es-419`, `fil` and `zh-Hant` were refused as folders, and with `es-ES` alone `es-419` got English."""
    folders = ["en", *("zh-Hans" if locale == "zh-CN" else "zh-Hant" if locale == "zh-TW" else locale.split("-")[0],)]
    assert chain(locale, folders)[0] == folders[1]
    assert chain(locale, ["en", locale])[0] == locale
    assert chain(locale, ["en", "fil"]) == ("en",)


@pytest.mark.parametrize(
    ("locale", "folders", "expected"),
    [
        ("es-419", ["en", "es", "es-419"], ("es-419", "es", "en")),
        ("es-419", ["en", "es", "es-ES"], ("es", "en")),
        ("es-419", ["en", "es-ES"], ("es-ES", "en")),
        ("es-ES", ["en", "es-419"], ("es-419", "en")),
        ("es-419", ["en", "es-ES", "es-MX"], ("en",)),
        ("pt-BR", ["en", "pt-PT"], ("pt-PT", "en")),
        ("no", ["en", "nb"], ("nb", "en")),
        ("zh-CN", ["en", "zh"], ("zh", "en")),
        ("zh-TW", ["en", "zh-Hans"], ("en",)),
        ("en-GB", ["en", "es"], ("en",)),
        ("en-GB", ["en", "en-GB"], ("en-GB", "en")),
    ],
)
def test_a_language_falls_back_to_its_nearest_and_then_to_english(
    locale: str, folders: list[str], expected: tuple[str, ...]
) -> None:
    assert chain(locale, folders) == expected


def test_a_country_of_a_language_needs_only_what_differs(content: Path) -> None:
    text = translation(content, "pages/help.md").replace('title: "', 'title: "Ø ')
    body_changed = longer(text.split("---\n", 2)[2])
    put(content, "fil-PH/pages/help.md", "---\n" + text.split("---\n", 2)[1] + "---\n" + body_changed)
    library = Library.load(content)
    assert [str(fault) for fault in library.faults] == []
    cards = cards_of(library, "fil-PH")
    assert shown(cards.page("help"))[0].startswith("## Ø ")
    assert is_translated(shown(cards.page("causes"))[0])


# Plurals


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "other one other other other other other"),
        ("es", "other one other other other other other"),
        ("fr", "one one other other other other other"),
        ("pt-BR", "one one other other other other other"),
        ("pl", "many one few many many many many"),
        ("ru", "many one few many many one many"),
        ("cs", "other one few other other other other"),
        ("hr", "other one few other other one other"),
        ("lt", "other one few few other one other"),
        ("ro", "few one few few few other other"),
        ("ar", "zero one two few many many other"),
        ("he", "other one two other other other other"),
        ("ja", "other other other other other other other"),
    ],
)
def test_numbers_take_the_form_that_their_language_has(language: str, forms: str) -> None:
    found = [form_of(language, number) for number in (0, 1, 2, 5, 11, 21, 100)]
    assert found == forms.split()
    assert set(found) <= set(forms_of(language))


@pytest.mark.parametrize("number", [0, 1, 2, 5, 11, 21, 100])
def test_english_counts_read_right(library: Library, number: int) -> None:
    """English said "1 texts"."""
    words = library.catalogs["en"].words
    assert {"preview.pool", "list.texts-round", "texts.added", "texts.back"} <= words.plurals.keys()
    for key in words.plurals:
        told = words.say(key, count=number)
        wrong = r"\b1 (texts|weeks|times)|\b(are|makes) 1\b" if number == 1 else r"\bone\b|\bonce,"
        assert not re.search(wrong, told), told
        assert number == 1 or str(number) in told


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("texts.back = '{count}'", "texts.back has one form for all numbers. Fix: write a form for each of: one, few,"),
        (
            "texts.back = {one = '{count}', other = '{count}'}",
            "texts.back lacks the form 'few'. Fix: this language has",
        ),
        ("button.back = {one = 'a', other = 'b'}", "button.back has forms for numbers, and English has no {count}"),
        ("texts.back = {one = 'x', few = '{count}', many = 'x', other = '{count}'}", "has other placeholders than Eng"),
        ("texts.back = {two = '{count}'}", "has the form 'two', which no number takes. Fix: this"),
        ("texts.back = {one = 7, other = '{count}'}", "texts.back is not a text."),
        ("texts.back = {one = '', other = '{count}'}", "texts.back is not a text."),
    ],
)
def test_a_fault_in_the_forms_of_a_number_is_named(content: Path, broken: str, sentence: str) -> None:
    put(content, "pl/words.toml", broken)
    found = faults(content)
    assert [fault for fault in found if sentence in fault], found


def test_names_are_listed_as_the_language_lists_them(library: Library) -> None:
    """Lists were joined by commas in code: no "y", no "und", no "、"."""
    words = library.catalogs["en"].words
    assert [words.joined(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert words.joined(["a", "b", "c"], "comma") == "a, b, c"
    japanese = words._replace(texts={"joined.comma": "{before}、{last}", "joined.and": "{before}、{last}"})
    assert japanese.joined(["a", "b", "c"]) == "a、b、c"


# Search


@pytest.mark.parametrize(
    "typed", ["perder el contacto", "PERDER EL CONTACTO", "perdi contacto", "perdí el contácto", "perder el contcato"]
)
def test_search_folds_accents_and_case_and_forgives_slips_and_endings(content: Path, typed: str) -> None:
    """Of 26 Spanish queries 16 were found; with accents folded and shared beginnings 24."""
    put(content, "fil/search.txt", "[skipped]\nel la de\n[losing-touch]\nperder el contacto\n")
    catalog = Library.load(content).catalogs["fil"]
    assert route_of(typed, catalog, "cause") == "cause.losing-touch"


# Countries, cities, times


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *[(name, "de") for name in ("Alemania", "Allemagne", "Alemanha", "Duitsland", "Германия", "ドイツ", "almanya")],
        *[(name, "us") for name in ("Estados Unidos", "EE. UU.", "EEUU", "ee.uu.", "EUA", "États-Unis", "Etats Unis")],
        *[(name, "gb") for name in ("Reino Unido", "Royaume-Uni", "Inglaterra", "Großbritannien")],
        *[(name, "ch") for name in ("Suiza", "Suíça", "Suisse", "Svizzera")],
        *[(name, "kr") for name in ("Corea", "Corea del Sur", "Corée", "Südkorea", "한국")],
        *[(name, "mx") for name in ("México", "mexico", "Мексика")],
        *[(name, "nl") for name in ("Países Bajos", "paises bajos", "Pays-Bas")],
        *[(name, "jp") for name in ("Japón", "japon", "日本")],
    ],
)
async def test_a_country_opens_by_its_name_in_any_language(world: World, typed: str, code: str) -> None:
    """*Alemania*, *Suiza*: "There are no numbers here for a country by that name"."""
    answer = await world.ana.slash(world.channel, "find-help", country=typed)
    by_code = await world.ben.slash(world.channel, "find-help", country=code)
    assert text(answer) == text(by_code)


async def test_a_country_is_offered_by_its_name_in_any_language(world: World) -> None:
    choices = await world.ana.autocomplete(world.channel, "find-help", "country", "alema")
    assert choices[0]["value"] == "de"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Nueva York", "America/New_York"), ("Londres", "Europe/London"), ("São Paulo", "America/Sao_Paulo"),
        ("Sao Paulo", "America/Sao_Paulo"), ("Bogotá", "America/Bogota"), ("Bogota", "America/Bogota"),
        ("Múnich", "Europe/Berlin"), ("München", "Europe/Berlin"), ("Muenchen", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"), ("Koeln", "Europe/Berlin"), ("Roma", "Europe/Rome"), ("Suiza", "Europe/Zurich"),
        ("Москва", "Europe/Moscow"), ("東京", "Asia/Tokyo"), ("Ciudad de México", "America/Mexico_City"),
        ("EE. UU.", "America/New_York"), ("Alemania", "Europe/Berlin"), ("Варшава", "Europe/Warsaw"),
    ],
)  # fmt: skip
def test_a_zone_is_found_by_its_city_in_any_language(typed: str, zone: str) -> None:
    """*Nueva York, Londres* found nothing, and *Roma* Bucharest."""
    assert find_zones(typed, NOW)[0].name == zone


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("18 Uhr", "18:00"), ("um 18:30 Uhr", "18:30"), ("18h", "18:00"), ("18h30", "18:30"), ("18 heures", "18:00"),
        ("mediodía", "12:00"), ("al mediodia", "12:00"), ("midi", "12:00"), ("Mittag", "12:00"),
        ("meia-noite", "00:00"),
        ("6 p. m.", "18:00"), ("6 p.m.", "18:00"), ("6 a. m.", "06:00"), ("6 de la tarde", "18:00"),
        ("9 de la mañana", "09:00"), ("a las 18", "18:00"), ("às 18h", "18:00"), ("18時", "18:00"),
        ("18時30分", "18:30"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_of_many_languages_type_it(typed: str, expected: str) -> None:
    """Each of these was refused but *18h* and *6 p.m.*."""
    assert f"{parse_time(typed):%H:%M}" == expected


@pytest.mark.parametrize("typed", ["25h", "13 p. m.", "0 a. m.", "Uhr", "a las", "18:99 Uhr", "24/12"])
def test_what_is_no_time_in_any_language_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "locale", "expected"),
    [
        *[(each, "en-US", "2026-12-09") for each in ("2 semanas", "2 Wochen", "2 semaines", "2週間", "14 días")],
        ("dentro de 2 semanas", "es-ES", "2026-12-09"),
        ("24/12/2026", "es-419", "2026-12-24"), ("24.12.2026", "de", "2026-12-24"),
        ("24/12/2026", "en-US", "2026-12-24"),
        ("hasta el 24 de diciembre", "es-419", "2026-12-24"), ("el domingo", "es-ES", "2026-11-29"),
        ("bis zum 24. Dezember", "de", "2026-12-24"), ("mañana", "es-ES", "2026-11-26"), ("demain", "fr", "2026-11-26"),
    ],
)  # fmt: skip
def test_a_pause_is_read_as_people_of_many_languages_type_it(typed: str, locale: str, expected: str) -> None:
    """*2 Wochen* was refused in an English app, *hasta el 24 de diciembre* in every one."""
    assert f"{parse_pause(typed, NOW, 'UTC', locale):%Y-%m-%d}" == expected


def test_countries_and_zones_have_the_names_of_the_language(content: Path) -> None:
    put(content, "fil/cldr.json", '{"countries": {"de": "Alemanya"}, "zones": {"Europe/Berlin": "Berlin, Alemanya"}}')
    put(content, "fil/places.toml", '[countries]\nus = "Estados Unidos (EU)"\n')
    library = Library.load(content)
    cards = cards_of(library, "fil")
    assert "Alemanya (Deutschland)" in shown(cards.page("find-help"))
    assert "Alemanya" in shown(cards.page("find-help.de"))[0]
    assert "Estados Unidos (EU)" in shown(cards.page("find-help.us"))[0]
    catalog = library.catalogs["fil"]
    assert all_zones()["Europe/Berlin"].label(NOW, catalog.words, catalog.zone_names).startswith("Berlin, Alemanya: ")
    put(content, "fil/places.toml", '[countries]\nzz = "Nirgendwo"\nde = 7\n[zones]\nx = "y"\n')
    told = "\n".join(faults(content))
    assert "fil/places.toml: countries.zz is no place." in told
    assert "countries.de is no name. Fix: a name between quotation marks" in told
    assert "zones.x is no place." in told


def test_the_names_of_places_are_those_that_the_cldr_has_now() -> None:
    pytest.importorskip("babel")
    from tests import cldr

    written = json.loads((HERE / "kindred/content/cldr_countries.json").read_text(encoding="utf-8"))
    assert written == cldr.in_all_languages(cldr.countries)
    written = json.loads((HERE / "kindred/schedule/cldr_cities.json").read_text(encoding="utf-8"))
    assert written == cldr.in_all_languages(cldr.cities)


# Stamps and coverage


def states(content: Path) -> dict[str, list[Unit]]:
    library = Library.load(content)
    found: dict[str, list[Unit]] = {}
    for unit in units(content, library, "fil"):
        found.setdefault(unit.state, []).append(unit)
    return found


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "key"),
    [
        ("en/causes/anxiety.md", "Most people feel nervous", "Many people feel nervous", "causes", ""),
        ("en/words.toml", 'share = "Share"', 'share = "Pass on"', "words", "button.share"),
        ("en/commands.toml", "One small idea", "A small idea", "commands", "commands.small-step.description"),
        ("en/sources.toml", "Students in the US,", "People in the US,", "sources", "moeller-2020"),
    ],
)
def test_one_changed_english_word_makes_one_text_stale(
    content: Path, file: str, old: str, new: str, kind: str, key: str
) -> None:
    assert set(states(content)) == {"whole"}
    change(content / file, old, new)
    [stale] = states(content)["stale"]
    assert (stale.kind, stale.file.split("/", 1)[1], stale.key) == (kind, file.split("/", 1)[1], key)
    stamp_file(content, content / stale.file, Library.load(content))
    assert set(states(content)) == {"whole"}


def test_changed_english_of_a_helpline_is_missing_until_it_is_translated(content: Path) -> None:
    change(content / "support.toml", "Not in every province", "Not in all provinces")
    [missing] = states(content)["missing"]
    assert (missing.kind, missing.key) == ("helplines", "Not in all provinces")
    [stale] = states(content)["stale"]
    assert (stale.kind, stale.key) == ("helplines", "Not in every province")
    assert faults(content) == [], "whoever changes English breaks no check"


def test_coverage_counts_each_kind_and_names_the_next_file(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KINDRED_CONTENT", str(content))
    assert bot.main(["check", "--languages"]) == 0
    assert "Nothing is left to do." in capsys.readouterr().out
    (content / "fil/causes/anxiety.md").unlink()
    shutil.rmtree(content / "fil/reminders")
    put(content, "fil/causes/low-mood.md", translation(content, "causes/low-mood.md"))
    assert bot.main(["check", "--languages"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"causes +12 +1 +- +1 +-\n", told), told
    assert re.search(r"reminders +- +\d\d +- +- +-\n", told), told
    assert "Next: fil/causes/anxiety.md (missing; `bot.py translate start` writes its English words there)." in told


def test_a_translation_is_begun_and_stamped_from_the_command_line(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KINDRED_CONTENT", str(content))
    file = content / "pl/strategies/listening.md"
    assert bot.main(["translate", "start", str(file)]) == 0
    assert bot.main(["translate", "start", str(file)]) == 1
    assert "is there already" in capsys.readouterr().out
    file.write_text(longer(file.read_text(encoding="utf-8").split("---\n", 2)[2]), encoding="utf-8")
    assert bot.main(["translate", "stamp", str(file)]) == 1
    assert "The file has no front matter" in capsys.readouterr().out
    assert bot.main(["translate", "stamp", str(content / "en/causes/anxiety.md")]) == 1
    assert "is in no folder of another language" in capsys.readouterr().out
    assert bot.main(["translate", "stamp", str(content / "pl/causes/nothing.md")]) == 1
    assert bot.main(["translate", "start", str(content / "pl/causes/nothing.md")]) == 1
    assert "There is no en/causes/nothing.md to translate." in capsys.readouterr().out


# Right to left


def test_a_right_to_left_language_is_taken_whole(content: Path) -> None:
    """In Arabic, `0800 111 0 111` was read as `111 0 111 0800`."""
    whole_language(content, "he", right_to_left)
    assert faults(content) == []
    cards = cards_of(Library.load(content), "he")
    for _, route in cards.routes():
        card = cards.page(route, "causes", share=True)
        assert [*card.faults(), *card.unlinked()] == [], route
        for told in card.texts():
            assert told.count("\u2066") + told.count("\u2068") == told.count("\u2069"), route
    german = "\n".join(cards.page("find-help.de").texts())
    assert "**\u20660800 111 0 111\u2069**" in german
    assert "\u2068{/find-help}\u2069" in "\n".join(cards.page("worried").texts())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("אב {/help} גד", "אב \u2068{/help}\u2069 גד"),
        ("{channel} אב", "\u2068{channel}\u2069 אב"),
        ("<#12> אב 18:00", "\u2068<#12>\u2069 אב \u206618:00\u2069"),
        ("אב 112 גד", "אב 112 גד"),
        ("[אב](https://a.org/1/2)", "[אב](https://a.org/1/2)"),
        ("<t:1700000000:R>", "<t:1700000000:R>"),
    ],
)
def test_what_goes_from_left_to_right_is_marked_in_a_text_from_right_to_left(text: str, expected: str) -> None:
    assert isolated(text) == expected


@pytest.mark.parametrize(
    "typed",
    ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468", "क्\u200dष"],
)
def test_no_rule_cuts_what_joins_letters_and_emoji(typed: str) -> None:
    assert clean_line(typed) == typed


def test_the_page_of_a_preview_says_which_way_it_is_read(content: Path, tmp_path: Path) -> None:
    """The page had no `dir`."""
    card = cards_of(Library.load(content), "en").page("help")
    assert '<html lang="he" dir="rtl">' in as_page(card, "x", language="he")
    assert "dir=" not in as_page(card, "x", language="fil")
