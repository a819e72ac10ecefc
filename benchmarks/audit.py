"""Time the auditor's training against Keras's `fit`, on scikit-learn's digits.

    python benchmarks/audit.py [DEPTH ...]          (20 if none is given)

Same model, same data, same number of steps, one thread each; the auditor measures the gradient
norm of every kernel at every step on top. Each repetition builds a fresh model and runs both, one
after the other; medians are printed. "next" is another initialisation of the same model: `fit`
has to trace again, the auditor does not.
"""

import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

from autograder.adapters.keras.export import export_model, initial_weights
from autograder.audit.auditor import AuditedModel, Auditor
from autograder.audit.report import TrainingPlan
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import KERAS
from autograder.limits import Limits

ENTRY = "autograder.adapters.keras.engine:main"
REPETITIONS = 3
EPOCHS, BATCH = 9, 64


class Block(layers.Layer):
    """Pre-activation residual block of two weight layers with BatchNorm."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.norms = [layers.BatchNormalization(momentum=0.9) for _ in range(2)]
        self.weights_ = [layers.Dense(units, kernel_initializer="he_normal") for _ in range(2)]
        self.drop = layers.Dropout(0.1)

    def call(self, x: Any, training: bool | None = None) -> Any:
        """Return x plus its branch."""
        branch = x
        for norm, dense in zip(self.norms, self.weights_, strict=True):
            branch = dense(tf.nn.relu(norm(branch, training=training)))
        return x + self.drop(branch, training=training)


def build(depth: int) -> keras.Model:
    """Return a network of `depth` weight layers on 64 pixels."""
    blocks = [Block(64) for _ in range((depth - 2) // 2)]
    ends = [layers.BatchNormalization(momentum=0.9), layers.ReLU()]
    head = layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((64,)), layers.Dense(64), *blocks, *ends, head])
    optimizer = keras.optimizers.Adam(1e-3, global_clipnorm=1.0)
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model


def plan() -> TrainingPlan:
    """Return nine epochs of 22 steps on the digits."""
    digits = load_digits()
    x = (digits.data / 16).astype("float32")
    return TrainingPlan(x[:1437], digits.target[:1437], EPOCHS, BATCH, seed=0, x_test=x[1437:])


def seconds(function: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call took, and its result."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def fit(model: keras.Model, plan: TrainingPlan) -> None:
    """Train with Keras on the same number of whole batches."""
    whole = len(plan.x) // BATCH * BATCH
    model.fit(plan.x[:whole], plan.y[:whole], BATCH, EPOCHS, verbose=0)
    model.predict(plan.x_test, verbose=0)


def repetition(depth: int, auditor: Auditor, plan: TrainingPlan) -> dict[str, float]:
    """Return the seconds of each part, for one fresh model."""
    model, second = build(depth), build(depth)
    times: dict[str, float] = {}
    times["export"], exported = seconds(lambda: export_model(model))
    times["load"], audited = seconds(lambda: auditor.load(exported))
    trained: AuditedModel = audited
    times["audit, first"], _ = seconds(lambda: trained.train(plan))
    weights = initial_weights(second)
    times["audit, next"], _ = seconds(lambda: trained.train(plan, weights=weights))
    times["fit, first"], _ = seconds(lambda: fit(model, plan))
    times["fit, next"], _ = seconds(lambda: fit(second, plan))
    return times


def show(depth: int, medians: Mapping[str, float]) -> None:
    """Print one depth's table."""
    steps = len(plan().batches())
    print(f"depth {depth}, {steps} steps, medians of {REPETITIONS}")
    for name in ("first", "next"):
        audit, fit_ = medians[f"audit, {name}"], medians[f"fit, {name}"]
        print(f"  {name:6} auditor {audit:6.2f} s   fit {fit_:6.2f} s   ratio {audit / fit_:.2f}")
    ready = medians["export"] + medians["load"]
    whole = ready + medians["audit, first"] + 2 * medians["audit, next"]
    print(f"  export and load {ready:.2f} s; in all with three initialisations {whole:.2f} s")


def main(depths: list[int]) -> None:
    """Run all depths."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    with ForkServer.start(KERAS.modules) as parent:
        for depth in depths:
            times: dict[str, list[float]] = defaultdict(list)
            for _ in range(REPETITIONS):
                with Auditor(lambda: parent.spawn(ENTRY, {}, Limits())) as auditor:
                    for name, value in repetition(depth, auditor, plan()).items():
                        times[name].append(value)
            show(depth, {name: statistics.median(values) for name, values in times.items()})


if __name__ == "__main__":
    main([int(depth) for depth in sys.argv[1:]] or [20])
