"""Faulty content is refused whole, and each fault says where it is, what it is and how to fix it."""

import os
import shutil
import time
from pathlib import Path

import pytest

from kindred.config import CONTENT
from kindred.content.library import Library, LibraryError
from kindred.wording.check import check_content

CAUSE = "en/causes/losing-touch.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content")


def faults(content: Path) -> list[str]:
    """Every fault, as a sentence: of English, which stop the start, or else of other languages."""
    try:
        library = Library.load(content)
    except LibraryError as error:
        return [str(fault) for fault in error.faults]
    assert library.faults, "nothing is at fault"
    return [str(fault) for fault in library.faults]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_content_is_whole() -> None:
    Library.load(CONTENT)


def test_content_in_a_failed_test_is_named_by_its_id(library: Library) -> None:
    assert repr(library.catalogs["en"]) == "Catalog('en')"
    assert repr(library.catalogs["en"].causes["losing-touch"]) == "Cause('losing-touch')"
    assert repr(library.catalogs["en"].pages["help"]) == "Page('help')"
    assert repr(library.support.countries["de"]) == "Country('de')"
    assert repr(library.support) == f"Support({len(library.support.countries)} countries)"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("title: Losing touch", "", f"{CAUSE}: title is missing. Fix: add it"),
        ("title: Losing touch", "title: 7", f"{CAUSE}: title is a number, not a text."),
        ("title: Losing touch", f"title: {'x' * 61}", f"{CAUSE}: title has 61 characters; at most 60 fit."),
        ("title: Losing touch", "titel: Losing touch", f"{CAUSE}: titel is an unknown field. Fix: did you mean title"),
        ("title:", "colour: blue\ntitle:", f"{CAUSE}: colour is an unknown field. Fix: remove it"),
        ("group: common", "group: commmon", f"{CAUSE}: group is 'commmon'. Fix: one of: skills, trauma"),
        ("order:", "order: first #", f"{CAUSE}: order is a text, not a whole number."),
        ("reviewed:", "reviewed: soon #", f"{CAUSE}: reviewed is a text, not a day. Fix: write it as 2026-11-23"),
        ("sources:", "sources: explainer #", f"{CAUSE}: sources is not a list of texts. Fix: write it as [one, two]"),
        ("sources: [", "sources: [nobody-1999, ", f"{CAUSE}: sources names 'nobody-1999', which is no source."),
        ("strategy: loved-ones", "strategy: loved-one", f"{CAUSE}: helps names 'loved-one', which is no strategy."),
        ("offer: first", "offer: 1", f"{CAUSE}: helps 1: offer is 1. Fix: one of: first, next"),
        ("helps:", "helps: [loved-ones]\nhelp:", f"{CAUSE}: helps has no fields at place 1."),
        ("helps:", "helps: loved-ones\nhelp:", f"{CAUSE}: helps is not a list of strategies."),
        ("support: true", "support: maybe", f"{CAUSE}: support is a text, not true or false."),
        ("title:", "diagnosis: true\ntitle:", f"{CAUSE}: experience stands in a text that names a diagnosis."),
        ("title: Losing touch", 'title: "\\ud800"', f"{CAUSE} has front matter that cannot be read in line"),
        ("covers:", 'also: ["\\udfff"]\ncovers:', f"{CAUSE} has front matter that cannot be read in line"),
        ("title: Losing touch", "title: Losing: touch: now", f"{CAUSE} has front matter that cannot be read in line"),
        ("title:", "see: elsewhere\ntitle:", f"{CAUSE}: see names 'elsewhere', which is no page. Fix: one of:"),
        ("People lose contact", "### What it is\nPeople lose contact", f"{CAUSE} begins with a heading. Fix: write"),
        ("### How it can show up\n", "", f"{CAUSE} has 524 characters above its first heading; at most 300 fit"),
        ("---\n", "", f"{CAUSE} has no front matter."),
        ("title: Losing touch", "title: [Losing", f"{CAUSE} has front matter that cannot be read in line"),
    ],
)  # fmt: skip
def test_a_faulty_field_is_named_with_its_fix(content: Path, old: str, new: str, sentence: str) -> None:
    change(content / CAUSE, old, new)
    found = faults(content)
    assert [fault for fault in found if fault.startswith(sentence)], found


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            CAUSE,
            b"---\ntitle: caf\xe9\n---\nText",
            f"{CAUSE} is not UTF-8 (byte 14). Fix: save the file with",
        ),
        (CAUSE, b"x" * 1_000_000, f"{CAUSE} is longer than 64 KiB, and no more is read."),
        (CAUSE, b"", f"{CAUSE} has no front matter."),
        (CAUSE, b"---\n---\n", f"{CAUSE} has no text below its front matter."),
        ("en/causes/Upper.md", b"", "en/causes/Upper.md has a name that cannot be an id."),
        ("en/causes/two words.md", b"", "en/causes/two words.md has a name that cannot be an id."),
        (f"en/causes/{'x' * 33}.md", b"", f"en/causes/{'x' * 33}.md has a name that cannot be an id."),
        ("en/causes/note.txt", b"", "en/causes/note.txt is not a .md file. Fix: rename it"),
        ("en/words.toml", b"x", "en/words.toml cannot be read:"),
        ("en/sources.toml", b"[a]\n[a]", "en/sources.toml cannot be read:"),
        ("en/sources.toml", b"a = 1", "en/sources.toml: a is not a source."),
        ("en/distress.txt", b"suicide\n", "en/distress.txt: line 1 belongs to no list. Fix: start each list with its"),
        ("en/distress.txt", b"[anywher]\nsuicide\n", "en/distress.txt: line 1 belongs to no list."),
        ("en/distress.txt", b"[alone]\n{famly} hits me\n", "en/distress.txt: alone names {famly}, which is no group."),
        ("en/search.txt", b"shy\n", "en/search.txt: line 1 belongs to no list. Fix: start each list with its name"),
        ("en/search.txt", b"[shyness]\nshy\n", "en/search.txt: [shyness] is no card. Fix: write the id of a card"),
        ("deutsch/x.md", b"", "deutsch/ is not a language. Fix: name the folder like en, de, pt-BR"),
        ("de/words.toml", b"[button]\nbakc = 'x'", "de/words.toml: button.bakc is unknown"),
        (
            "de/words.toml",
            b"[share]\nby = 'von'",
            "de/words.toml: share.by has other placeholders than English.",
        ),
        (
            "de/words.toml",
            b"[commands.help]\ndescription = 'x'",
            "de/words.toml: commands.help.description stands in the wrong file. Fix: move it to commands.toml",
        ),
        ("de/words.toml", b"[button]\nback = 7", "de/words.toml: button.back is not a text."),
    ],
)
def test_a_faulty_file_is_named_with_its_fix(content: Path, name: str, data: bytes, sentence: str) -> None:
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_bytes(data)
    found = faults(content)
    assert [fault for fault in found if fault.startswith(sentence)], found


