"""A Keras callback that records a training as `diagnose` takes it.

It measures inside the compiled training step: the gradients that the optimizer is given, before
clipping, and the kernels before and after its update. Nothing is computed twice.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder.health.diagnosis import Diagnosis
from autograder.health.guessing import guessing_loss
from autograder.health.recording import Context, Recording, recording
from autograder.health.report import PROBE_SAMPLES
from autograder.health.rules import examine
from autograder.health.stacks import Stacks

# A unit whose gradient is this share of its layer's largest, or less, has no slope.
FLAT = 1e-6
# Of the largest gradient of all: no depth makes a gradient that small, only a slope of zero does.
NOTHING = 1e-15


class Monitor(keras.callbacks.Callback):
    """Records loss, gradient, kernel and update norms of every step of `fit`.

    With `probe`, inputs and targets of 256 samples or more, dead units are examined at the end
    of training, and the loss is compared with that of the best constant prediction.
    """

    def __init__(self, probe: tuple[Any, Any] | None = None) -> None:
        super().__init__()
        if probe is not None and len(probe[0]) < PROBE_SAMPLES:
            raise ValueError(
                f"{len(probe[0])} samples tell no dead unit: {PROBE_SAMPLES} are needed"
            )
        self._probe = probe
        self._steps: list[Any] = []
        self._inactive: dict[str, float] | None = None
        self._measures: Measures | None = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin a new recording."""
        if self._measures is not None:
            self._measures.remove()
        self._steps, self._inactive = [], None
        self._measures = Measures(self.model)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Keep what the step measured."""
        if self._measures is not None:
            self._steps.append(self._measures.row.numpy())

    def on_train_end(self, logs: Any = None) -> None:
        """Leave the model as it was, and look for dead units."""
        if self._measures is not None:
            self._measures.remove()
        if self._probe is not None:
            self._inactive = inactive_units(self.model, self._probe[0])

    @property
    def recording(self) -> Recording:
        """Return what was recorded; ValueError before the first step."""
        if self._measures is None or not self._steps:
            raise ValueError("nothing was recorded: give the monitor to fit(callbacks=[monitor])")
        rows = np.array(self._steps)
        losses, penalties, table = rows[:, 0], rows[:, 1], rows[:, 2:]
        norms, weights, updates = np.split(table, 3, axis=1)
        context = Context(
            layers=self._measures.paths,
            baseline=self._baseline(),
            penalties=penalties,
            inactive=self._inactive,
            every=self.model.steps_per_execution,
            epoch_steps=self.params.get("steps"),
        )
        return recording(losses, norms, weights, updates, context)

    def _baseline(self) -> float | None:
        loss = keras.losses.get(self.model.loss) if isinstance(self.model.loss, str) else None
        loss = loss or self.model.loss
        if self._probe is None or getattr(loss, "reduction", "mean") == "sum":
            return None
        name = getattr(loss, "__name__", getattr(loss, "name", ""))
        return guessing_loss(self._probe[1], str(name))

    def diagnose(self) -> Diagnosis:
        """Judge the training so far."""
        return examine(self.recording)

    def report(self) -> str:
        """Say in words what was found, where, since when, and what helps."""
        return str(self.diagnose())

    def plot(self) -> Any:
        """Return a figure: heat map of the norms, update ratios, loss with marks."""
        from autograder.health.figures import draw  # noqa: PLC0415 - only who plots needs it

        return draw(self.recording, self.diagnose())


class Measures:
    """The measurements of a step, made part of a model's training step until `remove`."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._kernels = kernels(model)
        self.paths = tuple(variable.path for variable in self._kernels)
        self.row = tf.Variable(tf.zeros(2 + 3 * len(self._kernels), tf.float64), trainable=False)
        self._stacks = Stacks(self._kernels)
        # What a step leaves is what the next one finds: each kernel is read once a step.
        found = self._stacks.of(self._kernels)
        self._before = [tf.Variable(each, trainable=False) for each in found]
        self._loss: list[Any] = []
        self._own = model.compute_loss, model.optimizer.apply
        model.compute_loss, model.optimizer.apply = self._compute_loss, self._apply
        model.make_train_function(force=True)

    def remove(self) -> None:
        """Give the model its own methods back."""
        for owner, name in ((self._model, "compute_loss"), (self._model.optimizer, "apply")):
            if name in vars(owner):
                delattr(owner, name)
        self._model.make_train_function(force=True)

    def _compute_loss(self, *arguments: Any, **options: Any) -> Any:
        loss = self._own[0](*arguments, **options)
        if options.get("training", True):
            penalties = [tf.reduce_sum(tf.cast(each, tf.float64)) for each in self._model.losses]
            penalty = tf.add_n(penalties) if penalties else tf.zeros((), tf.float64)
            self._loss = [tf.cast(loss, tf.float64), penalty]
        return loss

    def _apply(self, gradients: Sequence[Any], variables: Any = None) -> None:
        gradients, variables = list(gradients), list(variables or self._model.trainable_variables)
        # Known before the update only, which may change it
        scale = tf.cast(self._model.optimizer.scale_loss(tf.ones(())), tf.float64)
        given = {variable.path: each for variable, each in zip(variables, gradients, strict=True)}
        measured = [given.get(path) for path in self.paths]
        before = [each.read_value() for each in self._before]
        self._own[1](gradients, variables)
        after = self._stacks.of(self._kernels)
        updates = [new - old for new, old in zip(after, before, strict=True)]
        for kept, new in zip(self._before, after, strict=True):
            kept.assign(new)
        norms = self._stacks.norms(self._stacks.of(measured)) / scale
        sizes, moves = self._stacks.norms(before), self._stacks.norms(updates)
        self.row.assign(tf.concat([tf.stack(self._loss), norms, sizes, moves], axis=0))


