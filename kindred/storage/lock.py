"""One process for one database: the operating system holds the lock, and drops it however the process ends."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from kindred.storage.private_files import open_private


class Taken(Exception):
    """Another process holds the lock."""


class Unusable(OSError):
    """A database cannot be here; the message says why and what to do."""


HELD_BY_ANOTHER = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, getattr(errno, "EDEADLOCK", errno.EDEADLK))
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)


def check_is_no_folder(path: Path) -> None:
    """Raises Unusable where a folder stands in the place of a database."""
    if path.is_dir():
        raise Unusable(f"it is a folder. Name a file in it, such as {path / 'kindred.sqlite3'}")


def _open_lock(path: Path) -> int:
    try:
        return open_private(path)
    except OSError as error:
        if path.is_symlink():
            raise Unusable(f"{path} is a link, and a lock file is none. Look at who made it, and remove it") from None
        raise error


@contextmanager
def held(path: Path) -> Generator[None]:
    """Holds the lock file beside a database.

    Raises Taken while another process does, Unusable for a folder and on a volume without locks, and OSError where the
    lock file cannot be.
    """
    check_is_no_folder(path)
    with open(_open_lock(Path(f"{path}.lock")), "r+b") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            if error.errno in HELD_BY_ANOTHER:
                raise Taken from None
            if error.errno in NO_LOCKS:
                raise Unusable(
                    "its volume has no locks, as some network shares have none, and without them two processes could "
                    "write at once. Set KINDRED_DATABASE to a file on a disk of this machine"
                ) from None
            raise
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
