"""Criteria of GradientExplosionDetector; test_2_explosion imports them.

Most feed one tensor a step, so that a mistake in global_norm does not cost points here again.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import draw
import expected
import numpy as np
import pytest
from compare import assert_number, given
from non_finite import assert_measured, assert_series

from autograder.errors import StudentRaised
from autograder.testing.checks import as_float, as_list, as_object, describe, require, slices

Random = np.random.Generator
NAME = "GradientExplosionDetector"
BAD = (np.nan, np.inf, -np.inf)
LONG_RUN = 300

GIVEN = """
def watch(detector, gradients, steps):
    for _ in range(steps):
        detector.observe(gradients)
"""


def detector_of(student: Any, **settings: float) -> Any:
    """Return a detector of the student's with these settings."""
    return as_object(student.GradientExplosionDetector(**settings), f"{NAME}(...)")


def one_tensor(random: Random, norm: float) -> list[Any]:
    """Return a single tensor of this norm; inf and NaN stand among other entries."""
    if np.isfinite(norm):
        return given([draw.with_norm(random, norm)])
    array = draw.with_norm(random, 1.0)
    array.flat[int(random.integers(array.size))] = norm
    return given([array])


def assert_says(detector: Any, gradients: Sequence[Any], asked: str, what: str) -> None:
    """Require what observe gives for these gradients."""
    came = detector.observe(gradients)
    require(came == asked, f"{what}: expected {asked!r}", came)


def watch(student: Any, random: Random, norms: Sequence[float], threshold: float) -> Any:
    """Return a detector that has observed one tensor of each norm."""
    detector = detector_of(student, threshold=threshold)
    for norm in norms:
        detector.observe(one_tensor(random, norm))
    return detector


def mixed_steps(random: Random, sparse: bool = False) -> list[list[Any]]:
    """Return steps of all kinds in random order, one tensor each; 50 parts their norms.

    With `sparse` one of them holds IndexedSlices and None.
    """
    norms = [*random.uniform(1, 40, size=3), *random.uniform(60, 200, size=3), 0.0]
    steps: list[list[Any]] = [[draw.with_norm(random, norm)] for norm in norms]
    steps += [[np.array([[1.0, bad]], "float32")] for bad in BAD]
    steps += [[None, draw.repeated_rows(random, np.full((3, 2), 30.0)), None]] * sparse
    steps += [[draw.with_norm(random, 1.0), None]] if sparse else []
    return [steps[index] for index in random.permutation(len(steps))]


def assert_event(event: Any, step: int, said: Any, norm: float) -> None:
    """Require one event; its kind may also be what observe said, right or wrong."""
    what = f"the event of step {step}, norm {norm:.4g}"
    came = as_list(event, 3, what)
    assert_number(came[0], step, f"{what}: its step")
    kind = "exploding" if np.isfinite(norm) else "non-finite"
    right = came[1] == kind or (isinstance(said, str) and came[1] == said)
    require(right, f"{what}: expected {kind!r}", came[1])
    assert_measured(came[2], norm, f"{what}: its norm")


def size(student: Any, detector: Any, name: str) -> int:
    """Return the length of one list of a detector."""
    held = student.fetch(getattr(detector, name))
    require(isinstance(held, list | tuple), f"{name}: expected a list", held)
    return len(held)


