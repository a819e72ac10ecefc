"""Hidden graders of 5_robust_network: the network here, the rest from the modules beside."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from carried_block import block_of
from ends import misfits
from examiner import CLUSTERS, DIGITS_20, DIGITS_50, Examiner, Task
from health_measures import TestGradientHealth
from initial_weights import assert_drawn_afresh, assert_own_optimizer
from residual_block import TestResidualBlock
from stochastic import (
    BUILD_ROBUST_NETWORK,
    CLASSES,
    DIGITS,
    HEALTHY_20,
    HEALTHY_50,
    SPREAD,
)
from symptoms import SATURATING, is_linear
from thresholds import CUT_OFFS

from autograder.testing.chance import Statistic, judge_trials
from autograder.testing.checks import require

__all__ = ["TestGradientHealth", "TestResidualBlock", "block_of"]

NAME = "build_robust_network"
LARGEST_SIZE = 500_000
THREE = replace(DIGITS_20, classes=3)
# Gradients above 10 count as exploding; clipping that begins far beyond never takes place.
LARGEST_LIMIT = 100.0
LEARNING_HINT = (
    "Each thing that the training showed can alone keep a network from learning. Where it showed "
    "nothing, several causes fit: the learning rate, the width, too few layers that bend."
)


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


def check(statistic: Statistic, examiner: Examiner, measure: Any, *tasks: Task) -> None:
    """Require a statistic to meet its cut-off in one of the trials allowed.

    Where it is short of it, what the first trial of these tasks showed is told.
    """
    cut_off = CUT_OFFS[BUILD_ROBUST_NETWORK.full_name(statistic)]
    short = judge_trials(statistic, cut_off, examiner, measure)
    assert not short, "; ".join([short, *shown(examiner, tasks)])


def shown(examiner: Examiner, tasks: Sequence[Task]) -> Iterator[str]:
    """Yield what the first trial of each task shows, the depth before it where there are more."""
    for task in tasks:
        at = f"at depth {task.depth} " if len(tasks) > 1 else ""
        yield from (f"{at}{finding}" for finding in examiner.trial(task, 0).findings)


def check_health(statistic: Statistic, examiner: Examiner, measure: Any, task: Task) -> None:
    """No kernel vanished or exploding from the first judged step on."""
    report = examiner.trial(task, 0).reports[0]
    measure.gradients(f"depth {task.depth}", list(report.kernels), report.norms)
    check(statistic, examiner, measure, task)


class TestBuildRobustNetwork:
    """Criteria of build_robust_network."""

    @pytest.mark.criterion(
        NAME,
        hint="`depth` (default 20) is ignored, or layers are parallel, not in sequence, or frozen, "
        "or one layer is called again and again, or tf.stop_gradient cuts them off.",
        mistakes=(22, 46),
        deliberate="A network that lacks depth is not healthy either; this one says what is wrong.",
    )
    def test_deep_enough(self, examiner: Examiner, measure: Any) -> None:
        """Put at least `depth` weight layers in sequence, all of them trainable."""
        for depth in (20, 50, 21, 2):
            task = replace(DIGITS_20, depth=depth)
            description = examiner.described(task).description
            layers, at = description.weight_layers, f"depth={task.depth}"
            measure(f"weight layers at {at}", layers, asked=f"at least {task.depth}")
            message = (
                f"{at}: expected at least {task.depth} weight layers in sequence, got {layers}"
            )
            assert layers >= task.depth, message
            stops = description.gradient_stops
            assert not stops, f"{at}: expected no tf.stop_gradient or the like, got {stops} of them"
            frozen = len(description.frozen)
            assert not frozen, (
                f"{at}: expected no frozen kernel, got {frozen} of {len(description.kernels)}"
            )
        usual, asked = examiner.default_size(DIGITS_20), examiner.described(DIGITS_20).description
        message = f"without depth: expected the {asked.parameters:,} parameters of depth=20, got "
        assert usual == asked.parameters, f"{message}{usual:,}"

    @pytest.mark.criterion(
        NAME, hint="A Dense layer of width n after one of width n holds n x n weights."
    )
    def test_small_enough(self, examiner: Examiner, measure: Any) -> None:
        """Have at most 500,000 parameters at depth 20 with 64 inputs and 10 classes."""
        size = examiner.described(DIGITS_20).description.parameters
        measure("parameters", size, asked=f"at most {LARGEST_SIZE:,}")
        assert size <= LARGEST_SIZE, f"expected at most {LARGEST_SIZE:,} parameters, got {size:,}"

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="End in softmax over `classes`, or one sigmoid unit for 2; a loss without "
        "from_logits.",
        mistakes=(22, 43, 44),
    )
    def test_output_fits_loss(self, examiner: Examiner) -> None:
        """End in probabilities, by softmax or one sigmoid unit, and use the loss that fits them."""
        for task in (DIGITS_20, THREE, CLUSTERS):
            for misfit in misfits(examiner.described(task), task.inputs, task.classes):
                pytest.fail(misfit)

    @pytest.mark.criterion(
        NAME, hint="model.compile(..., metrics=['accuracy']) makes fit and evaluate report it."
    )
    def test_reports_accuracy(self, examiner: Examiner) -> None:
        """Compile with the accuracy among the metrics."""
        told = as_strings(examiner.metrics(DIGITS_20), "the names of what evaluate reports")
        message = f"evaluate: expected the accuracy among its metrics, got {', '.join(told)}"
        assert any("acc" in name.lower() for name in told), message

    @pytest.mark.criterion(
        NAME,
        hint="Set no seed; name initializers ('he_normal'): one object gives the same values "
        "again. Make the optimizer inside the function.",
        mistakes=(48,),
    )
    def test_drawn_afresh(self, examiner: Examiner) -> None:
        """Start with new random kernels in every layer and at every call, and a new optimizer."""
        one, two = (examiner.initial_weights(DIGITS_20, number) for number in range(2))
        assert_drawn_afresh(one, two, "the network of depth 20")
        models = [examiner.build(DIGITS_20, examiner.generator(DIGITS_20)) for _ in range(2)]
        assert_own_optimizer(examiner.student, *models, "the network of depth 20")

    @pytest.mark.criterion(
        NAME, hint="Set clipnorm, global_clipnorm or clipvalue, low enough that gradients reach it."
    )
    def test_optimizer_clips(self, examiner: Examiner) -> None:
        """Compile with an optimizer that clips gradients, at a limit that they may reach."""
        optimizer = examiner.described(DIGITS_20).description.optimizer
        message = f"{optimizer.name} has neither clipnorm nor global_clipnorm nor clipvalue"
        assert optimizer.clipping, message
        limit = min(optimizer.clipping.values())
        message = f"expected a limit of at most {LARGEST_LIMIT:g}, got {limit:g}"
        assert limit <= LARGEST_LIMIT, f"{message}: nothing is ever clipped"

    @pytest.mark.criterion(
        NAME,
        hint="Use ReLU, GELU or the like: sigmoid and tanh are flat for large inputs.",
        mistakes=(42,),
    )
    def test_activations_do_not_saturate(self, examiner: Examiner) -> None:
        """Use hidden activations that do not saturate, and at least one."""
        description = examiner.described(DIGITS_20).description
        saturating = [name for name in description.activations if name in SATURATING]
        assert not saturating, f"{', '.join(saturating)} between the layers: they saturate"
        assert not is_linear(description), "there is no activation: the network is linear"

    @pytest.mark.criterion(
        NAME, hint="Put BatchNormalization, LayerNormalization or Dropout into every branch."
    )
    def test_normalised_or_dropped(self, examiner: Examiner) -> None:
        """Use normalisation or dropout."""
        if not examiner.described(DIGITS_20).description.normalisations:
            description = examiner.model(DIGITS_20).description
            message = "expected normalisation or dropout, got neither"
            assert description.normalisations or description.random_draws, message

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint="Layers shrink or enlarge the signal (initialisation, shortcuts), or are not used.",
        mistakes=(42, 45),
        deliberate="What fails for 20 layers fails for 50, but a remedy for 20 earns its share.",
    )
    def test_healthy_at_depth_20(self, examiner: Examiner, measure: Any) -> None:
        """At depth 20, keep each layer's gradient norm in [1e-6, 10] after the first steps."""
        check_health(HEALTHY_20, examiner, measure, DIGITS_20)

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint="What works for 20 layers may fail for 50: you need shortcuts.",
        mistakes=(45,),
        deliberate="What breaks 50 layers also keeps them from learning; this one says why.",
    )
    def test_healthy_at_depth_50(self, examiner: Examiner, measure: Any) -> None:
        """At depth 50, keep each layer's gradient norm in [1e-6, 10] after the first steps."""
        check_health(HEALTHY_50, examiner, measure, DIGITS_50)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Some layers learn many times faster than others: normalise, do not weaken branches.",
        mistakes=(45,),
    )
    def test_spread_bounded(self, examiner: Examiner, measure: Any) -> None:
        """Keep the largest layer norm within about 1000 times the smallest, at both depths."""
        check(SPREAD, examiner, measure)

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint=LEARNING_HINT,
        deliberate="Learning is the purpose, and what prevents it shows elsewhere, too.",
    )
    def test_learns_digits(self, examiner: Examiner, measure: Any) -> None:
        """Learn mixed digits in ten epochs, at depth 20 and at depth 50."""
        check(DIGITS, examiner, measure, DIGITS_20, DIGITS_50)

    @pytest.mark.criterion(NAME, weight=2, hint=LEARNING_HINT)
    def test_learns_two_classes(self, examiner: Examiner, measure: Any) -> None:
        """Learn in ten epochs to tell two classes apart that no line separates."""
        check(CLASSES, examiner, measure, CLUSTERS)


def as_strings(value: Any, what: str) -> list[str]:
    """Accept a list of names."""
    require(isinstance(value, list), f"{what}: expected a list", value)
    return [str(name) for name in value]
