"""What each remedy is worth: measured alone, and by what is lost without it.

The patient is a chain of 20 layers, 32 wide, 18 of them with sigmoids between two that are linear,
trained by SGD on the digits. It is trained in NumPy, from several initialisations side by side: so
small a network is trained in less time than it takes Keras to prepare for it.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .data import Split
from .side_by_side.layers import Activation, Dense, Fork, Join, Layer, Normalisation
from .side_by_side.networks import Networks, scores
from .side_by_side.training import Adam, Momentum, Update, clipped, full_batches, one_thread, step

REMEDIES = {
    "ReLU": 'activation="relu" instead of a sigmoid',
    "He initialisation": 'kernel_initializer="he_normal"',
    "normalisation": "LayerNormalization() before the activation",
    "identity path": "x + branch(x)",
    "Adam": "optimizers.Adam(1e-3) instead of SGD(0.3)",
    "clipping": "global_clipnorm=1.0 in the optimizer",
}

DEPTH, WIDTH = 20, 32


@dataclass(frozen=True)
class Trial:
    """What one training showed.

    Attributes:
        accuracy: share of the test examples that were recognised afterwards.
        first_norm: gradient norm of the first hidden kernel, at the first step.
        seconds: time of the fastest step of all networks side by side: the other steps were held
            up by something else.
    """

    accuracy: float
    first_norm: float
    seconds: float


@dataclass(frozen=True)
class Guide:
    """Trials of the patient as it is, with all remedies, with one, and with all but one."""

    plain: list[Trial]
    complete: list[Trial]
    alone: Mapping[str, list[Trial]]
    without: Mapping[str, list[Trial]]


@one_thread
def measure(split: Split, seeds: Sequence[int] = (0, 1, 2)) -> Guide:
    """Try every remedy alone and every remedy left out, from the same initial draws."""

    def trials(remedies: Iterable[str]) -> list[Trial]:
        return _train(frozenset(remedies), split, seeds)

    return Guide(
        plain=trials([]),
        complete=trials(REMEDIES),
        alone={name: trials([name]) for name in REMEDIES},
        without={name: trials(REMEDIES.keys() - {name}) for name in REMEDIES},
    )


def _train(
    remedies: frozenset[str], split: Split, seeds: Sequence[int], epochs: int = 5
) -> list[Trial]:
    """Train the patient under some remedies, a network for each seed, and test it."""
    randoms = [np.random.default_rng(seed) for seed in seeds]
    patients, update = _patients(remedies, randoms), _update(remedies)
    norms, seconds = [], []
    for rows in _rows(len(split.x_train), epochs, randoms):
        start = time.perf_counter()
        step(patients, update, split.x_train[rows], split.y_train[rows])
        seconds.append(time.perf_counter() - start)
        norms.append(np.linalg.norm(patients.kernel_gradients()[1], axis=(1, 2)))
    _, accuracies = scores(split.y_test, patients(split.x_test))
    measured = zip(accuracies, norms[0], strict=True)
    return [Trial(float(accuracy), float(norm), min(seconds)) for accuracy, norm in measured]


def _update(remedies: frozenset[str]) -> Update:
    update: Update = Adam(0.001) if "Adam" in remedies else Momentum(0.3)
    return clipped(update, 1.0) if "clipping" in remedies else update


def _patients(remedies: frozenset[str], randoms: Sequence[np.random.Generator]) -> Networks:
    """Draw a network from each generator."""
    shapes = (64, WIDTH), (DEPTH - 2, WIDTH, WIDTH), (WIDTH, 10)
    gain = 2.0 if "He initialisation" in remedies else 1.0
    drawn = [
        [random.normal(scale=np.sqrt(gain / shape[-2]), size=shape) for shape in shapes]
        for random in randoms
    ]
    kernels = (np.stack(alike).astype("float32") for alike in zip(*drawn, strict=True))
    first, hidden, last = kernels
    layers = [layer for kernel in hidden.swapaxes(0, 1) for layer in _hidden(kernel, remedies)]
    output = Dense(last, np.zeros_like(last[:, :1])), Activation("softmax")
    return Networks([Dense(first), *layers, *output])


def _hidden(kernel: np.ndarray, remedies: frozenset[str]) -> list[Layer]:
    normal = [Normalisation(axis=2)] if "normalisation" in remedies else []
    activation = Activation("relu" if "ReLU" in remedies else "sigmoid")
    branch = [Dense(kernel, np.zeros_like(kernel[:, :1])), *normal, activation]
    fork = Fork()
    return [fork, *branch, Join(fork)] if "identity path" in remedies else branch


def _rows(examples: int, epochs: int, randoms: Sequence[np.random.Generator]) -> np.ndarray:
    """Draw the rows of each batch, in another order for each network: (steps, networks, 64)."""
    drawn = [[full_batches(examples, random) for _ in range(epochs)] for random in randoms]
    return np.stack([np.concatenate(orders) for orders in drawn], axis=1)
