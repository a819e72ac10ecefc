"""Hidden graders of 3_clipping: the three clippers here, the rest from the modules beside."""

from typing import Any

import draw
import expected
import numpy as np
import pytest
from adaptive_clipper import TestAdaptiveGradientClipper
from clipped_training import TestTrainWithClipping
from clippers import (
    Clipper,
    check_any_iterable,
    check_basic_operations,
    check_dtype_kept,
    check_large_values,
    check_non_finite_raises,
    check_none_stays,
)
from compare import assert_gradients, assert_number, given, number

from autograder.grading.checks import as_array, as_float, as_list

__all__ = ["TestAdaptiveGradientClipper", "TestTrainWithClipping"]

Random = np.random.Generator


def clip_by_value(student: Any, gradients: Any, limit: float) -> Any:
    """Return the student's list."""
    return student.clip_by_value(gradients, limit)


def clip_by_norm(student: Any, gradients: Any, max_norm: float) -> Any:
    """Return the student's list."""
    return student.clip_by_norm(gradients, max_norm)


def clip_by_global_norm(student: Any, gradients: Any, max_norm: float) -> Any:
    """Return the first of the student's two results."""
    return both(student, gradients, max_norm)[0]


def both(student: Any, gradients: Any, max_norm: float) -> list[Any]:
    """Return the list and the norm that clip_by_global_norm gives."""
    came = student.clip_by_global_norm(gradients, max_norm)
    return as_list(came, 2, "clip_by_global_norm, which gives (list, norm)")


VALUE = Clipper("clip_by_value", clip_by_value, expected.by_value)
NORM = Clipper("clip_by_norm", clip_by_norm, expected.by_norm)
GLOBAL = Clipper("clip_by_global_norm", clip_by_global_norm, expected.by_global_norm)

NONE_HINT = "None is a variable without a gradient: keep its place; there may be no tensor at all."
SLICES_HINT = "IndexedSlices may name one row twice: make them dense (tf.convert_to_tensor) first."
INPUTS_HINT = "Build a new list, and walk through what came once: list(gradients) at the beginning."
LIBRARY_HINT = "A ready-made clipping function does the work that was yours to write."
DTYPE_HINT = "Compute in whatever precision you like, then cast back to the gradient's own dtype."
OVERFLOW_HINT = "Squares overflow long before the values do: cast to float64 before you square."
NON_FINITE_HINT = "NaN > limit is False and limit / inf is 0: check that the norm is finite first."