class TestGradientExplosionDetector:
    """Criteria of GradientExplosionDetector."""

    @pytest.mark.criterion(
        NAME,
        hint="Return, do not print, 'exploding' for a norm above the threshold given, else 'ok'.",
        mistakes=(8, 22, 36),
        deliberate="The simplest use; what fails here also fails in longer sequences.",
    )
    def test_says_what_it_sees(self, student: Any, random: Random) -> None:
        """Return "exploding" for a norm above the threshold, "ok" for one below it."""
        for threshold in (float(random.uniform(0.5, 5)), float(random.uniform(200, 900))):
            detector = detector_of(student, threshold=threshold)
            for share in random.permutation([0.1, 0.8, 1.2, 4.0]):
                norm, asked = share * threshold, "exploding" if share > 1 else "ok"
                what = f"threshold {threshold:.4g}, a tensor of norm {norm:.4g}"
                assert_says(detector, one_tensor(random, norm), asked, what)

    @pytest.mark.criterion(
        NAME,
        hint="The threshold is for the norm of all tensors together, not for each tensor.",
        needs=("says_what_it_sees",),
        mistakes=(32,),
    )
    def test_all_tensors_together(self, student: Any, random: Random) -> None:
        """Judge the global norm of all tensors."""
        threshold = float(random.uniform(0.5, 5))
        detector = detector_of(student, threshold=threshold)
        for share, asked in ((0.45, "ok"), (0.8, "exploding")):
            gradients = given([draw.with_norm(random, share * threshold) for _ in range(2)])
            what = f"threshold {threshold:.4g}, two tensors of norm {share * threshold:.4g}"
            assert_says(detector, gradients, asked, what)

    @pytest.mark.criterion(
        NAME,
        hint="Above the threshold means >, not >=, whatever came before. Its default is 100; store "
        "it as an attribute.",
        needs=("says_what_it_sees",),
    )
    def test_ok_at_the_threshold(self, student: Any, random: Random) -> None:
        """Return "ok" exactly at the threshold; use 100 by default; store it as `threshold`."""
        scale = float(2.0 ** random.integers(-3, 5))  # below the 100 that holds by default
        tie = np.array([[3 * scale, 0], [0, -4 * scale]], dtype="float32")
        detector = detector_of(student, threshold=5 * scale)
        assert_says(detector, given([tie]), "ok", f"norm {5 * scale:g}, equal to the threshold")
        assert_number(student.fetch(detector.threshold), 5 * scale, "the attribute threshold")
        detector = detector_of(student)
        above = float(random.uniform(100.2, 100.8))  # and below the step before
        for norm, asked in ((100.0, "ok"), (4 * above, "exploding"), (above, "exploding")):
            entries = np.array([[0.6 * norm, -0.8 * norm]])
            what = f"norm {norm:.6g}, no threshold given"
            assert_says(detector, given([entries]), asked, what)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="NaN > threshold is False: first check that the norm is finite; return, never raise.",
        mistakes=(15, 34, 36),
    )
    def test_non_finite_is_a_kind_of_its_own(self, student: Any, random: Random) -> None:
        """Return "non-finite" for inf and NaN, and judge the next step as usual."""
        detector = detector_of(student, threshold=2.0)
        for bad in random.permutation(BAD):
            what = f"{bad} among the entries"
            assert_says(detector, one_tensor(random, bad), "non-finite", what)
            came = detector.observe(one_tensor(random, 1.0))
            assert came != "non-finite", f"norm 1 after {what}: expected 'ok', got {describe(came)}"

    @pytest.mark.criterion(
        NAME,
        hint="history: the norm of each step that this detector saw, finite or not, as a float.",
    )
    def test_history(self, student: Any, random: Random) -> None:
        """Keep the norm of every step in history, as Python floats."""
        detector, norms = detector_of(student, threshold=50.0), []
        for gradients in mixed_steps(random):
            detector.observe(given(gradients))
            norms.append(expected.global_norm(gradients))
            history = as_list(student.fetch(detector.history), len(norms), "history")
            assert_series(history, norms, "history")
            as_float(history[-1], f"history[{len(norms) - 1}]")
        detector = detector_of(student, threshold=50.0)
        student.load(GIVEN).watch(detector, one_tensor(random, 1.0), LONG_RUN)
        as_list(student.fetch(detector.history), LONG_RUN, f"history after {LONG_RUN} steps")
        detector = detector_of(student, threshold=50.0)
        with suppress(StudentRaised):  # what the norm of nothing is, global_norm is asked
            detector.observe([None, None])
            as_list(student.fetch(detector.history), 1, "history after a step of None alone")

    @pytest.mark.criterion(
        NAME,
        hint="Store (step, kind, norm) of steps that are not 'ok'; count this detector's steps "
        "from 0.",
    )
    def test_events(self, student: Any, random: Random) -> None:
        """Store (step, kind, norm) of every step that is not "ok"; count steps from 0."""
        detector, asked = detector_of(student, threshold=50.0), []
        for step, gradients in enumerate(mixed_steps(random)):
            said, norm = detector.observe(given(gradients)), expected.global_norm(gradients)
            if not norm <= 50.0:
                asked.append((step, said, norm))
            events = as_list(student.fetch(detector.events), len(asked), f"events, step {step}")
            for event, wanted in zip(events, asked, strict=True):
                assert_event(event, *wanted)

    @pytest.mark.criterion(
        NAME,
        hint="Lists in the class body, or in a default argument, are shared by all detectors.",
        mistakes=(31,),
    )
    def test_lists_of_its_own(self, student: Any, random: Random) -> None:
        """Start each detector with empty lists of its own."""
        first, lists = watch(student, random, [9.0, 1.0], 5.0), ("history", "events")
        before = [size(student, first, name) for name in lists]
        second = detector_of(student, threshold=5.0)
        for name in lists:
            as_list(student.fetch(getattr(second, name)), 0, f"{name} of a new detector")
        second.observe(one_tensor(random, 20.0))
        for name, held in zip(lists, before, strict=True):
            came, what = size(student, first, name), f"entries in {name} of another detector"
            assert came == held, f"{what}: expected {held}, as before, got {came}"

    @pytest.mark.criterion(
        NAME,
        hint="IndexedSlices count, None does not: use global_norm. An exception is never 'ok'.",
        needs=("says_what_it_sees",),
        mistakes=(19, 35),
    )
    def test_any_gradients(self, student: Any, random: Random) -> None:
        """Accept IndexedSlices, and None, among the gradients."""
        rows = slices(random.uniform(2, 3, size=(2, 2)).astype("float32"), [3, 1], (5, 2))
        gradients = [None, rows, None]
        norm = expected.global_norm(gradients)
        detector = detector_of(student, threshold=0.97 * norm)
        assert_says(detector, gradients, "exploding", f"slices of norm {norm:.4g}, and None")
        detector = detector_of(student, threshold=1.03 * norm)
        assert_says(detector, gradients, "ok", f"slices of norm {norm:.4g}, and None")
        detector = detector_of(student, threshold=50.0)
        for step, gradients in enumerate(mixed_steps(random, sparse=True)):
            norm = expected.global_norm(gradients)
            if np.isfinite(norm):
                said, what = detector.observe(given(gradients)), f"step {step} of a mixed run"
                asked = "exploding" if norm > 50.0 else "ok"
                require(said == asked, f"{what}, norm {norm:.4g}: expected {asked!r}", said)
