"""Makes the pictures in `docs/`: `python -m tests.pictures [PART OF A NAME]`.

Each picture is the simulated Discord's own rendering of what the real bot answered, wide and at phone width.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import simcord
from PIL import Image
from playwright.async_api import Page

from bot import Kindred
from kindred.library import Library
from kindred.settings import CONTENT, Settings
from kindred.store import Store
from tests.browser import PROJECT, chromium
from tests.world import World, posts

PICTURES = PROJECT / "docs" / "pictures"
WIDTHS = {"": 1100, "-phone": 390}
TALL = 3200  # pixels; a card is pictured whole, without scrolling

Scene = Callable[[World], Awaitable[object]]  # gives the message or answer to picture


def card(command: str, **options: str) -> Scene:
    async def scene(world: World) -> object:
        return await world.ana.slash(world.channel, command, **options)

    return scene


async def ways_on(world: World) -> object:
    start = await world.ana.slash(world.channel, "where-to-start")
    return await world.ana.select(start.response.message, ["social-skills", "losing-touch"])


async def shared(world: World) -> object:
    strategy = await world.ana.slash(world.channel, "strategies", strategy="listening")
    question = await world.ana.click(strategy.response.message, label="Share")
    await world.ana.click(question.response.message, label="Post it")
    return posts(world.channel)[-1]


async def share_question(world: World) -> object:
    strategy = await world.ana.slash(world.channel, "strategies", strategy="listening")
    return await world.ana.click(strategy.response.message, label="Share")


def scenes(library: Library) -> dict[str, tuple[str, Scene]]:
    """Every picture: its file's name, with a caption and how to get there."""
    english = library.catalogs["en"]
    found: dict[str, tuple[str, Scene]] = {"causes": ("/causes", card("causes"))}
    for id, cause in english.causes.items():
        found[f"cause-{id}"] = (cause.title, card("causes", cause=id))
    found["strategies"] = ("/strategies", card("strategies"))
    for id, strategy in english.strategies.items():
        found[f"strategy-{id}"] = (strategy.title, card("strategies", strategy=id))
    found["connecting"] = ("/connecting", card("connecting"))
    for id, topic in english.connecting.items():
        found[f"connecting-{id}"] = (topic.title, card("connecting", topic=id))
    found["where-to-start"] = ("/where-to-start", card("where-to-start"))
    found["where-to-start-found"] = ("/where-to-start, after picking two", ways_on)
    found["small-step"] = ("/small-step", card("small-step"))
    found["share-question"] = ("Before sharing", share_question)
    found["shared"] = ("A shared card, as everybody sees it", shared)
    for command in ("find-help", "sources", "help", "privacy"):
        found[command] = (f"/{command}", card(command))
    return found


@asynccontextmanager
async def stage(library: Library) -> AsyncIterator[tuple[World, str]]:
    """A simulated server and the address at which a browser sees it as Ana."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=Path(folder) / "k.sqlite3", contact="the moderators of Harbour")
        async with Store.open(settings.database) as store:
            bot = Kindred(settings, store, library, shard_count=1)
            async with simcord.run(bot) as env:
                env.backend.bot_user.name = "Kindred"
                world = World(env)
                async with env.preview(world.channel, viewers=[world.ana, world.mod], layout="channel") as preview:
                    yield world, preview.url


async def take(page: Page, message_id: int, file: Path) -> None:
    await page.locator("#refresh").click()
    article = page.locator(f'article[data-message-id="{message_id}"]')
    await article.wait_for()
    save(await article.screenshot(animations="disabled"), file)


def save(png: bytes, file: Path) -> None:
    """Writes a picture in 128 colours, a third of the size: every clone carries it."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(128)
    file.parent.mkdir(exist_ok=True)
    image.save(file, optimize=True)


async def picture(library: Library, name: str, scene: Scene, pages: dict[str, Page]) -> None:
    async with stage(library) as (world, url):
        shown = await scene(world)
        message = getattr(shown, "response", None) or shown
        for suffix, page in pages.items():
            await page.goto("about:blank")
            await page.goto(url)
            await take(page, message.id, PICTURES / f"{name}{suffix}.png")  # type: ignore[attr-defined]


def write_index(library: Library) -> None:
    rows = [
        f"### {caption}\n\n![{caption}](pictures/{name}.png) ![{caption}, phone width](pictures/{name}-phone.png)"
        for name, (caption, _) in scenes(library).items()
    ]
    intro = "# Every card\n\nWide, and at phone width. Made by `python -m tests.pictures`.\n\n"
    (PROJECT / "docs" / "cards.md").write_text(intro + "\n\n".join(rows) + "\n", encoding="utf-8")


async def main(wanted: str) -> None:
    library = Library.load(CONTENT)
    async with chromium() as browser:
        pages = {
            suffix: await browser.new_page(viewport={"width": width, "height": TALL})
            for suffix, width in WIDTHS.items()
        }
        for name, (_, scene) in scenes(library).items():
            if wanted in name:
                await picture(library, name, scene, pages)
                print(name, flush=True)
    write_index(library)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
