"""Which cells of a notebook are run, for how long, and what has gone wrong in them."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.errors import NotRun, StudentDied, StudentFault, StudentRaised, StudentTimeout
from autograder.grade.student_process import StudentProcess, raised
from autograder.records import Problem, ProblemKind
from autograder.released import SETUP_TAG, grade_id, nbgrader_metadata

# A notebook may end its process so often; student's own cells after that are not run.
RESTARTS = 3


@dataclass(frozen=True)
class Allowance:
    """How long a cell may take, and until when (monotonic clock) all of them together."""

    cell_seconds: float
    deadline: float

    @property
    def seconds(self) -> float:
        """What the next cell may take."""
        return max(0.0, min(self.cell_seconds, self.deadline - time.monotonic()))

    @property
    def used_up(self) -> bool:
        """Whether there is no time left for any cell."""
        return self.seconds == 0

    def blames(self, error: StudentFault) -> bool:
        """Whether a cell itself ended its process: it was not the last one, cut off."""
        return not isinstance(error, StudentTimeout) or error.seconds >= self.cell_seconds


@dataclass
class Endings:
    """What went wrong in the cells of a notebook, by their ids, and what is told of it.

    A cell that ended its process is never run again; one that raised an exception is. `_told` are
    messages with the name of their cell, empty for the notebook.
    """

    faults: dict[str, StudentFault] = field(default_factory=dict)
    deaths: int = 0
    _told: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def over(self) -> str:
        """Say that cells have ended their process too often; empty while they have not."""
        return f"{RESTARTS} cells had ended their process" if self.deaths >= RESTARTS else ""

    def note(self, cell: NotebookNode, error: StudentFault) -> None:
        """Take down which cell has ended its process, and how."""
        self.deaths += 1
        self.faults[cell.id] = error
        self._told[cell_name(cell), _ending(error)] = None

    def leave_out(self, cell: NotebookNode, reason: str) -> None:
        """Take down that a cell is not run, now or later."""
        self.tell_left_out(reason)
        self.faults[cell.id] = NotRun(left_out(reason))

    def tell_left_out(self, reason: str) -> None:
        """Tell once why cells are not run."""
        self._told["", f"the last cells were not run: {reason}"] = None

    def problems(self, notebook: str) -> tuple[Problem, ...]:
        """Return what is told, for the notebook of this name."""
        return tuple(
            Problem(kind=ProblemKind.RUN, notebook=notebook, cell=cell, message=message)
            for cell, message in self._told
        )


def definitions(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the code cells that define what graders call: set-up, solutions, students' own."""
    for cell in cells:
        if cell.cell_type == "code" and _is_needed(cell):
            yield cell


def is_left_out(cell: NotebookNode) -> bool:
    """Whether a cell is given code that is not run for graders."""
    given = cell.cell_type == "code" and not nbgrader_metadata(cell).get("grade")
    return given and not _is_needed(cell)


def _is_needed(cell: NotebookNode) -> bool:
    data = nbgrader_metadata(cell)
    return not data or bool(data.get("solution")) or SETUP_TAG in cell.metadata.get("tags", ())


def standing_at(check: str, cells: list[NotebookNode]) -> int:
    """Return how many of the definitions stand above a grade cell."""
    names = [grade_id(cell) for cell in cells]
    end = names.index(check) + 1 if check in names else len(cells)
    return len(list(definitions(cells[:end])))


def replay(
    process: StudentProcess,
    cells: Iterable[NotebookNode],
    faults: dict[str, StudentFault],
    allowance: Allowance,
) -> tuple[NotebookNode, StudentFault] | None:
    """Run cells; an exception in one leaves the others standing.

    Cells that are known to end their process, by their id in `faults`, are left out. Exceptions
    are added there. Returns the cell that ended the process and how, None if none.
    """
    for cell in cells:
        if cell.id in faults and not isinstance(faults[cell.id], StudentRaised):
            continue
        try:
            error = process.run_cell(cell.source, allowance.seconds).error
        except StudentFault as fault:
            return cell, fault
        faults.pop(cell.id, None)
        if error is not None:
            faults[cell.id] = raised(error)
    return None


def left_out(reason: str) -> str:
    """Say in place of a cell's outputs that it was not run."""
    return f"this cell was not run: {reason}"


def is_students_own(cell: NotebookNode) -> bool:
    """Whether a cell is no part of what was released."""
    return not nbgrader_metadata(cell)


def cell_name(cell: NotebookNode) -> str:
    """Name a cell by its grade id, or by its first line."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return grade_id(cell) or first[:40]


def _ending(error: StudentFault) -> str:
    if isinstance(error, StudentTimeout):
        return f"was {error}"
    if isinstance(error, StudentDied):
        return f"ended its process: {error}"
    return f"broke the rules of its process: {error}"
