"""What cannot be measured is refused, in words for its author."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.adapters.keras import export
from autograder.adapters.keras.export import compilation, export_model, initial_weights, tracing
from autograder.audit.auditor import Auditor
from autograder.errors import AuditorFailed, ModelRefused
from autograder.worker.wire import RemoteObject


class Calling(layers.Layer):
    """Calls a function of its input."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self.function = function

    def call(self, x: Any) -> Any:
        """Return the function's value."""
        return self.function(x)


def network(*body: Any, optimizer: Any = "sgd", loss: Any = "mse") -> keras.Model:
    """Return a compiled stack."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(8), *body])
    model.compile(optimizer, loss)
    return model


def two_inputs() -> keras.Model:
    """Return a model with two inputs."""
    inputs = [keras.Input((8,)), keras.Input((8,))]
    model = keras.Model(inputs, layers.Dense(1)(layers.Add()(inputs)))
    model.compile("sgd", "mse")
    return model


def two_outputs() -> keras.Model:
    """Return a model with two outputs."""
    entry = keras.Input((8,))
    model = keras.Model(entry, [layers.Dense(1)(entry), layers.Dense(1)(entry)])
    model.compile("sgd", "mse")
    return model


class OwnStep(keras.Sequential):
    """Trains in its own way."""

    def train_step(self, data: Any) -> Any:
        """Do as the parent does."""
        return super().train_step(data)


def own_step() -> keras.Model:
    """Return a model with a training step of its own."""
    model = OwnStep([keras.Input((8,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


class Claiming(keras.Sequential):
    """Calls all of its weights trained, also those that fit leaves as they are."""

    @property
    def trainable_variables(self) -> Any:
        """Return the weights of frozen layers, too."""
        return self.weights

    @property
    def non_trainable_variables(self) -> Any:
        """Return nothing."""
        return []


def claiming() -> keras.Model:
    """Return a model with a frozen layer that it calls trained."""
    frozen = layers.Dense(8, name="frozen", trainable=False)
    model = Claiming([keras.Input((8,)), frozen, layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


class OwnAdam(keras.optimizers.Adam):
    """An optimizer that Keras does not know."""


def own_loss(target: Any, prediction: Any) -> Any:
    """Return a loss that Keras does not know."""
    return tf.reduce_mean(tf.abs(target - prediction))


def uncompiled() -> keras.Model:
    """Return a model that was never compiled."""
    return keras.Sequential([keras.Input((8,)), layers.Dense(1)])


def unbuilt() -> keras.Model:
    """Return a model that has not seen an input."""
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


class Late(keras.Model):
    """Makes its layers at once and their weights with the first batch."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = layers.Dense(8)
        self.head = layers.Dense(1)
        self.compile("sgd", "mse")

    def call(self, x: Any) -> Any:
        """Return the head's output."""
        return self.head(self.inner(x))


class LateBlock(Late):
    """Says that it is built before its layers are."""

    def build(self, shape: Any) -> None:
        """Make a weight of its own."""
        self.scale = self.add_weight(shape=(1,))
        self.built = True


def late_block() -> keras.Model:
    """Return a model that was built by name only."""
    model = LateBlock()
    model.build((None, 8))
    return model


UNBUILT: dict[str, Callable[[], keras.Model]] = {
    "Sequential": unbuilt,
    "subclass": Late,
    "subclass that says that it is built": late_block,
}


@pytest.mark.parametrize("name", UNBUILT)
def test_a_model_is_built_for_the_shape_of_its_inputs(name: str, audited: Any) -> None:
    """Whoever leaves that to the first batch is measured like the others."""
    build = UNBUILT[name]
    model = build()
    predicted = audited(model, (8,)).predict(np.ones((3, 8), "float32"))
    np.testing.assert_allclose(predicted, model(np.ones((3, 8), "float32")), rtol=1e-5)
    shapes = [weight.shape for weight in initial_weights(build(), (8,))]
    assert shapes == [weight.shape for weight in initial_weights(model)]


