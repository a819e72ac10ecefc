"""The words of the class table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from autograder.cli.tables import Standings, show_class
from autograder.cli.words import verdict_in_words
from autograder.gradebook.manual import ByHand, Standing
from autograder.limits import Limits
from autograder.records import (
    CellResult,
    CriterionResult,
    GradeRecord,
    Problem,
    ProblemKind,
    Verdict,
    total,
)
from autograder.schedule import Outcome
from autograder.tasks import Task


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


def found(notebook: str, message: str) -> Problem:
    """Return a finding about a notebook's cells."""
    return Problem(kind=ProblemKind.FILE, notebook=notebook, message=message)


def rejected(notebook: str, message: str) -> Problem:
    """Return the reason why a notebook was not graded."""
    return Problem(kind=ProblemKind.REJECTED, notebook=notebook, message=message)


def recorded(cells: Sequence[CellResult], *problems: Problem) -> GradeRecord:
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


def shown(record: GradeRecord | None, reason: str = "", standing: Standing | None = None) -> str:
    """Return the table of one student as printed at 100 columns."""
    held = {"ada": standing} if standing else {}
    return shown_class({"ada": record}, held, reason)


def shown_class(
    records: Mapping[str, GradeRecord | None], standings: Standings, reason: str = ""
) -> str:
    """Return the table of a class."""
    tasks = [Task(Path(), "week5", name, frozenset(), Limits()) for name in records]
    outcomes = [Outcome(task, records[task.student], reason) for task in tasks]
    console = Console(width=100)
    with console.capture() as printed:
        show_class(console, outcomes, "week5", standings)
    return printed.get()


def standing(score: float, by_hand: Mapping[str, ByHand], **more: float) -> Standing:
    """Return what the gradebook holds of notebook 3, cells given by name."""
    hand = {("3", cell): given for cell, given in by_hand.items()}
    return Standing(score, more.get("late", 0), more.get("extra", 0), hand)


def test_row_has_all_points_as_denominator() -> None:
    """Points are of all that the record holds, and what waits is named beside them."""
    lines = shown(recorded([cell("3_clipping", "a", 27, 27), written("3_clipping", None, 3)]))
    assert "ada      27 / 30  all criteria passed; 3 to be read" in lines
    assert "4 s" in lines


def test_missing_notebook_is_told_first() -> None:
    """A notebook that was not handed in stands first, with its points."""
    cells = [cell("3", "a", 3, 4), cell("5", "b", 0, 30), written("5", 0, 10)]
    words = verdict_in_words(
        recorded(cells, found("3", "a finding"), rejected("5", "was not handed in"))
    )
    assert words == "5 (0 of 40): was not handed in; a -1; 3: a finding"


