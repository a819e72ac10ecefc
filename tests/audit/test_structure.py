"""What the auditor reads from a graph about the network's structure."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.audit.auditor import AuditedModel
from autograder.audit.report import ModelDescription


def compiled(model: keras.Model, optimizer: Any = "sgd", loss: Any = "mse") -> keras.Model:
    """Compile and return a model."""
    model.compile(optimizer, loss)
    return model


def sequential(*body: Any, shape: tuple[int, ...] = (8,)) -> keras.Model:
    """Return a compiled stack."""
    return compiled(keras.Sequential([keras.Input(shape), *body]))


@pytest.fixture
def describe(audited: Any) -> Any:
    """Return a function from a Keras model to its description."""

    def describe(model: keras.Model) -> ModelDescription:
        under_audit: AuditedModel = audited(model)
        return under_audit.description

    return describe


class Residual(layers.Layer):
    """Two weight layers around which the input passes."""

    def __init__(self, units: int) -> None:
        super().__init__()
        # Made in another order than used.
        self.second = layers.Dense(units, name="second")
        self.first = layers.Dense(units, name="first")
        self.norm = layers.LayerNormalization()
        self.drop = layers.Dropout(0.1)

    def call(self, x: Any) -> Any:
        """Return x plus its branch."""
        return x + self.drop(self.second(tf.nn.relu(self.first(self.norm(x)))))


def test_residual_network(describe: Any) -> None:
    """Layers, additions, activations, normalisations, draws and parameters are counted."""
    head = layers.Dense(3, activation="softmax")
    described = describe(sequential(Residual(8), Residual(8), head))
    assert described.weight_layers == 5
    assert described.residual_additions == 2
    assert described.activations == {"Relu": 2}
    assert described.output_activation == "Softmax"
    assert described.normalisations == 2
    assert described.random_draws == 2
    assert described.parameters == 4 * 72 + 2 * 16 + 27
    assert described.input_shape == (None, 8)


def test_forward_order_is_the_order_of_use(describe: Any) -> None:
    """A layer made last and used first comes first."""
    described = describe(sequential(Residual(8)))
    names = [kernel.path.split("/")[-2] for kernel in described.kernels]
    assert names == ["first", "second"]


def test_normalisation_is_no_residual_addition(describe: Any) -> None:
    """The additions inside BatchNorm join paths of the same depth."""
    described = describe(sequential(layers.Dense(8), layers.BatchNormalization(), layers.Dense(1)))
    assert described.residual_additions == 0
    assert described.weight_layers == 2


def test_frozen_kernels_are_shown(describe: Any, random: np.random.Generator) -> None:
    """A kernel with trainable=False is listed as frozen, and no gradient is claimed for it."""
    model = sequential(layers.Dense(8, name="still", trainable=False), layers.Dense(1))
    described = describe(model)
    assert [kernel.frozen for kernel in described.kernels] == [True, False]
    assert described.frozen[0].path.endswith("still/kernel")
    assert described.weight_layers == 2
    assert described.trainable_parameters == 9
    assert described.parameters == 81


def test_frozen_kernels_have_no_column(audited: Any, random: np.random.Generator) -> None:
    """Gradient norms cover trainable kernels only."""
    model = audited(sequential(layers.Dense(8, trainable=False), layers.Dense(1)))
    gradients = model.gradients(random.normal(size=(4, 8)), random.normal(size=(4, 1)))
    assert list(gradients.norms) == [model.description.trainable[0].path]


GATED = {"silu": {"Sigmoid": 1}, "gelu": {"Erf": 1}, "tanh": {}, "sigmoid": {}}


@pytest.mark.parametrize("activation", GATED)
def test_gates_are_not_activations(activation: str, describe: Any) -> None:
    """SiLU and GELU hold a saturating function that does not saturate the signal."""
    normal = layers.BatchNormalization()
    body = (layers.Dense(8), layers.Activation(activation), normal, layers.Dense(1))
    described = describe(sequential(*body))
    gates = GATED[activation]
    assert sum(described.gates.values()) == len(gates)
    assert (activation.capitalize() in described.activations) == (not gates)


def test_convolution_embedding_and_attention_are_weight_layers(describe: Any) -> None:
    """Kernels count as layers, whichever operation they meet the data in."""
    body = (
        layers.Embedding(50, 8),
        layers.Conv1D(8, 2),
        layers.SimpleRNN(16),
        layers.Reshape((2, 8)),
        layers.EinsumDense("abc,cd->abd", output_shape=(2, 8)),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    )
    described = describe(sequential(*body))
    assert described.weight_layers == 5
    assert described.output_activation == "Sigmoid"


def test_a_kernel_without_use_comes_last(audited: Any, random: np.random.Generator) -> None:
    """A weight that the call forgets is measured, with gradient zero."""

    class Forgetful(layers.Layer):
        def build(self, shape: Any) -> None:
            self.idle = self.add_weight(name="idle", shape=(8, 8))
            self.busy = self.add_weight(name="busy", shape=(8, 8))

        def call(self, x: Any) -> Any:
            return x @ self.busy

    model = audited(sequential(Forgetful()))
    x = random.normal(size=(4, 8))
    norms = model.gradients(x, x).norms
    assert [path.rpartition("/")[2] for path in norms] == ["busy", "idle"]
    assert list(norms.values())[1] == 0.0


def test_kernels_of_one_name_stay_apart(describe: Any) -> None:
    """Two layers that a student gave the same name are both measured."""

    class Twins(layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.pair = [layers.Dense(8, name="twin"), layers.Dense(8, name="twin")]

        def call(self, x: Any) -> Any:
            return self.pair[1](self.pair[0](x))

    paths = [kernel.path for kernel in describe(sequential(Twins())).kernels]
    assert len(set(paths)) == 2


def test_optimizer_and_loss_are_described(describe: Any) -> None:
    """Class, config and the clipping in force."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
    optimizer = keras.optimizers.AdamW(0.01, global_clipnorm=2.0)
    described = describe(compiled(model, optimizer, keras.losses.Huber(delta=3.0)))
    assert described.optimizer.name == "AdamW"
    assert described.optimizer.config["learning_rate"] == pytest.approx(0.01)
    assert described.optimizer.clipping == {"global_clipnorm": 2.0}
    assert described.loss.name == "Huber"
    assert described.loss.config["delta"] == 3.0


