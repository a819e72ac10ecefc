"""Data that the notebooks of week 5 work on; each set comes from its own seeded generator."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits, make_classification
from sklearn.model_selection import train_test_split

Gradients = list[tf.Tensor]


@dataclass(frozen=True)
class Split:
    """Examples (float32, one row each) and their labels, for training and for testing."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def digits(seed: int = 0) -> Split:
    """1,797 handwritten digits of 8 x 8 pixels, flattened and scaled to [0, 1]; 1,347 train."""
    pixels, labels = load_digits(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(
        (pixels / 16).astype("float32"), labels, stratify=labels, random_state=seed
    )
    return Split(x_train, y_train, x_test, y_test)


def two_classes(features: int = 20, seed: int = 0) -> Split:
    """Make 1,000 examples of two classes, features of variance 1; 800 train.

    Three quarters of the features say something of the class, the others are mixtures of those.
    Labels are 0.0 and 1.0 in a column (n, 1), the shape of one sigmoid unit's predictions: binary
    cross-entropy of (n,) against (n, 1) would compare each with each.
    """
    informative = 3 * features // 4
    x, y = make_classification(
        n_samples=1000,
        n_features=features,
        n_informative=informative,
        n_redundant=features - informative,
        random_state=seed,
    )
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    x_train, x_test, y_train, y_test = train_test_split(
        x.astype("float32"),
        y[:, np.newaxis].astype("float32"),
        test_size=0.2,
        stratify=y,
        random_state=seed,
    )
    return Split(x_train, y_train, x_test, y_test)


def regression(
    seed: int = 0, examples: int = 100, features: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """Draw inputs (examples, features) and noisy linear targets (examples, 1), both float32."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(examples, features))
    slopes = random.normal(size=(features, 1))
    y = x @ slopes + 0.1 * random.normal(size=(examples, 1))
    return x.astype("float32"), y.astype("float32")


def clipping_scenarios() -> dict[str, Gradients]:
    """Give the gradients of an imagined network of two tensors, in four states of health."""
    entries = {
        "normal": ([[0.12, -0.25], [0.31, 0.08]], [0.06, -0.11]),
        "large": ([[6.0, -9.0], [11.0, 3.0]], [14.0, -18.0]),
        "explosive": ([[120.0, -160.0], [210.0, 90.0]], [280.0, -240.0]),
        "mixed": ([[0.02, -60.0], [0.15, 0.01]], [110.0, -0.04]),
    }
    return {
        name: [tf.constant(kernel), tf.constant(bias)] for name, (kernel, bias) in entries.items()
    }


def simulated_run(seed: int = 0) -> list[Gradients]:
    """Draw gradients of 90 steps: calm, rising, an outburst (one inf, one NaN), calm again."""
    random = np.random.default_rng(seed)
    scales = np.concatenate(
        [np.full(25, 0.5), np.linspace(0.5, 3.0, 20), np.full(10, 12.0), np.full(35, 0.8)]
    )
    run = [_gradients(random, scale) for scale in scales]
    run[48] = [run[48][0] * np.inf, run[48][1]]
    run[52] = [run[52][0], run[52][1] * np.nan]
    return run


def _gradients(random: np.random.Generator, scale: float) -> Gradients:
    """Draw a kernel's (3, 2) and a bias's (2,) gradient whose global norm is about `scale`."""
    kernel, bias = random.normal(size=(3, 2)), random.normal(size=2)
    factor = scale / np.sqrt(8) * random.lognormal(sigma=0.3)
    return [tf.constant(factor * part, tf.float32) for part in (kernel, bias)]
