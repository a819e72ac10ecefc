"""What the criteria of train_with_clipping train, and how it should go.

The network is linear and trained by plain SGD, so NumPy can repeat every step exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import expected
import numpy as np
from compare import assert_number

from autograder.testing.checks import as_array, as_list, require

Random = np.random.Generator

GIVEN = """
def linear(kernel, bias):
    model = keras.Sequential([keras.Input((len(kernel),)), keras.layers.Dense(1)])
    model.set_weights([kernel, bias])
    return model


def sgd(learning_rate):
    return keras.optimizers.SGD(learning_rate)


def updates(optimizer):
    return int(optimizer.iterations)


def squared_errors(y_true, y_pred):
    # Whoever exchanges the two learns nothing.
    targets = tf.stop_gradient(tf.cast(y_true, y_pred.dtype))
    return tf.reduce_mean(tf.square(targets - y_pred), axis=-1)


def mean_squared_error(y_true, y_pred):
    return tf.reduce_mean(squared_errors(y_true, y_pred))


class Clip:
    '''Multiplies by `factor`, answers None at the steps to skip, remembers what it was given.

    Asked once more in the same step, with what it was given or gave, it means the same step.
    '''

    def __init__(self, factor=1.0, skipped=()):
        self.factor, self.skipped, self.received, self.lengths = factor, skipped, [], []
        self.step, self.known = -1, []

    def __call__(self, gradients):
        gradients = list(gradients)
        self.received.append(gradients)
        self.lengths.append(len(gradients))
        if not any(gradients[0] is each for each in self.known):
            self.step, self.known = self.step + 1, [gradients[0]]
        if self.step in self.skipped:
            return None
        clipped = [None if g is None else self.factor * tf.convert_to_tensor(g) for g in gradients]
        self.known.append(clipped[0])
        return clipped


class Lookup(keras.Model):
    '''Rows of a table, added up: its gradient is IndexedSlices; `unused` has none.'''

    def __init__(self, table):
        super().__init__()
        self.embedding = keras.layers.Embedding(len(table), 1)
        self.embedding.build((None,))
        self.embedding.set_weights([np.array(table)])
        self.unused = self.add_weight(shape=(2, 2), name="unused")

    def get_config(self):
        return {"table": self.embedding.get_weights()[0].tolist()}

    def call(self, rows):
        return tf.reduce_sum(self.embedding(rows), axis=1)


class TrainingSwitch(keras.layers.Layer):
    '''Doubles its input in training only.'''

    def call(self, x, training=False):
        return 2.0 * x if training else x


def switching(kernel):
    model = keras.Sequential(
        [keras.Input((len(kernel),)), TrainingSwitch(), keras.layers.Dense(1, use_bias=False)]
    )
    model.set_weights([kernel])
    return model


def unbiased(kernel):
    model = keras.Sequential([keras.Input((len(kernel),)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([kernel])
    return model


PASSES = tf.Variable(0)


class CountsPasses(keras.layers.Layer):
    '''Hands its input on, and counts the calls with training=True, those of copies too.'''

    def call(self, x, training=False):
        if training:
            PASSES.assign_add(1)
        return tf.identity(x)


def counting(kernel, bias):
    model = keras.Sequential([keras.Input((len(kernel),)), CountsPasses(), keras.layers.Dense(1)])
    model.set_weights([kernel, bias])
    return model


def passes():
    return int(PASSES)
"""
# More examples than a batch has anywhere, and one more than the usual sizes divide: in a mean over
# batches the last of them counts as much as a whole batch.
MANY = 641
ONE_FORWARD_HINT = (
    "Take loss and gradients from one forward pass: a second one with training=True, for the "
    "record, updates the statistics of BatchNorm and the state of Dropout once more."
)


@dataclass
class Run:
    """Gradient descent on a linear model, by hand: what a right solution reports and leaves."""

    kernel: np.ndarray
    bias: np.ndarray
    losses: list[float] = field(default_factory=list)
    received: list[list[np.ndarray]] = field(default_factory=list)

    def train(
        self, x: np.ndarray, y: np.ndarray, rate: float, factors: Sequence[float | None]
    ) -> "Run":
        """Take one full-batch step a factor; None skips the update."""
        for factor in factors:
            error = x @ self.kernel + self.bias - y
            gradients = [2 * x.T @ error / len(x), 2 * error.mean(axis=0)]
            self.losses.append(float(np.mean(error**2)))
            self.received.append(gradients)
            self.kernel = self.kernel - rate * (factor or 0.0) * gradients[0]
            self.bias = self.bias - rate * (factor or 0.0) * gradients[1]
        return self

    def norms(self) -> list[float]:
        """Return the global norm of each step before clipping."""
        return [expected.global_norm(gradients) for gradients in self.received]


@dataclass(frozen=True)
class Task:
    """A regression task with a starting point, drawn at random."""

    x: np.ndarray
    y: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray
    rate: float

    @classmethod
    def draw(cls, random: Random, examples: int = 12) -> "Task":
        """Return examples of 3 features with a target that a linear model nearly fits."""
        x = random.normal(size=(examples, 3)).astype("float32")
        noise = 0.3 * random.normal(size=(examples, 1))
        y = (x @ random.normal(size=(3, 1)) + noise).astype("float32")
        kernel = random.normal(size=(3, 1)).astype("float32")
        bias = random.normal(size=1).astype("float32")
        return cls(x, y, kernel, bias, float(random.uniform(0.02, 0.06)))

    def run(self, factors: Sequence[float | None]) -> Run:
        """Return the run as it should be."""
        start = Run(self.kernel.astype("float64"), self.bias.astype("float64"))
        return start.train(self.x, self.y, self.rate, factors)


@dataclass(frozen=True)
class Trained:
    """What train_with_clipping gave, and the objects in the worker that it was given."""

    history: Any
    model: Any
    clip: Any

    def series(self, key: str, length: int) -> list[Any]:
        """Return one list of the history."""
        history = self.history
        require(isinstance(history, dict), "expected a dict of lists", history)
        assert key in history, f"expected the key {key!r}, got only {sorted(map(str, history))}"
        return as_list(history[key], length, f"history[{key!r}], one entry a step")

    def assert_series(self, key: str, asked: Sequence[float]) -> None:
        """Require one list of the history, number by number."""
        for index, value in enumerate(self.series(key, len(asked))):
            assert_number(value, asked[index], f"history[{key!r}][{index}]", tolerance=1e-4)


def assert_moved(model: Any, task: Task) -> None:
    """Require that training changed the kernel, in whatever way."""
    kernel = as_array(model.get_weights()[0], "kernel after training")
    assert not np.allclose(kernel, task.kernel), (
        "expected training to change the kernel, got it unchanged"
    )


def assert_one_pass(given: Any, steps: int, spare: int = 0) -> None:
    """Require no more passes with training=True than steps, of the models that `given` made.

    `spare` passes more are let through, where another criterion asks about them.
    """
    came = given.passes()
    message = f"forward passes with training=True in {steps} steps: expected {steps}, got {came}"
    assert came <= steps + spare, message


def train(
    student: Any,
    task: Task,
    epochs: int,
    clip: Sequence[Any] = (),
    loss: str = "mean_squared_error",
) -> Trained:
    """Train the linear model of a task with the clip function `Clip(*clip)`."""
    given = student.load(GIVEN)
    model, clip_function = given.linear(task.kernel, task.bias), given.Clip(*clip)
    rest = (getattr(given, loss), given.sgd(task.rate), clip_function)
    history = student.train_with_clipping(model, task.x, task.y, *rest, epochs=epochs)
    return Trained(history, model, clip_function)
