"""A model of Discord: channels with messages, nonces that are forgotten, histories that may be closed, and weather."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.contract import adapter
from tests.contract.adapter import Rejected, Transient, Unverifiable

NONCE_KEPT = timedelta(seconds=120)  # "the past few minutes": at least two
PATIENCE = 60.0  # seconds that a request may take before the bot gives up on it
EPOCH_MS = 1420070400000  # ids of messages count from 2015

# Weather of a post: what becomes of it, and how it ends for the bot.
CALM, OUTAGE, SLOW, REFUSED, BUG = "calm", "outage", "slow", "refused", "bug"
SENDS = {
    "calm": CALM,
    "late": SLOW,  # stored and answered, at any moment of the bot's patience
    "fast": OUTAGE,  # a failure at once
    "five": OUTAGE,  # five seconds for each failure
    "silent": OUTAGE,  # no answer; perhaps stored
    "lost": OUTAGE,  # stored, and the answer is lost
    "missing": REFUSED,
    "bug": BUG,
    "stored-bug": BUG,
}
FINDS = {"calm": CALM, "fast": OUTAGE, "silent": OUTAGE, "closed": REFUSED, "bug": BUG}


@dataclass(frozen=True)
class Message:
    """A post in a channel."""

    id: int
    schedule: int
    due: datetime
    text: str
    at: datetime
    quiet: bool
    channel: int


@dataclass
class Channels:
    """Discord, as delivery sees it. `clock` is Discord's own; `step` lets a process die before each step."""

    clock: Callable[[], datetime]
    random: Random
    step: Callable[[str], Awaitable[None]]
    messages: list[Message] = field(default_factory=list)
    sends: dict[int | None, str] = field(default_factory=dict)  # the weather of a channel; None: of all others
    finds: dict[int | None, str] = field(default_factory=dict)
    reports_hang: bool = False
    reports: list[tuple[int, str | None, bool]] = field(default_factory=list)
    requests: int = 0
    searches: int = 0
    begun: Callable[[Any, datetime, bool], None] = lambda schedule, due, quiet: None
    stored: Callable[[Message], None] = lambda message: None
    _nonces: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _of: dict[tuple[int, datetime], list[Message]] = field(default_factory=dict)
    _in: dict[int, list[Message]] = field(default_factory=dict)

    def of(self, schedule: int, due: datetime) -> list[Message]:
        """The posts of an occurrence, in any channel."""
        return self._of.get((schedule, due), [])

    def in_channel(self, channel: int) -> list[Message]:
        """The posts in a channel, in their order."""
        return self._in.get(channel, [])

    async def send(self, schedule: Any, due: datetime, text: str, *, quiet: bool) -> int:
        await self.step("before the send")
        self.requests += 1
        channel = schedule.channel_id
        weather = self.sends.get(channel) or self.sends.get(None, "calm")
        self.begun(schedule, due, quiet)
        if weather == "missing":
            await asyncio.sleep(0.05)
            raise Rejected("missing:send_messages")
        if weather == "bug":
            raise RuntimeError("nobody thought of it")
        if weather in ("fast", "five"):
            await asyncio.sleep(0.05 if weather == "fast" else 5)
            raise Transient("discord")
        if weather == "silent":
            at = self.random.uniform(0, PATIENCE)
            await asyncio.sleep(at)
            if self.random.random() < 0.5:
                self._store(schedule, due, text, quiet)
            await asyncio.sleep(PATIENCE - at)
            raise Transient("network")
        if weather == "late":
            await asyncio.sleep(self.random.uniform(0, PATIENCE - 1))
        else:
            await asyncio.sleep(self.random.uniform(0.05, 0.3))
        id = self._store(schedule, due, text, quiet)
        await self.step("after the send")
        if weather == "lost":
            raise Transient("network")
        if weather == "stored-bug":
            raise RuntimeError("an answer that nobody thought of")
        await asyncio.sleep(0.05)
        return id

    def _store(self, schedule: Any, due: datetime, text: str, quiet: bool) -> int:
        key, now = adapter.nonce_of(schedule, due), self.clock()
        known = self._nonces.get(key)
        if known and now - known[0] <= NONCE_KEPT:
            return known[1]
        id = self.new_id()
        message = Message(id, schedule.id, due, text, now, quiet, schedule.channel_id)
        self.messages.append(message)
        self._of.setdefault((schedule.id, due), []).append(message)
        self._in.setdefault(message.channel, []).append(message)
        self._nonces[key] = (now, id)
        self.stored(message)
        return id

    def new_id(self) -> int:
        return (int(self.clock().timestamp() * 1000) - EPOCH_MS << 22) + len(self.messages)

    async def find(self, schedule: Any, claim: Any) -> int | None:
        await self.step("before the search")
        self.searches += 1
        channel = schedule.channel_id
        weather = self.finds.get(channel) or self.finds.get(None, "calm")
        await asyncio.sleep(PATIENCE if weather == "silent" else 0.05)
        if weather == "closed":
            raise Unverifiable
        if weather == "bug":
            raise RuntimeError("a history that nobody thought of")
        if weather in ("fast", "silent"):
            raise Transient("discord")
        return next((m.id for m in self.of(schedule.id, claim.due) if m.channel == channel), None)

    async def report(self, schedule: Any, reason: str | None, *, paused: bool) -> None:
        await self.step("before the report")
        await asyncio.sleep(300 if self.reports_hang else 0.1)
        self.reports.append((schedule.id, reason, paused))
