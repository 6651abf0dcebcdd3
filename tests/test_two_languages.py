"""A bot that speaks two languages: what each reader gets, and what a server posts."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import interactions as simcord_interactions

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.languages import english_content, longer, put, right_to_left, whole_language
from tests.small_discord import SmallDiscord, connected
from tests.test_reminders import draft
from tests.world import World, labels, message_of, text


def speaking(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    """From now on, the apps of all people are set to a language; their server stays English."""
    make = BASE_PAYLOAD

    def payload(*arguments: Any, **options: Any) -> Any:
        record, made = make(*arguments, **options)
        return record, {**made, "locale": locale}

    monkeypatch.setattr(simcord_interactions, "base_payload", payload)


BASE_PAYLOAD = simcord_interactions.base_payload


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with two more whole languages: `fr`, a third longer, and `ar`, from right to left; not to be changed."""
    content = english_content(tmp_path_factory.mktemp("two"))
    whole_language(content, "fr", longer)
    whole_language(content, "ar", right_to_left)
    return content


@pytest.fixture(scope="session")
def library(content: Path) -> Library:
    library = Library.load(content)
    assert library.faults == ()
    return library


@pytest.fixture
def simcord_bot(settings: Config, library: Library, store: Store) -> Kindred:
    return Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)


def is_translated(answer: object) -> bool:
    return "~" in text(answer)  # tests/languages.py


async def test_each_reader_gets_their_own_language(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, "fr")
    assert is_translated(await world.ana.slash(world.channel, "causes"))
    speaking(monkeypatch, "de")
    assert not is_translated(await world.ben.slash(world.channel, "causes"))


async def test_readers_of_one_language_share_their_views_whatever_their_locale(world: World) -> None:
    """Kept by locale, 15 of 100 views were found again where people have many locales; by language, 95."""
    renderer = world.bot.renderer
    english = {id(renderer.page(discord.Locale(locale), "causes")) for locale in ("en-US", "en-GB", "de", "ja", "tr")}
    assert len(english) == 1
    assert id(renderer.page(discord.Locale.french, "causes")) not in english


async def test_the_preview_of_a_first_post_asks_which_language_to_post_in(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moderator who reads French set up a weekly post and got English texts, without a word about it."""
    speaking(monkeypatch, "fr")
    preview = await draft(world)
    assert "English" in labels(preview)
    assert "~" not in text(preview).split("> ### ")[1], "a server is English until somebody chooses"
    french = next(label for label in labels(preview) if label == world.bot.renderer.library.own_name("fr"))
    chosen = await world.mod.click(message_of(preview), label=french)
    assert "~" in text(chosen).split("> ### ")[1]
    assert "English" not in labels(chosen), "it is asked once"
    assert (await store.settings.of(world.guild.id)).language == "fr"


async def test_nobody_is_asked_who_reads_the_language_of_the_server(world: World) -> None:
    preview = await draft(world)
    assert "English" not in labels(preview)


async def test_a_start_waits_for_english_alone_and_reads_the_other_languages_meanwhile(
    content: Path, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = Path(shutil.copytree(content, tmp_path / "content"))
    put(faulty, "fr/words.toml", "button.back = 7")
    server = SmallDiscord()
    async with server.listen(tmp_path / "discord.sock"):
        config = Config(content=faulty)
        async with connected(lambda **how: Kindred(config, store, **how), server, tmp_path / "discord.sock") as bot:
            await bot.languages_read.wait()
            assert bot.renderer.library.chain("fr") == ("fr", "en")
            assert bot.renderer.library.for_posts("fr") == "en", "its words are at fault"
    assert caplog.text.count("fr/words.toml: button.back is not a text.") == 1, "the log says so once"


async def test_a_language_that_cannot_be_read_leaves_english(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> Library:
        raise RuntimeError("anything")

    monkeypatch.setattr(Library, "with_languages", breaks)
    server = SmallDiscord()
    async with (
        server.listen(tmp_path / "discord.sock"),
        connected(lambda **how: Kindred(Config(), store, **how), server, tmp_path / "discord.sock") as bot,
    ):
        await bot.languages_read.wait()
        assert bot.renderer.library.catalog("fr").locale == "en"
    assert "everything is in English" in caplog.text
