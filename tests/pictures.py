"""Makes the pictures in `docs/`: `python -m tests.pictures [PART OF A NAME]`.

Each picture is the simulated Discord's own rendering of what the real bot answered, wide and at phone width.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import time, timedelta
from pathlib import Path

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, Error, Page

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config
from kindred.content.entries import TOPICS
from kindred.content.library import Library
from kindred.schedule.weekly import Weekly
from kindred.storage.store import Store
from tests.browser import PROJECT, Playground, chromium
from tests.world import World, message_of, posts

PICTURES = PROJECT / "docs" / "pictures"
WIDTHS = {"": 1100, "-phone": 390}
FOR_MODERATORS = ("reminders", "settings", "privacy-")  # scenes that the moderator sees
TALL = 3200  # pixels; a card is pictured whole, without scrolling

Scene = Callable[[World], Awaitable[object]]  # gives the message or answer to picture


def card(command: str, **options: str) -> Scene:
    async def scene(world: World) -> object:
        return await world.ana.slash(world.channel, command, **options)

    return scene


def pressed(label: str, command: str, **options: str) -> Scene:
    """A card after a press of one of its buttons."""

    async def scene(world: World) -> object:
        opened = await world.ana.slash(world.channel, command, **options)
        return await world.ana.click(message_of(opened), label=label)

    return scene


async def ways_on(world: World) -> object:
    start = await world.ana.slash(world.channel, "where-to-start")
    return await world.ana.select(message_of(start), ["social-skills", "losing-touch"])


async def shared(world: World) -> object:
    strategy = await world.ana.slash(world.channel, "strategies", strategy="listening")
    question = await world.ana.click(message_of(strategy), label="Share")
    await world.ana.click(message_of(question), label="Post it")
    return posts(world.channel)[-1]


async def share_question(world: World) -> object:
    strategy = await world.ana.slash(world.channel, "strategies", strategy="listening")
    return await world.ana.click(message_of(strategy), label="Share")


async def reminder_preview(world: World) -> simcord.InteractionResult:
    form = await world.mod.slash(world.channel, "reminders add", channel=world.channel, timezone="Europe/Berlin")
    return await world.mod.submit_modal(form, {"day": ["6"], "at": "17:00", "topics": [*TOPICS], "silent": True})


async def reminder_enabled(world: World) -> simcord.InteractionResult:
    preview = await reminder_preview(world)
    return await world.mod.click(message_of(preview), label="Enable")


async def reminder_post(world: World) -> object:
    await reminder_enabled(world)
    await world.env.advance_time(4 * 86400)
    return posts(world.channel)[-1]


async def reminder_list(world: World) -> object:
    """Two weekly posts, of which one needs attention."""
    await reminder_enabled(world)
    other = world.guild.create_text_channel("evenings")
    now = world.env.now()
    failing = await world.bot.store.schedules.add(
        world.guild.id, other.id, Weekly(2, time(20, 30), "Europe/London"), now
    )
    assert failing
    channel = await world.bot.fetch_channel(other.id)
    await channel.set_permissions(channel.guild.me, send_messages=False)
    await world.env.advance_time(14 * 86400)
    return await world.mod.slash(world.channel, "reminders list")


async def notice(world: World) -> object:
    """What the moderators' channel gets when a weekly post fails."""
    mods = world.guild.create_text_channel("mod-log")
    await world.bot.store.settings.change(world.guild.id, notices=mods.id)
    await reminder_list(world)
    [message] = posts(mods)
    await (await world.bot.fetch_channel(world.channel.id)).send(view=discord.ui.LayoutView.from_message(message))
    return posts(world.channel)[-1]


async def reminder_details(world: World) -> object:
    overview = await reminder_list(world)
    id = (await world.bot.store.schedules.of(world.guild.id))[1].id
    return await world.mod.click(message_of(overview), custom_id=f"rem-open:{id}")  # type: ignore[attr-defined]


OWN_TEXT = {
    "title": "The quiet table",
    "idea": "On Thursdays somebody sits in the public voice channel with a book, the microphone off."
    " You could bring one too.",
    "smaller": "Drop in for one page.",
    "topic": ["people-you-know"],
}


async def own_text_sent(world: World, **form: object) -> simcord.InteractionResult:
    """What a moderator sees after sending the form."""
    panel = await world.mod.slash(world.channel, "reminders texts")
    opened = await world.mod.click(message_of(panel), label="Add a text")
    return await world.mod.submit_modal(opened, {**OWN_TEXT, **form})


async def own_texts_empty(world: World) -> object:
    return await world.mod.slash(world.channel, "reminders texts")


