"""What the log shows: no line holds who asked what, whichever library wrote it.

discord.py logs at ERROR who typed into which command, and the addresses that it calls hold ids and tokens; an
exception's message may hold what somebody typed, and so may the repr of a task. One filter, on the handler that all
lines go through, leaves of a foreign line what is known to be harmless, and of an exception its place in the code.
"""

import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator
from types import TracebackType

import discord

from cogs.core.api_errors import is_temporary

HIDDEN = "…"

# Lines of discord.py that are about the connection alone. tests/test_logs.py looks at what stands in them.
HARMLESS = frozenset(
    {
        "Shard ID %s has connected to Gateway (Session ID: %s).",
        "Shard ID %s has successfully RESUMED session %s.",
        "Shard ID %s session has been invalidated.",
        "Shard ID %s has stopped responding to the gateway. Closing and restarting.",
        "Shard ID %s heartbeat blocked for more than %s seconds.",
        "Can't keep up, shard ID %s websocket is %.1fs behind.",
        "WebSocket in shard ID %s is ratelimited, waiting %.2f seconds",
        "Attempting a reconnect in %.2fs",
        "Attempting a reconnect for shard ID %s in %.2fs",
        "Failed to connect for shard_id: %s. Retrying...",
        "Ignoring exception in %s",  # the name of an event
    }
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0 +-]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z]")
# asyncio writes the repr of tasks, callbacks and their arguments into the text itself, after these.
REPR = re.compile(r"[\n<(]|(?<=callback) ")

# Errors whose words come from Python, the system or SQLite, and speak of code, files and tables.
PLAIN_WORDED = (ArithmeticError, AttributeError, ImportError, MemoryError, NameError, RecursionError, sqlite3.Error)


def set_up(level: int) -> None:
    """Sends all lines from this level up to standard error, as discord.py formats them."""
    handler = logging.StreamHandler()
    handler.addFilter(discreet)
    discord.utils.setup_logging(handler=handler, level=level, root=True)
    for name in ("discord", "aiosqlite"):  # their DEBUG lines hold what people asked, and who they are
        logging.getLogger(name).setLevel(max(logging.INFO, level))


def discreet(record: logging.LogRecord) -> bool:
    """Takes out of a line what could name a person or hold what one typed. Keeps every line."""
    _shorten_lost_connection(record)
    if record.name.split(".")[0] not in ("kindred", "cogs"):
        record.msg, record.args = _harmless(record), ()
    if record.exc_info and (error := record.exc_info[1]):
        record.msg, record.args = f"{record.getMessage()}\n{outline(error)}", ()
        record.exc_info = record.exc_text = None
    return True


def _harmless(record: logging.LogRecord) -> str:
    if record.msg in HARMLESS:
        return record.getMessage()
    if record.name.split(".")[0] == "asyncio" and not record.args:
        return REPR.split(str(record.msg), maxsplit=1)[0].rstrip()
    if not record.args:
        return str(record.msg)
    args = iter(record.args) if isinstance(record.args, tuple) else iter(())

    def shown(placeholder: re.Match[str]) -> str:
        arg = next(args, None)
        return placeholder[0] % arg if isinstance(arg, float) else HIDDEN

    return PLACEHOLDER.sub(shown, str(record.msg))


def _shorten_lost_connection(record: logging.LogRecord) -> None:
    """Says in one line what discord.py logs with a traceback: that it lost the connection and tries again."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name in ("discord.client", "discord.shard") and error and is_lost_connection(error):
        record.msg, record.args = f"{_harmless(record)} ({type(error).__name__})", ()
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"


def is_lost_connection(failure: object) -> bool:
    """Whether the connection failed by Discord's or the network's trouble, which passes."""
    if isinstance(failure, AttributeError):
        return "sequence" in str(failure)  # a gateway that is down at the first connect (discord.py#10520)
    return is_temporary(failure) or isinstance(failure, discord.GatewayNotFound | discord.ConnectionClosed)


def outline(error: BaseException) -> str:
    """A traceback without the words of exceptions, unless they cannot hold what somebody typed."""
    return "\n".join(_outlined(error, set()))


def _outlined(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause and id(cause) not in seen:
        yield from _outlined(cause, seen)
        yield "\nwhich led to:\n"
    yield "Traceback (most recent call last):"
    yield _frames(error.__traceback__).rstrip("\n")
    yield f"{type(error).__qualname__}{_words_of(error)}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _outlined(each, seen)


def _frames(trace: TracebackType | None) -> str:
    return "".join(traceback.format_tb(trace))


def _words_of(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f": {error.status}, code {error.code}"
    if isinstance(error, OSError):
        return f": {error.strerror or error.errno or HIDDEN}"
    return f": {error}" if isinstance(error, PLAIN_WORDED) else f": {HIDDEN}"
