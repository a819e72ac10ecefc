"""Calls into a worker: values in both directions, errors, objects that stay."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from worker.calls import SECONDS, call, define, fetch

from autograder.sandbox.faults import (
    ReplyTooLarge,
    RequestRefused,
    WorkerDied,
    WorkerRaised,
    WorkerTimeout,
)
from autograder.sandbox.process import Process
from autograder.worker.wire import IndexedSlices, RemoteObject, Tensor

FLOATS = np.array([1.5, -2.0], dtype=np.float32)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (3, "int"),
        (0.5, "float"),
        (None, "NoneType"),
        ("text", "str"),
        (b"bytes", "bytes"),
        ([1], "list"),
        ((1,), "tuple"),
        ({"a": 1}, "dict"),
        (FLOATS, "ndarray"),
        (Tensor(FLOATS, "array"), "ndarray"),
        (Tensor(FLOATS, "tensor"), "EagerTensor"),
        (Tensor(FLOATS, "variable"), "ResourceVariable"),
        (Tensor(np.asarray(np.float64(0.5)), "scalar"), "float64"),
        (IndexedSlices(np.ones((1, 2)), np.array([3]), (5, 2)), "IndexedSlices"),
    ],
)
def test_arguments_arrive_as_live_values(typed: Process, value: Any, kind: str) -> None:
    """A wire value becomes the object that a student's function expects."""
    assert call(typed, "kind", value) == kind


@pytest.mark.parametrize("kind", ["tensor", "variable", "array"])
def test_arrays_come_back_with_kind_type_and_content(typed: Process, kind: str) -> None:
    """Tensors, variables and arrays return as they were, inside lists too."""
    back = call(typed, "same", [Tensor(FLOATS, kind), None])
    assert back[1] is None
    assert (back[0].kind, back[0].array.dtype) == (kind, np.float32)
    np.testing.assert_array_equal(back[0].array, FLOATS)


def test_array_arguments_can_be_written(worker: Process) -> None:
    """A function may change its argument in place, and a kept argument shows it."""
    define(worker, "def change(x):\n    x[0] = 9.0")
    kept = worker.call(RemoteObject("worker", ("keep",)), [FLOATS], {}, SECONDS)
    assert isinstance(kept, RemoteObject)
    call(worker, "change", kept)
    assert worker.call(kept, None, {}, SECONDS).array[0] == 9.0


@pytest.mark.parametrize(
    ("expression", "type_name"),
    [
        ("np.ones(2).view(type('Sub', (np.ndarray,), {}))", "__main__.Sub"),
        ("tf.constant('text')", "tensorflow.python.framework.ops.EagerTensor"),
        ("tf.constant(1.0, tf.bfloat16)", "tensorflow.python.framework.ops.EagerTensor"),
        ("(i for i in range(3))", "builtins.generator"),
        ("{(1, 2): 3}", "builtins.dict"),
        ("np.array([None])", "numpy.ndarray"),
        ("'\\ud800'", "builtins.str"),
        ("2 ** 70", "builtins.int"),
        ("keras.Input((2,))", "keras.src.backend.common.keras_tensor.KerasTensor"),
        ("keras.layers.Dense(2)", "keras.src.layers.core.dense.Dense"),
    ],
)
def test_what_is_not_plain_stays_in_the_worker(
    worker: Process, expression: str, type_name: str
) -> None:
    """Objects, and what a message cannot hold, come as references with their type."""
    define(worker, f"value = {expression}")
    value = fetch(worker, "value")
    assert isinstance(value, RemoteObject)
    assert value.type_name == type_name


