"""Many posts due at once, under each weather."""

from collections.abc import Callable
from datetime import time, timedelta

from kindred.schedule.weekly import Weekly
from tests.contract.world import START, World

SUNDAY = Weekly(6, time(17), "Europe/Berlin")
DUE = SUNDAY.next_after(START)
SECOND = timedelta(seconds=1)


def _outage(send: str, find: str, seconds: float) -> Callable[[World], None]:
    def storm(world: World) -> None:
        world.weather(send, find)
        world.pass_time(seconds * SECOND)
        world.weather()

    return storm


def _silence_then_failures(world: World) -> None:
    world.weather("silent", "silent")
    world.pass_time(20 * SECOND)
    world.weather("fast", "fast")
    world.pass_time(10 * SECOND)
    world.weather()


def _locked(world: World) -> None:
    world.lock_database("locked", 60)


def _full(world: World) -> None:
    world.pass_time(SECOND)
    world.lock_database("full", 60)


def _crash(world: World) -> None:
    world.pass_time(2 * SECOND)
    world.die_in(40)
    world.pass_time(60 * SECOND)
    world.restart(120 * SECOND)


def _stopped(world: World) -> None:
    world.pass_time(2 * SECOND)
    world.restart(gracefully=True)


WEATHERS: dict[str, Callable[[World], None]] = {
    "calm": lambda world: None,
    "silence, then failures": _silence_then_failures,
    "failures for a minute": _outage("fast", "fast", 60),
    "five seconds a try for five minutes": _outage("five", "fast", 300),
    "answers lost": _outage("lost", "calm", 30),
    "answers lost, no search": _outage("lost", "fast", 60),
    "silence for ten minutes": _outage("silent", "silent", 600),
    "answers that take up to a minute": _outage("late", "calm", 120),
    "a locked database": _locked,
    "a full disk": _full,
    "a crash": _crash,
    "a restart": _stopped,
}


def storm(name: str, size: int, *, strict: bool = True, seed: int = 0) -> World:
    """So many posts due at one moment, and a weather from it on; gives the world after all is calm again."""
    world = World(seed, strict=strict)
    world.add_many(size, SUNDAY)
    world.pass_time(DUE - world.true() - SECOND)
    world.pass_time(1.05 * SECOND)
    WEATHERS[name](world)
    world.finish()
    return world
