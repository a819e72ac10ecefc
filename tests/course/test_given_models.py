"""Models that graders hand over are ordinary in every way that a student may use them."""

import copy
import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import layer_norms
import linear_networks
import numpy as np
import optimizer_comparison
import pytest
import training_task

import autograder.adapters.keras.values  # noqa: F401 - by it, what is loaded finds tf and keras
from autograder.worker.values import load

ONE = np.ones((1, 1), "float32")
ROWS = np.array([[0, 1, 2, 3, 3, 0]])
GIVEN: dict[str, tuple[str, Callable[[Any], Any], Any]] = {
    "many variables": (layer_norms.GIVEN, lambda given: given.many_variables(), np.ones((2, 4, 1))),
    "rows of a table": (layer_norms.GIVEN, lambda given: given.lookup(np.ones((4, 1))), ROWS),
    "unused kernel": (linear_networks.GIVEN, lambda given: given.with_unused_kernel(0.5), ONE),
    "switch": (linear_networks.GIVEN, lambda given: given.switching(0.5), ONE),
    "switch again": (training_task.GIVEN, lambda given: given.switching(ONE), ONE),
    "lookup": (training_task.GIVEN, lambda given: given.Lookup(np.ones((4, 1))), ROWS),
    "built": (
        optimizer_comparison.GIVEN,
        lambda given: given.BuildLinear(0, 1, given.Drifting)(),
        ONE,
    ),
}


def saved(model: keras.Model, folder: Path) -> keras.Model:
    """Return the model from a file that it was saved to."""
    model.save(folder / "model.keras")
    return keras.models.load_model(folder / "model.keras")


WAYS: dict[str, Callable[[keras.Model, Path], Any]] = {
    "clone_model": lambda model, folder: keras.models.clone_model(model),
    "from_config": lambda model, folder: type(model).from_config(model.get_config()),
    "save": saved,
    "pickle": lambda model, folder: pickle.loads(pickle.dumps(model)),  # noqa: S301 - just written
    "deepcopy": lambda model, folder: copy.deepcopy(model),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_copy_by_any_way_computes_the_same(name: str, tmp_path: Path) -> None:
    """With the same weights it gives the same outputs, in training, too."""
    source, make, x = GIVEN[name]
    model = make(load(source))
    for copied in (way(model, tmp_path) for way in WAYS.values()):
        copied(x)
        copied.set_weights(model.get_weights())
        for training in (False, True):
            expected = model(x, training=training)
            np.testing.assert_array_equal(copied(x, training=training), expected)


def test_layers_say_what_they_are() -> None:
    """`summary` counts the weights of a given model."""
    text = io.StringIO()
    model = load(linear_networks.GIVEN).with_unused_kernel(0.5)
    model.summary(print_fn=lambda line: print(line, file=text))
    assert "Total params: 5" in text.getvalue()


def test_given_objects_can_be_pickled() -> None:
    """A function that clips, pickled, goes on where it was."""
    clip = load(training_task.GIVEN).Clip(0.5)
    clip([ONE])
    again = pickle.loads(pickle.dumps(clip))  # noqa: S301 - written by the line itself
    assert again.factor == 0.5
    assert len(again.received) == 1


def test_namespaces_of_the_same_source_stay_apart() -> None:
    """Loaded twice, each has classes of its own."""
    first, second = load(training_task.GIVEN), load(training_task.GIVEN)
    model = pickle.loads(pickle.dumps(first.switching(ONE)))  # noqa: S301 - just written
    assert isinstance(model.layers[0], first.TrainingSwitch)
    assert not isinstance(model.layers[0], second.TrainingSwitch)
