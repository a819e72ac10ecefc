"""Are the hidden graders fit to judge anyone? Asked before a batch, not during it."""

import ast
from collections.abc import Sequence

from autograder.errors import GraderError
from autograder.grader_files import GraderFiles
from autograder.released import Assignment, ReleasedNotebook
from autograder.testing.criterion import Criterion
from autograder.testing.places import place_at
from autograder.testing.run import collect_graders


def check_graders(assignment: Assignment) -> None:
    """Read every file of hidden graders; raise GraderError with the first that breaks a rule."""
    for notebook in assignment.notebooks.values():
        if assignment.graders.judges(notebook.name):
            criteria = collect_graders(assignment.graders.file(notebook.name))
            _require_all_in_sight(assignment.graders, notebook.name)
            _require_cells(criteria, notebook)
            _require_needs(criteria)


def _require_all_in_sight(graders: GraderFiles, notebook: str) -> None:
    """A later definition of the same name takes the place of an earlier test, which never runs."""
    file = graders.file(notebook)
    tree = ast.parse(dict(graders.files)[file.name])
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for body in (tree.body, *(node.body for node in classes)):
        lines: dict[str, list[int]] = {}
        for name, line in _tests_in(body):
            lines.setdefault(name, []).append(line)
        for name, (first, *others) in lines.items():
            if others:
                where = place_at(file, others[-1], file.parent)
                twice = f"defined {len(others) + 1} times, first in line {first}"
                raise GraderError(f"{where}: {name} is {twice}; only the last is seen")


def _tests_in(body: Sequence[ast.stmt]) -> list[tuple[str, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [(node.name, node.lineno) for node in body if isinstance(node, kinds)]
    return [(name, line) for name, line in found if name.lower().startswith("test")]


def _require_cells(criteria: Sequence[Criterion], notebook: ReleasedNotebook) -> None:
    known = sorted(cell.name for cell in notebook.grade_cells)
    for criterion in criteria:
        if criterion.cell not in known:
            raise GraderError(
                f"{criterion.place}: the released notebook has no grade cell {criterion.cell}; "
                f"there are: {', '.join(known)}"
            )


def _require_needs(criteria: Sequence[Criterion]) -> None:
    """What a criterion needs must stand above it."""
    above: list[str] = []
    for criterion in criteria:
        if missing := [name for name in criterion.needed if name not in above]:
            raise GraderError(
                f"{criterion.place}: {criterion.full_name} needs {', '.join(missing)}, "
                f"which is no criterion above it; there are: {', '.join(above) or 'none'}"
            )
        above.append(criterion.full_name)
