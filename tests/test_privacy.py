"""Nothing is kept about members; what is kept about a server can be seen and deleted by those who manage it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from cogs.client.bot import Kindred
from kindred.config import Config
from kindred.content.library import Library
from kindred.schedule.weekly import Weekly
from kindred.storage.database import MIGRATIONS
from kindred.storage.guild_rows import TABLES
from kindred.storage.store import Store
from tests.world import World, custom_ids, labels, message_of, parts, response_of, text

SUNDAY = Weekly(6, time(17), "Europe/Berlin")
OTHERS = range(10**17, 10**17 + 1000)  # ids of other servers
DUE = 1_800_000_000

# Every column that there is. A new one needs a line here: can it hold who somebody is, or what they did?
COLUMNS = {
    "meta": "key value",
    "schedules": "id guild_id channel_id weekday minute zone topics role_id silent due act_at paused paused_until"
    " failures left_at removed_at",
    "occurrences": "schedule due text state reason claimed_at tries message_id channel_id look_at",
    "last_posts": "channel_id guild_id due text",
    "guild_settings": "guild_id language country note sharing notices hidden",
    "own_texts": "id guild_id title idea smaller topic removed_at",
    "notices": "schedule channel_id message_id",
    "departures": "guild_id left_at",
}
# Words in a column's name that speak of a person.
PERSON = re.compile(
    r"user|member|author|sharer|presser|sender|owner|people|person|nick|mention|avatar|mail|opened|clicked|picked"
    r"|(^|_)(by|who|name|moderator|actor)(_|$)"
)


def schema() -> Iterator[tuple[str, str]]:
    """Each column of a database with all migrations, with its table."""
    db = sqlite3.connect(":memory:")
    for migration in MIGRATIONS:
        db.executescript(migration.read_text(encoding="utf-8"))
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        for column in db.execute("SELECT name FROM pragma_table_info(?)", (table,)):
            yield table, column[0]
    db.close()


def test_no_table_has_a_column_that_could_hold_a_member() -> None:
    found = set(schema())
    assert len(found) > 30
    speaking = [f"{table}.{column}" for table, column in found if PERSON.search(column)]
    assert speaking == []
    known = {(table, column) for table, columns in COLUMNS.items() for column in columns.split()}
    assert found - known == set(), "a new column: is it sure that it holds no member? Then list it in COLUMNS"


@pytest.mark.parametrize("name", ["user_id", "author", "opened_by", "member", "shared_by", "nick_name", "sharer"])
def test_the_search_for_such_columns_can_find_one(name: str) -> None:
    assert PERSON.search(name)


async def fill(store: Store, guild_id: int, channel_id: int) -> None:
    """Some rows of a server in every table that has any."""
    schedule = await store.schedules.add(guild_id, channel_id, SUNDAY, discord.utils.utcnow(), topics=("rest",))
    await store.settings.change(guild_id, country="ie", note="A quiet note.", sharing=(channel_id,))
    async with store._db.transaction():
        for week in range(3):
            await store._db.execute(
                "INSERT INTO occurrences (schedule, due, text, state) VALUES (?, ?, 'one-hello', 'sent')",
                schedule.id,
                DUE + week * 604_800,
            )


async def dump(store: Store) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table."""
    tables = {table for table, _ in schema()} - {"meta"}
    return {table: set(await store._db.rows(f"SELECT * FROM {table}")) for table in tables}


async def ask(world: World) -> simcord.InteractionResult:
    shown = await world.mod.slash(world.channel, "privacy")
    return await world.mod.click(message_of(shown), label="Delete everything")


async def test_a_member_reads_that_nothing_is_kept_and_gets_no_buttons(world: World) -> None:
    shown = await world.ana.slash(world.channel, "privacy")
    assert shown.ephemeral
    assert "I keep nothing about you" in text(shown)
    assert labels(shown) == []


