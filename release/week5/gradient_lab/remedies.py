"""Four networks, from sick to cured, and what became of each when it was trained."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import keras

from .data import Split


@dataclass(frozen=True)
class Outcome:
    """What a training brought, and what it cost.

    Attributes:
        history: by epoch, "loss" as seen in training, "val_loss" on held-back examples.
        train_loss: loss on all training examples afterwards, without Dropout.
        parameters: number of weights, those that are not trained included.
        seconds: time for one epoch, the first (which compiles) left out.
    """

    history: Mapping[str, Sequence[float]]
    train_loss: float
    test_loss: float
    test_accuracy: float
    parameters: int
    seconds: float


def networks() -> dict[str, keras.Sequential]:
    """Build four networks of the same width and depth for 20 features and two classes."""
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


class _Clock(keras.callbacks.Callback):
    """Notes how long each epoch takes."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._start = 0.0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        self.seconds.append(time.perf_counter() - self._start)


def train(model: keras.Sequential, split: Split, epochs: int = 40) -> Outcome:
    """Train a compiled model, a fifth of the training examples held back for validation."""
    clock = _Clock()
    history = model.fit(
        split.x_train,
        split.y_train,
        batch_size=64,
        epochs=epochs,
        validation_split=0.2,
        callbacks=[clock],
        verbose=0,
    ).history
    train_loss, _ = model.evaluate(split.x_train, split.y_train, batch_size=800, verbose=0)
    test_loss, accuracy = model.evaluate(split.x_test, split.y_test, batch_size=200, verbose=0)
    seconds = sorted(clock.seconds[1:])[len(clock.seconds[1:]) // 2]
    return Outcome(history, train_loss, test_loss, accuracy, model.count_params(), seconds)
