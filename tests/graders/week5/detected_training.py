"""Criteria of train_with_detection; test_2_explosion imports them.

The detector here says what it was told to say, so that training is judged and no detector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import training_task
from compare import assert_array, assert_number
from non_finite import assert_series
from training_task import Run, Task

from autograder.grading.checks import as_float, as_list

Random = np.random.Generator
NAME = "train_with_detection"
# Left out of a call that asks for so many.
DEFAULT_EPOCHS = 20

GIVEN = """
class Script:
    '''Says what it was told to say, and "ok" after that; notes gradients and weights it met.'''

    def __init__(self, model, kinds):
        self.model, self.kinds = model, kinds
        self.received, self.weights = [], []

    def observe(self, gradients):
        self.received.append(list(gradients))
        self.weights.append(self.model.get_weights())
        step = len(self.received) - 1
        return self.kinds[step] if step < len(self.kinds) else "ok"
"""


@dataclass(frozen=True)
class Watched:
    """What train_with_detection gave, and the objects in the worker that it was given."""

    losses: Any
    model: Any
    script: Any


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
    rest = (getattr(tasks, loss), tasks.sgd(task.rate), script)
    asked = {} if epochs == DEFAULT_EPOCHS else {"epochs": epochs}
    losses = student.train_with_detection(model, task.x, task.y, *rest, **asked)
    return Watched(losses, model, script)


def assert_weights(came: Any, asked: Run, what: str) -> None:
    """Require the weights of a run."""
    kernel, bias = as_list(came, 2, f"the weights {what}")
    assert_array(kernel, asked.kernel, f"kernel {what}", floor=1.0)
    assert_array(bias, asked.bias, f"bias {what}", floor=1.0)


class TestTrainWithDetection:
    """Criteria of train_with_detection."""

    @pytest.mark.criterion(
        NAME, hint="One loss a step: that of all examples, before the update.", mistakes=(40,)
    )
    def test_losses_of_every_step(self, student: Any, random: Random) -> None:
        """Give the loss of every full-batch step, each before its update."""
        for epochs in (int(random.integers(4, 8)), DEFAULT_EPOCHS):
            task = Task.draw(random)
            watched = train(student, task, [], epochs)
            assert_series(watched.losses, task.run([1.0] * epochs).losses, "the losses")

    @pytest.mark.criterion(NAME, hint="float(...) makes of a tensor the Python float that is due.")
    def test_python_floats(self, student: Any, random: Random) -> None:
        """Give the losses as Python floats."""
        watched = train(student, Task.draw(random), [], 2)
        for index, loss in enumerate(as_list(watched.losses, 2, "the losses")):
            as_float(loss, f"the losses[{index}]")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint='Ask once a step, before the update; at "non-finite" end the loop without raising.',
        mistakes=(36, 40, 41),
    )
    def test_stops_before_the_update(self, student: Any, random: Random) -> None:
        """Stop at "non-finite" without the update, whatever the loss looks like."""
        task, good = Task.draw(random), int(random.integers(1, 4))
        watched = train(student, task, ["ok"] * good + ["non-finite"], good + 3)
        calls = len(student.fetch(watched.script.received))
        asked = f"stop at step {good}"
        assert calls == good + 1, f"{asked}: expected {good + 1} calls of observe, got {calls}"
        assert_weights(watched.model.get_weights(), task.run([1.0] * good), f"after {asked}")

    @pytest.mark.criterion(
        NAME,
        hint="The loss of the step that ends the training belongs into the list, once.",
        needs=("losses_of_every_step", "stops_before_the_update"),
    )
    def test_last_loss_included(self, student: Any, random: Random) -> None:
        """Give the loss of the step that ended the training, too."""
        task, good = Task.draw(random), int(random.integers(1, 4))
        watched = train(student, task, ["ok"] * good + ["non-finite"], good + 3)
        asked = task.run([1.0] * (good + 1)).losses
        assert_series(watched.losses, asked, f"losses of a training stopped at step {good}")

    @pytest.mark.criterion(
        NAME,
        hint='"exploding" is only noted: the gradients are applied, unclipped, and it goes on.',
    )
    def test_exploding_goes_on(self, student: Any, random: Random) -> None:
        """Apply the gradients of a step called "exploding" as they are, and go on."""
        task, kinds = Task.draw(random), ["ok", "exploding", "ok", "exploding", "ok"]
        kinds = [str(kind) for kind in random.permutation(kinds)]
        watched = train(student, task, kinds, len(kinds))
        asked = task.run([1.0] * len(kinds))
        assert_weights(watched.model.get_weights(), asked, f"after {', '.join(kinds)}")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Call observe once a step, before the update, with the gradients of all variables.",
        mistakes=(19, 40, 41),
    )
    def test_detector_sees_gradients(self, student: Any, random: Random) -> None:
        """Show the detector all gradients of each step once, before the update."""
        task = Task.draw(random)
        watched, asked = train(student, task, [], 3), task.run([1.0] * 3)
        received = as_list(student.fetch(watched.script.received), 3, "calls of observe in 3 steps")
        for step, (came, wanted) in enumerate(zip(received, asked.received, strict=True)):
            gradients = as_list(came, 2, f"gradients given to observe at step {step}")
            for index, name in enumerate(("kernel", "bias")):
                what = f"gradient of the {name} at step {step}"
                assert_array(gradients[index], wanted[index], what, floor=1.0)
        for step, weights in enumerate(student.fetch(watched.script.weights)):
            assert_weights(weights, task.run([1.0] * step), f"when observe looks at step {step}")

    @pytest.mark.criterion(
        NAME,
        hint="The gradient of one loss per example is that of their sum: take the mean first.",
        needs=("losses_of_every_step",),
        mistakes=(39,),
    )
    def test_mean_over_examples(self, student: Any, random: Random) -> None:
        """Take the mean when loss_fn gives one value per example."""
        task = Task.draw(random)
        watched = train(student, task, [], 3, loss="squared_errors")
        asked = task.run([1.0] * 3)
        assert_series(watched.losses, asked.losses, "the losses")
        assert_weights(watched.model.get_weights(), asked, "after 3 steps")

    @pytest.mark.criterion(
        NAME,
        hint="Without training=True Dropout and BatchNorm behave as in prediction.",
        needs=("losses_of_every_step",),
        mistakes=(38,),
    )
    def test_training_mode(self, student: Any, random: Random) -> None:
        """Call the model with training=True."""
        task, tasks = Task.draw(random), student.load(training_task.GIVEN)
        model = tasks.switching(task.kernel)
        script = student.load(GIVEN).Script(model, [])
        rest = (tasks.mean_squared_error, tasks.sgd(task.rate), script)
        losses = student.train_with_detection(model, task.x, task.y, *rest, epochs=1)
        in_training = np.mean((2 * task.x @ task.kernel - task.y) ** 2)
        loss = as_list(losses, 1, "the losses")[0]
        assert_number(loss, in_training, "loss of a layer that doubles in training", 1e-4)

    @pytest.mark.criterion(
        NAME,
        hint="inf or NaN in the loss is recorded as it is: the detector ends the training.",
        needs=("last_loss_included",),
    )
    def test_non_finite_loss(self, student: Any, random: Random) -> None:
        """Record a loss that is inf or NaN, as any other."""
        task = Task.draw(random)
        for bad in (np.inf, np.nan):
            task.y[int(random.integers(len(task.y)))] = bad
            watched = train(student, task, ["non-finite"], 3)
            assert_series(watched.losses, [bad], f"the losses with {bad} in y")
