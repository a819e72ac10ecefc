"""Names count as they stand when their check is reached; what is missing is looked for below."""

from dataclasses import replace

import nbformat
import pytest
from tiny_course import NOTEBOOK, answered, hand_in

from autograder.jobs.context import CourseContext
from autograder.jobs.submission import grade_submission
from autograder.records import GradeRecord

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return x * x\n"
CALLS_HELPER = "def double(x):\n    return add(x, x)\n"
HELPER = "def add(a, b):\n    return a + b\n"
# The message of the criterion tells how many cells had been run before the call.
COUNTS = "def double(x):\n    raise ValueError(f'{len(In)} cells')\n"


def graded(
    context: CourseContext, answer: str, *below: str, above: tuple[str, ...] = ()
) -> GradeRecord:
    """Grade an answer with own cells at both ends of the notebook."""
    notebook = answered(context.course.root, answer)
    first, last = (
        [nbformat.v4.new_code_cell(source) for source in sources] for sources in (above, below)
    )
    notebook.cells = [*first, *notebook.cells, *last]
    hand_in(context.course.root, "names", notebook)
    return grade_submission(context, "names", {}, frozenset([NOTEBOOK])).record


@pytest.mark.parametrize("below", ["double = double(21)", WRONG, "del double", "double = None"])
def test_6_what_is_bound_below_changes_nothing(context: CourseContext, below: str) -> None:
    """What was right at the check stays right."""
    assert graded(context, RIGHT, below).score == 4


@pytest.mark.parametrize(
    ("answer", "below"),
    [
        ("# see the last cell", [RIGHT]),
        (CALLS_HELPER, [HELPER]),
        ("# see below", [CALLS_HELPER, HELPER]),
        ("def double(x):\n    return np.add(x, x).item()\n", ["import numpy as np"]),
    ],
    ids=["the function", "a helper", "both", "an import"],
)
def test_6_what_is_missing_at_the_check_is_looked_for_below(
    context: CourseContext, answer: str, below: list[str]
) -> None:
    """A notebook whose cells were run in another order has its points."""
    assert graded(context, answer, *below).score == 4


def test_6_what_was_wrong_at_the_check_stays_wrong(context: CourseContext) -> None:
    """A second version below its check does not count."""
    assert graded(context, WRONG, RIGHT).score == 0


def test_6_cell_below_that_ends_the_process_is_told(context: CourseContext) -> None:
    """It ends the process where the check before it is left out; the name it defines is missing."""
    ends = "import os\nif len(In) < 5:\n    os._exit(3)\ndouble = None"
    record = graded(context, "# nothing here", ends)
    assert record.score == 0
    assert "exit status 3" in record.cells[0].criteria[0].message


def test_10_cells_below_a_check_are_not_run_for_it(context: CourseContext) -> None:
    """A criterion meets as many cells with four long ones at the end as without them."""
    without, with_four = (
        graded(context, COUNTS, *(["import time\ntime.sleep(0.1)"] * number)) for number in (0, 4)
    )
    told = {record.cells[0].criteria[0].message for record in (without, with_four)}
    assert len(told) == 1
    assert "cells" in told.pop()


def test_10_time_of_own_cells_is_no_criterions(context: CourseContext) -> None:
    """Cells that take longer than all calls may leave the calls their time."""
    limits = replace(context.limits, cell_seconds=30, grading_seconds=10)
    slow = replace(context, start=lambda: context.fork_server, limits=limits)
    assert graded(slow, RIGHT, above=("import time\ntime.sleep(11)",)).score == 4
