"""Criteria of AdaptiveGradientClipper; test_3_clipping imports them."""

from dataclasses import asdict, replace
from typing import Any

import expected
import numpy as np
import pytest
from clipper_runs import (
    Counts,
    Random,
    assert_bool,
    assert_skipped,
    check_recent_after_skipped,
    check_statistics,
    check_thresholds,
    make,
    mixed_steps,
    reports,
    step,
    two_tensors,
)
from clippers import GENERATOR
from compare import assert_cut, assert_gradients, assert_keys, assert_number, entry, given, number
from expected import Adaptive

from autograder.testing.checks import as_float, as_list, describe

NAME = "AdaptiveGradientClipper"
OWN = ("own_history",)
REPORTED = {"was_clipped", "original_norm", "clipped_norm", "threshold", "clip_rate"}
# Thresholds so far apart that no norm of these tests is clipped.
NEVER = {"initial_threshold": 1e6, "min_clip": 1e-6, "max_clip": 1e6}

DEFAULTS = """
import inspect


def defaults(function):
    parameters = inspect.signature(function).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}
"""


class TestAdaptiveGradientClipper:
    """Criteria of AdaptiveGradientClipper."""

    @pytest.mark.criterion(
        NAME,
        hint="A history in the class body, or in a default argument, is shared by all clippers.",
        mistakes=(31,),
    )
    def test_own_history(self, student: Any, random: Random) -> None:
        """Start with an empty history, no matter what another clipper has seen."""
        settings = Adaptive(warmup=3, initial_threshold=float(random.uniform(4, 9)))
        norms = list(random.uniform(1, 3, size=5))
        for _ in range(2):
            check_thresholds(student, random, settings, norms, steps=(0,))

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Use one factor for the whole list, from its global norm; None keeps its place.",
        needs=OWN,
        mistakes=(13, 32),
    )
    def test_clips_together(self, student: Any, random: Random) -> None:
        """Scale all gradients by one factor to the threshold when their global norm is above it."""
        initial = float(random.uniform(0.5, 4))
        clipper = make(student, Adaptive(initial_threshold=initial))
        for share in (3.0, 0.6, 8.0, 1e25):
            arrays = [*two_tensors(random, share * initial), None]
            clipped = step(clipper, arrays)[0]
            assert_gradients(clipped, expected.by_global_norm(arrays, initial), "clipped")

    @pytest.mark.criterion(
        NAME,
        hint="Keep the arguments of __init__ as they were given: callers rely on the defaults.",
    )
    def test_defaults(self, student: Any) -> None:
        """Keep the arguments and their defaults."""
        student.AdaptiveGradientClipper()  # a head alone keeps nothing
        made = student.load(DEFAULTS).defaults(student.AdaptiveGradientClipper)
        asked = asdict(Adaptive())
        assert made == asked, f"defaults of {NAME}: expected {asked}, got {made}"

    @pytest.mark.criterion(
        NAME,
        hint="A generator can be iterated only once: start with list(gradients).",
        needs=OWN,
    )
    def test_any_iterable(self, student: Any, random: Random) -> None:
        """Accept a generator, which can be iterated only once, and do not change a list."""
        clipper, arrays = make(student, Adaptive()), two_tensors(random, 10.0)
        kept = student.keep(given(arrays))
        generator = student.load(GENERATOR).generator(kept)
        for gradients, what in ((generator, "clipped, from a generator,"), (kept, "clipped")):
            clipped = as_list(clipper.clip(gradients), 2, "clip, which gives (list, dict)")[0]
            assert_cut(clipped, arrays, what)
        assert_gradients(student.fetch(kept), arrays, "the caller's list after clip")

    @pytest.mark.criterion(
        NAME,
        hint="Append the norm first, then count: warm-up ends when `warmup` norms are stored.",
        needs=OWN,
        mistakes=(28,),
    )
    def test_warmup(self, student: Any, random: Random) -> None:
        """Use initial_threshold while fewer than `warmup` norms are stored, this one included."""
        for warmup in map(int, random.permutation([1, 4, 7])):
            initial, norm = float(random.uniform(4, 9)), float(random.uniform(1, 3))
            clipper = make(student, Adaptive(warmup=warmup, initial_threshold=initial))
            for held, report in enumerate(reports(clipper, random, [norm] * (warmup + 1)), start=1):
                threshold = as_float(entry(report, "threshold"), "threshold")
                what = f"threshold with {held} norms stored, warmup {warmup}"
                warm = f"{what}: expected the percentile of them, got initial_threshold"
                if held < warmup:
                    assert_number(threshold, initial, what)
                else:
                    assert threshold != pytest.approx(initial), warm

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="np.percentile takes 95, not 0.95 or 5, and all stored norms, the current one too.",
        needs=OWN,
        mistakes=(28, 30),
    )
    def test_percentile_of_held_norms(self, student: Any, random: Random) -> None:
        """After warm-up, use the percentile of the stored norms, the current one included."""
        for percentile in (float(random.uniform(10, 40)), float(random.uniform(60, 95))):
            settings = Adaptive(percentile=percentile, warmup=3, **NEVER)
            falling = np.sort(random.uniform(1, 9, size=9))[::-1]
            check_thresholds(student, random, settings, falling, steps=range(3, 9))

    @pytest.mark.criterion(
        NAME,
        hint="Store the norm before clipping: with clipped norms the threshold can only fall.",
        needs=OWN,
        mistakes=(27,),
    )
    def test_norms_before_clipping_held(self, student: Any, random: Random) -> None:
        """Store the norms before clipping, so that the threshold can rise again."""
        settings = Adaptive(percentile=20, warmup=3, initial_threshold=1.0)
        norms = [float(random.uniform(3, 9))] * 6
        check_thresholds(student, random, settings, norms, steps=(4, 5))

    @pytest.mark.criterion(
        NAME,
        hint="Limit the percentile, and only that: max(min_clip, min(max_clip, value)).",
        needs=OWN,
        mistakes=(33,),
    )
    def test_bounds(self, student: Any, random: Random) -> None:
        """Keep the percentile within [min_clip, max_clip]; initial_threshold stays as it is."""
        low, high = float(random.uniform(2, 3)), float(random.uniform(5, 6))
        bounds = {"min_clip": low, "max_clip": high}
        settings = Adaptive(warmup=3, initial_threshold=50.0, **bounds)
        for norm in (0.3, 20.0, 4.0):
            norms = [norm * random.uniform(1, 1.1)] * 6
            check_thresholds(student, random, settings, norms, steps=(0, 4, 5))

    @pytest.mark.criterion(
        NAME,
        hint="A list grows for ever with append: drop the oldest norm when a new one comes; the "
        "warm-up counts the norms that are held.",
        needs=OWN,
        mistakes=(31,),
    )
    def test_bounded_history(self, student: Any, random: Random) -> None:
        """Keep only the last `history_length` norms."""
        settings = Adaptive(percentile=70, history_length=4, warmup=2, **NEVER)
        scale = float(random.uniform(1, 9))
        norms = [5 * scale] * 4 + [scale] * 5
        check_thresholds(student, random, settings, norms, steps=(2, 8))
        never_warm = replace(settings, warmup=6, initial_threshold=0.5 * scale)
        check_thresholds(student, random, never_warm, norms, steps=(5, 8))

    @pytest.mark.criterion(
        NAME,
        hint="clipped_norm is the norm after clipping; tf.clip_by_global_norm gives that before.",
        needs=OWN,
        mistakes=(9,),
    )
    def test_reports_each_step(self, student: Any, random: Random) -> None:
        """Report was_clipped, both norms, threshold and clip_rate, as plain bool and floats."""
        clipper, clips = make(student, Adaptive(initial_threshold=2.0)), 0
        for count, norm in enumerate([1.0, 5.0, 0.0, 7.0], start=1):
            report = step(clipper, two_tensors(random, norm))[1]
            clips += norm > 2
            assert_keys(report, REPORTED, "the dict of clip")
            assert_bool(report["was_clipped"], norm > 2, f"was_clipped at norm {norm:g}, limit 2")
            asked = {
                "original_norm": norm,
                "clipped_norm": min(norm, 2.0),
                "threshold": 2.0,
                "clip_rate": clips / count,
            }
            for key, value in asked.items():
                assert_number(as_float(report[key], key), value, f"{key} at norm {norm:g}, limit 2")

    @pytest.mark.criterion(
        NAME,
        hint="NaN > limit is False, and one stored NaN makes all later percentiles NaN: skip the "
        "step.",
        needs=OWN,
        mistakes=(15, 29),
    )
    def test_non_finite_skipped(self, student: Any, random: Random) -> None:
        """If the norm is not finite, give None, count the step, and do not store the norm."""
        norm = float(random.uniform(2, 9))
        clipper = make(student, Adaptive(warmup=2, initial_threshold=9.5))
        threshold = 9.5
        for bad in random.permutation([np.nan, np.inf, -np.inf]):
            gradients = [*two_tensors(random, norm), np.array([1.0, bad], dtype="float32")]
            clipped, report = step(clipper, gradients)
            assert clipped is None, f"gradients with {bad}: expected None, got {describe(clipped)}"
            assert_skipped(report, threshold, f"skipped {bad}")
            for number_held in range(3):
                report = step(clipper, two_tensors(random, norm))[1]
                if threshold != norm and not number_held:
                    what = "threshold with 1 norm stored, warmup 2, after a skipped step"
                    assert_number(entry(report, "threshold"), threshold, what)
            threshold = norm
            assert_number(entry(report, "threshold"), norm, f"threshold after a skipped {bad}")
        statistics = clipper.statistics()
        for key, asked in {"total_skipped": 3, "total_checks": 12}.items():
            assert_number(entry(statistics, key), asked, f"statistics()[{key!r}]")

    @pytest.mark.criterion(
        NAME,
        hint="recent_clip_rate covers the steps whose norms are stored; never divide by 0.",
        needs=(*OWN, "norms_before_clipping_held", "bounded_history"),
    )
    def test_statistics(self, student: Any, random: Random) -> None:
        """Summarise the run in statistics(), even before the first step."""
        settings = Adaptive(percentile=50, history_length=5, warmup=4, initial_threshold=4.0)
        clipper = make(student, settings)
        check_statistics(clipper.statistics(), settings, [], [])
        thresholds = []
        norms = list(np.array([8, 3, 9, 2, 2, 2, 2, 2, 2, 7]) * random.uniform(1, 1.1))
        for count, report in enumerate(reports(clipper, random, norms), start=1):
            thresholds.append(number(entry(report, "threshold"), "threshold"))
            check_statistics(clipper.statistics(), settings, norms[:count], thresholds)
        check_recent_after_skipped(make(student, settings), random)

    @pytest.mark.criterion(
        NAME,
        hint="A step whose gradients came back shorter is clipped. A skipped step is checked and "
        "skipped and counts in every rate of all steps, but it is never clipped.",
        mistakes=(53,),
    )
    def test_counts_of_every_step(self, student: Any, random: Random) -> None:
        """Count clipped and skipped steps correctly after each step, of any kind."""
        clipper = make(student, Adaptive(warmup=5, percentile=60, initial_threshold=2.0))
        counts = Counts()
        for kind, gradients in mixed_steps(random):
            report = step(clipper, gradients)[1]
            norm = expected.global_norm(gradients)
            counts = counts.after(norm, number(entry(report, "threshold"), "threshold"))
            what = f"after step {counts.checks - 1}, {kind}"
            assert_number(entry(report, "clip_rate"), counts.rate, f"clip_rate {what}")
            statistics = clipper.statistics()
            for key, asked in counts.statistics().items():
                assert_number(entry(statistics, key), asked, f"statistics()[{key!r}] {what}")
