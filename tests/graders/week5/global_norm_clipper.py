"""Criteria of clip_by_global_norm; test_3_clipping imports them."""

from typing import Any

import draw
import expected
import numpy as np
import pytest
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
from compare import assert_gradients, assert_number, given, number

from autograder.testing.checks import as_array, as_float, as_list

Random = np.random.Generator
NAME = "clip_by_global_norm"


def clip_by_global_norm(student: Any, gradients: Any, max_norm: float) -> Any:
    """Return the first of the student's two results."""
    return both(student, gradients, max_norm)[0]


def both(student: Any, gradients: Any, max_norm: float) -> list[Any]:
    """Return the list and the norm that clip_by_global_norm gives."""
    came = student.clip_by_global_norm(gradients, max_norm)
    return as_list(came, 2, "clip_by_global_norm, which gives (list, norm)")


GLOBAL = Clipper(NAME, clip_by_global_norm, expected.by_global_norm)


class TestClipByGlobalNorm:
    """Criteria of clip_by_global_norm."""

    @pytest.mark.criterion(
        NAME,
        hint="Two results are asked for: return clipped, norm.",
        mistakes=(10,),
    )
    def test_pair_returned(self, student: Any, random: Random) -> None:
        """Give a pair: the list of gradients, and a number."""
        came, norm = both(student, given([draw.with_norm(random, 9.0)] * 3), 1.0)
        as_list(came, 3, "the first result")
        number(norm, "the second result")

    @pytest.mark.criterion(
        NAME,
        hint="A gradient far above the limit came back unchanged: is the comparison reversed?",
        needs=("pair_returned",),
        mistakes=(8,),
    )
    def test_large_gradients_cut(self, student: Any, random: Random) -> None:
        """Shorten gradients that are far above the limit; here any smaller norm passes."""
        check_large_cut(GLOBAL, student, random)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Use one factor: with a factor each, the direction of the step changes.",
        needs=CUT,
        mistakes=(1,),
    )
    def test_one_factor_for_all(self, student: Any, random: Random) -> None:
        """Scale all tensors by the same factor; here its size does not matter."""
        for limit in draw.limits(random):
            arrays = draw.with_norms(random, limit * random.uniform(1.2, 5, size=4))
            arrays += draw.with_norms(random, [1.5 * limit])
            came = as_list(GLOBAL.run(student, given(arrays), limit), 5, GLOBAL.says(limit))
            # One factor for all may be 1: whether it is the right one is asked below.
            tensors = [as_array(value, GLOBAL.name) for value in came]
            factor = expected.global_norm(tensors) / expected.global_norm(arrays)
            what = f"{GLOBAL.says(limit)}, every tensor times the overall factor {factor:.4g}"
            assert_gradients(came, [factor * array for array in arrays], what)

    @pytest.mark.criterion(
        NAME,
        hint="The factor is max_norm / global norm, and this norm is one root of the sum of all "
        "squares: a sum of norms, a missing root or a left-out tensor gives a wrong factor.",
        needs=CUT,
        mistakes=(3, 4, 5, 19),
    )
    def test_limit_reached(self, student: Any, random: Random, measure: Any) -> None:
        """Scale a global norm above max_norm to max_norm, also where it is just above."""
        for limit in draw.limits(random):
            just = [1.02 * limit * share for share in (0.6, 0.8)]
            near = as_list(
                GLOBAL.run(student, given(draw.with_norms(random, just)), limit), 2, NAME
            )
            total = expected.global_norm([as_array(value, NAME) for value in near])
            assert_number(total, limit, f"global norm, {1.02 * limit:.4g} before clipping")
            arrays = draw.with_norms(random, limit * random.uniform(0.3, 5, size=4))
            arrays += draw.with_norms(random, [1.5 * limit])
            came = GLOBAL.check_cut(student, arrays, limit)
            total = expected.global_norm([as_array(value, GLOBAL.name) for value in came])
            measure("global norm after clipping", total, asked=f"{limit:.4g}")
            assert_number(total, limit, "global norm after clipping")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Take the root of the sum of all squares, over tensors of any shape, before clipping.",
        needs=("pair_returned",),
        mistakes=(3, 4, 5, 9, 18, 19),
    )
    def test_norm_before_reported(self, student: Any, random: Random) -> None:
        """Give the global norm before clipping as a Python float, whether or not it is clipped."""
        for limit in draw.limits(random):
            for share in random.permutation([0.2, 4.0]):
                arrays = draw.with_norms(random, share * limit * random.uniform(0.4, 1, size=3))
                norm = as_float(both(student, given(arrays), limit)[1], "the norm before clipping")
                assert_number(norm, expected.global_norm(arrays), "the norm before clipping")

    @pytest.mark.criterion(
        NAME,
        hint="Small gradients must not change: give them back as they are, and their norm.",
        needs=CUT,
        mistakes=(6, 7),
    )
    def test_small_gradients_unchanged(self, student: Any, random: Random) -> None:
        """Change nothing at or below max_norm, an exact tie and all zeros included."""
        scale = 2.0 ** random.integers(-2, 3)
        tie = [np.full((1, 1), side * scale, "float32") for side in (3, -4)]
        zeros = np.zeros((2, 3), "float32")
        small = draw.with_norms(random, [2 * scale, 3 * scale])
        for arrays in (small, [zeros, zeros], [*tie, zeros]):
            GLOBAL.check_small(student, arrays, [10 * tie[0], 10 * tie[1]], 5 * scale)

    @pytest.mark.criterion(NAME, hint=NONE_HINT, needs=CUT, mistakes=(13,))
    def test_none_stays(self, student: Any, random: Random) -> None:
        """Return a list of the same length, with None where None was, even without any tensor."""
        check_none_stays(GLOBAL, student, random)
        assert number(both(student, [None], 1.0)[1], "the norm of no tensors") == 0.0

    @pytest.mark.criterion(NAME, hint=SLICES_HINT, needs=CUT, mistakes=(17,))
    def test_slices_dense(self, student: Any, random: Random) -> None:
        """Return IndexedSlices as a dense tensor; add rows with the same index before clipping."""
        check_slices_dense(GLOBAL, student, random, random.uniform(1, 3, size=(3, 2)))

    @pytest.mark.criterion(NAME, hint=DTYPE_HINT, needs=CUT)
    def test_dtype_kept(self, student: Any, random: Random) -> None:
        """Keep each tensor's dtype, float16 and float64 too."""
        check_dtype_kept(GLOBAL, student, random)

    @pytest.mark.criterion(NAME, hint=OVERFLOW_HINT, needs=CUT, mistakes=(16,))
    def test_large_values(self, student: Any, random: Random) -> None:
        """Clip finite values even if their squares overflow: 1e30 in float32, 5000 in float16."""
        check_large_values(GLOBAL, student, random)

    @pytest.mark.criterion(NAME, hint=NON_FINITE_HINT, needs=CUT, mistakes=(15,))
    def test_non_finite_raises(self, student: Any, random: Random) -> None:
        """Raise ValueError when the global norm is NaN or infinite."""
        check_non_finite_raises(GLOBAL, student, random)

    @pytest.mark.criterion(NAME, hint=INPUTS_HINT, needs=CUT, mistakes=(12,))
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Do not change the list that is passed in; accept a generator, iterated only once."""
        check_any_iterable(GLOBAL, student, random)

    @pytest.mark.criterion(NAME, weight=2, hint=LIBRARY_HINT, needs=CUT, mistakes=(25,))
    def test_basic_operations(self, student: Any, random: Random) -> None:
        """Write the clipping yourself, without the clipping functions that the rules name."""
        check_basic_operations(GLOBAL, student, random)
