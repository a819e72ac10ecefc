"""Hidden graders of 3_clipping: two clippers here, the rest from the modules beside."""

from typing import Any

import draw
import expected
import numpy as np
import pytest
from adaptive_clipper import TestAdaptiveGradientClipper
from clipped_training import TestTrainWithClipping
from clippers import (
    CUT,
    DTYPE_HINT,
    INPUTS_HINT,
    LIBRARY_HINT,
    NON_FINITE_HINT,
    NONE_HINT,
    OVERFLOW_HINT,
    SLICES_HINT,
    Clipper,
    check_any_iterable,
    check_basic_operations,
    check_dtype_kept,
    check_large_cut,
    check_large_values,
    check_non_finite_raises,
    check_none_stays,
    check_slices_dense,
)
from global_norm_clipper import TestClipByGlobalNorm

__all__ = ["TestAdaptiveGradientClipper", "TestClipByGlobalNorm", "TestTrainWithClipping"]

Random = np.random.Generator


def clip_by_value(student: Any, gradients: Any, limit: float) -> Any:
    """Return the student's list."""
    return student.clip_by_value(gradients, limit)


def clip_by_norm(student: Any, gradients: Any, max_norm: float) -> Any:
    """Return the student's list."""
    return student.clip_by_norm(gradients, max_norm)


VALUE = Clipper("clip_by_value", clip_by_value, expected.by_value)
NORM = Clipper("clip_by_norm", clip_by_norm, expected.by_norm)


