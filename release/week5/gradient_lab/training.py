"""Training on few examples: of any compiled Keras model, and in NumPy of the chains that are given.

Keras's `fit` spends, on a few hundred examples, most of its time on preparing itself and each
epoch; its own steps one by one take a third of that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .data import Split
from .side_by_side.networks import scores
from .side_by_side.training import epoch, full_batches, one_thread, taken_over, updater


def learn(model: keras.Model, split: Split, epochs: int) -> dict[str, Any]:
    """Train a compiled model by Keras's own steps.

    Returns "loss" and "accuracy" of each epoch, as seen on the way, and "test_accuracy" afterwards.
    """
    history: dict[str, Any] = {"loss": [], "accuracy": []}
    random = np.random.default_rng(0)
    with compiled(model, model.train_step, split.x_train, split.y_train) as train_step:
        for _ in range(epochs):
            model.reset_metrics()
            for rows in full_batches(len(split.x_train), random):
                logs = train_step((split.x_train[rows], split.y_train[rows]))
            for name, values in history.items():
                values.append(float(logs[name]))
    model.optimizer.finalize_variable_values(model.trainable_variables)
    model.reset_metrics()
    logs = model.test_step((split.x_test, split.y_test))
    return {**history, "test_accuracy": float(logs["accuracy"])}


@one_thread
def learn_chain(model: keras.Sequential, split: Split, epochs: int) -> dict[str, Any]:
    """Do the same in NumPy with a chain of Dense layers; the model itself stays as it is."""
    network, update, random = taken_over(model), updater(model.optimizer), np.random.default_rng(0)
    x, y = split.x_train, split.y_train
    orders = [full_batches(len(x), random) for _ in range(epochs)]
    seen = [epoch(network, update, x, y, order)[:, 0] for order in orders]
    loss, accuracy = np.transpose(seen)
    _, test = scores(split.y_test, network(split.x_test))
    return {"loss": loss, "accuracy": accuracy, "test_accuracy": float(test[0])}


@contextmanager
def compiled(
    model: keras.Model, step: Callable[..., Any], x: np.ndarray, y: np.ndarray
) -> Iterator[Callable[..., Any]]:
    """Have TensorFlow compile a step of a model, unless the model is to run eagerly.

    First Keras makes all variables that are still missing, on one example. Graphs are run as they
    are meanwhile: to look for better ones takes longer than all the steps here.
    """
    model.test_step((x[:1], y[:1]))
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    options = tf.config.optimizer.get_experimental_options()
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        yield step if model.run_eagerly else tf.function(step, autograph=False)
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False, **options})