def test_one_id_in_two_folders_is_a_fault(content: Path) -> None:
    shutil.copy(content / "en/causes/losing-touch.md", content / "en/causes/listening.md")
    [fault] = faults(content)
    assert fault.startswith("en/causes/listening.md has the id of strategies/listening.md") or fault.startswith(
        "en/strategies/listening.md has the id of causes/listening.md"
    )


@pytest.mark.parametrize("folder", ["connecting", "causes", "strategies", "reminders", "pages"])
def test_an_empty_folder_is_a_fault(content: Path, folder: str) -> None:
    shutil.rmtree(content / "en" / folder)
    (content / "en" / folder).mkdir()
    assert f"en/{folder}/ holds no text. Fix: put at least one .md file here." in faults(content)


def test_a_page_that_nothing_opens_is_a_fault_and_no_crash(content: Path) -> None:
    shutil.copy(content / "en/pages/help.md", content / "en/pages/about-us.md")
    [fault] = faults(content)
    assert fault.startswith("en/pages/about-us.md is a page that no button or command opens. Fix: the names are find-")


def test_missing_files_and_folders_are_named(content: Path) -> None:
    (content / "en/words.toml").unlink()
    assert any(fault.startswith("en/words.toml is missing") for fault in faults(content))
    (content / "en/distress.txt").unlink()
    assert any(fault.startswith("en/distress.txt is missing") for fault in faults(content))
    (content / "en/pages/help.md").unlink()
    assert any(fault.startswith("en/pages/help.md is missing") for fault in faults(content))
    shutil.rmtree(content)
    assert any("content/ is missing" in fault for fault in faults(content))


