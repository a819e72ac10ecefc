"""Criteria of compare_optimizers; test_4_remedies imports them."""

from dataclasses import replace
from typing import Any

import expected
import numpy as np
import pytest
import training_task
from compare import assert_number, number
from comparison_runs import DEFAULT_EPOCHS, GIVEN, Comparison, Random, Setting, compare
from non_finite import assert_series
from training_task import MANY, ONE_FORWARD_HINT, assert_one_pass

from autograder.testing.checks import as_float, as_list

NAME = "compare_optimizers"
NUMBERS = ("final_loss", "average_gradient_norm", "gradient_stability", "loss_reduction")


class TestCompareOptimizers:
    """Criteria of compare_optimizers."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Give every run the same weights by get_weights, set_weights: a seed is not enough.",
        mistakes=(48,),
    )
    def test_same_start(self, student: Any, random: Random) -> None:
        """Start every run from the same weights, even if build_model gives others each time."""
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
        hint="An optimizer has state: make one per run, not one per step. Names keep their order.",
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
        hint="Before each update: the mean of loss_fn, and one root of all squares, with biases.",
        mistakes=(3, 19, 39),
    )
    def test_losses_and_norms(self, student: Any, random: Random) -> None:
        """Give loss and global norm of every full-batch step before its update."""
        setting = Setting.draw(random, examples=MANY, loss="squared_errors")
        setting = replace(setting, epochs=DEFAULT_EPOCHS)
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
        setting = Setting.draw(random, held_out=MANY)
        setting.y_val[-1] += 20  # a mean over batches must not come out the same by chance
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
            assert losses[0] != losses[-1], (
                f"'losses' of {name!r}: expected a change, got {losses[0]:.4g} first and last"
            )
        assert_one_pass(tasks, 2 * setting.epochs, spare=2)  # a validation for each run

    @pytest.mark.criterion(
        NAME,
        hint="Stability is the standard deviation (np.std), reduction the first loss - the last.",
    )
    def test_summaries(self, student: Any, random: Random) -> None:
        """Summarise each run, of a falling or a rising loss: mean, deviation, loss reduction."""
        setting = Setting.draw(random)
        comparison = compare(student, random, setting, [random.uniform(0.02, 0.06), 2.0])
        for name in comparison.makers:
            norms, losses = (
                comparison.numbers(name, key, setting.epochs)
                for key in ("gradient_norms", "losses")
            )
            asked = (None, np.mean(norms), np.std(norms), losses[0] - losses[-1])
            for key, wanted in zip(NUMBERS, asked, strict=True):
                value = as_float(comparison.value(name, key), f"{key!r} of {name!r}")
                if wanted is not None:
                    assert_number(value, float(wanted), f"{key!r} of {name!r}", 1e-4, floor=1e-3)

    @pytest.mark.criterion(
        NAME,
        hint="inf or NaN is no error: the run goes on to its end, and the next starts fresh.",
        mistakes=(36,),
    )
    def test_goes_on_when_diverged(self, student: Any, random: Random) -> None:
        """Give every run all its steps, even if inf or NaN occurs."""
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
        hint="Skip None, make IndexedSlices dense, and cast to float64 before squaring.",
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
