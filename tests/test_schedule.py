"""Weekly occurrences on the local calendar, through every change of the clocks."""

import importlib.resources
import itertools
import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.schedule.tz_data import load_zone
from kindred.schedule.weekly import WEEK, Weekly

ZONES = sorted(
    line for line in importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekly", "after", "expected"),
    [
        # An ordinary week, and the strictness of "after".
        (Weekly(SUN, time(17), "Europe/Berlin"), "2026-01-01 00:00", "2026-01-04 16:00"),
        (Weekly(SUN, time(17), "Europe/Berlin"), "2026-01-04 15:59:59", "2026-01-04 16:00"),
        (Weekly(SUN, time(17), "Europe/Berlin"), "2026-01-04 16:00", "2026-01-11 16:00"),
        # Wall-clock time stays when the clocks change.
        (Weekly(SUN, time(17), "Europe/Berlin"), "2026-03-28 00:00", "2026-03-29 15:00"),
        (Weekly(SUN, time(17), "Europe/Berlin"), "2026-10-24 00:00", "2026-10-25 16:00"),
        # 02:30 does not exist on 29 March 2026 in Berlin: it becomes 03:30.
        (Weekly(SUN, time(2, 30), "Europe/Berlin"), "2026-03-28 12:00", "2026-03-29 01:30"),
        (Weekly(SUN, time(2, 30), "America/New_York"), "2026-03-07 12:00", "2026-03-08 07:30"),
        # 02:30 comes twice on 25 October 2026 in Berlin: the first, in summer time.
        (Weekly(SUN, time(2, 30), "Europe/Berlin"), "2026-10-24 12:00", "2026-10-25 00:30"),
        (Weekly(SUN, time(2, 30), "Europe/Berlin"), "2026-10-25 00:30", "2026-11-01 01:30"),
        # Half an hour of daylight saving: 02:15 is skipped on 4 October 2026 and becomes 02:45.
        (Weekly(SUN, time(2, 15), "Australia/Lord_Howe"), "2026-10-03 00:00", "2026-10-03 15:45"),
        (Weekly(SUN, time(1, 45), "Australia/Lord_Howe"), "2026-04-04 00:00", "2026-04-04 14:45"),
        # Samoa skipped Friday, 30 December 2011: the post moves forward by the gap, to Saturday.
        (Weekly(FRI, time(10), "Pacific/Apia"), "2011-12-24 00:00", "2011-12-30 20:00"),
        (Weekly(FRI, time(10), "Pacific/Apia"), "2011-12-30 20:00", "2012-01-05 20:00"),
        (Weekly(SAT, time(10), "Pacific/Apia"), "2011-12-29 00:00", "2011-12-30 20:00"),
        # Zones that changed their rules: Turkey stayed in summer time in 2016, Russia went to winter for good in 2014.
        (Weekly(SUN, time(17), "Europe/Istanbul"), "2016-11-05 00:00", "2016-11-06 14:00"),
        (Weekly(MON, time(9), "Europe/Moscow"), "2014-10-25 00:00", "2014-10-27 06:00"),
        # An offset of three quarters of an hour, and the far ends of the day line.
        (Weekly(WED, time(12), "Asia/Kathmandu"), "2026-01-01 00:00", "2026-01-07 06:15"),
        (Weekly(MON, time(0), "Pacific/Kiritimati"), "2026-01-01 00:00", "2026-01-04 10:00"),
        (Weekly(SUN, time(23, 59), "Pacific/Pago_Pago"), "2026-01-01 00:00", "2026-01-05 10:59"),
    ],
)
def test_next_after(weekly: Weekly, after: str, expected: str) -> None:
    assert weekly.next_after(utc(after)) == utc(expected)
    assert weekly.next_after(utc(after)).tzinfo is UTC


