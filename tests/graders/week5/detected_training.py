"""Criteria of train_with_detection; test_2_explosion imports them.

The detector here says what it was told to say, so that training is judged and no detector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import training_task
from compare import assert_array, assert_number, number
from non_finite import assert_series
from training_task import MANY, ONE_FORWARD_HINT, Run, Task, assert_moved, assert_one_pass

from autograder.testing.checks import as_array, as_float, as_list

Random = np.random.Generator
NAME = "train_with_detection"
# Left out of a call that asks for so many.
DEFAULT_EPOCHS = 20
NAMES = ("kernel", "bias")

GIVEN = """
class Script:
    '''Says what it was told to say, and "ok" after that; notes gradients and weights it met.

    Shown the same gradients once more, it means the same step.
    '''

    def __init__(self, model, kinds):
        self.model, self.kinds = model, kinds
        self.received, self.weights, self.lengths = [], [], []
        self.steps = 0

    def observe(self, gradients):
        gradients = list(gradients)
        if not (self.received and self.received[-1][0] is gradients[0]):
            self.steps += 1
        self.received.append(gradients)
        self.lengths.append(len(gradients))
        self.weights.append(self.model.get_weights())
        return self.kinds[self.steps - 1] if self.steps <= len(self.kinds) else "ok"
"""


@dataclass(frozen=True)
class Watched:
    """What train_with_detection gave, and the objects in the worker that it was given."""

    losses: Any
    model: Any
    script: Any
    updates: int


def train(
    student: Any,
    task: Task,
    kinds: Sequence[str],
    epochs: int,
    loss: str = "mean_squared_error",
) -> Watched:
    """Train the linear model of a task under a detector that says `kinds`, step by step."""
    tasks = student.load(training_task.GIVEN)
    model = tasks.linear(task.kernel, task.bias)
    script = student.load(GIVEN).Script(model, list(kinds))
    optimizer = tasks.sgd(task.rate)
    rest = (getattr(tasks, loss), optimizer, script)
    asked = {} if epochs == DEFAULT_EPOCHS else {"epochs": epochs}
    losses = student.train_with_detection(model, task.x, task.y, *rest, **asked)
    return Watched(losses, model, script, tasks.updates(optimizer))


def assert_weights(came: Any, asked: Run, what: str) -> None:
    """Require the weights of a run."""
    kernel, bias = as_list(came, 2, f"the weights {what}")
    assert_array(kernel, asked.kernel, f"kernel {what}", floor=1.0)
    assert_array(bias, asked.bias, f"bias {what}", floor=1.0)


def onlooker(student: Any, model: Any) -> Any:
    """Return a detector that says "ok" of everything."""
    return student.load(GIVEN).Script(model, [])


def lengths_with_none(student: Any, random: Random) -> Any:
    """Return how many gradients a detector was shown in one step, of which one is None."""
    tasks, rows = student.load(training_task.GIVEN), random.integers(4, size=(6, 3))
    model = tasks.Lookup(random.normal(size=(4, 1)).astype("float32"))
    detector = onlooker(student, model)
    y = random.normal(size=(6, 1)).astype("float32")
    rest = (tasks.mean_squared_error, tasks.sgd(0.1), detector)
    student.train_with_detection(model, rows, y, *rest, epochs=1)
    return student.fetch(detector.lengths)


def first_loss(student: Any, task: Task, model: Any, x: Any) -> float:
    """Return the loss of the first step on these inputs."""
    tasks = student.load(training_task.GIVEN)
    rest = (tasks.mean_squared_error, tasks.sgd(task.rate), onlooker(student, model))
    losses = student.train_with_detection(model, x, task.y, *rest, epochs=1)
    return number(as_list(losses, 1, "the losses")[0], "the loss")


class TestTrainWithDetection:
    """Criteria of train_with_detection."""

    @pytest.mark.criterion(
        NAME,
        hint="One loss per step: the loss on all examples, not on batches, before the update.",
        mistakes=(40,),
        deliberate="The losses are what is asked for; what breaks them also shows elsewhere.",
    )
    def test_losses_of_every_step(self, student: Any, random: Random) -> None:
        """Give the loss of every full-batch step, each before its update."""
        for epochs, examples in ((int(random.integers(4, 8)), 12), (DEFAULT_EPOCHS, MANY)):
            task = Task.draw(random, examples)
            watched = train(student, task, [], epochs)
            assert_series(watched.losses, task.run([1.0] * epochs).losses, "the losses")

    @pytest.mark.criterion(NAME, hint="float(...) turns a tensor into a Python float.")
    def test_python_floats(self, student: Any, random: Random) -> None:
        """Give the losses as Python floats."""
        watched = train(student, Task.draw(random), [], 2)
        for index, loss in enumerate(as_list(watched.losses, 2, "the losses")):
            as_float(loss, f"the losses[{index}]")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint='Call observe once, before the update; at "non-finite", end the loop, raise nothing.',
        mistakes=(36, 40, 41),
    )
    def test_stops_before_the_update(self, student: Any, random: Random) -> None:
        """Stop at "non-finite" without the update, whatever the loss looks like."""
        task, good = Task.draw(random), int(random.integers(1, 4))
        watched = train(student, task, ["ok"] * good + ["non-finite"], good + 3)
        asked, steps = f"stop at step {good}", student.fetch(watched.script.steps)
        assert steps == good + 1, f"{asked}: expected {good + 1} steps, got {steps}"
        assert_weights(watched.model.get_weights(), task.run([1.0] * good), f"after {asked}")

    @pytest.mark.criterion(
        NAME,
        hint="The loss of the step that ends the training also goes into the list, once.",
    )
    def test_last_loss_included(self, student: Any, random: Random) -> None:
        """Include the loss of the step that ended the training."""
        task, good = Task.draw(random), int(random.integers(1, 4))
        watched = train(student, task, ["ok"] * good + ["non-finite"], good + 3)
        steps = int(student.fetch(watched.script.steps))
        last = as_list(watched.losses, steps, f"losses of a training stopped at step {steps - 1}")[
            -1
        ]
        if steps == good + 1:
            asked = task.run([1.0] * steps).losses[-1]
            assert_number(last, asked, "the loss of the step that was stopped", 1e-4)

    @pytest.mark.criterion(
        NAME,
        hint='"exploding" is only recorded: have the optimizer that was given apply the gradients '
        "unclipped, and go on.",
    )
    def test_exploding_goes_on(self, student: Any, random: Random) -> None:
        """Apply the gradients of a step called "exploding" as they are, and go on."""
        task, kinds = Task.draw(random), ["ok", "exploding", "ok", "exploding", "ok"]
        kinds = [str(kind) for kind in random.permutation(kinds)]
        watched = train(student, task, kinds, len(kinds))
        asked = task.run([1.0] * len(kinds))
        assert_weights(watched.model.get_weights(), asked, f"after {', '.join(kinds)}")
        made = f"updates made by the optimizer that was given: expected {len(kinds)}"
        assert watched.updates == len(kinds), f"{made}, got {watched.updates}"

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Call observe once a step, before the update, with the gradients of all variables, "
        "None in its place.",
        mistakes=(13, 19, 40, 41),
    )
    def test_detector_sees_gradients(self, student: Any, random: Random) -> None:
        """Show the detector all gradients of each step once, before the update."""
        task = Task.draw(random)
        watched, asked = train(student, task, [], 3), task.run([1.0] * 3)
        received = as_list(student.fetch(watched.script.received), 3, "calls of observe in 3 steps")
        for step, (came, wanted) in enumerate(zip(received, asked.received, strict=True)):
            gradients = as_list(came, 2, f"gradients given to observe at step {step}")
            for index, name in enumerate(NAMES):
                what = f"gradient of the {name} at step {step}"
                assert_array(gradients[index], wanted[index], what, floor=1.0)
        for step, weights in enumerate(student.fetch(watched.script.weights)):
            assert_weights(
                weights, task.run([1.0] * step), f"when observe is called in step {step}"
            )
        came = lengths_with_none(student, random)
        assert came == [2], f"gradients of 2 variables, one of them None: observe got {came}"

    @pytest.mark.criterion(
        NAME,
        hint="With one loss per example, the tape takes the gradient of their sum: take the mean "
        "first.",
        mistakes=(39,),
    )
    def test_mean_over_examples(self, student: Any, random: Random) -> None:
        """Take the mean when loss_fn gives one value per example."""
        task = Task.draw(random)
        mean = train(student, task, [], 3)
        assert_moved(mean.model, task)
        watched = train(student, task, [], 3, loss="squared_errors")
        losses = [number(loss, "a loss") for loss in as_list(mean.losses, 3, "the losses")]
        assert_series(watched.losses, losses, "the losses, loss_fn giving one value per example")
        asked = [as_array(part, "a weight") for part in mean.model.get_weights()]
        for came, wanted, name in zip(watched.model.get_weights(), asked, NAMES, strict=True):
            what = f"{name} trained on one loss per example, compared with the mean loss"
            assert_array(came, wanted, what, floor=1.0)

    @pytest.mark.criterion(
        NAME,
        hint="Without training=True Dropout and BatchNorm behave as in prediction.",
        mistakes=(38,),
    )
    def test_training_mode(self, student: Any, random: Random) -> None:
        """Call the model with training=True."""
        task, tasks = Task.draw(random), student.load(training_task.GIVEN)
        came, doubled, plain = (
            first_loss(student, task, make(task.kernel), x)
            for make, x in (
                (tasks.switching, task.x),
                (tasks.unbiased, 2 * task.x),
                (tasks.unbiased, task.x),
            )
        )
        assert plain != doubled, (
            f"expected a loss that depends on x, got {plain:.4g} for x and for 2 * x"
        )
        assert_number(came, doubled, "loss of a layer that doubles in training", 1e-4)

    @pytest.mark.criterion(NAME, hint=ONE_FORWARD_HINT, mistakes=(51,))
    def test_one_pass_a_step(self, student: Any, random: Random) -> None:
        """Take the loss and the gradients of a step from one forward pass."""
        task, steps = Task.draw(random), int(random.integers(3, 6))
        tasks = student.load(training_task.GIVEN)
        model = tasks.counting(task.kernel, task.bias)
        rest = (tasks.mean_squared_error, tasks.sgd(task.rate), onlooker(student, model))
        student.train_with_detection(model, task.x, task.y, *rest, epochs=steps)
        assert_moved(model, task)
        assert_one_pass(tasks, steps)

    @pytest.mark.criterion(
        NAME, hint="Record inf or NaN like any other loss: only the detector ends the training."
    )
    def test_non_finite_loss(self, student: Any, random: Random) -> None:
        """Record a loss that is inf or NaN like any other loss."""
        task = Task.draw(random)
        for bad in (np.inf, np.nan):
            task.y[int(random.integers(len(task.y)))] = bad
            what = f"the losses with {bad} in y"
            loss = number(as_list(train(student, task, [], 2).losses, 2, what)[0], "a loss")
            assert not np.isfinite(loss), f"{what}: expected {bad} first, got {loss:.4g}"
