"""Runs in the auditor's own process, which holds TensorFlow and no student's Python."""

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from autograder.adapters.keras.engine.model import Model
from autograder.worker.channel import Channel
from autograder.worker.serve import Server
from autograder.worker.values import Values


def main(channel: Channel, output_bytes: int) -> None:
    """Serve the auditor's client; nothing is printed, so `output_bytes` limits nothing here."""
    del output_bytes
    configure()
    Server(channel, Values({"worker": functions()})).serve()


def configure() -> None:
    """Use one thread, so that sums do not depend on the machine, and skip graph optimisation.

    Rewriting a graph that is run two hundred times costs more than it brings: at depth 50,
    half of the time from loading to the first norms.
    """
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def functions() -> dict[str, Callable[..., Any]]:
    """Return what the client calls; models stay here under their numbers."""
    models: list[Model] = []

    def load(exported: Mapping[str, Any]) -> dict[str, Any]:
        models.append(Model(exported))
        return {"model": len(models) - 1, **models[-1].describe()}

    def train(model: int, weights: Any, data: Mapping[str, Any]) -> dict[str, Any]:
        return models[model].train(weights, data)

    def predict(model: int, weights: Any, x: Any, training: bool) -> Any:
        return models[model].predict(weights, x, training)

    def inactive(model: int, weights: Any, x: Any) -> dict[str, float]:
        return models[model].inactive(weights, x)

    def saturated(model: int, weights: Any, x: Any) -> dict[str, float]:
        return models[model].saturated(weights, x)

    def influence(model: int, weights: Any, x: Any, numbers: Any) -> list[float]:
        return models[model].influence(weights, x, numbers)

    def responses(model: int, weights: Any, x: Any, y: Any, numbers: Any) -> list[float]:
        return models[model].responses(weights, x, y, numbers)

    served = (load, train, predict, inactive, saturated, influence, responses)
    return {function.__name__: function for function in served}