def test_a_missing_word_is_named(content: Path) -> None:
    change(content / "en/words.toml", 'helps = "What may help"', "")
    assert any(fault.startswith("en/words.toml: cause.helps is missing") for fault in faults(content))


@pytest.mark.parametrize(
    ("old", "limit", "says"),
    [
        ('[commands.causes]\ndescription = "', 100, "commands.toml: commands.causes.description has "),
        ('[form]\ntitle = "', 45, "words.toml: form.title has "),
        ('[button]\nback = "', 80, "words.toml: button.back has "),
    ],
)
def test_a_word_longer_than_discord_shows_is_named_with_its_limit(
    content: Path, old: str, limit: int, says: str
) -> None:
    change(content / "en" / says.split(":")[0], old, f"{old}{'x' * limit} ")
    [fault] = [fault for fault in faults(content) if fault.startswith(f"en/{says}")]
    assert fault.endswith(f"at most {limit} fit. Fix: shorten it.")


def test_a_card_longer_than_discord_shows_is_a_fault_of_its_file(content: Path) -> None:
    strategy = content / "en/strategies/listening.md"
    change(strategy, "borrow:", "borrow:\n" + "".join(f'  - "{n:02} {"x" * 140}"\n' for n in range(20)))
    found = faults(content)
    assert any(f.startswith("en/strategies/listening.md the whole card has") for f in found), found
    assert any("Discord shows at most 4000" in fault for fault in found)


def test_a_card_with_more_parts_than_discord_shows_is_a_fault_of_its_file(content: Path) -> None:
    for number in range(26):
        new = (content / "en/strategies/listening.md").read_text(encoding="utf-8")
        (content / f"en/strategies/more-{number}.md").write_text(new, encoding="utf-8")
    helps = "".join(f"  - {{strategy: more-{n}, offer: next, why: x}}\n" for n in range(26))
    change(content / CAUSE, "helps:\n", f"helps:\n{helps}")
    assert any(f.startswith(f"{CAUSE} the whole card has") and "components" in f for f in faults(content))


def test_all_faults_come_at_once(content: Path) -> None:
    change(content / CAUSE, "title: Losing touch", "")
    change(content / "en/strategies/listening.md", "order:", "ordre:")
    (content / "en/connecting/meaning.md").write_bytes(b"\xff")
    found = faults(content)
    assert len({fault.split(".md")[0] for fault in found}) == 3


def test_windows_line_ends_and_a_byte_order_mark_are_fine(content: Path) -> None:
    text = (content / CAUSE).read_text(encoding="utf-8").replace("\n", "\r\n")
    (content / CAUSE).write_bytes(b"\xef\xbb\xbf" + text.encode())
    cause = Library.load(content).catalogs["en"].causes["losing-touch"]
    assert cause.title == "Losing touch"
    assert "\r" not in cause.body


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("en/words.toml", 'back = "', 'back = "{/help} ', "en/words.toml: button.back has a command that cannot"),
        (
            "en/words.toml",
            'empty = "',
            'empty = "{/Find-Help} ',
            "has a command that cannot become a link. Fix: write",
        ),
        (CAUSE, "title: Losing touch", "title: '{/help} me'", "on a button or in a menu, where a command is no link"),
    ],
)
def test_a_command_that_people_would_read_in_braces_is_a_fault(
    content: Path, file: str, old: str, new: str, sentence: str
) -> None:
    change(content / file, old, new)
    assert any(sentence in fault for fault in faults(content)), faults(content)


def test_a_command_that_is_misspelt_in_braces_is_a_fault(content: Path) -> None:
    file = content / "en/connecting/meaning.md"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{{/Help}} is.", encoding="utf-8")
    assert any("'{/Help} is.' names no command" in fault for fault in faults(content)), faults(content)


# What a stranger may put into a folder


