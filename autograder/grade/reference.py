"""Solved source notebooks: the reference, alone or with solutions in place of its cells."""

from collections.abc import Sequence

from autograder.course import ReleasedNotebook
from autograder.grade.bench import Bench
from autograder.intake import CleanNotebook, mend
from autograder.solutions import Solution, fill_in, reference_cells


def solved(bench: Bench, notebook: str, solutions: Sequence[Solution] = ()) -> CleanNotebook:
    """Return one notebook solved by the reference, with the given solutions in place."""
    released: ReleasedNotebook = bench.assignment.notebooks[notebook]
    source = bench.course.root / "source" / bench.assignment.name / f"{notebook}.ipynb"
    filled = fill_in(released.notebook, reference_cells(source), solutions)
    return mend(filled, released)
