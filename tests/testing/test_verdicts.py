"""Whose fault an outcome is, and what a criterion makes of it."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from testing.small_run import GRADER_FILE, grade

from autograder.errors import StudentTimeout
from autograder.records import FaultKind, Verdict
from autograder.testing.faults import students_words
from autograder.worker.wire import RemoteObject, Tensor


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


def test_grader_that_returns_its_verdict_passes_nobody(tmp_path: Path) -> None:
    """An assertion was forgotten: the instructor is asked whether one was meant."""
    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            return student.f() == 3
        """
    value = grade(tmp_path, body, f=lambda: 4)["value"]
    assert value.verdict is Verdict.UNJUDGED
    assert "Did you mean to use `assert` instead of `return`?" in value.message
    assert f"{GRADER_FILE}, line" in value.message


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
        f=lambda: RemoteObject(7, (), "builtins.EqualsEverything"),
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
