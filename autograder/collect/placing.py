"""Put what was handed in where nbgrader looks for it, and overwrite nothing without a word."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath

from autograder.collect.uploads import Sender, Upload
from autograder.disk import writing
from autograder.errors import AutograderError, NotebookRejected
from autograder.folders import MOST_FILES, contents
from autograder.submitted import TIMESTAMP

TIME = PurePosixPath(TIMESTAMP)
BEFORE = ".replaced"
AGAIN = re.compile(r"-\d+(?=\.[^.]+$)")

Content = Mapping[PurePosixPath, bytes]


class Kind(StrEnum):
    """What became of one student's files."""

    NEW = "new"
    SAME = "as before"
    REPLACED = "replaced"
    KEPT = "left as they were"
    NOTHING = "nothing that could be taken"


@dataclass
class Delivery:
    """One student's files by their paths; `left_out` says which were not taken, and why."""

    student: str
    files: dict[PurePosixPath, Upload] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether the platform says so of one of them."""
        return any(upload.late for upload in self.files.values())

    @property
    def time(self) -> datetime | None:
        """When the last of them was handed in, where the platform says it."""
        return max((each.time for each in self.files.values() if each.time), default=None)


@dataclass(frozen=True)
class Place:
    """Where submissions of an assignment go, and how many bytes one may have.

    `released` are the names of the files that students got. `dry` looks only; `replace` puts what
    is new in the place of what was collected before.
    """

    submitted: Path
    assignment: str
    released: frozenset[str]
    room: int
    replace: bool = False
    dry: bool = False

    def folder(self, student: str) -> Path:
        """Return the folder of a student's files."""
        return self.submitted / student / self.assignment


def deliveries(
    uploads: Iterable[Upload], students: Mapping[Sender, str], where: Place
) -> list[Delivery]:
    """Return the files of each student: of several with the same path the last one."""
    found: dict[str, Delivery] = {}
    for upload in sorted(uploads, key=lambda each: each.order):
        if student := students.get(upload.sender):
            _take(found.setdefault(student, Delivery(student)), upload, where)
    return sorted(found.values(), key=lambda each: each.student)


def _take(delivery: Delivery, upload: Upload, where: Place) -> None:
    path = _path(upload.path, where)
    if path.name.casefold() == TIME.name:
        delivery.left_out.append(f"{upload.entry.path}: when it was handed in, only you can say")
        return
    if before := delivery.files.get(path):
        delivery.left_out.append(f"{before.entry.path}: was handed in anew later")
    delivery.files[path] = upload


def _path(path: PurePosixPath, where: Place) -> PurePosixPath:
    """Return where a file belongs: not in a second folder of the assignment's name.

    Nor under the name that a platform gives to a released file that is handed in once more.
    """
    if len(path.parts) > 1 and path.parts[0].casefold() == where.assignment.casefold():
        path = path.relative_to(path.parts[0])
    first = AGAIN.sub("", path.name)
    again = path.name not in where.released and first in where.released
    return path.with_name(first) if again else path


def place(delivery: Delivery, where: Place) -> Kind:
    """Put a student's files in their place; what the disk refuses is left out."""
    files = dict(_read(delivery, where.room))
    if delivery.time:
        files[TIME] = f"{delivery.time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode()
    folder = where.folder(delivery.student)
    try:
        kind = _kind(folder, files, where.replace) if files else Kind.NOTHING
        if kind in {Kind.NEW, Kind.REPLACED} and not where.dry:
            _write(folder, files, where)
    except OSError as error:
        delivery.left_out.append(f"{folder}: cannot be written: {error.strerror}")
        return Kind.NOTHING
    return kind


def _read(delivery: Delivery, room: int) -> Iterator[tuple[PurePosixPath, bytes]]:
    for count, (path, upload) in enumerate(delivery.files.items()):
        try:
            if count >= MOST_FILES:
                raise NotebookRejected(f"is one of more than {MOST_FILES:,} files")
            data = upload.entry.read(room)
        except AutograderError as error:
            delivery.left_out.append(f"{upload.entry.path}: {error}")
        else:
            room -= len(data)
            yield path, data


def _kind(folder: Path, files: Content, replace: bool) -> Kind:
    if folder.is_symlink() or folder.parent.is_symlink():
        return Kind.KEPT
    if not folder.exists():
        return Kind.NEW
    before = {
        PurePosixPath(path.relative_to(folder).as_posix()): path.read_bytes()
        for path in contents(folder)
        if path.is_file() and not path.is_symlink()
    }
    if TIME not in files:  # the one that somebody wrote stays
        before.pop(TIME, None)
    if before == files:
        return Kind.SAME
    return Kind.REPLACED if replace else Kind.KEPT


def _write(folder: Path, files: Content, where: Place) -> None:
    """Write aside, then move: an interrupted command leaves no half of a submission."""
    aside = where.submitted / f".{folder.parent.name}-{where.assignment}.aside"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with writing(folder):
            for path, data in files.items():
                (aside / path).parent.mkdir(parents=True, exist_ok=True)
                (aside / path).write_bytes(data)
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                _keep(folder, where)
            aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _keep(folder: Path, where: Place) -> None:
    """Move what was collected before out of the way."""
    kept = where.submitted / BEFORE / folder.parent.name
    kept.mkdir(parents=True, exist_ok=True)
    folder.rename(kept / f"{where.assignment}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
