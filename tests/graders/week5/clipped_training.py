"""Criteria of train_with_clipping; test_3_clipping imports them."""

from dataclasses import replace
from typing import Any

import expected
import numpy as np
import pytest
from compare import assert_array, assert_number, number
from training_task import (
    GIVEN,
    MANY,
    ONE_FORWARD_HINT,
    Task,
    Trained,
    assert_moved,
    assert_one_pass,
    train,
)

from autograder.testing.checks import as_array, as_float, as_list

Random = np.random.Generator
NAME = "train_with_clipping"
NAMES = ("kernel", "bias")


def assert_weights(trained: Trained, asked: Any) -> None:
    """Require the weights that the run should have left."""
    kernel, bias = trained.model.get_weights()
    assert_array(kernel, asked.kernel, "kernel after training", floor=1.0)
    assert_array(bias, asked.bias, "bias after training", floor=1.0)


def first_loss(student: Any, task: Task, make: Any) -> float:
    """Return the loss of the first step of a model that `make` gives for the kernel of a task."""
    given = student.load(GIVEN)
    rest = (given.mean_squared_error, given.sgd(task.rate), given.Clip())
    history = student.train_with_clipping(make(task.kernel), task.x, task.y, *rest, epochs=1)
    return number(Trained(history, None, None).series("losses", 1)[0], "the loss")


