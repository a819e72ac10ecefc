"""Operations that leave values as they are, taken out of the way."""

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf


def pass_over(node: Any) -> None:
    """Turn an operation without effect on values into one that does nothing at all.

    It keeps its name, since others may wait for it or take its value.
    """
    if node.op in _WAYS:
        _WAYS[node.op](node)


def _hand_on(node: Any) -> None:
    """Give the first input."""
    later = [name for name in node.input[1:] if name.startswith("^")]
    element = node.attr["T"].type
    _become(node, "Identity", [*node.input[:1], *later])
    node.attr["T"].type = element


def _do_nothing(node: Any) -> None:
    """Give nothing."""
    _become(node, "NoOp", [name for name in node.input if name.startswith("^")])


def _give_no_text(node: Any) -> None:
    """Give an empty text."""
    _become(node, "Const", [name for name in node.input if name.startswith("^")])
    node.attr["dtype"].type = tf.string.as_datatype_enum
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(""))


def _become(node: Any, operation: str, inputs: list[str]) -> None:
    node.op = operation
    node.input[:] = inputs
    node.attr.clear()


_WAYS: Mapping[str, Callable[[Any], None]] = {
    "CheckNumerics": _hand_on,
    "CheckNumericsV2": _hand_on,
    "Print": _hand_on,
    "PrintV2": _do_nothing,
    "StringFormat": _give_no_text,
}