class TestClipByValue:
    """Criteria of clip_by_value."""

    @pytest.mark.criterion(
        "clip_by_value", weight=3, hint="Entries below -limit become -limit, those above it limit."
    )
    def test_entries_within_limit(self, student: Any, random: Random) -> None:
        """Bring every entry outside [-limit, limit] to the nearer bound and leave the others."""
        for limit in draw.limits(random):
            arrays = draw.on_both_sides(random, limit, 3)
            VALUE.check(student, arrays, limit)

    @pytest.mark.criterion(
        "clip_by_value", hint="Entries are changed that need no clipping: compare each alone."
    )
    def test_small_entries_unchanged(self, student: Any, random: Random) -> None:
        """Leave entries at or below the limit as they are, zeros included, whatever the norm."""
        limit = float(np.float32(random.uniform(1, 3)))
        small = draw.with_norm(random, 0.9 * limit)
        many = np.full((50,), 0.9 * limit, dtype="float32")
        at_limit = np.array([limit, -limit, 0.0], dtype="float32")
        small_ones = [small, np.zeros_like(small), many, at_limit]
        VALUE.check_small(student, small_ones, draw.on_both_sides(random, limit), limit)

    @pytest.mark.criterion("clip_by_value", hint=NONE_HINT)
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Give a list as long as the one that came, None where None was, also without tensors."""
        check_none_stays(VALUE, student, random)

    @pytest.mark.criterion("clip_by_value", hint=SLICES_HINT)
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Give IndexedSlices back as a dense tensor, rows with the same index added before."""
        limit = draw.limits(random)[0]
        rows = [[0.8 * limit, -3 * limit], [0.5 * limit, limit], [0.8 * limit, 2.5 * limit]]
        VALUE.check(student, [draw.repeated_rows(random, rows)], limit)

    @pytest.mark.criterion("clip_by_value", hint=DTYPE_HINT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(VALUE, student, random)

    @pytest.mark.criterion("clip_by_value", hint=INPUTS_HINT)
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Leave a list that came as it was, and take a generator, which can be walked once."""
        check_any_iterable(VALUE, student, random)

    @pytest.mark.criterion("clip_by_value", weight=2, hint=LIBRARY_HINT)
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(VALUE, student, random)


class TestClipByNorm:
    """Criteria of clip_by_norm."""

    @pytest.mark.criterion(
        "clip_by_norm",
        weight=3,
        hint="Each tensor is scaled by max_norm / its own L2 norm; its direction does not change.",
    )
    def test_each_norm_within_limit(self, student: Any, random: Random) -> None:
        """Scale each tensor whose L2 norm is above max_norm to max_norm, each by its own factor."""
        for limit in draw.limits(random):
            norms = limit * random.uniform(1.2, 9, size=4)
            NORM.check(student, draw.with_norms(random, norms), limit)

    @pytest.mark.criterion(
        "clip_by_norm", hint="The factor is min(1, max_norm / norm): small tensors must not grow."
    )
    def test_small_tensors_unchanged(self, student: Any, random: Random) -> None:
        """Leave tensors at or below max_norm as they are, zero tensors and exact ties included."""
        scale = 2.0 ** random.integers(-2, 3)
        tie = scale * np.array([[3, 0], [0, -4]], dtype="float32")
        zeros = np.zeros((2, 3), "float32")
        small = [*draw.with_norms(random, [1.5 * scale, 4.7 * scale]), zeros, tie]
        NORM.check_small(student, small, [10 * tie], 5 * scale)

    @pytest.mark.criterion("clip_by_norm", hint=NONE_HINT)
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Give a list as long as the one that came, None where None was, also without tensors."""
        check_none_stays(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=SLICES_HINT)
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Give IndexedSlices back as a dense tensor, rows with the same index added before."""
        rows = random.uniform(1, 3, size=(3, 2))
        NORM.check(student, [draw.repeated_rows(random, rows)], 1.0)

    @pytest.mark.criterion("clip_by_norm", hint=DTYPE_HINT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=OVERFLOW_HINT)
    def test_large_values(self, student: Any, random: Random) -> None:
        """Clip finite values right whose squares overflow: 1e30 in float32, 5000 in float16."""
        check_large_values(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=NON_FINITE_HINT)
    def test_non_finite_raises(self, student: Any, random: Random) -> None:
        """Raise ValueError when the norm of a tensor is NaN or infinite."""
        check_non_finite_raises(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=INPUTS_HINT)
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Leave a list that came as it was, and take a generator, which can be walked once."""
        check_any_iterable(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", weight=2, hint=LIBRARY_HINT)
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(NORM, student, random)


class TestClipByGlobalNorm:
    """Criteria of clip_by_global_norm."""

    @pytest.mark.criterion(
        "clip_by_global_norm",
        weight=3,
        hint="One factor for all tensors: with a factor each, the direction of the step changes.",
    )
    def test_one_factor_for_all(self, student: Any, random: Random, measure: Any) -> None:
        """Scale all tensors by the same factor, so that their global norm becomes max_norm."""
        for limit in draw.limits(random):
            arrays = draw.with_norms(random, limit * random.uniform(0.3, 5, size=4))
            arrays += draw.with_norms(random, [1.5 * limit])
            came = GLOBAL.check_cut(student, arrays, limit)
            total = expected.global_norm([as_array(value, GLOBAL.name) for value in came])
            measure("global norm after clipping", total, asked=f"{limit:.4g}")
            assert_gradients(came, expected.by_global_norm(arrays, limit), GLOBAL.says(limit))

    @pytest.mark.criterion(
        "clip_by_global_norm",
        weight=2,
        hint="The norm is the square root of the sum of squares over all entries, before clipping.",
    )
    def test_norm_before_reported(self, student: Any, random: Random) -> None:
        """Give the global norm before clipping as a Python float, whether or not it is clipped."""
        for limit in draw.limits(random):
            for share in random.permutation([0.2, 4.0]):
                arrays = draw.with_norms(random, share * limit * random.uniform(0.4, 1, size=3))
                norm = as_float(both(student, given(arrays), limit)[1], "the norm before clipping")
                assert_number(norm, expected.global_norm(arrays), "the norm before clipping")

    @pytest.mark.criterion(
        "clip_by_global_norm", hint="The factor is min(1, max_norm / norm): small gradients stay."
    )
    def test_small_gradients_unchanged(self, student: Any, random: Random) -> None:
        """Leave everything as it is at or below max_norm, an exact tie and all zeros included."""
        scale = 2.0 ** random.integers(-2, 3)
        tie = [np.full((1, 1), side * scale, "float32") for side in (3, -4)]
        zeros = np.zeros((2, 3), "float32")
        small = draw.with_norms(random, [2 * scale, 3 * scale])
        for arrays in (small, [zeros, zeros], [*tie, zeros]):
            GLOBAL.check_small(student, arrays, [10 * tie[0], 10 * tie[1]], 5 * scale)

    @pytest.mark.criterion("clip_by_global_norm", hint=NONE_HINT)
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Give a list as long as the one that came, None where None was, also without tensors."""
        check_none_stays(GLOBAL, student, random)
        assert number(both(student, [None], 1.0)[1], "the norm of no tensors") == 0.0

    @pytest.mark.criterion("clip_by_global_norm", hint=SLICES_HINT)
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Give IndexedSlices back as a dense tensor, rows with the same index added before."""
        rows = random.uniform(1, 3, size=(3, 2))
        GLOBAL.check(student, [draw.repeated_rows(random, rows), np.zeros(3, "float32")], 1.0)

    @pytest.mark.criterion("clip_by_global_norm", hint=DTYPE_HINT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(GLOBAL, student, random)

    @pytest.mark.criterion("clip_by_global_norm", hint=OVERFLOW_HINT)
    def test_large_values(self, student: Any, random: Random) -> None:
        """Clip finite values right whose squares overflow: 1e30 in float32, 5000 in float16."""
        check_large_values(GLOBAL, student, random)

    @pytest.mark.criterion("clip_by_global_norm", hint=NON_FINITE_HINT)
    def test_non_finite_raises(self, student: Any, random: Random) -> None:
        """Raise ValueError when the global norm is NaN or infinite."""
        check_non_finite_raises(GLOBAL, student, random)

    @pytest.mark.criterion("clip_by_global_norm", hint=INPUTS_HINT)
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Leave a list that came as it was, and take a generator, which can be walked once."""
        check_any_iterable(GLOBAL, student, random)

    @pytest.mark.criterion("clip_by_global_norm", weight=2, hint=LIBRARY_HINT)
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(GLOBAL, student, random)
