"""What a grader notes as a number, be it its own or the student's."""

from typing import Any

import numpy as np
import pytest

from autograder.records import Verdict
from autograder.testing.criterion import Notes
from autograder.testing.plugin import judge
from autograder.worker.wire import IndexedSlices, Tensor

ROWS = np.zeros((2, 3), np.float32)
SIX = [
    *(6, 6.0, np.int64(6), np.float32(6), np.float64(6), np.uint8(6), np.asarray(6)),
    *(Tensor(np.asarray(6, np.float32), kind) for kind in ("tensor", "variable", "scalar")),
]
NO_NUMBERS = {
    "the str '6'": "6",
    "None": None,
    "the bool True": True,
    "a list of 1": [6.0],
    "a dict of 0": {},
    "a bytes": b"6",
    "a complex": 6 + 0j,
    "a NumPy scalar of shape (), bool": Tensor(np.asarray(True), "scalar"),
    "a NumPy array of shape (1,), int64": Tensor(np.asarray([6]), "array"),
    "a TensorFlow tensor of shape (2, 3), float32": Tensor(ROWS, "tensor"),
    "tf.IndexedSlices": IndexedSlices(ROWS, np.asarray([0, 1]), (4, 3)),
}


@pytest.mark.parametrize("value", SIX, ids=lambda value: type(value).__name__)
def test_number_of_any_kind_is_noted(value: Any) -> None:
    """A grader's own NumPy number is as good as a Python float, and so is a student's."""
    notes = Notes()
    came = notes("f(3)", value)
    assert (came, type(came)) == (6.0, float)
    assert notes.measurements[0].value == 6.0
    assert notes.credit(value, zero=4, full=8) == 0.5


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_what_is_no_number_fails_with_words(words: str) -> None:
    """It costs the criterion, as its author's own assertion would, and nothing is noted."""
    notes = Notes()
    with pytest.raises(AssertionError) as measured:
        notes("f(3)", NO_NUMBERS[words])
    with pytest.raises(AssertionError, match="what earns points: expected a number"):
        notes.credit(NO_NUMBERS[words], zero=0, full=1)
    judgement = judge(measured.value)
    assert judgement.verdict is Verdict.FAILED
    assert judgement.message == f"f(3): expected a number, got {words}"
    assert judgement.hinted == (words != "None")
    assert (notes.measurements, notes.earned) == ([], None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("-inf")])
def test_number_that_is_not_finite_is_noted_and_earns_nothing(value: float) -> None:
    """A loss that ran away is a measurement, and worth nothing."""
    notes = Notes()
    assert repr(notes("loss", value)) == repr(float(value))
    assert notes.credit(value, zero=0, full=1) == 0.0
