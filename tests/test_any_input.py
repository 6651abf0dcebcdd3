"""Whatever hypothesis comes up with: any option, field, component id and database value is answered in words.

`test_fuzz.py` has the inputs that people have thought of. `--hypothesis-profile=long` tries forty times as many.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.config import Config
from kindred.content.library import Library
from kindred.storage.errors import ConstraintViolated
from kindred.storage.store import Store
from tests.fuzz_world import (
    ELSEWHERE,
    GONE,
    HOME,
    HOSTILE,
    OTHER_ROOM,
    FuzzWorld,
    deliver,
    fuzz_world,
    is_kind,
    look_around,
    options,
    part_of,
    typing_of,
)
from tests.small_discord import named

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets"),
]

Value = TypeVar("Value")

text = st.text(max_size=200) | st.lists(st.sampled_from(HOSTILE) | st.text(max_size=9), max_size=4).map("".join)


@pytest.fixture
async def fuzz(
    tmp_path: Path, library: Library, store: Store, settings: Config, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[FuzzWorld]:
    async with fuzz_world(tmp_path / "discord.sock", settings, store, library, caplog) as fuzz:
        await fuzz.fill()
        yield fuzz


async def for_any(values: st.SearchStrategy[Value], act: Callable[[Value], Awaitable[None]], times: int) -> None:
    """Acts on values, so many times as many as hypothesis tries by itself.

    Hypothesis calls no coroutine, so it runs in a thread that hands each value to this loop.
    """
    loop = asyncio.get_running_loop()

    @hypothesis.settings(max_examples=hypothesis.settings().max_examples * times)
    @given(values)
    def each(value: Value) -> None:
        asyncio.run_coroutine_threadsafe(act(value), loop).result()  # type: ignore[arg-type]

    await asyncio.to_thread(each)


async def test_any_text_in_any_option(fuzz: FuzzWorld) -> None:
    every = [(name, option) for name, option in options(fuzz.discord) if option["type"] == 3]
    room = named(fuzz.discord.channels[OTHER_ROOM])

    async def act(given: tuple[tuple[str, dict[str, Any]], str]) -> None:
        (name, option), words = given
        others: dict[str, Any] = {"channel": room} if name == "reminders add" else {}
        assert is_kind(await fuzz.command(name, **others, **{option["name"]: words}))
        if option.get("autocomplete"):
            offered = await fuzz.discord.ask(4, typing_of(name, option["name"], words), **fuzz.where)
            assert offered.kind == 8
            assert len(offered.data["choices"]) <= 25

    await for_any(st.tuples(st.sampled_from(every), text), act, 20)


async def test_any_answer_in_any_field(fuzz: FuzzWorld) -> None:
    openers = ("rem-edit:1", "settings:form.note", "settings:form.country", "own-add:0", "own-edit:1")
    ids = st.sampled_from((HOME, HOME + 2, ELSEWHERE, GONE, 0)).map(str) | st.text(max_size=20)
    kinds = {
        4: text,
        3: st.lists(text | st.sampled_from(("0", "6", "rest")), max_size=3),
        6: st.lists(ids, max_size=2),
        22: st.lists(text | st.sampled_from(("rest", "meet")), max_size=8),
        23: st.booleans(),
    }

    async def act(given: tuple[str, dict[int, Any]]) -> None:
        opener, values = given
        form = await fuzz.press(part_of(2, opener))
        if form.kind != 9:
            assert is_kind(form)
            return
        fields = [label["component"] for label in form.data["components"]]
        assert is_kind(await fuzz.submit(form.data, {each["custom_id"]: values[each["type"]] for each in fields}))

    await for_any(st.tuples(st.sampled_from(openers), st.fixed_dictionaries(kinds)), act, 8)


async def test_any_component_id_and_any_value_in_it(fuzz: FuzzWorld) -> None:
    theirs = await fuzz.store.rows_of(ELSEWHERE)
    of_ours = st.one_of([st.from_regex(control.id.pattern(), fullmatch=True) for control in fuzz.bot.controls])
    ids = (of_ours | st.text(min_size=1, max_size=100)).map(lambda id: id[:100]).filter(str.strip)
    rooms = st.sampled_from((OTHER_ROOM, GONE, ELSEWHERE + 10)).map(lambda id: [str(id)])

    async def act(given: tuple[str, int, list[str], list[str], bool]) -> None:
        custom_id, kind, values, channels, public = given
        picked = {2: None, 3: values, 8: channels}[kind]
        said = await fuzz.press(part_of(kind, custom_id), picked, public=public)
        assert is_kind(said)

    values = st.tuples(ids, st.sampled_from((2, 3, 8)), st.lists(text, min_size=1, max_size=3), rooms, st.booleans())
    await for_any(values, act, 40)
    assert await fuzz.store.rows_of(ELSEWHERE) == theirs


async def test_any_value_in_any_column(fuzz: FuzzWorld) -> None:
    tables = ("schedules", "occurrences", "guild_settings", "own_texts", "notices")
    columns = [
        (table, column, kind)
        for table in tables
        for column, kind in await fuzz.store._db.rows("SELECT name, type FROM pragma_table_info(?)", table)
        if column not in ("guild_id", "id", "schedule")
    ]
    numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2) | st.none()
    words = (
        text
        | st.sampled_from(("own-1", "en", "de", "failures", "moderator", "claimed", "missing:", "a,b,,"))
        | st.none()
    )

    async def act(given: tuple[tuple[str, str, str], Any, Any]) -> None:
        (table, column, kind), number, said = given
        await fuzz.empty()
        await fuzz.fill()
        await fuzz.store._db.execute(
            "INSERT INTO occurrences (schedule, due, text, state)"
            " SELECT id, due - 604800, 'sit-near', 'claimed' FROM schedules"
        )
        await fuzz.store.notices.save(1, OTHER_ROOM, 5)
        with suppress(ConstraintViolated):  # what the schema itself refuses
            await fuzz.store._db.execute(f"UPDATE {table} SET {column} = ?", number if kind == "INTEGER" else said)
        fuzz.store.settings._cache.clear()
        fuzz.store.own_texts.forget(HOME)
        await deliver(fuzz)
        await look_around(fuzz)

    await for_any(st.tuples(st.sampled_from(columns), numbers, words), act, 2)
