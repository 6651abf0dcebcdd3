"""Reads Discord's clock off its answers, so that a wrong clock of this machine deletes nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp


def clock_reader(heard: Callable[[datetime], None]) -> Callable[[aiohttp.ClientResponse], None]:
    """What `http_trace.trace` takes: tells the time in the header of an answer."""

    def read(response: aiohttp.ClientResponse) -> None:
        with suppress(ValueError, TypeError):  # a proxy's answer may have none
            heard(parsedate_to_datetime(response.headers.get("Date", "")))

    return read
