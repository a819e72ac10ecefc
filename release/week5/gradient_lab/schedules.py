"""Learning-rate schedules: five plans, and what a training makes of them."""

import keras
import numpy as np
from keras.optimizers.schedules import LearningRateSchedule

from .data import Split
from .networks import tapering_network
from .training import train_epoch

BATCH = 64


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


def follow(plan: LearningRateSchedule, split: Split, epochs: int, seed: int = 0) -> list[float]:
    """Train the same network on the same batches by a plan; give the loss of each epoch."""
    keras.utils.set_random_seed(seed)
    model = tapering_network()
    model.compile(keras.optimizers.SGD(plan, momentum=0.9), "binary_crossentropy")
    random = np.random.default_rng(seed)
    return [train_epoch(model, split.x_train, split.y_train, random, BATCH) for _ in range(epochs)]


def steps(split: Split, epochs: int) -> int:
    """Count the steps of that many epochs."""
    return epochs * (len(split.x_train) // BATCH)
