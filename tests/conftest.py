"""A bot in a simulated Discord, for every test that needs one. See tests/README.md for which test lives where."""

from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
import simcord

from bot import Kindred
from kindred.library import Library
from kindred.settings import CONTENT, Settings
from kindred.store import Store
from tests.world import World

# The same examples in every run: a failure is found again, and a run takes the same time.
hypothesis.settings.register_profile("kindred", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.load_profile("kindred")


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(CONTENT)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "kindred.sqlite3")


@pytest_asyncio.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    async with Store.open(settings.database) as store:
        yield store


@pytest.fixture
def simcord_bot(settings: Settings, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, shard_count=1)


@pytest.fixture
def world(simcord_env: simcord.Env) -> World:
    return World(simcord_env)
