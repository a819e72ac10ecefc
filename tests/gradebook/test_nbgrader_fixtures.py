"""nbgrader's own fixture notebooks, broken ones among them, handed in to courses of their sources.

The notebooks are those of the installed package: sources, answers to them, attempts to cheat,
endless loops, old and future metadata, cells without name, points or type.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbgrader
import pytest
from rich.console import Console
from tiny_course import PROJECT

from autograder.cli.batch import Setup, grade_batch
from autograder.gradebook.gradebook import EVERYONE, NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.records import CellResult, GradeRecord, Verdict
from autograder.store import RecordStore
from autograder.tasks import Task

FIXTURES = Path(nbgrader.__file__).parent / "tests"
FOLDERS = ("apps/files", "preprocessors/files")
ASSIGNMENT = "fixtures"
LIMITS = "\nc.Limits.cell_seconds, c.Limits.call_seconds = 10.0, 4.0\n"
# Source notebooks, by the name under which they are released.
SOURCES = {
    "answers": "apps/files/submitted-unchanged.ipynb",
    "squares": "apps/files/test.ipynb",
    "task": "preprocessors/files/test_taskcell.ipynb",
    "simple": "apps/files/autotest-simple.ipynb",
    "hashed": "apps/files/autotest-hashed.ipynb",
    "hidden": "apps/files/autotest-hidden.ipynb",
    "multi": "apps/files/autotest-multi.ipynb",
    "slow": "apps/files/timeout.ipynb",
    "zero": "apps/files/validation-zero-points.ipynb",
    "relative": "apps/files/open_relative_file.ipynb",
    "manual": "preprocessors/files/manually-graded-code-cell.ipynb",
}
# A fixture is handed in to the source that its name begins with, any other to "answers".
FAMILIES = {
    "test_task": "task",
    "test": "squares",
    "autotest-simple": "simple",
    "autotest-hashed": "hashed",
    "autotest-hidden": "hidden",
    "autotest-multi": "multi",
    "timeout": "slow",
    "validation-zero": "zero",
    "open_relative": "relative",
    "manually": "manual",
}
SQUARES = {
    "correct_squares": "student.squares(3) == [1, 4, 9]",
    "squares_invalid_input": "student.raises('ValueError', student.squares, 0)",
    "correct_sum_of_squares": "student.sum_of_squares(10) == 385",
    "sum_of_squares_uses_squares": "student.sum_of_squares(1) == 1",
}
VARIABLES = "student.fetch(student.a) == 5 and student.fetch(student.b) == 'hello'"
# What the hidden grader of a cell asserts, by notebook and cell.
CHECKS: Mapping[str, Mapping[str, str]] = {
    "answers": {"foo": "True", "bar": "student.fetch(student.a) == 1"},
    "squares": SQUARES,
    "task": SQUARES,
    "simple": {"test_simple": VARIABLES},
    "hashed": {"test_hashed": VARIABLES},
    "hidden": {"test_hidden": VARIABLES},
    "multi": dict.fromkeys(
        (
            "test_multi",
            "cell-f2803ba7c42d03ab",
            "cell-693350420ec62f1b",
            "cell-13479eb0e5fff152",
        ),
        VARIABLES,
    ),
    "slow": {"correct_squares": "student.foo() is True"},
    "zero": {"correct_squares": "student.squares(1) == [1]"},
    "relative": {"open_file": "'data.txt' in student.load('import os\\nn = os.listdir').n()"},
}
EARNED = {
    "apps-submitted-unchanged": 1.0,
    "apps-submitted-changed": 2.0,
    "apps-submitted-cheat-attempt": 1.0,
    "apps-submitted-cheat-attempt-alternative": 1.0,
    "apps-submitted-grade-cell-changed": 1.0,
    "apps-autotest-simple-changed": 1.0,
    "apps-autotest-hidden-changed-right": 1.0,
    "apps-autotest-hidden-changed-wrong": 0.0,
    "apps-autotest-multi-changed": 4.0,
    "apps-open_relative_file": 10.0,
    "apps-timeout": 0.0,
    "apps-test": 3.0,
    "apps-test-v0": 3.0,
    "preprocessors-duplicate-grade-ids": 1.0,
    "preprocessors-submitted-answer-cell-type-changed": 1.0,
}


def fixtures() -> dict[str, Path]:
    """Return every fixture notebook by the name of the student who hands it in."""
    paths = [path for folder in FOLDERS for path in sorted((FIXTURES / folder).glob("*.ipynb"))]
    return {f"{path.parent.parent.name}-{path.stem}": path for path in paths}


def target(path: Path) -> str:
    """Return the notebook that a fixture is handed in as."""
    return next((to for begin, to in FAMILIES.items() if path.name.startswith(begin)), "answers")


def graders(checks: Mapping[str, str]) -> str:
    """Return a file of hidden graders with one criterion for each cell."""
    lines = ["import pytest"]
    for number, (cell, check) in enumerate(checks.items()):
        lines += [
            f"@pytest.mark.criterion({cell!r}, weight=1, hint='')",
            f"def test_{number}(student):",
            f'    """What {cell} asks."""',
            f"    assert {check}, 'not as asked'",
        ]
    return "\n".join(lines)


def make_course(folder: Path) -> NbgraderCourse:
    """Release the sources, and hand in every fixture."""
    source = folder / "source" / ASSIGNMENT
    hidden = folder / "tests" / "graders" / ASSIGNMENT
    for made in (source, hidden):
        made.mkdir(parents=True)
    for name, path in SOURCES.items():
        shutil.copy(FIXTURES / path, source / f"{name}.ipynb")
        (hidden / f"test_{name}.py").write_text(graders(CHECKS.get(name, {})))
    for beside in ("autotests.yml", "data.txt", "jupyter.png"):
        shutil.copy(FIXTURES / "apps" / "files" / beside, source)
    plain = (PROJECT / "nbgrader_config.py").read_text()
    (folder / "nbgrader_config.py").write_text(plain + LIMITS)
    for student, path in fixtures().items():
        submitted = folder / "submitted" / student / ASSIGNMENT
        submitted.mkdir(parents=True)
        shutil.copy(path, submitted / f"{target(path)}.ipynb")
    course = NbgraderCourse.open(folder)
    course.release(ASSIGNMENT)
    return course


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[NbgraderCourse, list[GradeRecord]]:
    """The course after one batch of all the fixtures, with the records in order."""
    course = make_course(tmp_path_factory.mktemp("nbgrader") / "course")
    notebooks = frozenset(SOURCES)
    limits = limits_of(course.config)
    tasks = [Task(course.root, ASSIGNMENT, name, notebooks, limits) for name in fixtures()]
    outcomes = grade_batch(Setup(course, tasks[0].read_release(), 2, Console(quiet=True)), tasks)
    assert [outcome.reason for outcome in outcomes if outcome.reason] == []
    return course, [outcome.record for outcome in outcomes if outcome.record]


def automatic(record: GradeRecord) -> list[CellResult]:
    """Return the cells that the graders score, of the notebook that was handed in."""
    return [cell for cell in record.cells if not cell.manual]


def test_every_fixture_has_an_outcome(
    graded: tuple[NbgraderCourse, list[GradeRecord]],
) -> None:
    """No fixture stops the batch: each has a record, a total in the gradebook and a page."""
    course, records = graded
    assert {record.student for record in records} == set(fixtures())
    assert len(records) > 50
    totals = course.totals(ASSIGNMENT)
    assert totals == {record.student: record.score for record in records}
    course.feedback(ASSIGNMENT, EVERYONE)
    for student in fixtures():
        assert list((course.root / "feedback" / student / ASSIGNMENT).glob("*.html")), student


def test_only_what_the_sources_lose_is_left_unjudged(
    graded: tuple[NbgraderCourse, list[GradeRecord]],
) -> None:
    """Some of the sources are no solutions; beside that, no fixture is a fault of ours."""
    course, records = graded
    store = RecordStore(course.root / "records" / ASSIGNMENT)
    references = [grade for grade in map(store.reference, SOURCES) if grade]
    lost = {
        (grade.notebook, cell.cell)
        for grade in references
        for cell in grade.cells
        if any(result.verdict is not Verdict.PASSED for result in cell.criteria)
    }
    unjudged = {
        (cell.notebook, cell.cell)
        for record in records
        for cell in automatic(record)
        if any(result.verdict is Verdict.UNJUDGED for result in cell.criteria)
    }
    assert unjudged <= lost
    assert unjudged == {
        (cell.notebook, cell.cell)
        for record in records
        for cell in automatic(record)
        if cell.needs_manual
    }


def test_scores_are_those_that_were_earned(
    graded: tuple[NbgraderCourse, list[GradeRecord]],
) -> None:
    """Honest answers, attempts to cheat and mended notebooks get what their functions earn."""
    scores = {record.student: record.score for record in graded[1]}
    assert {student: scores[student] for student in EARNED} == EARNED
