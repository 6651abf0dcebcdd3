"""JSON as Discord answers it, and ids."""

import json
import time
from typing import Any

from aiohttp import web

EPOCH = 1420070400000  # milliseconds; Discord's ids count from here


def reply(body: Any, status: int = 200, **headers: str) -> web.Response:
    """JSON with the exact content type that discord.py asks for."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json", **named}
    )


class Ids:
    """Snowflakes: each later than the one before, and carrying its time."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, (time.time_ns() // 1_000_000 - EPOCH) << 22)
        return self._last


def iso(id: int) -> str:
    """When an id was made, as Discord writes times."""
    seconds = ((id >> 22) + EPOCH) / 1000
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seconds))
