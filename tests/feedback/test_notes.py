"""What the head of a page is told."""

from autograder.feedback.notes import page_notes
from autograder.records import (
    CellResult,
    CriterionResult,
    Fault,
    FaultKind,
    NotebookGrade,
    Problem,
    ProblemKind,
    Verdict,
)


def graded(*cells: CellResult, problem: Problem | None = None) -> NotebookGrade:
    """Return the grade of notebook `n`."""
    problems = (problem,) if problem else ()
    return NotebookGrade(notebook="n", key="", cells=cells, problems=problems, executed={})


def failing(message: str, count: int) -> CellResult:
    """Return a cell all of whose criteria failed with a message."""
    criteria = tuple(
        CriterionResult(
            name=f"c_{index}",
            verdict=Verdict.FAILED,
            weight=1,
            credit=0,
            asked="Asked.",
            message=message,
        )
        for index in range(count)
    )
    return CellResult(notebook="n", cell="cell", score=0, max_score=1, criteria=criteria)


def test_cell_without_any_try_is_named_once() -> None:
    """One line stands for all criteria that the same fault ended."""
    fault = Fault(kind=FaultKind.RAISED, exception="NotImplementedError")
    cell = failing("your code raised NotImplementedError", 9)
    criteria = [each.model_copy(update={"fault": fault}) for each in cell.criteria]
    ended = cell.model_copy(update={"criteria": tuple(criteria)})
    (loss,) = page_notes(graded(ended), False)["lost"]
    assert (loss["name"], loss["message"]) == ("cell", "Not written yet.")


def test_criterion_is_told_by_its_first_line() -> None:
    """A message of many lines is told by the first, cut where it is long."""
    losses = page_notes(graded(failing("x" * 500 + "\nmore", 2)), False)["lost"]
    assert [loss["name"] for loss in losses] == ["cell: c 0", "cell: c 1"]
    assert losses[0]["message"] == "x" * 200 + " …"


def test_what_costs_most_comes_first() -> None:
    """Criteria are told in order of the points that they cost, whatever their cell."""
    small, large = failing("small", 2), failing("large", 1)
    losses = page_notes(graded(small, large), False)["lost"]
    assert [(loss["message"], loss["points"]) for loss in losses] == [
        ("large", 1),
        ("small", 0.5),
        ("small", 0.5),
    ]


def test_fault_of_ours_rejects_nothing() -> None:
    """What waits for a person because of us is a problem of the run, not of the file."""
    waiting = CellResult(notebook="n", cell="cell", score=None, max_score=1)
    zero = waiting.model_copy(update={"score": 0})
    full = Problem(kind=ProblemKind.OPERATOR, notebook="n", message="OSError: disk full")
    text = Problem(kind=ProblemKind.REJECTED, notebook="n", message="not UTF-8 text")
    ours = page_notes(graded(waiting, problem=full), ungraded=True)
    theirs = page_notes(graded(zero, problem=text), ungraded=True)
    assert (ours["rejected"], ours["problems"]) == ("", ["OSError: disk full"])
    assert (theirs["rejected"], theirs["problems"]) == ("n.ipynb: not UTF-8 text", [])


def test_outputs_that_were_put_off_are_told() -> None:
    """A page without outputs says so, in no words of ours; the release has none to miss."""

    def told(reason: str, ungraded: bool = False) -> str:
        bare = graded(failing("no", 1)).model_copy(update={"without_outputs": reason})
        return str(page_notes(bare, ungraded)["bare"])

    assert told("put off") == "The outputs of your cells are not on this page yet."
    assert "could not be made" in told("OSError: /course is full")
    assert "/course" not in told("OSError: /course is full")
    assert told("put off", ungraded=True) == told("") == ""
