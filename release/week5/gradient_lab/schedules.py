"""Learning-rate schedules: five plans, and what a training makes of them."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf
from keras.optimizers.schedules import LearningRateSchedule

from .data import Split
from .networks import tapering_network
from .side_by_side.training import BATCH, Momentum, batches, epoch, one_thread, taken_over


def plans(steps: int, rate: float = 0.3) -> dict[str, LearningRateSchedule]:
    """Give five plans for `steps` steps, none above `rate`."""
    schedules = keras.optimizers.schedules
    warm_up = steps // 10
    return {
        "constant": schedules.ExponentialDecay(rate, steps, 1.0),
        "in steps": schedules.PiecewiseConstantDecay(
            [steps // 2, 3 * steps // 4], [rate, rate / 4, rate / 16]
        ),
        "exponential": schedules.ExponentialDecay(rate, steps, 0.02),
        "cosine": schedules.CosineDecay(rate, steps),
        "warm-up, then cosine": schedules.CosineDecay(
            0.0, steps - warm_up, warmup_target=rate, warmup_steps=warm_up
        ),
    }


def rates(plans: Mapping[str, LearningRateSchedule], steps: int) -> dict[str, list[float]]:
    """Ask each plan for the learning rate of every step."""
    asked = tf.function(lambda step: [plan(step) for plan in plans.values()], autograph=False)
    answers = [asked(tf.constant(float(step))) for step in range(steps)]
    return dict(zip(plans, np.transpose(answers).tolist(), strict=True))


@one_thread
def follow(
    rates: Mapping[str, Sequence[float]], split: Split, epochs: int, seed: int = 0
) -> dict[str, list[float]]:
    """Train the same network on the same batches by the rates of each plan, all side by side.

    Returns the loss of each epoch by plan, as seen on the way.
    """
    keras.utils.set_random_seed(seed)
    networks = taken_over(*[tapering_network()] * len(rates))
    momentum, random = Momentum(0.0, momentum=0.9), np.random.default_rng(seed)
    columns = iter(np.transpose(list(rates.values()))[..., np.newaxis].astype("float32"))

    def update(gradients: np.ndarray) -> np.ndarray:
        momentum.rate = next(columns)
        return momentum(gradients)

    x, y = split.x_train, split.y_train
    orders = [batches(len(x), random) for _ in range(epochs)]
    losses = [epoch(networks, update, x, y, order)[0] for order in orders]
    return dict(zip(rates, np.transpose(losses).tolist(), strict=True))


def steps(split: Split, epochs: int) -> int:
    """Count the steps of that many epochs."""
    return epochs * (len(split.x_train) // BATCH)
