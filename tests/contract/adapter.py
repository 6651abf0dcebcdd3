"""The names of the project's API that the model needs, in one place."""

from datetime import datetime, timedelta
from typing import Any

from kindred.delivery.attempts import RejectedError as Rejected
from kindred.delivery.attempts import TransientError as Transient
from kindred.delivery.attempts import UnverifiableError as Unverifiable
from kindred.delivery.attempts import nonce
from kindred.delivery.loop import Delivery
from kindred.schedule.weekly import Weekly
from kindred.storage.errors import ChannelTaken, SkippedTooFar, StorageUnavailable, TooManySchedules
from kindred.storage.schedules import Schedule
from kindred.storage.store import Store

REFUSALS = (ChannelTaken, SkippedTooFar, TooManySchedules)  # what moderators are told in words

__all__ = ["REFUSALS", "Rejected", "StorageUnavailable", "Transient", "Unverifiable"]


def open_store() -> Any:
    return Store.open(":memory:")


def delivery(store: Store, *, rate: float, max_sleep: timedelta, **hands: Any) -> Delivery:
    return Delivery(store, rate=rate, max_sleep=max_sleep, **hands)


def nonce_of(schedule: Schedule, due: datetime) -> str:
    return nonce(schedule, due)


class Changes:
    """What moderators and servers do, as the cogs call it."""

    def __init__(self, store: Store) -> None:
        self._schedules = store.schedules
        self._departures = store.departures

    async def add(self, guild: int, channel: int, weekly: Weekly, now: datetime) -> Schedule:
        return await self._schedules.add(guild, channel, weekly, now)

    async def edit(self, guild: int, id: int, now: datetime, weekly: Weekly) -> None:
        await self._schedules.change(guild, id, now, weekly=weekly, topics=(), role_id=None, silent=True)

    async def move(self, guild: int, id: int, channel: int, now: datetime) -> None:
        await self._schedules.move(guild, id, channel, now)

    async def pause(self, guild: int, id: int, now: datetime, until: datetime | None = None) -> None:
        await self._schedules.pause(guild, [id], now, until)

    async def resume(self, guild: int, id: int, now: datetime) -> None:
        await self._schedules.resume(guild, [id], now)

    async def skip(self, guild: int, id: int, now: datetime) -> datetime | None:
        return await self._schedules.skip_next(guild, id, now)

    async def undo_skip(self, guild: int, id: int, now: datetime, due: datetime) -> bool:
        return await self._schedules.undo_skip(guild, id, due, now)

    async def remove(self, guild: int, id: int, now: datetime) -> None:
        await self._schedules.remove(guild, id, now)

    async def undo(self, guild: int, id: int, now: datetime) -> bool:
        return await self._schedules.restore(guild, id, now)

    async def leave(self, guild: int, now: datetime) -> None:
        await self._departures.leave(guild, now)

    async def rejoin(self, guild: int, now: datetime) -> None:
        await self._departures.rejoin(guild, now)
