"""Bad input, from everywhere that input comes from: people, forged ids, settings, content, the database.

Whatever comes in, every interaction is answered in words, nobody is pinged, no other server's rows are touched, and
nothing that a person can cause is an error in the log.
"""

import dataclasses
import itertools
import random
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from cogs.client.bot import Kindred
from kindred.config import CONTENT, Config, ConfigError
from kindred.content.blocks import Link, Row
from kindred.content.library import BASE, Library, LibraryError
from kindred.content.own_text import OwnText
from kindred.content.word_limits import limit_of
from kindred.schedule.draft import PACKED, Draft
from kindred.schedule.parsing import parse_pause
from kindred.schedule.tz_data import load_zone
from kindred.schedule.weekly import Weekly
from kindred.schedule.zones import meant
from kindred.storage.settings_rows import FORMATS, pack, unpack
from kindred.storage.store import Store
from kindred.wording.sanitize import clean_own_text
from tests.fuzz_world import (
    ELSEWHERE,
    GONE,
    HOME,
    HOSTILE,
    OTHER_ROOM,
    ROOM,
    SUNDAY,
    FuzzWorld,
    deliver,
    fuzz_world,
    is_kind,
    kind_of,
    look_around,
    options,
    part_of,
    put,
    some_values,
    typing_of,
)
from tests.small_discord import MEMBER, Harbour, SmallDiscord, connected, named
from tests.sockets.process import on_socket
from tests.sockets.server import TOKEN, DiscordServer, slash
from tests.world import walk

pytestmark = pytest.mark.slow


