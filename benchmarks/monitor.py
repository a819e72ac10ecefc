"""Compare the time of `fit` with `autograder.health.Monitor` and without it, side by side.

    python benchmarks/monitor.py [DEPTH [THREADS]]          (50 layers, 2 threads)

Two models of the same shape train by turns on scikit-learn's digits for ten epochs of 28 steps,
one with the monitor. Counted is all of `fit` from the end of its first step to the end of its last;
the first one, which has the steps traced, is told beside it. Printed are medians over the turns.
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

from autograder.health import Monitor

TURNS, EPOCHS = 15, 10
BATCH, STEPS, UNITS = 64, 28, 64


class Clock(keras.callbacks.Callback):
    """Notes the CPU seconds and the seconds at the start, after the first step, and at the end."""

    def on_train_begin(self, logs: object = None) -> None:
        """Begin anew."""
        self.times = [now()]

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Note the end of the first step."""
        if len(self.times) == 1:
            self.times.append(now())

    def on_train_end(self, logs: object = None) -> None:
        """Stop."""
        self.times.append(now())


def now() -> tuple[float, float]:
    """Return the CPU seconds of this process, and seconds."""
    return time.process_time(), time.perf_counter()


class Train:
    """One model that trains on, turn by turn."""

    def __init__(self, depth: int, callbacks: list[keras.callbacks.Callback]) -> None:
        hidden = {"activation": "relu", "kernel_initializer": "he_normal"}
        body = [layers.Dense(UNITS, **hidden) for _ in range(depth - 1)]
        self._model = keras.Sequential([keras.Input((64,)), *body, layers.Dense(10, "softmax")])
        self._model.compile("adam", "sparse_categorical_crossentropy")
        self._clock = Clock()
        self._callbacks = [self._clock, *callbacks]
        data = load_digits()
        rows = STEPS * BATCH
        self._x, self._y = (data.data[:rows] / 16).astype("float32"), data.target[:rows]

    def seconds(self) -> np.ndarray:
        """Train, and return the seconds of the first step and of all others, CPU and wall each."""
        self._model.fit(self._x, self._y, BATCH, EPOCHS, verbose=0, callbacks=self._callbacks)
        return np.diff(self._clock.times, axis=0)


def main(depth: int = 50, threads: int = 2) -> None:
    """Print what the monitor costs a network of some depth."""
    print(f"{depth} layers, {threads} threads")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    plain, watched = Train(depth, []), Train(depth, [Monitor()])
    warm = [plain.seconds()[0], watched.seconds()[0]]
    turns = np.array([[plain.seconds()[1], watched.seconds()[1]] for _ in range(TURNS)])
    ratios = np.median(turns[:, 1] / turns[:, 0], axis=0)
    steps = EPOCHS * STEPS - 1
    for number, clock in enumerate(("CPU", "wall")):
        without, with_monitor = np.median(turns[:, :, number], axis=0) / steps * 1e3
        print(
            f"{clock}: {without:.2f} ms a step, {with_monitor:.2f} with the monitor, "
            f"ratio {ratios[number]:.3f} (medians of {TURNS} turns); the first step "
            f"{warm[0][number]:.1f} s and {warm[1][number]:.1f} s"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
