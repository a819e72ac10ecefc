"""A name that is missing is told with what went wrong in the cell that defines it."""

from dataclasses import replace

import pytest
from tiny_course import NOTEBOOK, answered, code_cell, hand_in

from autograder.errors import StudentRaised
from autograder.grade.causes import cause
from autograder.grader_files import grader_name
from autograder.jobs.context import CourseContext
from autograder.jobs.submission import grade_submission
from autograder.records import CriterionResult, FaultKind, Verdict

BROKEN = {
    "import absent_package\n\n\ndef double(x):\n    return 2 * x\n": (
        "ModuleNotFoundError: No module named 'absent_package'",
        "line 1",
    ),
    "def double(x):\n    return x * (2\n": ("SyntaxError", "todo_double", "read by Python 3."),
    "raise ValueError('early')\n\n\ndef double(x):\n    return 2 * x\n": (
        "ValueError: early",
        "line 1",
    ),
    "while True:\n    pass\n\n\ndef double(x):\n    return 2 * x\n": ("stopped after", "s"),
}


def first_criterion(context: CourseContext, source: str) -> CriterionResult:
    """Grade one submission and return its first criterion."""
    hand_in(context.course.root, "cause", answered(context.course.root, source))
    graded = grade_submission(context, "cause", {}, frozenset([NOTEBOOK]))
    return next(result for cell in graded.record.cells for result in cell.criteria)


@pytest.mark.parametrize("source", BROKEN)
def test_root_cause_is_told(context: CourseContext, source: str) -> None:
    """Not "name 'double' is not defined", but the error, the cell and the line."""
    result = first_criterion(context, source)
    assert result.verdict is Verdict.FAILED
    assert all(words in result.message for words in BROKEN[source]), result.message


def test_name_that_nothing_defines_stays_a_name_error(context: CourseContext) -> None:
    """Another cell's error explains nothing."""
    result = first_criterion(context, "import absent_package\n")
    assert "NameError: name 'double' is not defined" in result.message


def test_error_of_the_cell_is_no_error_of_the_function(context: CourseContext) -> None:
    """A cell that raises what a grader asks a function to raise has not passed."""
    graders, name = context.assignment.graders, grader_name(NOTEBOOK)
    asked = "    assert student.raises('ValueError', student.double, 'x')\n"
    head = '\n\n@pytest.mark.criterion("double")\ndef test_raises(student):\n    """Raises."""\n'
    longer = graders.with_file(name, dict(graders.files)[name] + (head + asked).encode())
    assignment = replace(context.assignment, graders=longer)
    again = replace(context, assignment=assignment, start=lambda: context.fork_server)
    hand_in(
        context.course.root,
        "cause",
        answered(context.course.root, "raise ValueError\ndouble = 1\n"),
    )
    graded = grade_submission(again, "cause", {}, frozenset([NOTEBOOK]))
    results = {r.name: r for cell in graded.record.cells for r in cell.criteria}
    assert results["raises"].verdict is Verdict.FAILED
    assert results["raises"].fault is not None
    assert results["raises"].fault.kind is FaultKind.RAISED


@pytest.mark.parametrize("tags", [[], ["setup"]])
def test_given_cell_that_is_not_run_is_named(tags: list[str]) -> None:
    """An import in a locked cell without the tag is the usual cause in a course's first hour."""
    given = code_cell("imports", "import math", locked=True)
    given.metadata["tags"] = tags
    error = StudentRaised("NameError", (), "name 'math' is not defined", "line 3, in area")
    told = str(cause(error, [given], {}))
    words = ["'imports' defines it" in told, "no tag 'setup'" in told]
    assert words == [not tags] * 2, told
