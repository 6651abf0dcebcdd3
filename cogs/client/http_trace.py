"""Hears every answer of Discord's: for its clock, and for what it refused."""

from collections.abc import Callable
from types import SimpleNamespace

import aiohttp


def trace(*listeners: Callable[[aiohttp.ClientResponse], None]) -> aiohttp.TraceConfig:
    """What discord.py takes as `http_trace`: hands each answer to these."""

    async def ended(
        session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        for listener in listeners:
            listener(params.response)

    config = aiohttp.TraceConfig()
    config.on_request_end.append(ended)
    return config
