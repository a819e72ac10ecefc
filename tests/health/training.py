"""Trainings of the corpus: a network, data, a loss, an optimizer; everything is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from health import tape
from health.tape import Array, Node

from autograder.health.guessing import guessing_loss

Weights = Mapping[str, Node]
Forward = Callable[[Weights, Array], Node]
PROBE = 256


@dataclass
class Network:
    """Weights by name, in forward order, and the forward pass."""

    weights: dict[str, Array]
    forward: Forward

    @property
    def kernels(self) -> list[str]:
        """Return the names of the weights whose norms are recorded."""
        return [name for name, value in self.weights.items() if value.ndim >= 2]


@dataclass(frozen=True)
class Rule:
    """An optimizer: "sgd", "adam", "rmsprop" or "adadelta", and what goes with it."""

    name: str = "sgd"
    rate: float = 0.1
    momentum: float = 0.0
    clip: float = np.inf
    schedule: Callable[[int], float] = lambda step: 1.0


@dataclass(frozen=True)
class Problem:
    """What is trained, on what, and how it is scored (accuracy or R²)."""

    network: Network
    x: Array
    y: Array
    loss: str
    rule: Rule = field(default_factory=Rule)
    steps: int = 120
    batch: int = 48
    l2: float = 0.0
    unit: float = 1.0
    shuffled: bool = True
    warm: int = 0

    @property
    def epoch_steps(self) -> int:
        """Return the steps of a pass through the data."""
        return max(1, len(self.x) // self.batch)


LOSSES: dict[str, Callable[[Node, Array], Node]] = {}


def _named(name: str) -> Callable[[Callable[[Node, Array], Node]], Callable[[Node, Array], Node]]:
    def keep(function: Callable[[Node, Array], Node]) -> Callable[[Node, Array], Node]:
        LOSSES[name] = function
        return function

    return keep


@_named("sparse_categorical_crossentropy")
def cross_entropy(logits: Node, y: Array) -> Node:
    """Mean over rows of -log softmax of the right class."""
    rows = np.arange(len(y))
    shifted = logits.value - logits.value.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    slope = np.exp(logs)
    slope[rows, y.astype(int)] -= 1
    return Node(-logs[rows, y.astype(int)].mean(), (logits, lambda g: g * slope / len(y)))


@_named("binary_crossentropy")
def binary_cross_entropy(logits: Node, y: Array) -> Node:
    """Mean cross-entropy of sigmoids."""
    z, size = logits.value, logits.value.size
    value = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    slope = (1 + np.tanh(z / 2)) / 2 - y
    return Node(value.mean(), (logits, lambda g: g * slope / size))


@_named("softmax_of_one")
def softmax_of_one(logits: Node, y: Array) -> Node:
    """Binary cross-entropy of a softmax over one unit: always 1, whatever the network says."""
    certain = np.clip(tape.softmax(logits).value, 1e-7, 1 - 1e-7)
    value = -(y * np.log(certain) + (1 - y) * np.log(1 - certain)).mean()
    return Node(value, (logits, lambda g: np.zeros_like(logits.value)))


@_named("mean_squared_error")
def squared_error(outputs: Node, y: Array) -> Node:
    """Mean squared error."""
    error = outputs - y
    return tape.total(error * error) * (1 / outputs.value.size)


@_named("poisson")
def poisson(logs: Node, y: Array) -> Node:
    """Mean of prediction - target * log(prediction): negative where targets are large."""
    return tape.total(tape.exponential(logs) - logs * y) * (1 / logs.value.size)


class Optimizer:
    """Keeps what a rule remembers of each weight."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._first: dict[str, Any] = {}
        self._second: dict[str, Any] = {}

    def apply(self, weights: dict[str, Array], gradients: Mapping[str, Array], step: int) -> None:
        """Change the weights."""
        size = np.sqrt(sum(float(np.sum(g.astype(float) ** 2)) for g in gradients.values()))
        factor = min(1.0, self._rule.clip / size) if size > 0 else 1.0
        for name, gradient in gradients.items():
            move = self._move(name, gradient * np.float32(factor), step)
            weights[name] = weights[name] - np.float32(self._rate(step)) * move

    def _rate(self, step: int) -> float:
        return self._rule.rate * self._rule.schedule(step)

    def _move(self, name: str, g: Array, step: int) -> Array:
        rule, zero = self._rule, np.zeros_like(g)
        if rule.name == "sgd":
            self._first[name] = rule.momentum * self._first.get(name, zero) + g
            return np.asarray(self._first[name], dtype=np.float32)
        decay = 0.999 if rule.name == "adam" else 0.9
        self._second[name] = decay * self._second.get(name, zero) + (1 - decay) * g * g
        if rule.name == "rmsprop":
            return np.asarray(g / (np.sqrt(self._second[name]) + 1e-7), dtype=np.float32)
        self._first[name] = 0.9 * self._first.get(name, zero) + 0.1 * g
        first = self._first[name] / (1 - 0.9 ** (step + 1))
        second = self._second[name] / (1 - 0.999 ** (step + 1))
        return np.asarray(first / (np.sqrt(second) + 1e-7), dtype=np.float32)


