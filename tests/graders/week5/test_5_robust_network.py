"""Hidden graders of 5_robust_network: the network here, the rest from the modules beside."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from examiner import CLUSTERS, DIGITS_20, DIGITS_50, Examiner, Task, Trial, best
from health_measures import TestGradientHealth
from residual_block import TestResidualBlock
from thresholds import (
    CLUSTERS_ACCURACY,
    DIGITS_ACCURACY,
    FIRST_JUDGED_STEP,
    HEALTHY_SHARE,
    SPREAD_DECADES,
    CutOff,
)

__all__ = ["TestGradientHealth", "TestResidualBlock"]

NAME = "build_robust_network"
SATURATING = {"Sigmoid", "Tanh", "Softsign", "Erf", "Erfc", "Sin", "Cos"}
LARGEST_SIZE = 500_000


@pytest.fixture(scope="module")
def found() -> dict[Any, Any]:
    """What is known of the submission's networks: training them takes long, so it is done once."""
    return {}


@pytest.fixture
def examiner(
    student: Any, audit: Any, random: np.random.Generator, found: dict[Any, Any]
) -> Examiner:
    """The student's networks, ready to be built and trained."""
    return Examiner(student, audit, random, found)


def earn(measure: Any, value: float, cut_off: CutOff, what: str) -> None:
    """Give the credit for a measured value, and say what full credit needs."""
    side = "at least" if cut_off.full > cut_off.zero else "at most"
    asked = f"{side} {cut_off.full:g}"
    measure(what, value, asked=asked)
    part = measure.credit(value, zero=cut_off.zero, full=cut_off.full)
    assert part == 1.0, f"{what}: asked was {asked}, measured {value:.3g}"


def best_trial(
    examiner: Examiner, task: Task, value: Callable[[Trial], float], cut_off: CutOff
) -> float:
    """Return the better of two trials, the second one held only if the first is not enough."""
    return best((value(trial) for trial in examiner.trials(task)), cut_off)


def check_health(examiner: Examiner, measure: Any, task: Task) -> None:
    """No kernel vanished or exploding from the first judged step on."""
    trial = next(examiner.trials(task))
    report = trial.reports[0]
    measure.gradients(f"depth {task.depth}", list(report.kernels), report.norms)
    share = best_trial(examiner, task, lambda trial: trial.healthy_share, HEALTHY_SHARE)
    what = f"share of layers and steps, from step {FIRST_JUDGED_STEP} on, with a norm in [1e-6, 10]"
    earn(measure, share, HEALTHY_SHARE, what)


