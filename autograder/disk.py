"""Files that survive a crash: written whole or not at all, appended by the line, held by locks.

The locks are the kernel's: they go with their holder, however it ends.
"""

import atexit
import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import OperatorFault

ASIDE = ".aside"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into OperatorFault, which names the file."""
    try:
        yield
    except OSError as error:
        raise OperatorFault(f"{path}: cannot be written: {error.strerror}") from error


def write_or_tell(path: Path, text: str) -> None:
    """Write a file whole; OperatorFault names it where the disk refuses."""
    with writing(path):
        write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old content or the new, never a part of it."""
    with replaced(path) as aside, aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield an empty file beside `path`, which takes its name once it is written.

    Nothing waits for the disk: a power cut may leave such a file empty, a kill never.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=ASIDE)
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Append one line in one piece; a torn line from a crash before stays a line of its own."""
    make_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        end = os.lseek(handle, 0, os.SEEK_END)
        torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
        data = b"\n" * torn + line.encode() + b"\n"
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync(path.parent)


def sweep(folder: Path) -> None:
    """Remove what a killed process left aside; nobody may be writing in the folder."""
    for path in folder.rglob(f".*{ASIDE}"):
        path.unlink(missing_ok=True)


def scratch_folder(prefix: str) -> Path:
    """Make a folder that lasts as long as this process.

    What a killed process has left is removed by the next that asks for a folder of its prefix.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _remove_unheld(left)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH)
        if folder.exists():
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            return folder
        os.close(handle)  # another process took it for one that was left


def _remove_unheld(folder: Path) -> None:
    """Remove a folder unless a process holds it, or it is somebody else's."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, so that a power cut takes none of them away."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Wait for the lock on a file, and hold it."""
    make_folder(path.parent)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def try_lock(path: Path, holder: str) -> Iterator[None]:
    """Hold the lock on a file and write there who does; BlockingIOError where somebody else does.

    The error's text is what the other wrote there.
    """
    make_folder(path.parent)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise BlockingIOError(file.read()) from error
        file.truncate(0)
        file.write(holder)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _sync(folder: Path) -> None:
    """Have a folder's names on the disk, not only in memory."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
