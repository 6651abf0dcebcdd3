"""What it means that a request to Discord failed: read by Discord's error code, since a status alone proves little.

A 403 or 404 may be a proxy's or Cloudflare's and pass in minutes; only a code says that Discord itself refused.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord

from kindred.delivery.attempts import RejectedError, TransientError

REQUEST_ERRORS = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)  # a timeout is an OSError

PATIENCE = 2.0  # seconds for what has to be asked before a press is answered: Discord waits three for the answer

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_ROLE = 10003, 10004, 10008, 10011
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
GONE = (UNKNOWN_CHANNEL, UNKNOWN_GUILD)
FORBIDDEN = (MISSING_ACCESS, MISSING_PERMISSIONS)

# A token that is being changed, a request that took too long, too many of them.
TEMPORARY_STATUSES = (401, 408, 429)
# Slow mode, write limits, features that are switched off for a while, Cloudflare, overload.
TEMPORARY_CODES = (20016, 20028, 20029, 40001, 40004, 40006, 40333, 130000)

# Why a post cannot be made, as `[reason]` in words.toml names it.
REASONS = {
    **dict.fromkeys(GONE, "channel-gone"),
    **dict.fromkeys(FORBIDDEN, "forbidden"),
    **dict.fromkeys((40058, 50008, 50024), "channel-kind"),
    **dict.fromkeys((50083, 160005), "thread-locked"),
    **dict.fromkeys((200000, 200001), "automod"),
    **dict.fromkeys((20009, 240000), "filtered"),
}

log = logging.getLogger("kindred")

Got = TypeVar("Got")


async def in_time(request: Awaitable[Got]) -> Got:
    """What somebody's answer needs to know from Discord, soon enough to give it. Raises what the request raises.

    Raises TimeoutError, one of REQUEST_ERRORS, when Discord takes longer: discord.py itself tries for half a minute.
    """
    async with asyncio.timeout(PATIENCE):
        return await request


def is_temporary(error: object) -> bool:
    """Whether a request failed for a reason that passes: the network, an outage, a limit, something in between."""
    if not isinstance(error, discord.HTTPException):
        return isinstance(error, REQUEST_ERRORS)
    if error.status in TEMPORARY_STATUSES or error.status >= 500:
        return True
    # Without a code it was not Discord that answered: a proxy, or a page of Cloudflare's.
    return error.code in TEMPORARY_CODES or (error.code == 0 and error.status != 400)


def has_code(error: object, *codes: int) -> bool:
    """Whether Discord refused a request with one of these codes."""
    return isinstance(error, discord.HTTPException) and error.code in codes


def describe(error: discord.HTTPException) -> str:
    """A refusal for the log: the status, the code and Discord's words, in one line."""
    said = " ".join(error.text.split())[:200]
    return f"{error.status}, code {error.code}: {said}"


def as_delivery_error(error: Exception, *, forbidden: str = "forbidden") -> RejectedError | TransientError:
    """What a failed request means for a weekly post. `forbidden` is the reason where a permission is missing."""
    if is_temporary(error):
        return TransientError("discord" if isinstance(error, discord.HTTPException) else "network")
    assert isinstance(error, discord.HTTPException)
    reason = forbidden if error.code in FORBIDDEN else REASONS.get(error.code)
    if reason is None:
        log.warning("Discord refused a weekly post (%s)", describe(error))
        reason = f"refused:{error.code}"
    return RejectedError(reason)
