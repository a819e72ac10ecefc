"""Criteria of compare_optimizers; test_4_remedies imports them.

The models are linear and the optimizers plain SGD, so that NumPy can repeat every run. Which of
the models that build_model gave lent its weights is the student's choice: the first loss tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import expected
import numpy as np
import pytest
import training_task
from compare import assert_number, entry, number
from non_finite import assert_series
from training_task import ONE_FORWARD_HINT, Run, Task, assert_one_pass

from autograder.grading.checks import as_array, as_float, as_list, describe

Random = np.random.Generator
NAME = "compare_optimizers"
# Left out of a call that asks for so many.
DEFAULT_EPOCHS = 5
NUMBERS = ("final_loss", "average_gradient_norm", "gradient_stability", "loss_reduction")

GIVEN = """
class Drifting(keras.layers.Layer):
    '''Multiplies by a state that grows with each call in training, as statistics move.'''

    def build(self, shape):
        self.scale = self.add_weight(shape=(), initializer="ones", trainable=False)

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
    def draw(cls, random: Random, **given: Any) -> "Setting":
        """Return a task with 7 examples for validation and 3 to 6 epochs."""
        x, y = (random.normal(size=(7, size)).astype("float32") for size in (3, 1))
        return cls(Task.draw(random), x, y, int(random.integers(3, 7)), **given)

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
        assert isinstance(result, dict), f"{name!r}: expected a dict, got {describe(result)}"
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
        assert isinstance(series, list | tuple), f"{key!r}: expected a list, got {describe(series)}"
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
    assert isinstance(results, dict), f"expected a dict of dicts, got {describe(results)}"
    return Comparison(results, build, makers)


