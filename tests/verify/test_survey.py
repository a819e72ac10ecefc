"""What is concluded from judged solutions; and that another course secret draws other inputs."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
from tiny_course import ASSIGNMENT, NOTEBOOK, code_cell

from autograder.limits import Limits
from autograder.records import CriterionResult, Fault, FaultKind, Verdict
from autograder.released import ReleasedNotebook
from autograder.solutions import Solution
from autograder.testing.criterion import Criterion, Judgement, Notes
from autograder.verify.matrix import matrices
from autograder.verify.plan import Plan
from autograder.verify.survey import Survey, reasons, without_criterion
from autograder.verify.trials import Judged, Place, Trial, judge_trial, reference

PASSED, FAILED, BLOCKED = Verdict.PASSED, Verdict.FAILED, Verdict.BLOCKED
PLACE = Place(Path(), ASSIGNMENT, Limits())


def criterion(cell: str, name: str) -> Criterion:
    """Return a criterion of the notebook `n`."""
    return Criterion("n", cell, name, 1.0, "asked", "hint", ())


ONE, TWO, OTHER = criterion("f", "one"), criterion("f", "two"), criterion("g", "other")


def chaff(loses: set[str]) -> Solution:
    """Return a wrong solution of the cell `f`."""
    path = Path("f", "chaff_x.py")
    return Solution(path, False, "", "n", frozenset(loses), "-", {"f": ""})


def result(of: Criterion, verdict: Verdict) -> CriterionResult:
    """Return a criterion's result with this verdict."""
    return of.result(Judgement(verdict), Notes())


def judged(solution: Solution, verdicts: Mapping[Criterion, Verdict], secret: int = 1) -> Judged:
    """Return a solution with these verdicts."""
    results = {each: result(each, verdict) for each, verdict in verdicts.items()}
    return Judged(Trial(PLACE, solution, "ada", secret), results)


def survey(verdicts: Mapping[Criterion, Verdict], loses: set[str]) -> Survey:
    """Return a survey of a reference that passes everything and one chaff."""
    right = judged(reference("n"), dict.fromkeys(verdicts, PASSED))
    return Survey("a", [right], [judged(chaff(loses), verdicts)], {})


def test_losses_of_other_cells_are_consequences() -> None:
    """A criterion that alone fails a chaff in its own cell is needed, whatever g loses too."""
    found = survey({ONE: FAILED, TWO: PASSED, OTHER: FAILED}, {"f.one", "g.other"})
    assert [bool(found.killed_alone(each)) for each in (ONE, TWO, OTHER)] == [True, False, False]


def test_blocked_criterion_kills_nobody() -> None:
    """What has not judged is no killer, and takes nothing from the one that has."""
    found = survey({ONE: FAILED, TWO: BLOCKED}, {"f.one", "f.two"})
    assert [bool(found.killed_alone(each)) for each in (ONE, TWO)] == [True, False]


def test_blocked_criterion_is_lost() -> None:
    """A chaff has to name what is blocked too."""
    told = reasons(survey({ONE: FAILED, TWO: BLOCKED}, {"f.one"}))
    assert any("lost f.two, which its head does not name" in line for line in told)


RAISED = Fault(kind=FaultKind.RAISED, exception="keras.errors.KeyError", message="'a'")


def ended(raises: set[str], fault: Fault | None) -> list[str]:
    """Return what is said of a chaff that announces some exceptions and fails as given."""
    failed = ONE.result(Judgement(FAILED, "no", fault=fault), Notes())
    announcing = replace(chaff({"f.one"}), raises=frozenset(raises))
    right = judged(reference("n"), {ONE: PASSED})
    wrong = Judged(Trial(PLACE, announcing, "ada"), {ONE: failed})
    return reasons(Survey("a", [right], [wrong], {}))


def test_exception_is_announced_in_the_head() -> None:
    """What a chaff loses by an exception has to be the point of it; words need no mention."""
    assert ended({"KeyError"}, RAISED) == []
    assert ended(set(), None) == []


def test_exception_that_is_not_announced_is_a_reason() -> None:
    """A chaff that cannot run loses everything, and proves nothing."""
    (told,) = ended({"KeyError"}, RAISED.model_copy(update={"exception": "SyntaxError"}))[:1]
    assert told.startswith("n: f-chaff_x lost f.one by SyntaxError, which 'raises:' in its head")


def test_announced_exception_that_never_comes_is_a_reason() -> None:
    """The head says what happens, so it is held to it."""
    told = ended({"KeyError", "ValueError"}, RAISED)
    assert told == ["n: f-chaff_x announces ValueError in 'raises:', and lost nothing by it."]


def promising(*told: str) -> list[str]:
    """Return what is said of a chaff that promises words and is shown a message and a hint."""
    shown = ONE.result(Judgement(FAILED, "expected 4, got 9", hinted=True), Notes())
    right = judged(reference("n"), {ONE: PASSED})
    wrong = Judged(Trial(PLACE, replace(chaff({"f.one"}), told=told), "ada"), {ONE: shown})
    return reasons(Survey("a", [right], [wrong], {}))