@pytest.mark.parametrize(
    ("expression", "content"),
    [
        ("type('Half', (float,), {'__float__': lambda self: 7.0})(0.5)", 0.5),
        ("type('Rows', (list,), {})([1])", [1]),
        ("__import__('collections').Counter('aab')", {"a": 2, "b": 1}),
        ("__import__('collections').namedtuple('Event', 'step kind')(3, 'ok')", (3, "ok")),
        ("__import__('enum').Enum('State', {'OK': 'ok'}, type=str).OK", "ok"),
        ("{np.str_('name'): [__import__('enum').IntEnum('Number', 'ONE').ONE]}", {"name": [1]}),
    ],
)
def test_subclasses_come_as_what_they_hold(worker: Process, expression: str, content: Any) -> None:
    """To its user a Counter is a dict and an Enum of texts a text; exact types cross."""
    define(worker, f"value = {expression}")
    value = fetch(worker, "value")
    assert (value, type(value)) == (content, type(content))


@pytest.mark.parametrize(
    ("expression", "kind", "content"),
    [
        ("np.float64(0.5)", "scalar", 0.5),
        ("tf.Variable([1.0, 2.0])", "variable", [1.0, 2.0]),
        ("keras.Variable([1.0, 2.0])", "variable", [1.0, 2.0]),
        ("np.arange(4)[::-2]", "array", [3, 1]),
        ("tf.ones((0, 2))", "tensor", np.ones((0, 2))),
    ],
)
def test_array_likes_come_as_tensors(
    worker: Process, expression: str, kind: str, content: Any
) -> None:
    """Each kind of array says what it was."""
    define(worker, f"value = {expression}")
    value = fetch(worker, "value")
    assert value.kind == kind
    np.testing.assert_array_equal(value.array, content)


def test_objects_are_reached_by_reference(worker: Process) -> None:
    """Attributes and methods of an object that stayed in the worker can be asked for."""
    define(worker, "class Counter:\n    n = 0\n    def add(self, k=1):\n        self.n += k")
    counter = call(worker, "Counter")
    worker.call(RemoteObject(counter.root, ("add",)), [], {"k": 3}, SECONDS)
    assert worker.call(RemoteObject(counter.root, ("n",)), None, {}, SECONDS) == 3


def test_given_code_runs_in_a_namespace_of_its_own(worker: Process) -> None:
    """`load` gives functions that may be passed to the student's, and hides no name of hers."""
    define(worker, "half = 2\ndef apply(f, x): return f(x)")
    source = "def half(x): return tf.reduce_sum(x) / 2"
    given = worker.call(RemoteObject("worker", ("load",)), [source], {}, SECONDS)
    result = call(worker, "apply", RemoteObject(given.root, ("half",)), Tensor(FLOATS, "tensor"))
    assert result.array == -0.25
    assert fetch(worker, "half") == 2


def test_message_of_tensorflow_is_the_same_in_every_process(worker: Process) -> None:
    """The mark that protocol buffers put before themselves is of chance, and is taken out."""
    define(worker, "def fail():\n    raise ValueError('is: goo.gle/debugonly   op: Relu')")
    with pytest.raises(WorkerRaised) as caught:
        call(worker, "fail")
    assert caught.value.error.message == "is: op: Relu"


def test_exceptions_carry_type_bases_message_and_place(worker: Process) -> None:
    """An exception of the student's function is raised here with what a person needs."""
    define(worker, "class Clip(ValueError): pass\ndef clip(x):\n    raise Clip(f'no {object()}')")
    with pytest.raises(WorkerRaised) as caught:
        call(worker, "clip", 1)
    error = caught.value.error
    assert error.type_name == "Clip"
    assert error.bases[:3] == ("Clip", "ValueError", "Exception")
    assert error.message == "no <object object at 0x…>"
    assert error.place == "line 4, in clip: `raise Clip(f'no {object()}')`"
    assert error.traceback.splitlines()[0] == "Cell In[1], line 4, in clip"


@pytest.mark.parametrize(
    "raised", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "MemoryError"]
)
def test_every_exception_is_an_answer(worker: Process, raised: str) -> None:
    """Exceptions that would end a program are reported like any other."""
    define(worker, f"def f(): raise {raised}")
    with pytest.raises(WorkerRaised, match=raised):
        call(worker, "f")
    assert worker.alive


