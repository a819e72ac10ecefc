"""The auditor trains as Keras's own `fit` does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.adapters.keras.export import initial_weights
from autograder.audit.report import TrainingPlan

schedules = keras.optimizers.schedules


class Residual(layers.Layer):
    """A block of the kind that students write: normalise, activate, transform, add."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.norm = layers.BatchNormalization(momentum=0.9)
        self.dense = layers.Dense(units, use_bias=False)
        self.drop = layers.Dropout(0.2)

    def call(self, x: Any, training: bool | None = None) -> Any:
        """Return x plus its branch."""
        branch = self.dense(tf.nn.relu(self.norm(x, training=training)))
        return x + self.drop(branch, training=training)


class Counted(layers.Layer):
    """Keeps a mean of what it sees in training, and adds a loss."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = keras.metrics.Mean()

    def call(self, x: Any, training: bool | None = None) -> Any:
        """Return x as it is."""
        if training:
            self.seen.update_state(x)
        self.add_loss(1e-3 * keras.ops.mean(x**2))
        return x


def classifier(optimizer: Any, *body: Any, dtype: str = "float32") -> keras.Model:
    """Return a compiled classifier of three classes."""
    head = layers.Dense(3, activation="softmax")
    model = keras.Sequential([keras.Input((8,), dtype=dtype), *body, head])
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model


class Counting(keras.Model):
    """Keeps a mean of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = Counted(), layers.Dense(3, "softmax")
        self.seen = keras.metrics.Mean()

    def call(self, x: Any, training: bool | None = None) -> Any:
        """Note what it learns from."""
        if training:
            self.seen.update_state(x)
        return self.head(self.body(x))