def test_promised_words_stand_in_message_or_hint() -> None:
    """Where they do, nothing is said; where they do not, the words that are missing."""
    assert promising("got 9", "hint") == []
    assert promising("got 9", "squared") == [
        "n: f-chaff_x is not told 'squared', which its head promises."
    ]


def test_deliberate_criterion_may_stay() -> None:
    """A reason in the marker answers for a criterion that is nobody's only killer."""
    kept = Criterion("n", "f", "kept", 1.0, "asked", "", (), deliberate="the docstring promises it")
    told = reasons(survey({ONE: FAILED, kept: PASSED}, {"f.one"}))
    assert told == []


def test_criterion_without_docstring_is_a_reason() -> None:
    """Students would not read what was asked of them; the instructor reads where to write it."""
    silent = replace(ONE, asked="", place="tests/graders/a/test_n.py, line 7")
    (told,) = reasons(survey({silent: FAILED}, {"f.one"}))
    assert told.startswith("n: f.one has no docstring")
    assert told.endswith("(tests/graders/a/test_n.py, line 7).")


def test_criterion_without_hint_is_named() -> None:
    """It is no reason: where nobody makes a known mistake, there may be none to name."""
    found = survey({replace(ONE, hint=""): FAILED}, {"f.one"})
    assert [each.full_name for each in found.hintless] == ["f.one"]
    assert reasons(found) == []


def test_reference_is_shown_at_its_worst() -> None:
    """One row for all course secrets; a loss under any of them shows, and is told with it."""
    right = judged(reference("n"), {ONE: PASSED}, secret=1)
    wrong = judged(reference("n"), {ONE: FAILED}, secret=2)
    found = Survey("a", [right, wrong], [], {})
    (matrix,) = matrices(found)
    assert [mark.style.word for mark in matrix.rows[0].marks] == ["failed"]
    assert matrix.rows[0].marks[0].surprising
    assert found.full_marks == 1
    assert "(course secret 2) is right, yet lost f.one" in reasons(found)[0]


def test_trial_without_results_is_told_and_shown() -> None:
    """A solution that could not be judged at all has a reason, and marks that say so."""
    right = judged(reference("n"), {ONE: PASSED})
    broken = Judged(right.trial, reason="the grading process ended")
    found = Survey("a", [right], [Judged(Trial(PLACE, chaff({"f.one"}), "x"), reason="no")], {})
    assert reasons(found)[0] == "n: f-chaff_x was not judged: no"
    assert matrices(found)[0].rows[1].marks[0].style.word == "not judged"
    assert Survey("a", [right, broken], [], {}).full_marks == 0


def test_long_ones_come_first_and_hopeless_ones_never() -> None:
    """Solutions go by the time of their notebook's reference; without that they are not asked."""
    names = ("short", "broken", "long")
    solutions = [replace(chaff({"f.one"}), notebook=name) for name in names]
    plan = Plan(PLACE, names, solutions, secrets=1)
    short, broken, long = plan.references
    references = [
        Judged(short, {ONE: result(ONE, PASSED)}, seconds=1),
        Judged(broken, reason="does not import"),
        Judged(long, {ONE: result(ONE, PASSED)}, seconds=9),
    ]
    assert [each.solution.notebook for each in plan.others(references)] == ["long", "short"]


def test_secret_draws_the_inputs(made_course: Path) -> None:
    """The same solution meets other numbers under another secret, the same under the same."""
    always_zero = Solution(
        Path("x", "chaff_zero.py"), False, "", NOTEBOOK, frozenset({"double.drawn"}), "-",
        {"double": "def double(x): return 0"},
    )  # fmt: skip
    place = Place(made_course, ASSIGNMENT, Limits())
    told = [
        judge_trial(Trial(place, always_zero, "ada", secret)).lost["double.drawn"].message
        for secret in (1, 2, 1)
    ]
    assert told[0] == told[2] != told[1]


def test_unknown_notebook_is_a_reason(made_course: Path) -> None:
    """Whatever happens to one trial, the others go on."""
    trial = Trial(Place(made_course, ASSIGNMENT, Limits()), reference("2_double"), "ada")
    assert judge_trial(trial).reason == "KeyError: '2_double'"


def test_what_the_reference_loses_is_told_once() -> None:
    """All others would lose it as well, so that they are not tried before it is mended."""
    right = judged(reference("n"), {ONE: FAILED, TWO: PASSED})
    found = reasons(Survey("a", [right], [], {}))
    assert len(found) == 2
    assert "is right, yet lost f.one" in found[0]
    plan = Plan(PLACE, ["n"], [chaff({"f.one"})], 1)
    assert plan.others([right]) == []
    assert len(plan.others([judged(reference("n"), {ONE: PASSED})])) == 1


def test_cell_that_nothing_judges_is_named() -> None:
    """A new TODO whose graders were forgotten passes no verification."""
    cells = [code_cell(name, "", grade=True, locked=True, points=1) for name in ("f", "g")]
    cells += [code_cell(f"todo_{name}", "", solution=True) for name in ("f", "g")]
    notebook = ReleasedNotebook("n", nbformat.v4.new_notebook(cells=cells))
    (told,) = without_criterion(notebook, [ONE])
    assert "nothing judges the cell g" in told
