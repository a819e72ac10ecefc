"""What is kept of every grading, and what is said of two of them."""

from pathlib import Path

import pytest

from autograder.history.comparison import Comparison
from autograder.history.log import note_grading, read_history
from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict


def record(score: float, verdict: Verdict, key: str, **notebooks: str) -> GradeRecord:
    """Return a record of one cell with one criterion; a notebook's key begins with its graders."""
    credit = 1.0 if verdict is Verdict.PASSED else 0.0
    criterion = CriterionResult(
        name="small", verdict=verdict, weight=1, credit=credit, asked="", message="got 7"
    )
    cell = CellResult(notebook="n", cell="c", score=score, max_score=4, criteria=(criterion,))
    return GradeRecord(
        student="ada",
        assignment="a",
        score=score,
        max_score=4,
        needs_manual=False,
        cells=(cell,),
        environment={
            "key": key,
            "notebooks": {
                name: {"key": each, "submission": "s", "graders": each[0]}
                for name, each in notebooks.items()
            },
        },
    )


RIGHT = record(4, Verdict.PASSED, "1", n="g1")
WRONG = record(0, Verdict.FAILED, "2", n="h1")


def test_every_grading_is_kept_with_what_changed(tmp_path: Path) -> None:
    """Two gradings, two lines; the second says why it differs, and the first is as it was."""
    path = tmp_path / "ada.jsonl"
    note_grading(path, RIGHT, "eve", anew=True)
    first = path.read_text()
    note_grading(path, WRONG, "bob", anew=True)
    assert path.read_text().startswith(first)
    before, after = read_history(path).entries
    assert (before.score, before.by, before.changed) == (4, "eve", ("first grading",))
    assert (after.score, after.by, after.cells[0].score) == (0, "bob", 0)
    assert after.changed == ("other graders", "n/c 4 of 4 → 0 of 4 (small: passed → failed)")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"n": "g1"}, {"n": "g1", "m": "g1"}, "another notebook graded"),
        ({"n": "g1", "m": "h1"}, {"n": "g1", "m": "g1"}, "other graders"),
        ({"n": "g1"}, {"n": "g2"}, "other release, settings, versions or machine"),
    ],
)
def test_cause_is_that_of_the_notebook_that_was_graded(
    before: dict[str, str], after: dict[str, str], said: str
) -> None:
    """Notebooks graded one by one each have a cause of their own."""
    compared = Comparison(
        record(4, Verdict.PASSED, "1", **before), record(4, Verdict.PASSED, "2", **after)
    )
    assert compared.causes == (said,)


def test_grading_that_is_already_noted_is_not_noted_again(tmp_path: Path) -> None:
    """A run that grades nothing anew adds only what a killed one could not."""
    path = tmp_path / "ada.jsonl"
    note_grading(path, RIGHT, "eve", anew=False)
    note_grading(path, RIGHT, "eve", anew=False)
    assert len(read_history(path).entries) == 1
    note_grading(path, RIGHT, "eve", anew=True)
    assert read_history(path).entries[-1].changed == ("graded again",)


def test_torn_line_costs_itself_only(tmp_path: Path) -> None:
    """A line that a crash cut short is counted; what stands before and after it is read."""
    path = tmp_path / "ada.jsonl"
    note_grading(path, RIGHT, "eve", anew=True)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    note_grading(path, WRONG, "eve", anew=True)
    history = read_history(path)
    assert [entry.score for entry in history.entries] == [4, 0]
    assert history.unreadable == 1


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"verdict": Verdict.FAILED, "credit": 0.0}, "small: passed → failed"),
        ({"credit": 0.5}, "small: 100% of its points → 50% of its points"),
        ({"weight": 3.0}, "small: weight 1 → weight 3"),
    ],
)
def test_change_of_a_criterion_is_named(after: dict[str, object], said: str) -> None:
    """A verdict, a credit or a weight that differs is told, with the message of today."""
    cell = RIGHT.cells[0]
    changed = cell.model_copy(update={"criteria": (cell.criteria[0].model_copy(update=after),)})
    compared = Comparison(RIGHT, RIGHT.model_copy(update={"cells": (changed,)}))
    assert str(compared.cells[0].criteria[0]) == said
    assert compared.message(compared.cells[0], "small") == "got 7"
    assert compared.touched


def test_new_cell_and_lost_cell_are_named() -> None:
    """A notebook that gained or lost a grade cell changes the points it can give."""
    without = RIGHT.model_copy(update={"cells": ()})
    assert str(Comparison(without, RIGHT).cells[0]) == "n/c none → 4 of 4"
    assert str(Comparison(RIGHT, without).cells[0]) == "n/c 4 of 4 → none"


def test_nothing_changed_says_nothing() -> None:
    """Equal records are not touched and have no change to tell."""
    compared = Comparison(RIGHT, RIGHT)
    assert (compared.touched, compared.cells, compared.difference) == (False, (), 0)
