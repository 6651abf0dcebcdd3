"""Which text comes next in a schedule, and which after that.

The least recently sent text comes next, so that no text repeats within 53 weeks while the pool allows.
Within that, texts are spread over their topics, in an order that differs from schedule to schedule
and hardly changes when texts are added or removed. The very first is a light one.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence, Set
from typing import NamedTuple

APART = 54  # posts from one sending of a text to its next: any 53 weeks in a row hold it once at most


class Choice(NamedTuple):
    """A text that may be sent: its id, the topic that two posts in a row should not share, whether it fits to begin."""

    id: str
    topic: str
    light: bool = False


class Rotation(NamedTuple):
    """What decides the texts of one schedule: those it may send, those it has sent (the oldest first), its own order.

    Previews, tests and skips are not among what was sent.
    """

    pool: Sequence[Choice]
    sent: Sequence[str]
    key: str

    def upcoming(self, count: int) -> list[str]:
        """The ids of the next `count` texts; none where there is nothing to choose from."""
        return upcoming(self.pool, self.sent, self.key, count)

    @property
    def unsent(self) -> int:
        """How many texts were never sent: so many posts come before one repeats."""
        return texts_left(self.pool, self.sent)


def upcoming(pool: Sequence[Choice], sent: Sequence[str], key: str, count: int) -> list[str]:
    """The ids of the next `count` texts of a schedule.

    `sent` holds the ids of what it has sent, the oldest first; previews, tests and skips are not in it.
    `key` belongs to the schedule and gives it its own order. An empty pool gives an empty list.
    """
    history = list(sent)
    order = _spread(pool, key)
    topics = {choice.id: choice.topic for choice in pool}
    light = {choice.id for choice in pool if choice.light}
    for _ in range(count if pool else 0):
        history.append(_next(order, topics, history, light))
    return history[len(sent) :]


def texts_left(pool: Sequence[Choice], sent: Sequence[str]) -> int:
    """How many texts a schedule has never sent: so many posts come before one repeats."""
    return len({choice.id for choice in pool} - set(sent))


def _next(order: Sequence[str], topics: dict[str, str], history: Sequence[str], light: Set[str]) -> str:
    ago = {id: len(history) - place for place, id in enumerate(history)}  # the last sending counts
    never = [id for id in order if id not in ago]
    if never:
        candidates = never
    else:
        by_age = sorted(order, key=lambda id: -ago[id])
        apart = min(len(order), APART)
        candidates = [id for id in by_age if ago[id] >= apart] or by_age[:1]
    last = topics.get(history[-1]) if history else None
    left = Counter(topics[id] for id in candidates)
    if not history:
        candidates = [id for id in candidates if id in light] or candidates
    for id in candidates:
        if topics[id] != last and _can_be_dealt(left - Counter([topics[id]]), after=topics[id]):
            return id
    return next((id for id in candidates if topics[id] != last), candidates[0])


def _can_be_dealt(left: Counter[str], after: str) -> bool:
    """Whether what is left can follow a topic without two of one topic in a row."""
    total = left.total()
    return all(count <= (total + (topic != after)) // 2 for topic, count in left.items())


def _spread(pool: Sequence[Choice], key: str) -> list[str]:
    """All ids in an order that deals each topic out evenly: 16 of 64 come about every fourth time."""
    by_topic: dict[str, list[str]] = {}
    for choice in pool:
        by_topic.setdefault(choice.topic, []).append(choice.id)
    places: list[tuple[float, str]] = []
    for topic, ids in by_topic.items():
        shift = _hash(key, topic)
        ranked = sorted(ids, key=lambda id: _hash(key, id))
        places += [((rank + shift) / len(ranked), id) for rank, id in enumerate(ranked)]
    return [id for _, id in sorted(places)]


def _hash(key: str, id: str) -> float:
    """A number from 0 to 1 that belongs to this pair for ever."""
    digest = hashlib.blake2b(f"{key}/{id}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48
