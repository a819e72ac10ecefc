"""What a call leaves beside its result, and values of other kinds, by a real worker."""

import datetime
import os
from pathlib import Path

import pytest
from worker.light import ENTRY, GIVEN, SECONDS, TABLE, define

from autograder.errors import (
    GraderError,
    ProtocolViolation,
    ResultTooLarge,
    StudentRaised,
)
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import modules_named
from autograder.grade.student_process import StudentProcess
from autograder.limits import Limits
from autograder.testing.checks import as_axes
from autograder.testing.student import Student
from autograder.worker.effects import Effects

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
