"""A notebook on its way back to the released shape: what was released, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.records import Problem, ProblemKind
from autograder.released import ReleasedNotebook, grade_id, nbgrader_metadata

Cells = list[NotebookNode]
MOST_NAMED = 10


@dataclass
class Findings:
    """Takes down what is done on a student's behalf."""

    released: ReleasedNotebook
    problems: list[Problem] = field(default_factory=list)

    def note(self, cell: str, what: str) -> None:
        """Say what became of a cell."""
        self._add(ProblemKind.CELL, what, cell)

    def note_file(self, what: str) -> None:
        """Say how the file was found or read."""
        self._add(ProblemKind.FILE, what)

    def _add(self, kind: ProblemKind, message: str, cell: str = "") -> None:
        notebook = self.released.name
        self.problems.append(Problem(kind=kind, notebook=notebook, cell=cell, message=message))

    def original(self, name: str) -> NotebookNode:
        """Return the released cell of a name."""
        return self.released.cells_by_id[name]

    def check_after(self, name: str, cells: Sequence[NotebookNode]) -> int:
        """Return where the check of a TODO cell stands, else the end."""
        names = list(self.released.cells_by_id)
        checks = [
            each
            for each in names[names.index(name) + 1 :]
            if nbgrader_metadata(self.original(each)).get("grade")
        ]
        places = [at for at, cell in enumerate(cells) if grade_id(cell) in checks[:1]]
        return min(places, default=len(cells))


def named(cell: NotebookNode, name: str) -> None:
    """Give a cell a name, and nothing else that metadata may hold."""
    cell.metadata = nbformat.from_dict({"nbgrader": {"grade_id": name}} if name else {})


def is_answer(cell: NotebookNode) -> bool:
    """Whether a released cell is one that students write in."""
    return bool(nbgrader_metadata(cell).get("solution"))


def first_words(source: str, length: int = 60) -> str:
    """Return how a text begins, as code in a sentence."""
    words = " ".join(source.replace("`", "'").split())
    return f"`{words}`" if len(words) <= length else f"`{words[:length]}…`"


def listed(words: Sequence[str], between: str = ", ") -> str:
    """Join the first of some words, and say how many more there are."""
    more = len(words) - MOST_NAMED
    return between.join([*words[:MOST_NAMED], *[f"and {more} more"] * (more > 0)])


def new_cell(kind: str, source: str) -> NotebookNode:
    """Make a cell of a type."""
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[kind]
    return make(source)