def test_missing_names_are_told_as_python_does(worker: Process) -> None:
    """A function that was never defined is a NameError, a missing method an AttributeError."""
    with pytest.raises(WorkerRaised, match="NameError: name 'clip' is not defined") as caught:
        call(worker, "clip")
    assert not caught.value.error.place
    define(worker, "x = 1")
    with pytest.raises(WorkerRaised, match="AttributeError"):
        call(worker, "x.clip")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("list(range(10**6))", "more than 200,000 values"),
        ("dict.fromkeys(range(150_000))", "more than 200,000 values"),
        ("np.zeros(20 * 2**20)", "bytes"),
        ("(lambda a: a.append(a) or a)([])", "holds itself"),
    ],
)
def test_results_too_large_to_cross_are_the_students_error(
    worker: Process, expression: str, words: str
) -> None:
    """A million items, 160 MB or a list in itself give a clear error, and the worker lives on."""
    define(worker, f"def f(): return {expression}")
    with pytest.raises(ReplyTooLarge, match=words):
        call(worker, "f")
    assert worker.alive


@pytest.mark.parametrize(
    "source",
    ["b'a' * ((64 << 20) - 60)", "[0] * 199_990", "eval('[' * 30 + ']' * 30)"],
    ids=["bytes", "values", "depth"],
)
def test_what_has_come_can_be_handed_over_again(worker: Process, source: str) -> None:
    """Else a student could make a wrong result one that a grader may not hand on."""
    define(worker, f"largest = {source}\ndef kind(x): return type(x[0]).__name__")
    came = fetch(worker, "largest")
    assert call(worker, "kind", [came]) == type(came).__name__


@pytest.mark.parametrize("value", [bytes(1 << 27), dict.fromkeys(range(150_000)), [[]] * 202_000])
def test_arguments_too_large_to_cross_are_refused(worker: Process, value: Any) -> None:
    """What a grader hands over is measured before it is sent, and the worker lives on."""
    define(worker, "def f(x): return 1")
    with pytest.raises(RequestRefused, match="too large"):
        call(worker, "f", value)
    assert call(worker, "f", 1) == 1


def test_prints_in_a_call_are_dropped(worker: Process) -> None:
    """A function may print and show figures without an effect on its result or on later cells."""
    define(worker, "def f():\n    print('x' * 10**7)\n    display('y')\n    return 1")
    assert call(worker, "f") == 1
    assert worker.run_cell("print('z')", SECONDS).outputs[0]["text"] == "z\n"


def test_a_call_past_its_time_ends_the_worker(worker: Process) -> None:
    """An endless function is stopped; later requests say why there is no worker."""
    define(
        worker,
        "def f():\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
    )
    with pytest.raises(WorkerTimeout, match=r"0\.5 s"):
        worker.call(RemoteObject("notebook", ("f",)), [], {}, 0.5)
    assert not worker.alive
    with pytest.raises(WorkerDied, match=r"stopped after 0\.5 s"):
        call(worker, "f")


def test_a_value_that_cannot_cross_is_refused(worker: Process) -> None:
    """A grader that passes an object is told so, and the worker lives on."""
    define(worker, "def f(x): return x")
    with pytest.raises(RequestRefused, match="object"):
        call(worker, "f", object())
    assert call(worker, "f", 1) == 1


def test_models_cross_as_data(spawn: Callable[..., Process]) -> None:
    """A model is exported with two graphs and all its weights."""
    worker = spawn()
    define(
        worker,
        "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')",
    )
    model = fetch(worker, "model")
    exported = worker.call(RemoteObject("worker", ("export_model",)), [model], {}, SECONDS)
    assert isinstance(exported["training"]["graph"], bytes)
    assert [weight.array.shape for weight in exported["weights"][:2]] == [(2, 1), (1,)]
