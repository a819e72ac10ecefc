"""Whose fault an outcome is, and what a criterion makes of it."""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.errors import AuditorFailed, GraderError, StudentTimeout
from autograder.grading.faults import students_words
from autograder.grading.run import run_graders
from autograder.records import CriterionResult, FaultKind, Verdict
from autograder.worker.wire import Reference, Tensor

GRADER_FILE = "tests/graders/numbers/test_notebook.py"


class Calls:
    """A session whose student is a plain dictionary of functions in this process."""

    call_seconds = 1.0

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self.functions = functions

    def connection(self, notebook: str, cell: str, criterion: str = "") -> "Calls":
        """Serve every cell from the same functions."""
        return self

    def call(self, target: Any, arguments: Any, keywords: Any, timeout: float) -> Any:
        """Call the function."""
        return self.functions[target.path[0]](*arguments, **keywords)

    def auditor(self, framework: str) -> Any:
        """No auditor is needed here."""
        raise NotImplementedError

    def random(self, criterion: str) -> np.random.Generator:
        """Return a generator that depends on the criterion's name."""
        return np.random.default_rng(len(criterion))


def grade(tmp_path: Path, body: str, **functions: Any) -> dict[str, CriterionResult]:
    """Run graders written in a test and return their results by name."""
    file = tmp_path / GRADER_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("import pytest\n" + dedent(body))
    return {done.name: result for done, result in run_graders(file, Calls(functions)).items()}


def test_authors_message_is_told_without_introspection(tmp_path: Path) -> None:
    """The student reads the author's sentence and none of pytest's."""
    results = grade(
        tmp_path,
        """
        @pytest.mark.criterion("cell", hint="off by one")
        def test_value(student):
            \"\"\"f() is 3.\"\"\"
            secret = 3
            assert student.f() == secret, "asked was three"
        """,
        f=lambda: 4,
    )
    assert results["value"].message == "asked was three"
    assert (results["value"].verdict, results["value"].hint) == (Verdict.FAILED, "off by one")
    assert results["value"].asked == "f() is 3."


def test_students_fault_fails(tmp_path: Path) -> None:
    """A timeout of the student's costs the criterion, with the time in words."""

    def endless() -> None:
        raise StudentTimeout(2)

    body = """
        @pytest.mark.criterion("cell")
        def test_late(student):
            student.endless()
        """
    late = grade(tmp_path, body, endless=endless)["late"]
    assert late.verdict is Verdict.FAILED
    assert "2 s" in late.message


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("[][0]", "IndexError: list index out of range"),
        ("assert student.f(3) == 6 / 0", "ZeroDivisionError: division by zero"),
        ("object() + 1", "TypeError: unsupported operand"),
        ("raise ValueError(object())", "ValueError: <object object>"),
        ("pytest.skip('not today')", "Skipped: not today"),
        ("pytest.xfail('known')", "XFailed: known"),
    ],
)
def test_our_fault_goes_to_a_person(fault: str, words: str, tmp_path: Path) -> None:
    """A bug of the grader's, a skip or an xfail costs nobody a point, and its line is told."""
    body = f"""
        @pytest.mark.criterion("cell")
        def test_value(student):
            {fault}
        """
    result = grade(tmp_path, body, f=lambda x: 2 * x)["value"]
    assert result.verdict is Verdict.UNJUDGED
    assert result.message.startswith(f"could not be judged: {GRADER_FILE}, line 5: {words}")


def test_line_of_a_helper_beside_the_graders_is_told(tmp_path: Path) -> None:
    """What went wrong in a module that graders share is looked for there."""
    folder = (tmp_path / GRADER_FILE).parent
    (folder / "shapes").mkdir(parents=True)
    (folder / "shapes" / "halves.py").write_text("def half(x):\n    return x / 0\n")
    body = """
        from shapes.halves import half

        @pytest.mark.criterion("cell")
        def test_value(student):
            assert half(4) == 2
        """
    message = grade(tmp_path, body)["value"].message
    assert "tests/graders/numbers/shapes/halves.py, line 2: ZeroDivisionError" in message


def test_fault_without_a_line_of_the_graders_is_told_with_the_test(tmp_path: Path) -> None:
    """A criterion that cannot begin names the line at which it stands."""
    body = """
        @pytest.mark.criterion("cell")
        def test_first(student):
            [][0]

        @pytest.mark.criterion("cell", needs=("first",))
        def test_second(student):
            pass
        """
    message = grade(tmp_path, body)["second"].message
    assert f"{GRADER_FILE}, line 7: NeedUnjudged: second needs 'first'" in message


def test_fault_of_the_machine_blames_no_line(tmp_path: Path) -> None:
    """Where the auditor dies under a sound grader, nobody is sent to look at the grader."""

    def measured() -> None:
        raise AuditorFailed("the auditor died")

    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            student.measured()
        """
    result = grade(tmp_path, body, measured=measured)["value"]
    assert result.verdict is Verdict.UNJUDGED
    assert result.message == "could not be judged: AuditorFailed: the auditor died"


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("pytest.fail('three was asked')", "three was asked"),
        ("pytest.fail('three was asked', pytrace=False)", "three was asked"),
        ("with pytest.raises(KeyError): student.f()", "DID NOT RAISE KeyError"),
    ],
)
def test_authors_other_ways_to_fail_cost_points(check: str, words: str, tmp_path: Path) -> None:
    """To fail by pytest's own functions is as good as an assertion; the words are told."""
    body = f"""
        @pytest.mark.criterion("cell", hint="off by one")
        def test_value(student):
            {check}
        """
    result = grade(tmp_path, body, f=lambda: 4)["value"]
    assert (result.verdict, result.hint) == (Verdict.FAILED, "off by one")
    assert result.message == words


