"""Grade solved source notebooks: the reference, alone or with solutions in place of its cells."""

from collections.abc import Mapping, Sequence

from autograder.course import ReleasedNotebook
from autograder.grade.bench import Bench
from autograder.grade.notebook import judge
from autograder.grading.criterion import Criterion
from autograder.intake import CleanNotebook, mend
from autograder.records import CriterionResult
from autograder.solutions import Solution, fill_in, reference_cells


def solved(bench: Bench, notebook: str, solutions: Sequence[Solution] = ()) -> CleanNotebook:
    """Return one notebook solved by the reference, with the given solutions in place."""
    released: ReleasedNotebook = bench.assignment.notebooks[notebook]
    source = bench.course.root / "source" / bench.assignment.name / f"{notebook}.ipynb"
    filled = fill_in(released.notebook, reference_cells(source), solutions)
    return mend(filled, released)


def judge_solution(bench: Bench, solution: Solution) -> Mapping[Criterion, CriterionResult]:
    """Run the hidden graders on one wheat or chaff, without the run for its outputs."""
    clean = solved(bench, solution.notebook, [solution])
    return judge(bench, solution.name, clean, bench.assignment.files)
