"""What a call leaves beside its result, and values of other kinds, by a real worker."""

import datetime
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from autograder.errors import (
    GraderError,
    ProtocolViolation,
    ResultTooLarge,
    StudentDied,
    StudentRaised,
)
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import modules_named
from autograder.grade.student_process import StudentProcess
from autograder.grading.checks import as_axes
from autograder.grading.student import Record, Remote, Student
from autograder.limits import Limits
from autograder.worker.effects import Effects

ENTRY = "autograder.worker.serve:main"
IMPORTS = "import pandas as pd, matplotlib.pyplot as plt, numpy as np, scipy.sparse, datetime\n"
SECONDS = 60.0
GIVEN = {"given.csv": b"a,b\n1,2\n"}


@pytest.fixture(scope="module")
def light() -> Iterator[ForkServer]:
    """A fork server that has imported what these notebooks import."""
    with ForkServer.start(modules_named([IMPORTS])) as server:
        yield server


@pytest.fixture
def process(light: ForkServer) -> Iterator[StudentProcess]:
    """A worker with one file of the course's."""
    with light.spawn(ENTRY, GIVEN, Limits()) as process:
        yield StudentProcess(process)


@pytest.fixture
def student(process: StudentProcess) -> Student:
    """What graders see of it."""
    return Student(process, SECONDS)


def define(student: Student, source: str) -> None:
    """Run a cell that must not fail."""
    run = student.connection.run_cell(IMPORTS + textwrap.dedent(source), SECONDS)
    assert run.error is None, run.error


TABLE = pd.DataFrame({"city": ["Oslo", "Rome"], "degrees": [3.5, np.nan]})


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


PLOTS = """
def plot(shown=False):
    plt.figure()
    plt.plot([0, 1, 2], [0, 1, 4], 'r--', label='squares')
    plt.title('Squares'); plt.xlabel('x'); plt.ylabel('x²'); plt.legend()
    plt.yscale('symlog')
    if shown: plt.show()

def bars(table):
    figure, axes = plt.subplots()
    axes.bar(table['city'], table['degrees'].fillna(0.0))
    axes.scatter([1, 2], [3, 4], label='points')
    axes.imshow([[0.0, 1.0]])
    return figure
"""


@pytest.mark.parametrize("shown", [False, True])
def test_figures_that_a_call_draws_come_as_data(student: Student, shown: bool) -> None:
    """Shown or left open; a second call begins with no figure."""
    define(student, PLOTS)
    student.plot()
    axes = as_axes(student.drawn(student.plot, shown), "plot()")
    assert (axes.title, axes.xlabel, axes.ylabel, axes.yscale) == ("Squares", "x", "x²", "symlog")
    assert axes.legend == ("squares",)
    (line,) = axes.lines
    assert (line.label, line.color, line.style) == ("squares", "#ff0000", "--")
    assert line.y.tolist() == [0, 1, 4]


def test_figures_that_a_function_returns_come_as_data(student: Student) -> None:
    """Bars with the names below them, points and images."""
    define(student, PLOTS)
    figure = student.bars(TABLE)
    axes = as_axes(figure, "bars(table)")
    assert [bar.height for bar in axes.bars] == [3.5, 0.0]
    assert axes.xticklabels[:2] == ("Oslo", "Rome")
    assert axes.points[0].y.tolist() == [3, 4]
    assert axes.images[0].tolist() == [[0, 1]]
    assert figure == student.bars(TABLE)
    assert figure != student.bars(TABLE.assign(degrees=1.0))


def test_printed_text_comes_back(student: Student) -> None:
    """Of one call, standard output alone, whatever else is printed before and after."""
    define(
        student,
        """
        import sys
        def greet(name, end='!'):
            print('Hello', name, end=end)
            print('careful', file=sys.stderr)
        """,
    )
    student.greet("nobody")
    assert student.printed(student.greet, "Ada", end="?\n") == "Hello Ada?\n"
    assert student.printed(student.greet, "Bo") == "Hello Bo!"
    with pytest.raises(StudentRaised, match="TypeError"):
        student.printed(student.greet)
    with pytest.raises(GraderError, match="a function"):
        student.printed(3)


def test_printing_without_end_is_cut_and_refused(student: Student) -> None:
    """What is over the limit is dropped as it comes: memory does not fill."""
    define(
        student,
        """
        def flood():
            for _ in range(400): print('x' * 2**20)
        def short(): print(1)
        """,
    )
    with pytest.raises(ResultTooLarge, match="printed more than 8,388,608 bytes"):
        student.printed(student.flood)
    assert student.printed(student.short) == "1\n"