def test_what_pytest_fails_by_itself_costs_nothing(tmp_path: Path) -> None:
    """A fixture that pytest refuses to make is a fault of the graders, not of the student."""
    body = """
        @pytest.fixture(scope="module")
        def wide(student):
            return student

        @pytest.mark.criterion("cell")
        def test_value(wide):
            pass
        """
    result = grade(tmp_path, body)["value"]
    assert result.verdict is Verdict.UNJUDGED
    assert f"{GRADER_FILE}, line 7: GraderError: ScopeMismatch" in result.message


def test_prerequisite_blocks(tmp_path: Path) -> None:
    """A criterion whose prerequisite failed is blocked, and says which."""
    results = grade(
        tmp_path,
        """
        @pytest.mark.criterion("cell")
        def test_first(student):
            assert False, "no"

        @pytest.mark.criterion("cell", needs=("first",))
        def test_second(student):
            pass
        """,
    )
    assert results["second"].verdict is Verdict.BLOCKED
    assert "first" in results["second"].message
    assert results["second"].credit == 0


def test_partial_credit_is_linear_between_cut_offs(tmp_path: Path) -> None:
    """A failed criterion keeps the part that its grader granted, with its measurement."""
    results = grade(
        tmp_path,
        """
        @pytest.mark.criterion("cell")
        def test_accuracy(student, measure):
            value = measure("accuracy", student.accuracy(), unit="", asked="0.9 or more")
            part = measure.credit(value, zero=0.5, full=0.9)
            assert part == 1, "0.7 of 0.9"
        """,
        accuracy=lambda: 0.7,
    )
    assert math.isclose(results["accuracy"].credit, 0.5)
    assert results["accuracy"].measurements[0].value == 0.7


def test_students_objects_never_compare_here(tmp_path: Path) -> None:
    """What stays in the worker is no value: a comparison says so, and is never passed."""
    results = grade(
        tmp_path,
        """
        @pytest.mark.criterion("cell")
        def test_equal(student):
            assert student.f() == 3, "no"
        """,
        f=lambda: Reference(7, (), "builtins.EqualsEverything"),
    )
    fault = results["equal"].fault
    assert results["equal"].verdict is Verdict.UNJUDGED
    assert fault is not None
    assert fault.kind is FaultKind.OBJECT
    assert "student.fetch" in results["equal"].message


@pytest.mark.parametrize(
    "value", [Tensor(np.ones(2), "array"), pd.DataFrame({"a": [1]}), pd.Series([1, 2]), pd.NA]
)
def test_array_or_table_as_a_condition_is_like_an_object(value: Any, tmp_path: Path) -> None:
    """Whose fault it is the reference tells; where it passes, the student reads what came."""
    results = grade(
        tmp_path,
        """
        @pytest.mark.criterion("cell")
        def test_equal(student):
            assert student.f() == 3, "no"
        """,
        f=lambda: value,
    )
    fault = results["equal"].fault
    assert results["equal"].verdict is Verdict.UNJUDGED
    assert fault is not None
    assert fault.kind is FaultKind.OBJECT
    assert students_words(fault).startswith("your code returned an array, a table or a gap")


def test_graders_that_do_not_import_are_the_instructors_fault(tmp_path: Path) -> None:
    """A syntax error in a grader is told with the file, and nobody gets a zero for it."""
    (tmp_path / "test_notebook.py").write_text("def broken(:\n")
    with pytest.raises(GraderError, match="test_notebook.py"):
        run_graders(tmp_path / "test_notebook.py", Calls({}))


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("@pytest.mark.criterion('cell', weight=0)", "test_value: weight: expected a positive"),
        ("", "test_value: no pytest.mark.criterion"),
        ("@pytest.mark.criterion('cell', mistakes=(1,))", "test_value: .* another .* cell.value"),
    ],
)
def test_graders_that_break_a_rule_run_nobodys_code(
    marker: str, words: str, tmp_path: Path
) -> None:
    """Whoever has not asked beforehand is told by the run, and no test has run."""
    body = f"""
        class TestSound:
            @pytest.mark.criterion("cell")
            def test_value(self, student):
                student.never()

        {marker}
        def test_value():
            pass
        """
    with pytest.raises(GraderError, match=f"did not run: {GRADER_FILE}, line .*: {words}"):
        grade(tmp_path, body, never=lambda: pytest.fail("a test has run"))


def test_graders_are_read_anew_at_every_run(tmp_path: Path) -> None:
    """A long-lived process judges by the graders as they stand now."""
    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            assert student.f() == {}, "no"
        """
    first = grade(tmp_path, body.format(3), f=lambda: 3)
    second = grade(tmp_path, body.format(4), f=lambda: 3)
    assert (first["value"].verdict, second["value"].verdict) == (Verdict.PASSED, Verdict.FAILED)


def test_users_own_pytest_options_reach_no_grader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment tells pytest to do with its owner's tests changes no verdict."""
    told = {"PYTEST_ADDOPTS": f"--junitxml={tmp_path} --deselect=x -k nothing"}
    told["PYTEST_PLUGINS"] = "nowhere_to_be_found"
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            \"\"\"f() is 3.\"\"\"
            assert student.f() == 3
        """
    assert grade(tmp_path, body, f=lambda: 3)["value"].verdict is Verdict.PASSED
    assert {name: os.environ[name] for name in told} == told
