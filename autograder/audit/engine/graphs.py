"""A forward pass that came as data: checked, cleaned, and ready to be placed into a function."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.python.eager import context

from autograder.audit.engine.operations import objection
from autograder.audit.engine.refusal import Refused, refuse_unless, refusing

GRAPH_BYTES = 16_000_000
NODES = 20_000
_MALFORMED = "the model did not arrive as a graph"
_prefixes = itertools.count()


@dataclass(frozen=True)
class Ends:
    """The tensors that a forward pass gives."""

    prediction: tf.Tensor
    state: list[tf.Tensor]
    losses: list[tf.Tensor]


@dataclass(frozen=True)
class Forward:
    """A graph with the names of its ends.

    `weights` (trainable first, then state) and `x` name the inputs; `constants` maps further
    inputs to their values; `prediction`, `state` and `losses` name the outputs.
    """

    graph: Any
    weights: tuple[str, ...]
    x: str
    constants: Mapping[str, np.ndarray[Any, Any]]
    prediction: str
    state: tuple[str, ...]
    losses: tuple[str, ...]

    @classmethod
    def from_data(cls, data: Any) -> "Forward":
        """Check what the worker exported; Refused for what may not run here."""
        with refusing(_MALFORMED):
            forward = cls(
                graph=_parse(data["graph"]),
                weights=_names(data["weights"]),
                x=str(data["x"]),
                constants={str(key): np.asarray(value) for key, value in data["constants"].items()},
                prediction=str(data["prediction"]),
                state=_names(data["state"]),
                losses=_names(data["losses"]),
            )
        forward._check()
        return forward

    def __call__(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> Ends:
        """Place the graph into the function being traced, on the given tensors.

        Placed in line, rather than called as a function of its own: the shapes of `x` spread
        through it, one gradient graph suffices, and Keras's losses see the final softmax as
        they do in `fit`.
        """
        outputs = (self.prediction, *self.state, *self.losses)
        prediction, *others = self.values(weights, x, outputs)
        return Ends(prediction, others[: len(self.state)], others[len(self.state) :])

    def values(
        self, weights: Sequence[tf.Tensor], x: tf.Tensor, names: Sequence[str]
    ) -> list[tf.Tensor]:
        """Return any tensors of the graph by name, such as `dense/Relu:0`; placed as by a call."""
        inputs = dict(zip(self.weights, weights, strict=True))
        inputs |= {name: tf.constant(value) for name, value in self.constants.items()}
        with refusing("the model's graph cannot be rebuilt"):
            return list(
                tf.graph_util.import_graph_def(
                    self.graph, {**inputs, self.x: x}, return_elements=names, name="model"
                )
            )

    def _check(self) -> None:
        nodes = {node.name: node.op for node in self.graph.node}
        inputs = sorted([*self.weights, self.x, *self.constants])
        given = sorted(f"{name}:0" for name, kind in nodes.items() if kind == "Placeholder")
        ends = {node_name(end) for end in (self.prediction, *self.state, *self.losses)}
        refuse_unless(inputs == given and ends <= nodes.keys(), f"{_MALFORMED} that is whole")
        size = self.graph.ByteSize() + sum(value.nbytes for value in self.constants.values())
        refuse_unless(
            size <= GRAPH_BYTES,
            f"the model's graph takes {size:,} bytes, {GRAPH_BYTES:,} are allowed: "
            "are data stored in it?",
        )


def node_name(tensor: str) -> str:
    """Return the operation's part of a tensor's name."""
    return tensor.lstrip("^").partition(":")[0]


def _names(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _parse(data: Any) -> Any:
    try:
        graph = tf.compat.v1.GraphDef.FromString(data)
    except (DecodeError, TypeError) as error:
        raise Refused(_MALFORMED) from error
    _check_nodes(list(nodes_of(graph)))
    _clean(graph)
    for function in graph.library.function:
        # Placing a graph registers the functions it calls with the new graph only.
        context.context().add_function_def(function)
    return graph


def nodes_of(graph: Any) -> Iterator[Any]:
    """Yield every node, those of the functions in the library included."""
    yield from graph.node
    for function in graph.library.function:
        yield from function.node_def


def _check_nodes(nodes: Sequence[Any]) -> None:
    refuse_unless(
        len(nodes) <= NODES,
        f"the model's graph has {len(nodes):,} operations, {NODES:,} are allowed",
    )
    for operation in dict.fromkeys(node.op for node in nodes):
        reason = objection(operation)
        refuse_unless(reason is None, str(reason))


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
        _clean_attributes(node.attr, prefix)


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
