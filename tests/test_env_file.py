"""`.env` as operators write it: what it says is used, or a sentence names the line and the fix."""

import codecs
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot
from kindred.config import VARIABLES, ConfigError
from kindred.env_file import LoadedSettings, read_settings
from tests.browser import PROJECT

TOKEN = "MTE.not-a-real.token-1234"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def read(path: Path, content: str | bytes, **environ: str) -> LoadedSettings:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_settings(path, environ)


def refused(path: Path, content: str | bytes, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(path, content, **environ)
    return str(caught.value)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encodings_of_windows_are_read(env_file: Path, mark: bytes, encoding: str, end: str) -> None:
    """PowerShell writes UTF-16, and editors put a mark before the first key."""
    lines = f"DISCORD_TOKEN={TOKEN}{end}KINDRED_CONTACT=the café's helpers{end}"
    found = read(env_file, mark + lines.encode(encoding)).settings
    assert (found.token, found.contact) == (TOKEN, "the café's helpers")


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "cp1251"])
def test_another_code_page_is_named_with_its_line(env_file: Path, mark: bytes, encoding: str) -> None:
    words = {"cp1252": "é", "gbk": "帮助", "cp1251": "помощь"}[encoding]
    told = refused(env_file, mark + f"A=\r\n\r\n{words}\r\n".encode(encoding))
    assert told == ".env, line 3: this is not UTF-8. Save the file as UTF-8 in your editor."


def test_half_a_character_of_utf_16_is_named_with_its_line(env_file: Path) -> None:
    told = refused(env_file, "A=\r\nB=\r\nC".encode("utf-16") + b"=")
    assert told == ".env, line 3: this is not UTF-8. Save the file as UTF-8 in your editor."


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("ask#help", "ask#help"),
        ("#help", "#help"),
        ('"ask in #help"', "ask in #help"),
        ("'ask # here'", "ask # here"),
        ('"ask # here"   # people read this', "ask # here"),
        ("'say \"hello\" to us'", 'say "hello" to us'),
        ("it's us", "it's us"),
        ("the helpers' channel", "the helpers' channel"),
        ('say "hello"', 'say "hello"'),
        ('"two\\nlines"', "two\\nlines"),
        ("'one \\\\ two'", "one \\\\ two"),
        ('"at the end \\"', "at the end \\"),
        ("${HOME} costs $5", "${HOME} costs $5"),
        ("a=b", "a=b"),
        ("  spaces around  ", "spaces around"),
        ("👩\u200d🚀 and 💛", "👩\u200d🚀 and 💛"),
        ("# only a comment", None),
        ("  # only a comment", None),
        ("''", None),
    ],
)
def test_a_value_is_taken_as_it_stands(env_file: Path, written: str, contact: str | None) -> None:
    found = read(env_file, f"KINDRED_CONTACT={written}\n")
    assert found.settings.contact == contact
    assert found.remarks == []


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_path_of_windows_keeps_its_backslashes(env_file: Path, quote: str) -> None:
    path = r"C:\new\team\fresh.sqlite3"
    assert read(env_file, f"KINDRED_DATABASE={quote}{path}{quote}\n").settings.database.name.endswith(path)


@pytest.mark.parametrize(
    ("written", "contact"),
    [("ask # anybody", "ask"), ("ask in #help", "ask in"), (" #help", None), ('"ask"#help', "ask")],
)
def test_what_a_comment_cuts_is_told(env_file: Path, written: str, contact: str | None) -> None:
    found = read(env_file, f"KINDRED_CONTACT={written}\n")
    assert found.settings.contact == contact
    assert found.remarks == [
        ".env, line 1: what follows # is a comment. If it belongs to KINDRED_CONTACT, put the value in quotation marks."
    ]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(st.sampled_from([*"ab #'\"\\=$\t", "\\n", " # "]), max_size=9).map("".join))
