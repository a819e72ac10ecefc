"""Are the hidden graders fit to judge anyone? Asked before a batch, not during it."""

import ast
from collections import Counter
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
            _require_all_in_sight(file)
            _require_cells(file, criteria, notebook)
            _require_needs(file, criteria)


def _require_all_in_sight(file: Path) -> None:
    """A later definition of the same name takes the place of an earlier test, which never runs."""
    tree = ast.parse(file.read_bytes())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for body in (tree.body, *(node.body for node in classes)):
        for name, times in Counter(_tests_in(body)).items():
            if times > 1:
                raise GraderError(f"{file}: {name} is defined {times} times, only the last is seen")


def _tests_in(body: Sequence[ast.stmt]) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [node.name for node in body if isinstance(node, kinds)]
    return [name for name in names if name.lower().startswith("test")]


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
