"""Whom to talk to, which grader to look at, what a submission did: each from a class of a few."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from autograder.gradebook.manual import ByHand, Standing
from autograder.records import CellResult, FaultKind, NotebookGrade, Problem, ProblemKind, Verdict
from autograder.report.assembling import limits_met
from autograder.report.behaviour import behaviours
from autograder.report.criteria import criteria, items
from autograder.report.facts import Cell, Judged, Person, Place
from autograder.report.groups import groups, lessons
from autograder.report.kinds import BehaviourKind, Flag, ReasonKind, WaitingKind
from autograder.report.points import by_notebook, waiting
from autograder.report.schema import Attempt
from autograder.report.students import students

NOT_WRITTEN = FaultKind.RAISED, "NotImplementedError"
VERDICTS = {
    "p": Verdict.PASSED,
    "f": Verdict.FAILED,
    "b": Verdict.BLOCKED,
    "u": Verdict.UNJUDGED,
    "n": Verdict.FAILED,
}


def cell(name: str, outcome: str) -> Cell:
    """Return a cell of a point a criterion: passed, failed, blocked, unjudged, not written."""
    judged = tuple(
        Judged(
            place=Place("n", name, f"c{number}"),
            asked="",
            verdict=VERDICTS[letter],
            credit=float(letter == "p"),
            share=1,
            hint="",
            fault=NOT_WRITTEN if letter == "n" else None,
            given=False,
            values=(),
        )
        for number, letter in enumerate(outcome)
    )
    score = None if "u" in outcome else float(outcome.count("p"))
    return Cell("n", name, score, len(outcome), manual=False, criteria=judged)


def person(name: str, cells: Iterable[Cell], scores: Iterable[float] = ()) -> Person:
    """Return a student with a record of these cells, and earlier attempts."""
    held = tuple(cells)
    return Person(
        student=name,
        score=sum(each.score or 0.0 for each in held),
        max_score=sum(each.max_score for each in held),
        cells=held,
        not_graded=(),
        problems=(),
        seconds=1,
        attempts=tuple(Attempt(time="2026-01-01", score=score) for score in scores),
        graded_at="",
        behaviours=(),
        standing=None,
    )


def flags(outcomes: Iterable[str]) -> list[tuple[Flag, ...]]:
    """Return the flags of each criterion of a class, one outcome a student."""
    people = [person(str(number), [cell("a", each)]) for number, each in enumerate(outcomes)]
    return [line.flags for line in criteria(people, items(people))]


@pytest.mark.parametrize(
    ("outcomes", "flag"),
    [
        (["fp", "fp", "ff", "pf", "pp"], Flag.ONLY_LOSS),
        (["fpp", "fpp", "fpp", "pff", "pff"], Flag.NEGATIVE),
        (["fp", "ff", "ff", "fp", "fp"], Flag.FAILED_BY_ALL),
        (["pp", "pf", "pf", "pf", "pp"], Flag.PASSED_BY_ALL),
        (["up", "pf", "pf", "pf", "fp"], Flag.UNJUDGED),
        (["ppff", "pfpf", "fppf", "fffp", "pppp", "fpfp"], None),
    ],
)
def test_graders_to_look_at_are_flagged(outcomes: list[str], flag: Flag | None) -> None:
    """The first criterion is flagged for its reason; one that tells students apart is not."""
    found = flags(outcomes)[0]
    assert flag in found if flag else not {Flag.ONLY_LOSS, Flag.PASSED_BY_ALL} & set(found)


@pytest.mark.parametrize(
    ("cells", "scores", "kind"),
    [
        (["nn", "nn", "pppp"], (), ReasonKind.LEFT_AS_RELEASED),
        (["ff", "ff", "pf"], (), ReasonKind.FAR_BELOW),
        (["pp", "pf", "pp"], (5, 5, 5), ReasonKind.NO_GAIN),
        (["pp", "pf", "pp"], (6, 5), ReasonKind.FELL_BACK),
        (["pp", "pp", "pp"], (6, 6, 6), None),
    ],
)
def test_reasons_to_talk(cells: list[str], scores: tuple[float, ...], kind: object) -> None:
    """Each reason rests on its own facts, and who has all points has none."""
    (line,) = students(
        [person("ada", [cell(*each) for each in zip("abc", cells, strict=True)], scores)], 6
    )
    assert [reason.kind for reason in line.reasons] == ([kind] if kind else [])


def test_those_with_reasons_stand_on_top() -> None:
    """Then who has fewer points."""
    people = [
        person("ada", [cell("a", "pppp")]),
        person("bob", [cell("a", "pppf")]),
        person("cy", [cell("a", "pfff")]),
    ]
    lines = students(people, 4)
    assert [line.student for line in lines] == ["cy", "bob", "ada"]
    assert [bool(line.reasons) for line in lines] == [True, False, False]


def test_notebook_without_any_criterion_is_a_reason() -> None:
    """A zero of nothing is a missing or unreadable notebook; what waits for a person is not."""
    zero, waits = (Cell("n", "a", score, 4, manual=False, criteria=()) for score in (0.0, None))
    (line,) = students([person("ada", [zero])], 0)
    assert [(why.kind, why.names) for why in line.reasons] == [(ReasonKind.NOTHING_GRADED, ("n",))]
    assert not students([person("ada", [waits])], 0)[0].reasons


@pytest.mark.parametrize(
    ("problem", "manual", "kind"),
    [
        (None, True, WaitingKind.WRITTEN),
        (ProblemKind.REJECTED, True, WaitingKind.FILE),
        (ProblemKind.UNDECIDED, False, WaitingKind.FILE),
        (ProblemKind.OPERATOR, True, WaitingKind.UNJUDGED),
        (ProblemKind.GRADER, False, WaitingKind.UNJUDGED),
    ],
)
def test_cell_waits_for_what_its_notebook_met(
    problem: ProblemKind | None, manual: bool, kind: WaitingKind
) -> None:
    """A fault of ours is no file that was not understood, nor an answer to read."""
    ada = person("ada", [Cell("n", "a", None, 4, manual=manual, criteria=())])
    met = (Problem(kind=problem, notebook="n", message=""),) if problem else ()
    (waits,) = waiting(replace(ada, problems=met))
    assert waits.kind is kind


def test_points_of_a_person_count_and_wait_no_longer() -> None:
    """A score that a person has given replaces the automatic one."""
    graded = person("ada", [cell("a", "pf"), cell("b", "up")])
    (unjudged,) = waiting(graded)
    assert (unjudged.kind, unjudged.cell) == (WaitingKind.UNJUDGED, "b")
    given = {("n", "a"): ByHand(2, settled=False), ("n", "b"): ByHand(1.5, settled=True)}
    held = Person(**{**graded.__dict__, "standing": Standing(3.5, 0, 0, given)})
    assert [part.points for part in by_notebook(held)] == [3.5]
    assert [each.kind for each in waiting(held)] == [WaitingKind.AGAIN]


def test_groups_are_numbered_within_their_cell() -> None:
    """The largest of a cell is number 1; the kind of fault keeps groups apart."""
    people = [
        person("ada", [cell("a", "fp"), cell("b", "fp")]),
        person("bob", [cell("a", "fp"), cell("b", "pp")]),
        person("cy", [cell("a", "np"), cell("b", "pp")]),
    ]
    found = {(each.cell, each.number): each.students for each in groups(people, ())}
    assert found == {("a", 1): ("ada", "bob"), ("a", 2): ("cy",), ("b", 1): ("ada",)}


def test_what_nobody_tried_is_no_lesson() -> None:
    """A cell left as released says nothing about what the class did not understand."""
    people = [
        person("ada", [cell("a", "nnn"), cell("b", "pfp")]),
        person("bob", [cell("a", "ppp"), cell("b", "ppp")]),
    ]
    (lesson,) = lessons(people, ())
    assert (lesson.cell, lesson.students, lesson.lost) == ("b", 1, 0.5)


def test_limit_met_by_a_cell_of_ones_own_is_counted() -> None:
    """It has no criterion, and shows in the outputs of the run only."""
    (stopped,) = behaviours([grade("while True: pass", "StudentTimeout")], ())
    ada = replace(person("ada", [cell("a", "pp")]), behaviours=(stopped,))
    bob = person("bob", [cell("a", "pp")])
    assert limits_met([ada, bob]) == {"timeout": 1}


def grade(source: str, ename: str = "", **metadata: object) -> NotebookGrade:
    """Return the stored grade of a notebook with one cell that a student wrote."""
    outputs = [{"output_type": "error", "ename": ename}] if ename else []
    own = {"cell_type": "code", "source": source, "outputs": outputs, "metadata": metadata}
    result = CellResult(notebook="n", cell="c", score=1, max_score=1)
    return NotebookGrade(notebook="n", key="", cells=(result,), executed={"cells": [own]})


def test_search_for_hidden_files_has_a_line() -> None:
    """A cell that names the gradebook or is refused a file is told; the released text is not."""
    source = "open('../../gradebook.db')"
    seen = list(behaviours([grade(source, "PermissionError")], ()))
    kinds = {each.kind: each.detail for each in seen}
    assert kinds == {BehaviourKind.REFUSED: "PermissionError", BehaviourKind.NAMES: "gradebook.db"}
    assert not list(behaviours([grade(source)], {source}))


def test_failed_check_is_nothing_odd() -> None:
    """A visible check that fails is in the criteria; a cell of one's own that raises is told."""
    checked = grade("assert False", "AssertionError", nbgrader={"grade": True})
    assert not list(behaviours([checked], ()))
    (seen,) = behaviours([grade("1 / 0", "ZeroDivisionError")], ())
    assert (seen.kind, seen.detail) == (BehaviourKind.RAISED, "ZeroDivisionError")
    (ended,) = behaviours([grade("exit()", "StudentDied")], ())
    assert ended.kind is BehaviourKind.ENDED