async def own_texts(world: World) -> object:
    await reminder_enabled(world)
    for title, topic in (("The quiet table", "people-you-know"), ("Pets", "rest"), ("Ask the old hands", "listen")):
        await own_text_sent(world, title=title, topic=[topic])
    return await world.mod.slash(world.channel, "reminders texts")


async def own_text_saved(world: World) -> object:
    return await own_text_sent(world)


async def own_text_refused(world: World) -> object:
    return await own_text_sent(world, idea="You should come to discord.gg/harbour. Don't forget!")


async def own_text_asked(world: World) -> object:
    return await own_text_sent(world, idea="You could simply bring a book to the public voice channel.")


async def own_text_removed(world: World) -> object:
    saved = await own_text_sent(world)
    return await world.mod.click(message_of(saved), label="Remove")


async def settings_page(world: World, name: str) -> simcord.InteractionResult:
    panel = await world.mod.slash(world.channel, "settings")
    return await world.mod.click(message_of(panel), custom_id=f"settings:{name}")


async def settings_note(world: World, note: str) -> simcord.InteractionResult:
    return await world.mod.submit_modal(await settings_page(world, "form.note"), {"note": note})


async def settings_changed(world: World) -> object:
    await world.bot.store.settings.change(world.guild.id, country="ie", sharing=(world.channel.id,))
    return await settings_note(world, "There is a quiet corner in #lantern. Somebody is often there in the evening.")


async def settings_help(world: World) -> object:
    await settings_changed(world)
    return await world.mod.slash(world.channel, "find-help")


async def settings_hidden(world: World) -> object:
    page = await settings_page(world, "open.hidden")
    picked = ["attachment", "personality"]
    return await world.mod.select(message_of(page), picked, custom_id="settings:pick.hidden.0")


async def privacy_pressed(world: World, label: str) -> object:
    await reminder_enabled(world)
    await world.env.advance_time(18 * 86400)
    await settings_changed(world)
    page = await world.mod.slash(world.channel, "privacy")
    return await world.mod.click(message_of(page), label=label)


def scenes(library: Library) -> dict[str, tuple[str, Scene]]:
    """Every picture: its file's name, with a caption and how to get there."""
    english = library.catalogs["en"]
    found: dict[str, tuple[str, Scene]] = {"causes": ("/causes", card("causes"))}
    for id, cause in english.causes.items():
        found[f"cause-{id}"] = (cause.title, card("causes", cause=id))
    found["strategies"] = ("/strategies", card("strategies"))
    for id, strategy in english.strategies.items():
        found[f"strategy-{id}"] = (strategy.title, card("strategies", strategy=id))
    found["cause-anxiety-more"] = ("Anxiety around people: Read more", pressed("Read more", "causes", cause="anxiety"))
    found["strategy-listening-more"] = ("Listen: Read more", pressed("Read more", "strategies", strategy="listening"))
    found["connecting"] = ("/connecting", card("connecting"))
    for id, topic in english.connecting.items():
        found[f"connecting-{id}"] = (topic.title, card("connecting", topic=id))
    found["where-to-start"] = ("/where-to-start", card("where-to-start"))
    found["where-to-start-found"] = ("/where-to-start, after picking two", ways_on)
    found["small-step"] = ("/small-step", card("small-step"))
    found["share-question"] = ("Before sharing", share_question)
    found["shared"] = ("A shared card, as everybody sees it", shared)
    found["find-help-country"] = ("/find-help, with a country", card("find-help", country="gb"))
    found["worried"] = ("Worried about someone?", pressed("Worried about someone?", "find-help"))
    for command in ("find-help", "sources", "help", "privacy"):
        found[command] = (f"/{command}", card(command))
    found["reminders-preview"] = ("/reminders add: the preview, before anything is posted", reminder_preview)
    found["reminders-enabled"] = ("/reminders add: enabled", reminder_enabled)
    found["reminders-post"] = ("The weekly post", reminder_post)
    found["reminders-list"] = ("/reminders list, with one post that needs attention", reminder_list)
    found["reminders-details"] = ("/reminders list: one weekly post", reminder_details)
    found["reminders-notice"] = ("What moderators are told when a weekly post fails", notice)
    found["reminders-texts-empty"] = ("/reminders texts, before there is one", own_texts_empty)
    found["reminders-texts"] = ("/reminders texts", own_texts)
    found["reminders-texts-one"] = ("/reminders texts: one that was saved", own_text_saved)
    found["reminders-texts-refused"] = ("/reminders texts: what the rules refuse", own_text_refused)
    found["reminders-texts-asked"] = ("/reminders texts: what is worth a look", own_text_asked)
    found["reminders-texts-removed"] = ("/reminders texts: removed", own_text_removed)
    found["settings"] = ("/settings", lambda world: world.mod.slash(world.channel, "settings"))
    found["settings-changed"] = ("/settings, after a change", settings_changed)
    found["settings-sharing"] = (
        "/settings: where cards may be shared",
        lambda world: settings_page(world, "open.sharing"),
    )
    found["settings-hidden"] = ("/settings: hidden cards", settings_hidden)
    found["settings-note-refused"] = (
        "/settings: a note that breaks a rule",
        lambda world: settings_note(world, "Cheer up! DM me any time, or join discord.gg/harbour."),
    )
    found["settings-help"] = ("/find-help in a server with a country and a note", settings_help)
    found["privacy-managers"] = (
        "/privacy, for people who manage the server",
        lambda world: world.mod.slash(world.channel, "privacy"),
    )
    found["privacy-rows"] = ("/privacy: what is kept", lambda world: privacy_pressed(world, "Show what is kept"))
    found["privacy-delete"] = ("/privacy: before deleting", lambda world: privacy_pressed(world, "Delete everything"))
    return found