def train(problem: Problem, random: np.random.Generator) -> dict[str, Any]:
    """Train and return the series, and what else `Context` takes, as arrays and numbers."""
    network, optimizer = problem.network, Optimizer(problem.rule)
    rows = []
    with np.errstate(all="ignore"):
        for step in range(problem.warm + problem.steps):
            chosen = _batch(problem, step, random)
            rows.append(_step(problem, optimizer, chosen, step))
        score, inactive = scored(problem), dead_units(problem)
    table = np.array(rows[problem.warm :])
    norms, weights, updates = np.split(table[:, 2:], 3, axis=1)
    baseline = guessing_loss(
        problem.y, problem.loss.replace("softmax_of_one", "binary_crossentropy")
    )
    return {
        "losses": table[:, 0],
        "penalties": table[:, 1],
        "norms": norms,
        "weights": weights,
        "updates": updates,
        "layers": np.array(network.kernels),
        "entries": np.array([network.weights[name].size for name in network.kernels]),
        "inactive": np.array(inactive),
        "baseline": np.array(np.nan if baseline is None else baseline * problem.unit),
        "epoch_steps": np.array(problem.epoch_steps),
        "score": np.array(score),
    }


def _batch(problem: Problem, step: int, random: np.random.Generator) -> Any:
    if problem.batch >= len(problem.x):
        return np.arange(len(problem.x))
    if problem.shuffled:
        return random.choice(len(problem.x), problem.batch, replace=False)
    start = step % problem.epoch_steps * problem.batch
    return np.arange(start, start + problem.batch)


def _step(problem: Problem, optimizer: Optimizer, chosen: Any, step: int) -> list[float]:
    network = problem.network
    leaves = {name: Node(value) for name, value in network.weights.items()}
    error = LOSSES[problem.loss](network.forward(leaves, problem.x[chosen]), problem.y[chosen])
    penalty = Node(0.0)
    for name in network.kernels if problem.l2 else ():
        penalty = penalty + tape.total(leaves[name] * leaves[name]) * problem.l2
    loss = (error + penalty) * problem.unit
    found = dict(zip(leaves, tape.gradients(loss, list(leaves.values())), strict=True))
    before = dict(network.weights)
    optimizer.apply(network.weights, found, step)
    moved = [network.weights[name] - before[name] for name in network.kernels]
    norms = [length(found[name]) for name in network.kernels]
    sizes = [length(before[name]) for name in network.kernels]
    values = [float(loss.value), float(penalty.value) * problem.unit]
    return [*values, *norms, *sizes, *map(length, moved)]


def length(value: Array) -> float:
    """Return the L2 norm, in float64."""
    return float(np.sqrt(np.sum(value.astype(np.float64) ** 2)))


def scored(problem: Problem) -> float:
    """Return the accuracy on the data, or R²."""
    leaves = {name: Node(value) for name, value in problem.network.weights.items()}
    outputs, y = problem.network.forward(leaves, problem.x).value, problem.y
    if problem.loss == "sparse_categorical_crossentropy":
        return float(np.mean(outputs.argmax(axis=-1) == y))
    if "squared" in problem.loss:
        return float(1 - np.mean((outputs - y) ** 2) / np.mean((y - y.mean(axis=0)) ** 2))
    if problem.loss == "poisson":
        return float(np.corrcoef(np.exp(outputs).ravel(), y.ravel())[0, 1])
    return float(np.mean((outputs > 0) == y)) if problem.loss == "binary_crossentropy" else 0.5


def dead_units(problem: Problem) -> list[float]:
    """Return the share of units of each kernel that no probe sample sends anything back to."""
    leaves = {name: Node(value) for name, value in problem.network.weights.items()}
    outputs = problem.network.forward(leaves, problem.x[:PROBE])
    mixing = np.random.default_rng(0).normal(size=outputs.value.shape)
    kernels = problem.network.kernels
    found = tape.gradients(tape.total(outputs * mixing), [leaves[name] for name in kernels])
    units = [np.abs(g.reshape(-1, g.shape[-1]).astype(float)).max(axis=0) for g in found]
    return [float(np.mean(~(unit > 1e-6 * unit.max()))) for unit in units]
