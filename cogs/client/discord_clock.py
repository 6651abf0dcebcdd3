"""Reads Discord's clock off its answers, so that a wrong clock of this machine deletes nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp


def trace(heard: Callable[[datetime], None]) -> aiohttp.TraceConfig:
    """What discord.py takes as `http_trace`: tells the time in the header of each answer."""

    async def ended(
        session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        with suppress(ValueError, TypeError):  # a proxy's answer may have none
            heard(parsedate_to_datetime(params.response.headers.get("Date", "")))

    config = aiohttp.TraceConfig()
    config.on_request_end.append(ended)
    return config
