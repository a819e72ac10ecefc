"""Build the folder of a demonstration course, with everything that students may hand in."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Course
from autograder.demo.seats import Seat, seats
from autograder.errors import CourseError
from autograder.released import Assignment, ReleasedNotebook, nbgrader_metadata
from autograder.solutions import Solution, fill_in, read_solutions, reference_cells

ANSWER = "Each layer multiplies the gradient by its slope, so many small slopes leave nothing."
# The made-up class waits half a minute for its endless loop. The longest cell of our references
# takes two seconds, on a busy machine several times that; a course that sets a limit keeps it.
CONFIGURATION = "\nc.Limits.setdefault('cell_seconds', 30.0)\n"
ENDLESS = "while True:\n    pass\n"
RAISES = "raise RuntimeError('this cell of mine does not work')\n"
HOSTILE = """\
import glob, os
found = [p for p in glob.glob('/**/tests/graders/**', recursive=True) if os.path.isfile(p)]
for path in found + ['tests/graders', '../../gradebook.db', '/proc/1/environ']:
    print(open(path).read())
"""

# The reference, those who hand in something broken or hostile, and a few wheats and chaffs.
SMALLEST_CLASS = 12

Cells = Mapping[str, Mapping[str, str]]


@dataclass
class Classroom:
    """A course folder under construction, and what each student must lose."""

    course: Course
    assignment: Assignment
    reference: Cells
    losses: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    def hand_in(self, student: str, notebooks: Mapping[str, str]) -> None:
        """Write one student's files."""
        folder = self.course.submission(self.assignment.name, student)
        folder.mkdir(parents=True)
        for name, text in notebooks.items():
            (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")

    def solved(self, solutions: tuple[Solution, ...] = ()) -> dict[str, NotebookNode]:
        """Return every notebook solved, with the given solutions in place of the reference."""
        return {
            name: _answered(
                fill_in(
                    released.notebook,
                    self.reference[name],
                    [each for each in solutions if each.notebook == name],
                )
            )
            for name, released in self.assignment.notebooks.items()
        }

    def untouched(self) -> dict[str, NotebookNode]:
        """Return the notebooks as released."""
        return {
            name: nbformat.from_dict(released.notebook)
            for name, released in self.assignment.notebooks.items()
        }


def copy_course(origin: Path, folder: Path, assignment: str) -> None:
    """Copy what a course needs into a folder of its own, which must be new."""
    if folder.exists():
        raise CourseError(f"{folder} exists already; remove it or name another with --folder")
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in ("source", "release", "tests/graders"):
        if (origin / part / assignment).is_dir():  # written questions need no graders
            shutil.copytree(origin / part / assignment, folder / part / assignment, ignore=ignore)
    with (folder / "nbgrader_config.py").open("w", encoding="utf-8") as configuration:
        if (own := origin / "nbgrader_config.py").exists():
            configuration.write(own.read_text(encoding="utf-8"))
        configuration.write(CONFIGURATION)


def fill_classroom(origin: Path, folder: Path, assignment: str, size: int) -> Classroom:
    """Let `size` made-up students hand in at the most; return the class with its losses."""
    course = Course(folder)
    released = course.assignment(assignment)
    source = folder / "source" / assignment
    reference = {name: reference_cells(source / f"{name}.ipynb") for name in released.notebooks}
    room = Classroom(course, released, reference)
    solutions = read_solutions(origin / "solutions" / assignment)
    for seat in seats(solutions)[: size - len(OTHERS)]:
        _take_seat(room, seat)
    for student, (make, earns) in OTHERS.items():
        room.hand_in(student, make(room))
        room.scores[student] = earns(released)
    return room


def _take_seat(room: Classroom, seat: Seat) -> None:
    room.hand_in(seat.student, _texts(room.solved(seat.solutions)))
    room.losses[seat.student] = seat.loses
    if not seat.loses:
        room.scores[seat.student] = _everything(room.assignment)


def _everything(assignment: Assignment) -> float:
    """Return all points that wait for no person."""
    return sum(_automatic(released) for released in assignment.notebooks.values())


def _first_notebook(assignment: Assignment) -> float:
    return _automatic(next(iter(assignment.notebooks.values())))


def _nothing(_assignment: Assignment) -> float:
    return 0.0


def _automatic(released: ReleasedNotebook) -> float:
    return sum(cell.points for cell in released.grade_cells if not cell.manual)


def _solved(room: Classroom) -> dict[str, str]:
    return _texts(room.solved())


def _untouched(room: Classroom) -> dict[str, str]:
    return _texts(room.untouched())


def _half_done(room: Classroom) -> dict[str, str]:
    """The first notebook solved, the others never handed in."""
    name, notebook = next(iter(room.solved().items()))
    return _texts({name: notebook})


def _invalid(room: Classroom) -> dict[str, str]:
    """Every file cut off in the middle, as by a broken upload."""
    return {name: text[: len(text) // 2] for name, text in _texts(room.solved()).items()}


def _with_cell(source: str) -> Callable[[Classroom], dict[str, str]]:
    """Return a submission that is right but for one cell of the student's own, in the first."""

    def make(room: Classroom) -> dict[str, str]:
        notebooks = room.solved()
        cells = notebooks[min(notebooks)].cells
        cells.insert(len(cells) // 2, nbformat.v4.new_code_cell(source))
        return _texts(notebooks)

    return make


# What students hand in beside wheats and chaffs, and what that earns.
OTHERS: Mapping[
    str, tuple[Callable[[Classroom], dict[str, str]], Callable[[Assignment], float]]
] = {
    "reference": (_solved, _everything),
    "untouched": (_untouched, _nothing),
    "half-done": (_half_done, _first_notebook),
    "endless-loop": (_with_cell(ENDLESS), _everything),
    "cell-raises": (_with_cell(RAISES), _everything),
    "invalid-json": (_invalid, _nothing),
    "reads-hidden-tests": (_with_cell(HOSTILE), _everything),
}


def _answered(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        data = nbgrader_metadata(cell)
        if data.get("grade") and data.get("solution"):
            cell.source = ANSWER
    return notebook


def _texts(notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    return {name: nbformat.writes(notebook) for name, notebook in notebooks.items()}
