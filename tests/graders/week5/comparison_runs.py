"""Runs of compare_optimizers, and how they should go.

The models are linear and the optimizers plain SGD, so that NumPy can repeat every run. Which of
the models that build_model gave lent its weights is the student's choice: the first loss tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import training_task
from compare import entry, number
from training_task import Run, Task

from autograder.testing.checks import as_array, as_list, require

Random = np.random.Generator
# Left out of a call that asks for so many.
DEFAULT_EPOCHS = 5

GIVEN = """
class Drifting(keras.layers.Layer):
    '''Multiplies by a state that grows with each call in training, as statistics move.

    Where it begins is random, as the other weights are.
    '''

    def build(self, shape):
        begin = keras.initializers.RandomUniform(0.5, 2.0)
        self.scale = self.add_weight(shape=(), initializer=begin, trainable=False)

    def call(self, x, training=False):
        if training:
            self.scale.assign_add(0.5)
        return self.scale * x


class BuildLinear:
    '''Gives a linear model with new weights at each call, whatever seeds are set; notes them.

    `first` makes its first layer; None gives none.
    '''

    def __init__(self, seed, features, first=None):
        self.random, self.features, self.first = np.random.default_rng(seed), features, first
        self.starts = []

    def __call__(self):
        first = [self.first()] if self.first else []
        model = keras.Sequential([keras.Input((self.features,)), *first, keras.layers.Dense(1)])
        dense = model.layers[-1]
        kernel = self.random.normal(size=(self.features, 1)).astype("float32")
        dense.set_weights([kernel, self.random.normal(size=1).astype("float32")])
        self.starts.append(dense.get_weights())
        return model


class MakeSGD:
    '''Gives a new optimizer at each call, and counts the calls.'''

    def __init__(self, rate):
        self.rate, self.calls = rate, 0

    def __call__(self):
        self.calls += 1
        return keras.optimizers.SGD(self.rate)


def always(give, *arguments):
    return lambda: give(*arguments)


def above_one(loss_fn):
    return lambda y_true, y_pred: 1.0 + loss_fn(y_true, y_pred)
"""


@dataclass(frozen=True)
class Setting:
    """What compare_optimizers is given, apart from the optimizers."""

    task: Task
    x_val: Any
    y_val: Any
    epochs: int
    loss: str = "mean_squared_error"

    @classmethod
    def draw(cls, random: Random, examples: int = 12, held_out: int = 7, **given: Any) -> "Setting":
        """Return a task with other examples for validation and 3 to 6 epochs."""
        x, y = (random.normal(size=(held_out, size)).astype("float32") for size in (3, 1))
        return cls(Task.draw(random, examples), x, y, int(random.integers(3, 7)), **given)

    def run(self, start: Sequence[Any], rate: float, stretch: float = 1.0) -> Run:
        """Return the run as it should be, its inputs multiplied by `stretch`."""
        kernel, bias = (as_array(part, "a weight").astype("float64") for part in start)
        x = stretch * self.task.x.astype("float64")
        return Run(kernel, bias).train(x, self.task.y, rate, [1.0] * self.epochs)

    def validation_loss(self, run: Run) -> float:
        """Return the loss on the validation data with the weights that a run left."""
        return float(np.mean((self.x_val @ run.kernel + run.bias - self.y_val) ** 2))


@dataclass(frozen=True)
class Comparison:
    """What compare_optimizers gave, and the objects in the worker that it was given."""

    results: Any
    build: Any
    makers: dict[str, Any]

    def result(self, name: str) -> dict[Any, Any]:
        """Return the dict of one run."""
        result = entry(self.results, name)
        require(isinstance(result, dict), f"{name!r}: expected a dict", result)
        return result

    def value(self, name: str, key: str) -> Any:
        """Return one entry of one run."""
        return entry(self.result(name), key)

    def numbers(self, name: str, key: str, length: int) -> list[float]:
        """Return one list of one run as numbers."""
        what = f"{key!r} of {name!r}"
        return [number(value, what) for value in as_list(self.value(name, key), length, what)]

    def first(self, name: str, key: str) -> float:
        """Return the first number of one list of one run."""
        series = self.value(name, key)
        require(isinstance(series, list | tuple), f"{key!r}: expected a list", series)
        assert series, f"{key!r} of {name!r} is empty"
        return number(series[0], f"{key!r} of {name!r} at step 0")

    def run(self, student: Any, setting: Setting, name: str, stretch: float = 1.0) -> Run:
        """Return one run as it should be, from the start that its first loss tells."""
        rate = float(student.fetch(self.makers[name].rate))
        runs = [setting.run(s, rate, stretch) for s in student.fetch(self.build.starts)]
        assert runs, "build_model was never called"
        loss = self.first(name, "losses")
        return min(runs, key=lambda run: abs(run.losses[0] - loss))


def compare(
    student: Any, random: Random, setting: Setting, rates: Sequence[float], first: Any = None
) -> Comparison:
    """Compare SGD at some rates; the names are in an order that sorting would change.

    `first` makes the first layer of each model.
    """
    given = student.load(GIVEN)
    seed, features = int(random.integers(1 << 30)), setting.task.x.shape[1]
    build = given.BuildLinear(seed, features, first)
    makers = {f"SGD {9 - index}": given.MakeSGD(float(rate)) for index, rate in enumerate(rates)}
    loss_fn = getattr(student.load(training_task.GIVEN), setting.loss)
    data = (setting.task.x, setting.task.y, setting.x_val, setting.y_val)
    epochs = {} if setting.epochs == DEFAULT_EPOCHS else {"epochs": setting.epochs}
    results = student.compare_optimizers(build, makers, *data, loss_fn, **epochs)
    require(isinstance(results, dict), "expected a dict of dicts", results)
    return Comparison(results, build, makers)
