"""The visible checks speak plainly of whatever a student's function gave them."""

import math
from collections.abc import Callable
from typing import Any

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import keras
import numpy as np
import pytest
import tensorflow as tf
from gradient_lab.checks import clipping as clipping_checks
from gradient_lab.checks import explosion as explosion_checks
from gradient_lab.checks import network as network_checks
from gradient_lab.checks import remedies as remedies_checks
from gradient_lab.checks import report
from gradient_lab.checks import vanishing as vanishing_checks
from IPython.core.interactiveshell import InteractiveShell
from nbgrader.validator import Validator

from autograder.adapters.keras.export import ModelRefused, export_model


def identity(gradients: Any, *_: Any) -> Any:
    """Clip nothing."""
    return list(gradients)


def float_norm(gradient: Any) -> float:
    """Return the norm of one gradient as a Python float."""
    return float(tf.norm(gradient))


def norms_of_tape(norm: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function that measures layers by `norm`, and leaves the trace of looking."""

    def layer_gradient_norms(model: Any, x: Any, y: Any, loss_fn: Any) -> dict[str, Any]:
        kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        pairs = zip(kernels, tape.gradient(loss, kernels), strict=True)
        return {kernel.path: norm(gradient) for kernel, gradient in pairs}

    return layer_gradient_norms


def trained(number: Callable[[Any], Any], times: int = 1) -> Callable[..., Any]:
    """Return a training that notes number(loss) and asks the detector some times a step."""

    def train_with_detection(*task: Any, epochs: int) -> list[Any]:
        model, x, y, loss_fn, optimizer, detector = task
        losses: list[Any] = []
        for _ in range(epochs):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
            losses.append(number(loss))
            gradients = tape.gradient(loss, model.trainable_variables)
            if "non-finite" in [detector.observe(gradients) for _ in range(times)]:
                break
            optimizer.apply(gradients, model.trainable_variables)
        return losses

    return train_with_detection


def detecting(note: Callable[..., Any]) -> Callable[..., Any]:
    """Return a right detector but that its events are what `note` makes of them."""

    class Detector:
        def __init__(self, threshold: float) -> None:
            self.threshold, self.history, self.events = threshold, list[float](), list[Any]()

        def observe(self, gradients: Any) -> str:
            norm = float_norm(gradients[0])
            large = "exploding" if norm > self.threshold else "ok"
            kind = large if math.isfinite(norm) else "non-finite"
            if kind != "ok":
                self.events.append(note(len(self.history), kind, norm))
            self.history.append(norm)
            return kind

    return Detector


WRONG_FUNCTIONS = [
    (clipping_checks.clip_by_value, identity, "limit"),
    (clipping_checks.clip_by_value, lambda g, limit: None, "list of 3"),
    (clipping_checks.clip_by_value, lambda g, limit: [e for e in g if e is not None], "of 3"),
    (clipping_checks.clip_by_norm, identity, "max_norm / norm"),
    (clipping_checks.clip_by_global_norm, identity, "pair"),
    (clipping_checks.clip_by_global_norm, lambda g, limit: (g, 14.0), "before clipping"),
    (vanishing_checks.layer_gradient_norms, lambda *_: {"kernel": 36.0}, "sequential"),
    (vanishing_checks.diagnose, lambda norms: dict.fromkeys(norms, 1), "vanished, weak"),
    (vanishing_checks.diagnose, lambda norms: {"vanishd": 1, "big": "x" * 99}, "vanishd, big"),
    (vanishing_checks.layer_gradient_norms, norms_of_tape(tf.norm), "a Python float"),
    (vanishing_checks.layer_gradient_norms, norms_of_tape(float_norm), "its moving mean"),
    (explosion_checks.global_norm, lambda g: 7.0, "root of the sum"),
    (explosion_checks.global_norm, lambda g: np.float32(5.0), "a Python float"),
    (explosion_checks.train_with_detection, lambda *_, epochs: [1.0], "one for each step"),
    (explosion_checks.train_with_detection, trained(float, times=2), "once a step"),
    (explosion_checks.train_with_detection, trained(tf.identity), "a Python float"),
    (explosion_checks.gradient_explosion_detector, detecting(lambda *event: event[2]), "tuple"),
    (explosion_checks.gradient_explosion_detector, detecting(lambda *event: list(event)), "tuple"),
    (remedies_checks.compare_optimizers, lambda *_, epochs: {}, "slow, fast"),
    (remedies_checks.rank, sorted, "the order asked for"),
    (remedies_checks.convergence_epoch, lambda losses, window: 2, "the first epoch"),
]


@pytest.mark.parametrize(("check", "function", "words"), WRONG_FUNCTIONS)
def test_failed_check_says_expected_came_and_where_to_look(
    check: Any, function: Any, words: str
) -> None:
    """A wrong function is told what was expected, what came, and where to look."""
    with pytest.raises(AssertionError) as failure:
        check(function)
    text = str(failure.value)
    assert all(part in text for part in ("expected: ", "came: ", "look at: ", words))


def test_other_objects_than_layers_and_models_are_refused_in_words() -> None:
    """A block that is no layer and a network that is no model are named as what they are."""
    with pytest.raises(AssertionError, match=r"came: +3"):
        network_checks.residual_block(lambda units: 3)
    with pytest.raises(AssertionError, match=r"a keras\.Model"):
        network_checks.build_robust_network(lambda shape, classes: "a model")


def seeded(shape: tuple[int, ...], classes: int) -> Any:
    """Build a network in which every layer begins with the same kernel."""
    start = keras.initializers.HeNormal(seed=1)
    layers = [keras.layers.Dense(8, "relu", kernel_initializer=start) for _ in range(20)]
    model = keras.Sequential([keras.Input(shape), *layers, keras.layers.Dense(classes, "softmax")])
    model.compile(keras.optimizers.SGD(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model


def test_equal_kernels_are_seen() -> None:
    """A network whose layers begin alike is told so, with what may be the cause."""
    with pytest.raises(AssertionError, match=r"pairs of equal ones(.|\n)*seed"):
        network_checks.build_robust_network(seeded)


HALF = tf.constant(0.5)


class Lazy(keras.Model):
    """A network that gets its weights with its first batch."""

    def __init__(self, classes: int, depth: int, scale: Any) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(16, activity_regularizer="l2") for _ in range(depth)]
        self.head = keras.layers.Dense(*((1, "sigmoid") if classes == 2 else (classes, "softmax")))
        self.scale = scale

    def call(self, x: Any) -> Any:
        """Return probabilities."""
        for layer in self.hidden:
            x = self.scale(layer(x))
        return self.head(x)


def network(scale: Any, **settings: Any) -> Any:
    """Return a function that builds such networks."""

    def build(shape: tuple[int, ...], classes: int, depth: int = 20) -> keras.Model:
        model = Lazy(classes, depth, scale)
        optimizer = keras.optimizers.Adam(global_clipnorm=1.0, **settings)
        loss = "binary_crossentropy" if classes == 2 else "sparse_categorical_crossentropy"
        model.compile(optimizer, loss)
        return model

    return build


def test_what_graders_measure_passes_the_check() -> None:
    """Tensors of one's own, regularisers and prints stand in nobody's way."""

    def scale(x: Any) -> Any:
        tf.print(x, output_stream="file:///dev/null")
        return tf.debugging.check_numerics(x, "x") * HALF

    network_checks.build_robust_network(network(scale, loss_scale_factor=8.0))


REFUSED = {
    "by chance": network(lambda x: tf.nn.dropout(x, 0.1)),
    "by Python": network(lambda x: tf.ensure_shape(tf.py_function(abs, [x], x.dtype), x.shape)),
    "in small steps": network(lambda x: x, gradient_accumulation_steps=2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_graders_refuse_fails_the_check_in_their_words(name: str) -> None:
    """A student reads at once what would cost the points."""
    with pytest.raises(ModelRefused) as refused:
        export_model(REFUSED[name]((64,), 10), (64,))
    with pytest.raises(AssertionError) as failure:
        network_checks.build_robust_network(REFUSED[name])
    assert f"came:     {refused.value}" in str(failure.value)


def test_unwritten_function_is_named() -> None:
    """`raise NotImplementedError()` becomes a sentence about the function at fault."""

    def clip_by_value(gradients: Any, limit: float) -> None:
        raise NotImplementedError

    with pytest.raises(report.NotWritten, match="clip_by_value is not written yet"):
        clipping_checks.clip_by_value(clip_by_value)


def global_norm(gradients: Any) -> float:
    """Stand for a helper that nobody has written yet."""
    raise NotImplementedError


class Unbuilt(keras.layers.Layer):
    """A block of which a part is not written yet."""

    def __init__(self, units: int, dropout_rate: float = 0.1) -> None:
        super().__init__()
        self.units, self.dropout_rate = units, dropout_rate

    def call(self, x: Any) -> Any:
        """Stand for a method that nobody has written yet."""
        raise NotImplementedError


class Unsaved(Unbuilt):
    """The same, but for saving."""

    def build(self, shape: Any) -> None:
        """Make one kernel."""
        self.kernel = self.add_weight(shape=(shape[-1], self.units))

    def call(self, x: Any) -> Any:
        """Add a branch."""
        return x + x @ self.kernel

    def get_config(self) -> dict[str, Any]:
        """Stand for a method that nobody has written yet."""
        raise NotImplementedError


@pytest.mark.parametrize(
    ("check", "function", "name"),
    [
        (explosion_checks.global_norm, lambda grads: 2 * global_norm(grads), "global_norm"),
        (network_checks.residual_block, Unbuilt, r"Unbuilt\.call"),
        (network_checks.residual_block, Unsaved, r"Unsaved\.get_config"),
        (
            network_checks.build_robust_network,
            lambda shape, classes: Unbuilt(8)(keras.Input(shape)),
            r"Unbuilt\.call",
        ),
    ],
)
def test_unwritten_part_of_a_written_function_is_named(
    check: Any, function: Any, name: str
) -> None:
    """Whoever wrote a function is not told to write it, but what it calls, through Keras too."""
    with pytest.raises(AssertionError, match=f"^{name} is not written yet"):
        check(function)


def test_keras_speaks_for_itself() -> None:
    """A method that Keras misses is no line of the student's to be replaced."""
    with pytest.raises(NotImplementedError, match="call"):
        network_checks.residual_block(lambda units: keras.layers.Layer())


@pytest.mark.parametrize(
    "value", [None, "text", 3, 2.5, math.nan, [1, None], np.ones(50), object()]
)
def test_anything_can_be_described(value: object) -> None:
    """Whatever a student returns fits in one line of the message."""
    text = report.describe(value)
    assert text and "\n" not in text and len(text) < 200


def test_jupyter_shows_the_words_of_a_failed_check(capsys: pytest.CaptureFixture[str]) -> None:
    """No line of the check's own code stands between the student and what it says."""
    shell = InteractiveShell()
    shell.user_ns["check"] = lambda: clipping_checks.clip_by_value(identity)
    shell.run_cell("check()")
    shown = capsys.readouterr().out
    assert "expected: " in shown
    assert "Traceback" not in shown
    assert "report.py" not in shown


def test_no_line_of_a_failed_check_is_cut_or_scrolled() -> None:
    """`nbgrader validate` shows each line whole: what to do is never behind its end."""
    with pytest.raises(report.CheckFailed) as failure:
        report.expect(False, "task " * 30, "this or that " * 20, "x" * 150, "a place " * 20)
    shown = failure.value._render_traceback_()
    text = "\n".join(Validator()._indent(line) for line in shown)
    assert "..." not in text
    assert "".join(text.split()) == "".join(f"CheckFailed: {failure.value}".split())
