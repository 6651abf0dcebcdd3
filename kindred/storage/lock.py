"""One process for one database: the operating system holds the lock, and drops it however the process ends."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process holds the lock."""


@contextmanager
def held(path: Path) -> Generator[None]:
    """Holds the lock file beside a database. Raises Taken while another process does; OSError where it cannot be."""
    with Path(f"{path}.lock").open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise Taken from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
