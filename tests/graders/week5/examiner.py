"""Networks under examination: built by the student's code, trained by the auditor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from thresholds import EXPLODING, FIRST_JUDGED_STEP, VANISHED, CutOff

from autograder.audit.report import TrainingPlan, TrainingReport

BATCH = 64
# A second initialisation is trained for its gradients only.
SHORT_EPOCHS = 2
SEED = """
def seed(value):
    keras.utils.set_random_seed(value)
"""


@dataclass(frozen=True)
class Data:
    """Inputs float32, labels as the loss takes them."""

    x_train: npt.NDArray[Any]
    x_test: npt.NDArray[Any]
    y_train: npt.NDArray[Any]
    y_test: npt.NDArray[Any]


def mixed_digits(random: np.random.Generator) -> Data:
    """Scikit-learn's digits under a random rotation of their 64 pixels."""
    pixels, labels = load_digits(return_X_y=True)
    rotation, _ = np.linalg.qr(random.normal(size=(64, 64)))
    x = (pixels / 16 @ rotation).astype("float32")
    split = int(random.integers(1 << 31))
    return Data(*train_test_split(x, labels, stratify=labels, random_state=split))


def four_clusters(random: np.random.Generator) -> Data:
    """Four clusters in 30 dimensions, opposite ones of one class; no line tells them apart.

    Labels have shape (examples, 1). A perfect classifier is right in 98.8 % of the cases.
    """
    rotation, _ = np.linalg.qr(random.normal(size=(30, 30)))
    signs = random.choice([-1.0, 1.0], size=(2400, 2))
    x = 2.5 * signs @ rotation[:2] + random.normal(size=(2400, 30))
    labels = (signs.prod(axis=1, keepdims=True) > 0).astype("float32")
    seed = int(random.integers(1 << 31))
    return Data(*train_test_split(x.astype("float32"), labels, stratify=labels, random_state=seed))


@dataclass(frozen=True)
class Task:
    """What a network is asked for and trained on."""

    name: str
    draw: Callable[[np.random.Generator], Data]
    inputs: int
    classes: int
    depth: int
    epochs: int = 10


DIGITS_20 = Task("digits", mixed_digits, inputs=64, classes=10, depth=20)
DIGITS_50 = Task("digits", mixed_digits, inputs=64, classes=10, depth=50)
CLUSTERS = Task("clusters", four_clusters, inputs=30, classes=2, depth=20)


@dataclass(frozen=True)
class Trial:
    """Two initialisations: one trained to the end and tested, one for some steps.

    `trainable` is the share of the network's kernels that are not frozen.
    """

    reports: tuple[TrainingReport, TrainingReport]
    accuracy: float
    trainable: float

    @property
    def healthy_share(self) -> float:
        """Share of (layer, step) neither vanished nor exploding, of the worse initialisation.

        A frozen layer is not healthy: what it is told changes nothing.
        """
        healthy = [(n >= VANISHED) & (n <= EXPLODING) for n in self.judged_norms]
        return self.trainable * min(float(np.mean(h)) for h in healthy)

    @property
    def spread_decades(self) -> float:
        """Median over the steps of log10(largest / smallest layer norm), of the worse one."""
        with np.errstate(all="ignore"):
            ratios = [n.max(axis=1) / n.min(axis=1) for n in self.judged_norms]
        finite = [np.where(np.isfinite(ratio), ratio, 1e300) for ratio in ratios]
        return max(float(np.log10(np.median(ratio))) for ratio in finite)

    @property
    def judged_norms(self) -> list[npt.NDArray[np.float64]]:
        """Norms (steps, layers) from the first judged step on, of each initialisation."""
        judged = [report.norms[FIRST_JUDGED_STEP:] for report in self.reports]
        return [norms if norms.size else np.zeros((1, 1)) for norms in judged]


@dataclass(frozen=True)
class Examiner:
    """Builds, carries over and trains; each thing once, what `found` holds is not done again."""

    student: Any
    audit: Any
    random: np.random.Generator
    found: dict[Any, Any]

    def model(self, task: Task) -> Any:
        """Return the audited model of a task."""
        return self.once((task, "model"), lambda: self.audit(self.build(task)))

    def build(self, task: Task) -> Any:
        """Return a model of the student's from a random but repeatable initialisation."""
        self.student.load(SEED).seed(int(self.random.integers(1 << 31)))
        return self.student.build_robust_network((task.inputs,), task.classes, depth=task.depth)

    def trials(self, task: Task) -> Iterator[Trial]:
        """Yield two independent trials, the second one computed only if it is asked for."""
        for number in range(2):
            yield self.once((task, number), partial(self.trial, task, number))

    def trial(self, task: Task, number: int) -> Trial:
        """Train two initialisations; those of the first trial begin with the exported weights."""
        data = self.once(task.name, lambda: task.draw(self.random))
        model = self.model(task)
        first = None if number == 0 else self.audit.weights(self.build(task))
        second = self.audit.weights(self.build(task))
        plan = partial(TrainingPlan, data.x_train, data.y_train, batch_size=BATCH, seed=number)
        long = model.train(plan(epochs=task.epochs, x_test=data.x_test), weights=first)
        short = model.train(plan(epochs=SHORT_EPOCHS), weights=second)
        reached = accuracy(long.predictions, data.y_test, task.classes)
        kernels = model.description.kernels
        trainable = len(model.description.trainable) / max(1, len(kernels))
        return Trial((long, short), reached, trainable)

    def once(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return what was found under a key; an error is raised again, not run into again."""
        if key not in self.found:
            try:
                self.found[key] = compute()
            except Exception as error:
                self.found[key] = error
        if isinstance(self.found[key], Exception):
            raise self.found[key]
        return self.found[key]


def accuracy(predictions: Any, labels: npt.NDArray[Any], classes: int) -> float:
    """Return the share of right classes; 0 if the outputs are not one row of classes each."""
    units = 1 if classes == 2 else classes
    if np.shape(predictions) != (len(labels), units):
        return 0.0
    chosen = predictions > 0.5 if units == 1 else np.argmax(predictions, axis=1)
    return float(np.mean(chosen == labels))


def best(values: Iterator[float], cut_off: CutOff) -> float:
    """Return the better of two trials; a first one that earns full credit stands alone."""
    first = next(values)
    if cut_off.met_by(first):
        return first
    better = max if cut_off.full > cut_off.zero else min
    return better(first, next(values))
