"""Networks under examination: built by the student's code, trained by the auditor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from carried_block import STILL
from ends import misfits
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from symptoms import Trained

from autograder.audit.report import TrainingPlan, TrainingReport
from autograder.errors import ModelRefused
from autograder.health.levels import within
from autograder.health.report import FIRST_JUDGED_STEP
from autograder.testing.checks import as_array

BATCH = 64
# The initialisations of a trial after the first are trained for their gradients only.
SHORT_EPOCHS = 2
# Change of a probability by scrambling a kernel, for each unit of its gradient's norm. Kernels of
# right networks have 0.9 and more, those whose share is rounded off less than 0.001.
LEAST_INFLUENCE = 0.01
# Share of what a kernel's gradient promises that the loss keeps. Kernels of right networks keep
# 0.96 and more, those that only have a gradient next to nothing.
LEAST_RESPONSE = 0.5
GIVEN = (
    STILL
    + """
def seed(value):
    keras.utils.set_random_seed(value)


def metrics(model, inputs):
    if not model.compiled:
        return ["nothing, as the model is not compiled"]
    x, y = np.zeros((2, inputs), "float32"), np.zeros((2, 1), "float32")
    try:
        return list(model.evaluate(x, y, verbose=0, return_dict=True))
    except Exception:  # a loss that does not fit the labels hides what was asked for
        return [str(model.get_compile_config().get("metrics"))]


def in_prediction(model, inputs):
    network = keras.Sequential([keras.Input((inputs,)), Still(model)])
    if model.compiled:
        network.compile(model.optimizer, model.loss)
    return network
