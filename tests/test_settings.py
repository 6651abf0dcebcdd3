"""Config come from an environment that is handed in, and never from import."""

import logging
import subprocess
import sys

import pytest

from kindred.config import HERE, Config, ConfigError
from tests.browser import PROJECT


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Config.read({"DISCORD_TOKEN": "", "KINDRED_CONTACT": "   "})
    assert settings == Config()
    assert settings.token is None
    assert settings.database == HERE / "data" / "kindred.sqlite3"


def test_every_setting_is_read() -> None:
    settings = Config.read(
        {
            "DISCORD_TOKEN": " secret ",
            "KINDRED_APPLICATION_ID": "123456789012345678",
            "KINDRED_DATABASE": "elsewhere.sqlite3",
            "KINDRED_CONTENT": "/words",
            "KINDRED_CONTACT": "the helpers' channel",
            "KINDRED_PRIVACY_URL": "https://example.org/privacy",
            "KINDRED_LOG_LEVEL": "debug",
        }
    )
    assert settings.token == "secret"
    assert settings.application_id == 123456789012345678
    assert settings.database == HERE / "elsewhere.sqlite3"
    assert str(settings.content) == "/words"
    assert settings.log_level == logging.DEBUG


def test_all_faults_come_at_once_and_no_value_is_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        Config.read(
            {
                "KINDRED_APPLICATION_ID": "my-secret",
                "KINDRED_CONTACT": "x" * 201,
                "KINDRED_PRIVACY_URL": "http://x",
                "KINDRED_LOG_LEVEL": "LOUD",
            }
        )
    assert len(caught.value.faults) == 4
    assert "my-secret" not in str(caught.value)


def test_a_home_folder_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match="KINDRED_DATABASE starts with a home folder"):
        Config.read({"KINDRED_DATABASE": "~nobody-of-that-name/k.sqlite3"})


def test_a_folder_for_the_database_is_named() -> None:
    with pytest.raises(ConfigError, match=r"names a folder: add the file's name, such as kindred\.sqlite3"):
        Config.read({"KINDRED_DATABASE": "/data/"})


def test_a_repr_hides_the_token() -> None:
    assert "secret" not in repr(Config(token="secret"))


def test_the_example_file_names_every_setting_with_a_comment() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.split("=")[0] for line in lines if "=" in line and not line.startswith("#")]
    source = (PROJECT / "kindred/config.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in source for name in named)
    for number, line in enumerate(lines):
        if line.startswith(tuple(named)):
            assert lines[number - 1].startswith("# "), line
    import re

    assert set(re.findall(r'given\.get\("(\w+)"', source)) == set(named)


def test_importing_the_bot_reads_no_setting() -> None:
    code = "import os; before = dict(os.environ); import bot; assert dict(os.environ) == before"
    environment = {"KINDRED_LOG_LEVEL": "LOUD", "DISCORD_TOKEN": "x", "PATH": ""}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=PROJECT, env=environment, check=True)
