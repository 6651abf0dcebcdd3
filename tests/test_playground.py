"""A newcomer at the playground, in a real browser."""

import asyncio
import re
import signal

import pytest

from tests.browser import CHROMIUM, Playground, chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (.ci/run installs one)")


async def test_a_newcomer_reads_a_card_finds_a_strategy_and_shares_it() -> None:
    async with chromium() as browser, Playground.open(browser) as playground:
        page = playground.page
        await playground.command("/causes")
        await page.get_by_role("heading", name="When connecting with people is hard").wait_for()

        await page.get_by_text("Read about one of them").click()
        await page.get_by_role("option", name=re.compile("^Social and communication skills")).click()
        await page.get_by_role("heading", name="What may help").wait_for()

        await page.get_by_role("button", name="Open: Work on communication").click()
        await page.get_by_role("heading", name="Work on communication").wait_for()

        await page.get_by_role("button", name="Share").click()
        await page.get_by_role("button", name="Post it").click()
        await page.get_by_role("region", name="Conversation").get_by_text("Posted.").wait_for()

        await playground.view_as("Robin (moderator)")
        await page.get_by_role("heading", name="Work on communication").wait_for()
        await page.get_by_text("Shared by").first.wait_for()


async def test_the_page_says_what_to_type() -> None:
    async with chromium() as browser, Playground.open(browser) as playground:
        conversation = playground.page.get_by_role("region", name="Conversation")
        await conversation.get_by_text("for why connecting can be hard").last.wait_for()


async def test_ctrl_c_ends_it_cleanly() -> None:
    async with chromium() as browser, Playground.open(browser) as playground:
        playground.process.send_signal(signal.SIGINT)
        assert playground.process.stdout
        rest = await asyncio.wait_for(playground.process.stdout.read(), 20)
        assert await asyncio.wait_for(playground.process.wait(), 20) == 0
        assert b"Goodbye" in rest
        assert b"Traceback" not in rest


async def test_the_terminal_moves_the_clock() -> None:
    async with chromium() as browser, Playground.open(browser) as playground:
        assert playground.process.stdout
        await playground.type_in_terminal("+3d")
        while b"It is" not in (line := await asyncio.wait_for(playground.process.stdout.readline(), 20)):
            assert line
        assert b"Sunday 04 January 2026" in line
        await playground.type_in_terminal("quit")
        assert await asyncio.wait_for(playground.process.wait(), 20) == 0


async def test_a_moderator_sets_up_a_weekly_post_and_the_terminal_brings_it() -> None:
    async with chromium() as browser, Playground.open(browser) as playground:
        page = playground.page
        conversation = page.get_by_role("region", name="Conversation")
        await playground.view_as("Robin (moderator)")
        await playground.open_reminder_form()
        await page.get_by_role("button", name="Submit").click()
        await conversation.get_by_role("heading", name="This is how it would look").wait_for()
        await page.get_by_role("button", name="Enable").click()
        await conversation.get_by_text("Enabled.").wait_for()

        await playground.type_in_terminal("next")
        assert playground.process.stdout
        while b"The weekly post is there" not in (line := await playground.process.stdout.readline()):
            assert line
        await playground.view_as("Sam (member)")
        await playground.refresh()
        await conversation.get_by_role("button", name="Another idea").click()
        await conversation.get_by_role("button", name="Another idea").wait_for()
