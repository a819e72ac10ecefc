"""Hidden graders of 2_explosion: global_norm here, the rest from the modules beside."""

from collections.abc import Sequence
from typing import Any

import draw
import expected
import numpy as np
import pytest
from compare import assert_gradients, given, number
from detected_training import TestTrainWithDetection
from explosion_detector import TestGradientExplosionDetector
from non_finite import assert_measured

from autograder.testing.checks import as_float

__all__ = ["TestGradientExplosionDetector", "TestTrainWithDetection"]

Random = np.random.Generator
NAME = "global_norm"

GENERATOR = """
def generator(gradients):
    yield from gradients
"""


def assert_norm(student: Any, gradients: Sequence[Any], what: str) -> None:
    """Require the global norm of these gradients, of whatever size it is."""
    came = student.global_norm(given(gradients))
    assert_measured(came, expected.global_norm(gradients), f"global_norm of {what}", floor=0.0)


def own_norm(student: Any, arrays: Sequence[Any]) -> float:
    """Return what their global_norm makes of plain tensors, whatever it is, if it looks at them.

    What it should be is the first criterion's; the others ask that it is the same in other forms.
    """
    came, other = (
        number(student.global_norm(given([factor * array for array in arrays])), NAME)
        for factor in (np.float32(1), np.float32(3))
    )
    assert came != other, f"{NAME}: {came:.6g} for some tensors and for three times these as well"
    return came


class TestGlobalNorm:
    """Criteria of global_norm."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Square all entries of all tensors, add them up, take one root: 3 and 4 give 5.",
        mistakes=(3, 4, 5, 19),
    )
    def test_root_of_summed_squares(self, student: Any, random: Random) -> None:
        """Give the root of the sum of squares over all entries of all tensors."""
        for count in map(int, random.permutation([2, 5])):
            norms = random.uniform(0.5, 9, size=count)
            arrays = [draw.with_norm(random, norm) for norm in norms]
            what = f"tensors of norms {', '.join(f'{norm:.4g}' for norm in norms)}"
            assert_norm(student, arrays, what)

    @pytest.mark.criterion(NAME, hint="float(...) turns a tensor into a Python float.")
    def test_python_float(self, student: Any, random: Random) -> None:
        """Give a Python float."""
        arrays = [draw.with_norm(random, norm) for norm in random.uniform(1, 5, size=2)]
        as_float(student.global_norm(given(arrays)), "global_norm of two tensors")

    @pytest.mark.criterion(
        NAME,
        hint="Tensors of any shape count, biases too; different shapes cannot be stacked.",
        needs=("root_of_summed_squares",),
        mistakes=(18, 19),
    )
    def test_any_shape(self, student: Any, random: Random) -> None:
        """Count tensors of different shapes and ranks, including single numbers and biases."""
        arrays = draw.with_norms(random, random.uniform(1, 5, size=5))
        single = np.asarray(random.uniform(2, 5), dtype="float32")
        bias = draw.with_norm(random, 4.0, shape=(7,))
        arrays = [*arrays, single, bias]
        arrays = [arrays[index] for index in random.permutation(len(arrays))]
        assert_norm(student, arrays, f"shapes {[array.shape for array in arrays]}")

    @pytest.mark.criterion(
        NAME,
        hint="Skip None at any position. Having no tensor at all is not an error: the norm is 0.0.",
        mistakes=(7, 13),
    )
    def test_none_skipped(self, student: Any, random: Random) -> None:
        """Skip None, and give 0.0 if there is no tensor."""
        one, two = (draw.with_norm(random, norm) for norm in random.uniform(1, 5, size=2))
        came = student.global_norm(given([None, one, None, two, None]))
        asked = own_norm(student, [one, two])
        assert_measured(came, asked, "global_norm of two tensors and None, as without None")
        for nothing in ([None, None], []):
            assert_norm(student, nothing, f"{nothing}")

    @pytest.mark.criterion(
        NAME,
        hint="IndexedSlices may name a row twice: make them dense with tf.convert_to_tensor.",
        mistakes=(17,),
    )
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Add rows of IndexedSlices that have the same index before squaring them."""
        rows = draw.repeated_rows(random, random.uniform(1, 3, size=(3, 2)))
        other = draw.with_norm(random, 1.0, shape=(5, 2))
        dense = np.asarray(expected.dense(rows), dtype="float32")
        came, asked = student.global_norm(given([rows, other])), own_norm(student, [dense, other])
        what = "IndexedSlices that name a row twice, and a tensor, as of the same made dense"
        assert_measured(came, asked, f"global_norm of {what}")

    @pytest.mark.criterion(
        NAME,
        hint="Squares overflow, or become 0, long before the values do: cast to float64 first.",
        needs=("root_of_summed_squares",),
        mistakes=(16,),
    )
    def test_large_and_small_values(self, student: Any, random: Random) -> None:
        """Give the right norm even if squares overflow or become 0 in the dtype of the values."""
        huge = draw.with_norm(random, 10.0 ** random.uniform(25, 35))
        half = draw.with_norm(random, random.uniform(2000, 20000), dtype="float16")
        tiny = draw.with_norm(random, 10.0 ** random.uniform(-33, -27))
        wide = draw.with_norm(random, random.uniform(1, 5), dtype="float64")
        for arrays in ([huge], [half], [tiny], [tiny, tiny], [wide, half]):
            what = " and ".join(f"{a.dtype} of norm {expected.norm(a):.4g}" for a in arrays)
            assert_norm(student, arrays, what)

    @pytest.mark.criterion(
        NAME,
        hint="NaN gives NaN, even with inf beside it; inf gives inf. Skip nothing, raise nothing.",
        mistakes=(34, 36),
    )
    def test_non_finite(self, student: Any, random: Random) -> None:
        """Give NaN if any entry is NaN, else inf if any is infinite."""
        places = random.permutation(3)
        for bad in ([np.nan], [np.inf], [-np.inf], [np.inf, np.nan]):
            arrays = [draw.with_norm(random, norm) for norm in random.uniform(1, 5, size=3)]
            asked = np.nan if np.isnan(bad).any() else np.inf
            places = np.roll(places, 1)  # each tensor has its turn
            for value, index in zip(bad, places, strict=False):
                arrays[index].flat[-1] = value
            came = student.global_norm(given(arrays))
            assert_measured(came, asked, f"global_norm with {bad} among the entries")

    @pytest.mark.criterion(
        NAME,
        hint="Iterate over the argument once, and do not change it: it may be a generator.",
        mistakes=(12,),
    )
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Accept a generator, which can be iterated only once, and do not change a list."""
        arrays = [draw.with_norm(random, norm) for norm in random.uniform(1, 5, size=3)]
        kept = student.keep(given(arrays))
        student.global_norm(kept)
        assert_gradients(student.fetch(kept), arrays, "the caller's list afterwards")
        generator = student.load(GENERATOR).generator(given(arrays))
        came = student.global_norm(generator)
        asked = own_norm(student, arrays)
        assert_measured(came, asked, "global_norm of a generator, as of the list")
