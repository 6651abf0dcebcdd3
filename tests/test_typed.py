"""What moderators type: times, pauses, zones; and how a draft is packed into a button."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.content.custom_ids import LIMIT
from kindred.content.entries import TOPICS
from kindred.content.library import Library
from kindred.schedule import tz_data
from kindred.schedule.draft import Draft
from kindred.schedule.parsing import is_at_night, parse_pause, parse_time
from kindred.schedule.place_names import COUNTRIES, ZONES
from kindred.schedule.weekly import Weekly
from kindred.schedule.zones import WELL_KNOWN, all_zones, find_zones, meant, offset_name

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def refuses(read: Callable[..., object], *typed: object) -> bool:
    """Whether reading something raises ValueError, which the commands answer in words."""
    try:
        read(*typed)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("18:00", time(18)),
        ("6pm", time(18)),
        ("6:30 PM", time(18, 30)),
        ("6.30 p.m.", time(18, 30)),
        ("18h", time(18)),
        ("18h30", time(18, 30)),
        ("1830", time(18, 30)),
        ("0800", time(8)),
        ("8", time(8)),
        ("1", time(1)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("  7  am ", time(7)),
        ("5 o'clock", time(5)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, expected: time) -> None:
    assert parse_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "25:00", "18:60", "13pm", "0am", "six", "18:0", "-5", "18:00:00", "💛"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert refuses(parse_time, typed)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_times(typed: str) -> None:
    assert refuses(parse_time, typed) or isinstance(parse_time(typed), time)


@pytest.mark.parametrize(
    ("at", "late"), [(time(9), False), (time(21), False), (time(8, 59), True), (time(21, 1), True), (time(3), True)]
)
def test_late_hours_lie_between_nine_and_nine(at: time, late: bool) -> None:
    assert is_at_night(at) is late


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2", NOW + timedelta(weeks=2)),
        ("2 weeks", NOW + timedelta(weeks=2)),
        ("1 week", NOW + timedelta(weeks=1)),
        ("for 3w", NOW + timedelta(weeks=3)),
        ("2026-12-24", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("2026-7-2", datetime(2026, 7, 1, 22, tzinfo=UTC)),
        ("3d", NOW + timedelta(days=3)),
        ("in 10 days", NOW + timedelta(days=10)),
        ("Tomorrow", datetime(2026, 7, 1, 22, tzinfo=UTC)),
        ("tomorrow 5pm", datetime(2026, 7, 2, 15, tzinfo=UTC)),
        ("until Sunday", datetime(2026, 7, 4, 22, tzinfo=UTC)),
        ("next week", datetime(2026, 7, 5, 22, tzinfo=UTC)),
        ("next month", datetime(2026, 7, 31, 22, tzinfo=UTC)),
        ("two months", datetime(2026, 8, 31, 22, tzinfo=UTC)),
        ("January", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("24 December", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("Dec 24th", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("24.12.2026", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("24.12.", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("the 15th", datetime(2026, 7, 14, 22, tzinfo=UTC)),
        ("29 June", datetime(2027, 6, 28, 22, tzinfo=UTC)),
    ],
)
def test_pauses_are_weeks_days_or_a_local_day(typed: str, expected: datetime) -> None:
    assert parse_pause(typed, NOW, "Europe/Berlin") == expected


@pytest.mark.parametrize(
    ("typed", "locale", "day"),
    [
        ("24. Dezember", "de", (12, 24)),
        ("morgen", "de", (7, 2)),
        ("demain", "fr", (7, 2)),
        ("24 de diciembre", "es-ES", (12, 24)),
        ("12/10/2026", "en-US", (12, 10)),
        ("12/10/2026", "en-GB", (10, 12)),
        ("tomorrow", "xx", (7, 2)),
    ],
)
def test_days_are_read_in_the_persons_language(typed: str, locale: str, day: tuple[int, int]) -> None:
    until = parse_pause(typed, NOW, "UTC", locale)
    assert (until.month, until.day) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("", "0", "soon", "2026-06-30", "2026-02-30", "31 November", "105 weeks", "2029-01-01", "yesterday", "-3d"),
        *("today", "3 months ago", "in 99999999999 days", "december " * 8, "1:" * 30, "in 1000000 years"),
    ],
)
def test_what_is_no_pause_is_refused(typed: str) -> None:
    assert refuses(parse_pause, typed, NOW, "Europe/Berlin")


drafts = st.builds(
    Draft,
    schedule=st.integers(0, 2**40),
    channel_id=st.integers(1, 2**63 - 1),
    weekly=st.builds(
        Weekly,
        st.integers(0, 6),
        st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        st.sampled_from(sorted(all_zones())),
    ),
    topics=st.sets(st.sampled_from(TOPICS), min_size=1).map(lambda chosen: tuple(t for t in TOPICS if t in chosen)),
    role_id=st.none() | st.integers(1, 2**63 - 1),
    silent=st.booleans(),
)


@given(drafts)
def test_a_draft_survives_being_packed_into_a_button(draft: Draft) -> None:
    packed = draft.pack()
    assert Draft.unpack(packed) == draft
    assert len(f"rem-form:{packed}") <= LIMIT


@given(st.text(max_size=99))
def test_what_nobody_packed_is_refused(text: str) -> None:
    assert refuses(Draft.unpack, text)


@pytest.mark.parametrize(
    "text",
    [
        "0.1.9.0.1.0.1.UTC",  # no such weekday
        "0.1.0.zzz.1.0.1.UTC",  # no such minute
        "0.1.0.0.zz.0.1.UTC",  # no such topic
        "0.1.0.0.1.0.1.Europe/Atlantis",
        "0.zzzzzzzzzzzzzzzz.0.0.1.0.1.UTC",  # no such channel
        "0.1.0.0.1.0.1.../../etc/passwd",
    ],
)
def test_a_forged_draft_is_refused(text: str) -> None:
    assert refuses(Draft.unpack, text)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("US/Eastern", "America/New_York"),
        ("EST5EDT", "America/New_York"),
        ("America/Montreal", "America/Toronto"),
        ("hongkong", "Asia/Hong_Kong"),
        ("Hong Kong", "Asia/Hong_Kong"),
        ("newyork", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Bogotá", "America/Bogota"),
        ("Kiev", "Europe/Kyiv"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("Calcutta", "Asia/Kolkata"),
        ("Czechia", "Europe/Prague"),
        ("deutschland", "Europe/Berlin"),
        ("Türkiye", "Europe/Istanbul"),
        ("turkiye", "Europe/Istanbul"),
        ("U.K.", "Europe/London"),
        ("north korea", "Asia/Pyongyang"),
        ("south korea", "Asia/Seoul"),
        ("st. john's", "America/St_Johns"),
        ("Eastern Time", "America/New_York"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("queensland", "Australia/Brisbane"),
        ("munich", "Europe/Berlin"),
        ("+5:45", "Asia/Kathmandu"),
        ("Москва", "Europe/Moscow"),
    ],
)
def test_a_place_that_is_clear_is_taken(typed: str, zone: str) -> None:
    found = meant(typed, NOW)
    assert ([each.name for each in found.zones], found.certain) == ([zone], True)


@pytest.mark.parametrize(
    ("typed", "first", "also"),
    [
        ("EST", "America/New_York", "America/Panama"),
        ("MST", "America/Denver", "America/Phoenix"),
        ("CST", "America/Chicago", "Asia/Shanghai"),
        ("IST", "Asia/Kolkata", "Asia/Jerusalem"),
        ("U.S.A.", "America/New_York", "Pacific/Honolulu"),
        ("texas", "America/Chicago", "America/Denver"),
        ("espana", "Europe/Madrid", "Atlantic/Canary"),
        ("georgia", "America/New_York", "Asia/Tbilisi"),
        ("birmingham", "Europe/London", "America/Chicago"),
        ("indiana", "America/Chicago", "America/Indiana/Indianapolis"),
        ("utc+2", "Europe/Berlin", "Africa/Johannesburg"),
        ("Etc/GMT+3", "America/Sao_Paulo", "America/Halifax"),
    ],
)
def test_what_may_be_several_clocks_is_asked_back(typed: str, first: str, also: str) -> None:
    found = meant(typed, NOW)
    names = [zone.name for zone in found.zones]
    assert not found.certain
    assert names[0] == first
    assert also in names


@pytest.mark.parametrize(
    "typed",
    [
        "Europe/Atlantis",
        "",
        " ",
        "/etc/localtime",
        "localtime",
        "posixrules",
        "Factory",
        "../../etc",
        "@everyone",
        "💛",
    ],
)
def test_what_is_no_place_finds_none(typed: str) -> None:
    assert meant(typed, NOW) == ([], False)


@pytest.mark.parametrize("typed", sorted(tz_data._names()))
def test_whatever_name_is_typed_what_is_found_has_a_place(typed: str) -> None:
    placed = {line.split("\t")[2] for line in tz_data.read_bytes("zone.tab").decode().splitlines() if line[0] != "#"}
    assert {zone.name for zone in meant(typed, NOW).zones} <= placed | {"UTC"}


def test_north_korea_is_offered_alone() -> None:
    assert [zone.name for zone in find_zones("north korea", NOW)] == ["Asia/Pyongyang"]


def test_each_name_of_a_place_stands_where_a_zone_or_country_is() -> None:
    """A name in place_names.py of a zone that was renamed would be found no more, or end in an error."""
    table = [line.split("\t") for line in tz_data.read_bytes("zone.tab").decode().splitlines() if line[0] != "#"]
    assert set(COUNTRIES) <= {line[0] for line in table}
    assert {*ZONES, *WELL_KNOWN} <= {line[2] for line in table} | {"UTC"}


def test_every_zone_is_found_by_its_own_name_and_has_a_short_label(library: Library) -> None:
    words = library.catalogs["en"].words
    for name, zone in all_zones().items():
        assert zone in find_zones(zone.city, NOW, limit=400), name
        assert len(zone.label(NOW, words)) <= 80, "a button holds no more"


@given(st.text(max_size=70))
def test_no_text_breaks_the_search_for_zones(typed: str) -> None:
    assert len(find_zones(typed, NOW)) <= 25
    assert len(meant(typed, NOW).zones) <= 10


@pytest.mark.parametrize(
    ("minutes", "name"), [(0, "UTC"), (60, "UTC+1"), (-210, "UTC-3:30"), (345, "UTC+5:45"), (840, "UTC+14")]
)
def test_offsets_are_written_as_people_write_them(minutes: int, name: str) -> None:
    assert offset_name(timedelta(minutes=minutes)) == name
