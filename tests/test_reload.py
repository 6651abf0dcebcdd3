"""A reload of the content, while people ask."""

import asyncio
import shutil
import threading
from pathlib import Path

import pytest

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.library import Library
from kindred.storage.store import Store


@pytest.fixture
def bot(tmp_path: Path, store: Store) -> Kindred:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    return Kindred(Config(content=content), store, Library.load(content), shard_count=1)


async def test_the_loop_goes_on_while_content_is_loaded(bot: Kindred, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    load = Library.load

    def waits(path: Path) -> Library:
        assert goes_on.wait(timeout=10), "the loop stood still"
        return load(path)

    monkeypatch.setattr(Library, "load", waits)
    reload = asyncio.create_task(bot.reload_content())
    await asyncio.sleep(0)
    goes_on.set()  # by the loop, which is free
    await reload
    assert bot.renderer.library.catalogs


async def test_reloads_come_one_after_the_other_and_the_last_one_stays(bot: Kindred, tmp_path: Path) -> None:
    file = tmp_path / "content/en/pages/help.md"
    reloads: list[asyncio.Task[None]] = []
    for number in range(3):
        text = file.read_text(encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("title:"))
        file.write_text(text.replace(title, f"title: Help {number}"), encoding="utf-8")
        reloads.append(asyncio.create_task(bot.reload_content()))
        await asyncio.sleep(0)
    await asyncio.gather(*reloads)
    assert bot.renderer.library.catalogs["en"].pages["help"].title == "Help 2"


async def test_hostile_content_is_refused_in_a_line_and_the_present_one_stays(
    bot: Kindred, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.reload_content()
    before = bot.renderer
    file = tmp_path / "content/en/causes/losing-touch.md"
    for hostile in (f"order: 0x{'f' * 5_000}", "also: &a [*a]", "allow: {W1: &a [x], W2: *a}"):
        file.write_text(f"---\ntitle: Losing touch\n{hostile}\n---\nText.", encoding="utf-8")
        caplog.clear()
        await bot.reload_content()
        assert "The new content was refused; the present one stays.\nen/causes/losing-touch.md" in caplog.text
        assert "Traceback" not in caplog.text
        assert bot.renderer is before
