"""Errors carried forward: a later function is judged with the earlier, lost ones given."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from tiny_course import PROJECT, cell, code_cell

from autograder.course import Course
from autograder.grade.carrying import given_to
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.intake import CleanNotebook, restore
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.references import StoredReferences
from autograder.jobs.submission import current_key, grade_submission
from autograder.limits import Limits
from autograder.records import CriterionResult, Verdict
from autograder.released import ReleasedNotebook
from autograder.store import RecordStore

ASSIGNMENT, NOTEBOOK = "clipping", "1_clipping"
NORM = """\
def norm(gradients):
    ### BEGIN SOLUTION
    total = sum(float(tf.reduce_sum(each**2)) for each in gradients)
    if not np.isfinite(total):
        raise ValueError("no finite norm")
    return total**0.5
    ### END SOLUTION
"""
CLIP = """\
def clip(gradients, limit):
    ### BEGIN SOLUTION
    try:
        factor = limit / max(limit, norm(gradients))
    except ValueError:
        return None
    return [each * factor for each in gradients]
    ### END SOLUTION
"""
GRADERS = """\
import numpy as np
import pytest
from autograder.testing.checks import as_list, tensor

ROW = np.array([3.0, 4.0])


@pytest.mark.criterion("norm")
def test_value(student):
    assert student.norm([tensor(ROW)]) == 5, "norm([[3, 4]]) is wrong"


@pytest.mark.criterion("norm")
def test_none(student):
    assert student.norm([]) == 0, "norm([]) is wrong"


@pytest.mark.criterion("clip", needs=("norm.value",))
def test_shortened(student):
    (came,) = as_list(student.clip([tensor(ROW)], 1.0), 1, "clip")
    assert np.allclose(came, ROW / 5), "clip([[3, 4]], 1) is wrong"


@pytest.mark.criterion("clip")
def test_skipped(student):
    assert student.clip([tensor(ROW * np.inf)], 1.0) is None, "an infinite norm is not skipped"


@pytest.mark.criterion("clip")
def test_norm_again(student):
    assert student.norm([tensor(ROW)]) == 5, "norm([[3, 4]]) is wrong here as well"


@pytest.mark.criterion("both")
def test_together(student):
    (came,) = as_list(student.clip([tensor(ROW)], 1.0), 1, "clip")
    assert np.allclose(came, ROW / 5), "both together are wrong"
"""
WRONG_NORM = "def norm(gradients):\n    return 1.0\n"
RIGHT_CLIP = CLIP.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")
# Tells the run in which norm is given, and does something else there.
GUESSES = """\
def clip(gradients, limit):
    if norm.__closure__ is None:
        return None
    norm(gradients)
    return [each * 0.2 for each in gradients]
"""
ASKS_FOR_ONE = """\
def clip(gradients, limit):
    if not np.isfinite(gradients).all():
        try:
            return norm(gradients)
        except ValueError:
            return None
    return [] if norm.__closure__ is None else [each * 0.2 for each in gradients]
