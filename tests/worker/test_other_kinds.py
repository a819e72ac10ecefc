"""Tables, dates, sets and dataclasses by a real worker."""

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from worker.light import TABLE, define

from autograder.errors import (
    GraderError,
    ProtocolViolation,
    ResultTooLarge,
    StudentDied,
)
from autograder.grade.student_process import StudentProcess
from autograder.testing.student import Record, Remote, Student


@pytest.mark.parametrize(
    "value",
    [
        TABLE,
        TABLE["city"],
        TABLE.set_index("city").index,
        scipy.sparse.csr_array(np.eye(3)),
        {1, "a"},
        frozenset({2}),
        datetime.date(2026, 1, 2),
        datetime.timedelta(3),
        pd.Timestamp("2026-01-02"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_arrive_as_what_they_are_and_come_back(student: Student, value: Any) -> None:
    """A student's function gets the real thing, and what it returns is the real thing here."""
    define(student, "def kind(x): return type(x).__name__\ndef same(x): return x")
    assert student.kind(value) == type(value).__name__
    back = student.same([value])[0]
    assert type(back) is type(value)
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index):
        assert back.equals(value)
    elif scipy.sparse.issparse(value):
        assert (back != value).nnz == 0
    else:
        assert back == value


def test_a_frame_that_is_changed_in_place_can_be_looked_at(student: Student) -> None:
    """As with arrays: a kept argument shows it, and the grader's own frame never changes."""
    define(student, "def change(table): table['degrees'] = 0.0")
    kept = student.keep(TABLE)
    student.change(kept)
    assert student.fetch(kept)["degrees"].tolist() == [0.0, 0.0]
    assert TABLE["degrees"][0] == 3.5


@pytest.mark.parametrize(
    "expression",
    ["pd.DataFrame({'a': [[1]]})", "{object()}", "type('Table', (pd.DataFrame,), {})()", "{2**70}"],
)
def test_what_holds_objects_stays(student: Student, expression: str) -> None:
    """A cell with a list, a class of the student's own: as objects, as before."""
    define(student, f"def f(): return {expression}")
    assert isinstance(student.f(), Remote)


@pytest.mark.parametrize(
    "expression", ["pd.DataFrame({'a': np.zeros(20 * 2**20)})", "set(range(10**6))"]
)
def test_tables_too_large_to_cross_are_the_students_error(
    student: Student, expression: str
) -> None:
    """The worker lives on, as for arrays."""
    define(student, f"def f(): return {expression}\ndef g(): return 1")
    with pytest.raises(ResultTooLarge):
        student.f()
    assert student.g() == 1


def test_grader_that_hands_over_what_cannot_cross_is_told_why(student: Student) -> None:
    """With the type of the cell."""
    define(student, "def f(x): return 1")
    with pytest.raises(GraderError, match="a value of type list cannot cross"):
        student.f(pd.DataFrame({"a": [[1]]}))


POINT = """
from dataclasses import dataclass

@dataclass
class Point:
    x: float
    y: np.ndarray
    def __reduce__(self): return (print, ("a pickle",))
    def move(self): self.x += 1

def point(): return Point(1.0, np.array([2.0]))
def across(point): return point.x
"""


def test_a_dataclass_stays_until_its_fields_are_fetched(student: Student) -> None:
    """The object keeps its methods; what is fetched is data that compares, and never changes."""
    define(student, POINT)
    point = student.point()
    assert isinstance(point, Remote)
    fetched = student.fetch(point)
    assert isinstance(fetched, Record)
    assert (fetched.type_name, fetched.x) == ("Point", 1.0)
    assert fetched == student.fetch(student.point())
    point.move()
    assert student.fetch(point) != fetched
    assert student.across(fetched) == 2.0
    assert [each.x for each in student.fetch([point, point])] == [2.0, 2.0]
    with pytest.raises(AttributeError, match="no field 'z'"):
        assert fetched.z


LIAR = """
from autograder.worker import kinds, wire
from autograder.worker.wire_values import Packed
import autograder.worker.values as values

def lie():
    span = ['range', 0, 10**9, 1, None]
    return Packed('DataFrame', (span, span, []))
values.kinds = type('Kinds', (), {'packed': staticmethod(lambda value: value)})
"""


def test_forged_tables_end_the_worker(student: Student, process: StudentProcess) -> None:
    """A frame of a thousand million rows is refused where it arrives, in words."""
    define(student, LIAR)
    with pytest.raises(ProtocolViolation, match="not a DataFrame: .*an index of more than"):
        student.lie()
    assert not process.alive
    with pytest.raises(StudentDied):
        student.lie()