def test_unreadable_notebook_is_told_in_brief() -> None:
    """Of a long reason the table has the beginning, whatever signs are in it."""
    problem = rejected("5", f"several versions differ: '5 (1).ipynb', '5 (2).ipynb' {'and' * 20}")
    assert verdict_in_words(recorded([cell("5", "b", 0, 30)], problem)) == (
        "5 (0 of 30): several versions differ: '5 (1).ipynb', '5 (2).ipynb' …"
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
    record = recorded(
        [cell("3", "a", 4, 4)], *(found("3", each) for each in ("one", "two", "three"))
    )
    assert verdict_in_words(record) == "all criteria passed; 3: one (and 2 more)"


def test_fault_of_ours_costs_nothing_and_waits() -> None:
    """What could not be judged is not said to have passed; the row says how many points wait."""
    record = recorded([cell("3", "a", None, 4), cell("3", "b", 2, 2)])
    assert verdict_in_words(record) == "4 to be judged by a person"


def test_fault_of_a_whole_class_is_told_once() -> None:
    """Below the table stands each message with its criteria and the number of submissions."""
    ours, other = (recorded([unjudged(name, words)]) for name, words in (("a", "no x"), ("b", "y")))
    told = shown_class({"ada": ours, "bob": other, "cy": ours, "dee": ours}, {})
    assert told.count("no x") == 1
    assert "- 3: a.c (3 submissions): no x\n- 3: b.c (1 submission): y\n" in told
    assert told.count("4 to be judged by a person") == 4


def test_judged_class_has_nothing_below_its_table() -> None:
    """Where all could be judged, nothing is said to have failed."""
    assert "judged" not in shown(recorded([cell("3", "a", 4, 4)]))


def unjudged(name: str, message: str) -> CellResult:
    """Return a cell of 4 points whose only criterion could not be judged."""
    whole = cell("3", name, None, 4)
    result = whole.criteria[0].model_copy(update={"message": message})
    return whole.model_copy(update={"criteria": (result,)})


def test_notebook_not_graded_yet_is_no_fault() -> None:
    """It is named with its points; what was graded is told as ever."""
    cells = [cell("3", "a", 4, 4), cell("4", "b", None, 6), written("4", None, 2)]
    record = recorded(cells).model_copy(update={"not_graded": ("4",)})
    assert verdict_in_words(record) == "all criteria passed; 4 not graded yet (8 points)"


def test_answer_that_a_person_has_scored_waits_no_longer() -> None:
    """The points in the gradebook count; an answer that changed since is to be read again."""
    record = recorded([cell("3", "a", 2, 2), written("3", None, 3), written("5", None, 4)])
    held = standing(4.5, {"written": ByHand(2.5, settled=True)})
    words = "all criteria passed; 2.5 of 3 given by a person; 4 to be read"
    assert f"4.5 / 9  {words}" in shown(record, standing=held)
    held = standing(4.5, {"written": ByHand(2.5, settled=False)})
    assert "2.5 of 3 to be read again; 4 to be read" in verdict_in_words(record, held)


def test_score_that_a_person_has_replaced_is_told_with_both() -> None:
    """The automatic loss counts no longer, so it is not told as one."""
    record = recorded([cell("3", "a", 0, 2), cell("3", "b", 1, 2)])
    held = standing(2.5, {"a": ByHand(1.5, settled=True)})
    assert f"2.5 / 4  {'b -1; a: 1.5 of 2 by a person (automatic: 0)'}" in shown(
        record, standing=held
    )


def test_late_penalty_and_extra_credit_are_told() -> None:
    """What the gradebook takes off or adds stands in words beside its points."""
    held = standing(3, {}, late=2, extra=1)
    words = "3 / 4  all criteria passed; extra credit: +1; late: -2"
    assert words in shown(recorded([cell("3", "a", 4, 4)]), standing=held)


def test_notebook_without_points_loses_none() -> None:
    """A cell of 0 points has nothing to lose."""
    assert verdict_in_words(recorded([cell("3", "a", 0, 0)])) == "all criteria passed"


def test_table_holds_nothing_that_a_terminal_obeys() -> None:
    """A file of a student's may be named so that it would clear the screen."""
    problem = found("", "a file was left out: \x1b[2J\x1b]0;owned\x07ALL PASSED")
    assert not {"\x1b", "\x07"} & set(shown(recorded([cell("3", "a", 4, 4)], problem)))


def test_student_without_a_grade_has_the_reason() -> None:
    """Where there is no record, the row says why."""
    assert "no grade: the disk is full" in shown(None, "the disk is full")


def test_errors_carried_forward_are_counted() -> None:
    """Below the table, only where there are any: how many criteria, of how many submissions."""
    plain = cell("n", "a", 1, 1)
    (result,) = plain.criteria
    given = plain.model_copy(
        update={"criteria": (result, result.model_copy(update={"given": ("norm",)}))}
    )
    assert "given" not in shown(recorded([plain]))
    assert "given: 1 criterion (1 submission)." in shown(recorded([plain, given]))
    class_of_two = {"ada": recorded([given]), "bob": recorded([given, given])}
    assert "given: 3 criteria (2 submissions)." in shown_class(class_of_two, {})


def test_cell_that_nothing_judges_is_told_once() -> None:
    """It is the course's affair: one line below the table, not one in each row."""
    message = "has no hidden grader; a person decides"
    gap = Problem(kind=ProblemKind.GRADER, notebook="1_a", cell="shown", message=message)
    record = recorded([cell("1_a", "double", 2, 2), cell("1_a", "shown", None, 3)], gap)
    text = shown_class({"ada": record, "bob": record}, {})
    assert text.count("has no hidden grader") == 1
    assert f"1_a: shown (2 submissions): {message}" in text
    assert text.count("3 to be judged by a person") == 2
