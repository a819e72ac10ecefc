"""The frame of a file of hidden graders, from the cells of a notebook."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from nbformat import NotebookNode

from autograder.errors import CourseError
from autograder.intake.code import parsed
from autograder.released import GradeCell, ReleasedNotebook, nbgrader_metadata
from autograder.start.templates import FOLDER
from autograder.testing.criterion import Criterion

TEMPLATE = Path("graders", "test_frame.py.j2")
PLAIN = re.compile(r"[^\"\\{}]{1,60}")
ASK = "say here what is asked"


@dataclass(frozen=True)
class Defined:
    """A function or class of a TODO cell: how it is called, and what its docstring says first."""

    name: str
    call: str
    about: str = ASK


@dataclass(frozen=True)
class Draft:
    """A criterion to be finished: a test of its name for something that a grade cell asks for."""

    cell: GradeCell
    test: str
    defined: Defined


def frame(notebook: ReleasedNotebook, there: Sequence[Criterion] = ()) -> str:
    """Return the source of a file of graders, or what its end lacks where some are there.

    CourseError where no cell is for one.
    """
    drafts = _drafts(notebook, there)
    if not drafts:
        which = "without a criterion" if there else "for a hidden grader"
        raise CourseError(
            f"{notebook.name}: no cell {which}; expected a grade cell with points that "
            "is no answer of the student's"
        )
    environment = Environment(  # noqa: S701 - plain text, no page
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = (FOLDER / TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(template).render(
        notebook=notebook.name, drafts=drafts, begins=not there
    )


def _drafts(notebook: ReleasedNotebook, there: Sequence[Criterion]) -> Sequence[Draft]:
    drafts: list[Draft] = []
    judged = {criterion.cell for criterion in there}
    for cell in notebook.grade_cells:
        if not cell.manual and cell.name not in judged:
            for defined in _asked(cell, notebook) or [Defined(cell.name, f"{cell.name}(...)")]:
                taken = {*(each.test for each in drafts), *(each.name for each in there)}
                test = defined.name if defined.name not in taken else f"{cell.name}_{defined.name}"
                drafts.append(Draft(cell, test, defined))
    return drafts


def _asked(cell: GradeCell, notebook: ReleasedNotebook) -> list[Defined]:
    """Return what the TODO cells above a grade cell define, up to the grade cell before it."""
    found: list[Defined] = []
    for name, node in notebook.cells_by_id.items():
        data = nbgrader_metadata(node)
        if name == cell.name:
            break
        if data.get("grade"):
            found = []
        elif data.get("solution") and node.cell_type == "code":
            found += _defined(node)
    return found


def _defined(cell: NotebookNode) -> Iterator[Defined]:
    tree = parsed(cell.source)
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Defined(node.name, f"{node.name}({_arguments(node.args)})", _about(node))
        elif isinstance(node, ast.ClassDef):
            yield Defined(node.name, f"{node.name}(...)", _about(node))


def _arguments(arguments: ast.arguments) -> str:
    """Return the names of the arguments, without defaults and annotations."""
    plain = [*arguments.posonlyargs, *arguments.args]
    named = [f"{each.arg}={each.arg}" for each in arguments.kwonlyargs]
    return ", ".join([*(each.arg for each in plain), *named])


def _about(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    """Return the first line of a docstring where it can stand in another."""
    first = (ast.get_docstring(node) or "").partition("\n")[0].strip()
    return first if PLAIN.fullmatch(first) else ASK