def bare_variable() -> keras.Model:
    """Return a model that holds a variable behind Keras's back."""
    scale = tf.Variable(2.0, name="scale")
    return network(Calling(lambda x: x * scale))


CONSTRAINT = keras.constraints.MaxNorm(1.0)
REFUSED_AT_EXPORT: dict[str, tuple[Callable[[], Any], str]] = {
    "not a model": (lambda: 3, "expected a keras.Model, got an object of type int"),
    "not built": (unbuilt, "no weights yet"),
    "not compiled": (uncompiled, "not compiled"),
    "two inputs": (two_inputs, "2 inputs"),
    "two outputs": (two_outputs, "one float32 tensor as output|several losses"),
    "own train_step": (own_step, "train_step of its own"),
    "bare variable": (bare_variable, r"'scale:0', which Keras does not track: .*add_weight"),
    "frozen called trained": (claiming, "frozen/kernel.*, which Keras does not track"),
    "own optimizer": (lambda: network(optimizer=OwnAdam()), "OwnAdam is not one of Keras's own"),
    "own loss": (lambda: network(loss=own_loss), "own_loss is not one of Keras's own"),
    "several losses": (lambda: network(loss=["mse", "mae"]), "give one loss"),
    "float64": (lambda: network(layers.Dense(1, dtype="float64")), "float64: only float32"),
    "constraint": (lambda: network(layers.Dense(1, kernel_constraint=CONSTRAINT)), "constraint"),
    "spectral normalisation": (
        lambda: network(layers.SpectralNormalization(layers.Dense(8))),
        "as SpectralNormalization does",
    ),
    "too large": (lambda: network(layers.Dense(1_000_000)), "MB are allowed"),
}


def through_python(x: Any) -> Any:
    """Return the input by way of Python."""
    return tf.ensure_shape(tf.numpy_function(lambda a: a, [x], tf.float32), x.shape)


def from_file(x: Any) -> Any:
    """Return the input and the length of a file."""
    return x + tf.cast(tf.strings.length(tf.io.read_file("/etc/passwd")), tf.float32)


def random_scale(x: Any) -> Any:
    """Return the input scaled by chance."""
    return x * tf.random.normal([])


