"""Join the grades of a submission's notebooks to its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grade.notebook import not_yet
from autograder.hashes import keyed_hash
from autograder.records import GradeRecord, NotebookGrade, Problem, total
from autograder.released import Assignment


@dataclass(frozen=True)
class Heading:
    """What the record of a submission says beside the grades of its notebooks.

    `left_out` tells of files that no worker gets; `environment` is what all notebooks share.
    """

    student: str
    assignment: Assignment
    left_out: tuple[Problem, ...]
    environment: Mapping[str, Any]

    def joined(self, grades: Mapping[str, NotebookGrade]) -> GradeRecord:
        """Return the record of these grades; a notebook not graded yet waits without points."""
        notebooks = self.assignment.notebooks
        parts = [grades.get(name) or not_yet(released) for name, released in notebooks.items()]
        cells = tuple(cell for part in parts for cell in part.cells)
        problems = (*self.left_out, *(problem for part in parts for problem in part.problems))
        score, max_score = total(cells)
        return GradeRecord(
            student=self.student,
            assignment=self.assignment.name,
            score=score,
            max_score=max_score,
            needs_manual=any(cell.needs_manual for cell in cells),
            cells=cells,
            not_graded=tuple(name for name in notebooks if name not in grades),
            without_outputs={p.notebook: p.without_outputs for p in parts if p.without_outputs},
            problems=problems,
            environment=self._environment(parts),
            seconds=sum(part.seconds for part in parts),
        )

    def _environment(self, parts: Sequence[NotebookGrade]) -> dict[str, Any]:
        """Return what the grades were made from, for all notebooks and for each."""
        return {
            **self.environment,
            "key": keyed_hash({part.notebook: part.key for part in parts}),
            "notebooks": {part.notebook: _made_from(part) for part in parts if part.key},
        }


def _made_from(grade: NotebookGrade) -> dict[str, str]:
    """Return what is a notebook's own: notebooks may be graded at different times."""
    return grade.model_dump(include={"key", "submission", "graders", "sandbox", "preflight"})
