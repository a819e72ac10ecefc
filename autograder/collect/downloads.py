"""What lies in a download: a folder, or a zip archive that is read file by file."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError, NotebookRejected
from autograder.folders import contents
from autograder.intake.reading import read_bytes
from autograder.reader.archive import DAMAGED, refusal

PASSED_OVER = ("__MACOSX", "__pycache__", ".ipynb_checkpoints", ".DS_Store", "._*", "Thumbs.db")
MOST_FILES = 100_000
NOT_PLAIN = "is a link or no plain file, and is not followed"


@dataclass(frozen=True)
class Entry:
    """A file of a download; `refused` says why it is never read.

    `read` returns its bytes, at most so many; NotebookRejected where there are more.
    """

    path: PurePosixPath
    read: Callable[[int], bytes]
    refused: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.name


@contextmanager
def opened(download: Path) -> Iterator[tuple[Entry, ...]]:
    """Yield the files of a download in order; CourseError where it is none."""
    if download.is_dir():
        yield tuple(_of_folder(download))
        return
    try:
        archive = zipfile.ZipFile(download)
    except DAMAGED as error:
        raise CourseError(f"{download}: expected a folder or a zip archive ({error})") from error
    with archive:
        yield tuple(_of_archive(archive))


def _of_folder(folder: Path) -> Iterator[Entry]:
    for path in contents(folder, PASSED_OVER):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        plain = stat.S_ISREG(path.lstat().st_mode)
        yield Entry(inside, partial(read_bytes, path), "" if plain else NOT_PLAIN)


def _of_archive(archive: zipfile.ZipFile) -> Iterator[Entry]:
    if len(archive.infolist()) > MOST_FILES:
        raise CourseError(f"{archive.filename}: more than {MOST_FILES:,} files")
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if not info.is_dir() and not any(_passed_over(part) for part in path.parts):
            yield Entry(path, partial(_read, archive, info), _refused(info))


def _passed_over(part: str) -> bool:
    return any(PurePosixPath(part).match(pattern) for pattern in PASSED_OVER)


def _refused(info: zipfile.ZipInfo) -> str:
    if said := refusal(info.filename, stat.S_ISLNK(info.external_attr >> 16)):
        return str(said)
    return "is encrypted" if info.flag_bits & 1 else ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    try:
        with archive.open(info) as file:
            data = file.read(room + 1)
    except DAMAGED as error:
        raise NotebookRejected(f"cannot be read: {error}") from error
    if len(data) > room:
        raise NotebookRejected(f"holds more than {room / 1e6:.0f} MB")
    return data
