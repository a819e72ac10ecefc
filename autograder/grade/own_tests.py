"""Cells that are judged by the tests that the instructor wrote into them, by nbgrader's rules.

They run where the student's code runs: whoever sets out to can forge what they give.
"""

import math
from collections.abc import Mapping
from functools import cache

from autograder.errors import StudentFault, StudentRaised
from autograder.grade.context import GradingContext
from autograder.grade.student_process import raised
from autograder.grader_files import GraderFiles
from autograder.records import CriterionResult, Fault, FaultKind, Verdict
from autograder.released import ReleasedNotebook
from autograder.sandbox.cell_run import CellRun
from autograder.testing.criterion import Criterion, Judgement, Notes, Results
from autograder.testing.faults import exception_words, fault_of, students_words
from autograder.testing.run import collect_graders

NAME = "tests"
ASKED = "The tests in this cell hold."
ASSERTION = "AssertionError"

# What came of a cell: a run, or what ended it.
Outcome = CellRun | StudentFault


def own_tests(context: GradingContext, notebook: str) -> Mapping[str, str]:
    """Return the tests of cells that no hidden grader looks at, by the names of the cells."""
    tests = context.assignment.notebooks[notebook].runnable_tests
    graders = context.assignment.graders
    if not tests or not graders.judges(notebook):
        return tests
    elsewhere = _judged_elsewhere(graders, notebook)
    return {cell: source for cell, source in tests.items() if cell not in elsewhere}


@cache
def _judged_elsewhere(graders: GraderFiles, notebook: str) -> frozenset[str]:
    """Return the cells that the hidden graders of a notebook judge."""
    return frozenset(criterion.cell for criterion in collect_graders(graders.file(notebook)))


def judged(released: ReleasedNotebook, outcomes: Mapping[str, Outcome]) -> Results:
    """Return what the tests of each cell say, by what came of it when it was run."""
    points = {cell.name: cell.worth for cell in released.grade_cells}
    criteria = {
        cell: Criterion(released.name, cell, NAME, weight=1.0, asked=ASKED, hint="", needs=())
        for cell in outcomes
    }
    return {
        criteria[cell]: _result(criteria[cell], outcome, points[cell])
        for cell, outcome in outcomes.items()
    }


def _result(criterion: Criterion, outcome: Outcome, points: float) -> CriterionResult:
    fault = _fault(outcome)
    if fault is not None:
        result = criterion.result(_lost(fault), Notes())
    else:
        number = outcome.number if isinstance(outcome, CellRun) else None
        result = criterion.result(_worth(number, points), Notes(earned=_share(number, points)))
    return result.model_copy(update={"inside": True})


def _fault(outcome: Outcome) -> StudentFault | None:
    """Return what ended a cell: an exception, a displayed one included, or the process's end."""
    if isinstance(outcome, StudentFault):
        return outcome
    if outcome.error is not None:
        return raised(outcome.error)
    shown = [each for each in outcome.outputs if each["output_type"] == "error"]
    return StudentRaised(shown[0]["ename"], (), shown[0]["evalue"]) if shown else None


def _lost(error: StudentFault) -> Judgement:
    """An assertion that does not hold is no fault; any other exception is the student's."""
    fault = fault_of(error)
    if fault.kind is not FaultKind.RAISED:
        return Judgement(Verdict.FAILED, students_words(fault), fault=fault)
    words = f"the tests raised {exception_words(fault)}"
    return Judgement(Verdict.FAILED, words, fault=None if fault.exception == ASSERTION else fault)


def _worth(number: float | None, points: float) -> Judgement:
    """A cell that ends in a number is worth so many points; any other one has passed."""
    if number is None:
        return Judgement(Verdict.PASSED)
    gave = f"the tests gave {number:g} of {points:g} points"
    if points < number < math.inf:
        return Judgement(Verdict.PASSED, f"{gave}; more than all counts as all")
    if 0 <= number <= points:
        return Judgement(Verdict.PASSED if number == points else Verdict.FAILED, gave)
    reason = f"the tests gave {number:g}; expected a number from 0 to {points:g}"
    fault = Fault(kind=FaultKind.GRADER, exception="", message=reason)
    return Judgement(Verdict.UNJUDGED, f"could not be judged: {reason}", fault=fault)


def _share(number: float | None, points: float) -> float:
    return number / points if number is not None and 0 <= number < points else 0.0
