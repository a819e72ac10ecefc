"""Criteria of AdaptiveGradientClipper; test_3_clipping imports them.

Each run feeds gradients of chosen norms and holds what is reported against NumPy's percentile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import draw
import expected
import numpy as np
import pytest
from compare import assert_gradients, assert_keys, assert_number, entry, given, number
from expected import Adaptive

from autograder.grading.checks import as_float, as_list, as_object, describe

Random = np.random.Generator
NAME = "AdaptiveGradientClipper"
REPORTED = {"was_clipped", "original_norm", "clipped_norm", "threshold", "clip_rate"}
STATISTICS = {
    "total_checks",
    "total_clips",
    "total_skipped",
    "overall_clip_rate",
    "recent_clip_rate",
    "average_norm",
    "current_threshold",
}
# Thresholds so far apart that no norm of these tests is clipped.
NEVER = {"initial_threshold": 1e6, "min_clip": 1e-6, "max_clip": 1e6}


def make(student: Any, settings: Adaptive) -> Any:
    """Return the student's clipper with these settings."""
    made = student.AdaptiveGradientClipper(**asdict(settings))
    return as_object(made, "AdaptiveGradientClipper(...)")


def step(clipper: Any, gradients: Sequence[Any]) -> tuple[Any, dict[Any, Any]]:
    """Return what one `clip` gives, its second part checked to be a dict."""
    clipped, report = as_list(clipper.clip(given(gradients)), 2, "clip, which gives (list, dict)")
    assert isinstance(report, dict), f"clip: asked was a dict as second, got {describe(report)}"
    return clipped, report


def two_tensors(random: Random, norm: float) -> list[Any]:
    """Return two tensors whose global norm is `norm`."""
    angle = random.uniform(0.3, 1.2)
    return draw.with_norms(random, [norm * np.cos(angle), norm * np.sin(angle)])


def reports(clipper: Any, random: Random, norms: Sequence[float]) -> Iterator[dict[Any, Any]]:
    """Yield the dict of each step of a run; equal norms come from the same tensors, bit for bit."""
    tensors = {norm: two_tensors(random, norm) for norm in norms}
    for norm in norms:
        yield step(clipper, tensors[norm])[1]


def check_thresholds(
    student: Any,
    random: Random,
    settings: Adaptive,
    norms: Sequence[float],
    steps: Sequence[int] | None = None,
) -> None:
    """Hold the threshold of some steps of a run, by default of every step, against NumPy's."""
    asked = list(settings.thresholds(norms))
    for index, report in enumerate(reports(make(student, settings), random, norms)):
        if steps is None or index in steps:
            what = f"threshold of step {index}, percentile {settings.percentile:g}"
            assert_number(entry(report, "threshold"), asked[index], what)


