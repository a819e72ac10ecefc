"""A model under audit, on the auditor's side of the bridge."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import tensorflow as tf

from autograder.adapters.keras.engine.compilation import build_loss, described
from autograder.adapters.keras.engine.graphs import Forward
from autograder.adapters.keras.engine.packing import Packing
from autograder.adapters.keras.engine.refusal import refuse_unless, refusing
from autograder.adapters.keras.engine.response import Response
from autograder.adapters.keras.engine.structure import (
    BOUNDED,
    RECTIFIERS,
    describe,
    hidden,
    inputs_of,
)
from autograder.adapters.keras.engine.training import Trainer

WEIGHTS = 5_000_000
PREDICTION_BATCH = 1024
# As a share of the way from bound to bound: sigmoid has lost 96 % of its slope there.
NEAR_BOUND = 0.01
_MALFORMED = "the model did not arrive whole"
Arrays = Sequence[np.ndarray[Any, Any]]


class Model:
    """Two graphs, weights, optimizer and loss, checked."""

    def __init__(self, exported: Mapping[str, Any]) -> None:
        with refusing(_MALFORMED):
            self.paths = unique([str(path) for path in exported["paths"]])
            self.initial = [np.asarray(value) for value in exported["weights"]]
            self.trainable = int(exported["trainable"])
            sizes = exported["input"]["shape"]
            self.input_shape = [None if size is None else int(size) for size in sizes]
            self._input_dtype = np.dtype(str(exported["input"]["dtype"]))
            self._optimizer, self._loss = exported["optimizer"], exported["loss"]
        self._training = Forward.from_data(exported["training"])
        self._inference = Forward.from_data(exported["inference"])
        self._check()
        self._packing = Packing([value.shape for value in self.initial[: self.trainable]])
        self._trainer = Trainer(self._training, self._optimizer, self._loss, self._packing)

    def _check(self) -> None:
        count, state = len(self.initial), len(self.initial) - self.trainable
        graphs = (self._training, self._inference)
        same = all(len(g.weights) == count and len(g.state) == state for g in graphs)
        kinds = {self._input_dtype.kind, *(value.dtype.kind for value in self.initial)}
        whole = same and len(self.paths) == count and kinds <= set("biuf")
        refuse_unless(whole and state >= 0, _MALFORMED)
        self._check_weights(self.initial[: self.trainable])

    def _check_weights(self, trainable: Arrays) -> None:
        refuse_unless(
            len(trainable) > 0 and all(value.size for value in trainable),
            "the model has no trainable weights, or an empty one",
        )
        refuse_unless(
            all(value.dtype == np.float32 for value in trainable),
            "only float32 weights are measured",
        )
        total = sum(value.size for value in self.initial)
        refuse_unless(total <= WEIGHTS, f"the model has {total:,} weights, {WEIGHTS:,} are allowed")

    def describe(self) -> dict[str, Any]:
        """Return what the trusted side makes a `ModelDescription` of."""
        with refusing(_MALFORMED):
            facts = dict(describe(self._training, self._inference, self._inputs))
        uses, biases = facts["uses"], facts["biases"]
        return {
            **facts,
            "input_shape": self.input_shape,
            "weights": [
                [path, list(value.shape), value.dtype.name]
                for path, value in zip(self.paths, self.initial, strict=True)
            ],
            "trainable": self.trainable,
            "frozen": [n for n in uses if n not in biases and self._is_frozen(n)],
            "optimizer": described(self._optimizer),
            "loss": self._loss,
        }

    def _is_frozen(self, number: int) -> bool:
        """Tell whether a weight is a kernel that no step changes."""
        value = self.initial[number]
        is_kernel = value.ndim >= 2 and value.dtype.kind == "f"
        return number >= self.trainable and is_kernel and not self._is_running(number)

    def _is_running(self, number: int) -> bool:
        """Tell whether a weight is state that a step changes without any gradient."""
        position = number - self.trainable
        before, after = self._training.weights, self._training.state
        return position >= 0 and before[number] != after[position]

    def train(self, weights: Arrays | None, data: Mapping[str, Any]) -> dict[str, Any]:
        """Train on `data` with keys x, y, batches and x_test (or None); see `Trainer.train`."""
        x, batches = self._as_input(data["x"]), data["batches"]
        run, after = self._trainer.train(self._weights(weights), x, data["y"], batches)
        x_test = data["x_test"]
        return {
            "losses": run.losses.numpy(),
            "squares": run.squares.numpy(),
            "totals": run.totals.numpy(),
            "weights": after,
            "predictions": None if x_test is None else self.predict(after, x_test),
        }

    def predict(
        self, weights: Arrays | None, x: np.ndarray[Any, Any], training: bool = False
    ) -> np.ndarray[Any, Any]:
        """Return the predictions in inference mode, or in training mode."""
        predict = self._predict_in_training if training else self._predict
        return np.concatenate(self._in_parts(predict, weights, x))

    def inactive(self, weights: Arrays | None, x: np.ndarray[Any, Any]) -> dict[str, float]:
        """Return the share of units that give zero for every row, by rectifier, in inference."""
        parts = self._in_parts(self._active, weights, x)
        active = [np.any(units, axis=0) for units in zip(*parts, strict=True)]
        shares = [float(np.mean(~units)) for units in active]
        return dict(zip(self._hidden(RECTIFIERS), shares, strict=True))

    def saturated(self, weights: Arrays | None, x: np.ndarray[Any, Any]) -> dict[str, float]:
        """Return the share of values next to a bound, by bounded activation, in inference."""
        parts = self._in_parts(self._flat, weights, x)
        counts = [np.sum(layer, axis=0) for layer in zip(*parts, strict=True)]
        shares = [float(near / size) for near, size in counts]
        return dict(zip(self._hidden(BOUNDED), shares, strict=True))

    def _in_parts(
        self, function: Any, weights: Arrays | None, x: np.ndarray[Any, Any]
    ) -> list[Any]:
        """Return what a function of weights and inputs gives for each part of the rows."""
        values, x = self._weights(weights), self._as_input(x)
        parts = np.split(x, range(PREDICTION_BATCH, len(x), PREDICTION_BATCH))
        with refusing("the model cannot predict"):
            return [tf.nest.map_structure(np.asarray, function(values, part)) for part in parts]

    def influence(
        self, weights: Arrays | None, x: np.ndarray[Any, Any], numbers: Sequence[int]
    ) -> list[float]:
        """Return the largest change of a prediction when each of some weights is scrambled."""
        values, x = self._weights(weights), self._as_input(x)
        with refusing("the model cannot predict"):
            usual = self._predict(values, x).numpy()
            changes = [self._predict(scrambled(values, n), x).numpy() - usual for n in numbers]
        return [float(np.max(np.abs(change))) for change in changes]

    def responses(
        self,
        weights: Arrays | None,
        x: np.ndarray[Any, Any],
        y: np.ndarray[Any, Any],
        numbers: Sequence[int],
    ) -> list[float]:
        """Return how far the loss in training follows some weights' gradients; see `Response`."""
        with refusing("the model cannot be trained"):
            return self._response.measure(self._weights(weights), self._as_input(x), y, numbers)

    @cached_property
    def _response(self) -> Response:
        return Response(self._training, build_loss(self._loss), self._packing)

    @cached_property
    def _predict(self) -> Any:
        return self._traced(lambda weights, x: self._inference(weights, x).prediction)

    @cached_property
    def _predict_in_training(self) -> Any:
        return self._traced(lambda weights, x: self._training(weights, x).prediction)

    @cached_property
    def _active(self) -> Any:
        """Tell for each rectifier which units (last axis) are above zero anywhere in a batch."""
        names = [f"{name}:0" for name in self._hidden(RECTIFIERS)]
        return self._traced(
            lambda weights, x: [
                tf.reduce_any(by_unit(value > 0), axis=0)
                for value in self._inference.values(weights, x, names)
            ]
        )

    @cached_property
    def _flat(self) -> Any:
        """Count for each bounded activation the values next to a bound, and all values."""
        kinds = self._hidden(BOUNDED)
        names = [f"{name}:0" for name in kinds]
        return self._traced(
            lambda weights, x: [
                count_near(value, *BOUNDED[kind])
                for value, kind in zip(
                    self._inference.values(weights, x, names), kinds.values(), strict=True
                )
            ]
        )

    def _hidden(self, kinds: Collection[str]) -> Mapping[str, str]:
        return hidden(self._inference, self._inputs, kinds)

    @property
    def _inputs(self) -> list[int]:
        """How many inputs each weight has as a layer's kernel, which running state is not."""
        return [
            0 if self._is_running(number) else inputs_of(value.shape)
            for number, value in enumerate(self.initial)
        ]

    def _traced(self, function: Callable[[Any, Any], Any]) -> Any:
        """Return a function of all weights and a batch of any size, compiled once."""
        weights = [tf.TensorSpec(value.shape, value.dtype) for value in self.initial]
        x = tf.TensorSpec([None, *self.input_shape[1:]], self._input_dtype)
        return tf.function(function, autograph=False).get_concrete_function(weights, x)

    def _weights(self, given: Arrays | None) -> list[np.ndarray[Any, Any]]:
        if given is None:
            return self.initial
        kinds = [(value.shape, value.dtype) for value in given]
        same = kinds == [(value.shape, value.dtype) for value in self.initial]
        refuse_unless(same, "the weights are those of another architecture")
        return list(given)

    def _as_input(self, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return x.astype(self._input_dtype)


def by_unit(values: tf.Tensor) -> tf.Tensor:
    """Return values of any rank, known or not, in rows that are as long as the last axis."""
    return tf.reshape(values, tf.concat([[-1], tf.shape(values)[-1:]], axis=0))


def count_near(values: tf.Tensor, low: float, high: float) -> tf.Tensor:
    """Return how many values are next to one of two bounds, and how many there are."""
    near = tf.minimum(values - low, high - values) < NEAR_BOUND * (high - low)
    return tf.stack([tf.reduce_sum(tf.cast(near, tf.int32)), tf.size(near)])


def scrambled(values: Arrays, number: int) -> Arrays:
    """Return the values with one of them turned round, halved and moved on by one entry.

    Neither a single entry, nor equal ones, nor a scale that is divided out later hide the change.
    """
    other = -0.5 * np.roll(values[number], 1)
    return [*values[:number], other.astype(values[number].dtype), *values[number + 1 :]]


def unique(paths: Sequence[str]) -> list[str]:
    """Return the paths, later ones of the same name numbered: a dict keyed by path keeps all."""
    seen: dict[str, int] = {}
    result = []
    for path in paths:
        seen[path] = seen.get(path, 0) + 1
        result.append(path if seen[path] == 1 else f"{path} ({seen[path]})")
    return result