@asynccontextmanager
async def stage(library: Library) -> AsyncIterator[World]:
    """A simulated server."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Config(database=Path(folder) / "k.sqlite3", contact="the moderators of Harbour")
        async with Store.open(settings.database) as store:
            bot = Kindred(settings, store, library, max_sleep=timedelta(days=1), shard_count=1)
            async with simcord.run(bot) as env:
                env.backend.bot_user.name = "Kindred"
                yield World(env)


async def take(page: Page, message_id: int, file: Path) -> None:
    for last in (False, False, True):
        await page.locator("#refresh").click()
        article = page.locator(f'article[data-message-id="{message_id}"]')
        await article.wait_for()
        try:
            save(await article.screenshot(animations="disabled"), file)
            return
        except Error:  # the page drew the message anew at that moment
            if last:
                raise


def save(png: bytes, file: Path) -> None:
    """Writes a picture in 128 colours, a third of the size: every clone carries it."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(128)
    file.parent.mkdir(exist_ok=True)
    image.save(file, optimize=True)


async def picture(library: Library, name: str, scene: Scene, pages: dict[str, Page]) -> None:
    async with stage(library) as world:
        shown = await scene(world)
        message = getattr(shown, "response", None) or shown
        # Opened after the scene: the page counts "in 4 days" from the moment that it is opened at.
        async with world.env.preview(world.channel, viewers=[world.ana, world.mod], layout="channel") as preview:
            for suffix, page in pages.items():
                await page.goto("about:blank")
                await page.goto(preview.url)
                if name.startswith(FOR_MODERATORS):
                    await page.locator("#viewer-picker").select_option(label="mo")
                await take(page, message.id, PICTURES / f"{name}{suffix}.png")  # type: ignore[attr-defined]


async def picture_form(browser: Browser) -> None:
    """The form, which only a person who opened it can see."""
    for suffix, width in WIDTHS.items():
        async with Playground.open(browser, width=width, height=1200) as playground:
            await playground.view_as("Robin (moderator)")
            await playground.open_reminder_form()
            dialog = playground.page.get_by_role("dialog")
            save(await dialog.screenshot(animations="disabled"), PICTURES / f"reminders-form{suffix}.png")


def write_readme_picture() -> None:
    """Three cards side by side: the causes, a small step and the weekly post."""
    left, *right = (
        Image.open(PICTURES / f"{name}-phone.png").convert("RGB") for name in ("causes", "small-step", "reminders-post")
    )
    gap = 12
    width = left.width + gap + max(image.width for image in right)
    height = max(left.height, sum(image.height + gap for image in right) - gap)
    sheet = Image.new("RGB", (width, height), left.getpixel((2, 2)))
    sheet.paste(left, (0, 0))
    top = 0
    for image in right:
        sheet.paste(image, (left.width + gap, top))
        top += image.height + gap
    sheet.quantize(128).save(PICTURES / "readme.png", optimize=True)


def write_index(library: Library) -> None:
    rows = [
        f"### {caption}\n\n![{caption}](pictures/{name}.png) ![{caption}, phone width](pictures/{name}-phone.png)"
        for name, (caption, _) in scenes(library).items()
    ]
    form = "### /reminders add: the form\n\n![The form](pictures/reminders-form.png)"
    rows.append(f"{form} ![The form, phone width](pictures/reminders-form-phone.png)")
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
        if wanted in "reminders-form":
            await picture_form(browser)
            print("reminders-form")
    write_index(library)
    write_readme_picture()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