FILES = """
import os
def save(table):
    table.to_csv('report.csv', index=False)
    os.makedirs('out', exist_ok=True)
    with open('out/note.txt', 'w') as file: file.write('ä')
def spoil():
    os.symlink('/etc/passwd', 'link.txt')
    os.symlink('/etc', 'etc')
    os.symlink('/dev/zero', 'zero')
    with open('large', 'wb') as file:
        for _ in range(63): file.write(bytes(2**20))
    os.makedirs('folder', exist_ok=True)
def many():
    for number in range(10_001): open(f'file{number}', 'w').close()
"""


def test_files_that_a_call_writes_are_named_and_read(student: Student) -> None:
    """New ones and changed ones, in folders too; what was given is not among them."""
    define(
        student,
        FILES + "open('early.txt', 'w').close()\nos.chdir('/')\nos.chdir(os.environ['HOME'])",
    )
    assert student.written(student.save, TABLE) == ("out/note.txt", "report.csv")
    assert student.file("report.csv") == b"city,degrees\nOslo,3.5\nRome,\n"
    assert student.file("out/note.txt").decode() == "ä"
    assert student.file("given.csv") == GIVEN["given.csv"]
    assert student.written(student.save, TABLE[:1]) == ("out/note.txt", "report.csv")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing.csv", "expected a file nothing.csv, there is none"),
        ("link.txt", "got a link"),
        ("etc/passwd", "got a link|there is none"),
        ("zero", "got a link"),
        ("folder", "got a folder"),
    ],
)
def test_what_is_no_file_fails_in_words(student: Student, name: str, words: str) -> None:
    """Nothing is followed."""
    define(student, FILES + "spoil()")
    with pytest.raises(AssertionError, match=words):
        student.file(name)


def test_nobody_waits_for_a_pipe_or_a_device(tmp_path: Path) -> None:
    """The sandbox lets nobody make one; where there is none, it is not opened."""
    os.mkfifo(tmp_path / "pipe")
    there, elsewhere = Effects(1000, folder=str(tmp_path)), Effects(1000, folder="/dev")
    assert there.file("pipe") == "got a pipe"
    assert elsewhere.file("zero") == "got a device"


def test_files_within_the_limits_cross_and_larger_ones_do_not(student: Student) -> None:
    """One of nearly the size of a message; ten thousand files are too many to look at."""
    define(student, FILES + "spoil()\nopen('large', 'ab').write(bytes(2**20 - 4096))")
    assert len(student.file("large")) == 2**26 - 4096
    define(student, "open('larger', 'wb').write(bytes(2**26))")
    with pytest.raises(ResultTooLarge, match="bytes"):
        student.file("larger")
    with pytest.raises(ResultTooLarge, match="more than 10,000 files"):
        student.written(student.many)


@pytest.mark.parametrize("name", ["/etc/passwd", "../other", "out/../../other"])
def test_names_that_lead_out_are_the_graders_error(student: Student, name: str) -> None:
    """They are refused before anybody is asked."""
    with pytest.raises(GraderError, match="the name of a file in the notebook's folder"):
        student.file(name)


FORGERY = """
import gc
from autograder.worker import effects, values
for each in gc.get_objects():
    if type(each) is dict and 'written' in each and 'file' in each:
        for name in ('printed', 'drawn', 'written', 'file'):
            each[name] = lambda *_: {}
def f(): return 1
"""


def test_forged_effects_are_a_violation(student: Student) -> None:
    """Student code that answers in place of the worker gives nothing but its own failure."""
    define(student, FORGERY)
    for call in (
        lambda: student.printed(student.f),
        lambda: student.drawn(student.f),
        lambda: student.written(student.f),
        lambda: student.file("report.csv"),
    ):
        with pytest.raises(ProtocolViolation):
            call()


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


def test_worker_imports_no_library_by_itself() -> None:
    """Without pandas, SciPy and matplotlib in a notebook there are none in its process."""
    names = "[name for name in ('pandas', 'scipy', 'matplotlib') if name in sys.modules]"
    with (
        ForkServer.start(modules_named([""])) as server,
        server.spawn(ENTRY, {}, Limits()) as process,
    ):
        student = Student(StudentProcess(process), SECONDS)
        source = f"import sys, datetime\ndef f(x): return {names}"
        assert process.run_cell(source, SECONDS).error is None
        assert student.f({datetime.date(2026, 1, 1)}) == []
