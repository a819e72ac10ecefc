"""What a graph says about a network: its weight layers, activations and shortcuts.

One walk through the operations in the order in which the model's call made them. Each one is
either on the way of the data (it depends on the input) or prepared from weights alone.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import tensorflow as tf

from autograder.adapters.keras.engine.graphs import Forward, node_name
from autograder.adapters.keras.engine.refusal import Spoilt
from autograder.adapters.keras.export.operations import nodes_of

_WEIGHT_OPERATIONS = """
MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum Conv2D Conv2DBackpropInput Conv3D
Conv3DBackpropInputV2 DepthwiseConv2dNative Gather GatherV2 GatherNd
While StatelessWhile PartitionedCall StatefulPartitionedCall
"""
_ACTIVATIONS = """
Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softplus Softsign Softmax LogSoftmax Erf Erfc Sin Cos
Exp
"""
# Where one of these meets data and a kernel, a weight layer stands.
WEIGHT_OPERATIONS = frozenset(_WEIGHT_OPERATIONS.split())
ACTIVATIONS = frozenset(_ACTIVATIONS.split())
# Units of these may die: they pass nothing on where their input is below zero.
RECTIFIERS = frozenset(("Relu", "Relu6"))
# Units of these are flat near their bounds.
BOUNDED = {"Sigmoid": (0.0, 1.0), "Tanh": (-1.0, 1.0), "Softsign": (-1.0, 1.0)}
GATING = frozenset(("Sigmoid", "Tanh", "Erf", "Erfc"))
ADDITIONS = frozenset(("Add", "AddV2", "AddN"))
# The shape of data says nothing about their values.
SHAPES = frozenset(("Shape", "ShapeN", "Size", "Rank"))
# A kernel of fewer inputs than this is a factor or a mixture of few, and no layer of a network.
LEAST_INPUTS = 8
# No gradient passes these, or none that is worth the name.
_STOPS = "StopGradient PreventGradient Bitcast Rint Round Floor Ceil Sign"
STOPS = frozenset(_STOPS.split())
# A weight that meets the data in these alone shifts them: it is a bias, whatever its rank.
SHIFTS = ADDITIONS | {"BiasAdd", "Sub"}
SCALINGS = frozenset(("Add", "AddV2", "Sub", "Mul", "RealDiv", "Identity", "Reshape"))


@dataclass(frozen=True)
class Signal:
    """What is known of an operation's result.

    `position` counts operations; `depth` is the number of weight layers on the longest path from
    the input, None off the way of the data; `weights` are the weights it is prepared from;
    `gate` names the operation, a saturating function, that it is a scaled copy of.
    """

    position: int
    depth: int | None = None
    weights: frozenset[int] = frozenset()
    gate: str = ""


@dataclass
class Structure:
    """What the walk has found.

    `inputs` are how many each weight has, 0 for one that is no layer's kernel; `uses` are weights
    in the order in which they first meet the data, `mixing` those that do more than shift them;
    `activations` and `gates` give the kind of each function on the way of the data by its name.
    A gate is a sigmoid, tanh or erf that multiplies an earlier signal, as in SiLU, GELU or an
    LSTM: it does not squash that signal.
    """

    inputs: Sequence[int]
    signals: dict[str, Signal] = field(default_factory=dict)
    uses: list[int] = field(default_factory=list)
    mixing: set[int] = field(default_factory=set)
    activations: dict[str, str] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    residual_additions: int = 0

    def visit(self, node: Any) -> None:
        """Work out one operation from the ones before it."""
        names = [node_name(name) for name in node.input if not name.startswith("^")]
        if not all(name in self.signals for name in names):
            raise Spoilt("the graph's operations are out of order")
        inputs = [self.signals[name] for name in names]
        self.signals[node.name] = self._follow(node, inputs)

    def _follow(self, node: Any, inputs: Sequence[Signal]) -> Signal:
        data = [signal for signal in inputs if signal.depth is not None]
        weights = frozenset().union(*(s.weights for s in inputs if s.depth is None))
        position = len(self.signals)
        if not data or node.op in SHAPES:
            return Signal(position, weights=weights)
        depths = {signal.depth or 0 for signal in data}
        # A layer that is called again is no further one.
        depth = max(depths) + self._is_layer(node.op, weights.difference(self.uses))
        self.uses += sorted(weights.difference(self.uses))
        self.mixing |= weights if node.op not in SHIFTS else set()
        self.residual_additions += node.op in ADDITIONS and len(depths) > 1
        return Signal(position, depth, gate=self._gate(node, data))

    def _is_layer(self, operation: str, weights: frozenset[int]) -> bool:
        wide = any(self.inputs[weight] >= LEAST_INPUTS for weight in weights)
        return operation in WEIGHT_OPERATIONS and wide

    def _gate(self, node: Any, data: Sequence[Signal]) -> str:
        """Note activations, and turn one into a gate where it multiplies an earlier signal."""
        if node.op in ACTIVATIONS:
            self.activations[node.name] = node.op
            return str(node.name) if node.op in GATING else ""
        gates = [signal for signal in data if signal.gate]
        if not gates or node.op not in SCALINGS:
            return ""
        gate = gates[-1]
        others = [signal for signal in data if signal is not gate]
        if not others:
            return gate.gate
        if node.op == "Mul" and min(signal.position for signal in others) < gate.position:
            self.gates[gate.gate] = self.activations.pop(gate.gate, self.gates.get(gate.gate, ""))
        return ""


def inputs_of(shape: Sequence[int]) -> int:
    """Return how many inputs each unit of a kernel has; 0 for a weight that is no kernel."""
    return prod(shape[:-1]) if len(shape) > 1 else 0


def analyse(forward: Forward, inputs: Sequence[int]) -> Structure:
    """Walk through a graph whose weights have so many inputs each."""
    structure = Structure(inputs)
    for number, name in enumerate(forward.weights):
        structure.signals[node_name(name)] = Signal(number, weights=frozenset({number}))
    structure.signals[node_name(forward.x)] = Signal(len(structure.signals), depth=0)
    for node in needed(forward):
        if node.name not in structure.signals:
            structure.visit(node)
    return structure


def needed(forward: Forward) -> list[Any]:
    """Return the operations that the prediction comes from; a result thrown away is no layer."""
    nodes = {node.name: node for node in forward.graph.node}
    found: dict[str, Any] = {}
    waiting = [node_name(forward.prediction)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = nodes[name]
            waiting += map(node_name, nodes[name].input)
    return [node for node in forward.graph.node if node.name in found]


def describe(training: Forward, inference: Forward, inputs: Sequence[int]) -> Mapping[str, Any]:
    """Return the facts of both graphs as plain data; see `report.ModelDescription`."""
    structure = analyse(training, inputs)
    last = output_activation(inference)
    activations = Counter(structure.activations.values()) - Counter([last] if last else [])
    return {
        "uses": structure.uses,
        "biases": sorted(set(structure.uses) - structure.mixing),
        "weight_layers": structure.signals[node_name(training.prediction)].depth or 0,
        "activations": dict(activations),
        "gates": dict(Counter(structure.gates.values())),
        "residual_additions": structure.residual_additions,
        "operations": dict(Counter(node.op for node in _running(training))),
        "output_activation": last,
        "gradient_stops": gradient_stops(training),
    }


def _running(forward: Forward) -> list[Any]:
    """Return the operations that the prediction comes from, those of called functions included."""
    called = [node for function in forward.graph.library.function for node in function.node_def]
    return needed(forward) + called


def output_activation(forward: Forward) -> str:
    """Return the activation that the prediction comes from, "" if it is none."""
    node = _output(forward)
    return str(node.op) if node.op in ACTIVATIONS else ""


def gradient_stops(forward: Forward) -> int:
    """Count where the gradient is cut, apart from the mean that `tf.nn.moments` takes.

    The derivative of a variance by its mean is zero, so that this cut changes nothing, nor does
    one on what is drawn at random, as the mask of a dropped path. Any other may give a kernel a
    gradient although it has no part in the prediction: f(x) - stop(f(x)).
    """
    nodes, drawn = list(nodes_of(forward.graph)), _without_gradient(forward)
    inside = nodes[len(forward.graph.node) :]
    cut = [*(node for node in forward.graph.node if node.name not in drawn), *inside]
    stops = {node.name for node in cut if node.op in STOPS or _to_integers(node)}
    users = [node for node in nodes if node.op != "SquaredDifference"]
    return len(stops & {node_name(name) for node in users for name in node.input})


def _without_gradient(forward: Forward) -> set[str]:
    """Return the operations that depend on no real number that the graph is given, but for shapes.

    Seeds are whole numbers. What is inside a function is left out.
    """
    without: set[str] = set()
    for node in forward.graph.node:
        real = node.op == "Placeholder" and tf.as_dtype(node.attr["dtype"].type).is_floating
        if node.op in SHAPES or (not real and {node_name(name) for name in node.input} <= without):
            without.add(node.name)
    return without


def _to_integers(node: Any) -> bool:
    """Whether real numbers become whole ones, which cuts the gradient as well."""
    if node.op != "Cast":
        return False
    source, target = (tf.as_dtype(node.attr[name].type) for name in ("SrcT", "DstT"))
    return bool(source.is_floating and target.is_integer)


def hidden(forward: Forward, inputs: Sequence[int], kinds: Collection[str]) -> Mapping[str, str]:
    """Return the kind of each hidden activation of some kinds, gates left out, in forward order."""
    last = _output(forward).name
    found = analyse(forward, inputs).activations
    return {name: kind for name, kind in found.items() if kind in kinds and name != last}


def _output(forward: Forward) -> Any:
    """Return the operation that gives the prediction its values."""
    nodes = {node.name: node for node in forward.graph.node}
    node = nodes[node_name(forward.prediction)]
    while node.op in ("Identity", "Reshape", "Squeeze") and node.input:
        node = nodes[node_name(node.input[0])]
    return node
