"""Count the CPU seconds of a step of `fit` with `autograder.health.Monitor`, and without it.

    python benchmarks/monitor.py [DEPTH ...]          (50 if none is given)

Two fresh models of the same shape train by turns on scikit-learn's digits, one with the monitor;
the epochs in which their steps are traced are not counted. The least of all turns is printed:
what other programs do to the machine only ever adds.
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

from autograder.health import Monitor

TURNS, EPOCHS = 7, 3
BATCH, UNITS = 64, 64


class Train:
    """One model that trains on, turn by turn."""

    def __init__(self, depth: int, callbacks: list[keras.callbacks.Callback]) -> None:
        hidden = {"activation": "relu", "kernel_initializer": "he_normal"}
        body = [layers.Dense(UNITS, **hidden) for _ in range(depth - 1)]
        self._model = keras.Sequential([keras.Input((64,)), *body, layers.Dense(10, "softmax")])
        self._model.compile("adam", "sparse_categorical_crossentropy")
        self._callbacks = callbacks
        data = load_digits()
        self._x, self._y = (data.data / 16).astype("float32"), data.target

    def seconds_a_step(self) -> float:
        """Train for some epochs, and return the CPU seconds of a step in the fastest of them.

        Each call of `fit` traces anew where a monitor begins, so its first epoch is left out.
        """
        clock = Clock()
        callbacks = [*self._callbacks, clock]
        self._model.fit(self._x, self._y, BATCH, 1 + EPOCHS, verbose=0, callbacks=callbacks)
        steps = -(-len(self._x) // BATCH)
        return min(clock.seconds[1:]) / steps


class Clock(keras.callbacks.Callback):
    """Notes the CPU seconds of each epoch: other programs do not count."""

    def on_train_begin(self, logs: object = None) -> None:
        """Begin anew."""
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Start."""
        self._began = time.process_time()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Stop."""
        self.seconds.append(time.process_time() - self._began)


def main(depths: list[int]) -> None:
    """Print the cost of the monitor at each depth."""
    for depth in depths:
        plain, watched = Train(depth, []), Train(depth, [Monitor()])
        turns = [(plain.seconds_a_step(), watched.seconds_a_step()) for _ in range(TURNS)]
        without, with_monitor = np.min(turns, axis=0) * 1e3
        print(
            f"depth {depth}: {without:.2f} ms a step, {with_monitor:.2f} with the monitor, "
            f"ratio {with_monitor / without:.2f} (least of {TURNS} turns)"
        )


if __name__ == "__main__":
    main([int(depth) for depth in sys.argv[1:]] or [50])
