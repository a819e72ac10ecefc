"""A learning-rate schedule of the student's own, as a graph from the step to the rate."""

from typing import Any

import keras
import tensorflow as tf

from autograder.adapters.keras.engine.graphs import Graph
from autograder.adapters.keras.engine.refusal import refuse_unless, refusing


class GraphSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """Gives the rate for a number of steps made so far; its graph is checked like a model's."""

    def __init__(self, data: Any) -> None:
        self._graph = Graph.from_data(data, "the learning-rate schedule")
        with refusing("the learning-rate schedule did not arrive as a graph"):
            self._rate = str(data["rate"])
        refuse_unless(len(self._graph.inputs) == 1, "a learning-rate schedule takes one step")
        self._graph.check_whole([self._rate])

    def __call__(self, step: Any) -> tf.Tensor:
        """Return the rate."""
        (rate,) = self._graph.values([tf.convert_to_tensor(step)], [self._rate])
        refuse_unless(
            rate.shape.rank == 0 and rate.dtype == tf.float32,
            "the learning-rate schedule gives something else than one number",
        )
        return rate