def test_nothing_is_cut_or_changed_in_silence(env_file: Path, written: str) -> None:
    try:
        found = read(env_file, f"KINDRED_CONTACT={written}\n")
    except ConfigError:
        return
    if not found.remarks:
        value = written.strip()
        if value.split()[:1] == ["#"]:
            value = ""
        elif value.startswith(("'", '"')):
            value = value[1 : value.index(value[0], 1)].strip()
        assert (found.settings.contact or "") == value


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("DISCORD TOKEN=secret", "this is no setting. Write NAME=value"),
        ("secret", "this is no setting"),
        ("=secret", "this is no setting"),
        ("KINDRED_CONTACT: secret", "this is no setting"),
        ('"KINDRED_CONTACT"=secret', "this is no setting"),
        ("KINDRED_CONTACT # = secret", "this is no setting"),
        ('KINDRED_CONTACT="secret', "has no partner"),
        ("KINDRED_CONTACT='secret' and more", "has no partner"),
        (
            'export KINDRED_CONTACT="say "secret" to us"',
            "of KINDRED_CONTACT has no partner at its end, or one too early",
        ),
        ("KINDRED_CONTACT=sec\u200bret", "a character that nobody sees"),
        ("DISCORD_TOKEN=sec\u00a0ret", "a character that nobody sees"),
        ("DISCORD_TOKEN=“secret”", "a character that no token has"),
        ("DISCORD_TOKEN=Bot secret", "a character that no token has"),
        ("KINDRED_LOG_LEVEL=secret", "is not a level"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_without_its_value(env_file: Path, line: str, says: str) -> None:
    told = refused(env_file, f"# a comment\n\n{line}\n")
    assert told.startswith(".env, line 3: ")
    assert says in told
    assert "secret" not in told


def test_all_lines_that_cannot_be_used_come_at_once(env_file: Path) -> None:
    assert len(refused(env_file, "one\ntwo\nKINDRED_CONTACT='\n").splitlines()) == 3


def test_an_empty_variable_of_the_environment_hides_nothing(env_file: Path) -> None:
    found = read(env_file, f"DISCORD_TOKEN={TOKEN}\nKINDRED_CONTACT=file\n", DISCORD_TOKEN="", KINDRED_CONTACT="env")
    assert (found.settings.token, found.settings.contact) == (TOKEN, "env")
    assert found.sources == {"DISCORD_TOKEN": ".env, line 1", "KINDRED_CONTACT": "the environment"}


def test_quotation_marks_that_docker_keeps_are_left_out_and_told(env_file: Path) -> None:
    found = read(env_file, "", DISCORD_TOKEN=f'"{TOKEN}"', KINDRED_CONTACT="it's")
    assert (found.settings.token, found.settings.contact) == (TOKEN, "it's")
    assert found.remarks == ["The environment: the quotation marks around DISCORD_TOKEN were left out."]


def test_a_name_that_is_nearly_one_and_a_second_value_are_told(env_file: Path) -> None:
    found = read(env_file, "KINDRED_DATABSE=x\nCOMPOSE_PROJECT_NAME=x\nKINDRED_CONTACT=a\nKINDRED_CONTACT=b\n")
    assert found.settings.contact == "b"
    assert found.remarks == [
        ".env, line 1: KINDRED_DATABSE is no setting of Kindred, so it does nothing. Did you mean KINDRED_DATABASE?",
        ".env, line 4: KINDRED_CONTACT stands in line 3 too; this line counts.",
    ]


def test_export_before_a_name_is_read_over(env_file: Path) -> None:
    assert read(env_file, "export KINDRED_CONTACT = us\n").settings.contact == "us"


def test_no_file_is_no_fault(env_file: Path) -> None:
    assert read_settings(env_file, {}).sources == {}


def test_a_folder_of_that_name_is_told(env_file: Path) -> None:
    """Docker makes one where a file is to be mounted and there is none."""
    env_file.mkdir()
    with pytest.raises(ConfigError, match=r"is a folder: remove it, and copy \.env\.example"):
        read_settings(env_file, {})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else_is_told(env_file: Path) -> None:
    env_file.touch(mode=0)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_settings(env_file, {})


def test_whatever_else_keeps_it_from_being_read_is_told(env_file: Path) -> None:
    env_file.symlink_to(env_file)
    with pytest.raises(ConfigError, match=r"cannot be read \(.+\): give it to the user who runs Kindred"):
        read_settings(env_file, {})


def test_the_shipped_example_is_read_without_a_remark() -> None:
    found = read_settings(PROJECT / ".env.example", {})
    assert found.remarks == []
    assert found.settings.token is None


def test_the_example_names_what_there_is() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert tuple(line.partition("=")[0] for line in lines if line and not line.startswith("#")) == VARIABLES


# What the command line says of it


def test_check_prints_what_was_read_and_from_where_and_never_the_token(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(bot, "ENV_FILE", env_file)
    monkeypatch.setenv("KINDRED_LOG_LEVEL", "debug")
    env_file.write_text(f"DISCORD_TOKEN={TOKEN}\nKINDRED_CONTACT=us # or them\n", encoding="utf-16")
    assert bot.main(["check"]) == 0
    output = capsys.readouterr().out
    assert "DISCORD_TOKEN: set, and not shown (.env, line 1)" in output
    assert "KINDRED_CONTACT: us (.env, line 2)" in output
    assert "KINDRED_LOG_LEVEL: DEBUG (the environment)" in output
    assert "KINDRED_PRIVACY_URL: not set (the default)" in output
    assert "Warning: .env, line 2: what follows # is a comment." in output
    assert TOKEN not in output


@pytest.mark.parametrize("verb", ["run", "check", "preview anxiety", "backup copy", "restore copy", "invite"])
def test_every_verb_says_what_is_wrong_with_the_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    monkeypatch.setattr(bot, "ENV_FILE", env_file)
    env_file.write_bytes("KINDRED_CONTACT=café".encode("cp1252"))
    assert bot.main(verb.split()) == 1
    assert capsys.readouterr().err == ".env, line 1: this is not UTF-8. Save the file as UTF-8 in your editor.\n"


# Consoles


@pytest.mark.parametrize(
    ("encoding", "verb"), [("ascii", "preview anxiety"), ("ascii", "check"), ("gbk", "check"), ("cp1252", "check")]
)
def test_a_console_that_is_not_utf_8_shows_what_it_can(encoding: str, verb: str) -> None:
    """The usual state of redirected output on Windows."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "bot.py", *verb.split()],
        cwd=PROJECT,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode(encoding)
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Unix")
def test_whoever_reads_the_output_may_stop_reading() -> None:
    """As in `bot.py check | head -1`."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "bot.py", "preview", "anxiety"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()
