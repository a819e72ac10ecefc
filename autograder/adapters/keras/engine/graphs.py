"""Graphs that came as data: checked, cleaned, and ready to be placed into a function."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.python.eager import context

from autograder.adapters.keras.engine.passing import pass_over
from autograder.adapters.keras.engine.refusal import Refused, Spoilt, refuse, refusing, spoiling
from autograder.adapters.keras.export.operations import nodes_of, objection_to_graph

Arrays = Mapping[str, np.ndarray[Any, Any]]
_MALFORMED = "the model did not arrive as a graph"
_ACTIVATIONS = frozenset({"Softmax", "Sigmoid"})
_MOVES = frozenset({"Identity", "Reshape", "Transpose"})
_prefixes = itertools.count()


@dataclass(frozen=True)
class Graph:
    """A function of tensors.

    `inputs` name what it is given; `constants` maps further inputs to their values. `what` is
    the beginning of a sentence about it.
    """

    definition: Any
    inputs: tuple[str, ...]
    constants: Arrays
    what: str

    @classmethod
    def from_data(cls, data: Any, what: str) -> "Graph":
        """Check what the worker traced; Refused for what may not run here."""
        with refusing(_MALFORMED):
            constants = {str(key): np.asarray(value) for key, value in data["constants"].items()}
            inputs = names_in(data["inputs"])
            definition = _parse(data["graph"])
        refuse(objection_to_graph(definition, constants.values(), what))
        with refusing(_MALFORMED):
            _clean(definition)
        return cls(definition, inputs, constants, what)

    def check_whole(self, names: Sequence[str]) -> None:
        """Spoilt where something is missing, which no student's code brings about."""
        nodes = {node.name: node.op for node in self.definition.node}
        inputs = sorted([*self.inputs, *self.constants])
        given = sorted(f"{name}:0" for name, kind in nodes.items() if kind == "Placeholder")
        if inputs != given or not {node_name(name) for name in names} <= nodes.keys():
            raise Spoilt(f"{_MALFORMED} that is whole")
        # As it was traced, before shapes of data, which may not fit, spread through it.
        with spoiling(f"{_MALFORMED} that can be rebuilt"), tf.Graph().as_default():
            tf.graph_util.import_graph_def(self.definition, name="")

    def activates(self, logits: str, prediction: str) -> bool:
        """Whether the prediction is the softmax or the sigmoid of these logits, and no other's.

        A softmax along another axis moves the axes before and after.
        """
        nodes = {node.name: node for node in self.definition.node}
        name, activations = prediction, 0
        while name != logits:
            node = nodes.get(node_name(name))
            if node is None or node.op not in _ACTIVATIONS | _MOVES or not node.input:
                return False
            activations += node.op in _ACTIVATIONS
            name = _with_number(node.input[0])
        return activations == 1

    def values(self, inputs: Sequence[tf.Tensor], names: Sequence[str]) -> list[tf.Tensor]:
        """Return tensors of the graph by name, such as `dense/Relu:0`, for the given inputs.

        The graph is placed in line into the function being traced, rather than called as one of
        its own: shapes spread through it, one gradient graph suffices, and Keras's losses see
        the final softmax as they do in `fit`.
        """
        fed = dict(zip(self.inputs, inputs, strict=True))
        fed |= {name: tf.constant(value) for name, value in self.constants.items()}
        with refusing(f"{self.what}'s graph cannot be rebuilt"):
            return list(
                tf.graph_util.import_graph_def(
                    self.definition, fed, return_elements=names, name="model"
                )
            )


@dataclass(frozen=True)
class Ends:
    """The tensors that a forward pass gives; the prediction holds its logits as in `fit`."""

    prediction: tf.Tensor
    state: list[tf.Tensor]
    losses: list[tf.Tensor]


@dataclass(frozen=True)
class Forward:
    """A model's forward pass.

    Its inputs are weights (trainable first, then state) and `x`; `prediction`, `state` and
    `losses` name its outputs. `logits` names what a softmax or sigmoid made the prediction of,
    where Keras's losses would look at that instead.
    """

    whole: Graph
    prediction: str
    logits: tuple[str, ...]
    state: tuple[str, ...]
    losses: tuple[str, ...]

    @classmethod
    def from_data(cls, data: Any) -> "Forward":
        """Check what the worker exported; Refused for what may not run here."""
        with refusing(_MALFORMED):
            whole = Graph.from_data(data, "the model")
            state, losses = names_in(data["state"]), names_in(data["losses"])
            prediction, logits = str(data["prediction"]), names_in(data["logits"])
        whole.check_whole((prediction, *logits, *state, *losses))
        true = tuple(name for name in logits[:1] if whole.activates(name, prediction))
        return cls(whole, prediction, true, state, losses)

    @property
    def graph(self) -> Any:
        """The operations."""
        return self.whole.definition

    @property
    def weights(self) -> tuple[str, ...]:
        """The names of the inputs that are weights."""
        return self.whole.inputs[:-1]

    @property
    def x(self) -> str:
        """The name of the input that is the data."""
        return self.whole.inputs[-1]

    def __call__(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> Ends:
        """Place the graph into the function being traced, on the given tensors."""
        names = (self.prediction, *self.state, *self.losses, *self.logits)
        prediction, *others = self.values(weights, x, names)
        after_state = len(self.state)
        after_losses = after_state + len(self.losses)
        for logits in others[after_losses:]:
            prediction._keras_logits = logits
        return Ends(prediction, others[:after_state], others[after_state:after_losses])

    def values(
        self, weights: Sequence[tf.Tensor], x: tf.Tensor, names: Sequence[str]
    ) -> list[tf.Tensor]:
        """Return any tensors of the graph by name, placed as by a call."""
        return self.whole.values([*weights, x], names)


def node_name(tensor: str) -> str:
    """Return the operation's part of a tensor's name."""
    return tensor.lstrip("^").partition(":")[0]


def _with_number(name: str) -> str:
    """Return a tensor's name as outputs are named; graphs leave out the first's number."""
    return name if ":" in name else f"{name}:0"


def names_in(values: Sequence[Any]) -> tuple[str, ...]:
    """Return names that came as data."""
    return tuple(str(value) for value in values)


def _parse(data: Any) -> Any:
    try:
        return tf.compat.v1.GraphDef.FromString(data)
    except (DecodeError, TypeError) as error:
        raise Refused(_MALFORMED) from error


def _clean(graph: Any) -> None:
    """Take out what would reach outside the graph.

    Devices, compilers and gradients by name (`tf.custom_gradient`) belong to the process that
    traced the graph. Functions are renamed, since those of two models may share a name.
    """
    prefix = f"model{next(_prefixes)}_"
    del graph.library.gradient[:]
    del graph.library.registered_gradients[:]
    for function in graph.library.function:
        function.signature.name = prefix + function.signature.name
        function.attr.clear()
    for node in nodes_of(graph):
        node.device = ""
        pass_over(node)
        _clean_attributes(node.attr, prefix)
    for function in graph.library.function:
        # Placing a graph registers the functions it calls with the new graph only.
        context.context().add_function_def(function)


def _clean_attributes(attributes: Any, prefix: str) -> None:
    for key in [key for key in attributes if key.startswith("_") and key not in _KEPT]:
        del attributes[key]
    for value in attributes.values():
        if value.HasField("func"):
            value.func.name = prefix + value.func.name
        for function in value.list.func if value.HasField("list") else ():
            function.name = prefix + function.name


# How a loop is lowered and differentiated.
_KEPT = frozenset({"_lower_using_switch_merge", "_num_original_outputs"})
