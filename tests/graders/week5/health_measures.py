"""Criteria of gradient_health; test_5_robust_network imports them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from compare import assert_array, assert_keys, assert_number, entry, number
from linear_networks import GIVEN, LinearNetwork, chain_with_norms
from training_task import MANY

from autograder.testing.checks import as_array, as_float, as_list, require

Random = np.random.Generator
NAME = "gradient_health"
MEASURES = {"min": np.min, "max": np.max, "mean": np.mean, "std": np.std}
COUNTS = {"vanished_layers", "weak_layers", "exploding_layers", "total_layers"}
# Between the states, and how far above them lies what is near.
LIMITS = (1e-6, 1e-4, 10.0)
NEAR = (1.02, 1.08)
KEYS = {"step", "loss", *COUNTS, *(f"{name}_gradient" for name in MEASURES)}


def measured(student: Any, model: Any, x: Any, y: Any, steps: int) -> list[dict[Any, Any]]:
    """Return what gradient_health gives, checked to be a dict for each step."""
    x, y = (np.asarray(array, dtype="float32") for array in (x, y))
    came = student.gradient_health(model, x, y, steps=steps)
    run = as_list(came, steps, f"{NAME}(..., steps={steps})")
    for index, report in enumerate(run):
        require(isinstance(report, dict), f"step {index}: expected a dict", report)
    return run


def assert_over_steps(
    run: Sequence[dict[Any, Any]], key: str, asked: Sequence[float], floor: float = 1e-7
) -> None:
    """Require one entry at every step."""
    for index, report in enumerate(run):
        assert_number(entry(report, key), asked[index], f"{key!r} at step {index}", 2e-4, floor)


def assert_measures(run: Sequence[dict[Any, Any]], norms: Sequence[Sequence[float]]) -> None:
    """Require smallest, largest, mean and standard deviation of the norms of every step."""
    for name, summary in MEASURES.items():
        values = [float(summary(of_step)) for of_step in norms]
        assert_over_steps(run, f"{name}_gradient", values, floor=0.1 * np.max(norms))


def one_step(student: Any, make: str, *arguments: Any, target: float = 0.0) -> dict[Any, Any]:
    """Return the report of one step of a given chain on input 1."""
    model = getattr(student.load(GIVEN), make)(*arguments)
    return measured(student, model, np.ones((4, 1)), np.full((4, 1), target), 1)[0]


def assert_states(student: Any, norms: Sequence[float], asked: dict[str, int]) -> dict[Any, Any]:
    """Require how many layers are in each state, of a chain with these norms; return the report."""
    weights, target = chain_with_norms(norms)
    report = one_step(student, "chain", weights, target=target)
    shown = ", ".join(f"{norm:.3g}" for norm in norms)
    for state, count in asked.items():
        key = f"{state}_layers"
        assert_number(entry(report, key), count, f"{key!r} of layers with the norms {shown}")
    return report


def moved(model: Any, network: LinearNetwork) -> bool:
    """Whether a model has other weights than it was made with; if it should is another's."""
    pairs = zip(model.get_weights(), network.weights(), strict=True)
    return any(not np.allclose(as_array(came, "weight"), asked) for came, asked in pairs)


def assert_alike(came: dict[Any, Any], asked: dict[Any, Any], when: str) -> None:
    """Require of two reports that they hold the same loss and measures."""
    for key in ("loss", *(f"{name}_gradient" for name in MEASURES)):
        value = number(entry(asked, key), f"{key!r}")
        if np.isfinite(value):
            assert_number(entry(came, key), value, f"{key!r} {when}", 2e-4)