def test_functions_inside_the_model_are_seen_through(describe: Any) -> None:
    """A layer whose call is a tf.function counts its weight layers like any other."""

    class Compiled(layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = layers.Dense(8), layers.Dense(8)

        @tf.function
        def call(self, x: Any) -> Any:
            return self.two(self.one(x))

    assert describe(sequential(Compiled())).weight_layers == 2


def test_stopped_gradients_are_counted(describe: Any) -> None:
    """A layer that only has a gradient is told from normalisation, which cuts its mean's too."""

    class Idle(layers.Dense):
        def call(self, x: Any) -> Any:
            change = super().call(x)
            return x + change - tf.stop_gradient(change)

    sound = sequential(Residual(8), layers.BatchNormalization(), layers.Dense(1))
    assert describe(sound).gradient_stops == 0
    assert describe(sequential(Idle(8), layers.Dense(1))).gradient_stops == 1


@pytest.mark.parametrize(
    "cut",
    [
        lambda x: tf.bitcast(tf.bitcast(x, tf.int32), tf.float32),
        lambda x: tf.round(x * 1e6) / 1e6,
        lambda x: tf.cast(tf.cast(x * 1e6, tf.int32), tf.float32) / 1e6,
    ],
    ids=["bits", "rounding", "integers"],
)
def test_gradients_stopped_by_another_name_are_counted(cut: Any, describe: Any) -> None:
    """What gives back its input and no gradient is a stop, whatever it is called."""
    described = describe(sequential(layers.Dense(8), layers.Lambda(cut), layers.Dense(1)))
    assert described.gradient_stops


def test_rounding_of_what_is_drawn_is_no_stop(describe: Any) -> None:
    """The mask of a dropped path is made so in public code; no gradient would come from there."""

    class DropPath(layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.seed = keras.random.SeedGenerator()

        def call(self, x: Any, training: bool | None = None) -> Any:
            if not training:
                return x
            drawn = keras.random.uniform((tf.shape(x)[0], 1), seed=self.seed)
            return x / 0.9 * tf.floor(0.9 + drawn)

    model = sequential(layers.Dense(8), DropPath(), layers.Dense(1))
    assert describe(model).gradient_stops == 0


def test_factor_is_no_layer(describe: Any) -> None:
    """A kernel of a few inputs only scales or mixes: twenty of them make no deep network."""

    class Factor(layers.Layer):
        def build(self, shape: Any) -> None:
            self.units, self.kernel = shape[-1], self.add_weight(shape=(1, 1), initializer="ones")

        def call(self, x: Any) -> Any:
            return tf.reshape(tf.reshape(x, (-1, 1)) @ self.kernel, (-1, self.units))

    assert describe(sequential(layers.Dense(8), Factor(), layers.Dense(1))).weight_layers == 2


def test_result_thrown_away_is_no_part_of_the_network(describe: Any) -> None:
    """What the prediction does not come from counts neither as normalisation nor as activation."""

    class Thrown(layers.Layer):
        def call(self, x: Any) -> Any:
            tf.nn.tanh(x) * tf.math.rsqrt(tf.reduce_max(tf.abs(x)) + 1.0)
            return x

    described = describe(sequential(Thrown(), layers.Dense(1)))
    assert (described.normalisations, dict(described.activations)) == (0, {})


def test_clipping_by_what_is_no_number_is_none(describe: Any) -> None:
    """A limit that was set to a text after the optimizer was made clips nothing."""
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.clipvalue = "0.5"
    model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
    assert describe(compiled(model, optimizer, "mse")).optimizer.clipping == {}


def test_a_bias_is_no_kernel_whatever_its_rank(describe: Any) -> None:
    """Attention has biases of rank 2, whose gradient is zero by theory for the keys."""
    tokens = keras.Input((6, 8))
    attended = layers.MultiHeadAttention(2, 4)(tokens, tokens)
    head = layers.Dense(1)(layers.Flatten()(attended))
    names = [kernel.path for kernel in describe(compiled(keras.Model(tokens, head))).kernels]
    assert len(names) == 5
    assert all(name.endswith("/kernel") for name in names)


class Mixed(layers.Layer):
    """A weight that is called a bias, and multiplies the data."""

    def build(self, shape: Any) -> None:
        """Make the weight."""
        self.bias = self.add_weight(shape=(shape[-1], shape[-1]), name="bias")

    def call(self, x: Any) -> Any:
        """Shift by the weight once, and mix by it."""
        return x @ self.bias + self.bias[0]


def test_a_kernel_is_one_whatever_its_name(describe: Any) -> None:
    """What multiplies the data is measured, though it is added as well."""
    (kernel, last) = describe(sequential(Mixed(), layers.Dense(1))).kernels
    assert kernel.path.endswith("bias")
    assert last.path.endswith("kernel")
