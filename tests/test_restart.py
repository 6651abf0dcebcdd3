"""What was posted works for ever, and nothing piles up for having been shown."""

import asyncio
import gc
import shutil
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import simcord
from discord import ui

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.entries import Words
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.world import World, message_of, options, posts, response_of, text, walk


async def test_buttons_and_menus_work_after_a_restart(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    card = await world.ana.slash(world.channel, "causes", cause="social-skills")
    start = await world.ana.slash(world.channel, "where-to-start")
    question = await world.ana.slash(world.channel, "strategies", strategy="listening")
    question = await world.ana.click(message_of(question), label="Share")
    await world.ana.click(message_of(question), label="Post it")
    await world.env.restart_bot(Kindred(settings, store, library, shard_count=1))
    overview = await world.ana.click(message_of(card), label="Back")
    assert text(overview).startswith("## When connecting with people is hard")
    found = await world.ana.select(message_of(start), ["losing-touch"])
    assert "1. **Time with loved ones**" in text(found)
    [post] = posts(world.channel)
    assert "Taken back" in text((await world.ana.click(post, label="Take back")).followups[0])


async def test_the_commands_are_synced_once_and_again_only_when_they_change(
    world: World, settings: Config, library: Library, store: Store
) -> None:
    def syncs() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests)

    assert syncs() == 1
    ids = dict(world.bot._command_ids)
    await world.env.restart_bot(Kindred(settings, store, library, shard_count=1))
    assert syncs() == 1, "the same tree is not sent again"
    assert world.bot._command_ids == ids, "and its ids are remembered"

    words = {**library.catalogs["en"].words.texts, "commands.help.description": "Something new"}
    english = replace(library.catalogs["en"], words=Words(MappingProxyType(words)))
    changed = Kindred(settings, store, Library(MappingProxyType({"en": english})), shard_count=1)
    await world.env.restart_bot(changed)
    assert syncs() == 2, "a changed tree is"


async def test_a_lost_session_does_no_start_up_work_twice(world: World) -> None:
    cogs = dict(world.bot.cogs)
    world.bot.dispatch("ready")
    await asyncio.sleep(0)
    assert dict(world.bot.cogs) == cogs


@pytest.mark.parametrize("command", ["causes", "strategies", "where-to-start", "small-step", "sources"])
async def test_answers_leave_no_view_and_no_task_behind(world: World, command: str) -> None:
    await world.ana.slash(world.channel, command)
    store = world.bot._connection._view_store
    tasks = len(asyncio.all_tasks())
    for _ in range(10):
        answer = await world.ana.slash(world.channel, command)
        custom_id = next(
            part["custom_id"]
            for part in walk(response_of(answer).components)
            if part.get("custom_id", "").startswith("go:")
        )
        await world.ana.click(message_of(answer), custom_id=custom_id)
    gc.collect()
    assert len(asyncio.all_tasks()) <= tasks
    assert not store._views
    assert not store._synced_message_views


async def test_a_view_that_was_not_stopped_would_stay(world: World) -> None:
    """Shows that the counts above can fail."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.ActionRow(ui.Button(label="x", custom_id="x")))
    await (await world.bot.fetch_channel(world.channel.id)).send(view=view)
    assert world.bot._connection._view_store._views


@pytest.fixture
def own_content(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content")


async def test_a_new_file_is_in_the_bot_after_a_reload_and_faulty_content_is_refused(
    own_content: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Config(content=own_content)
    bot = Kindred(settings, store, Library.load(own_content), shard_count=1)
    async with simcord.run(bot) as env:
        world = World(env)
        new = (own_content / "en/causes/losing-touch.md").read_text(encoding="utf-8")
        new = new.replace("title: Losing touch", "title: A move to a new town")
        (own_content / "en/causes/new-town.md").write_text(new, encoding="utf-8")
        await bot.reload_content()
        overview = await world.ana.slash(world.channel, "causes")
        assert "A move to a new town" in options(overview)

        (own_content / "en/causes/new-town.md").write_text("no front matter", encoding="utf-8")
        await bot.reload_content()
        assert "en/causes/new-town.md has no front matter" in caplog.text
        card = await world.ana.slash(world.channel, "causes", cause="new-town")
        assert text(card).startswith("## A move to a new town"), "the content that was whole stays"

        (own_content / "en/causes/new-town.md").unlink()
        await bot.reload_content()
        answer = await world.ana.click(message_of(card), label="Back")
        assert "A move to a new town" not in options(answer)