def compiled(model: keras.Model) -> keras.Model:
    """Return a model that has seen inputs and can be trained."""
    model(np.zeros((1, 8), "float32"))
    model.compile(
        keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def named(loss: Any) -> keras.Model:
    """Return a network with an output that has a name."""
    inputs = keras.Input((8,))
    model = keras.Model(inputs, layers.Dense(3, "softmax", name="given")(inputs))
    model.compile(keras.optimizers.SGD(0.1), loss)
    return model


def dense(optimizer: Any) -> keras.Model:
    """Return a plain network, the ground for optimizers."""
    return classifier(optimizer, layers.Dense(16, activation="tanh"), layers.Dense(8))


HALF = tf.constant(0.5)
FACTORS = tf.linspace(0.5, 1.5, 200)


class Observed(layers.Layer):
    """Says and checks what it sees, and holds tensors of its own, a small and a larger one."""

    def call(self, x: Any) -> Any:
        """Return the input times what is held."""
        tf.print("mean", tf.reduce_mean(x), output_stream="file:///dev/null")
        x = tf.debugging.assert_all_finite(tf.debugging.check_numerics(x, "x"), "x")

        def halve(step: Any, x: Any) -> Any:
            tf.print("step", step, output_stream="file:///dev/null")
            return step + 1, tf.debugging.check_numerics(x * HALF, "x")

        _, halved = tf.while_loop(lambda step, _: step < 2, halve, (0, x))
        return halved * FACTORS[:8]


class WarmUp(schedules.LearningRateSchedule):
    """The schedule of the transformer's paper, as it is copied everywhere: no `get_config`."""

    def __init__(self, units: int, warmup_steps: int = 10) -> None:
        super().__init__()
        self.units = tf.cast(units, tf.float32)
        self.warmup_steps = warmup_steps

    def __call__(self, step: Any) -> Any:
        """Return the rate: rising first, then falling with the root of the step."""
        step = tf.cast(step, dtype=tf.float32)
        slope = tf.math.minimum(tf.math.rsqrt(step), step * self.warmup_steps**-1.5)
        return tf.math.rsqrt(self.units) * slope


class Halving(schedules.LearningRateSchedule):
    """A rate that a table holds: it follows the step with whole numbers."""

    def __call__(self, step: Any) -> Any:
        """Return the table's entry."""
        return tf.gather(tf.constant([0.1, 0.05, 0.025]), tf.minimum(step // 8, 2))


@keras.saving.register_keras_serializable()
def own_penalty(values: Any) -> Any:
    """Return a penalty that Keras does not know."""
    return 0.01 * tf.reduce_sum(tf.abs(values) * HALF)


MODELS: dict[str, Callable[[], keras.Model]] = {
    "dropout, batch normalisation and L2": lambda: classifier(
        keras.optimizers.Adam(1e-2),
        layers.Dense(16, use_bias=False, kernel_regularizer="l2"),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Dropout(0.3),
    ),
    "custom residual layer": lambda: classifier(
        keras.optimizers.SGD(0.1, momentum=0.9), Residual(8), Residual(8)
    ),
    "convolution": lambda: classifier(
        keras.optimizers.SGD(0.1),
        layers.Reshape((4, 2, 1)),
        layers.Conv2D(4, 2, padding="same", activation="relu"),
        layers.MaxPooling2D((2, 1)),
        layers.Flatten(),
    ),
    "embedding": lambda: classifier(
        keras.optimizers.SGD(0.5, momentum=0.9),
        layers.Embedding(5, 4),
        layers.Flatten(),
        dtype="int32",
    ),
    "recurrent": lambda: classifier(
        keras.optimizers.RMSprop(1e-2), layers.Reshape((4, 2)), layers.LSTM(4)
    ),
    "activity loss": lambda: classifier(
        keras.optimizers.SGD(0.1), layers.Dense(8), layers.ActivityRegularization(0.01)
    ),
    "clipnorm": lambda: dense(keras.optimizers.SGD(0.5, clipnorm=0.05)),
    "global_clipnorm": lambda: dense(keras.optimizers.SGD(0.5, global_clipnorm=0.05)),
    "clipvalue": lambda: dense(keras.optimizers.Adam(1e-2, clipvalue=0.001)),
    "weight decay": lambda: dense(keras.optimizers.AdamW(1e-2, weight_decay=0.1)),
    "schedule": lambda: dense(
        keras.optimizers.Adam(schedules.CosineDecay(0.0, 20, warmup_target=0.05, warmup_steps=5))
    ),
    "own schedule": lambda: dense(keras.optimizers.Adam(WarmUp(64), beta_2=0.98)),
    "schedule by a table": lambda: dense(keras.optimizers.SGD(Halving())),
    "rate by a function": lambda: dense(keras.optimizers.SGD(lambda: 0.1)),
    "loss scale": lambda: dense(keras.optimizers.Adam(1e-2, loss_scale_factor=8.0)),
    "loss scale and clipping": lambda: dense(
        keras.optimizers.SGD(0.5, loss_scale_factor=8.0, clipnorm=0.05)
    ),
    "held tensors, prints and checks": lambda: classifier(
        keras.optimizers.Adam(1e-2), layers.Dense(8), Observed(), layers.Dense(8), Observed()
    ),
    "loss in a list": lambda: named(["sparse_categorical_crossentropy"]),
    "loss by the output's name": lambda: named({"given": "sparse_categorical_crossentropy"}),
    "metric in a model": lambda: compiled(Counting()),
    "metric in a layer": lambda: classifier(keras.optimizers.SGD(0.1), Counted(), layers.Dense(8)),
    "activity regularisers": lambda: classifier(
        keras.optimizers.SGD(0.1),
        layers.Dense(8, activity_regularizer=keras.regularizers.L2(0.01)),
        layers.Dense(8, activity_regularizer=own_penalty, kernel_regularizer=own_penalty),
    ),
    "moving average": lambda: dense(keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.8)),
    "update by whole weights": lambda: dense(keras.optimizers.Lamb(1e-2)),
}


@pytest.fixture
def plan(random: np.random.Generator) -> TrainingPlan:
    """Return a plan of 24 steps on data that embeddings can read, too."""
    x = random.integers(0, 5, size=(100, 8)).astype("float32")
    y = random.integers(0, 3, size=100)
    return TrainingPlan(x, y, epochs=4, batch_size=16, seed=3, x_test=x[:10])


@pytest.mark.parametrize("name", MODELS)
def test_equals_fit(name: str, plan: TrainingPlan, audited: Any) -> None:
    """Weights, state, losses and predictions are those of `fit` on the same batches."""
    model = MODELS[name]()
    report = audited(model).train(plan)
    rows = plan.batches().ravel()
    history = model.fit(plan.x[rows], plan.y[rows], 16, 1, verbose=0, shuffle=False)
    for ours, theirs in zip(report.weights, initial_weights(model), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(report.losses.mean(), history.history["loss"][0], rtol=1e-5)
    predictions = model.predict(plan.x_test, verbose=0)
    np.testing.assert_allclose(report.predictions, predictions, atol=1e-5)


def test_same_plan_gives_the_same_bits(plan: TrainingPlan, audited: Any) -> None:
    """Dropout included, a second run repeats the first exactly."""
    model = audited(MODELS["dropout, batch normalisation and L2"]())
    first, second = model.train(plan), model.train(plan)
    assert first.losses.tobytes() == second.losses.tobytes()
    assert first.norms.tobytes() == second.norms.tobytes()
    assert all(np.array_equal(a, b) for a, b in zip(first.weights, second.weights, strict=True))


def test_another_initialisation_without_another_trace(plan: TrainingPlan, audited: Any) -> None:
    """Weights of a second build, fed to the first model, train as the second build does."""
    build = MODELS["custom residual layer"]
    first, second = build(), build()
    weights = initial_weights(second)
    report = audited(first).train(plan, weights=weights)
    expected = audited(second).train(plan)
    np.testing.assert_allclose(report.losses, expected.losses, rtol=1e-6)
    assert report.losses[0] != audited(first).train(plan).losses[0]


def test_norms_are_those_before_clipping(plan: TrainingPlan, audited: Any) -> None:
    """Clipping changes the update, not the gradient that is reported."""
    clipped = audited(MODELS["global_clipnorm"]()).train(plan)
    assert clipped.global_norms[0] > 0.05
    assert clipped.norms.shape == (24, 3)
    assert clipped.finite


def test_divergence_is_reported_not_raised(plan: TrainingPlan, audited: Any) -> None:
    """An exploding run comes back with the first step that was not finite."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(8), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e3), "mse")
    report = audited(model).train(plan)
    assert not report.finite
    assert report.first_non_finite_step is not None
    assert np.isfinite(report.losses[: report.first_non_finite_step]).all()


def test_gradients_leave_the_model_as_it_was(plan: TrainingPlan, audited: Any) -> None:
    """A measurement is the first step of a training, and changes nothing for the next."""
    model = audited(dense(keras.optimizers.Adam(0.1)))
    batch = plan.x[plan.batches()[0]], plan.y[plan.batches()[0]]
    first = model.gradients(*batch)
    assert first == model.gradients(*batch)
    assert first == model.train(plan).at_initialisation


def test_prediction_uses_inference_mode(plan: TrainingPlan, audited: Any) -> None:
    """Predictions of fresh and of trained weights are the model's own."""
    model = MODELS["dropout, batch normalisation and L2"]()
    under_audit = audited(model)
    expected = model.predict(plan.x, verbose=0)
    np.testing.assert_allclose(under_audit.predict(plan.x), expected, atol=1e-6)
    report = under_audit.train(plan)
    again = under_audit.predict(plan.x_test, weights=report.weights)
    np.testing.assert_array_equal(again, report.predictions)


def test_batches_are_whole_and_shuffled_from_the_seed(plan: TrainingPlan) -> None:
    """Each epoch has its own order and no row twice."""
    batches = plan.batches()
    assert batches.shape == (24, 16)
    epochs = batches.reshape(4, -1)
    assert all(len(set(epoch)) == 96 for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])
    np.testing.assert_array_equal(batches, plan.batches())


@pytest.mark.parametrize("change", [{"epochs": 0}, {"batch_size": 101}, {"y": np.zeros(3)}])
def test_a_plan_without_a_step_is_an_error(change: dict[str, Any], plan: TrainingPlan) -> None:
    """A grader's mistake is told when the plan is made."""
    with pytest.raises(ValueError, match="make no training"):
        replace(plan, **change)
