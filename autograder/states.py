"""Whether files are as they were, without reading them.

Whoever writes, replaces or moves a file changes its size, one of its times or its inode. The time
of the last change of these cannot be set by a program, so a file that was given its old time of
writing is noticed too.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

State = tuple[int, ...]


def written(path: Path) -> State:
    """Return size and time of writing, which a copy may keep; nothing for what has just gone."""
    return state(path)[:2]


def written_at(path: Path) -> int:
    """Return when a file was written, in nanoseconds since 1970; 0 for what has just gone."""
    return (written(path) or (0, 0))[1]


def state(path: Path) -> State:
    """Return size, times and inode of a file, not of what a link leads to; nothing if it is not."""
    try:
        status = path.lstat()
    except OSError:
        return ()
    times = status.st_mtime_ns, status.st_ctime_ns
    return (status.st_size, *times, status.st_ino, status.st_dev)


def digest(paths: Iterable[Path], of: Callable[[Path], State] = state) -> str:
    """Return a hash that changes with the state of any of these files."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path}\0{of(path)}\0".encode(errors="surrogateescape"))
    return found.hexdigest()