def kernels(model: Any) -> list[Any]:
    """Return the trained weights that multiply: of rank 2 or more, and no bias by name.

    Biases of attention and of GRU have rank 2.
    """
    return [
        variable
        for variable in model.trainable_variables
        if len(variable.shape) >= 2 and "bias" not in variable.path.rsplit("/", 1)[-1]
    ]


def inactive_units(model: Any, x: Any) -> dict[str, float]:
    """Return the share of dead units of each kernel, by its path.

    A unit (last axis) is dead if no sample sends anything back to its weights, its bias
    included: its slope is zero wherever the samples lie, whatever the activation is called.
    """
    watched = list(model.trainable_variables)
    generator = np.random.default_rng(0)
    with tf.GradientTape() as tape:
        outputs = model(tf.convert_to_tensor(x), training=False)
        mixing = generator.normal(size=outputs.shape).astype(outputs.dtype.name)
        total = tf.reduce_sum(outputs * mixing)
    gradients = tape.gradient(total, [each.value for each in watched])
    largest = {
        each.path: _largest(gradient)
        for each, gradient in zip(watched, gradients, strict=True)
        if gradient is not None
    }
    nothing = NOTHING * max(float(units.max()) for units in largest.values())
    flat = {path: units <= max(FLAT * units.max(), nothing) for path, units in largest.items()}
    paths = [kernel.path for kernel in kernels(model)]
    return {path: _share(path, flat) for path in paths if path in flat}


def _largest(gradient: Any) -> Any:
    """Return what each unit gets at most."""
    entries = np.abs(tf.convert_to_tensor(gradient).numpy().astype(np.float64))
    return entries.reshape(-1, entries.shape[-1]).max(axis=0)


def _share(path: str, flat: dict[str, Any]) -> float:
    """Return the share of a kernel's units that get nothing; a layer of zeros above gives none."""
    own, bias = flat[path], flat.get(f"{path.rpartition('/')[0]}/bias")
    both = own & bias if bias is not None and bias.shape == own.shape else own
    return float(np.mean(both))
