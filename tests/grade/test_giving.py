"""Functions of another process: values cross, what else is asked for ends whoever asks."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest

from autograder.fork_server.client import ForkServer
from autograder.grade.context import ENTRY
from autograder.grade.giving import GIVE, Giving
from autograder.grade.preloading import ALWAYS, KERAS
from autograder.limits import Limits
from autograder.sandbox.faults import InvalidReply, WorkerDied, WorkerRaised
from autograder.sandbox.process import Process
from autograder.worker.wire import RemoteObject, Tensor

SECONDS = 20.0
HELD = """
import os, tensorflow as tf
SECRET = "elm"
def double(x): return 2 * x
def kind(x, *, name="x"): return f"{name} is a {type(x).__name__}"
def refuse(x): raise ValueError("never " + str(x))
def ended(x): os._exit(1)
def itself(x): return SECRET if x is itself else object()
"""
NAMES = frozenset({"double", "kind", "refuse", "ended", "itself"})
CHANNEL = """
import gc
def forged(ask):
    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.send(ask)
    return channel.receive()
"""


@pytest.fixture(scope="module")
def parent() -> Iterator[ForkServer]:
    """One fork server for all tests here."""
    with ForkServer.start([*ALWAYS, *KERAS.modules]) as started:
        yield started


@pytest.fixture
def student(parent: ForkServer) -> Iterator[Process]:
    """A worker that is given what another one holds."""
    with ExitStack() as stack:
        held, process = (stack.enter_context(parent.spawn(ENTRY, {}, Limits())) for _ in range(2))
        assert held.run_cell(HELD, SECONDS).error is None
        process.call(GIVE, [sorted(NAMES)], {}, SECONDS)
        process.answer = Giving(held, NAMES, set().add)
        yield process


def call(process: Process, name: str, *arguments: Any) -> Any:
    """Call a function of the student's notebook."""
    return process.call(RemoteObject("notebook", (name,)), arguments, {}, SECONDS)


def define(process: Process, source: str) -> None:
    """Run a cell that must not fail."""
    assert process.run_cell("import tensorflow as tf\n" + source, SECONDS).error is None


def test_values_cross_in_both_directions(student: Process) -> None:
    """A tensor stays one on its way there and back, and keywords go along."""
    define(student, "def f(x): return double(x), kind(x, name='it'), kind(3)")
    row = np.array([1.5, -2.0], dtype=np.float32)
    doubled, *kinds = call(student, "f", Tensor(row, "tensor"))
    assert (doubled.kind, doubled.array.dtype, [*doubled]) == ("tensor", np.float32, [3.0, -4.0])
    assert kinds == ["it is a EagerTensor", "x is a int"]


def test_exception_comes_as_its_kind(student: Process) -> None:
    """Code that expects the right function to refuse can catch that; of its lines nothing comes."""
    define(student, "def f(x):\n    try: refuse(x)\n    except ValueError as e: return str(e)")
    assert call(student, "f", 7) == "never 7"
    define(student, "def g(x): return refuse(x)")
    with pytest.raises(WorkerRaised, match="ValueError: never 7") as raised:
        call(student, "g", 7)
    assert "SECRET" not in raised.value.error.traceback + raised.value.error.place
    assert '"never "' not in raised.value.error.traceback + raised.value.error.place


def test_only_the_name_of_a_function_is_there(student: Process) -> None:
    """Neither the names nor the code of the given one can be read from what stands for it."""
    define(student, "def f(): return double.__name__, str(double.__code__.co_consts), dir()")
    name, constants, _ = call(student, "f")
    assert (name, "elm" in constants) == ("double", False)
    define(student, "def g(): return 'SECRET' in globals()")
    assert call(student, "g") is False


@pytest.mark.parametrize("argument", ["object()", "double", "[{'a': object()}]"])
def test_object_is_not_taken(student: Process, argument: str) -> None:
    """What stays in one process means nothing in the other, and is refused there."""
    define(student, f"def f(): return double({argument})")
    with pytest.raises(WorkerRaised, match="TypeError: a given function takes and gives numbers"):
        call(student, "f")
    assert student.alive


def test_forged_reference_reaches_nothing(student: Process) -> None:
    """A question that names an object of the other process is answered as any object is."""
    define(student, CHANNEL + "from autograder.worker.wire import RemoteObject\n")
    ask = "{'ask': 'itself', 'arguments': [RemoteObject('notebook', ('itself',))], 'keywords': {}}"
    define(student, f"def f(): return str(forged({ask}))")
    assert "TypeError" in call(student, "f")
    define(student, "def g(): return itself(1)")
    with pytest.raises(WorkerRaised, match="TypeError"):
        call(student, "g")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ({"ask": "SECRET", "arguments": [], "keywords": {}}, "'SECRET', which was not given"),
        ({"ask": "double", "arguments": None, "keywords": {}}, "no call"),
        ({"ask": "double", "arguments": [1]}, "no call"),
        ({"ask": ["double"], "arguments": [1], "keywords": {}}, "no call"),
    ],
)
def test_forged_question_ends_the_process(student: Process, ask: Any, words: str) -> None:
    """As any other malformed message does."""
    define(student, CHANNEL)
    with pytest.raises(InvalidReply, match=words):
        call(student, "forged", ask)
    assert not student.alive


def test_question_too_many_ends_the_process(student: Process) -> None:
    """The number of questions is bounded, whatever time is left."""
    define(student, "def f(n): return [double(1) for _ in range(n)]")
    assert isinstance(student.answer, Giving)
    student.answer.left = 3
    assert call(student, "f", 3) == [2, 2, 2]
    with pytest.raises(InvalidReply, match="too often"):
        call(student, "f", 1)


def test_question_that_ends_the_given_function_ends_who_asks(student: Process) -> None:
    """The process that holds it has ended; there is nothing left to ask."""
    define(student, "def f(): return ended(1)")
    with pytest.raises(WorkerDied, match="the given ended was asked for what ended it"):
        call(student, "f")
    assert not student.alive


def test_question_where_nothing_is_given_ends_the_process(student: Process) -> None:
    """At any other moment it is a reply to another question."""
    student.answer = None
    define(student, "def f(): return double(1)")
    with pytest.raises(InvalidReply, match="a reply to another question"):
        call(student, "f")
