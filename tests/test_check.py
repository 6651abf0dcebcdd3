"""The wording rules: what is caught, what passes, and where a writer is sent."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kindred.wording.check import PRESCRIBED, Finding, check_content, check_text, grade_measured
from kindred.wording.idioms import IDIOMS, Idiom
from kindred.wording.rule_files import english_rules
from kindred.wording.rules import TextKind

HERE = Path(__file__).parent.parent

# rule, kind, text, the words that are named
CAUGHT: list[tuple[str, TextKind, str, str]] = [
    ("W1", "cause", "Maybe you are depressed.", "you are depressed"),
    ("W1", "page", "You might be autistic.", "You might be autistic"),
    ("W1", "cause", "You probably have an anxiety disorder.", "You probably have an anxiety disorder"),
    ("W1", "cause", "You may have an anxious attachment style.", "You may have an anxious attachment"),
    ("W1", "cause", "Three signs that you are lonely.", "signs that you are lonely"),
    ("W1", "page", "Take the quiz and see.", "Take the quiz"),
    ("W2", "strategy", "Ask about the right dose.", "dose"),
    ("W2", "cause", "An SSRI may help.", "SSRI"),
    ("W2", "cause", "Medication may help.", "Medication"),
    ("W2", "strategy", "You could stop taking it.", "stop taking"),
    ("W3", "reminder", "After abuse, trust is hard.", "abuse"),
    ("W3", "reminder", "Depression can make it hard.", "Depression"),
    ("W4", "page", "He committed suicide.", "committed suicide"),
    ("W4", "note", "A failed attempt at it.", "failed attempt"),
    ("W4", "connecting", "It lowers the number of suicides.", "suicides"),
    ("W4", "words", "Thinking of hurting or killing yourself", "killing yourself"),
    ("W4", "note", "Somebody took an overdose.", "overdose"),
    ("W5", "cause", "That sounds crazy.", "crazy"),
    ("W5", "cause", "She is with a narcissist.", "narcissist"),
    ("W5", "strategy", "Leave toxic people behind.", "toxic people"),
    ("W5", "cause", "What normal people do.", "normal people"),
    ("W6", "cause", "He suffers from fear.", "suffers from"),
    ("W6", "cause", "Victims of bullying know it.", "Victims of"),
    ("W6", "page", "People with autism say so.", "People with autism"),
    ("W6", "cause", "It is a disorder.", "disorder"),
    ("W7", "cause", "Depression, anxiety and autism can play a part.", "Depression, anxiety and autism"),
    (
        "W7",
        "page",
        "Mental health conditions, for example autism.",
        "Mental health conditions, for example autism",
    ),
    ("W8", "page", "Patients find it useful.", "Patients"),
    ("W8", "words", "Only for users of this server", "users"),
    ("W9", "cause", "You should reply.", "You should"),
    ("W9", "reminder", "You need\nto write first.", "You need to"),
    ("W9", "strategy", "People must listen.", "People must"),
    ("W9", "strategy", "You really have to go.", "have to"),
    ("W9", "strategy", "You don't have to reply, but you ought to.", "you ought"),
    ("W9", "strategy", "You\u2019d better write.", "You\u2019d better"),
    ("W11", "reminder", "Don't forget your friends.", "Don't forget"),
    ("W11", "reminder", "You missed a chance.", "You missed"),
    ("W11", "reminder", "You still haven't written.", "still haven't written"),
    ("W11", "reminder", "Keep your streak.", "streak"),
    ("W11", "strategy", "If it fails, try again.", "try again"),
    ("W11", "reminder", "Think of last week.", "last week"),
    ("W12", "reminder", "Cheer up!", "Cheer up"),
    ("W12", "cause", "At least you have a home.", "At least you"),
    ("W12", "cause", "Everything happens for a reason.", "Everything happens for a reason"),
    ("W12", "strategy", "Just send it.", "Just"),
    ("W13", "strategy", "A hello will make you happier.", "will make you"),
    ("W13", "strategy", "You will feel better.", "You will feel better"),
    ("W13", "strategy", "It cures loneliness.", "cures"),
    ("W13", "connecting", "This proves that ties matter.", "proves that"),
    ("W14", "connecting", "Loneliness kills.", "kills"),
    ("W14", "cause", "An epidemic of loneliness.", "epidemic"),
    ("W14", "cause", "It is as bad as smoking.", "smoking"),
    ("W14", "cause", "Lonely people die young.", "die"),
    ("W16", "cause", "After abuse it helps to open up.", "open up"),
    ("W16", "cause", "Forgive the one who betrayed you.", "Forgive"),
    ("W17", "strategy", "Call a friend.", "Call a"),
    ("W17", "reminder", "A short call is plenty.", "short call"),
    ("W18", "reminder", "Meet somebody new.", "Meet"),
    ("W18", "reminder", "Send them a DM.", "DM"),
    ("W18", "reminder", "Tell them your real name.", "Tell them your real name"),
    ("W19", "reminder", "A week begins. How are things at home?", "How are things at home?"),
    ("W19", "reminder", "Share your story with the others.", "Share your story"),
    ("W20", "words", "Hello @everyone", "@everyone"),
    ("W20", "page", "Ask <@&1234> for help.", "<@&1234>"),
    ("W22", "reminder", "Rest. " * 60, "Rest. Rest. Rest. Rest. Rest. \u2026"),
    ("W24", "page", "See [this](https://example.com/a).", "example.com"),
    ("W24", "page", "See friends.example.org for more.", "friends.example.org"),
    ("W24", "strategy", "BetterHelp has rooms.", "BetterHelp"),
    ("W25", "page", "Call 0800 111 222, or write.", "0800 111 222"),
    ("W12", "reminder", "Go touch grass.", "touch grass"),
    ("W18", "strategy", "Tell somebody your worst secret.", "Tell somebody your worst secret"),
    ("W4", "note", "Suicide is near.", "Suicide"),
    ("W29", "cause", "This may be close to home.", "close to home"),
    ("W27", "reminder", "Say hello 👋 today 🎉", "👋🎉"),
    ("W27", "reminder", "Say it TODAY.", "TODAY"),
    ("W27", "reminder", "You are NOT late.", "NOT"),
    ("W27", "reminder", "Only 2 days left.", "Only 2 days left"),
]

# rule, kind, text: kind sentences that stand close to a rule and keep it
PASSES: list[tuple[str, TextKind, str]] = [
    ("W1", "cause", "If you are autistic, some of this may differ."),
    ("W1", "cause", "People living with depression know this."),
    ("W1", "connecting", "Signs that you have a connection"),
    ("W2", "page", "Phone, tablet or paper: all are fine."),
    ("W3", "reminder", "It doesn't hurt to wave. After a hard time it takes courage."),
    ("W4", "note", "The suicide prevention line of our town answers at night."),
    ("W4", "cause", "The 988 Suicide & Crisis Lifeline is there."),
    ("W5", "cause", "Narcissistic personality disorder is a name that only a professional can give."),
    ("W5", "cause", "Psychological help comes in many forms."),
    ("W6", "cause", "Social anxiety disorder is one name for it."),
    ("W6", "cause", "An autistic friend may say it in another way."),
    (
        "W7",
        "cause",
        "Autism is not a mental health condition. Autistic people misread others, and are misread.",
    ),
    ("W8", "strategy", "Be patient with yourself; a screen reader may help."),
    ("W9", "strategy", "You don't have to reply."),
    ("W9", "strategy", "You do not always need to have the right words."),
    ("W9", "strategy", "There is no need to answer, and nobody has to know."),
    ("W9", "strategy", "You shouldn't have to do this alone."),
    ("W9", "cause", "It is never your fault."),
    ("W9", "reminder", "Send one line."),
    ("W9", "reminder", "Name a song that is a must, or a must-read."),
    ("W9", "strategy", "Listen to what they have to say."),
    ("W9", "strategy", "If you need to rest, rest."),
    ("W9", "strategy", '"That must have been hard. I have to go soon."'),
    ("W9", "cause", "You may feel that you must be funny."),
    ("W11", "connecting", "Feeling close again can take a while."),
    ("W11", "reminder", "Tell a friend that you missed them."),
    ("W11", "reminder", "Write to somebody you haven't seen for a while."),
    ("W11", "words", "Something went wrong. Please try again."),
    ("W12", "strategy", "Words are not just for talking. Just in case, keep it short."),
    ("W12", "strategy", '"Saw this and thought of you" at least once a month.'),
    ("W13", "strategy", "It may help, and it can make a day lighter."),
    ("W13", "strategy", "There is no cure and no quick fix, and nothing you do will help everybody."),
    ("W13", "cause", "You may wonder what will happen."),
    ("W14", "connecting", "Stronger ties go with longer life."),
    ("W14", "reminder", "Wait until the noise has died down."),
    ("W16", "cause", "With friends it gets easier to open up."),
    ("W17", "strategy", "Call a friend or send a voice note."),
    ("W17", "reminder", "Put the phone away for ten minutes."),
    ("W18", "reminder", "Meet others in a public place, such as a library."),
    ("W18", "page", "In direct messages with the bot your answers stay."),
    ("W18", "strategy", "You never have to tell anybody your address."),
    ("W19", "reminder", "Tea or coffee?"),
    ("W19", "reminder", "Nothing wise to say? Nod, and stay."),
    ("W19", "reminder", 'A line to borrow: "How was your week?"'),
    ("W19", "reminder", "One to keep for yourself: who makes you laugh?"),
    ("W20", "page", "Write to hello@kindred.invalid for help."),
    ("W22", "reminder", "a" * 300),
    ("W24", "page", "See https://doi.org/10.1177/1 and [here](https://www.findahelpline.com/)."),
    ("W24", "page", "Some rest, e.g. a nap. Then a walk."),
    ("W4", "strategy", "You could cut yourself some slack."),
    ("W18", "page", "If anyone asks you for secrets, you can stop."),
    ("W18", "strategy", "You never have to tell anybody your secrets."),
    ("W25", "page", "Your local emergency number (112 works on many mobile networks), from 18:00 to 20:00."),
    ("W25", "reminder", "About 1,000,000 people, since 2019-2024."),
    ("W29", "cause", "There is a club near your home."),
    ("W27", "reminder", "Wave 👋🏽 to the WHO and to people with PTSD in the US."),
    ("W27", "strategy", "There is no hurry."),
]

# Rules that look at fields or at other files; they have tests of their own below.
BY_FIELD = {"W10", "W21", "W23", "W26"}


def rules_in(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def write(root: Path, file: str, text: str) -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def check_file(root: Path, text: str, file: str = "en/causes/drift.md") -> list[Finding]:
    write(root, file, text)
    return check_content(root)


@pytest.mark.parametrize(("rule", "kind", "text", "words"), CAUGHT)
def test_a_slip_is_caught_with_its_rule_and_its_words(rule: str, kind: TextKind, text: str, words: str) -> None:
    assert (rule, words) in {(finding.rule, finding.words) for finding in check_text(text, kind=kind)}


@pytest.mark.parametrize(("rule", "kind", "text"), PASSES)
def test_a_kind_sentence_passes(rule: str, kind: TextKind, text: str) -> None:
    assert rule not in rules_in(check_text(text, kind=kind))


def test_every_rule_of_the_table_has_a_sentence_that_is_caught_and_one_that_passes() -> None:
    ids = {rule.id for rule in english_rules()}
    assert ids <= {rule for rule, *_ in CAUGHT}
    assert ids <= {rule for rule, *_ in PASSES}


@pytest.mark.parametrize("rule", english_rules(), ids=lambda rule: f"{rule.id} {rule.says}")
def test_every_row_of_the_table_tells_the_writer_what_to_do(rule) -> None:
    assert rule.says.endswith(".")
    assert rule.suggestion
    assert not rule.suggestion.endswith(".")


def test_a_finding_reads_as_one_line_for_somebody_who_knows_no_python(tmp_path: Path) -> None:
    (finding,) = check_file(tmp_path, "---\ntitle: Drift\n---\nYou should write.\n")
    assert str(finding) == (
        "en/causes/drift.md:4 W9 'You should': an invitation, not an order. "
        "Try: 'you could', or a plain imperative: 'Send one line'."
    )


def test_a_warning_says_that_it_is_one() -> None:
    (finding,) = check_text("Just send it.", kind="strategy")
    assert not finding.fault
    assert str(finding).startswith("line 1 W12 (worth a look) 'Just': ")


@pytest.mark.parametrize("idiom", IDIOMS, ids=lambda idiom: idiom.caught)
def test_each_idiom_is_caught_passes_and_stands_in_the_document(idiom: Idiom) -> None:
    caught = [each for each in check_text(idiom.caught, kind="page", grade=False) if each.rule == "W29"]
    assert idiom.write in [each.suggestion for each in caught]
    assert not any(each.fault for each in caught)
    assert "W29" not in rules_in(check_text(idiom.passes, kind="page", grade=False))
    document = (HERE / "docs" / "rules.md").read_text(encoding="utf-8")
    assert f"| {idiom.write} | {idiom.caught} | {idiom.passes} |" in document


def test_no_text_that_the_bot_ships_with_has_an_idiom() -> None:
    assert [str(each) for each in check_content(HERE / "content") if each.rule == "W29"] == []


# The document


def rows_of_the_document() -> list[tuple[str, str, str, str]]:
    text = (HERE / "docs" / "rules.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:3] == "| W"]
    return [(rule, kind, caught, passes) for rule, _, kind, caught, passes in rows]


def check_cell(root: Path, kind: str, cell: str) -> set[str]:
    """What a cell of the document is caught for: its text as a body, its `code` as front matter."""
    fields = "\n".join(re.findall(r"`(\w+: [^`]+)`", cell))
    body = re.sub(r"`[^`]*`", "", cell).strip()
    body = re.sub(r"\((\d+) characters\)", lambda match: "a" * int(match[1]), body)
    folder = {"cause": "causes", "strategy": "strategies", "reminder": "reminders", "page": "pages"}.get(kind, kind)
    write(root, f"content/en/{folder}/text.md", f"---\ntitle: A title\n{fields}\n---\n{body}\n")
    return rules_in(check_content(root / "content", root / "against"))


@pytest.mark.parametrize(("rule", "kind", "caught", "passes"), rows_of_the_document())
def test_each_row_of_the_document_behaves_as_it_says(
    rule: str, kind: str, caught: str, passes: str, tmp_path: Path
) -> None:
    write(tmp_path, "against/article.txt", "The words of another text, taken over as they stand.")
    assert rule in check_cell(tmp_path, kind, caught)
    assert rule not in check_cell(tmp_path, kind, passes)


def test_the_document_names_every_rule() -> None:
    in_tests = {rule for rule, *_ in CAUGHT} | BY_FIELD
    assert {rule for rule, *_ in rows_of_the_document()} == in_tests


# Files, fields and lines


def test_line_numbers_are_those_of_the_file_front_matter_included(tmp_path: Path) -> None:
    findings = check_file(
        tmp_path,
        "---\n"
        "title: You should read this\n"
        "gist: >-\n"
        "  A line that is folded, and\n"
        "  that you must see\n"
        "helps:\n"
        "  - strategy: listening   # you should not look at comments\n"
        "    why: 'It''s what you ought to do'\n"
        "---\n"
        "\n"
        "First line.\n"
        "\n"
        "- You need to\n"
        "  look here, and you should again.\n",
    )
    assert [(finding.line, finding.words) for finding in findings if finding.rule == "W9"] == [
        (2, "You should"),
        (5, "you must"),
        (8, "you ought"),
        (13, "You need to"),
        (14, "you should"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_of_windows_change_nothing(tmp_path: Path, line_end: str) -> None:
    text = "\ufeff---\ntitle: Drift\n---\nFirst line.\n\nYou should write.\n".replace("\n", line_end)
    assert [(finding.line, finding.rule) for finding in check_file(tmp_path, text)] == [(6, "W9")]


def test_a_text_can_break_two_rules_and_hears_of_both(tmp_path: Path) -> None:
    text = "---\ntitle: Drift\n---\nYou must cheer up.\nIt cures you.\n"
    assert [(finding.line, finding.rule) for finding in check_file(tmp_path, text)] == [
        (4, "W12"),
        (4, "W9"),
        (5, "W13"),
    ]


def test_files_that_cannot_be_read_are_left_to_the_library(tmp_path: Path) -> None:
    write(tmp_path, "en/causes/broken.md", "---\ntitle: [unclosed\n---\nYou should write.\n")
    write(tmp_path, "en/causes/bare.md", "You should write.\n")
    write(tmp_path, "en/causes/date.md", "---\nreviewed: 2026-13-45\n---\nYou should write.\n")
    (tmp_path / "en/causes/latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\nYou should write.\n")
    write(tmp_path, "en/words.toml", "hello = you should\n")
    assert check_content(tmp_path) == []


def test_interface_words_and_sources_are_held_to_the_word_lists(tmp_path: Path) -> None:
    words = '[buttons]\nnext = "Next"\n\n[errors]\nrole = """\nYou should pick\n{users} you must see."""\n'
    write(tmp_path, "en/words.toml", words)
    sources = (
        "[one-2020]\n"
        'citation = "One A. Suicide and mortality in an epidemic of loneliness. Journal 2020."\n'
        'found = "Lonely people should be helped."\n'
    )
    write(tmp_path, "en/sources.toml", sources)
    assert [(finding.file, finding.line, finding.words) for finding in check_content(tmp_path)] == [
        ("en/sources.toml", 3, "people should"),
        ("en/words.toml", 6, "You should"),
        ("en/words.toml", 7, "you must"),
    ]


def test_placeholders_and_commands_are_no_words(tmp_path: Path) -> None:
    write(tmp_path, "en/words.toml", 'a = "The bot needs {patients} to {must} and need {x} to {y}"\n')
    assert check_content(tmp_path) == []


def test_titles_of_sources_and_names_of_services_are_free(tmp_path: Path) -> None:
    title = "Suicide and mortality in an epidemic of loneliness"
    write(tmp_path, "en/sources.toml", f'[one-2020]\ncitation = "One A. {title}. Journal 2020."\n')
    write(tmp_path, "en/support.toml", '[[line]]\nname = "Suicide Line of Elsewhere"\n')
    body = f"*{title}* is a paper. The Suicide Line of Elsewhere answers."
    assert check_file(tmp_path, f"---\ntitle: Sources\n---\n{body}\n", "en/pages/sources.md") == []


def test_other_languages_keep_the_rules_that_need_no_english(tmp_path: Path) -> None:
    text = "---\ntitle: Die Mitte\nsupport: true\n---\nDie Gruppe trifft sich, @everyone. 🎉🎉\n"
    assert rules_in(check_file(tmp_path, text, "de/causes/mitte.md")) == {"W20", "W27"}


def test_help_may_be_blunt_where_clarity_wins(tmp_path: Path) -> None:
    text = "---\ntitle: Finding help\n---\nThinking of suicide? You should call. Medication is one way.\n"
    assert check_file(tmp_path, text, "en/pages/find-help.md") == []
    assert rules_in(check_file(tmp_path, text, "en/pages/help.md")) == {"W2", "W3", "W4", "W9"}


def test_early_death_is_spoken_of_where_somebody_asked(tmp_path: Path) -> None:
    text = "---\ntitle: Why\nsupport: true\n---\nPeople with few ties die earlier on average.\n"
    assert check_file(tmp_path, text, "en/connecting/why.md") == []
    assert "W14" in rules_in(check_file(tmp_path, text, "en/connecting/meaning.md"))


# Exceptions


def test_an_exception_with_its_reason_is_granted_for_its_rule_alone(tmp_path: Path) -> None:
    text = '---\ntitle: Drift\nallow: {W13: "title of a film"}\n---\nIt cures you. You should see it.\n'
    assert rules_in(check_file(tmp_path, text)) == {"W9"}


@pytest.mark.parametrize("reason", ["''", "' '", ""])
def test_an_exception_without_a_reason_is_a_fault_and_is_not_granted(tmp_path: Path, reason: str) -> None:
    findings = check_file(tmp_path, f"---\ntitle: Drift\nallow: {{W13: {reason}}}\n---\nIt cures you.\n")
    assert [(finding.line, finding.rule, finding.words) for finding in findings] == [
        (3, "W13", "allow"),
        (5, "W13", "cures"),
    ]


# Rules about fields


def test_a_card_that_may_hurt_points_to_help(tmp_path: Path) -> None:
    text = "---\ntitle: Trust\n---\nSome have been bullied.\n"
    (finding,) = check_file(tmp_path, text)
    assert (finding.rule, finding.words, finding.suggestion) == ("W3", "bullied", "support: true")
    assert check_file(tmp_path, text.replace("---\nSome", "support: true\n---\nSome")) == []


def test_a_page_that_may_hurt_names_the_help_command(tmp_path: Path) -> None:
    text = "---\ntitle: About\n---\nSome have been bullied.\n"
    assert rules_in(check_file(tmp_path, text, "en/pages/help.md")) == {"W3"}
    assert check_file(tmp_path, text + "{/find-help} is there.\n", "en/pages/help.md") == []


@pytest.mark.parametrize("shape", ["invitation", "script"])
def test_a_reminder_that_suggests_something_has_a_smaller_way(tmp_path: Path, shape: str) -> None:
    text = f"---\ntitle: One line\nshape: {shape}\n---\nSend one line.\n"
    assert rules_in(check_file(tmp_path, text, "en/reminders/line.md")) == {"W10"}


def test_a_strategy_has_a_step_and_a_smaller_one(tmp_path: Path) -> None:
    findings = check_file(tmp_path, "---\ntitle: Listen\n---\nA body.\n", "en/strategies/listening.md")
    assert [(finding.rule, finding.words) for finding in findings] == [("W10", "smaller"), ("W10", "step")]


def test_a_fact_has_its_source_and_one_number(tmp_path: Path) -> None:
    file = "en/reminders/fact.md"
    text = "---\ntitle: A fact\nshape: fact\n---\nIn one study, 40 people wrote 12 notes.\n"
    findings = check_file(tmp_path, text, file)
    assert [(finding.words, finding.fault) for finding in findings] == [
        ("40, 12", False),
        ("one study", True),
    ]
    sourced = text.replace("shape: fact", "shape: fact\nsources: [liu-2022]").replace("12", "some")
    assert check_file(tmp_path, sourced, file) == []


def test_a_study_group_is_no_study() -> None:
    assert check_text("Join a study group at the library.", kind="strategy") == []


def test_links_may_lead_to_the_sources_of_that_language(tmp_path: Path) -> None:
    write(tmp_path, "en/sources.toml", '[one]\ncitation = "One."\nurl = "https://www.example.org/report.pdf"\n')
    text = "---\ntitle: About\n---\nRead [the report](https://example.org/report.pdf).\n"
    assert check_file(tmp_path, text, "en/pages/help.md") == []


def test_moderators_may_know_links_that_nobody_here_has_checked() -> None:
    (finding,) = check_text("Our town's line: https://help.example.org", kind="note")
    assert (finding.rule, finding.fault) == ("W24", False)


def test_a_card_holds_1200_characters(tmp_path: Path) -> None:
    body = "A line.\n" * 149 + "The end."
    assert check_file(tmp_path, f"---\ntitle: Drift\n---\n{body}\n") == []
    assert rules_in(check_file(tmp_path, f"---\ntitle: Drift\n---\n{body} \u2026\n")) == {"W22"}


# W21, reading


def test_a_sentence_has_25_words_at_most() -> None:
    words = ["one", "small", "word", *["and", "then", "a"] * 7]
    assert len(words) == 24
    assert "W21" not in rules_in(
        check_text("Go on. Go on. Rest a bit. It is fine. " + " ".join(words) + ".", kind="page")
    )
    findings = check_text("Rest a bit. It is fine. " + " ".join([*words, "and", "then"]) + ".", kind="page")
    assert [(finding.rule, finding.words) for finding in findings] == [("W21", "one small word and then \u2026")]


def test_sentences_have_15_words_on_average_at_most() -> None:
    text = "You can go out and see who is there and then come back home when you like. " * 3
    assert [finding.words for finding in check_text(text, kind="page")] == ["mean sentence"]


def test_headings_and_list_items_end_a_sentence() -> None:
    item = "a short line of some eight words here\n"
    assert check_text(f"### {item}{item}\n- {item}- {item}1. {item}\n{item}", kind="page") == []


def test_a_heavy_text_is_a_fault_and_a_middling_one_a_warning() -> None:
    assert grade_measured()
    heavy = check_text("Considerable emotional difficulties frequently accompany isolation.", kind="page")
    assert [(finding.words, finding.fault) for finding in heavy] == [("reading grade", True)]
    middling = check_text("In a quiet moment a familiar person can be good company to have.", kind="page")
    assert [(finding.words, finding.fault) for finding in middling] == [("reading grade", False)]


def test_the_topics_own_words_links_and_commands_do_not_count_as_hard() -> None:
    text = "Talk to a professional or a therapist. See {/find-help} and https://doi.org/10.1037/pspi0000402 too."
    assert check_text(text, kind="page") == []


def test_without_textstat_the_grade_is_not_measured_and_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textstat", None)
    assert not grade_measured()
    assert check_text("Considerable emotional difficulties frequently accompany isolation.", kind="page") == []
    assert rules_in(check_text("You should rest.", kind="page")) == {"W9"}


def test_importing_the_check_brings_in_neither_discord_nor_what_is_slow_to_import() -> None:
    code = "import sys, kindred.wording.check; print({'discord', 'textstat', 'yaml', 'frontmatter'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# W26, origin


def copied(tmp_path: Path, body: str, original: str) -> list[Finding]:
    write(tmp_path, "against/deep/article.txt", original)
    (tmp_path / "against/picture.png").write_bytes(b"\x89PNG\xff")
    write(tmp_path, "content/en/pages/help.md", f"---\ntitle: About\n---\nA line.\n\n{body}\n")
    return check_content(tmp_path / "content", tmp_path / "against")


def test_seven_words_in_a_row_are_a_fault_whatever_the_punctuation(tmp_path: Path) -> None:
    original = "It's the old friends, who write least, that smile most."
    (finding,) = copied(tmp_path, "Now: it\u2019s the OLD friends who write\nleast, that.", original)
    assert (finding.rule, finding.line, finding.fault) == ("W26", 6, True)
    assert finding.words == "it\u2019s the OLD friends who write least, that"
    assert finding.says.startswith("8 words in a row")


@pytest.mark.parametrize(("body", "faults"), [("a b c d e f", [False]), ("a b c d e", [False]), ("a b c d", [])])
def test_five_and_six_words_in_a_row_are_worth_a_look(tmp_path: Path, body: str, faults: list[bool]) -> None:
    findings = copied(tmp_path, f"One {body} end.", "Two a b c d e f g.")
    assert [finding.fault for finding in findings] == faults


def test_prescribed_sentences_and_titles_may_be_the_same(tmp_path: Path) -> None:
    title = "The gap between what we like and what they know"
    write(tmp_path, "content/en/sources.toml", f'[one]\ncitation = "One A. {title}. Journal 2020."\n')
    assert copied(tmp_path, f"{PRESCRIBED[3]} {title}.", f"{PRESCRIBED[3]} Also. {title}.") == []


def test_without_a_folder_to_compare_with_nothing_counts_as_copied(tmp_path: Path) -> None:
    assert check_file(tmp_path, "---\ntitle: About\n---\nThe words of another text.\n", "en/pages/help.md") == []
