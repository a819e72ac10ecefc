"""A function of tensors as a graph that needs none of the Python it was made of."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from . import operations
from .refusal import refuse, refuse_unless


class Subject(NamedTuple):
    """What is traced, in words, and what its author does instead of holding on to a variable."""

    name: str
    instead: str


def trace(
    function: Callable[..., dict[str, Any]], signature: Sequence[tf.TensorSpec], subject: Subject
) -> dict[str, Any]:
    """Return what `function` does with tensors of this signature.

    The keys: `graph` (a serialised GraphDef), `inputs` (names, in the order of the signature),
    `constants` (captured tensors by the name of their placeholder), and for each key of the
    function's result the name of that tensor, or a list of names.
    """
    ends: dict[str, Any] = {}

    def keep_ends(*tensors: tf.Tensor) -> None:
        ends.update(function(*tensors))

    traced = _in_line(tf.function(keep_ends, autograph=False), signature)
    _refuse_foreign(traced.graph, subject)
    graph, constants = traced.graph.as_graph_def(), _constants(traced.graph)
    refuse(operations.objection_to_graph(graph, constants.values(), subject.name))
    captured = {inside.name for _, inside in traced.graph.captures}
    return {
        "graph": graph.SerializeToString(),
        "inputs": [each.name for each in traced.inputs if each.name not in captured],
        "constants": constants,
        **{key: _names(value) for key, value in ends.items()},
    }


def _names(tensors: Any) -> Any:
    return [each.name for each in tensors] if isinstance(tensors, list) else tensors.name


def _in_line(function: Any, signature: Sequence[tf.TensorSpec]) -> Any:
    """Trace with functions inside in line, so that the graph shows every layer."""
    eager = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        return function.get_concrete_function(*signature)
    finally:
        tf.config.run_functions_eagerly(eager)


def _refuse_foreign(graph: Any, subject: Subject) -> None:
    """Refuse a graph that holds on to variables, or to resources that are no data."""
    for outside, inside in graph.captures:
        refuse_unless(
            inside.op.type == "Const" or outside.dtype not in (tf.resource, tf.variant, tf.string),
            f"{subject.name} uses {_resource_name(graph, outside)}, {subject.instead}",
        )


def _constants(graph: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Return captured tensors by the name of their placeholder.

    TensorFlow writes small ones into the graph itself: these are captures, and yet no inputs.
    """
    return {
        inside.name: np.array(outside.numpy())
        for outside, inside in graph.captures
        if inside.op.type == "Placeholder"
    }


def _resource_name(graph: Any, handle: Any) -> str:
    names = [variable.name for variable in graph.variables if variable.handle is handle]
    return f"the variable {names[0]!r}" if names else "a table or another resource"
