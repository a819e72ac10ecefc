"""Records on disk, below `records/<assignment>/`.

```
<student>.json                       the record
notebooks/<student>/<notebook>.json  the grade of each notebook, which the record is made of
drafts/notebooks/…                   grades that a regrade has made and not yet written
history/<student>.jsonl              one line for each grading
reference/<notebook>.json            what the reference got on this machine
entered/<student>                    which grades the gradebook holds
unchanged                            what a batch saw that left nothing to do
watched/<student>                    what `watch` has seen through to the end
attempts/<student>                   what `watch` has taken on, a line for each attempt
```
No name of a student can be taken for another's, or for a folder: records alone end in `.json`.
"""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from autograder.disk import append_line, lock, replaced, sweep, write_whole
from autograder.policy import Attempt, SeenThrough, Shown
from autograder.records import GradeRecord, NotebookGrade, read_record

# The last of three fields in a note of `watch`, where students have got their pages.
RELEASED = "released"

Join = Callable[[Mapping[str, NotebookGrade]], GradeRecord]


class Entered(NamedTuple):
    """What the gradebook's page of a grade follows from: its key, and whether it has outputs."""

    key: str
    outputs: bool

    @classmethod
    def of(cls, grade: NotebookGrade) -> "Entered":
        """Return what is noted once a grade is entered."""
        return cls(grade.key, not grade.without_outputs)


@dataclass(frozen=True)
class RecordStore:
    """The records of one assignment."""

    folder: Path

    @property
    def drafts(self) -> "RecordStore":
        """Grades that are made and not yet written; they count only while their key holds."""
        return RecordStore(self.folder / "drafts")

    def record_path(self, student: str) -> Path:
        """Return where a student's record lies."""
        return self.folder / f"{student}.json"

    def history_path(self, student: str) -> Path:
        """Return where the history of a student's gradings lies."""
        return self.folder / "history" / f"{student}.jsonl"

    def record(self, student: str) -> GradeRecord | None:
        """Return the student's record, or None where there is none; raise RecordCorrupt."""
        path = self.record_path(student)
        return read_record(path) if path.exists() else None

    def notebooks(self, student: str) -> dict[str, NotebookGrade]:
        """Return the stored grades of a student's notebooks; one that cannot be read is absent.

        An absent grade is made anew, so a damaged file costs time and nothing else.
        """
        paths = sorted(self._notebooks(student).glob("*.json"))
        grades = (self.notebook(student, path.stem) for path in paths)
        return {grade.notebook: grade for grade in grades if grade is not None}

    def notebook(self, student: str, name: str) -> NotebookGrade | None:
        """Return the stored grade of one notebook, or None where none can be read."""
        return _read_grade(self._notebooks(student) / f"{name}.json")

    def reference_path(self, notebook: str) -> Path:
        """Return where the reference's grade of a notebook lies."""
        return self.folder / "reference" / f"{notebook}.json"

    def reference(self, notebook: str) -> NotebookGrade | None:
        """Return the reference's stored grade of a notebook, or None where none can be read."""
        return _read_grade(self.reference_path(notebook))

    def save_reference(self, grade: NotebookGrade) -> None:
        """Write the reference's grade of a notebook."""
        write_whole(self.reference_path(grade.notebook), grade.model_dump_json() + "\n")

    def entered(self, student: str) -> dict[str, Entered]:
        """Return which grades the gradebook holds, by notebook.

        Without a note that can be read nothing is entered: that costs time and nothing else.
        """
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            noted = json.loads(self._entered_path(student).read_bytes()).items()
            return {name: Entered(key, outputs) for name, (key, outputs) in noted}
        return {}

    def note_entered(self, student: str, grades: Iterable[NotebookGrade]) -> None:
        """Note which grades of some notebooks the gradebook holds now."""
        states = {grade.notebook: Entered.of(grade) for grade in grades}
        with self._writing(), replaced(self._entered_path(student)) as aside:
            aside.write_text(json.dumps({**self.entered(student), **states}), encoding="utf-8")

    def seen_through(self, student: str) -> SeenThrough | None:
        """Return what `watch` noted when it had come to its end; None where it never did."""
        path = self._watched_path(student)
        return _seen_through(path.read_text(encoding="utf-8")) if path.exists() else None

    def set_seen_through(self, student: str, done: SeenThrough) -> None:
        """Note that a submission was graded, entered and given feedback."""
        words = [done.seen, done.shown, *[RELEASED] * done.released]
        with self._writing():
            write_whole(self._watched_path(student), " ".join(words))

    def attempts(self, student: str) -> tuple[Attempt, ...]:
        """Return what `watch` has taken on of a student; a line that a crash tore is none."""
        path = self._attempts_path(student)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return tuple(filter(None, map(_attempt, lines)))

    def note_attempt(self, student: str, seen: str) -> None:
        """Note that an attempt is taken on, once, however often it is begun."""
        before = self.attempts(student)
        if not before or before[-1].seen != seen:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            append_line(self._attempts_path(student), json.dumps({"time": now, "seen": seen}))

    def save(self, student: str, made: Mapping[str, NotebookGrade], join: Join) -> GradeRecord:
        """Write the grades just made, then the record that `join` makes of all there are.

        Nobody writes in between, so what another process graded meanwhile stays, and a record
        never stands without its grades.
        """
        with self._writing():
            self._write_notebooks(student, made)
            record = join(self.notebooks(student))
            text, path = record.to_json(), self.record_path(student)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                write_whole(path, text)
        return record

    def save_notebooks(self, student: str, notebooks: Mapping[str, NotebookGrade]) -> None:
        """Write the grades of a student's notebooks."""
        with self._writing():
            self._write_notebooks(student, notebooks)

    def discard(self, student: str) -> None:
        """Remove the grades of a student's notebooks, where there are any."""
        shutil.rmtree(self._notebooks(student), ignore_errors=True)

    def tidy(self) -> None:
        """Remove what writers that were killed have left half done."""
        with self._writing():
            sweep(self.folder)

    def _write_notebooks(self, student: str, notebooks: Mapping[str, NotebookGrade]) -> None:
        for name, grade in notebooks.items():
            path = self._notebooks(student) / f"{name}.json"
            write_whole(path, grade.model_dump_json() + "\n")

    def _notebooks(self, student: str) -> Path:
        return self.folder / "notebooks" / student

    def _watched_path(self, student: str) -> Path:
        return self.folder / "watched" / student

    def _attempts_path(self, student: str) -> Path:
        return self.folder / "attempts" / student

    def _entered_path(self, student: str) -> Path:
        return self.folder / "entered" / student

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Let one process write at a time: `grade` and the formgrader may meet here."""
        with lock(self.folder / ".lock"):
            yield


def _seen_through(line: str) -> SeenThrough | None:
    with contextlib.suppress(ValueError):
        seen, shown, *released = line.split(" ")
        return SeenThrough(seen, Shown(shown), released == [RELEASED])
    return None


def _attempt(line: str) -> Attempt | None:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        said = json.loads(line)
        return Attempt(datetime.fromisoformat(said["time"]), str(said["seen"]))
    return None


def _read_grade(path: Path) -> NotebookGrade | None:
    try:
        return NotebookGrade.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
