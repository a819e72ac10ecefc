"""What the criteria of the three clippers have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import draw
import expected
import numpy as np
from compare import assert_array, assert_cut, assert_gradients, assert_unchanged, given

from autograder.errors import StudentRaised
from autograder.testing.checks import as_array, as_list

CUT = ("large_gradients_cut",)
NONE_HINT = "None is a variable without a gradient: keep its place. There may be no tensor at all."
SLICES_HINT = "IndexedSlices may name one row twice: make them dense (tf.convert_to_tensor) first."
INPUTS_HINT = (
    "Build a new list and iterate over the given one once: gradients[i] = ... changes the caller's."
)
LIBRARY_HINT = "A ready-made clipping function is called: write the clipping yourself."
DTYPE_HINT = (
    "Cast the result back to the gradient's dtype. Compute in float64 or in that dtype: a float64 "
    "that goes through float32 loses half of its digits."
)
OVERFLOW_HINT = (
    "An intermediate value is too large for the dtype: squares (of 300 in float16, of 1e20 in "
    "float32), their sum, or value * limit before the division. Compute everything in float64."
)
NON_FINITE_HINT = "NaN > limit is False and limit / inf is 0: first check that the norm is finite."

# Notes which of the functions that the rules name is the first to run, in this thread or a new one.
# A function is known by its code, whatever name it was given and whenever that was.
WATCH = """
import inspect
import sys
import threading

from numpy._core import _methods

functions = {
    "tf.clip_by_value": tf.clip_by_value,
    "tf.clip_by_norm": tf.clip_by_norm,
    "tf.clip_by_global_norm": tf.clip_by_global_norm,
    "keras.ops.clip": keras.ops.clip,
    "tf.raw_ops.ClipByValue": tf.raw_ops.ClipByValue,
    "np.clip": np.clip,
    "the clip of a NumPy array": _methods._clip,
    "the clipping of Keras's optimizers": keras.optimizers.Optimizer._clip_gradients,
}
names = {inspect.unwrap(function).__code__: name for name, function in functions.items()}
called = []


def note(frame, event, argument):
    if event == "call" and frame.f_code in names:
        called.append(names[frame.f_code])


def first():
    if sys.getprofile() is not note:
        called.append("sys.setprofile")
    sys.setprofile(None)
    threading.setprofile(None)
    return called[0] if called else ""


sys.setprofile(note)
threading.setprofile(note)
"""

GENERATOR = """
def generator(gradients):
    yield from gradients


def gives_back(clip, gradients, limit):
    came = clip(gradients, limit)
    pair = isinstance(came, (tuple, list)) and any(each is gradients for each in came)
    return pair or came is gradients
