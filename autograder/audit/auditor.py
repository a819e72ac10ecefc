"""The trusted side of the auditor: plain data and arrays in and out, no TensorFlow."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.audit.answers import as_array, description_of, trainable_kernels
from autograder.audit.engine import Engine, is_data, twice
from autograder.audit.report import Array, GradientNorms, TrainingPlan, TrainingReport
from autograder.errors import (
    AuditorCrashed,
    AuditorFailed,
    ModelRefused,
    StudentFault,
    StudentTimeout,
)
from autograder.health.report import PROBE_SAMPLES


class Auditor(Engine):
    """Measures exported models of Keras.

    Every method may raise ModelRefused (the model is at fault, in words for its author; two
    processes that crash over it are its fault, too) and what `Engine.ask` raises.
    """

    def load(self, exported: Mapping[str, Any]) -> "AuditedModel":
        """Check what the worker's `export_model` returned, and read its structure."""
        if not is_data(exported):
            raise ModelRefused("the model did not arrive as data: export_model gave something else")
        try:
            return twice(lambda: AuditedModel(self, dict(exported)))
        except AuditorCrashed as error:
            raise _crashing(error) from error


def _crashing(error: AuditorCrashed) -> ModelRefused:
    return ModelRefused(f"TensorFlow crashes over it: {error}")


