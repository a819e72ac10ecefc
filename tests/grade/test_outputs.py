"""Outputs are made after the score, and nothing that goes wrong with them changes it."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from tiny_course import NOTEBOOK, answered, hand_in

from autograder.errors import SandboxUnavailable
from autograder.grade import ReferenceResult
from autograder.jobs.context import CourseContext, NoReferences
from autograder.jobs.submission import Graded, grade_submission
from autograder.records import PUT_OFF, NotebookGrade

RIGHT = "def double(x):\n    return x + x\n"
ONLY = frozenset([NOTEBOOK])


class Raising(NoReferences):
    """A reference that has its points, and whose given cells raise."""

    def whole(self, context: CourseContext, notebook: str) -> ReferenceResult:
        """Return why no outputs are made."""
        return ReferenceResult(fault="the cell 'x' raises")


def judged(context: CourseContext, student: str, *own: str) -> tuple[CourseContext, Graded]:
    """Grade a right answer below cells of the student's own, its outputs put off."""
    notebook = answered(context.course.root, RIGHT)
    notebook.cells = [*map(nbformat.v4.new_code_cell, own), *notebook.cells]
    hand_in(context.course.root, student, notebook)
    usual = replace(context, start=lambda: context.fork_server)
    graded = grade_submission(replace(usual, outputs=False), student, {}, ONLY)
    return usual, graded


def completed(context: CourseContext, student: str, before: Graded) -> NotebookGrade:
    """Grade once more, with outputs."""
    return grade_submission(context, student, before.notebooks, ONLY).notebooks[NOTEBOOK]


def shown(grade: NotebookGrade) -> list[str]:
    """Return the names of errors that cells show."""
    outputs = (output for cell in grade.executed["cells"] for output in cell.get("outputs", ()))
    return [output["ename"] for output in outputs if output["output_type"] == "error"]


def test_score_needs_no_outputs(context: CourseContext) -> None:
    """The record says that they were put off; they are made with the grade that is stored."""
    usual, before = judged(context, "later", "print('shown')")
    grade = before.notebooks[NOTEBOOK]
    assert (before.record.score, before.record.without_outputs) == (4.0, {NOTEBOOK: PUT_OFF})
    assert "shown" not in str(grade.executed["cells"][0].get("outputs"))
    whole = completed(usual, "later", before)
    assert whole.executed["cells"][0]["outputs"][0]["text"] == "shown\n"
    assert (
        whole.model_copy(
            update={
                "executed": grade.executed,
                "pace": grade.pace,
                "seconds": grade.seconds,
                "without_outputs": PUT_OFF,
            }
        )
        == grade
    )


def test_what_ended_a_process_is_not_run_again(context: CourseContext) -> None:
    """It is told once, stands where the output would be, and has taken no time of this run."""
    usual, before = judged(context, "endless", "while True: pass", "1 / 0")
    (problem,) = before.record.problems
    assert problem.message == "was stopped after 5 s, the limit"
    whole = completed(usual, "endless", before)
    assert whole.problems == (problem,)
    assert shown(whole) == ["StudentTimeout", "ZeroDivisionError"]
    endless, *others = [cell["id"] for cell in whole.executed["cells"][:2]]
    assert endless not in whole.pace.cells
    assert set(others) <= set(whole.pace.cells)


def test_fault_of_ours_leaves_the_score_and_is_tried_again(
    context: CourseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record says why there are no outputs; the next grading makes them."""
    usual, before = judged(context, "unlucky")
    with monkeypatch.context() as unwell:
        unwell.setattr(type(context.fork_server), "spawn", _refuse)
        graded = grade_submission(usual, "unlucky", before.notebooks, ONLY)
    assert graded.record.score == 4.0
    assert graded.record.without_outputs == {NOTEBOOK: "SandboxUnavailable: none today"}
    assert completed(usual, "unlucky", graded).without_outputs == ""


def test_outputs_are_not_made_where_those_of_the_reference_cannot_be(
    context: CourseContext,
) -> None:
    """Every page would show an error that is no student's."""
    usual, before = judged(context, "given")
    grade = completed(replace(usual, references=Raising()), "given", before)
    assert grade.without_outputs == "the cell 'x' raises"
    assert grade.cells == before.notebooks[NOTEBOOK].cells


def _refuse(*_arguments: object) -> Path:
    raise SandboxUnavailable("none today")
