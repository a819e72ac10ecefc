"""The words of the class table."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from autograder.cli.tables import class_table, verdict_in_words
from autograder.fleet import Outcome, Task
from autograder.limits import Limits
from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict, total


def cell(notebook: str, name: str, score: float | None, max_score: float) -> CellResult:
    """Return an automatic cell with one criterion, unjudged where there is no score."""
    verdict = Verdict.UNJUDGED if score is None else Verdict.PASSED
    if score is not None and score < max_score:
        verdict = Verdict.FAILED
    result = CriterionResult(name="c", verdict=verdict, weight=1, credit=0, asked="Asked.")
    return CellResult(
        notebook=notebook, cell=name, score=score, max_score=max_score, criteria=(result,)
    )


def written(notebook: str, score: float | None, max_score: float) -> CellResult:
    """Return a written answer."""
    return CellResult(
        notebook=notebook, cell="written", score=score, max_score=max_score, manual=True
    )


def recorded(cells: Sequence[CellResult], *problems: str) -> GradeRecord:
    """Return a record of these cells."""
    score, max_score = total(tuple(cells))
    return GradeRecord(
        student="ada",
        assignment="week5",
        score=score,
        max_score=max_score,
        needs_manual=any(each.needs_manual for each in cells),
        cells=tuple(cells),
        problems=problems,
        environment={},
        seconds=4.4,
    )


def shown(record: GradeRecord | None, reason: str = "") -> str:
    """Return the table of one student as printed at 100 columns."""
    task = Task(Path(), "week5", "ada", frozenset(), Limits())
    console = Console(width=100)
    with console.capture() as printed:
        console.print(class_table([Outcome(task, record, reason)], "week5"))
    return printed.get()


def test_row_has_all_points_as_denominator() -> None:
    """Points are of all that the record holds, and what waits is named beside them."""
    lines = shown(recorded([cell("3_clipping", "a", 27, 27), written("3_clipping", None, 3)]))
    assert "ada      27 / 30  all criteria passed; 3 to be read" in lines
    assert "4 s" in lines


def test_missing_notebook_is_told_first() -> None:
    """A notebook that was not handed in stands first, with its points."""
    cells = [cell("3", "a", 3, 4), cell("5", "b", 0, 30), written("5", 0, 10)]
    words = verdict_in_words(recorded(cells, "3: a finding", "5.ipynb: was not handed in"))
    assert words == "5 not handed in (0 of 40); a -1; 3: a finding"


def test_unreadable_notebook_is_told_in_brief() -> None:
    """Of a long reason the table has the beginning."""
    problem = "5.ipynb: not valid JSON (Expecting value: line 1 column 2 (char 3)); save it anew"
    assert verdict_in_words(recorded([cell("5", "b", 0, 30)], problem)) == (
        "5 not valid JSON (0 of 30)"
    )


def test_every_cell_with_points_lost_is_named() -> None:
    """Each cell is named with its loss; a notebook without any point stands for its cells."""
    partial = [cell("3", f"cell_{index}", 1, 1 + index / 4) for index in range(6)]
    tiny = cell("3", "tiny", 0.98, 1)
    empty = [cell("5", "x", 0, 4), written("5", 0, 2)]
    assert verdict_in_words(recorded([*partial, tiny, *empty])) == (
        "cell_1 -0.2, cell_2 -0.5, cell_3 -0.8, cell_4 -1, cell_5 -1.2, tiny -0.02, 5 (0 of 6)"
    )


def test_more_findings_are_counted() -> None:
    """The first finding is told, the others are counted."""
    record = recorded([cell("3", "a", 4, 4)], "3: one", "3: two", "3: three")
    assert verdict_in_words(record) == "all criteria passed; 3: one (and 2 more)"


def test_our_fault_is_said_to_be_ours() -> None:
    """What could not be judged costs nothing and is not said to have passed."""
    record = recorded([cell("3", "a", None, 4), cell("3", "b", 2, 2)])
    assert verdict_in_words(record) == "4 to be judged by a person: the fault is ours"


def test_answer_that_a_person_has_scored_waits_no_longer() -> None:
    """Of two written answers the one that is scored is told apart; another student's is not."""
    record = recorded([cell("3", "a", 2, 2), written("3", None, 3), written("5", None, 4)])
    by_hand = frozenset({("ada", "3", "written"), ("bob", "5", "written")})
    assert verdict_in_words(record, by_hand) == (
        "all criteria passed; 3 scored by a person, in the gradebook; 4 to be read"
    )


def test_table_holds_nothing_that_a_terminal_obeys() -> None:
    """A file of a student's may be named so that it would clear the screen."""
    problem = "a file was left out: \x1b[2J\x1b]0;owned\x07ALL PASSED"
    assert not {"\x1b", "\x07"} & set(shown(recorded([cell("3", "a", 4, 4)], problem)))


def test_student_without_a_grade_has_the_reason() -> None:
    """Where there is no record, the row says why."""
    assert "no grade: the disk is full" in shown(None, "the disk is full")