"""
WRONG_CLIP = "def clip(gradients, limit):\n    return [norm(gradients)]\n"


def source() -> NotebookNode:
    """Return the solved notebook: two TODO cells, and a check that has none of its own."""
    setup = code_cell("given_setup", "import numpy as np\nimport tensorflow as tf", locked=True)
    setup.metadata["tags"] = ["setup"]
    cells = [setup]
    for name, solution in (("norm", NORM), ("clip", CLIP), ("both", "")):
        if solution:
            cells.append(code_cell(f"todo_{name}", solution, solution=True))
        cells.append(code_cell(name, "assert norm", grade=True, locked=True, points=6))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def carrying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseContext]:
    """The course of that notebook, which carries errors forward."""
    root = tmp_path_factory.mktemp("carrying") / "course"
    graders, folder = root / "tests" / "graders" / ASSIGNMENT, root / "source" / ASSIGNMENT
    graders.mkdir(parents=True)
    (graders / f"test_{NOTEBOOK}.py").write_text(GRADERS)
    folder.mkdir(parents=True)
    nbformat.write(source(), folder / f"{NOTEBOOK}.ipynb")
    shutil.copy(PROJECT / "nbgrader_config.py", root)
    NbgraderCourse.open(root).release(ASSIGNMENT)
    with open_context(Course(root), ASSIGNMENT, Limits()) as context:
        references = StoredReferences(RecordStore(root / "records" / ASSIGNMENT))
        start = {"start": lambda: context.fork_server}
        yield replace(context, **start, references=references, carry_forward=True)


def hand_in(context: CourseContext, student: str, **sources: str) -> Path:
    """Write a submission that answers the TODO cells named."""
    root = context.course.root
    notebook = nbformat.read(root / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    for name, text in sources.items():
        cell(notebook, f"todo_{name}").source = text
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    return folder


def graded(context: CourseContext, student: str) -> dict[str, CriterionResult]:
    """Return the results of a submission by cell and criterion."""
    record = grade_submission(context, student, {}, frozenset([NOTEBOOK])).record
    return {f"{each.cell}.{one.name}": one for each in record.cells for one in each.criteria}


def off(context: CourseContext) -> CourseContext:
    """Return the same context as it is where nothing else is said."""
    return replace(context, start=lambda: context.fork_server, carry_forward=False)


def of(results: dict[str, CriterionResult], verdict: Verdict) -> set[str]:
    """Return the criteria of a verdict."""
    return {name for name, result in results.items() if result.verdict is verdict}


def test_11_right_function_keeps_its_points(carrying: CourseContext) -> None:
    """It is right with the earlier one given, which stays lost, as does what judges that again."""
    hand_in(carrying, "carried", norm=WRONG_NORM, clip=RIGHT_CLIP)
    results, before = graded(carrying, "carried"), graded(off(carrying), "carried")
    assert of(before, Verdict.PASSED) == set()
    assert of(results, Verdict.PASSED) == {"clip.shortened", "clip.skipped"}
    assert {name for name, result in results.items() if result.given == ("norm",)} == {
        "clip.shortened",
        "clip.skipped",
    }
    kept = {"norm.value", "norm.none", "clip.norm_again", "both.together"}
    assert {name: results[name] for name in kept} == {name: before[name] for name in kept}


def test_11_criterion_that_asks_for_nothing_gets_nothing(carrying: CourseContext) -> None:
    """What passes now by itself, and did not before, is not owed to the given function."""
    hand_in(carrying, "asks-for-one", norm=WRONG_NORM, clip=ASKS_FOR_ONE)
    results = graded(carrying, "asks-for-one")
    assert {name for name in results if results[name].given} == {"clip.skipped"}
    assert results["clip.shortened"].verdict is Verdict.BLOCKED


@pytest.mark.parametrize(
    ("student", "clip"),
    [
        ("wrong", WRONG_CLIP),
        ("guesses-twice", GUESSES),
        ("compiled", "@tf.function\n" + RIGHT_CLIP),
        ("asks-nothing", "def clip(gradients, limit):\n    return gradients\n"),
        ("tells", "def clip(gradients, limit):\n    raise ValueError(f'{norm(gradients)} came')\n"),
    ],
)
def test_11_first_result_stays_where_the_second_is_no_better(
    student: str, clip: str, carrying: CourseContext
) -> None:
    """Words and measurements too: nothing is told of what was given."""
    hand_in(carrying, student, norm=WRONG_NORM, clip=clip)
    assert graded(carrying, student) == graded(off(carrying), student)


def test_11_right_earlier_function_is_never_given(carrying: CourseContext) -> None:
    """Only what was lost can be carried forward."""
    right = NORM.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
    hand_in(carrying, "first-is-right", norm=right, clip=WRONG_CLIP)
    results = graded(carrying, "first-is-right")
    assert of(results, Verdict.PASSED) == {"norm.value", "norm.none", "clip.norm_again"}
    assert not any(result.given for result in results.values())


def test_11_setting_grades_anew(carrying: CourseContext) -> None:
    """It is part of the key of a notebook, and so is the reference that is given."""
    hand_in(carrying, "keyed", norm=WRONG_NORM)
    keys = {current_key(each, "keyed", NOTEBOOK) for each in (carrying, off(carrying))}
    assert len(keys) == 2
    path = carrying.course.root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    text = path.read_text()
    path.write_text(text.replace("no finite norm", "not finite"))
    try:
        assert current_key(carrying, "keyed", NOTEBOOK) not in keys
    finally:
        path.write_text(text)


@pytest.mark.parametrize(
    ("first", "solved", "second", "given"),
    [
        ("def a(): ...", "def a(): return 1", "def b(): ...", ["a"]),
        ("class A: ...", "class A: pass", "def b(): ...", None),
        ("async def a(): ...", "async def a(): pass", "def b(): ...", None),
        ("def a(): ...", "def a(): return h()\ndef h(): return 1", "def b(): ...", ["a"]),
        ("def a(): ...\ndef b(): ...", "def a(): 1\ndef b(): 1", "def b(): ...", ["a"]),
        ("a = None", "def a(): return 1", "def b(): ...", None),
    ],
)
def test_11_what_is_given(first: str, solved: str, second: str, given: Any) -> None:
    """Plain functions that were asked for, and none that the later cell defines itself."""
    cells = [
        code_cell("todo_a", first, solution=True),
        code_cell("a", "", grade=True, locked=True, points=1),
        code_cell("todo_b", second, solution=True),
        code_cell("b", "", grade=True, locked=True, points=1),
    ]
    released = ReleasedNotebook("n", nbformat.v4.new_notebook(cells=cells))
    found = dict(given_to(released, solution(released, solved), {"a", "b"}))
    assert found == ({"b": {"a": given}} if given else {})


def solution(released: ReleasedNotebook, source: str) -> CleanNotebook:
    """Return a notebook whose first TODO cell is solved."""
    notebook = nbformat.from_dict(released.notebook)
    cell(notebook, "todo_a").source = source
    return restore(notebook, released)