"""


@dataclass(frozen=True)
class Clipper:
    """One clipper: its name, how its list of gradients is got, and what that list should be."""

    name: str
    run: Callable[[Any, Any, float], Any]
    expected: Callable[[Sequence[Any], float], list[Any]]

    def check(self, student: Any, gradients: Sequence[Any], limit: float) -> None:
        """Require exactly the expected gradients."""
        came = self.run(student, given(gradients), limit)
        assert_gradients(came, self.expected(gradients, limit), self.says(limit))

    def check_cut(self, student: Any, gradients: Sequence[Any], limit: float) -> list[Any]:
        """Require every array to be cut, by whatever factor, and None to stay in its place."""
        return assert_cut(self.run(student, given(gradients), limit), gradients, self.says(limit))

    def is_right(self, student: Any, gradients: Sequence[Any], limit: float) -> bool:
        """Whether these come back as expected."""
        try:
            self.check(student, gradients, limit)
        except (AssertionError, StudentRaised):
            return False
        return True

    def check_small(
        self, student: Any, small: Sequence[Any], large: Sequence[Any], limit: float
    ) -> None:
        """Require `small` back as it is, and, in a call of its own, `large` cut."""
        came = self.run(student, given(small), limit)
        assert_gradients(came, small, f"{self.says(limit)}, nothing above the limit")
        self.check_cut(student, large, limit)

    def says(self, limit: float) -> str:
        """Return the call as the student would write it."""
        return f"{self.name}(gradients, {limit:.4g})"


def check_large_cut(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """Tensors of one shape, all too large: whatever else goes wrong, they must be cut."""
    limit = float(random.uniform(0.5, 2))
    arrays = [array.reshape(8) for array in draw.on_both_sides(random, limit, 3)]
    clipper.check_cut(student, arrays, limit)


def check_none_stays(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """None between arrays, nothing but None, and an empty list."""
    large = draw.on_both_sides(random, 1.0, 3)
    gradients = [None, large[0], None, *large[1:], None]
    clipper.check_cut(student, gradients, 1.0)
    for nothing in ([None, None], []):
        came = clipper.run(student, nothing, 1.0)
        assert_gradients(came, nothing, f"{clipper.name}({nothing}, 1.0)")


def check_slices_dense(
    clipper: Clipper, student: Any, random: np.random.Generator, rows: Any
) -> None:
    """Rows of slices, the first and last with one index, give what their sum as a tensor gives."""
    sparse = draw.repeated_rows(random, rows)
    dense = np.asarray(expected.dense(sparse), dtype="float32")
    zeros = np.zeros_like(dense)
    came, same = (
        as_list(clipper.run(student, given([first, zeros]), 1.0), 2, clipper.says(1.0))[0]
        for first in (sparse, dense)
    )
    what = f"{clipper.says(1.0)}[0] for IndexedSlices, compared with a dense tensor"
    assert_array(came, as_array(same, what), what)
    check_small_slices(clipper, student, random, rows)


def check_small_slices(
    clipper: Clipper, student: Any, random: np.random.Generator, rows: Any
) -> None:
    """At or below the limit, zeros included, slices come back dense.

    Whether they come back, and with which values, is another criterion's.
    """
    for factor in (0.01, 0.0):
        sparse = draw.repeated_rows(random, factor * np.asarray(rows))
        what = f"{clipper.says(1.0)}, nothing above the limit, for IndexedSlices"
        try:
            came = as_list(clipper.run(student, [sparse], 1.0), 1, what)
        except (AssertionError, StudentRaised):
            continue
        as_array(came[0], what)


def check_dtype_kept(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """One list of each dtype; only whether it is cut, dtype and precision are judged."""
    for dtype in random.permutation(["float16", "float32", "float64"]):
        arrays = draw.on_both_sides(random, 1.0, dtype=dtype)
        for index, value in enumerate(clipper.check_cut(student, arrays, 1.0)):
            came = as_array(value, clipper.says(1.0)).dtype
            message = (
                f"{clipper.says(1.0)}[{index}]: expected the input's dtype {dtype}, got {came}"
            )
            assert came == dtype, message
        check_precision(clipper, student, random, str(dtype))


def check_precision(
    clipper: Clipper, student: Any, random: np.random.Generator, dtype: str
) -> None:
    """What is below the limit keeps the digits of its dtype, if it comes back at all as it was.

    Whether small gradients come back, and in which form, is another criterion's.
    """
    small = draw.with_norm(random, 0.5, dtype=dtype)
    what = f"{clipper.says(1.0)}, {dtype} of norm 0.5"
    try:
        came = as_list(clipper.run(student, given([small]), 1.0), 1, what)[0]
    except (AssertionError, StudentRaised):
        return
    if np.allclose(as_array(came, what).astype("float64"), small.astype("float64"), rtol=1e-2):
        assert_unchanged(came, small, what)


def check_large_values(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """Finite values in one row; squares, or products with the limit, overflow in their dtype.

    A clipper that cuts ordinary values wrongly must cut these too, in whatever way.
    """
    ordinary = draw.with_norm(random, 300.0, (12,), "float64")
    right = clipper.is_right(student, [ordinary], 2.0)
    sizes = {
        "float32": 10.0 ** random.uniform([25, 37.4], [35, 38.0]),
        "float16": (5000.0, 20000.0),
    }
    for dtype, norms in sizes.items():
        for norm, limit in zip(norms, random.uniform([1, 20], [4, 40]), strict=True):
            array = draw.with_norm(random, float(norm), (12,), dtype)
            array.flat[0], array.flat[1:] = norm, 0.02 * array.flat[1:]
            check = clipper.check if right else clipper.check_cut
            check(student, [array], float(limit))


def check_any_iterable(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """A list holds the same values after the call as before it; a generator is walked once."""
    arrays = draw.on_both_sides(random, 1.0)
    kept = student.keep(given(arrays))
    assert_cut(clipper.run(student, kept, 1.0), arrays, clipper.says(1.0))
    assert_gradients(student.fetch(kept), arrays, f"the caller's list after {clipper.name}")
    loaded = student.load(GENERATOR)
    generator = loaded.generator(given(arrays))
    assert_cut(clipper.run(student, generator, 1.0), arrays, f"{clipper.says(1.0)}, a generator")
    small = student.keep(given([0.1 * array for array in arrays]))
    same = loaded.gives_back(getattr(student, clipper.name), small, 1.0)
    assert not same, f"{clipper.says(1.0)}, nothing above the limit: expected a new list, got yours"


def check_non_finite_raises(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """One NaN or infinity in each of three tensors in turn."""
    clipper.check_cut(student, draw.on_both_sides(random, 1.0), 1.0)
    for index, bad in enumerate(random.permutation([np.nan, np.inf, -np.inf])):
        arrays = draw.with_norms(random, [0.5, 20.0, 0.3])
        arrays[index].flat[-1] = bad
        raised = student.raises("ValueError", getattr(student, clipper.name), given(arrays), 1.0)
        assert raised, (
            f"{clipper.says(1.0)} with {bad} among the entries: expected ValueError, got none"
        )


def check_basic_operations(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """No ready-made clipping function runs on the way.

    A shape that no other criterion draws: what tf.function has traced would not run again.
    """
    arrays = [array.reshape(2, 2, 2) for array in draw.on_both_sides(random, 1.0)]
    watch = student.load(WATCH)
    clipper.check_cut(student, arrays, 1.0)
    called = watch.first()
    assert not called, f"{clipper.name}: expected basic TensorFlow operations, got {called}"
