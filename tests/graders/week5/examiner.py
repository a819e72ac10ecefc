"""Networks under examination: built by the student's code, trained by the auditor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits, make_classification
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


def generated(random: np.random.Generator) -> Data:
    """Two classes of several clusters each, labels of shape (examples, 1)."""
    seed = int(random.integers(1 << 31))
    settings = {"n_features": 30, "n_informative": 10, "n_redundant": 10, "class_sep": 1.5}
    x, labels = make_classification(1800, flip_y=0, random_state=seed, **settings)
    y = labels.astype("float32")[:, None]
    return Data(*train_test_split(x.astype("float32"), y, stratify=y, random_state=seed))


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
GENERATED = Task("generated", generated, inputs=30, classes=2, depth=20)


@dataclass(frozen=True)
class Trial:
    """Two initialisations: one trained to the end and tested, one for some steps."""

    reports: tuple[TrainingReport, TrainingReport]
    accuracy: float

    @property
    def healthy_share(self) -> float:
        """Share of (layer, step) neither vanished nor exploding, of the worse initialisation."""
        return min(float(np.mean((n >= VANISHED) & (n <= EXPLODING))) for n in self.judged_norms)

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
        return [report.norms[FIRST_JUDGED_STEP:] for report in self.reports]


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
        return Trial((long, short), accuracy(long.predictions, data.y_test))

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


def accuracy(predictions: Any, labels: npt.NDArray[Any]) -> float:
    """Return the share of right classes; probabilities of one unit are cut at 1/2."""
    if labels.ndim == 2:
        return float(np.mean((np.reshape(predictions, (-1, 1)) > 0.5) == labels))
    return float(np.mean(np.argmax(predictions, axis=1) == labels))


def best(values: Iterator[float], cut_off: CutOff) -> float:
    """Return the better of two trials; a first one that earns full credit stands alone."""
    first = next(values)
    if cut_off.met_by(first):
        return first
    better = max if cut_off.full > cut_off.zero else min
    return better(first, next(values))
