"""Nothing that moderators do over and over, and no clock that ran ahead, leaves rows without end."""

from datetime import UTC, datetime, time, timedelta

from kindred.content.own_text import OwnText
from kindred.schedule.weekly import Weekly
from kindred.storage.ledger import State
from kindred.storage.own_texts import TEXTS_A_GUILD
from kindred.storage.schedules import SCHEDULES_A_GUILD
from kindred.storage.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND, YEAR = timedelta(seconds=1), timedelta(days=365)
SUNDAY = Weekly(6, time(17), "Europe/Berlin")
TEXT = OwnText(0, "Tea", "You could have tea with somebody.", None, "rest")


async def test_two_hundred_weekly_posts_added_and_removed_leave_ten_and_the_last_comes_back(store: Store) -> None:
    await store.schedules.add(1, 9, SUNDAY, NOW)
    other = await store.schedules.add(2, 8, SUNDAY, NOW)
    await store.schedules.remove(2, other.id, NOW)
    ids: list[int] = []
    for turn in range(200):
        added = await store.schedules.add(1, 10 + turn % 3, SUNDAY, NOW + turn * SECOND)
        await store.schedules.remove(1, added.id, NOW + turn * SECOND)
        ids.append(added.id)
    kept = [row["id"] for row in (await store.rows_of(1))["schedules"] if row["removed_at"] is not None]
    assert kept == ids[-SCHEDULES_A_GUILD:]
    assert len(await store.schedules.of(1)) == 1, "one that runs is not among them"
    assert await store.schedules.restore(1, ids[-1], NOW + 200 * SECOND)
    assert not await store.schedules.restore(1, ids[0], NOW + 200 * SECOND)
    assert await store.schedules.restore(2, other.id, NOW + 200 * SECOND), "another server's are not counted"


async def test_a_removed_weekly_post_whose_post_is_still_looked_for_is_kept(store: Store) -> None:
    claimed = await store.schedules.add(1, 9, SUNDAY, NOW)
    assert claimed.due
    assert await store.ledger.claim(claimed, claimed.due, "listen-1", claimed.due)
    await store.schedules.remove(1, claimed.id, NOW)
    for turn in range(20):
        added = await store.schedules.add(1, 10, SUNDAY, NOW)
        await store.schedules.remove(1, added.id, NOW + turn * SECOND)
    rows = await store.rows_of(1)
    assert len(rows["schedules"]) == SCHEDULES_A_GUILD + 1
    assert [row["state"] for row in rows["occurrences"]] == ["claimed"]


async def test_a_clock_that_was_behind_takes_no_way_back_from_the_last_removal(store: Store) -> None:
    for _ in range(SCHEDULES_A_GUILD):
        added = await store.schedules.add(1, 10, SUNDAY, NOW)
        await store.schedules.remove(1, added.id, NOW + YEAR)
    last = await store.schedules.add(1, 10, SUNDAY, NOW)
    await store.schedules.remove(1, last.id, NOW)
    assert await store.schedules.restore(1, last.id, NOW)


async def test_two_hundred_own_texts_added_and_removed_leave_fifty_and_the_last_comes_back(store: Store) -> None:
    await store.own_texts.add(1, TEXT)
    ids: list[int] = []
    for turn in range(200):
        added = await store.own_texts.add(1, TEXT)
        assert await store.own_texts.remove(1, added.id, NOW + turn * SECOND)
        ids.append(added.id)
    kept = [row["id"] for row in (await store.rows_of(1))["own_texts"] if row["removed_at"] is not None]
    assert kept == ids[-TEXTS_A_GUILD:]
    assert await store.own_texts.restore(1, ids[-1], NOW + 200 * SECOND)
    assert len(await store.own_texts.of(1)) == 2


async def test_rows_of_the_year_2218_go_with_the_next_housekeeping_and_the_post_comes_back(store: Store) -> None:
    """As skipping without an end left them."""
    schedule = await store.schedules.add(1, 10, SUNDAY, NOW)
    far = NOW + 190 * YEAR
    for week in range(20):
        await store._db.change(
            "INSERT INTO occurrences (schedule, due, state, reason) VALUES (?, ?, 'skipped', 'moderator')",
            schedule.id,
            int((far + week * timedelta(days=7)).timestamp()),
        )
    at = int((far + YEAR).timestamp())
    await store._db.change("UPDATE schedules SET due = ?, act_at = ? WHERE id = ?", at, at, schedule.id)
    await store.purge(NOW)
    assert (await store.rows_of(1))["occurrences"] == []
    again = await store.schedules.get(1, schedule.id)
    assert again
    assert again.due == SUNDAY.next_after(NOW)


async def test_what_can_be_skipped_after_the_longest_pause_is_kept(store: Store) -> None:
    schedule = await store.schedules.add(1, 10, SUNDAY, NOW)
    await store.schedules.pause(1, [schedule.id], NOW, NOW + 2 * YEAR)
    skipped = [await store.schedules.skip_next(1, schedule.id, NOW) for _ in range(12)]
    await store.purge(NOW)
    assert [row["due"] for row in (await store.rows_of(1))["occurrences"]] == [
        int(due.timestamp()) for due in skipped if due
    ]


async def test_what_a_clock_that_ran_ahead_removed_and_left_is_deleted_in_its_time(store: Store) -> None:
    schedule = await store.schedules.add(1, 10, SUNDAY, NOW)
    await store.schedules.remove(1, schedule.id, NOW + YEAR)
    text = await store.own_texts.add(1, TEXT)
    await store.own_texts.remove(1, text.id, NOW + YEAR)
    await store.own_texts.add(2, TEXT)
    await store.departures.leave(2, NOW + YEAR)
    await store.purge(NOW)
    await store.purge(NOW + timedelta(days=29))
    rows = await store.rows_of(1)
    assert rows["schedules"] == rows["own_texts"] == []
    assert (await store.rows_of(2))["own_texts"]
    await store.purge(NOW + timedelta(days=31))
    assert not any((await store.rows_of(2)).values())


async def test_the_last_post_of_a_clock_that_ran_ahead_is_forgotten(store: Store) -> None:
    schedule = await store.schedules.add(1, 10, SUNDAY, NOW + YEAR)
    assert schedule.due
    assert await store.ledger.claim(schedule, schedule.due, "listen-1", schedule.due)
    await store.ledger.settle(schedule.id, schedule.due, State.SENT, schedule.due, message_id=5)
    assert (await store.rows_of(1))["last_posts"]
    await store.purge(NOW)
    assert (await store.rows_of(1))["last_posts"] == []
