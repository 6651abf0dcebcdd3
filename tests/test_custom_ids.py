"""Every custom id that was ever sent still means what it meant, and belongs to one control alone."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from discord.utils import time_snowflake, utcnow

from kindred.config import Config
from kindred.content.custom_ids import LIMIT, CustomId, Number, OpenPage, Route
from kindred.content.library import Library
from kindred.storage.store import Store
from tests.fuzz_world import ELSEWHERE, HOME, OTHER_ROOM, FuzzWorld, fuzz_world, part_of

DRAFT = "0.7lzs8ypyr5kq.6.sc.3f.0.1.Europe/Berlin"
CHANGE = "1.7lzs8ypyr5kq.6.sc.3f.0.1.America/Argentina/Buenos_Aires"

# Each custom id that was ever sent, as a message may hold it, and the start of what it is answered with.
BUTTONS = {
    "go:causes": "## When connecting with people is hard",
    "go:strategy.listening:cause.social-skills": "## Listen",
    "go:cause.past-trauma:causes": "## ",
    "go:connecting.meaning:connecting": "## ",
    "go:find-help:start": "## Help: Germany",
    "go:find-help.gb.all": "## Help: United Kingdom",
    "go:sources.2": "## ",
    "go:step.abc.7": "## ",
    "go:start.losing-touch,time-online": "## ",
    "go:help": "## ",
    "share:strategy.listening": "Post this card here for everybody?",
    "not-now:strategy.listening": "Nothing was posted.",
    "post:strategy.listening": "Posting",
    "take-back:43": "Only the person who shared",
    "idea:1.6a1b2c3d": "## ",
    "how:listening.1.6a1b2c3d": "## Listen",
    "test-idea:0.0": "## ",
    "test-how:listening.0.0": "## Listen",
    f"rem-on:{CHANGE}": "**Saved.**",
    f"rem-try:{CHANGE}": "",
    f"rem-form:{DRAFT}": "form",
    f"rem-lang:en:{DRAFT}": "Posts and shared cards here are in English from now on.",
    f"rem-zone:{DRAFT}": "form",
    "rem-until:0": "form",
    "rem-no:0": "Nothing was changed.",
    "rem-no:1": "Nothing was changed.",
    "rem-list:0": "## Weekly posts",
    "rem-open:1": "## <#",
    "rem-edit:1": "form",
    "rem-move:1": "Choose the channel",
    "rem-skip:1": "**Skipped:**",
    "rem-skip-too:1.1767542400": "is already skipped",
    "rem-unskip:1.1767542400": "nothing was changed",
    "rem-ahead:1": "## The next posts",
    "rem-test:1": "",
    "rem-check:1": "**All is well.**",
    "rem-pause:1": "**Paused.**",
    "rem-resume:1": "**Resumed.**",
    "rem-remove:1": "The weekly post in",
    "rem-undo:1": "**It is back.**",
    "notice-check:1": "The weekly post in",
    "notice-resume:2": "The weekly post in",
    "own-list:0": "## Texts of your own",
    "own-add:0": "form",
    "own-edit:1": "form",
    "own-again:1f": "I have restarted since",
    "own-save:1f": "I have restarted since",
    "own-remove:1": "**Say hello** is removed",
    "own-undo:1": "**It is back**",
    "own-topic:1.1.rest": "is about *Rest* already",
    "own-topic-undo:1.1.rest": "**As it was before.**",
    "settings:home": "## Settings",
    "settings:open.language": "## Language",
    "settings:open.sharing": "## Where cards may be shared",
    "settings:open.notices": "## Channel for failure notices",
    "settings:open.hidden": "## Hidden cards",
    "settings:form.note": "form",
    "settings:form.note.1f": "form",
    "settings:form.country": "form",
    "settings:set.language.-": "**Saved.** Language",
    "settings:set.sharing.-": "**Saved.** Where cards may be shared",
    "settings:set.sharing.": "**Saved.** Where cards may be shared",
    "settings:set.notices.-": "**Saved.** Channel for failure notices",
    "settings:set.hidden.-": "**Saved.** Hidden cards",
    "settings:set.country.de": "**Saved.** Country",
    "settings:undo.country.-": "**As it was before.** Country",
    "settings:undo.note.Grüße": "**As it was before.** Note",
    "settings:undo.hidden.listening,personality": "**As it was before.** Hidden cards",
    f"settings:undo.sharing.{OTHER_ROOM}": "**As it was before.** Where cards may be shared",
    "settings:undo.note.~1f": "The value from before is gone",
    "privacy:show": "## What is kept about this server",
    "privacy:ask": "## Delete everything?",
    "privacy:keep": "Nothing was deleted.",
    "privacy:delete": "## Deleted",
}
MENUS = {
    "menu::cause.personality": ("cause.personality", "## Personality"),
    "menu:causes:strategy.listening": ("strategy.listening", "## Listen"),
    "picks::losing-touch": ("losing-touch", "## "),
    "own-pick:0": ("1", "Say hello"),
    "settings:pick.language": ("en", "**Saved.** Language"),
    "settings:pick.hidden.0": ("personality", "**Saved.** Hidden cards"),
}
CHANNEL_MENUS = {
    "reminder-move:1": "has a weekly post already",
    "settings:pick.sharing": "**Saved.** Where cards may be shared",
    "settings:pick.notices": "**Saved.** Channel for failure notices",
}


@pytest.fixture
async def fuzz(
    tmp_path: Path, library: Library, store: Store, settings: Config, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[FuzzWorld]:
    async with fuzz_world(tmp_path / "discord.sock", settings, store, library, caplog) as fuzz:
        await fuzz.fill()
        yield fuzz


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_every_custom_id_that_was_ever_sent_is_answered_as_ever(fuzz: FuzzWorld) -> None:
    theirs = await fuzz.store.rows_of(ELSEWHERE)
    said = {id: await fuzz.press(part_of(3, id), [picked]) for id, (picked, _) in MENUS.items()}
    said |= {id: await fuzz.press(part_of(2, id)) for id in list(BUTTONS)[:-1]}
    said |= {id: await fuzz.press(part_of(8, id), [str(OTHER_ROOM)]) for id in CHANNEL_MENUS}
    said["privacy:delete"] = await fuzz.press(part_of(2, "privacy:delete"))
    expected = {**BUTTONS, **{id: start for id, (_, start) in MENUS.items()}, **CHANNEL_MENUS}
    for id, start in expected.items():
        answer = said[id]
        assert "no longer here" not in answer.text, id
        assert answer.kind == 9 if start == "form" else start in answer.text, (id, answer.text)
    assert not any((await fuzz.store.rows_of(HOME)).values())
    assert await fuzz.store.rows_of(ELSEWHERE) == theirs


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_a_custom_id_is_written_as_it_was_read_by_the_one_control_that_has_it(fuzz: FuzzWorld) -> None:
    for id in (*BUTTONS, *MENUS, *CHANNEL_MENUS):
        read = [found for control in fuzz.bot.controls if (found := control.id.read(id))]
        assert [each.custom_id for each in read] == [id]


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
async def test_two_presses_of_skip_at_once_skip_one_week(fuzz: FuzzWorld) -> None:
    """A double click dropped two."""
    [before] = [each for each in await fuzz.store.schedules.of(HOME) if each.id == 1]
    answers = await asyncio.gather(*(fuzz.press(part_of(2, "rem-skip:1")) for _ in range(2)))
    assert sorted("**Skipped:**" in answer.text for answer in answers) == [False, True]
    [after] = [each for each in await fuzz.store.schedules.of(HOME) if each.id == 1]
    assert before.due
    assert after.due
    assert timedelta(days=6) < after.due - before.due < timedelta(days=8)


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets")
@pytest.mark.parametrize(("minutes", "said"), [(14, "**Saved.**"), (16, "more than fifteen minutes old")])
async def test_a_preview_counts_its_fifteen_minutes_from_the_command_not_from_its_form(
    fuzz: FuzzWorld, minutes: int, said: str
) -> None:
    command = time_snowflake(utcnow() - timedelta(minutes=minutes))
    assert said in (await fuzz.press(part_of(2, f"rem-on:{CHANGE}"), opened_by=command)).text


@dataclass(frozen=True)
class Move(CustomId, template="move:{id}[:{to}]"):
    id: Number
    to: Route | None = None


def test_what_may_be_left_out_is_left_out_where_it_is_not_given_or_too_long() -> None:
    assert Move(1, "a.b").custom_id == "move:1:a.b"
    assert Move(1).custom_id == "move:1"
    assert Move(1, "x" * LIMIT).custom_id == "move:1"
    assert OpenPage("causes", "x" * LIMIT).custom_id == "go:causes"


@pytest.mark.parametrize("id", ["move:1:a.b", "move:1"])
def test_a_custom_id_is_read_into_what_wrote_it(id: str) -> None:
    found = Move.read(id)
    assert found
    assert found.custom_id == id


@pytest.mark.parametrize(
    "id", ["", "move:", "move:x", "move:1:", "move:1:A", " move:1", "move:1\n", "move:٣", "Move:1"]
)
def test_another_ones_custom_id_is_not_read(id: str) -> None:
    assert Move.read(id) is None