"""
)


@dataclass(frozen=True)
class Data:
    """Inputs float32, labels as the loss takes them."""

    x_train: npt.NDArray[Any]
    x_test: npt.NDArray[Any]
    y_train: npt.NDArray[Any]
    y_test: npt.NDArray[Any]


def mixed_digits(random: np.random.Generator) -> Data:
    """Scikit-learn's digits, their 64 pixels mixed at random, with a little noise.

    The mixing stretches and shrinks, so that not even the angles between digits are those of the
    public set: who has learned that by heart recognises nothing.
    """
    pixels, labels = load_digits(return_X_y=True)
    first, second = (np.linalg.qr(random.normal(size=(64, 64)))[0] for _ in range(2))
    mixing = first * random.uniform(0.7, 1.4, size=64) @ second
    x = (pixels / 16 @ mixing + random.normal(scale=0.05, size=pixels.shape)).astype("float32")
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
    """What a network is asked for and trained on, from so many initialisations a trial."""

    name: str
    draw: Callable[[np.random.Generator], Data]
    inputs: int
    classes: int
    depth: int
    initialisations: int
    epochs: int = 10


DIGITS_20 = Task("digits", mixed_digits, inputs=64, classes=10, depth=20, initialisations=2)
DIGITS_50 = Task("digits", mixed_digits, inputs=64, classes=10, depth=50, initialisations=2)
CLUSTERS = Task("clusters", four_clusters, inputs=30, classes=2, depth=20, initialisations=1)


@dataclass(frozen=True)
class Trial:
    """Some initialisations: the first trained to the end and tested, the others for some steps.

    `trained` is the first of them, `ends` what does not fit at the network's end. `trainable` is
    the share of the network's kernels that are not frozen, `deep` the share of the depth asked
    for that is there, `influence` how much each kernel changes the predictions, `responses` whether
    the loss in training follows its gradient.
    """

    reports: tuple[TrainingReport, ...]
    trained: Trained
    ends: tuple[str, ...]
    accuracy: float
    trainable: float
    deep: float
    influence: npt.NDArray[np.float64]
    responses: npt.NDArray[np.float64]

    @property
    def healthy_share(self) -> float:
        """Share of (layer, step) neither vanished nor exploding, of the worse initialisation.

        A frozen layer is not healthy: what it is told changes nothing. Nor is one that is
        missing, or that has no part in the prediction.
        """
        shares = [float(np.mean(within(norms) & ~self.idle)) for norms in self.judged_norms]
        return self.trainable * self.deep * min(shares)

    @property
    def idle(self) -> npt.NDArray[np.bool_]:
        """Which kernels get gradients, and yet have no part in what the trained network predicts.

        A faint layer has both faint gradients and little influence; one whose share is rounded
        off, or taken away again, has gradients as if it were not.
        """
        usual = np.median(self.judged_norms[0], axis=0)
        without_influence = self.influence < LEAST_INFLUENCE * np.minimum(usual, 1.0)
        return without_influence | (self.responses < LEAST_RESPONSE)

    @property
    def spread_decades(self) -> float:
        """Median over the steps of log10(largest / smallest layer norm), of the worse one."""
        with np.errstate(all="ignore"):
            ratios = [n.max(axis=1) / n.min(axis=1) for n in self.judged_norms]
        finite = [np.where(np.isfinite(ratio), ratio, 1e300) for ratio in ratios]
        return max(float(np.log10(np.median(ratio))) for ratio in finite)

    @property
    def findings(self) -> tuple[str, ...]:
        """What the first initialisation shows, in words; measured when it is asked for."""
        first = self.reports[0]
        if not first.kernels:
            return ("no kernel is trained",)
        idle = int(self.idle.sum())
        told = {
            f"{idle} of {len(first.kernels)} kernels have no effect on the prediction": idle > 0,
            f"{1 - self.trainable:.0%} of the kernels are frozen": self.trainable < 1,
            f"{1 - self.deep:.0%} of the layers asked for are missing": self.deep < 1,
        }
        return (*self.ends, *(words for words in told if told[words]), *self.trained.symptoms())

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
    found: dict[Any, Any] = field(default_factory=dict)

    def model(self, task: Task) -> Any:
        """Return the audited model of a task."""
        random = self.generator(task)
        return self.once((task, "model"), lambda: self._audited(task, random))

    def described(self, task: Task) -> Any:
        """Return the model of a task, in prediction alone where its training cannot be measured."""
        try:
            return self.model(task)
        except ModelRefused:
            return self.once((task, "prediction"), lambda: self._in_prediction(task))

    def _in_prediction(self, task: Task) -> Any:
        model = self.build(task, self.generator(task))
        return self.audit(self.student.load(GIVEN).in_prediction(model, task.inputs))

    def _audited(self, task: Task, random: np.random.Generator) -> Any:
        return self.audit(self.build(task, random), (task.inputs,))

    def _weights(self, model: Any, task: Task) -> Any:
        return self.audit.weights(model, (task.inputs,))

    def build(self, task: Task, random: np.random.Generator) -> Any:
        """Return a model of the student's from a random but repeatable initialisation."""
        self.student.load(GIVEN).seed(int(random.integers(1 << 31)))
        return self.student.build_robust_network((task.inputs,), task.classes, depth=task.depth)

    def initial_weights(self, task: Task, number: int) -> Any:
        """Return the weights with which a model begins; those of other numbers are others."""
        return self._weights(self.build(task, self.generator(task, number)), task)

    def metrics(self, task: Task) -> Any:
        """Return the names of what `evaluate` tells of a model."""
        model = self.build(task, self.generator(task))
        return self.student.load(GIVEN).metrics(model, task.inputs)

    def default_size(self, task: Task) -> int:
        """Return the number of parameters of a network for which no depth was given."""
        model = self.student.build_robust_network((task.inputs,), task.classes)
        arrays = [as_array(weight, "weight") for weight in self._weights(model, task)]
        return sum(array.size for array in arrays if array.dtype.kind == "f")

    def trial(self, task: Task, number: int) -> Trial:
        """Hold a trial of a task; trials of other numbers are independent of it."""
        return self.once((task, number), lambda: self._trial(task, self.generator(task, number)))

    def generator(self, task: Task, *number: int) -> np.random.Generator:
        """Return the generator of a trial, or of the model; the same in whatever order asked."""
        entropy = self.once("entropy", lambda: int(self.random.integers(1 << 62)))
        key = (task.classes, task.depth, *number)
        return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=key))

    def _trial(self, task: Task, random: np.random.Generator) -> Trial:
        """Train the architecture on fresh data, in a fresh order, from fresh initial weights."""
        model, data = self.model(task), task.draw(random)
        plan = partial(TrainingPlan, data.x_train, data.y_train, batch_size=BATCH)
        plans = [plan(epochs=task.epochs, seed=int(random.integers(1 << 31)), x_test=data.x_test)]
        for _ in range(task.initialisations - 1):
            plans.append(plan(epochs=SHORT_EPOCHS, seed=int(random.integers(1 << 31))))
        weights = [self._weights(self.build(task, random), task) for _ in plans]
        reports = [
            model.train(each, weights=start) for each, start in zip(plans, weights, strict=True)
        ]
        matters = model.influence(data.x_test, weights=reports[0].weights)
        # A batch as in training, after as few steps as nobody is told, on labels that are wrong.
        x, y = data.x_train[:BATCH], random.permutation(data.y_train)[:BATCH]
        follows = model.responses(x, y, weights=reports[-1].weights)
        start, description = [as_array(each, "weight") for each in weights[0]], model.description
        return Trial(
            reports=tuple(reports),
            trained=Trained(model, start, reports[0], data.x_test),
            ends=tuple(misfits(model, task.inputs, task.classes)),
            accuracy=accuracy(reports[0].predictions, data.y_test, task.classes),
            trainable=len(description.trainable) / max(1, len(description.kernels)),
            deep=min(1.0, description.weight_layers / task.depth),
            influence=np.array(list(matters.values())),
            responses=np.array(list(follows.values())),
        )

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
    """Return the share of right classes; 0 if the outputs are not one row of classes each.

    Two classes may have two outputs: whether they should is a criterion of its own.
    """
    rows = len(labels)
    if classes == 2 and np.shape(predictions) == (rows, 1):
        chosen = predictions[:, 0] > 0.5
    elif np.shape(predictions) == (rows, classes):
        chosen = np.argmax(predictions, axis=1)
    else:
        return 0.0
    return float(np.mean(chosen == np.reshape(labels, rows)))