class TestCompareOptimizers:
    """Criteria of compare_optimizers."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Each run needs one model's weights again, from get_weights: a seed will not do.",
        mistakes=(48,),
    )
    def test_same_start(self, student: Any, random: Random) -> None:
        """Start every run from the same weights, whatever build_model gives at the next call."""
        setting, rates = Setting.draw(random), random.uniform(0.01, 0.02, size=3)
        comparison = compare(student, random, setting, rates, student.load(GIVEN).Drifting)
        names = list(comparison.makers)
        for key in ("losses", "gradient_norms"):
            asked = comparison.first(names[0], key)
            for name in names[1:]:
                what = f"{key!r} of {name!r} at step 0, as in {names[0]!r}"
                assert_number(comparison.first(name, key), asked, what, 1e-4)

    @pytest.mark.criterion(
        NAME,
        hint="An optimizer remembers: make one a run, not one a step; the names keep their order.",
    )
    def test_optimizer_made_once_a_run(self, student: Any, random: Random) -> None:
        """Make each optimizer once, and give the runs under their names, in their order."""
        setting = Setting.draw(random)
        comparison = compare(student, random, setting, random.uniform(0.02, 0.06, size=3))
        for name, maker in comparison.makers.items():
            calls = student.fetch(maker.calls)
            assert calls == 1, f"{name!r}: expected 1 call of its function, got {calls}"
        came, asked = list(comparison.results), list(comparison.makers)
        assert came == asked, f"expected the names {asked} in this order, got {came}"

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint="Before each update: the mean of loss_fn, and one root over all squares, biases' too.",
        mistakes=(3, 19, 39),
    )
    def test_losses_and_norms(self, student: Any, random: Random) -> None:
        """Give loss and global norm of every full-batch step before its update."""
        setting = replace(Setting.draw(random, loss="squared_errors"), epochs=DEFAULT_EPOCHS)
        comparison = compare(student, random, setting, random.uniform(0.02, 0.06, size=1))
        name = next(iter(comparison.makers))
        asked = comparison.run(student, setting, name)
        series = {"losses": asked.losses, "gradient_norms": asked.norms()}
        for key, values in series.items():
            assert_series(comparison.value(name, key), values, f"{key!r}")
            for index, value in enumerate(comparison.value(name, key)):
                as_float(value, f"{key!r}[{index}]")

    @pytest.mark.criterion(
        NAME, weight=2, hint="final_loss is of x_val and y_val after the last update, not of x."
    )
    def test_final_loss(self, student: Any, random: Random) -> None:
        """Give the loss on the validation data after the last update."""
        setting = Setting.draw(random)
        comparison = compare(student, random, setting, random.uniform(0.02, 0.06, size=1))
        name = next(iter(comparison.makers))
        asked = setting.validation_loss(comparison.run(student, setting, name))
        assert_number(comparison.value(name, "final_loss"), asked, "'final_loss'", 1e-4)

    @pytest.mark.criterion(
        NAME,
        hint="training=True in the steps, training=False for the validation loss.",
        mistakes=(38,),
    )
    def test_training_and_validation_mode(self, student: Any, random: Random) -> None:
        """Train with training=True, validate with training=False."""
        setting = Setting.draw(random)
        setting = replace(setting, x_val=setting.task.x, y_val=setting.task.y, epochs=1)
        switch = student.load(training_task.GIVEN).TrainingSwitch
        comparison = compare(student, random, setting, [1e-9], switch)
        name, what = next(iter(comparison.makers)), "a layer that doubles in training"
        asked = comparison.run(student, setting, name, stretch=2.0)
        loss = comparison.first(name, "losses")
        assert_number(loss, asked.losses[0], f"'losses'[0], {what}", 1e-4)
        final, wanted = comparison.value(name, "final_loss"), setting.validation_loss(asked)
        assert_number(final, wanted, f"'final_loss' on x and y themselves, {what}", 1e-4)

    @pytest.mark.criterion(NAME, hint=ONE_FORWARD_HINT, mistakes=(51,))
    def test_one_pass_a_step(self, student: Any, random: Random) -> None:
        """Take the loss and the gradients of a step from one forward pass."""
        setting, tasks = Setting.draw(random), student.load(training_task.GIVEN)
        rates = random.uniform(0.02, 0.06, size=2)
        comparison = compare(student, random, setting, rates, tasks.CountsPasses)
        for name in comparison.makers:
            losses = comparison.numbers(name, "losses", setting.epochs)
            assert losses[0] != losses[-1], f"'losses' of {name!r} are all {losses[0]:.4g}"
        assert_one_pass(tasks, 2 * setting.epochs, spare=2)  # a validation for each run

    @pytest.mark.criterion(
        NAME, hint="Stability: root of the mean squared deviation; reduction: first loss - last."
    )
    def test_summaries(self, student: Any, random: Random) -> None:
        """Sum up the lists of a run in mean, standard deviation and loss reduction."""
        setting = Setting.draw(random)
        comparison = compare(student, random, setting, random.uniform(0.02, 0.06, size=1))
        name = next(iter(comparison.makers))
        norms, losses = (
            comparison.numbers(name, key, setting.epochs) for key in ("gradient_norms", "losses")
        )
        asked = (None, np.mean(norms), np.std(norms), losses[0] - losses[-1])
        for key, wanted in zip(NUMBERS, asked, strict=True):
            value = as_float(comparison.value(name, key), f"{key!r}")
            if wanted is not None:
                assert_number(value, float(wanted), f"{key!r}", 1e-4, floor=1e-3)

    @pytest.mark.criterion(
        NAME,
        hint="inf or NaN is no exception: the run goes on to its end, and the next starts afresh.",
        mistakes=(36,),
    )
    def test_goes_on_when_diverged(self, student: Any, random: Random) -> None:
        """Give every run all its steps, one that meets inf and NaN too."""
        setting = Setting.draw(random)
        rates = [float(random.uniform(0.02, 0.06)), 1e30, float(random.uniform(0.02, 0.06))]
        comparison = compare(student, random, setting, rates)
        for name in comparison.makers:
            for key in ("losses", "gradient_norms"):
                as_list(comparison.value(name, key), setting.epochs, f"{key!r} of {name!r}")
            for key in NUMBERS:
                number(comparison.value(name, key), f"{key!r} of {name!r}")
        last = list(comparison.makers)[-1]
        asked = comparison.run(student, setting, last).losses
        what = f"'losses' of {last!r}, after one that diverged"
        assert_series(comparison.value(last, "losses"), asked, what)

    @pytest.mark.criterion(
        NAME,
        hint="Skip None, make IndexedSlices dense, cast to float64 before squares are lost.",
        mistakes=(13, 16, 17),
    )
    def test_norms_of_any_gradients(self, student: Any, random: Random) -> None:
        """Skip None, make IndexedSlices dense, and compute the norm in float64."""
        rows, size = random.integers(4, size=(6, 3)), float(10 ** random.uniform(-28, -24))
        given, tasks = student.load(GIVEN), student.load(training_task.GIVEN)
        for factor in (1.0, size):
            table, y = (factor * random.normal(size=(count, 1)) for count in (4, 6))
            build = given.always(tasks.Lookup, table.astype("float32"))
            y = y.astype("float32")
            makers = {"SGD": given.always(tasks.sgd, 1e-3)}
            data = (rows, y, rows, y, given.above_one(tasks.mean_squared_error))
            results = student.compare_optimizers(build, makers, *data, epochs=1)
            gradient = np.zeros_like(table)
            np.add.at(gradient, rows, (2 / 6 * (table[rows].sum(axis=1) - y))[:, None])
            norm = Comparison(results, build, makers).first("SGD", "gradient_norms")
            what = f"norm of an embedding's gradient, entries of about {factor:.3g}"
            assert_number(norm, expected.norm(gradient), what, 1e-4, floor=0.0)