class TestBuildRobustNetwork:
    """Criteria of build_robust_network."""

    @pytest.mark.criterion(
        NAME, hint="The depth asked for is ignored, or layers stand side by side or are frozen."
    )
    def test_deep_enough(self, examiner: Examiner, measure: Any) -> None:
        """Put at least `depth` weight layers one behind the other, all of them trainable."""
        for task in (DIGITS_20, DIGITS_50):
            description = examiner.model(task).description
            layers, at = description.weight_layers, f"depth={task.depth}"
            measure(f"weight layers at {at}", layers, asked=f"at least {task.depth}")
            message = f"{at}: {layers} weight layers lie one behind the other"
            assert layers >= task.depth, message
            frozen = len(description.frozen)
            assert not frozen, f"{at}: {frozen} of {len(description.kernels)} kernels are frozen"

    @pytest.mark.criterion(
        NAME, hint="A Dense layer of width n after one of width n holds n x n weights."
    )
    def test_small_enough(self, examiner: Examiner, measure: Any) -> None:
        """Have at most 500,000 parameters at depth 20 with 64 inputs and 10 classes."""
        size = examiner.model(DIGITS_20).description.parameters
        measure("parameters", size, asked=f"at most {LARGEST_SIZE:,}")
        assert size <= LARGEST_SIZE, f"asked was at most {LARGEST_SIZE:,} parameters, got {size:,}"

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Softmax with from_logits=True, no activation without it, or Dense(1, 'softmax').",
    )
    def test_output_fits_loss(self, examiner: Examiner) -> None:
        """End in probabilities, softmax or one sigmoid unit, with the loss that belongs to them."""
        fits = {
            DIGITS_20: ("Softmax", (10,), "sparse_categorical_crossentropy"),
            CLUSTERS: ("Sigmoid", (1,), "binary_crossentropy"),
        }
        for task, (activation, shape, loss) in fits.items():
            model, at = examiner.model(task), f"{task.classes} classes"
            got = model.predict(np.zeros((3, task.inputs), "float32")).shape[1:]
            assert got == shape, f"{at}: asked was an output of shape {shape}, got {got}"
            ending = model.description.output_activation or "none"
            assert ending == activation, f"{at}: asked was {activation} at the end, got {ending}"
            check_loss(model.description.loss, loss, at)

    @pytest.mark.criterion(
        NAME, hint="An optimizer clips only if clipnorm, global_clipnorm or clipvalue is given."
    )
    def test_optimizer_clips(self, examiner: Examiner) -> None:
        """Compile with an optimizer that clips gradients."""
        optimizer = examiner.model(DIGITS_20).description.optimizer
        message = f"{optimizer.name} has neither clipnorm nor global_clipnorm nor clipvalue"
        assert optimizer.clipping, message

    @pytest.mark.criterion(
        NAME, hint="Sigmoid and tanh are flat where their input is large, so they pass on nothing."
    )
    def test_activations_do_not_saturate(self, examiner: Examiner) -> None:
        """Use hidden activations that do not saturate, and at least one."""
        activations = examiner.model(DIGITS_20).description.activations
        gates = examiner.model(DIGITS_20).description.gates
        saturating = [name for name in activations if name in SATURATING]
        assert not saturating, f"{', '.join(saturating)} between the layers: they saturate"
        assert activations or gates, "there is no activation: the network is linear"

    @pytest.mark.criterion(
        NAME, hint="BatchNormalization, LayerNormalization or Dropout belongs into every branch."
    )
    def test_normalised_or_dropped(self, examiner: Examiner) -> None:
        """Use normalisation or dropout."""
        description = examiner.model(DIGITS_20).description
        message = "asked was normalisation or dropout; the network has neither"
        assert description.normalisations or description.random_draws, message

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint="Each layer shrinks or enlarges the signal: initialisation, shortcuts.",
    )
    def test_healthy_at_depth_20(self, examiner: Examiner, measure: Any) -> None:
        """Keep the gradient of every layer between 1e-6 and 10 after the first steps, depth 20."""
        check_health(examiner, measure, DIGITS_20)

    @pytest.mark.criterion(
        NAME, weight=3, hint="What holds for 20 layers need not hold for 50: only shortcuts scale."
    )
    def test_healthy_at_depth_50(self, examiner: Examiner, measure: Any) -> None:
        """Keep the gradient of every layer between 1e-6 and 10 after the first steps, depth 50."""
        check_health(examiner, measure, DIGITS_50)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Some layers learn many times faster than others: normalise.",
    )
    def test_spread_bounded(self, examiner: Examiner, measure: Any) -> None:
        """Keep the largest layer norm within some thousand times the smallest, at both depths."""
        spreads = [
            best_trial(examiner, task, lambda trial: trial.spread_decades, SPREAD_DECADES)
            for task in (DIGITS_20, DIGITS_50)
        ]
        earn(measure, max(spreads), SPREAD_DECADES, "log10 of largest / smallest layer norm")

    @pytest.mark.criterion(
        NAME,
        weight=4,
        hint="Too small a learning rate, too much dropout, or no gradient at all.",
    )
    def test_learns_digits(self, examiner: Examiner, measure: Any) -> None:
        """Learn mixed digits in ten epochs, at depth 20 and at depth 50."""
        reached = [
            best_trial(examiner, task, lambda trial: trial.accuracy, DIGITS_ACCURACY)
            for task in (DIGITS_20, DIGITS_50)
        ]
        earn(measure, min(reached), DIGITS_ACCURACY, "test accuracy on digits, the worse depth")

    @pytest.mark.criterion(
        NAME, weight=2, hint="The case of two classes: one sigmoid unit and binary cross-entropy."
    )
    def test_learns_two_classes(self, examiner: Examiner, measure: Any) -> None:
        """Learn in ten epochs to tell two classes apart that no line separates."""
        reached = best_trial(examiner, CLUSTERS, lambda trial: trial.accuracy, CLUSTERS_ACCURACY)
        earn(measure, reached, CLUSTERS_ACCURACY, "test accuracy on two classes of clusters")


def check_loss(loss: Any, asked: str, at: str) -> None:
    """Require a loss by any of Keras's names for it, taken of probabilities."""
    name = loss.name.replace("_", "").lower()
    assert name == asked.replace("_", ""), f"{at}: asked was the loss {asked}, got {loss.name}"
    from_logits = loss.config.get("from_logits", False)
    assert not from_logits, f"{at}: from_logits=True, and the output is probabilities already"