class Unknown(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule that is whatever function it is given."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __call__(self, step: Any) -> Any:
        """Return the function's value."""
        return self.function(step)


def at_rate(function: Callable[[Any], Any]) -> keras.Model:
    """Return a network whose learning rate is a function of the step."""
    return network(optimizer=keras.optimizers.SGD(Unknown(function)))


RATE = tf.Variable(0.1, name="rate")
REFUSED_TOO: dict[str, tuple[Callable[[], Any], str]] = {
    "python": (lambda: network(Calling(through_python)), "runs Python"),
    "python in a schedule": (
        lambda: at_rate(lambda step: tf.numpy_function(lambda s: s, [step], tf.int64)),
        "something else than one number|the learning-rate schedule runs Python",
    ),
    "bare variable in a schedule": (
        lambda: at_rate(lambda step: RATE * 1.0),
        "schedule uses the variable 'rate:0', .*: use nothing but the step",
    ),
    "several rates": (
        lambda: at_rate(lambda step: tf.ones(2)),
        "the learning-rate schedule gives something else than one number",
    ),
    "no reduction": (
        lambda: network(loss=keras.losses.MeanSquaredError(reduction=None)),
        "the loss is not one number",
    ),
    "unknown loss": (
        lambda: network(loss=keras.losses.CTC()),
        "the loss CTC is not measured: use one of Binary",
    ),
    "tf.random": (lambda: network(Calling(random_scale)), "tf.random: use a Keras layer"),
    "files": (lambda: network(Calling(from_file)), "reads or writes files"),
    "accumulation": (
        lambda: network(optimizer=keras.optimizers.SGD(gradient_accumulation_steps=2)),
        "gradient_accumulation_steps of the optimizer is not measured",
    ),
    "Muon": (
        lambda: network(optimizer=keras.optimizers.Muon()),
        "optimizer Muon is not measured: use one of Adadelta",
    ),
}


REFUSED_AT_EXPORT |= REFUSED_TOO


@pytest.mark.parametrize("name", REFUSED_AT_EXPORT)
def test_refused_at_export(name: str) -> None:
    """The student's own process says what to change."""
    build, words = REFUSED_AT_EXPORT[name]
    with pytest.raises(export.ModelRefused, match=words):
        export_model(build())


UNCHECKED = ("python", "tf.random", "files", "accumulation", "Muon", "unknown loss")


@pytest.mark.parametrize("name", UNCHECKED)
def test_the_auditor_refuses_in_the_same_words(
    name: str, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that checks nothing changes nothing: the auditor has the same rules."""
    build, words = REFUSED_TOO[name]
    with monkeypatch.context() as patch:
        for module in (tracing, compilation):
            patch.setattr(module, "refuse", lambda objection: None)
        data = export_model(build())
    with pytest.raises(ModelRefused, match=words):
        auditor.load(data)


def exported(**changes: Any) -> dict[str, Any]:
    """Return a healthy model as data, with some of it replaced."""
    return {**export_model(network()), **changes}


def optimizer(**config: Any) -> dict[str, Any]:
    """Return an SGD with some of its config replaced."""
    return {"class_name": "SGD", "config": {"learning_rate": 0.1, **config}}


def schedule(**changes: Any) -> dict[str, Any]:
    """Return a schedule as data that is a graph of nothing, with some of it replaced."""
    graph = {"graph": b"", "inputs": [], "constants": {}, "rate": "rate:0", **changes}
    return {"class_name": "Own", "config": {}, "graph": graph}


EVIL = {"module": "os", "class_name": "system", "config": {"command": "true"}}
FORGED: dict[str, Any] = {
    "no graph": {"training": {}},
    "graph of noise": {"training": "noise"},
    "class path": {"loss": EVIL},
    "class path as learning rate": {"optimizer": optimizer(learning_rate=EVIL)},
    "noise as schedule": {"optimizer": optimizer(learning_rate=schedule(graph=b"\x00noise"))},
    "schedule of nothing": {"optimizer": optimizer(learning_rate=schedule())},
    "schedule of no number": {"optimizer": optimizer(learning_rate=schedule(rate=3))},
    "loss scale in words": {"optimizer": optimizer(loss_scale_factor="much")},
    "class path in a config": {"optimizer": optimizer(momentum=EVIL)},
    "clipnorm in words": {"optimizer": optimizer(clipnorm="much")},
    "unknown setting": {"optimizer": optimizer(hook=1)},
    "no weights": {"weights": []},
    "words as weights": {"weights": ["a", "b"]},
    "nothing trainable": {"trainable": 0},
    "more trainable than there are": {"trainable": 5},
    "paths missing": {"paths": []},
    "objects as input": {"input": {"shape": [None, 8], "dtype": "object"}},
    "input without shape": {"input": 3},
    "arrays as input shape": {"input": {"shape": [None, np.ones(2)], "dtype": "float32"}},
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_exports_are_refused(name: str, auditor: Auditor) -> None:
    """Whatever a hostile worker sends is the student's fault, never the auditor's."""
    changes = dict(FORGED[name])
    if changes.get("training") == "noise":
        changes["training"] = {**exported()["training"], "graph": b"\x00noise"}
    with pytest.raises(ModelRefused):
        auditor.load(exported(**changes))


@pytest.mark.parametrize("mode", ["training", "inference"])
def test_ends_must_be_in_the_graph(mode: str, auditor: Auditor) -> None:
    """Names and inputs that lead nowhere are our transport's fault, found before any use."""
    data = exported()
    data[mode]["prediction"] = "nowhere:0"
    with pytest.raises(AuditorFailed, match="that is whole"):
        auditor.load(data)
    graph = tf.compat.v1.GraphDef()
    graph.node.add(name="x", op="Placeholder")
    graph.node.add(name="end", op="Identity", input=["nowhere"])
    ends: dict[str, Any] = {"inputs": ["x:0"], "state": [], "losses": []}
    broken = {
        **ends,
        "graph": graph.SerializeToString(),
        "prediction": "end:0",
        "logits": [],
        "constants": {},
    }
    with pytest.raises(AuditorFailed):
        auditor.load({**exported(), mode: broken})


def test_an_object_left_in_the_worker_is_refused(auditor: Auditor) -> None:
    """A reference among the data would mean something else in the auditor's process."""
    with pytest.raises(ModelRefused, match="did not arrive as data"):
        auditor.load(exported(paths=[RemoteObject("worker", ("load",))]))
    with pytest.raises(ModelRefused, match="did not arrive as data"):
        auditor.load(3)  # type: ignore[arg-type]


def test_data_hidden_in_a_model_are_refused(audited: Any) -> None:
    """A table that the model captured counts with its graph, and the student is told early."""
    table = tf.zeros((8, 600_000))
    with pytest.raises(export.ModelRefused, match="are data stored in it"):
        audited(network(Calling(lambda x: tf.reduce_sum(x @ table, axis=1, keepdims=True))))


def test_a_graph_without_end_is_refused(auditor: Auditor) -> None:
    """The number of operations has a limit, which the student is told."""
    data = exported()
    graph = tf.compat.v1.GraphDef.FromString(data["training"]["graph"])
    for number in range(20_000):
        graph.node.add(name=f"more{number}", op="NoOp")
    data["training"]["graph"] = graph.SerializeToString()
    with pytest.raises(ModelRefused, match="20,000 are allowed"):
        auditor.load(data)


def test_data_of_another_shape_are_refused(audited: Any) -> None:
    """The model's input shape is compared with the data before anything runs."""
    with pytest.raises(ModelRefused, match=r"takes inputs of shape \(8,\), the data have \(5,\)"):
        audited(network()).predict(np.zeros((2, 5), "float32"))


def test_what_a_model_asserts_is_told_in_its_words(audited: Any) -> None:
    """An assertion of the student's that fails on our data is told, not TensorFlow's trace."""

    def small(x: Any) -> Any:
        tf.debugging.assert_less(x, 1e-3, "too large an input")
        return x

    model = audited(network(Calling(small)))
    with pytest.raises(ModelRefused, match="cannot be trained: assertion failed:.*too large"):
        model.gradients(np.ones((2, 8), "float32"), np.ones((2, 8), "float32"))


def test_labels_without_an_output_are_refused(audited: Any) -> None:
    """Ten classes and eight outputs are told as such by TensorFlow's own message."""
    model = audited(network(loss="sparse_categorical_crossentropy"))
    with pytest.raises(ModelRefused, match="valid range"):
        model.gradients(np.zeros((2, 8), "float32"), np.array([0, 9]))


def test_a_model_that_changes_from_build_to_build_is_refused(audited: Any) -> None:
    """Weights of another architecture are not fed to the first."""
    model = audited(network())
    weights = initial_weights(network(layers.Dense(3)))
    with pytest.raises(ModelRefused, match="architecture changes"):
        model.predict(np.zeros((2, 8)), weights=weights)


def test_our_own_mistakes_are_not_the_students(auditor: Auditor) -> None:
    """An exception of the engine itself goes to a person."""
    with pytest.raises(AuditorFailed):
        auditor.ask("train", 999, None, {})


def test_a_schedule_is_as_hostile_as_a_model(auditor: Auditor) -> None:
    """Its graph is held to the same list of operations, whatever its worker let pass."""
    with tf.Graph().as_default() as graph:
        step = tf.compat.v1.placeholder(tf.int64, (), "step")
        length = tf.strings.length(tf.io.read_file("/etc/passwd"))
        tf.cast(length + tf.cast(step, tf.int32), tf.float32, name="rate")
    data = schedule(graph=graph.as_graph_def().SerializeToString(), inputs=["step:0"])
    with pytest.raises(ModelRefused, match="the learning-rate schedule reads or writes files"):
        auditor.load(exported(optimizer=optimizer(learning_rate=data)))
