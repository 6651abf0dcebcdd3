"""The file by which whoever watches the process knows that it is alive and ready: `bot.py health` reads it.

It stands beside the database and holds one sentence, or none when all is well. Its time is what counts: it is written
after each look at what is due, and while the bot waits for Discord.
"""

import logging
import os
import time
from pathlib import Path

MAX_AGE = 15 * 60  # seconds; the bot looks at what is due every ten minutes at the latest


log = logging.getLogger("kindred")


class Unhealthy(Exception):
    """What is wrong, as a sentence."""


def path_for(database: Path) -> Path:
    """Where the heartbeat of a database's process is."""
    return Path(f"{database}.heartbeat")


def beat(file: Path, problem: str = "") -> None:
    """Says that the process is alive, and what keeps it from being ready. A disk that is full stops nobody."""
    fresh = Path(f"{file}.new")  # so that nobody reads half a sentence
    try:
        fresh.unlink(missing_ok=True)
        with open(
            fresh, "x", encoding="utf-8", opener=_private
        ) as written:  # a link that was put there is not followed
            written.write(problem)
        os.replace(fresh, file)
    except OSError as error:
        log.warning("The heartbeat could not be written (%s).", error.strerror)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def check(file: Path, *, alive_only: bool = False) -> None:
    """Raises Unhealthy for a process that shows no life, or is not ready unless `alive_only`."""
    try:
        age = time.time() - file.stat().st_mtime
        problem = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Unhealthy(f"No heartbeat: {file} cannot be read ({error.strerror}). Has the bot started?") from None
    if age > MAX_AGE:
        raise Unhealthy(f"The last heartbeat was {age / 60:,.0f} minutes ago. Look at the log, and restart the bot.")
    if problem and not alive_only:
        raise Unhealthy(problem)


def end(file: Path) -> None:
    """A process that has stopped has no heartbeat."""
    file.unlink(missing_ok=True)
