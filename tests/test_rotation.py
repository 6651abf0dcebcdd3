"""Which text comes next: none again too soon, topics spread, an order of its own for each schedule."""

import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.config import CONTENT
from kindred.content.library import Library
from kindred.schedule.rotation import APART, Choice, texts_left, upcoming

SHIPPED = [Choice(r.id, r.topic, r.light) for r in Library.load(CONTENT).catalogs["en"].reminders.values()]


def pool(size: int, topics: int = 4) -> list[Choice]:
    return [Choice(f"t{n}", f"topic{n % topics}") for n in range(size)]


def gaps(order: list[str]) -> list[int]:
    last: dict[str, int] = {}
    found = []
    for place, id in enumerate(order):
        if id in last:
            found.append(place - last[id])
        last[id] = place
    return found


@given(st.integers(1, 90), st.integers(1, 8), st.text(max_size=8))
def test_no_text_repeats_within_53_weeks_while_the_pool_allows(size: int, topics: int, key: str) -> None:
    order = upcoming(pool(size, topics), [], key, 4 * size + 60)
    assert min(gaps(order)) >= min(size, APART)


@given(st.text(max_size=8))
def test_the_shipped_texts_all_come_once_before_one_repeats(key: str) -> None:
    order = upcoming(SHIPPED, [], key, len(SHIPPED))
    assert len(set(order)) == len(SHIPPED)


@given(st.text(max_size=8))
def test_the_first_post_of_all_is_a_light_one_and_the_rest_keeps_its_order(key: str) -> None:
    light = {choice.id for choice in SHIPPED if choice.light}
    assert 8 <= len(light) <= 20
    first, *rest = upcoming(SHIPPED, [], key, 60)
    assert first in light
    assert upcoming(SHIPPED, [first], key, 59) == rest, "only the first is special"
    heavy = [choice for choice in SHIPPED if not choice.light]
    assert upcoming(heavy, [], key, 1), "without a light one, any other comes first"


@given(st.text(max_size=8))
def test_two_posts_in_a_row_share_no_topic_over_three_years(key: str) -> None:
    topics = {choice.id: choice.topic for choice in SHIPPED}
    order = [topics[id] for id in upcoming(SHIPPED, [], key, 160)]
    assert [pair for pair in itertools.pairwise(order) if pair[0] == pair[1]] == []


@given(st.text(max_size=8))
def test_topics_are_dealt_out_evenly(key: str) -> None:
    topics = {choice.id: choice.topic for choice in SHIPPED}
    order = [topics[id] for id in upcoming(SHIPPED, [], key, 64)]
    for start in range(0, 64 - 16):
        assert 2 <= Counter(order[start : start + 16])["people-you-know"] <= 6, "16 of 64 are one in four"


def test_no_two_texts_within_four_weeks_open_alike_in_any_order() -> None:
    reminders = Library.load(CONTENT).catalogs["en"].reminders
    opening = {id: tuple(re.findall(r"[\w']+", r.body.lower())[:3]) for id, r in reminders.items()}
    for schedule in range(300):
        order = [opening[id] for id in upcoming(SHIPPED, [], str(schedule), 130)]
        for place in range(len(order)):
            assert order[place] not in order[place + 1 : place + 4]


def test_each_schedule_has_its_own_order() -> None:
    orders = {tuple(upcoming(SHIPPED, [], str(schedule), 8)) for schedule in range(50)}
    assert len(orders) == 50


@given(st.integers(0, 200), st.text(max_size=8))
def test_a_preview_is_what_comes(sent: int, key: str) -> None:
    history = upcoming(SHIPPED, [], key, sent)
    preview = upcoming(SHIPPED, history, key, 4)
    for id in preview:
        assert upcoming(SHIPPED, history, key, 1) == [id]
        history.append(id)


@given(st.integers(0, 120), st.integers(0, 63), st.text(max_size=8))
def test_a_removed_text_brings_no_other_back_early(sent: int, removed: int, key: str) -> None:
    history = upcoming(SHIPPED, [], key, sent)
    fewer = [choice for place, choice in enumerate(SHIPPED) if place != removed]
    order = history + upcoming(fewer, history, key, 70)
    assert min(gaps(order), default=APART) >= APART


@given(st.integers(0, 120), st.text(max_size=8))
def test_an_added_text_comes_soon_and_brings_no_other_back_early(sent: int, key: str) -> None:
    history = upcoming(SHIPPED, [], key, sent)
    more = [*SHIPPED, Choice("new", "meet")]
    coming = upcoming(more, history, key, 70)
    assert coming.count("new") >= 1
    assert min(gaps(history + coming), default=APART) >= APART


def test_removing_a_text_keeps_most_of_the_order() -> None:
    before = upcoming(SHIPPED, [], "1", 64)
    fewer = [choice for choice in SHIPPED if choice.id != before[40]]
    after = upcoming(fewer, [], "1", 63)
    same = sum(a == b for a, b in zip(before[:20], after[:20], strict=True))
    assert same >= 10


@pytest.mark.parametrize("size", [1, 2, 5, 20])
def test_a_small_pool_repeats_as_late_as_it_can(size: int) -> None:
    assert set(gaps(upcoming(pool(size), [], "x", 5 * size))) == {size}


def test_texts_left_counts_down_to_nothing() -> None:
    history = upcoming(SHIPPED, [], "1", 64)
    assert [texts_left(SHIPPED, history[:n]) for n in (0, 1, 63, 64)] == [64, 63, 1, 0]


def test_an_empty_pool_gives_nothing() -> None:
    assert upcoming([], [], "1", 4) == []
