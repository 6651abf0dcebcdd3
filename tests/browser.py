"""A person at the playground: the real process, headless Chromium, a keyboard and a mouse."""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

PROJECT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Playground:
    """The playground's process and the page that it serves."""

    def __init__(self, process: asyncio.subprocess.Process, page: Page) -> None:
        self.process = process
        self.page = page

    @classmethod
    @asynccontextmanager
    async def open(cls, browser: Browser, *, width: int = 1000, height: int = 1000) -> AsyncIterator["Playground"]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "playground.py",
            "--no-browser",
            cwd=PROJECT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        try:
            async with asyncio.timeout(30):
                while not (address := re.search(rb"http://\S+", line := await process.stdout.readline())):
                    assert line, "the playground ended before it printed an address"
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(address[0].decode())
            yield cls(process, page)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def command(self, name: str) -> None:
        """Types a slash command without options and sends it."""
        await self._choose_command(name)
        await self.page.locator("#send-message").click()

    async def _choose_command(self, name: str) -> None:
        composer = self.page.locator("#channel-composer-input")
        option = self.page.get_by_role("option").filter(has_text=name).first
        for _ in range(10):  # the page may still be fetching the commands of a new viewer
            await composer.fill("")
            await composer.fill(name)
            with suppress(PlaywrightTimeout):
                await option.wait_for(timeout=2000)
                break
        await composer.press("Enter")

    async def open_reminder_form(self) -> None:
        """Runs /reminders add for the lounge and Berlin, key by key, up to the form."""
        keyboard = self.page.keyboard
        await self._choose_command("/reminders add")
        for typed, offered in (("lounge", "lounge"), ("berlin", "Berlin, Europe")):
            await keyboard.type(typed)
            await self.page.get_by_role("option").filter(has_text=offered).first.wait_for()
            await keyboard.press("Enter")
        await self.page.locator("#send-message").click()
        await self.page.get_by_role("dialog").get_by_text("What it may be about").wait_for()

    async def type_in_terminal(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()

    async def view_as(self, name: str) -> None:
        await self.page.locator("#viewer-picker").select_option(label=name)

    async def refresh(self) -> None:
        await self.page.locator("#refresh").click()
