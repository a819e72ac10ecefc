"""Records on disk: one JSON file per submission, the notebooks' grades in a folder beside it."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from autograder.records import GradeRecord, NotebookGrade, read_record


@dataclass(frozen=True)
class RecordStore:
    """The records of one assignment, below `records/<assignment>/`."""

    folder: Path

    def record_path(self, student: str) -> Path:
        """Return where a student's record lies."""
        return self.folder / f"{student}.json"

    def record(self, student: str) -> GradeRecord | None:
        """Return the student's record, or None where there is none; raise RecordCorrupt."""
        path = self.record_path(student)
        return read_record(path) if path.exists() else None

    def notebooks(self, student: str) -> dict[str, NotebookGrade]:
        """Return the stored grades of a student's notebooks; one that cannot be read is absent.

        An absent grade is made anew, so a damaged file costs time and nothing else.
        """
        paths = sorted((self.folder / student).glob("*.json"))
        grades = (self.notebook(student, path.stem) for path in paths)
        return {grade.notebook: grade for grade in grades if grade is not None}

    def notebook(self, student: str, name: str) -> NotebookGrade | None:
        """Return the stored grade of one notebook, or None where none can be read."""
        try:
            data = (self.folder / student / f"{name}.json").read_bytes()
            return NotebookGrade.model_validate_json(data)
        except (OSError, ValidationError):
            return None

    def entered(self, student: str, name: str) -> str:
        """Return the key of the grade that the gradebook holds; empty where none was entered."""
        path = self._entered_path(student, name)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def set_entered(self, student: str, name: str, key: str) -> None:
        """Note which grade the gradebook holds now."""
        write_whole(self._entered_path(student, name), key)

    def _entered_path(self, student: str, name: str) -> Path:
        return self.folder / student / f"{name}.entered"

    def save(self, record: GradeRecord, notebooks: Mapping[str, NotebookGrade]) -> None:
        """Write the notebooks' grades, then the record: a record never stands without them."""
        for name, grade in notebooks.items():
            text = grade.model_dump_json() + "\n"
            write_whole(self.folder / record.student / f"{name}.json", text)
        write_whole(self.record_path(record.student), record.to_json())


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old content or the new, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
