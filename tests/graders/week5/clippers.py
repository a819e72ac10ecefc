"""What the criteria of the three clippers have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import draw
import numpy as np
from compare import assert_cut, assert_gradients, given

from autograder.grading.checks import as_array

# Wraps what the student was asked to do without, and notes which of it was called.
SPY = """
import functools

called = []


def watch(owner, name):
    original = getattr(owner, name)

    @functools.wraps(original)
    def watched(*arguments, **keywords):
        called.append(f"{owner.__name__}.{name}")
        return original(*arguments, **keywords)

    setattr(owner, name, watched)


for name in ("clip_by_value", "clip_by_norm", "clip_by_global_norm"):
    watch(tf, name)
watch(keras.ops, "clip")
watch(np, "clip")
watch(keras.optimizers.Optimizer, "_clip_gradients")


def summary():
    return " and ".join(sorted(set(called)))
"""

GENERATOR = """
def generator(gradients):
    yield from gradients
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

    def check_small(
        self, student: Any, small: Sequence[Any], large: Sequence[Any], limit: float
    ) -> None:
        """Require `small` back as it is, and, in a call of its own, `large` cut."""
        came = self.run(student, given(small), limit)
        assert_gradients(came, small, f"{self.says(limit)}, nothing above the limit,")
        self.check_cut(student, large, limit)

    def says(self, limit: float) -> str:
        """Return the call as the student would write it."""
        return f"{self.name}(gradients, {limit:.4g})"


def check_none_stays(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """None between arrays, nothing but None, and an empty list."""
    large = draw.on_both_sides(random, 1.0, 3)
    gradients = [None, large[0], None, *large[1:], None]
    clipper.check_cut(student, gradients, 1.0)
    for nothing in ([None, None], []):
        came = clipper.run(student, nothing, 1.0)
        assert_gradients(came, nothing, f"{clipper.name}({nothing}, 1.0)")


def check_dtype_kept(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """One list of each dtype; only whether it is cut and the dtype are judged."""
    for dtype in random.permutation(["float16", "float32", "float64"]):
        arrays = draw.on_both_sides(random, 1.0, dtype=dtype)
        for index, value in enumerate(clipper.check_cut(student, arrays, 1.0)):
            came = as_array(value, clipper.says(1.0)).dtype
            message = f"{clipper.says(1.0)}[{index}]: asked was {dtype} as it came, got {came}"
            assert came == dtype, message


def check_large_values(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """Finite values whose squares overflow in their own dtype."""
    huge = draw.with_norm(random, 10.0 ** random.uniform(25, 35))
    half = draw.with_norm(random, random.uniform(2000, 20000), dtype="float16")
    for array in (huge, half):
        clipper.check(student, [array], float(random.uniform(1, 4)))


def check_any_iterable(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """A list holds the same values after the call as before it; a generator is walked once."""
    arrays = draw.on_both_sides(random, 1.0)
    kept = student.keep(given(arrays))
    assert_cut(clipper.run(student, kept, 1.0), arrays, clipper.says(1.0))
    assert_gradients(student.fetch(kept), arrays, f"the caller's list after {clipper.name}")
    generator = student.load(GENERATOR).generator(given(arrays))
    assert_cut(clipper.run(student, generator, 1.0), arrays, f"{clipper.says(1.0)}, a generator,")


def check_non_finite_raises(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """One NaN or infinity in each of three tensors in turn."""
    clipper.check_cut(student, draw.on_both_sides(random, 1.0), 1.0)
    for index, bad in enumerate(random.permutation([np.nan, np.inf, -np.inf])):
        arrays = draw.with_norms(random, [0.5, 20.0, 0.3])
        arrays[index].flat[-1] = bad
        raised = student.raises("ValueError", getattr(student, clipper.name), given(arrays), 1.0)
        assert raised, f"{clipper.says(1.0)} with {bad} among the entries: asked was ValueError"


def check_basic_operations(clipper: Clipper, student: Any, random: np.random.Generator) -> None:
    """No ready-made clipping function is called on the way."""
    spy = student.load(SPY)
    clipper.check_cut(student, draw.on_both_sides(random, 1.0), 1.0)
    called = spy.summary()
    assert not called, f"{clipper.name} calls {called}; asked was basic TensorFlow operations"
