"""What the auditor is asked and what it answers, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.health.report import HealthReport, diagnose

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Kernel:
    """A weight of rank ≥ 2 that meets the data in the graph; `frozen` if training leaves it."""

    path: str
    shape: tuple[int, ...]
    frozen: bool


@dataclass(frozen=True)
class OptimizerDescription:
    """A Keras optimizer: its class, and its config as plain values."""

    name: str
    config: Mapping[str, Any]

    @property
    def clipping(self) -> dict[str, float]:
        """Return the clipping in force, such as `{"global_clipnorm": 1.0}`; {} if none."""
        keys = ("clipnorm", "global_clipnorm", "clipvalue")
        values = {key: self.config.get(key) for key in keys}
        numbers = {key: each for key, each in values.items() if isinstance(each, int | float)}
        return {key: float(number) for key, number in numbers.items() if number > 0}


@dataclass(frozen=True)
class LossDescription:
    """A Keras loss: its class or function name, and its config as plain values."""

    name: str
    config: Mapping[str, Any]


@dataclass(frozen=True)
class ModelDescription:
    """What the auditor reads from the graph of a model; nothing in it is the student's claim.

    `input_shape` has None for the batch. `parameters` counts trainable weights, frozen weights
    and running statistics, not seeds. `weight_layers` are those on the longest path from input
    to output; a kernel that is used again is no further layer, and running state is none.
    `kernels` stand in forward order, the order in which the model's call first brings them
    together with the data. `activations` and `gates` count TensorFlow operations; a gate is a
    sigmoid, tanh or erf that multiplies the signal, as inside SiLU and GELU, and is not counted
    as an activation; nor is the last activation before the output, `output_activation`.
    `residual_additions` join paths with different numbers of weight layers. `operations` counts
    those that the prediction in training comes from. `gradient_stops` are places where the
    gradient is cut, by `tf.stop_gradient` or as by it.
    """

    input_shape: tuple[int | None, ...]
    parameters: int
    trainable_parameters: int
    weight_layers: int
    kernels: tuple[Kernel, ...]
    activations: Mapping[str, int]
    gates: Mapping[str, int]
    output_activation: str
    residual_additions: int
    operations: Mapping[str, int]
    gradient_stops: int
    optimizer: OptimizerDescription
    loss: LossDescription

    @property
    def frozen(self) -> tuple[Kernel, ...]:
        """Return the kernels that training leaves as they are."""
        return tuple(kernel for kernel in self.kernels if kernel.frozen)

    @property
    def trainable(self) -> tuple[Kernel, ...]:
        """Return the kernels whose gradients are measured."""
        return tuple(kernel for kernel in self.kernels if not kernel.frozen)

    @property
    def normalisations(self) -> int:
        """Return how many operations normalise by statistics of the data, as BatchNorm does.

        A division by a root does so too, in a layer that is written by hand.
        """
        names = ("Rsqrt", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")
        roots, divisions = (self.operations.get(name, 0) for name in ("Sqrt", "RealDiv"))
        return sum(self.operations.get(name, 0) for name in names) + min(roots, divisions)

    @property
    def random_draws(self) -> int:
        """Return how many operations draw random numbers, as Dropout does."""
        return sum(
            count
            for name, count in self.operations.items()
            if name.startswith("Stateless") and "Random" in name and "Get" not in name
        )


@dataclass(frozen=True)
class GradientNorms:
    """L2 norms of ∂loss/∂kernel for one batch, by kernel path in forward order, in float64.

    They are those of the loss of the predictions alone: what a regulariser tells a layer does not
    come through the network. `global_norm` covers all trainable weights, biases included, and the
    whole loss, as clipping does.
    """

    loss: float
    norms: Mapping[str, float]
    global_norm: float


@dataclass(frozen=True, eq=False)
class TrainingPlan:
    """What to train on.

    Each epoch shuffles the rows afresh, from `seed` alone, and takes whole batches only: the
    rows that are left over sit this epoch out. `x_test`, where given, is predicted at the end.
    """

    x: Array
    y: Array
    epochs: int
    batch_size: int
    seed: int
    x_test: Array | None = None

    def __post_init__(self) -> None:
        if self.epochs < 1 or not 1 <= self.batch_size <= len(self.x) == len(self.y):
            raise ValueError(
                f"{len(self.x)} inputs, {len(self.y)} labels, {self.epochs} epochs "
                f"in batches of {self.batch_size} make no training"
            )

    def batches(self) -> Array:
        """Return the row numbers of each step, shape (steps, batch_size), int32."""
        generator = np.random.default_rng(self.seed)
        whole = len(self.x) // self.batch_size * self.batch_size
        epochs = [generator.permutation(len(self.x))[:whole] for _ in range(self.epochs)]
        rows = np.array(epochs, dtype=np.int32)
        return rows.reshape(-1, self.batch_size)


@dataclass(frozen=True, eq=False)
class TrainingReport:
    """What happened at every step, and what came out.

    `losses` and `global_norms` have shape (steps,), `norms` (steps, kernels), all float64: the
    loss of the step's batch with regularisation, and gradient norms before clipping, both at
    the weights before the step's update; what the norms are of, `GradientNorms` says. `kernels`
    are the paths of the columns, in forward order, frozen kernels left out. `weights` are all
    weights after the last step, as `AuditedModel` takes them. `predictions` are those for the
    plan's `x_test`, else None.
    """

    losses: Array
    norms: Array
    global_norms: Array
    kernels: tuple[str, ...]
    weights: tuple[Array, ...]
    predictions: Array | None

    @property
    def steps(self) -> int:
        """Return the number of training steps."""
        return len(self.losses)

    @property
    def at_initialisation(self) -> GradientNorms:
        """Return the first step's measurement, made before any update."""
        return self.at_step(0)

    def at_step(self, step: int) -> GradientNorms:
        """Return the measurement of one step, counted from 0."""
        norms = dict(zip(self.kernels, self.norms[step].tolist(), strict=True))
        return GradientNorms(float(self.losses[step]), norms, float(self.global_norms[step]))

    @property
    def health(self) -> HealthReport:
        """Return what the steps show; ValueError where there are too few, see `diagnose`.

        Dead units need activations: `diagnose(report, model.inactive_units(x, …))` adds them.
        """
        return diagnose(self)

    @property
    def first_non_finite_step(self) -> int | None:
        """Return the first step whose loss or gradient is infinite or not a number."""
        bad = ~(np.isfinite(self.losses) & np.isfinite(self.global_norms))
        return int(np.argmax(bad)) if bad.any() else None

    @property
    def finite(self) -> bool:
        """Tell whether losses, gradients and trained weights are all finite numbers."""
        arrays = (self.losses, self.global_norms, *self.weights)
        return all(bool(np.isfinite(array).all()) for array in arrays)