class TestTrainWithClipping:
    """Criteria of train_with_clipping."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Each step adds the loss on all examples, not on batches, before its update.",
        mistakes=(40,),
        deliberate="The losses are what is asked for; what breaks them also shows elsewhere.",
    )
    def test_losses_of_every_step(self, student: Any, random: Random) -> None:
        """Give the loss of every full-batch step, each before its update."""
        epochs = int(random.integers(4, 8))
        for examples in (12, MANY):
            task = Task.draw(random, examples)
            trained = train(student, task, epochs)
            trained.assert_series("losses", task.run([1.0] * epochs).losses)
        given = student.load(GIVEN)
        rest = (given.mean_squared_error, given.sgd(task.rate), given.Clip())
        model = given.linear(task.kernel, task.bias)
        history = student.train_with_clipping(model, task.x, task.y, *rest)
        Trained(history, model, None).series("losses", 30)

    @pytest.mark.criterion(NAME, hint="A tensor is not a Python float: float(loss) converts it.")
    def test_python_floats(self, student: Any, random: Random) -> None:
        """Give Python floats in all three lists."""
        trained = train(student, Task.draw(random), 2)
        for key in ("losses", "norms_before", "norms_after"):
            for index, value in enumerate(trained.series(key, 2)):
                as_float(value, f"history[{key!r}][{index}]")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Apply the gradients that `clip` gives back, clipped once, not the raw gradients.",
        mistakes=(23, 24),
    )
    def test_clipped_gradients_applied(self, student: Any, random: Random) -> None:
        """Update the weights with what `clip` gives back."""
        task, factor = Task.draw(random), float(random.uniform(0.2, 0.5))
        assert_weights(train(student, task, 4, [factor]), task.run([factor] * 4))

    @pytest.mark.criterion(
        NAME,
        hint="`clip` may keep a history: call it once a step, whatever the loss is, and use its "
        "result twice.",
        mistakes=(24,),
    )
    def test_clip_called_once_a_step(self, student: Any, random: Random) -> None:
        """Call `clip` once a step, with the gradients of all trainable variables."""
        task = Task.draw(random)
        trained, asked = train(student, task, 3), task.run([1.0] * 3)
        received = student.fetch(trained.clip.received)
        steps = as_list(received, 3, "calls of clip in 3 steps")
        for index, (came, wanted) in enumerate(zip(steps, asked.received, strict=True)):
            for array, name in enumerate(NAMES):
                gradient = as_list(came, 2, f"gradients given to clip at step {index}")[array]
                what = f"gradient of the {name} at step {index}"
                assert_array(gradient, wanted[array], what, floor=1.0)
        broken = train(student, replace(task, y=task.y + np.float32(np.nan)), 2)
        as_list(student.fetch(broken.clip.lengths), 2, "calls of clip in 2 steps of loss NaN")

    @pytest.mark.criterion(
        NAME,
        hint="Take the norm of the tape's gradients, then of clip's; do not add up norms.",
        mistakes=(3, 9),
    )
    def test_norms_before_and_after(self, student: Any, random: Random) -> None:
        """Record the global norm of each step before and after clipping."""
        task, factor = Task.draw(random), float(random.uniform(0.2, 0.8))
        asked = task.run([1.0] * 4).norms()
        unclipped = train(student, task, 4)
        unclipped.assert_series("norms_before", asked)
        unclipped.assert_series("norms_after", asked)
        clipped = train(student, task, 1, [factor])
        clipped.assert_series("norms_before", asked[:1])
        clipped.assert_series("norms_after", [factor * asked[0]])
        huge = replace(task, y=np.float32(1e25) * task.y)
        train(student, huge, 1).assert_series("norms_before", huge.run([1.0]).norms())

    @pytest.mark.criterion(
        NAME,
        hint="None from `clip` means no update; the step is still recorded, and training goes on.",
    )
    def test_none_skips_the_update(self, student: Any, random: Random) -> None:
        """Do not change the weights in a step where `clip` gives None, and go on."""
        task, skipped = Task.draw(random), sorted(map(int, random.choice([1, 2, 3, 4], 2, False)))
        factors = [None if step in skipped else 1.0 for step in range(5)]
        trained = train(student, task, 5, [1.0, skipped])
        assert_weights(trained, task.run(factors))
        trained.series("losses", 5)
        for step, norm in enumerate(trained.series("norms_after", 5)):
            what = f"history['norms_after'][{step}], with steps {skipped} skipped"
            assert (number(norm, what) == 0.0) == (step in skipped), f"{what}: got {norm}"

    @pytest.mark.criterion(
        NAME,
        hint="With one loss per example, the tape takes the gradient of their sum: take the mean "
        "first.",
        mistakes=(39,),
    )
    def test_mean_over_examples(self, student: Any, random: Random) -> None:
        """Take the mean when loss_fn gives one value per example."""
        task = Task.draw(random)
        mean = train(student, task, 3)
        assert_moved(mean.model, task)
        trained = train(student, task, 3, loss="squared_errors")
        losses = [number(loss, "a loss") for loss in mean.series("losses", 3)]
        trained.assert_series("losses", losses)
        asked = [as_array(part, "a weight") for part in mean.model.get_weights()]
        for came, wanted, name in zip(trained.model.get_weights(), asked, NAMES, strict=True):
            what = f"{name} trained on one loss per example, compared with the mean loss"
            assert_array(came, wanted, what, floor=1.0)

    @pytest.mark.criterion(
        NAME,
        hint="Without training=True Dropout and BatchNorm behave as in prediction.",
        mistakes=(38,),
    )
    def test_training_mode(self, student: Any, random: Random) -> None:
        """Call the model with training=True."""
        task, given = Task.draw(random), student.load(GIVEN)
        came, doubled, plain = (
            first_loss(student, replace(task, x=x), make)
            for make, x in (
                (given.switching, task.x),
                (given.unbiased, 2 * task.x),
                (given.unbiased, task.x),
            )
        )
        assert plain != doubled, (
            f"expected a loss that depends on x, got {plain:.4g} for x and for 2 * x"
        )
        assert_number(came, doubled, "loss of a layer that doubles in training", 1e-4)

    @pytest.mark.criterion(NAME, hint=ONE_FORWARD_HINT, mistakes=(51,))
    def test_one_pass_a_step(self, student: Any, random: Random) -> None:
        """Take the loss and the gradients of a step from one forward pass."""
        task, given, epochs = Task.draw(random), student.load(GIVEN), int(random.integers(3, 6))
        rest = (given.mean_squared_error, given.sgd(task.rate), given.Clip())
        model = given.counting(task.kernel, task.bias)
        student.train_with_clipping(model, task.x, task.y, *rest, epochs=epochs)
        assert_moved(model, task)
        assert_one_pass(given, epochs)

    @pytest.mark.criterion(
        NAME,
        hint="Skip None in the norm, and hand it to `clip` in its place; make IndexedSlices "
        "dense, because a row may occur twice.",
        mistakes=(13, 17),
    )
    def test_missing_and_sparse_gradients(self, student: Any, random: Random) -> None:
        """Skip None in the norm, and make IndexedSlices dense before taking their norm."""
        rows, table = random.integers(4, size=(6, 3)), random.normal(size=(4, 1))
        y = random.normal(size=(6, 1)).astype("float32")
        given = student.load(GIVEN)
        clip = given.Clip()
        rest = (given.mean_squared_error, given.sgd(0.1), clip)
        model = given.Lookup(table.astype("float32"))
        history = student.train_with_clipping(model, rows, y, *rest, epochs=1)
        gradient = np.zeros_like(table)
        np.add.at(gradient, rows, (2 / 6 * (table[rows].sum(axis=1) - y))[:, None])
        norm = Trained(history, model, None).series("norms_before", 1)[0]
        assert_number(norm, expected.norm(gradient), "norm of an embedding's gradient", 1e-4)
        came = student.fetch(clip.lengths)
        assert set(came) == {2}, f"gradients of 2 variables, one of them None: clip got {came}"
