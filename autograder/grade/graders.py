"""Are the hidden graders fit to judge anyone? Asked before a batch, not during it."""

from collections.abc import Sequence
from pathlib import Path

from autograder.course import Assignment, ReleasedNotebook
from autograder.errors import GraderError
from autograder.grading.criterion import Criterion
from autograder.grading.run import collect_graders


def check_graders(assignment: Assignment) -> None:
    """Read every file of hidden graders; raise GraderError with the first that breaks a rule."""
    for notebook in assignment.notebooks.values():
        file = assignment.grader_file(notebook.name)
        if file.exists():
            criteria = collect_graders(file)
            _require_cells(file, criteria, notebook)
            _require_needs(file, criteria)


def _require_cells(file: Path, criteria: Sequence[Criterion], notebook: ReleasedNotebook) -> None:
    known = {cell.name for cell in notebook.grade_cells}
    if strangers := sorted({criterion.cell for criterion in criteria} - known):
        raise GraderError(
            f"{file}: the released notebook has no grade cell {', '.join(strangers)}; "
            f"there are: {', '.join(sorted(known))}"
        )


def _require_needs(file: Path, criteria: Sequence[Criterion]) -> None:
    """What a criterion needs must stand above it."""
    above: set[str] = set()
    for criterion in criteria:
        if missing := [name for name in criterion.needed if name not in above]:
            raise GraderError(
                f"{file}: {criterion.full_name} needs {', '.join(missing)}, "
                "which is no criterion above it"
            )
        above.add(criterion.full_name)