@pytest.fixture
async def fuzz(
    tmp_path: Path, library: Library, store: Store, settings: Config, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[FuzzWorld]:
    async with fuzz_world(tmp_path / "discord.sock", settings, store, library, caplog) as fuzz:
        yield fuzz


async def rows_of(fuzz: FuzzWorld, guild: int) -> Any:
    return await fuzz.store.rows_of(guild)


# What people type


async def test_hostile_words_in_any_option_of_any_command_are_answered_kindly(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    room = named(fuzz.discord.channels[ROOM])
    for name, option in options(fuzz.discord):
        if option["type"] != 3:
            continue
        others: dict[str, Any] = {"channel": room} if name == "reminders add" else {}
        for words in HOSTILE:
            longest = option.get("max_length", 6000)
            said = await fuzz.command(name, **others, **{option["name"]: words[:longest]})
            assert is_kind(said), (name, words[:40], said.text)
            if len(words) > longest:  # no app sends this
                assert is_kind(await fuzz.command(name, **others, **{option["name"]: words}))
            if option.get("autocomplete"):
                data = typing_of(name, option["name"], words)
                offered = await fuzz.discord.ask(4, data, **fuzz.where)
                assert offered.kind == 8
                choices = offered.data["choices"]
                assert len(choices) <= 25
                assert all(1 <= len(choice["name"]) <= 100 and 1 <= len(choice["value"]) <= 100 for choice in choices)


async def test_any_channel_in_any_option_is_answered_kindly(fuzz: FuzzWorld) -> None:
    room = named(fuzz.discord.channels[ROOM])
    asked = [(name, option["name"]) for name, option in options(fuzz.discord) if option["type"] == 7]
    assert asked
    oddities: list[dict[str, Any]] = [
        {"permissions": "0"},
        {"type": 2},
        {"type": 4},
        {"type": 99},
        {"type": 12, "thread_metadata": {"archived": True, "auto_archive_duration": 60, "locked": True,
         "archive_timestamp": "2026-01-01T00:00:00+00:00"}, "parent_id": str(ROOM), "owner_id": "1", "member_count": 1,
         "message_count": 1},
        {"name": "@everyone\0💛" * 20},
        {"id": str(GONE)},
        {"id": str(2**63 - 1)},
        {"id": "0"},
        {"guild_id": str(ELSEWHERE), "id": str(ELSEWHERE + 10)},
        {"app_permissions": "0"},
    ]  # fmt: skip
    for name, option in asked:
        for odd in oddities:
            channel = {**room, **odd}
            said = await fuzz.discord.slash(
                name, _guild=fuzz.home, _channel_id=ROOM, **{option: channel, "timezone": "UTC"}
            )
            assert is_kind(said), (odd, said.text)


async def test_every_command_is_answered_where_no_app_offers_it(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    for command in fuzz.discord.syncs[-1]:
        subs = [each["name"] for each in command.get("options", []) if each["type"] == 1]
        for name in [f"{command['name']} {sub}" for sub in subs] or [command["name"]]:
            if name == "reminders add":
                continue
            for how in ({"guild": None}, {"permissions": "0"}, {"locale": "xx-XX"}, {"locale": "ja"}):
                where = {f"_{key}": value for key, value in {**fuzz.where, **how}.items()}
                assert is_kind(await fuzz.discord.slash(name, **where)), (name, how)


async def test_hostile_words_in_any_field_of_any_form_are_answered_kindly(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    rng = random.Random(7)
    openers = [{"type": 2, "style": 1, "label": "x", "custom_id": id} for id in (
        "rem-edit:1", "settings:form.note", "settings:form.country", "own-add:0", "own-edit:1",
    )]  # fmt: skip
    seen: set[str] = set()
    for opener in openers:
        for words in HOSTILE:
            shown = await fuzz.press(opener)
            if shown.kind != 9:
                assert is_kind(shown)
                continue
            form = shown.data
            fields = [label["component"] for label in form["components"]]
            given: dict[str, Any] = {}
            for field in fields:
                seen.add(field["custom_id"])
                longest = field.get("max_length", 4000)
                given[field["custom_id"]] = {
                    4: words[: rng.choice((longest, 4000))],
                    3: rng.choice(([], [words[:100]], ["6"], [field.get("options", [{}])[0].get("value", "")])),
                    6: rng.choice(([], [str(HOME)], [str(HOME + 2)], [str(GONE)], ["x"])),
                    22: rng.choice(([], [words[:100]], ["rest"])),
                    23: rng.choice((True, False)),
                }[field["type"]]
            said = await fuzz.submit(form, given)
            assert is_kind(said), (opener["custom_id"], given, said.text)
            assert is_kind(await fuzz.submit(form, given)), "the same form, sent twice"
            assert is_kind(await fuzz.submit(form, given, user_id=43)), "and by somebody else"
            assert is_kind(await fuzz.submit({**form, "components": []}, {})), "and without its fields"
    assert {"day", "at", "topics", "role", "silent", "note", "country", "title", "idea", "smaller", "topic"} <= seen


# Forged ids


def mutations(custom_id: str, rng: random.Random) -> Iterator[str]:
    """Ids that are almost like a real one."""
    yield custom_id[:-1]
    yield custom_id + rng.choice("x:.0,-~")
    yield custom_id[: len(custom_id) // 2]
    yield custom_id.upper()
    for number in ("0", "999999999999999999", "9" * 60, "-1", "٣", "²", "", "x", "1.5"):
        yield re.sub(r"\d+", number, custom_id, count=1)
        yield re.sub(r"\d+(?=\D*$)", number, custom_id)
    head, colon, _ = custom_id.partition(":")
    for state in (
        "x" * 90,
        "9" * 90,
        "-",
        ".",
        "..",
        "~",
        "a.b.c.d.e.f.g.h",
        "💛",
        "\n",
        "@everyone",
        "step.a." + "9" * 80,
    ):
        yield f"{head}{colon}{state}"[:100]
    place = rng.randrange(len(custom_id))
    yield custom_id[:place] + rng.choice("zZ9.:-,~/\0é") + custom_id[place + 1 :]
    yield "".join(rng.sample(custom_id, len(custom_id)))


async def test_forged_ids_are_answered_kindly_and_touch_no_other_server(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    found = await fuzz.crawl(60)
    elsewhere = await rows_of(fuzz, ELSEWHERE)
    rng = random.Random(11)
    by_kind: dict[str, list[str]] = {}
    for id in found:
        by_kind.setdefault(kind_of(id), []).append(id)
    real = [id for ids in by_kind.values() for id in rng.sample(ids, min(3, len(ids)))]
    assert len(by_kind) > 30
    forged = list(dict.fromkeys(each[:100] for id in real for each in mutations(id, rng) if each.strip()))
    for custom_id in rng.sample(forged, min(1500, len(forged))):
        kind = rng.choice((2, 2, 2, 3, 8))
        part = part_of(kind, custom_id)
        said = await fuzz.press(
            part, {3: ["x"], 8: [str(rng.choice((OTHER_ROOM, GONE)))]}.get(kind), public=rng.random() < 0.2
        )
        assert is_kind(said), (kind, custom_id, said.text)
    assert await rows_of(fuzz, ELSEWHERE) == elsewhere


async def test_a_press_of_anything_is_answered_after_all_has_changed(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    found = await fuzz.crawl(250)
    rng = random.Random(3)
    for custom_id in rng.sample(sorted(found), min(len(found), 160)):
        part = found[custom_id]
        assert is_kind(await fuzz.press(part, some_values(part))), custom_id
        assert is_kind(await fuzz.press(part, some_values(part), user_id=43)), custom_id
        assert is_kind(await fuzz.press(part, some_values(part), guild=fuzz.discord.guilds[ELSEWHERE])), custom_id
        assert is_kind(await fuzz.press(part, some_values(part), guild=None)), custom_id
        assert is_kind(await fuzz.press(part, some_values(part), permissions=MEMBER)), custom_id


async def test_ids_that_nobody_made_are_answered_kindly(fuzz: FuzzWorld) -> None:
    rng = random.Random(5)
    for words in HOSTILE:
        for kind in (2, 3, 8):
            said = await fuzz.press(
                part_of(kind, words[:100]), {3: ["x"], 8: [str(ROOM)]}.get(kind), public=rng.random() < 0.5
            )
            assert "no longer here" in said.text


async def test_each_custom_id_belongs_to_exactly_one_control(fuzz: FuzzWorld, library: Library) -> None:
    await fuzz.fill()
    made = set(await fuzz.crawl(250))
    causes = [cause.id for cause in library.catalogs[BASE].causes.values() if cause.experience and cause.helps]
    for locale in library.catalogs:
        cards = fuzz.bot.renderer.cards(locale)
        routes = [route for _, route in cards.routes()]
        routes += [f"start.{','.join(three)}" for three in itertools.permutations(causes, 3)]
        for route in routes:
            for block in cards.page(route, "find-help", share=True).blocks:
                each: Any
                for each in (block, getattr(block, "button", None), *getattr(block, "buttons", ())):
                    made |= {each.custom_id} if hasattr(each, "custom_id") else set()
            if cards.may_be_shared(route):
                made |= {f"{act}:{route}" for act in ("share", "post", "not-now")} | {f"take-back:{2**63}"}
        for reminder in library.catalogs[locale].reminders.values():
            for test in (False, True):
                [*_, row] = cards.post(reminder, f"{2**63:x}.{2**33:x}", role_id=1, test=test).blocks
                assert isinstance(row, Row)
                made |= {button.custom_id for button in row.buttons if not isinstance(button, Link)}
    made |= {f"notice-{verb}:{id}" for verb in ("check", "resume") for id in (1, 10**17)}
    made |= {f"reminder-move:{id}" for id in (1, 10**17)}
    assert len(made) > 1000
    for custom_id in made:
        fitting = [read for control in fuzz.bot.controls if (read := control.id.read(custom_id))]
        assert len(fitting) == 1, (custom_id, fitting)
        assert fitting[0].custom_id == custom_id
        assert len(custom_id) <= 100


# What was found, each with the input that found it


async def test_a_pause_until_the_edge_of_the_calendar_is_explained(fuzz: FuzzWorld) -> None:
    await fuzz.fill()
    for until in ("0001-01-01", "9999-12-31"):
        assert "so nothing was paused" in (await fuzz.command("reminders pause", until=until)).text


async def test_putting_an_entry_back_on_show_leaves_every_card_working(fuzz: FuzzWorld) -> None:
    hide = {"type": 3, "custom_id": "settings:pick.hidden.0", "options": [{"label": "x", "value": "losing-touch"}],
            "min_values": 0, "max_values": 1}  # fmt: skip
    done = await fuzz.press(hide, ["losing-touch"])
    [undo] = [part for part in walk(done.data["components"]) if part.get("custom_id", "").startswith("settings:undo")]
    hidden = await fuzz.press({**undo, "custom_id": "settings:undo.hidden.losing-touch"})
    assert hidden.text.startswith("**As it was before.** Hidden cards:\nLosing touch")
    assert (await fuzz.command("causes")).text.startswith("## When connecting with people is hard")
    await fuzz.press(undo)
    assert (await fuzz.command("causes")).text.startswith("## When connecting with people is hard")


async def test_a_list_of_ten_weekly_posts_in_trouble_fits_into_one_message(fuzz: FuzzWorld) -> None:
    now = datetime.now(UTC)
    weekly = Weekly(2, time(17), "America/Argentina/ComodRivadavia")
    for room in range(10):
        await fuzz.store.schedules.add(HOME, 2**63 - 1 - room, weekly, now, role_id=2**63 - 1)
    reason = "missing:view_channel,send_messages,read_message_history"
    await fuzz.store._db.execute("UPDATE schedules SET paused = 'failures', failures = 3, act_at = NULL, due = NULL")
    await fuzz.store._db.execute(
        "INSERT INTO occurrences (schedule, due, state, reason) SELECT id, 1767542400, 'failed', ? FROM schedules",
        reason,
    )
    assert is_kind(await fuzz.command("reminders list"))
    assert is_kind(await fuzz.command("reminders resume"))
    assert is_kind(await fuzz.command("reminders pause"))


# The database


ODD_SCHEDULES = (
    {"zone": "Europe/Atlantis"},
    {"zone": ""},
    {"zone": "@everyone"},
    {"topics": "gardening"},
    {"topics": "gardening,listen"},
    {"topics": ",,"},
    {"role_id": 2**63 - 1},
    {"role_id": 0},
    {"channel_id": 2**63 - 1},
    {"channel_id": 0},
    {"due": 0, "act_at": 0},
    {"due": 253402300799},
    {"due": 253402300799, "act_at": 253402300799},
    {"due": 2**62, "act_at": 2**62},
    {"due": -(2**62), "act_at": 0},
    {"due": None, "act_at": 5},
    {"paused": "moderator", "paused_until": 253402300799, "due": None, "act_at": None},
    {"paused": "moderator", "paused_until": 2**62, "due": None, "act_at": None},
    {"paused": "failures", "failures": 2**62, "due": None, "act_at": None},
    {"left_at": 0},
    {"removed_at": 2**62},
)
ODD_OCCURRENCES = (
    {"text": "gone-for-good", "state": "sent"},
    {"text": None, "state": "claimed"},
    {"text": "own-999", "state": "claimed", "claimed_at": 0},
    {"text": "@everyone", "state": "failed", "reason": "@everyone"},
    {"text": None, "state": "skipped", "reason": "missing:"},
    {"text": None, "state": "failed", "reason": "missing:administrator,@here"},
    {"text": None, "state": "failed", "reason": "moonlight"},
    {"text": "x" * 5000, "state": "sent", "due": 253402300799, "message_id": -1},
    {"text": "x", "state": "sent", "due": 2**62},
    {"text": "x", "state": "claimed", "due": 0, "tries": 2**40},
)
ODD_SETTINGS = (
    {"language": "xx"},
    {"language": "@everyone"},
    {"language": ""},
    {"country": "atlantis"},
    {"sharing": "x,y"},
    {"sharing": "1,,2"},
    {"sharing": str(2**80)},
    {"notices": 2**63 - 1},
    {"notices": -1},
    {"hidden": "gone-for-good,professional"},
    {"hidden": ""},
    {"note": "-"},
    {"note": "\0@everyone"},
)


@pytest.mark.parametrize("number", range(3))
async def test_no_odd_schedule_stops_delivery_or_a_panel(fuzz: FuzzWorld, number: int) -> None:
    for odd in ODD_SCHEDULES[number::3]:
        for table in ("occurrences", "schedules", "sqlite_sequence"):
            await fuzz.store._db.execute(f"DELETE FROM {table}")
        usual = {"id": 1, "guild_id": HOME, "channel_id": ROOM, "weekday": 6, "minute": 1020, "zone": "UTC",
                 "topics": "", "silent": 1, "due": None, "act_at": None}  # fmt: skip
        now = int(datetime.now(UTC).timestamp())
        await put(fuzz, "schedules", {**usual, "due": now + 600, "act_at": now + 600, **odd})
        due = {"id": 2, "guild_id": ELSEWHERE, "channel_id": ELSEWHERE + 10, "due": now - 60, "act_at": now - 60}
        await put(fuzz, "schedules", {**usual, **due})
        before = fuzz.discord.posted
        fuzz.discord._posts.clear()
        await deliver(fuzz)
        assert fuzz.discord.posted > before, f"{odd} stops the other server's post"
        await look_around(fuzz)


async def test_no_odd_occurrence_stops_delivery_or_a_panel(fuzz: FuzzWorld) -> None:
    for odd in ODD_OCCURRENCES:
        for table in ("occurrences", "schedules", "sqlite_sequence"):
            await fuzz.store._db.execute(f"DELETE FROM {table}")
        await fuzz.fill()
        due = int((await fuzz.store.schedules.of(HOME))[0].due.timestamp())  # type: ignore[union-attr]
        await put(fuzz, "occurrences", {"schedule": 1, "due": due - 7 * 86400, **odd})
        await deliver(fuzz)
        await look_around(fuzz)


async def test_no_odd_setting_breaks_an_answer(fuzz: FuzzWorld) -> None:
    for odd in ODD_SETTINGS:
        await fuzz.store.delete_guild(HOME)
        await put(fuzz, "guild_settings", {"guild_id": HOME, **odd})
        fuzz.store.settings._cache.clear()
        await look_around(fuzz)


async def test_no_odd_text_of_a_servers_own_breaks_an_answer_or_a_post(fuzz: FuzzWorld) -> None:
    usual = {"guild_id": HOME, "title": "Say hello", "idea": "To one person.", "topic": "meet"}
    for odd in (
        {"title": ""},
        {"title": "x" * 200},
        {"topic": "gardening"},
        {"topic": ""},
        {"smaller": ""},
        {"removed_at": 2**62},
        {"id": 2**62},
    ):
        await fuzz.store.delete_guild(HOME)
        await put(fuzz, "own_texts", {**usual, **odd})
        fuzz.store.own_texts.forget(HOME)
        await fuzz.store.schedules.add(HOME, ROOM, SUNDAY, datetime.now(UTC), topics=("gardening", "meet"))
        await look_around(fuzz)
        [text] = await fuzz.store.own_texts.of(HOME) or [OwnText(1, "", "", None, "")]
        for verb in ("edit", "remove", "undo"):
            assert is_kind(await fuzz.press(part_of(2, f"own-{verb}:{text.id}"))), (odd, verb)


@pytest.mark.parametrize("value", ["", "[]", "{", '{"tree": 1}', '{"ids": null}', "null", "💛"])
async def test_a_start_forgives_what_it_cannot_read_of_an_earlier_one(
    tmp_path: Path, library: Library, settings: Config, store: Store, value: str
) -> None:
    discord = SmallDiscord([Harbour(HOME, [ROOM])])
    await store.meta.set("commands 1200000000000000001", value)
    async with (
        discord.listen(tmp_path / "discord.sock"),
        connected(lambda **how: Kindred(settings, store, library, **how), discord, tmp_path / "discord.sock"),
    ):
        assert len(discord.syncs) == 1


# What is typed, without Discord

dates = st.builds("{:04}-{}-{}".format, st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99))
clocks = st.integers(0, 10**11).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def refuses(read: Any, *given: object) -> bool:
    try:
        read(*given)
    except ValueError:
        return True
    return False


@given(st.text(max_size=60) | dates, clocks, st.sampled_from(("UTC", "Pacific/Kiritimati", "America/Adak")))
def test_no_text_breaks_the_reading_of_a_pause(typed: str, now: datetime, zone: str) -> None:
    assert refuses(parse_pause, typed, now, zone) or parse_pause(typed, now, zone) > now


@given(st.text(max_size=90) | st.from_regex(PACKED, fullmatch=True))
def test_no_text_breaks_the_unpacking_of_a_draft(packed: str) -> None:
    if not refuses(Draft.unpack, packed):
        assert len(Draft.unpack(packed).pack()) <= 90


@given(st.text(max_size=60) | st.text("abEurop./_+-\0 ", max_size=60))
def test_no_text_breaks_the_reading_of_a_zone(name: str) -> None:
    assert refuses(load_zone, name) or meant(name, datetime(2026, 7, 1, tzinfo=UTC)).zones


@given(st.sampled_from([*FORMATS]), st.text(max_size=90) | st.from_regex(r"[-\d,]{0,90}", fullmatch=True))
def test_no_text_breaks_the_unpacking_of_a_setting(name: str, packed: str) -> None:
    if not refuses(unpack, name, packed):
        value = unpack(name, packed)
        assert unpack(name, pack(name, value)) == value


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_tidied_text_stays_tidy_and_has_no_letter_that_nobody_sees(title: str, idea: str) -> None:
    once = clean_own_text(OwnText(0, title, idea, title, "meet"))
    assert clean_own_text(once) == once
    assert not re.search("[\0\u202a-\u202e\u2066-\u2069\u200e\u200f]", once.title + once.idea)


# The operator's settings

given_settings = st.dictionaries(
    st.sampled_from(
        re.findall(r"^(\w+)=", (CONTENT.parent / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    ),
    st.text(max_size=60) | st.sampled_from(HOSTILE) | st.from_regex(r"https://\S*|\d+", fullmatch=True),
)


@given(given_settings)
def test_any_environment_gives_settings_or_sentences_and_never_repeats_a_value(environ: dict[str, str]) -> None:
    try:
        read = Config.read({**environ, "DISCORD_TOKEN": "the-secret"})
    except ConfigError as error:
        told = str(error)
    else:
        told = repr(read)
    assert told.startswith(("Config(", "KINDRED_"))
    assert "the-secret" not in told


# Content

BILLION_LAUGHS = "title: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
HOSTILE_CONTENT = {
    "a day that no calendar has": ("en/causes/losing-touch.md", r"reviewed: \S+", "reviewed: 2026-13-40"),
    "a time that no clock has": ("en/causes/losing-touch.md", r"reviewed: \S+", "reviewed: 2026-01-01T99:99:99+99:99"),
    "a number of 5,000 digits": ("en/causes/losing-touch.md", r"order: \S+", "order: " + "9" * 5000),
    "a list in a list in a list": ("en/causes/losing-touch.md", r"title: .*", "title: " + "[" * 3000),
    "a list that has itself": ("en/causes/losing-touch.md", r"title: .*", "title: &a [*a]"),
    "a text made of a text": ("en/causes/losing-touch.md", r"title: .*", BILLION_LAUGHS),
    "a letter that is none": ("en/causes/losing-touch.md", r"title: .*", r'title: "\\ud800"'),
    "a tag of Python's": ("en/causes/losing-touch.md", r"title: .*", "title: !!python/object/apply:os.getcwd []"),
    "a key in a key in a key": ("en/words.toml", r"\A", ".".join(["a"] * 1500) + " = 'x'\n"),
    "a table in a table in a table": ("en/words.toml", r"\A", "a = " + "[" * 3000 + "]" * 3000 + "\n"),
    "words that are a number of 5,000 digits": ("en/words.toml", r"\A", "a = " + "9" * 5000 + "\n"),
    "a source that is a list": ("en/sources.toml", r"\A", "nobody-1999 = [[[]]]\n"),
    "a country that is a number": ("support.toml", r"\A", "de = 7\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("words") / "content"))


def load_kindly(content: Path, file: Path, data: bytes) -> None:
    """Puts a file into the content and loads it: it is taken whole, or every fault is a sentence with a fix."""
    before = file.read_bytes()
    file.write_bytes(data)
    try:
        library = Library.load(content)
        faults: Any = [] if library.catalogs[BASE].words.texts else None
    except LibraryError as error:
        faults = error.faults
    finally:
        file.write_bytes(before)
    assert faults is not None
    assert all(fault.fix and "Traceback" not in str(fault) for fault in faults)


@pytest.mark.parametrize("name", HOSTILE_CONTENT)
def test_content_made_to_break_the_reader_is_told_of_in_sentences(content: Path, name: str) -> None:
    file, old, new = HOSTILE_CONTENT[name]
    source = (content / file).read_text(encoding="utf-8")
    changed = re.sub(old, lambda match: new.replace("\\\\", "\\"), source, count=1)
    assert changed != source
    load_kindly(content, content / file, changed.encode())


@hypothesis.settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_content_with_any_bytes_changed_is_taken_or_told_of_in_sentences(content: Path, data: st.DataObject) -> None:
    files = sorted(file for file in content.rglob("*") if file.suffix in (".md", ".toml"))
    file = data.draw(st.sampled_from(files))
    source = file.read_bytes()
    at = data.draw(st.integers(0, len(source)))
    to = data.draw(st.integers(at, min(len(source), at + 200)))
    put = data.draw(
        st.binary(max_size=8) | st.sampled_from((b"---\n", b"[", b'"', b": ", b"\t", b"- ", b"&a *a", b"{}", b"\0"))
    )
    load_kindly(content, file, source[:at] + put + source[to:])


async def test_content_that_lacks_the_words_of_a_command_is_refused_with_a_sentence(
    content: Path, settings: Config, store: Store, tmp_path: Path
) -> None:
    library = Library.load(content)
    words = library.catalogs[BASE].words
    texts = {key: text for key, text in words.texts.items() if not key.startswith("commands.causes")}
    catalog = dataclasses.replace(library.catalogs[BASE], words=words._replace(texts=texts))
    faulty = dataclasses.replace(library, catalogs={BASE: catalog})
    discord = SmallDiscord()
    async with discord.listen(tmp_path / "discord.sock"):
        with pytest.raises(LibraryError, match=r"en/commands.toml: commands.causes.description is missing. Fix: "):
            async with connected(
                lambda **how: Kindred(settings, store, faulty, **how), discord, tmp_path / "discord.sock"
            ):
                pass


async def test_every_word_that_discord_limits_is_held_to_its_limit(
    tmp_path: Path, library: Library, store: Store, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each word of the interface is replaced by its own key, and looked for in all that is sent."""
    words = library.catalogs[BASE].words
    keys = {f"={key}=": key for key in words.texts if not key.startswith("commands.")}
    texts = {**words.texts, **{key: text for text, key in keys.items()}}
    catalog = dataclasses.replace(library.catalogs[BASE], words=words._replace(texts=texts))
    seen: set[tuple[int, str]] = set()  # a limit, and the key of what was shown as something with that limit

    def see(limit: int, text: str | None) -> None:
        if text in keys:
            seen.add((limit, keys[text]))

    def look(sent: Any) -> list[str]:
        see(45, sent.get("title"))
        for part in walk(sent.get("components", [])):
            for each in (part, part.get("component", {})):
                see(45 if part["type"] == 18 else 80, each.get("label"))
                see(100, each.get("description"))
                see(150, each.get("placeholder"))
                for option in each.get("options", []):
                    see(100, option["label"])
        return []

    monkeypatch.setattr("tests.small_discord.faults", look)
    monkeypatch.setattr("tests.small_discord.form_faults", look)
    discord = SmallDiscord([Harbour(HOME, [ROOM, OTHER_ROOM]), Harbour(ELSEWHERE, [ELSEWHERE + 10])])
    discord.roles_allowed = {HOME + 2, ELSEWHERE + 2}
    changed = dataclasses.replace(library, catalogs={BASE: catalog})
    async with (
        discord.listen(tmp_path / "discord.sock"),
        connected(lambda **how: Kindred(settings, store, changed, **how), discord, tmp_path / "discord.sock") as bot,
    ):
        fuzz = FuzzWorld(discord, store, bot)
        await fuzz.fill()
        await fuzz.crawl(250)
        await fuzz.submit((await fuzz.press(part_of(2, "rem-edit:1"))).data, {"at": "noonish"})
    assert len(seen) > 60
    assert {(limit, key) for limit, key in seen if (limit_of(key) or 4000) > limit} == set()


async def test_an_error_whose_words_are_missing_is_answered_by_its_key(
    fuzz: FuzzWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = fuzz.bot.renderer.words("en")
    texts = {key: text for key, text in words.texts.items() if key != "error.gone"}
    monkeypatch.setattr(fuzz.bot.renderer, "words", lambda locale: words._replace(texts=texts))
    assert (await fuzz.press(part_of(2, "made-by-nobody"))).text == "error.gone"
    assert "words.toml lacks error.gone" in caplog.text
    caplog.clear()


# Secrets


@pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets and signals")
async def test_no_level_of_logging_prints_the_token_or_who_asked_what(tmp_path: Path) -> None:
    ana = {"id": "987654321098765432", "username": "lonely-ana", "discriminator": "0", "avatar": None}
    discord = DiscordServer()
    socket = tmp_path / "discord.sock"
    async with discord.listen(socket), on_socket(socket, KINDRED_LOG_LEVEL="DEBUG") as process:
        await process.says("Ready")
        await discord.interact(slash("causes", cause="a-secret-attention"), user=ana)
        await discord.interact({"id": "1", "name": "no-such-command", "type": 1})
        process.signal(signal.SIGTERM)
        assert await process.ends() == 0
    assert "DEBUG" in process.output
    assert TOKEN not in process.output
    for secret in (ana["id"], ana["username"], "a-secret-attention"):
        assert secret not in process.output
