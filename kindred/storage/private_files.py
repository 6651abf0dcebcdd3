"""Files and folders that are their user's alone, whatever the umask: they hold what servers' moderators wrote.

On Windows the folder decides who may read, and modes change little.
"""

import os
import stat
import tempfile
from pathlib import Path

PRIVATE = 0o600
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, each private; one that is there stays as it is. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def open_private(path: Path, *, follow: bool = False) -> int:
    """Opens a file to read and write, makes it where it is missing, and makes it private where it is this user's.

    Raises OSError, also where the file is a link and `follow` is false: somebody may have put it there.
    """
    handle = os.open(path, _FLAGS | (0 if follow else NO_FOLLOW), PRIVATE)
    try:
        there = os.fstat(handle)
        if stat.S_ISREG(there.st_mode) and stat.S_IMODE(there.st_mode) & 0o077 and _is_ours(there):
            os.chmod(handle if os.chmod in os.supports_fd else path, PRIVATE)
    except BaseException:
        os.close(handle)
        raise
    return handle


def new_beside(path: Path) -> Path:
    """A new, empty, private file in the same folder, with a name that nobody can guess. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".half", dir=path.parent)
    os.close(handle)
    return Path(name)


def give_to_owner_of(path: Path, fresh: Path) -> None:
    """Where an administrator acts for another user, gives a new file to the user who owns the other one."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        there = os.stat(path)
        os.chown(fresh, there.st_uid, there.st_gid)


def _is_ours(there: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or os.geteuid() in (0, there.st_uid)
