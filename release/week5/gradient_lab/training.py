"""Training of compiled models on small data, epoch by epoch.

Keras's `fit` spends, on a few hundred examples, most of its time on preparing each epoch; the
same steps one by one take a third of the time.
"""

import keras
import numpy as np


def train_epoch(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    random: np.random.Generator,
    batch_size: int = 64,
) -> float:
    """Train once on all examples in a random order; give the mean loss on the way."""
    batches = np.array_split(random.permutation(len(x)), len(x) // batch_size)
    logs = [model.train_on_batch(x[batch], y[batch], return_dict=True) for batch in batches]
    return float(np.mean([log["loss"] for log in logs]))


def evaluate(model: keras.Model, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Give loss and accuracy on all examples at once, with training=False."""
    model.reset_metrics()
    logs = model.test_on_batch(x, y, return_dict=True)
    return float(logs["loss"]), float(logs["accuracy"])
