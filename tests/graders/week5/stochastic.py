"""The criteria that chance has a say in, and what one trial of each measures."""

from collections.abc import Callable

from examiner import CLUSTERS, DIGITS_20, DIGITS_50, Examiner, Task

from autograder.health.report import FIRST_JUDGED_STEP
from autograder.testing.chance import Statistic, StochasticCell

DEPTHS = (DIGITS_20, DIGITS_50)
SHARE = f"share of layers and steps, from step {FIRST_JUDGED_STEP} on, with a norm in [1e-6, 10]"


def healthy_share(task: Task) -> Callable[[Examiner, int], float]:
    """Measure the share of layers and steps that are healthy, of the worse initialisation."""
    return lambda examiner, number: examiner.trial(task, number).healthy_share


def largest_spread(examiner: Examiner, number: int) -> float:
    """Measure the spread of the layer norms in decades, at the worse depth."""
    return max(examiner.trial(task, number).spread_decades for task in DEPTHS)


def digits_accuracy(examiner: Examiner, number: int) -> float:
    """Measure the test accuracy on digits, at the worse depth."""
    return min(examiner.trial(task, number).accuracy for task in DEPTHS)


def clusters_accuracy(examiner: Examiner, number: int) -> float:
    """Measure the test accuracy on two classes of clusters."""
    return examiner.trial(CLUSTERS, number).accuracy


# Students are told: every norm in [1e-4, 10], a largest norm of 1,000 times the smallest at most,
# an accuracy of 0.90.
HEALTHY_20 = Statistic("healthy_at_depth_20", SHARE, 0.5, 1.0, healthy_share(DIGITS_20))
HEALTHY_50 = Statistic("healthy_at_depth_50", SHARE, 0.5, 1.0, healthy_share(DIGITS_50))
SPREAD = Statistic(
    "spread_bounded", "log10 of largest / smallest layer norm", 6.0, 3.0, largest_spread
)
DIGITS = Statistic(
    "learns_digits", "test accuracy on digits, the worse depth", 0.5, 0.9, digits_accuracy
)
CLASSES = Statistic(
    "learns_two_classes", "test accuracy on two classes of clusters", 0.6, 0.9, clusters_accuracy
)

BUILD_ROBUST_NETWORK = StochasticCell(
    "5_robust_network",
    "build_robust_network",
    Examiner,
    (HEALTHY_20, HEALTHY_50, SPREAD, DIGITS, CLASSES),
)
STOCHASTIC = (BUILD_ROBUST_NETWORK,)
