"""Runs of an AdaptiveGradientClipper: gradients of chosen norms, one step after the other.

What it reports is held against NumPy's percentile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import draw
import numpy as np
import pytest
from compare import assert_keys, assert_number, entry, given, number
from expected import Adaptive

from autograder.testing.checks import as_list, as_object, require

Random = np.random.Generator
STATISTICS = {
    "total_checks",
    "total_clips",
    "total_skipped",
    "overall_clip_rate",
    "recent_clip_rate",
    "average_norm",
    "current_threshold",
}


def make(student: Any, settings: Adaptive) -> Any:
    """Return the student's clipper with these settings."""
    made = student.AdaptiveGradientClipper(**asdict(settings))
    return as_object(made, "AdaptiveGradientClipper(...)")


def step(clipper: Any, gradients: Sequence[Any]) -> tuple[Any, dict[Any, Any]]:
    """Return what one `clip` gives, its second part checked to be a dict."""
    clipped, report = as_list(clipper.clip(given(gradients)), 2, "clip, which gives (list, dict)")
    require(isinstance(report, dict), "clip: expected a dict as second result", report)
    return clipped, report


def two_tensors(random: Random, norm: float) -> list[Any]:
    """Return two tensors whose global norm is `norm`."""
    angle = random.uniform(0.3, 1.2)
    return draw.with_norms(random, [norm * np.cos(angle), norm * np.sin(angle)])


def mixed_steps(random: Random) -> list[tuple[str, list[Any]]]:
    """Return steps of all kinds in random order, each with its name."""
    bad = {f"{value} in it": np.array([1.0, value], "float32") for value in (np.nan, np.inf)}
    steps = [
        *(("norm below 2", two_tensors(random, norm)) for norm in random.uniform(0.2, 1.9, size=3)),
        *(("norm above 2", two_tensors(random, norm)) for norm in random.uniform(3, 20, size=3)),
        *((kind, [*two_tensors(random, 1.0), array]) for kind, array in bad.items()),
        ("zeros", [np.zeros((2, 3), "float32")] * 2),
        ("nothing but None", [None, None]),
        ("IndexedSlices and None", [draw.repeated_rows(random, np.full((3, 2), 2.0)), None]),
    ]
    return [steps[index] for index in random.permutation(len(steps))]


@dataclass(frozen=True)
class Counts:
    """What a clipper should have counted."""

    checks: int = 0
    clips: int = 0
    skipped: int = 0

    @property
    def rate(self) -> float:
        """Share of clipped steps among all."""
        return self.clips / self.checks

    def after(self, norm: float, threshold: float) -> "Counts":
        """Return the counts after one step more."""
        finite = bool(np.isfinite(norm))
        clipped = finite and norm > threshold * (1 + 1e-6)
        return Counts(self.checks + 1, self.clips + clipped, self.skipped + (not finite))

    def statistics(self) -> dict[str, float]:
        """Return the counts by their names in statistics()."""
        return {
            "total_checks": self.checks,
            "total_clips": self.clips,
            "total_skipped": self.skipped,
            "overall_clip_rate": self.rate,
        }


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
    steps: Sequence[int],
) -> None:
    """Hold the threshold of some steps of a run against NumPy's."""
    asked = list(settings.thresholds(norms))
    for index, report in enumerate(reports(make(student, settings), random, norms)):
        if index in steps:
            what = f"threshold of step {index}, percentile {settings.percentile:g}"
            assert_number(entry(report, "threshold"), asked[index], what)


def assert_bool(came: Any, asked: bool, what: str) -> None:
    """Require a bool, Python's or NumPy's."""
    value = came.array.item() if getattr(came, "kind", "") == "scalar" else came
    require(value is asked, f"{what}: expected {asked}", came)


def assert_skipped(report: dict[Any, Any], threshold: float, what: str) -> None:
    """Require what is reported of a skipped step; `threshold` is that of the history as it is."""
    assert_bool(entry(report, "was_clipped"), False, f"was_clipped of a {what}")
    assert_number(entry(report, "clipped_norm"), 0.0, f"clipped_norm of a {what}")
    assert_number(entry(report, "threshold"), threshold, f"threshold of a {what}")
    norm = number(entry(report, "original_norm"), "original_norm")
    assert not np.isfinite(norm), f"original_norm of a {what}: expected inf or NaN, got {norm:.6g}"


def check_recent_after_skipped(clipper: Any, random: Random) -> None:
    """Require the recent rate to stay when a step is skipped, whose norm is not held.

    Whoever holds it all the same loses another criterion.
    """
    for norm in (8.0, 3.0):
        step(clipper, two_tensors(random, norm))
    before = number(entry(clipper.statistics(), "recent_clip_rate"), "recent_clip_rate")
    clipper.clip(given([np.array([1.0, np.nan], "float32")]))
    after = clipper.statistics()
    if np.isfinite(number(entry(after, "average_norm"), "average_norm")):
        what = "statistics()['recent_clip_rate'] after a skipped step, as before it"
        assert_number(entry(after, "recent_clip_rate"), before, what)


def check_statistics(
    came: Any, settings: Adaptive, norms: list[float], thresholds: list[float]
) -> None:
    """Hold statistics() against these norms and the thresholds that the clipper told of them."""
    require(isinstance(came, dict), "statistics(): expected a dict", came)
    assert_keys(came, STATISTICS, "the dict of statistics")
    held = norms[-settings.history_length :]
    clips = [norm > limit * (1 + 1e-5) for norm, limit in zip(norms, thresholds, strict=True)]
    recent = clips[-settings.history_length :]
    # Whoever tells a wrong threshold at each step loses no second criterion over it here.
    current = number(came["current_threshold"], "current_threshold")
    thresholds = [settings.threshold(held), *thresholds[-1:]]
    asked = {
        "total_checks": len(norms),
        "total_clips": sum(clips),
        "total_skipped": 0,
        "overall_clip_rate": sum(clips) / max(len(clips), 1),
        "recent_clip_rate": sum(recent) / max(len(recent), 1),
        "average_norm": sum(held) / max(len(held), 1),
        "current_threshold": min(thresholds, key=lambda threshold: abs(threshold - current)),
    }
    for key, value in asked.items():
        assert number(came[key], key) == pytest.approx(value, rel=1e-4), (
            f"statistics()[{key!r}] after {len(norms)} steps: expected {value:.6g}, "
            f"got {number(came[key], key):.6g}"
        )
