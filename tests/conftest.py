"""A bot in a simulated Discord, for every test that needs one. See tests/README.md for which test lives where."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
import simcord

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.small_discord import SmallDiscord
from tests.world import World, templates_in

# The same examples in every run: a failure is found again, and a run takes the same time.
hypothesis.settings.register_profile("kindred", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None)  # benchmarks/resilience.py
hypothesis.settings.load_profile("kindred")


@pytest.fixture(autouse=True)
def loggers_stay_on() -> Iterator[None]:
    """A test that silences a logger makes later ones fail that read the log, and only in some orders."""
    loggers = [logging.getLogger(name) for name in ("kindred", "kindred.delivery", "discord")]
    before = [logger.disabled for logger in loggers]
    yield
    assert [logger.disabled for logger in loggers] == before, "this test disabled a logger"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(CONTENT)


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    """Where a Discord of sockets listens."""
    return tmp_path / "discord.sock"


@pytest.fixture
def database(socket: Path) -> Path:
    """The database of the bot on that socket."""
    return socket.with_name("kindred.sqlite3")


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    return Config(database=tmp_path / "kindred.sqlite3")


@pytest_asyncio.fixture
async def store(settings: Config) -> AsyncIterator[Store]:
    async with Store.open(settings.database) as store:
        yield store


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, shard_count=1)


@pytest.fixture
def world(simcord_env: simcord.Env) -> Iterator[World]:
    world = World(simcord_env)
    yield world
    assert templates_in(world) == [], "people read what only writers of content should see"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """One worker for each core, as with `-n auto`; and `-p no:xdist` is no error, as it is with that in addopts."""
    parallel = config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput")
    if parallel and config.option.numprocesses is None and config.option.dist == "no":
        config.option.numprocesses = "auto"


# How many interactions the fuzz tests have sent, as a line in the end: docs/reliability.md names the number.


def pytest_sessionfinish(session: pytest.Session) -> None:
    if output := getattr(session.config, "workeroutput", None):  # a worker of pytest-xdist
        output["asked"] = SmallDiscord.asked


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node: Any, error: object) -> None:
    SmallDiscord.asked += getattr(node, "workeroutput", {}).get("asked", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if SmallDiscord.asked:
        terminalreporter.write_line(f"{SmallDiscord.asked:,} interactions were sent to the bot over sockets.")
