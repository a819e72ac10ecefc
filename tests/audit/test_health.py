"""Dead units and the health of a run, on real models."""

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.audit.report import TrainingPlan
from autograder.health.report import PROBE_SAMPLES, Trouble, diagnose


def compiled(*body: Any, shape: tuple[int, ...] = (8,)) -> keras.Model:
    """Return a compiled stack."""
    model = keras.Sequential([keras.Input(shape), *body])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    return model


@pytest.fixture
def probe(random: np.random.Generator) -> np.ndarray:
    """Return just enough samples."""
    return random.normal(size=(PROBE_SAMPLES, 8)).astype("float32")


def test_dead_units_are_counted_by_layer(audited: Any, probe: np.ndarray) -> None:
    """A bias far below zero kills its units, and those units only."""
    model = compiled(layers.Dense(10, "relu"), layers.Dense(4, "relu6"), layers.Dense(1))
    bias = np.where(np.arange(10) < 3, -1e3, 1.0)
    model.layers[0].bias.assign(bias)
    model.layers[1].bias.assign(np.ones(4))
    assert list(audited(model).inactive_units(probe).values()) == pytest.approx([0.3, 0.0])


def test_one_sample_in_many_keeps_a_unit_alive(audited: Any, probe: np.ndarray) -> None:
    """Rare is not dead, and it does not matter in which of several batches the sample lies."""
    model = compiled(layers.Dense(1, "relu"), layers.Dense(1))
    model.layers[0].kernel.assign(np.eye(8, 1))
    quiet = np.tile(-np.abs(probe), (5, 1))
    assert list(audited(model).inactive_units(quiet).values()) == [1.0]
    quiet[700, 0] = 1.0
    assert list(audited(model).inactive_units(quiet).values()) == [0.0]


def test_other_weights_may_be_probed(audited: Any, probe: np.ndarray) -> None:
    """The units of a trained network are counted with its trained weights."""
    model = compiled(layers.Dense(4, "relu"), layers.Dense(1))
    measured = audited(model)
    dead = [weight.numpy() for weight in model.variables]
    dead[1] = np.full(4, -1e3, "float32")
    assert list(measured.inactive_units(probe, weights=dead).values()) == [1.0]
    assert list(measured.inactive_units(probe).values()) != [1.0]


def test_channels_are_the_units_of_a_convolution(audited: Any, random: Any) -> None:
    """A channel that answers anywhere in any image is alive."""
    model = compiled(
        layers.Conv2D(2, 3, activation="relu"), layers.Flatten(), layers.Dense(1), shape=(6, 6, 1)
    )
    model.layers[0].bias.assign([-1e3, 1.0])
    images = random.normal(size=(PROBE_SAMPLES, 6, 6, 1)).astype("float32")
    assert list(audited(model).inactive_units(images).values()) == [0.5]


def test_only_hidden_rectifiers_are_probed(audited: Any, probe: np.ndarray) -> None:
    """The output's own activation, smooth ones and leaky ones do not count."""
    body = (layers.Dense(4, "silu"), layers.LeakyReLU(), layers.Dense(4, "tanh"))
    assert audited(compiled(*body, layers.Dense(1, "relu"))).inactive_units(probe) == {}


def test_flat_values_are_counted_by_layer(audited: Any, probe: np.ndarray) -> None:
    """Values next to a bound count; the output's own activation and smooth gates do not."""
    body = (layers.Dense(4, "tanh"), layers.Dense(4, "silu"), layers.Dense(2, "sigmoid"))
    model = compiled(*body, layers.Dense(1, "sigmoid"))
    model.layers[0].bias.assign([1e3, -1e3, 0.0, 0.0])
    model.layers[0].kernel.assign(np.zeros((8, 4)))
    model.layers[2].bias.assign([1e3, 1e3])
    measured = audited(model)
    assert list(measured.saturated_units(probe).values()) == pytest.approx([0.5, 1.0])
    calm = [np.zeros_like(weight.numpy()) for weight in model.variables]
    assert list(measured.saturated_units(probe, weights=calm).values()) == [0.0, 0.0]


def test_predictions_of_a_training_step(audited: Any, probe: np.ndarray) -> None:
    """In training mode dropout is at work, by the seed among the weights; otherwise it rests."""
    model = compiled(layers.Dropout(0.5), layers.Dense(1))
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    measured, weights = audited(model), [variable.numpy() for variable in variables]
    other = [value if value.dtype.kind == "f" else value + 1 for value in weights]
    still, moving = (
        [measured.predict(probe, weights=each, training=training) for each in (weights, other)]
        for training in (False, True)
    )
    assert np.array_equal(*still)
    assert not np.allclose(*moving)
    assert np.array_equal(moving[0], measured.predict(probe, weights=weights, training=True))


def test_too_few_samples_are_refused(audited: Any, probe: np.ndarray) -> None:
    """Below 256 samples nothing is said, rather than something wrong."""
    model = audited(compiled(layers.Dense(4, "relu"), layers.Dense(1)))
    with pytest.raises(ValueError, match="256 are needed"):
        model.inactive_units(probe[1:])


def test_deep_narrow_relu_network_is_found_dead(audited: Any, probe: np.ndarray) -> None:
    """In depth all samples come to look alike, so many units answer none of them."""
    model = audited(compiled(*(layers.Dense(8, "relu") for _ in range(30)), layers.Dense(1)))
    plan = TrainingPlan(probe, probe[:, :1], epochs=2, batch_size=64, seed=0)
    report = model.train(plan)
    inactive = model.inactive_units(probe, weights=report.weights)
    assert Trouble.DEAD in diagnose(report, inactive).findings
    assert Trouble.VANISHING in report.health.findings


def test_sound_network_is_healthy(audited: Any, probe: np.ndarray) -> None:
    """A shallow network that learns gives no finding, with and without its activations."""
    model = audited(
        compiled(layers.Dense(32, "relu", kernel_initializer="he_normal"), layers.Dense(1))
    )
    report = model.train(TrainingPlan(probe, probe[:, :1], epochs=10, batch_size=64, seed=0))
    inactive = model.inactive_units(probe, weights=report.weights)
    assert report.health.healthy
    assert diagnose(report, inactive).healthy