def test_a_moment_in_any_zone_means_the_same_instant() -> None:
    weekly = Weekly(SUN, time(17), "Europe/Berlin")
    moment = utc("2026-01-04 15:30")
    assert weekly.next_after(moment.astimezone(load_zone("Asia/Tokyo"))) == weekly.next_after(moment)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Weekly(7, time(17), "UTC"), "weekday is 7"),
        (lambda: Weekly(-1, time(17), "UTC"), "weekday is -1"),
        (lambda: Weekly(SUN, time(17), "Europe/Atlantis"), "'Europe/Atlantis' is not a time zone"),
        (lambda: Weekly(SUN, time(17), "Europe"), "'Europe' is not a time zone"),
        (lambda: Weekly(SUN, time(17), "../../etc/passwd"), "is not a time zone"),
        (lambda: Weekly(SUN, time(17), "/etc/localtime"), "is not a time zone"),
        (lambda: Weekly(SUN, time(17), "x\0y"), "is not a time zone"),
        (lambda: Weekly(SUN, time(17), ""), "'' is not a time zone"),
        (lambda: Weekly(SUN, time(17, tzinfo=UTC), "UTC"), "at carries a zone"),
        (lambda: Weekly(SUN, time(17), "UTC").next_after(datetime(2026, 1, 1)), "moment has no zone"),  # noqa: DTZ001
    ],
)
def test_what_makes_no_sense_is_a_clear_error(make: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()  # type: ignore[operator]


weeklies = st.builds(
    Weekly, st.integers(0, 6), st.times().map(lambda t: t.replace(microsecond=0)), st.sampled_from(ZONES)
)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))  # noqa: DTZ001


@given(weeklies, moments)
def test_it_is_strictly_after_on_the_right_local_day_and_time_or_moved_by_a_gap(
    weekly: Weekly, moment: datetime
) -> None:
    found = weekly.next_after(moment)
    assert found > moment
    local = found.astimezone(load_zone(weekly.zone))
    if local.weekday() == weekly.weekday and local.time() == weekly.at:
        return
    # Otherwise the wall-clock time is one that this zone skipped on that day, and it moved forward by the gap.
    wanted = datetime.combine(local.date(), weekly.at) - timedelta(days=(local.weekday() - weekly.weekday) % 7)
    gap = local.replace(tzinfo=None) - wanted
    assert timedelta() < gap <= timedelta(days=1)
    just_before = (found - timedelta(seconds=1) - gap).astimezone(load_zone(weekly.zone))
    assert local.utcoffset() - just_before.utcoffset() == gap  # type: ignore[operator]


@given(weeklies, moments)
def test_nothing_lies_between_a_moment_and_its_next_occurrence(weekly: Weekly, moment: datetime) -> None:
    """Walking from any moment reaches every occurrence: none is skipped, none comes twice."""
    first = weekly.next_after(moment)
    assert weekly.next_after(first - timedelta(seconds=1)) == first
    second = weekly.next_after(first)
    assert abs(second - first - WEEK) <= timedelta(days=1)
    assert weekly.next_after(moment + (first - moment) / 2) == first


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_52_or_53_posts_on_the_right_day_in_every_zone(zone: str) -> None:
    weekly = Weekly(SUN, time(17), zone)
    moment, end = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")
    days: list[date] = []
    while (moment := weekly.next_after(moment)) < end:
        local = moment.astimezone(load_zone(zone))
        assert (local.weekday(), local.hour, local.minute) == (SUN, 17, 0)
        days.append(local.date())
    assert len(days) in (52, 53)
    assert all(later - earlier == WEEK for earlier, later in itertools.pairwise(days))


def test_the_systems_older_data_do_not_move_a_post(tmp_path: Path) -> None:
    """Two sets of data: on this system Vancouver keeps the clocks of Anchorage, in the package its own."""
    package = importlib.resources.files("tzdata").joinpath("zoneinfo")
    (tmp_path / "America").mkdir()
    with importlib.resources.as_file(package.joinpath("America/Anchorage")) as other:
        shutil.copy(other, tmp_path / "America/Vancouver")
    moment = utc("2026-12-01 00:00")
    load_zone.cache_clear()
    reset_tzpath([tmp_path])
    try:
        assert moment.astimezone(ZoneInfo.no_cache("America/Vancouver")).hour == 15, "the system has other rules"
        assert Weekly(SUN, time(17), "America/Vancouver").next_after(moment) == utc("2026-12-07 00:00")
    finally:
        reset_tzpath()
        load_zone.cache_clear()