class TestAdaptiveGradientClipper:
    """Criteria of AdaptiveGradientClipper."""

    @pytest.mark.criterion(
        NAME, weight=2, hint="The norms are those of all tensors together: one factor for the list."
    )
    def test_clips_together(self, student: Any, random: Random) -> None:
        """Scale all gradients by one factor to the threshold when their global norm is above it."""
        initial = float(random.uniform(0.5, 4))
        clipper = make(student, Adaptive(initial_threshold=initial))
        for share in (3.0, 0.6, 8.0):
            arrays = [*two_tensors(random, share * initial), None]
            clipped = step(clipper, arrays)[0]
            assert_gradients(clipped, expected.by_global_norm(arrays, initial), "clipped")

    @pytest.mark.criterion(
        NAME, hint="Append the norm first, then count: warm-up ends when `warmup` norms are held."
    )
    def test_warmup(self, student: Any, random: Random) -> None:
        """Use initial_threshold while fewer than `warmup` norms are held, this one included."""
        for warmup in random.permutation([1, 4, 7]):
            initial, norm = random.uniform(4, 9), random.uniform(1, 3)
            settings = Adaptive(warmup=int(warmup), initial_threshold=float(initial))
            check_thresholds(student, random, settings, [norm] * (int(warmup) + 2))

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="percentile is 95, not 0.95, of the norms held with the present one among them.",
    )
    def test_percentile_of_held_norms(self, student: Any, random: Random) -> None:
        """After warm-up use that percentile of the norms held, the present one included."""
        for percentile in (float(random.uniform(10, 40)), float(random.uniform(60, 95))):
            settings = Adaptive(percentile=percentile, warmup=3, **NEVER)
            falling = np.sort(random.uniform(1, 9, size=9))[::-1]
            check_thresholds(student, random, settings, falling)

    @pytest.mark.criterion(
        NAME, hint="Store the norm before clipping: with norms after it the threshold only falls."
    )
    def test_norms_before_clipping_held(self, student: Any, random: Random) -> None:
        """Hold the norms before clipping, so that the threshold can rise again."""
        settings = Adaptive(percentile=20, warmup=3, initial_threshold=1.0)
        norms = [float(random.uniform(3, 9))] * 6
        check_thresholds(student, random, settings, norms, steps=(4, 5))

    @pytest.mark.criterion(
        NAME, hint="Bring the percentile into [min_clip, max_clip]: max(low, min(high, value))."
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
        NAME, hint="A history in the class body or in a default argument is shared; a list grows."
    )
    def test_own_bounded_history(self, student: Any, random: Random) -> None:
        """Hold the last `history_length` norms of this clipper and of no other."""
        settings = Adaptive(percentile=70, history_length=4, warmup=2, **NEVER)
        for scale in random.uniform(1, 2, size=2) * (1, 9):
            norms = [5 * scale] * 4 + [scale] * 5
            check_thresholds(student, random, settings, norms, steps=(2, 8))

    @pytest.mark.criterion(
        NAME, hint="clipped_norm is the norm after: tf.clip_by_global_norm gives the one before."
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
        NAME, hint="One NaN in the history makes every later percentile NaN: skip it, and count it."
    )
    def test_non_finite_skipped(self, student: Any, random: Random) -> None:
        """Give None for gradients of a non-finite norm, count the step, and forget the norm."""
        norm = float(random.uniform(2, 9))
        clipper = make(student, Adaptive(warmup=2, initial_threshold=100.0))
        for bad in random.permutation([np.nan, np.inf, -np.inf]):
            gradients = [*two_tensors(random, norm), np.array([1.0, bad], dtype="float32")]
            clipped, skipped = step(clipper, gradients)
            assert clipped is None, f"gradients with {bad}: asked was None, got {describe(clipped)}"
            assert_bool(entry(skipped, "was_clipped"), False, f"was_clipped of a skipped {bad}")
            assert_number(entry(skipped, "clipped_norm"), 0.0, f"clipped_norm of a skipped {bad}")
            for _ in range(3):
                report = step(clipper, two_tensors(random, norm))[1]
            assert_number(entry(report, "threshold"), norm, f"threshold after a skipped {bad}")
        statistics = clipper.statistics()
        for key, asked in {"total_skipped": 3, "total_checks": 12}.items():
            assert_number(entry(statistics, key), asked, f"statistics()[{key!r}]")

    @pytest.mark.criterion(
        NAME, hint="recent_clip_rate is of the steps whose norms are held; nothing is divided by 0."
    )
    def test_statistics(self, student: Any, random: Random) -> None:
        """Sum up the run in statistics(), before the first step too."""
        settings = Adaptive(percentile=50, history_length=5, warmup=4, initial_threshold=4.0)
        clipper = make(student, settings)
        check_statistics(clipper.statistics(), settings, [])
        norms = np.array([8, 3, 9, 2, 2, 2, 2, 2, 2, 7]) * random.uniform(1, 1.1)
        for _ in reports(clipper, random, norms):
            pass
        check_statistics(clipper.statistics(), settings, list(norms))


def assert_bool(came: Any, asked: bool, what: str) -> None:
    """Require a bool, Python's or NumPy's."""
    value = came.array.item() if getattr(came, "kind", "") == "scalar" else came
    assert value is asked, f"{what}: asked was {asked}, got {describe(came)}"


def check_statistics(came: Any, settings: Adaptive, norms: list[float]) -> None:
    """Hold statistics() after these norms against the same run in NumPy."""
    assert isinstance(came, dict), f"statistics(): asked was a dict, got {describe(came)}"
    assert_keys(came, STATISTICS, "the dict of statistics")
    held = norms[-settings.history_length :]
    clips = [norm > limit for norm, limit in zip(norms, settings.thresholds(norms), strict=True)]
    recent = clips[-settings.history_length :]
    asked = {
        "total_checks": len(norms),
        "total_clips": sum(clips),
        "total_skipped": 0,
        "overall_clip_rate": sum(clips) / max(len(clips), 1),
        "recent_clip_rate": sum(recent) / max(len(recent), 1),
        "average_norm": sum(held) / max(len(held), 1),
        "current_threshold": settings.threshold(held),
    }
    for key, value in asked.items():
        assert number(came[key], key) == pytest.approx(value, rel=1e-4), (
            f"statistics()[{key!r}] after {len(norms)} steps: asked was {value:.6g}, "
            f"got {number(came[key], key):.6g}"
        )