class TestClipByValue:
    """Criteria of clip_by_value."""

    @pytest.mark.criterion(
        "clip_by_value",
        hint="All values come back unchanged: assigning to the loop variable changes no list.",
        mistakes=(11,),
    )
    def test_large_gradients_cut(self, student: Any, random: Random) -> None:
        """Reduce entries that are far above the limit; here any smaller value passes."""
        check_large_cut(VALUE, student, random)

    @pytest.mark.criterion(
        "clip_by_value",
        weight=3,
        hint="Below -limit gives -limit, above limit gives limit: the argument, no fixed number.",
        needs=CUT,
        mistakes=(21, 22),
    )
    def test_entries_within_limit(self, student: Any, random: Random) -> None:
        """Set every entry outside [-limit, limit] to the nearer bound, and keep all others."""
        for limit in draw.limits(random):
            near = np.array([1.02, -1.02, 0.98, -0.98], "float32") * np.float32(limit)
            VALUE.check(student, [*draw.on_both_sides(random, limit, 3), near], limit)

    @pytest.mark.criterion(
        "clip_by_value",
        hint="Entries within the limit changed, or 0 / 0 gave NaN: compare each with the limit.",
        needs=CUT,
        deliberate="Half of the definition; what breaks it also shows beside large entries.",
    )
    def test_small_entries_unchanged(self, student: Any, random: Random) -> None:
        """Leave entries at or below the limit as they are, zeros included, whatever the norm."""
        limit = float(np.float32(random.uniform(1, 3)))
        small = draw.with_norm(random, 0.9 * limit)
        many = np.full((50,), 0.9 * limit, dtype="float32")
        at_limit = np.array([limit, -limit, 0.0], dtype="float32")
        small_ones = [small, np.zeros_like(small), many, at_limit, np.float32(1e-4) * small]
        VALUE.check_small(student, small_ones, draw.on_both_sides(random, limit), limit)

    @pytest.mark.criterion("clip_by_value", hint=NONE_HINT, needs=CUT, mistakes=(13,))
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Return a list of the same length, with None where None was, even without any tensor."""
        check_none_stays(VALUE, student, random)

    @pytest.mark.criterion("clip_by_value", hint=SLICES_HINT, needs=CUT, mistakes=(17,))
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Return IndexedSlices as a dense tensor; add rows with the same index before clipping."""
        others = random.uniform(0.2, 0.9, size=(4, 2))
        rows = [[0.8, -3.0], *others, [0.8, 2.5]]
        check_slices_dense(VALUE, student, random, rows)

    @pytest.mark.criterion("clip_by_value", hint=DTYPE_HINT, needs=CUT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(VALUE, student, random)

    @pytest.mark.criterion(
        "clip_by_value",
        hint="limit * value / abs(value) is NaN for inf and overflows in float16: compare instead.",
        needs=CUT,
        mistakes=(16,),
    )
    def test_large_values(self, student: Any, random: Random) -> None:
        """Clip infinite entries too, and entries near the largest value of the dtype."""
        limit = float(random.integers(20, 40))
        right = VALUE.is_right(student, draw.on_both_sides(random, limit), limit)
        for dtype, largest in (("float32", 3e38), ("float16", 6e4)):
            sides = np.array([3 * limit, -3 * limit], dtype=dtype)
            VALUE.check_cut(student, [sides], limit)
            entries = [np.inf, -np.inf, largest, -largest, 3 * limit]
            row = np.array(random.permutation(entries), dtype=dtype)
            if right:
                VALUE.check(student, [row], limit)

    @pytest.mark.criterion("clip_by_value", hint=INPUTS_HINT, needs=CUT, mistakes=(12,))
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Do not change the list that is passed in; accept a generator, iterated only once."""
        check_any_iterable(VALUE, student, random)

    @pytest.mark.criterion("clip_by_value", weight=2, hint=LIBRARY_HINT, needs=CUT, mistakes=(25,))
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(VALUE, student, random)


class TestClipByNorm:
    """Criteria of clip_by_norm."""

    @pytest.mark.criterion(
        "clip_by_norm",
        hint="A gradient far above the limit came back unchanged: is the comparison reversed?",
        mistakes=(8,),
    )
    def test_large_gradients_cut(self, student: Any, random: Random) -> None:
        """Shorten tensors that are far above the limit; here any smaller norm passes."""
        check_large_cut(NORM, student, random)

    @pytest.mark.criterion(
        "clip_by_norm",
        weight=3,
        hint="Use one factor for a whole tensor: max_norm / norm, the root of its sum of squares.",
        needs=CUT,
        mistakes=(4, 20),
    )
    def test_each_norm_within_limit(self, student: Any, random: Random) -> None:
        """Scale each tensor whose L2 norm is above max_norm to max_norm, each by its own factor."""
        for limit in draw.limits(random):
            norms = limit * np.array([1.02, *random.uniform(1.2, 9, size=4)])
            NORM.check(student, draw.with_norms(random, norms), limit)

    @pytest.mark.criterion(
        "clip_by_norm",
        hint="Scale only tensors above max_norm; otherwise small ones grow, and 0 / 0 gives NaN.",
        needs=CUT,
        mistakes=(6, 14),
    )
    def test_small_tensors_unchanged(self, student: Any, random: Random) -> None:
        """Leave tensors at or below max_norm as they are, zero tensors and exact ties included."""
        scale = 2.0 ** random.integers(-2, 3)
        tie = scale * np.array([[3, 0], [0, -4]], dtype="float32")
        zeros = np.zeros((2, 3), "float32")
        small = [*draw.with_norms(random, [1.5 * scale, 4.7 * scale]), zeros, tie]
        NORM.check_small(student, small, [10 * tie], 5 * scale)

    @pytest.mark.criterion("clip_by_norm", hint=NONE_HINT, needs=CUT, mistakes=(13,))
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Return a list of the same length, with None where None was, even without any tensor."""
        check_none_stays(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=SLICES_HINT, needs=CUT, mistakes=(17,))
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Return IndexedSlices as a dense tensor; add rows with the same index before clipping."""
        check_slices_dense(NORM, student, random, random.uniform(1, 3, size=(3, 2)))

    @pytest.mark.criterion("clip_by_norm", hint=DTYPE_HINT, needs=CUT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=OVERFLOW_HINT, needs=CUT, mistakes=(16,))
    def test_large_values(self, student: Any, random: Random) -> None:
        """Clip finite values even if their squares overflow: 1e30 in float32, 5000 in float16."""
        check_large_values(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=NON_FINITE_HINT, needs=CUT, mistakes=(15,))
    def test_non_finite_raises(self, student: Any, random: Random) -> None:
        """Raise ValueError when the norm of a tensor is NaN or infinite."""
        check_non_finite_raises(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", hint=INPUTS_HINT, needs=CUT, mistakes=(12,))
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Do not change the list that is passed in; accept a generator, iterated only once."""
        check_any_iterable(NORM, student, random)

    @pytest.mark.criterion("clip_by_norm", weight=2, hint=LIBRARY_HINT, needs=CUT, mistakes=(25,))
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(NORM, student, random)
