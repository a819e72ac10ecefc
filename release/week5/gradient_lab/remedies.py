"""Four networks, from sick to cured, and what became of each when it was trained."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np

from .data import Split
from .side_by_side.networks import Networks, scores
from .side_by_side.training import batches, epoch, one_thread, taken_over, updater


@dataclass(frozen=True)
class Outcome:
    """What a training brought, and what it cost.

    Attributes:
        history: by epoch, "loss" as seen in training, "val_loss" on held-back examples.
        train_loss: loss on the examples trained on, afterwards and without Dropout.
        parameters: number of weights, those that are not trained included.
        seconds: time of the fastest epoch of training: others were held up by something else.
    """

    history: Mapping[str, Sequence[float]]
    train_loss: float
    test_loss: float
    test_accuracy: float
    parameters: int
    seconds: float


def networks() -> dict[str, keras.Sequential]:
    """Build four networks of one width and depth for 20 features and two classes.

    The first is the patient, with sigmoids; the three remedies all have ReLUs.
    """
    return {
        "sigmoid": _network(_momentum(), activation="sigmoid"),
        "ReLU + He": _network(_momentum(), initialiser="he_normal"),
        "BatchNorm + Dropout": _network(_momentum(), normalised=True),
        "all together": _network(
            keras.optimizers.Adam(0.001, global_clipnorm=1.0),
            initialiser="he_normal",
            normalised=True,
        ),
    }


def _momentum() -> keras.optimizers.Optimizer:
    return keras.optimizers.SGD(0.01, momentum=0.9)


def _network(
    optimizer: keras.optimizers.Optimizer,
    activation: str = "relu",
    initialiser: str = "glorot_uniform",
    normalised: bool = False,
) -> keras.Sequential:
    """Build and compile four hidden layers, 64 wide, and one sigmoid unit."""
    model = keras.Sequential([keras.Input((20,))])
    for _ in range(4):
        model.add(keras.layers.Dense(64, kernel_initializer=initialiser))
        if normalised:
            # The usual momentum of 0.99 would keep too much of the start in so short a run.
            model.add(keras.layers.BatchNormalization(momentum=0.9))
        model.add(keras.layers.Activation(activation))
        if normalised:
            model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(1, "sigmoid"))
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return model


@one_thread
def train(model: keras.Sequential, split: Split, epochs: int = 40) -> Outcome:
    """Train a compiled model, the last fifth of the training examples held back for validation."""
    held_back = len(split.x_train) // 5
    x, y = split.x_train[:-held_back], split.y_train[:-held_back]
    validation = split.x_train[-held_back:], split.y_train[-held_back:]
    network, update = taken_over(model), updater(model.optimizer)
    history: dict[str, list[float]] = {"loss": [], "val_loss": []}
    random, seconds = np.random.default_rng(0), []
    for _ in range(epochs):
        start = time.perf_counter()
        seen = epoch(network, update, x, y, batches(len(x), random))
        seconds.append(time.perf_counter() - start)
        history["loss"].append(float(seen[0, 0]))
        history["val_loss"].append(_tested(network, *validation)[0])
    train_loss, _ = _tested(network, x, y)
    test_loss, accuracy = _tested(network, split.x_test, split.y_test)
    return Outcome(history, train_loss, test_loss, accuracy, model.count_params(), min(seconds))


def _tested(network: Networks, x: np.ndarray, y: np.ndarray) -> list[float]:
    """Give loss and accuracy of a network that stands alone."""
    return scores(y, network(x))[:, 0].tolist()