class TestGradientHealth:
    """Criteria of gradient_health."""

    @pytest.mark.criterion(
        NAME, hint="Steps count from 0; a layer is a kernel; float() and int() make plain numbers."
    )
    def test_one_dict_a_step(self, student: Any, random: Random) -> None:
        """Give one dict per step, counted from 0, with the required keys and plain numbers."""
        network, steps = LinearNetwork.draw(random), int(random.integers(2, 6))
        run = measured(student, network.make(student.load(GIVEN)), network.x, network.y, steps)
        for index, report in enumerate(run):
            assert_keys(report, KEYS, f"the dict of step {index}")
            for key, value in report.items():
                as_float(value, f"{key!r} at step {index}")
        assert_over_steps(run, "step", range(steps))
        model, x, y = network.make(student.load(GIVEN)), network.x, network.y
        as_list(student.gradient_health(model, x, y), 10, f"{NAME} without steps")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Take one norm per trainable variable of rank 2 or more, told apart by path; no "
        "biases.",
        mistakes=(37,),
    )
    def test_norms_of_kernels(self, student: Any, random: Random) -> None:
        """Give smallest, largest, mean and standard deviation of the kernels' gradient norms."""
        network = LinearNetwork.draw(random)
        model, x, y = network.make(student.load(GIVEN)), network.x, network.y
        assert_measures(measured(student, model, x, y, 1), network.train(1).norms)
        model = student.load(GIVEN).compiled_many_variables()
        x, y = random.normal(size=(40, 4, 1)), random.normal(size=(40, 2))
        report = measured(student, model, x, y, 1)[0]
        what = "'total_layers' of a model with three trainable kernels and a frozen one"
        assert_number(entry(report, "total_layers"), 3, what)

    @pytest.mark.criterion(
        NAME, hint="Squares of 1e-25 are zero in float32: cast to float64 before you square."
    )
    def test_norms_in_float64(self, student: Any, random: Random) -> None:
        """Measure norms of 1e-25 as they are, not as zero."""
        small = float(random.uniform(0.9, 1.1)) * 1e-25
        # One kernel of one entry: which of them are measured, and how, is asked elsewhere.
        model = student.load(GIVEN).chain([1.0])
        report = measured(student, model, np.full((4, 1), small), np.ones((4, 1)), 1)[0]
        what = f"'min_gradient' of one kernel whose gradient is {2 * small:.4g}"
        assert_number(entry(report, "min_gradient"), 2 * small, what, tolerance=1e-3, floor=0.0)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Call model.compute_loss before the update, regularisers included, on all rows: it "
        "takes labels of shape (n,), too.",
        mistakes=(39, 40),
    )
    def test_loss_as_fit(self, student: Any, random: Random) -> None:
        """Report the loss that `fit` would minimise, with regularisation, before the update."""
        penalty = float(random.uniform(0.05, 0.1))
        network = LinearNetwork.draw(random, penalty=penalty, examples=MANY)
        run = measured(student, network.make(student.load(GIVEN)), network.x, network.y, 1)
        assert_over_steps(run, "loss", network.train(1).losses)
        weight, x = float(random.uniform(1, 2)), random.normal(size=(9, 1)).astype("float32")
        labels = random.permutation([0, 1] * 4 + [1])  # of shape (9,), as fit takes them
        model = student.load(GIVEN).classifier(weight)
        came = entry(measured(student, model, x, labels, 1)[0], "loss")
        asked = np.mean(np.log1p(np.exp(-weight * np.where(labels == 1, x[:, 0], -x[:, 0]))))
        assert_number(came, float(asked), "'loss' of two classes, labels of shape (9,)", 1e-4)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="model.optimizer itself, no copy, makes one update a step with unchanged gradients.",
    )
    def test_trains_the_model(self, student: Any, random: Random) -> None:
        """Train the model in place with its own optimizer, one update per step."""
        network = LinearNetwork.draw(random, momentum=float(random.uniform(0.5, 0.9)))
        model, done = network.make(student.load(GIVEN)), 0
        # What the optimizer carries on, its momentum, lasts from call to call.
        for steps in (1, 2, 1):
            measured(student, model, network.x, network.y, steps)
            done += steps
            pairs = zip(model.get_weights(), network.train(steps).weights(), strict=True)
            for index, (came, asked) in enumerate(pairs):
                what = f"weights[{index}] after {done} steps of SGD with momentum"
                assert_array(came, asked, what, floor=1.0)

    @pytest.mark.criterion(
        NAME,
        hint="Measure again in each step, before its update: loss and norms belong together.",
    )
    def test_measured_at_each_step(self, student: Any, random: Random) -> None:
        """Measure the loss and the norms of each step with the weights before its update."""
        network, given = LinearNetwork.draw(random), student.load(GIVEN)
        steps = int(random.integers(3, 6))
        run = measured(student, network.make(given), network.x, network.y, steps)
        for done in (1, steps - 1):
            model = network.make(given)
            measured(student, model, network.x, network.y, done)
            if moved(model, network):
                # What they measure there, whatever that is, and however they came there.
                (asked,) = measured(student, model, network.x, network.y, 1)
                assert_alike(
                    run[done], asked, f"at step {done} of {steps}, as in a call from there"
                )

    @pytest.mark.criterion(
        NAME,
        hint="fit, train_on_batch or model(x, training=True) only for the record is an extra pass.",
    )
    def test_one_pass_a_step(self, student: Any, random: Random) -> None:
        """Call the model with training=True once per step, so that its state is updated once."""
        given, steps = student.load(GIVEN), int(random.integers(3, 6))
        model = given.counting_calls()
        for done in (1, steps):
            measured(student, model, random.normal(size=(40, 3)), random.normal(size=(40, 1)), done)
            came = number(given.calls(model), "calls counted")
            asked = float(done) if done == 1 else 1.0 + steps
            message = f"expected {asked:g} forward passes with training=True in {asked:g} steps"
            # Fewer are no second pass: whether it trains, and in which mode, is asked elsewhere.
            assert came <= asked, f"{message}, got {came:g}"

    @pytest.mark.criterion(
        NAME,
        hint="The optimizer clips later, by itself: measure the gradients that the tape gives.",
        mistakes=(24,),
    )
    def test_norms_before_clipping(self, student: Any, random: Random) -> None:
        """Measure the gradients before the optimizer clips them."""
        weight, limit = float(random.uniform(1, 2)), float(random.uniform(0.05, 0.2))
        model = student.load(GIVEN).chain([weight], learning_rate=1.0, clipnorm=limit)
        run = measured(student, model, np.ones((4, 1)), np.zeros((4, 1)), 1)
        assert_over_steps(run, "min_gradient", [2 * weight])
        assert_over_steps(run, "max_gradient", [2 * weight])

    @pytest.mark.criterion(
        NAME,
        hint="Without training=True Dropout and BatchNorm behave as in prediction.",
        mistakes=(38,),
    )
    def test_training_mode(self, student: Any, random: Random) -> None:
        """Call the model with training=True."""
        weight = float(random.uniform(0.5, 2))
        report = one_step(student, "switching", weight)
        for key, asked in {"loss": 4 * weight**2, "max_gradient": 8 * weight}.items():
            what = f"{key!r} of a layer that doubles in training"
            assert_number(entry(report, key), asked, what, tolerance=1e-4)

    @pytest.mark.criterion(
        NAME, weight=2, hint="Vanished is below 1e-6, weak from there to 1e-4, exploding above 10."
    )
    def test_states_counted(self, student: Any, random: Random) -> None:
        """Count vanished, weak and exploding layers, each layer in one state at most."""
        for _ in range(2):
            vanished, weak, exploding = map(int, random.integers(1, 4, size=3))
            norms = [
                *10 ** random.uniform(-7.5, -6.3, size=vanished),
                *10 ** random.uniform(-5.7, -4.3, size=weak),
                *10 ** random.uniform(-3.7, 0.7, size=2),
                *10 ** random.uniform(1.3, 2.0, size=exploding),
            ]
            asked = {"vanished": vanished, "weak": weak, "exploding": exploding}
            assert_states(student, random.permutation(norms), asked)
        near = np.concatenate([limit * random.uniform(*NEAR, size=2) for limit in LIMITS])
        beyond = near / np.repeat(LIMITS, 2)
        assert_states(student, near / beyond**2, {"vanished": 2, "weak": 2, "exploding": 0})
        assert_states(student, near, {"vanished": 0, "weak": 2, "exploding": 2})
        report = one_step(student, "chain", [5.0])
        assert_number(entry(report, "exploding_layers"), 0, "'exploding_layers' at a norm of 10")

    @pytest.mark.criterion(
        NAME,
        hint="None means that the loss does not depend on the kernel: its norm is 0.0.",
        mistakes=(13,),
    )
    def test_missing_gradient_is_zero(self, student: Any, random: Random) -> None:
        """Count a kernel that does not affect the loss as vanished, with norm 0."""
        report = one_step(student, "with_unused_kernel", float(random.uniform(0.5, 2)))
        for key, asked in {"min_gradient": 0, "vanished_layers": 1, "total_layers": 2}.items():
            assert_number(entry(report, key), asked, f"{key!r} with one kernel unused")

    @pytest.mark.criterion(
        NAME,
        hint="NaN > 10 is False: test for finite values, and go on to the last step.",
        mistakes=(34, 36),
    )
    def test_non_finite_explodes(self, student: Any, random: Random) -> None:
        """Count inf and NaN as exploding, leave them out of the four measures, and go on."""
        huge = float(10 ** random.uniform(25, 30))
        model = student.load(GIVEN).chain([huge, huge, 1.0])
        run = measured(student, model, np.ones((2, 1)), np.zeros((2, 1)), 3)
        assert_over_steps(run, "exploding_layers", [3, 3, 3])
        for name in MEASURES:
            value = number(entry(run[0], f"{name}_gradient"), f"'{name}_gradient'")
            message = f"'{name}_gradient' without a finite norm: expected nan, got {value:.4g}"
            assert np.isnan(value), message
        finite = float(10 ** random.uniform(-3.5, -2))
        asked = {"exploding": 1, "vanished": 0, "weak": 0}
        report = assert_states(student, random.permutation([1e40, finite]), asked)
        for name in ("min", "max", "mean"):
            what = f"'{name}_gradient' of the norms inf and {finite:.4g}"
            assert_number(entry(report, f"{name}_gradient"), finite, what, tolerance=1e-3)
