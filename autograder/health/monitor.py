"""A Keras callback that records a training as `diagnose` takes it.

It measures inside the compiled training step: the loss at every step, and at some of them the
gradients that the optimizer is given, before clipping, and the kernels before and after its update.
Nothing is computed twice.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder.health.branch import when
from autograder.health.cadence import is_measured
from autograder.health.diagnosis import Diagnosis
from autograder.health.guessing import guessing_loss
from autograder.health.norms import norms
from autograder.health.recording import Context, Recording, recording
from autograder.health.report import PROBE_SAMPLES
from autograder.health.rules import examine

# A unit whose gradient is this share of its layer's largest, or less, has no slope.
FLAT = 1e-6
# Of the largest gradient of all: no depth makes a gradient that small, only a slope of zero does.
NOTHING = 1e-15


class Monitor(keras.callbacks.Callback):
    """Records the loss of every step of `fit`, and norms of gradients, kernels and updates.

    Norms are measured at the steps that `cadence` names. With `probe`, inputs and targets of 256
    samples or more, dead units are examined at the end of training, and the loss is compared with
    that of the best constant prediction.
    """

    def __init__(self, probe: tuple[Any, Any] | None = None) -> None:
        super().__init__()
        if probe is not None and len(probe[0]) < PROBE_SAMPLES:
            raise ValueError(
                f"{len(probe[0])} samples tell no dead unit: {PROBE_SAMPLES} are needed"
            )
        self._probe = probe
        self._losses: list[Any] = []
        self._rows: dict[int, Any] = {}
        self._inactive: dict[str, float] | None = None
        self._measures: Measures | None = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin a new recording."""
        if self._measures is not None:
            self._measures.remove()
        self._losses, self._rows, self._inactive = [], {}, None
        if self._measures is None or not self._measures.fit(self.model):
            self._measures = Measures(self.model)
        self._measures.install()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Say whether the step is to be measured."""
        if self._measures is not None:
            self._measures.wanted = is_measured(len(self._losses))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Keep what the step measured."""
        if self._measures is not None:
            if self._measures.wanted:
                self._rows[len(self._losses)] = self._measures.norms.numpy()
            self._losses.append(self._measures.loss.value().numpy())

    def on_train_end(self, logs: Any = None) -> None:
        """Leave the model as it was, and look for dead units."""
        if self._measures is not None:
            self._measures.remove()
        if self._probe is not None:
            self._inactive = inactive_units(self.model, self._probe[0])

    @property
    def recording(self) -> Recording:
        """Return what was recorded; ValueError before the first step."""
        if self._measures is None or not self._losses:
            raise ValueError("nothing was recorded: give the monitor to fit(callbacks=[monitor])")
        losses, penalties = np.transpose(self._losses)
        norms, weights, updates = np.stack(list(self._rows.values()), axis=1)
        context = Context(
            layers=self._measures.paths,
            baseline=self._baseline(),
            penalties=penalties,
            inactive=self._inactive,
            every=self.model.steps_per_execution,
            measured=tuple(self._rows),
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
    """The measurements of a step, part of a model's training step from `install` to `remove`.

    loss: the last step's loss and penalties, shape (2,).
    norms: those of gradients, kernels and updates at the last measured step, shape (3, kernels).
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._kernels = kernels(model)
        self.paths = tuple(variable.path for variable in self._kernels)
        self._sizes = [int(np.prod(each.shape)) for each in self._kernels]
        self._before = _kept(self._flat())
        self.loss = _kept(tf.zeros(2, tf.float64))
        self.norms = _kept(tf.zeros((3, len(self._kernels)), tf.float64))
        self._wanted, self._in_step = True, _kept(tf.constant(value=True))
        self._own = model.compute_loss, model.optimizer.apply
        # Tracing 50 layers takes as long as a thousand steps: each function is traced once.
        self._plain = model.train_function
        model.make_train_function(force=True)
        self._measuring = model.train_function

    def fit(self, model: Any) -> bool:
        """Tell whether they are made for a model as it is compiled now."""
        return model is self._model and model.train_function is self._plain

    def install(self) -> None:
        """Have the model's steps measured."""
        self._model.compute_loss, self._model.optimizer.apply = self._compute_loss, self._apply
        self._model.train_function = self._measuring

    @property
    def wanted(self) -> bool:
        """Tell whether the norms of the coming steps are measured."""
        return self._wanted

    @wanted.setter
    def wanted(self, wanted: bool) -> None:
        if wanted is not self._wanted:
            self._wanted = wanted
            self._in_step.assign(wanted)

    def remove(self) -> None:
        """Give the model its own methods back."""
        for owner, name in ((self._model, "compute_loss"), (self._model.optimizer, "apply")):
            if name in vars(owner):
                delattr(owner, name)
        if self._model.train_function is self._measuring:
            self._model.train_function = self._plain

    def _compute_loss(self, *arguments: Any, **options: Any) -> Any:
        loss = self._own[0](*arguments, **options)
        if options.get("training", True):
            penalties = [tf.reduce_sum(tf.cast(each, tf.float64)) for each in self._model.losses]
            penalty = tf.add_n(penalties) if penalties else tf.zeros((), tf.float64)
            self.loss.assign(tf.stack([tf.cast(loss, tf.float64), penalty]))
        return loss

    def _apply(self, gradients: Sequence[Any], variables: Any = None) -> None:
        gradients, variables = list(gradients), list(variables or self._model.trainable_variables)
        given = {variable.path: each for variable, each in zip(variables, gradients, strict=True)}
        measured = [_dense(given.get(kernel.path), kernel) for kernel in self._kernels]
        # Known before the update only, which may change it
        scale = tf.cast(self._model.optimizer.scale_loss(tf.ones(())), tf.float64)
        by_xla = bool(self._model.jit_compile)
        when(self._in_step, self._keep, [], by_xla=by_xla)
        self._own[1](gradients, variables)
        when(self._in_step, self._measure, [scale, *measured], by_xla=by_xla)

    def _keep(self) -> None:
        self._before.assign(self._flat())

    def _flat(self) -> Any:
        """Return all kernels as one vector: a branch that takes less is left out at less cost."""
        parts = [tf.reshape(tf.cast(each, tf.float32), [-1]) for each in self._kernels]
        return tf.concat([tf.zeros(0), *parts], axis=0)

    def _measure(self, scale: Any, *gradients: Any) -> None:
        before = self._before.value()
        sizes, moves = (self._split(each) for each in (before, self._flat() - before))
        self.norms.assign(tf.stack([norms(gradients) / scale, norms(sizes), norms(moves)]))

    def _split(self, flat: Any) -> Sequence[Any]:
        """Return the parts of a vector that belong to each kernel."""
        return tf.split(flat, self._sizes) if self._sizes else ()


def _dense(gradient: Any, kernel: Any) -> Any:
    """Return a gradient in the type of its kernel; zeros stand for None."""
    if gradient is None:
        return tf.zeros(kernel.shape, kernel.dtype)
    return tf.cast(tf.convert_to_tensor(gradient), kernel.dtype)


def _kept(value: Any) -> Any:
    """Return a variable that no optimizer changes."""
    return tf.Variable(value, trainable=False)


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