class AuditedModel:
    """A model in the auditor's process; `weights` are those of another initialisation, as the
    worker's `initial_weights` gives them, the exported ones by default.

    A model that ran past its time or crashed its process does so for good; the others, which the
    process took along, are loaded into the next one.
    """

    def __init__(self, auditor: Auditor, exported: Mapping[str, Any]) -> None:
        self._auditor = auditor
        self._exported = exported
        self._fault: StudentFault | None = None
        try:
            answer = self._load()
            self.description = description_of(answer)
            self._shapes = [(tuple(shape), dtype) for _, shape, dtype in answer["weights"]]
            self._columns = trainable_kernels(answer)
            self._paths = tuple(str(answer["weights"][column][0]) for column in self._columns)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise AuditorFailed(f"the auditor's description makes no sense: {error!r}") from error

    def _load(self) -> Mapping[str, Any]:
        """Hand the model to the process of now; return its description."""
        self._process = self._auditor.process
        answer: Mapping[str, Any] = self._auditor.ask("load", self._exported)
        self._number = int(answer["model"])
        return answer

    def _ask(self, function: str, *arguments: Any) -> Any:
        """Call a function of the engine on this model."""
        if self._fault is not None:
            raise self._fault
        try:
            return twice(lambda: self._asked(function, arguments))
        except StudentTimeout as error:
            self._fault = error
            raise
        except AuditorCrashed as error:
            self._fault = _crashing(error)
            raise self._fault from error

    def _asked(self, function: str, arguments: Sequence[Any]) -> Any:
        if self._auditor.process is not self._process:
            self._load()
        return self._auditor.ask(function, self._number, *arguments)

    def gradients(
        self, x: Array, y: Array, *, weights: Sequence[Any] | None = None
    ) -> GradientNorms:
        """Return the gradient norms in training mode for one batch, without any update.

        It is the first step of a training on this batch: with a batch as large as the training
        plan's, nothing new is traced.
        """
        batches = np.arange(len(x), dtype=np.int32)[None]
        return self._train(x, y, batches, None, weights).at_initialisation

    def train(self, plan: TrainingPlan, *, weights: Sequence[Any] | None = None) -> TrainingReport:
        """Train with the model's own optimizer and loss; the same plan gives the same bits."""
        return self._train(plan.x, plan.y, plan.batches(), plan.x_test, weights)

    def predict(
        self, x: Array, *, weights: Sequence[Any] | None = None, training: bool = False
    ) -> Array:
        """Return the predictions in inference mode; with `training`, those of a training step."""
        self._check_input(x)
        return as_array(self._ask("predict", self._checked(weights), x, training))

    def inactive_units(self, x: Array, *, weights: Sequence[Any] | None = None) -> dict[str, float]:
        """Return the share of dead units of each hidden rectifier, by its name in the graph.

        A rectifier is a Relu or Relu6 operation on the way of the data, a unit an entry of its
        last axis (a channel, after a convolution), dead if it gives zero for all rows of `x`, in
        inference mode. ValueError below PROBE_SAMPLES rows: a unit may well be rare, not dead.
        """
        if len(x) < PROBE_SAMPLES:
            raise ValueError(f"{len(x)} samples tell no dead unit: {PROBE_SAMPLES} are needed")
        return self._shares("inactive", x, weights)

    def saturated_units(
        self, x: Array, *, weights: Sequence[Any] | None = None
    ) -> dict[str, float]:
        """Return the share of values where a hidden activation is flat, by its name in the graph.

        Counted are Sigmoid, Tanh and Softsign, in inference mode, unless they are the gate of
        another signal; flat is within 1 % of the way between their bounds from either.
        """
        return self._shares("saturated", x, weights)

    def _shares(self, what: str, x: Array, weights: Sequence[Any] | None) -> dict[str, float]:
        self._check_input(x)
        answer = self._ask(what, self._checked(weights), x)
        return {str(name): float(share) for name, share in answer.items()}

    def influence(self, x: Array, *, weights: Sequence[Any] | None = None) -> dict[str, float]:
        """Return how much each trained kernel matters, by its path in forward order.

        It is the largest change of an entry of the predictions for `x`, in inference mode, when
        the kernel alone is scrambled. A gradient does not tell: where a layer's share is rounded
        off, or taken modulo a tiny number, it has one all the same.
        """
        self._check_input(x)
        return self._by_path(self._ask("influence", self._checked(weights), x, self._columns))

    def responses(
        self, x: Array, y: Array, *, weights: Sequence[Any] | None = None
    ) -> dict[str, float]:
        """Return whether each trained kernel's gradient is true, by its path in forward order.

        The kernel alone is moved a little along its gradient, as in a step of training on this
        batch: the change of the loss, penalties left out, by what the gradient promises. About 1
        for a layer that has its part in it, and 1 where nothing is promised that float32 could
        tell. Wrong labels give large gradients, so that little is lost in rounding.
        """
        self._check_input(x)
        answer = self._ask("responses", self._checked(weights), x, y, self._columns)
        return self._by_path(answer)

    def _by_path(self, answer: Sequence[Any]) -> dict[str, float]:
        return dict(zip(self._paths, map(float, answer), strict=True))

    def _train(
        self, x: Array, y: Array, batches: Array, x_test: Array | None, weights: Any
    ) -> TrainingReport:
        self._check_input(x)
        data = {"x": x, "y": y, "batches": batches, "x_test": x_test}
        answer = self._ask("train", self._checked(weights), data)
        try:
            return self._report(answer, len(batches))
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise AuditorFailed(f"the auditor's report makes no sense: {error!r}") from error

    def _report(self, answer: Mapping[str, Any], steps: int) -> TrainingReport:
        squares = as_array(answer["squares"]).reshape(steps, -1)
        predictions = answer["predictions"]
        return TrainingReport(
            losses=as_array(answer["losses"]).reshape(steps),
            norms=np.sqrt(squares[:, self._columns]),
            global_norms=np.sqrt(as_array(answer["totals"]).reshape(steps)),
            kernels=self._paths,
            weights=tuple(as_array(value) for value in answer["weights"]),
            predictions=None if predictions is None else as_array(predictions),
        )

    def _check_input(self, x: Array) -> None:
        expected = self.description.input_shape[1:]
        fits = x.ndim == len(expected) + 1 and all(
            size in (None, given) for size, given in zip(expected, x.shape[1:], strict=True)
        )
        if not fits:
            raise ModelRefused(
                f"the model takes inputs of shape {expected}, the data have {x.shape[1:]}"
            )

    def _checked(self, weights: Sequence[Any] | None) -> list[Array] | None:
        """Return the arrays of `weights`; ModelRefused if they belong to another architecture."""
        if weights is None:
            return None
        arrays = [as_array(weight) for weight in weights]
        if [(array.shape, array.dtype.name) for array in arrays] != self._shapes:
            raise ModelRefused(
                "two builds of the model differ in their weights: the architecture changes from "
                "one call to the next"
            )
        return arrays
