"""The log of one student's gradings in one assignment: JSON lines, only ever appended to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from autograder.disk import append_line
from autograder.history.changes import causes, changes
from autograder.history.entry import Entry
from autograder.records import GradeRecord


@dataclass(frozen=True)
class History:
    """The gradings in order of time; `unreadable` counts lines that a crash tore."""

    entries: tuple[Entry, ...] = ()
    unreadable: int = 0


def read_history(path: Path) -> History:
    """Read one log; empty where there is none yet."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return History()
    read = [_entry(line) for line in lines if line.strip()]
    entries = tuple(entry for entry in read if entry is not None)
    return History(entries, len(read) - len(entries))


def note_grading(
    path: Path, record: GradeRecord, by: str, *, anew: bool, said: Sequence[str] = ()
) -> None:
    """Append what a grading gave; where nothing was graded `anew`, only what is not there yet.

    `said` stands behind what has changed.

    So a process that was killed between record and log is made good by the next run, and no
    grading stands there twice.
    """
    entries = read_history(path).entries
    last, entry = entries[-1] if entries else None, Entry.of(record, by)
    if anew or last is None or last.outcome != entry.outcome:
        told = entry.model_copy(update={"changed": (*_changed(last, entry), *said)})
        append_line(path, told.model_dump_json())


def _changed(before: Entry | None, after: Entry) -> tuple[str, ...]:
    if before is None:
        return ("first grading",)
    return (*causes(before, after), *map(str, changes(before.cells, after.cells)))


def _entry(line: bytes) -> Entry | None:
    try:
        return Entry.model_validate_json(line)
    except ValidationError:
        return None