async def test_who_manages_the_server_is_offered_its_rows_and_their_deletion(world: World) -> None:
    shown = await world.mod.slash(world.channel, "privacy")
    assert "I keep nothing about you" in text(shown)
    assert labels(shown) == ["Show what is kept", "Delete everything"]
    assert labels(await world.mod.user.slash("privacy")) == [], "there is no server in direct messages"


async def test_everything_that_is_kept_is_shown_as_a_page_and_as_a_file(world: World, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    await fill(store, OTHERS[0], 77)
    shown = await world.mod.slash(world.channel, "privacy")
    answer = await world.mod.click(message_of(shown), label="Show what is kept")
    assert answer.ephemeral
    for words in (
        "Weekly posts (1)",
        "What happened to each post (3)",
        "Settings (1)",
        "A quiet note.",
        "<t:1800000000",
    ):
        assert words in text(answer)
    assert f"<#{world.channel.id}>" in text(answer)
    [file] = response_of(answer).attachments
    rows = json.loads(await file.read())
    assert {table: len(found) for table, found in rows.items() if found} == {
        "schedules": 1,
        "occurrences": 3,
        "guild_settings": 1,
    }
    assert rows["guild_settings"][0]["note"] == "A quiet note."
    assert {row["guild_id"] for row in rows["schedules"]} == {world.guild.id}
    assert any(part["type"] == 13 for part in parts(answer)), "the file is on the page"


async def test_much_that_is_kept_still_fits_on_the_page_and_is_whole_in_the_file(world: World, store: Store) -> None:
    for channel in range(10):
        await store.schedules.add(world.guild.id, channel + 1, SUNDAY, discord.utils.utcnow(), topics=("rest", "meet"))
    await store.settings.change(
        world.guild.id,
        note="A quiet note. " * 21,
        sharing=tuple(range(10**18, 10**18 + 25)),
        hidden=frozenset(world.bot.renderer.library.catalogs["en"].may_be_hidden()),
    )
    async with store._db.transaction():
        for schedule in await store.schedules.of(world.guild.id):
            for week in range(104):
                await store._db.execute(
                    "INSERT INTO occurrences (schedule, due, text, state) VALUES (?, ?, 'one-hello', 'sent')",
                    schedule.id,
                    DUE + week * 604_800,
                )
    shown = await world.mod.slash(world.channel, "privacy")
    answer = await world.mod.click(message_of(shown), label="Show what is kept")
    assert "What happened to each post (1040)" in text(answer)
    assert len(text(answer)) <= 4000
    [file] = response_of(answer).attachments
    assert len(json.loads(await file.read())["occurrences"]) == 1040


async def test_delete_everything_names_what_goes_and_asks_once(world: World, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    before = await dump(store)
    question = await ask(world)
    assert "What happened to each post: 3" in text(question)
    assert "cannot be undone" in text(question)
    assert await dump(store) == before
    answer = await world.mod.click(message_of(question), label="Keep it")
    assert text(answer) == "Nothing was deleted."
    assert await dump(store) == before


async def test_delete_everything_leaves_no_row_of_its_server_and_every_row_of_the_others(
    world: World, store: Store
) -> None:
    for place, guild_id in enumerate(OTHERS):
        await fill(store, guild_id, place + 1)
    others = await dump(store)
    assert len(others["occurrences"]) == 3 * len(OTHERS)
    await fill(store, world.guild.id, world.channel.id)
    question = await ask(world)
    done = await world.mod.click(message_of(question), label="Delete everything")
    assert "Nothing is kept about this server any more" in text(done)
    assert await dump(store) == others
    assert await store.rows_of(world.guild.id) == {table: [] for table in await store.rows_of(world.guild.id)}


async def test_after_the_deletion_nothing_is_posted_and_the_settings_are_forgotten(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store, world.guild.id, world.channel.id)
    assert "Ireland" in text(await world.ana.slash(world.channel, "find-help"))
    woken: list[bool] = []
    monkeypatch.setattr(world.bot.delivery, "wake", lambda: woken.append(True))
    question = await ask(world)
    await world.mod.click(message_of(question), label="Delete everything")
    assert woken
    assert await store.schedules.of(world.guild.id) == []
    assert await store.ledger.next_action() is None
    assert "Ireland" not in text(await world.ana.slash(world.channel, "find-help"))


async def test_where_nothing_is_kept_there_is_nothing_to_delete(world: World) -> None:
    assert text(await ask(world)) == "Nothing is kept about this server."
    shown = await world.mod.slash(world.channel, "privacy")
    answer = await world.mod.click(message_of(shown), label="Show what is kept")
    assert text(answer) == "Nothing is kept about this server."


async def test_a_second_press_on_delete_deletes_nothing_more_and_is_answered(world: World, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    first, second = await ask(world), await ask(world)
    await world.mod.click(message_of(first), label="Delete everything")
    answer = await world.mod.click(message_of(second), label="Delete everything")
    assert text(answer) == "Nothing is kept about this server."


async def test_who_lost_manage_server_deletes_nothing(world: World, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    question = await ask(world)
    before = await dump(store)
    guild = world.bot.get_guild(world.guild.id)
    [moderators] = [role for role in await guild.fetch_roles() if role.name == "Moderators"]
    await moderators.edit(permissions=discord.Permissions.none())
    answer = await world.mod.click(message_of(question), label="Delete everything")
    assert "Manage Server" in text(answer)
    assert await dump(store) == before


async def test_after_fifteen_minutes_delete_asks_to_run_the_command_again(world: World, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    question = await ask(world)
    await world.env.advance_time(15 * 60 + 1)
    answer = await world.mod.click(message_of(question), label="Delete everything")
    assert "more than fifteen minutes old" in text(answer)
    assert await store.schedules.of(world.guild.id)


async def test_the_buttons_work_after_a_restart(world: World, settings: Config, library: Library, store: Store) -> None:
    await fill(store, world.guild.id, world.channel.id)
    question = await ask(world)
    assert custom_ids(question) == ["privacy:delete", "privacy:keep"]
    await world.env.restart_bot(Kindred(settings, store, library, shard_count=1))
    await world.mod.click(message_of(question), label="Delete everything")
    assert await store.schedules.of(world.guild.id) == []


async def test_every_table_but_meta_is_shown_and_deleted_and_stands_below_those_it_refers_to(store: Store) -> None:
    names = await store._db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    assert set(TABLES) == {name for (name,) in names} - {"meta"}, "a new table needs its line in guild_rows.py"
    order = list(TABLES)
    for table in TABLES:
        for (parent,) in await store._db.rows('SELECT "table" FROM pragma_foreign_key_list(?)', table):
            assert order.index(parent) < order.index(table), "rows that refer to others are deleted before them"


def test_the_policy_names_what_the_operator_fills_in_and_matches_the_page() -> None:
    policy = (Path(__file__).parent.parent / "PRIVACY.md").read_text(encoding="utf-8")
    assert "[FILL IN:" in policy
    for promise in ("no id", "thirty days", "/privacy"):
        assert promise in policy.casefold()


# Each table with words of the policy and of the page that are about it.
NAMED = {
    "schedules": ("each weekly post: channel", "channel, day, time and other choices of each weekly post"),
    "guild_settings": ("its settings", "set up: settings"),
    "own_texts": ("reminder texts that its moderators wrote", "texts of their own"),
    "departures": ("when the bot left the server", "When I leave a server"),
    "last_posts": ("the time and text of its last weekly post", "which text was posted when"),
    "occurrences": ("for each post its time", "which text was posted when"),
    "notices": ("the id of the message that tells the moderators", "number of the message that told the moderators"),
}


def test_the_policy_and_the_page_name_every_table(library: Library) -> None:
    assert NAMED.keys() == TABLES.keys()
    policy = " ".join((Path(__file__).parent.parent / "PRIVACY.md").read_text(encoding="utf-8").split())
    page = library.catalogs["en"].pages["privacy"].body
    for in_policy, on_page in NAMED.values():
        assert in_policy in policy
        assert on_page in page
    assert "A line of the log holds" in policy
    assert "My log says" in page
