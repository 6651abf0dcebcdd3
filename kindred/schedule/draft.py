"""A schedule that is being set up, packed so small that a button's custom_id carries it.

So a preview works after a restart, and nothing is kept for somebody who never presses *Enable*.
"""

import re
from datetime import time
from typing import NamedTuple

from kindred.content.entries import TOPICS
from kindred.schedule.weekly import Weekly

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PACKED = r"[0-9a-z]+(?:\.[0-9a-z]+){6}\.[\w/+-]+"  # what `pack` makes, as a pattern


class Draft(NamedTuple):
    """What a form asks for. `schedule` is the id of the one that is changed, 0 for a new one."""

    schedule: int
    channel_id: int
    weekly: Weekly
    topics: tuple[str, ...]  # all of them means no choice was made
    role_id: int | None
    silent: bool

    @property
    def chosen_topics(self) -> tuple[str, ...]:
        """The topics to keep: empty where all are wanted, so that a new topic joins by itself."""
        return () if set(self.topics) >= set(TOPICS) else self.topics

    def pack(self) -> str:
        """At most 90 characters of digits, small letters and a zone's name."""
        bits = sum(1 << TOPICS.index(topic) for topic in self.topics)
        minute = self.weekly.at.hour * 60 + self.weekly.at.minute
        numbers = (self.schedule, self.channel_id, self.weekly.weekday, minute, bits, self.role_id or 0, self.silent)
        return ".".join((*map(_to_base36, numbers), self.weekly.zone))

    @classmethod
    def unpack(cls, text: str) -> "Draft":
        """What `pack` packed. Raises ValueError for anything else."""
        if not re.fullmatch(PACKED, text):
            raise ValueError(text)
        *numbers, zone = text.split(".", 7)
        schedule, channel_id, weekday, minute, bits, role_id, silent = (int(number, 36) for number in numbers)
        if minute >= 24 * 60 or bits >= 1 << len(TOPICS) or max(schedule, channel_id, role_id) >= 1 << 63:
            raise ValueError(text)
        topics = tuple(topic for place, topic in enumerate(TOPICS) if bits >> place & 1)
        weekly = Weekly(weekday, time(*divmod(minute, 60)), zone)
        return cls(schedule, channel_id, weekly, topics, role_id or None, bool(silent))


def _to_base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits
