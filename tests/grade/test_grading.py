"""One submission from file to record, in the real sandbox."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from tiny_course import NOTEBOOK, answered, cell, hand_in, released

from autograder.errors import SandboxUnavailable
from autograder.jobs.context import CourseContext
from autograder.jobs.submission import grade_submission
from autograder.records import GradeRecord, NotebookGrade, Problem, ProblemKind, Verdict

RIGHT = "def double(x):\n    return x + x\n"
EVERYTHING = frozenset([NOTEBOOK])


def grade(context: CourseContext, student: str) -> tuple[GradeRecord, Mapping[str, NotebookGrade]]:
    """Grade one student of the small course from scratch."""
    graded = grade_submission(context, student, {}, EVERYTHING)
    return graded.record, graded.notebooks


def verdicts(record: GradeRecord) -> dict[str, Verdict]:
    """Return the verdict of every criterion by name."""
    return {result.name: result.verdict for each in record.cells for result in each.criteria}


def test_right_solution_gets_the_automatic_points(context: CourseContext) -> None:
    """A right solution earns its cell's points; an unchanged written answer earns 0."""
    hand_in(context.course.root, "right", answered(context.course.root, RIGHT))
    record, _ = grade(context, "right")
    assert (record.score, record.max_score, record.needs_manual) == (4.0, 5.0, False)
    assert set(verdicts(record).values()) == {Verdict.PASSED}


def test_written_answer_waits_for_a_person(context: CourseContext) -> None:
    """A changed written answer has no score until a person gives one."""
    notebook = answered(context.course.root, RIGHT)
    cell(notebook, "written_why").source = "Because."
    hand_in(context.course.root, "writes", notebook)
    record, _ = grade(context, "writes")
    assert record.needs_manual
    assert record.cell(NOTEBOOK, "written_why").score is None


def test_wrong_solution_loses_by_weight(context: CourseContext) -> None:
    """Squaring fails the first two criteria, and the third waits for the first."""
    source = "def double(x):\n    return x * x\n"
    hand_in(context.course.root, "squares", answered(context.course.root, source))
    record, _ = grade(context, "squares")
    assert verdicts(record)["small"] is Verdict.FAILED
    assert verdicts(record)["negative"] is Verdict.BLOCKED
    assert record.score == 0


def test_partial_credit_reaches_the_score(context: CourseContext) -> None:
    """A quarter of the weight half earned: 4 points * (2 + 1 + 0.5) / 4."""
    source = "def double(x):\n    return 2 * abs(x)\n"
    hand_in(context.course.root, "absolute", answered(context.course.root, source))
    record, _ = grade(context, "absolute")
    assert record.score == 3.5


def test_grading_twice_gives_the_same_record(context: CourseContext) -> None:
    """Two runs differ in their times only."""
    source = "def double(x):\n    return object()\n"
    hand_in(context.course.root, "repeats", answered(context.course.root, source))
    first, _ = grade(context, "repeats")
    second, _ = grade(context, "repeats")
    assert first.model_copy(update={"seconds": 0}) == second.model_copy(update={"seconds": 0})


def test_stored_grade_is_taken_while_its_key_holds(context: CourseContext) -> None:
    """An unchanged submission is not graded again; a changed one is."""
    root = context.course.root
    hand_in(root, "again", answered(root, RIGHT))
    _, stored = grade(context, "again")
    problem = Problem(kind=ProblemKind.RUN, message="as stored")
    marked = {NOTEBOOK: stored[NOTEBOOK].model_copy(update={"problems": (problem,)})}
    kept = grade_submission(context, "again", marked, EVERYTHING).record
    hand_in(root, "again", answered(root, RIGHT + "# changed\n"))
    renewed = grade_submission(context, "again", marked, EVERYTHING).record
    assert (kept.problems, renewed.problems) == ((problem,), ())


@pytest.mark.parametrize(
    ("kind", "again"), [(ProblemKind.OPERATOR, True), (ProblemKind.GRADER, False)]
)
def test_what_no_criterion_judged_is_tried_again_where_we_failed(
    kind: ProblemKind, again: bool, context: CourseContext
) -> None:
    """Not where no grader looks at a cell: each run would be the same."""
    root = context.course.root
    hand_in(root, "unjudged", answered(root, RIGHT))
    _, stored = grade(context, "unjudged")
    problem = Problem(kind=kind, notebook=NOTEBOOK, message="as stored")
    cells = [
        each.model_copy(update={"score": None, "criteria": ()}) for each in stored[NOTEBOOK].cells
    ]
    left = {"problems": (problem,), "cells": tuple(cells)}
    known = {NOTEBOOK: stored[NOTEBOOK].model_copy(update=left)}
    record = grade_submission(context, "unjudged", known, EVERYTHING).record
    assert (record.problems == ()) is again


def test_record_tells_the_level_of_each_notebook(context: CourseContext) -> None:
    """A grade that is taken as stored names the level at which its code ran, not today's."""
    hand_in(context.course.root, "levels", answered(context.course.root, RIGHT))
    _, stored = grade(context, "levels")
    lower = replace(context, level=replace(context.level, name="another"))
    record = grade_submission(lower, "levels", stored, frozenset()).record
    assert record.environment["sandbox"] == "another"
    assert record.environment["notebooks"][NOTEBOOK]["sandbox"] == context.level.name


def test_cell_that_never_ends_costs_itself_only(context: CourseContext) -> None:
    """An endless cell of the student's own is told, and the other cells earn their points."""
    notebook = answered(context.course.root, RIGHT)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("while True: pass"))
    hand_in(context.course.root, "endless", notebook)
    record, _ = grade(context, "endless")
    assert record.score == 4.0
    (problem,) = record.problems
    assert (problem.kind, problem.cell) == (ProblemKind.RUN, "while True: pass")
    assert "5 s" in problem.message


def test_unreadable_notebook_scores_zero_with_the_reason(context: CourseContext) -> None:
    """Invalid JSON is a zero that says why, and waits for nobody."""
    hand_in(context.course.root, "broken", "{")
    record, notebooks = grade(context, "broken")
    assert (record.score, record.needs_manual) == (0.0, False)
    assert "not valid JSON" in record.problems[0].message
    assert "not valid JSON" in notebooks[NOTEBOOK].executed["cells"][0]["source"]


def test_fault_of_ours_goes_to_a_person(
    context: CourseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no worker can be started, nobody gets a zero."""
    hand_in(context.course.root, "unlucky", answered(context.course.root, RIGHT))
    monkeypatch.setattr(type(context.fork_server), "spawn", _refuse)
    record, _ = grade(context, "unlucky")
    assert record.needs_manual
    assert record.cell(NOTEBOOK, "double").score is None


def test_submission_is_never_changed(context: CourseContext) -> None:
    """The file that was handed in is byte for byte the same after grading."""
    path = hand_in(context.course.root, "kept", answered(context.course.root, RIGHT))
    before = path.read_bytes()
    grade(context, "kept")
    assert path.read_bytes() == before


def test_student_sees_no_hidden_file(context: CourseContext) -> None:
    """The worker cannot read the course folder, whatever path the student tries."""
    graders = context.course.root / "tests" / "graders"
    source = f"import os\ndef double(x):\n    return os.listdir({str(graders)!r})\n"
    hand_in(context.course.root, "looks", answered(context.course.root, source))
    record, _ = grade(context, "looks")
    message = record.cell(NOTEBOOK, "double").criteria[0].message
    assert "Error" in message
    assert record.score == 0


def test_outputs_of_the_run_are_fresh(context: CourseContext) -> None:
    """The executed notebook holds what the code prints now, not what was handed in."""
    notebook = answered(context.course.root, RIGHT)
    notebook.cells.append(nbformat.v4.new_code_cell("print('fresh')"))
    hand_in(context.course.root, "prints", notebook)
    _, notebooks = grade(context, "prints")
    outputs = [each.get("outputs") for each in notebooks[NOTEBOOK].executed["cells"]]
    assert outputs[-1][0]["text"] == "fresh\n"


def test_own_helper_file_is_used_but_released_files_win(context: CourseContext) -> None:
    """A student's own module is importable; one that shadows a released file is not."""
    source = "import given, mine\ndef double(x):\n    return mine.two * x + given.ANSWER - 42\n"
    path = hand_in(context.course.root, "modules", answered(context.course.root, source))
    (path.parent / "mine.py").write_text("two = 2\n")
    (path.parent / "given.py").write_text("ANSWER = 0\n")
    record, _ = grade(context, "modules")
    assert record.score == 4.0


def test_released_notebook_itself_scores_nothing(context: CourseContext) -> None:
    """The untouched release runs to an end and earns 0."""
    hand_in(context.course.root, "untouched", released(context.course.root))
    record, _ = grade(context, "untouched")
    assert record.score == 0.0
    assert "NotImplementedError" in record.cells[0].criteria[0].message


def _refuse(*_arguments: object) -> Path:
    raise SandboxUnavailable("none today")


def test_many_endless_cells_cost_themselves_only(context: CourseContext) -> None:
    """More cells that never end than a notebook may restart leave the TODO its points."""
    notebook = answered(context.course.root, RIGHT)
    endless = [nbformat.v4.new_code_cell(f"while True: pass  # {n}") for n in range(6)]
    notebook.cells = [*endless, *notebook.cells]
    hand_in(context.course.root, "stubborn", notebook)
    record, _ = grade(context, "stubborn")
    assert record.score == 4.0
    assert any("3 cells had ended their process" in str(each) for each in record.problems)


# In a replay the check before such a cell is left out.
IN_A_REPLAY = "import os, time\nif not In[3].startswith('assert'):\n    "


def test_cell_that_ends_only_a_replay_costs_no_other_cell(context: CourseContext) -> None:
    """The next cell, for which the definitions are replayed, runs all the same."""
    notebook = answered(context.course.root, RIGHT)
    sources = [f"{IN_A_REPLAY}os._exit(1)", "os._exit(2)", "print('still here')"]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    hand_in(context.course.root, "replays", notebook)
    record, grades = grade(context, "replays")
    assert record.score == 4.0
    assert grades[NOTEBOOK].executed["cells"][-1]["outputs"][0]["text"] == "still here\n"
    ended = [each.cell for each in record.problems if each.message.startswith("ended")]
    assert ended == ["os._exit(2)", "import os, time"]


def test_replays_share_the_time_of_all_graders(context: CourseContext) -> None:
    """Cells above a check that take more than twice that time are told so."""
    notebook = answered(context.course.root, RIGHT)
    slow = [nbformat.v4.new_code_cell("import time\ntime.sleep(2)") for _ in range(4)]
    notebook.cells = [*slow, *notebook.cells]
    hand_in(context.course.root, "dawdles", notebook)
    short = replace(context, limits=replace(context.limits, grading_seconds=3))
    record, _ = grade(short, "dawdles")
    assert record.cells[0].criteria[0].message == "your code was stopped after 3 s, the limit"


def test_fault_of_ours_is_tried_again(
    context: CourseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be judged is graded at the next run, not kept for ever."""
    hand_in(context.course.root, "patient", answered(context.course.root, RIGHT))
    with monkeypatch.context() as unwell:
        unwell.setattr(type(context.fork_server), "spawn", _refuse)
        _, stored = grade(context, "patient")
    record = grade_submission(context, "patient", stored, EVERYTHING).record
    assert record.score == 4.0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: (path.parent / b"caf\xe9.txt".decode("utf-8", "surrogateescape")).touch(),
        lambda path: [(path.parent / f"{n}.bin").write_bytes(bytes(20 << 20)) for n in range(2)],
        lambda path: (path.parent / "given.py").mkdir() or (path.parent / "given.py/x").touch(),
        lambda path: path.write_text(path.read_text().replace("x + x", r"x + x  # \ud83d")),
        lambda path: path.write_text(
            path.read_text().replace('"metadata": {}', '"metadata": {"a": ' + deep(280) + "}", 1)
        ),
    ],
    ids=[
        "name that is not UTF-8",
        "large files",
        "name of a released file",
        "half an emoji",
        "deep metadata",
    ],
)
def test_odd_hand_in_gets_its_points(
    spoil: Callable[[Path], object], context: CourseContext
) -> None:
    """Oddities that are nobody's fault neither stop the grading nor cost points."""
    path = hand_in(context.course.root, "odd", answered(context.course.root, RIGHT))
    spoil(path)
    record, notebooks = grade(context, "odd")
    shutil.rmtree(path.parent)
    assert record.score == 4.0
    assert notebooks[NOTEBOOK].model_dump_json()


def deep(levels: int) -> str:
    """Return JSON nested so many levels deep."""
    return '{"a": ' * levels + "1" + "}" * levels