HOSTILE = {
    "an alias that grows": "allow: &a [x, x]\nb: [*a, *a]\ntitle: Losing touch",
    "an alias of itself": "zz: &a [*a]\ntitle: Losing touch",
    "an alias in a list": "topic: &a rest\nalso: [*a]\ntitle: Losing touch",
    "a giant number": f"title: 0x{'f' * 60_000}",
    "a giant number in a list": f"zz: [{'9' * 4000}]\ntitle: Losing touch",
    "a number with a giant power": "zz: 1e999999999\ntitle: Losing touch",
    "lists without end": f"zz: {'[' * 20_000}\ntitle: Losing touch",
    "fields within fields": f"zz: {'{a: ' * 10_000}\ntitle: Losing touch",
    "a tag of Python": "title: !!python/object/apply:os.system [true]",
    "a date that overflows": "zz: 0001-01-01T00:00:00+23:59\ntitle: Losing touch",
    "many unknown fields": "\n".join(f"f{number}: 1" for number in range(5_000)) + "\ntitle: Losing touch",
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_hostile_front_matter_is_a_fault_with_its_file(content: Path, fields: str) -> None:
    change(content / CAUSE, "title: Losing touch", fields)
    started = time.process_time()
    found = faults(content)
    assert found
    assert all(fault.startswith(CAUSE) for fault in found)
    assert len(found) < 30, "nobody reads more"
    assert time.process_time() - started < 5  # seconds; loading what is whole takes a quarter
    check_content(content)


def test_a_giant_number_in_a_table_is_a_fault_with_its_file(content: Path) -> None:
    with (content / "support.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[zz]\nnames = 0x{'f' * 5_000}\n")
    assert [fault for fault in faults(content) if fault.startswith("support.toml holds a number that is too large.")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no pipes")
@pytest.mark.parametrize("file", ["en/causes/pipe.md", "en/words.toml", "support.toml"])
def test_a_pipe_is_a_fault_and_nobody_waits_for_it(content: Path, file: str) -> None:
    (content / file).unlink(missing_ok=True)
    os.mkfifo(content / file)
    assert [fault for fault in faults(content) if fault.startswith(f"{file} is no ordinary file.")]
    check_content(content)


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../../../outside.md", "missing.md", "link.md"])
@pytest.mark.parametrize("file", ["en/causes/link.md", "en/sources.toml"])
def test_a_link_out_of_the_folder_is_a_fault(content: Path, file: str, target: str) -> None:
    (content.parent / "outside.md").write_text("---\ntitle: Outside\n---\nOutside.", encoding="utf-8")
    (content / file).unlink(missing_ok=True)
    (content / file).symlink_to(target if target != "link.md" else Path(file).name)
    assert [fault for fault in faults(content) if fault.startswith(f"{file} ")]
    check_content(content)


def test_a_link_inside_the_folder_is_followed(content: Path) -> None:
    """As Kubernetes mounts its files."""
    (content / ".data").mkdir()
    shutil.move(content / CAUSE, content / ".data/losing-touch.md")
    (content / CAUSE).symlink_to("../../.data/losing-touch.md")
    assert "losing-touch" in Library.load(content).catalogs["en"].causes


def test_a_folder_that_leads_elsewhere_is_a_fault(content: Path, tmp_path: Path) -> None:
    shutil.move(content / "en/reminders", tmp_path / "elsewhere")
    (content / "en/reminders").symlink_to(tmp_path / "elsewhere")
    (content / "de").symlink_to("/")
    found = faults(content)
    assert [fault for fault in found if fault.startswith("en/reminders/") and "leads out of the folder" in fault]


def test_no_more_of_a_file_is_read_than_fits(content: Path) -> None:
    with (content / CAUSE).open("r+b") as file:
        file.truncate(2**40)  # a terabyte, of which the disk holds nothing
    assert [fault for fault in faults(content) if fault.startswith(f"{CAUSE} is longer than 64 KiB")]
    check_content(content)


def test_a_folder_of_too_many_files_is_a_fault(content: Path) -> None:
    for number in range(1_001):
        (content / "en/pages" / f"p{number}.txt").touch()
    assert [fault for fault in faults(content) if fault.startswith("en/pages/ holds more than 1,000 files")]
