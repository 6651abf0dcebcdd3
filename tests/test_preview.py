"""`bot.py preview`: what a writer reads in a terminal and sees in a browser."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import bot
from kindred.config import CONTENT
from kindred.content.blocks import Card, Text
from kindred.content.cards import About
from kindred.content.library import Library
from kindred.content.preview import as_page, as_text, find
from tests.browser import PROJECT
from tests.languages import put, translation

ABOUT = About("1")


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the texts, which the command line reads."""
    copy = shutil.copytree(CONTENT, tmp_path / "content")
    monkeypatch.setenv("KINDRED_CONTENT", str(copy))
    return copy


class Page(HTMLParser):
    """What a person reads on a page, and every address that the browser would load by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[str] = []
        self.loads: list[str] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden = tag in ("style", "title")
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset") or tag == "link"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self._hidden else data + " "


def text_card(markdown: str) -> Card:
    return Card("cause", (Text(markdown),))


def page_of(markdown: str) -> str:
    """The HTML of one text, as it stands on a computer."""
    page = as_page(text_card(markdown), "title")
    return page.split('<div class="text">')[1].split("</div></article>")[0]


def test_a_cause_reads_as_its_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert bot.main(["preview", "losing-touch"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Losing touch\n============\n")
    assert "What may help" in shown
    assert "[[ Open: Time with loved ones ]]" in shown, "the strategy to begin with stands out"
    assert "[ Back ]" in shown
    assert "**" not in shown


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("listening", "A step: In one talk"),
        ("listening.more", "Words to borrow"),
        ("why", "Why connecting matters"),
        ("privacy", "I keep nothing about you."),
        ("causes", "When connecting with people is hard"),
        ("/causes", "When connecting with people is hard"),
        ("where-to-start", "What sounds familiar?"),
        ("start.social-skills,losing-touch", "Because you picked"),
        ("sources", "page 1 of"),
        ("small-step", "[[ Another idea ]]"),
        ("de", "Help: Germany"),
        ("new zealand", "Help: New Zealand"),
    ],
)
def test_a_card_is_found_by_id_country_command_or_route(library: Library, wanted: str, words: str) -> None:
    assert words in as_text(find(library, ABOUT, wanted))


def test_a_reminder_is_shown_as_its_weekly_post(library: Library) -> None:
    reminder = library.catalogs["en"].reminders["late-reply"]
    shown = as_text(find(library, ABOUT, "late-reply"))
    assert shown.startswith(f"{reminder.title}\n===")
    assert "│ sorry for the gap!" in shown, "words to borrow are quoted"
    assert f"Smaller: {reminder.smaller}" in shown
    assert "/find-help is there" in shown
    assert "Show me how" in shown


def test_every_card_and_every_reminder_can_be_shown(library: Library) -> None:
    catalog = library.catalogs["en"]
    entries = [
        entry
        for kind in (catalog.connecting, catalog.causes, catalog.strategies, catalog.reminders, catalog.pages)
        for entry in kind.values()
    ]
    for entry in entries:
        card = find(library, ABOUT, entry.id)
        words = " ".join(as_text(card).split())
        assert entry.title in words
        assert not re.search(r"\*\*|\{/|\]\(|^#", words), entry.id
        assert max(map(len, as_text(card).splitlines())) <= 100, entry.id
        assert entry.title in Page(as_page(card, entry.id)).words


def test_an_unknown_id_is_one_sentence_with_the_nearest_ids(capsys: pytest.CaptureFixture[str]) -> None:
    assert bot.main(["preview", "anxeity"]) == 1
    assert capsys.readouterr().out == "No card is called 'anxeity'. Near it: anxiety.\n"
    assert bot.main(["preview", "shy"]) == 1
    assert "social-skills" in capsys.readouterr().out
    assert bot.main(["preview", "qqqq"]) == 1
    assert "the name of its file, without .md" in capsys.readouterr().out


def test_a_language_in_the_making_is_shown_with_english_where_it_has_no_words(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For its writer: people get a card in one language."""
    put(content, "de/words.toml", '[button]\nback = "Zurück"\n')
    german = translation(content, "causes/losing-touch.md")
    german = german.replace("Losing touch", "Aus den Augen").replace("People lose contact", "Menschen verlieren sich")
    put(content, "de/causes/losing-touch.md", german)
    assert bot.main(["preview", "losing-touch", "--language", "de"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Aus den Augen\n")
    assert "[ Zurück ]" in shown
    assert "What may help" in shown


def test_a_language_without_a_folder_is_named_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert bot.main(["preview", "listening", "--language", "xx"]) == 1
    assert re.fullmatch(
        r"There is no language 'xx': no folder content/xx/\. There is: .*en.*\.\n", capsys.readouterr().out
    )


def test_faulty_content_prints_its_faults_as_check_does(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = content / "en/causes/losing-touch.md"
    file.write_text(file.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    assert bot.main(["check"]) == 1
    checked = capsys.readouterr().out
    assert bot.main(["preview", "losing-touch"]) == 1
    told = capsys.readouterr().out
    assert "losing-touch.md" in told
    assert checked.endswith(told), "before it, check prints the settings"
    assert "did you mean title" in checked


def test_a_page_shows_the_card_wide_and_at_phone_width_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.html"
    assert bot.main(["preview", "listening.more", "--html", str(file)]) == 0
    assert f"Written to {file}" in capsys.readouterr().out
    page = Page(file.read_text(encoding="utf-8"))
    assert "On a computer" in page.words
    assert "On a phone" in page.words
    assert page.words.count("Read one message to its last word") == 2
    assert page.words.count("Causes that this helps with") == 2
    assert page.loads == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)


def test_a_page_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nowhere" / "card.html"
    assert bot.main(["preview", "listening", "--html", str(file)]) == 1
    assert capsys.readouterr().out == f"{file} cannot be written (No such file or directory).\n"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# One", "<h2>One</h2>"),
        ("### Three", "<h4>Three</h4>"),
        ("-# small", "<small>small</small>"),
        ("**bold** and *leaning*", "<p><strong>bold</strong> and <em>leaning</em></p>"),
        ("***both***", "<p><strong><em>both</em></strong></p>"),
        ("**bold with *both* in it**", "<p><strong>bold with <em>both</em> in it</strong></p>"),
        ("__under__ ~~through~~ _lean_", "<p><u>under</u> <s>through</s> <em>lean</em></p>"),
        ("a_name_with_lines and 2 * 3 * 4", "<p>a_name_with_lines and 2 * 3 * 4</p>"),
        (r"\*no stars\*", "<p>*no stars*</p>"),
        ("`*as it is*`", "<p><code>*as it is*</code></p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("2. two\n3. three", '<ol start="2"><li>two</li><li>three</li></ol>'),
        ("> said\n> twice", "<blockquote>said<br>twice</blockquote>"),
        ("[a **page**](https://a.org/b)", '<p><a href="https://a.org/b">a <strong>page</strong></a></p>'),
        ("See https://a.org/b.", '<p>See <a href="https://a.org/b">https://a.org/b</a>.</p>'),
        ("Type {/find-help}.", '<p>Type <span class="command">/find-help</span>.</p>'),
        ("On <t:1795780800:D>, <t:1795780800:R>", "<p>On 27 November 2026, (so long ago)</p>"),
        ("one\ntwo", "<p>one</p><p>two</p>"),
    ],
)
def test_markdown_looks_as_in_discord(markdown: str, html: str) -> None:
    assert page_of(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "**<b onclick=x>**",
        "`<img src=x>`",
        "[<i>](https://a.org/?a=1&b=<i>)",
        "[words](javascript:alert)",
        '[words](https://a.org/"onmouseover="x)',
        "{/<b>}",
    ],
)
def test_nothing_in_a_text_becomes_a_tag(markdown: str) -> None:
    tags = set(Page(page_of(markdown)).tags)
    assert tags <= {"p", "strong", "code", "a"}
    page = page_of(markdown)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', page))
    assert not re.search(r"<a [^>]*onmouseover", re.sub(r'"[^"]*"', "", page))


def test_the_examples_of_the_writers_guide_pass_the_check_and_can_be_shown(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (PROJECT / "content/README.md").read_text(encoding="utf-8")
    examples = re.findall(r"`content/(en/[\w/-]+\.md)`:\n\n```markdown\n(.+?)```", guide, re.DOTALL)
    assert len(examples) == 3
    for name, text in examples:
        (content / name).write_text(text, encoding="utf-8")
    bot.main(["check"])
    checked = capsys.readouterr().out
    assert [name for name, _ in examples if name in checked] == []
    for name, _ in examples:
        assert bot.main(["preview", Path(name).stem]) == 0
    assert bot.main(["preview", "make-things.more"]) == 0
    shown = capsys.readouterr().out
    assert "A song for someone\n====" in shown
    assert "[[ Open: Meet new people ]]" in shown
    assert "• I can do the boring part" in shown


def test_a_preview_needs_no_discord() -> None:
    code = (
        "import sys; sys.modules['discord'] = None\n"
        "from pathlib import Path\n"
        "from kindred.content.cards import About\n"
        "from kindred.content.library import Library\n"
        "from kindred.content.preview import as_text, find\n"
        "print(as_text(find(Library.load(Path('content')), About('1'), 'listening')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Listen\n")
