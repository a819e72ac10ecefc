"""What the sick runs are made of."""

import numpy as np
from health import networks_of_corpus as nets
from health import tape
from health.healthy_problems import ADAM, BINARY, CROSS_ENTROPY, SMALL, SQUARED, on_digits
from health.networks_of_corpus import Random
from health.training import Network, Problem, Rule, Weights


def deep(depth: int, outputs: int = 10, inputs: int = 64) -> tuple[int, ...]:
    """Return the sizes of so many layers."""
    return (inputs, *[nets.WIDTH] * (depth - 1), outputs)


def fitted(random: Random, network: Network, rule: Rule, **more: object) -> Problem:
    """Return a regression; `target` multiplies its targets."""
    x, y = nets.curve(random)
    target = more.pop("target", 1.0)
    return Problem(network, x, y * target, SQUARED, rule, **more)  # type: ignore[arg-type]


def linear(random: Random, rate: float, **more: object) -> Problem:
    """Return a linear regression; `rate` is the share of that at which descent diverges."""
    x, y = nets.plane(random)
    momentum = float(more.pop("momentum", 0.0))  # type: ignore[arg-type]
    network = nets.chain(random, (8, 1))
    features = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    curvature = 2 * np.linalg.eigvalsh(features.T @ features / len(x))[-1]
    rule = Rule("sgd", rate * 2 / curvature, momentum)
    more = {"batch": len(x), **more}
    return Problem(network, x, y, SQUARED, rule, **more)  # type: ignore[arg-type]


def outliers(random: Random, rule: Rule, network: Network) -> Problem:
    """Return a regression in which one row in 256 is a thousand times too large."""
    problem = fitted(random, network, rule, batch=32, steps=300)
    problem.x[::256] *= 1000
    return problem


def logistic(random: Random) -> Problem:
    """Return a full-batch logistic regression on pixels from 0 to 4 at rate 1."""
    x, y = nets.digits(random)
    label = (y % 2 == 0).astype(np.float32)[:, None]
    return Problem(nets.chain(random, (64, 1)), x * 4, label, BINARY, Rule("sgd", 1.0), 150, 1797)


def broken_data(random: Random, value: float) -> Problem:
    """Return digits of which one, somewhere, has a pixel that is no number."""
    problem = on_digits(random, nets.chain(random, SMALL))
    problem.x[int(random.integers(800, 1700)), 20] = value
    return problem


def rooted(random: Random) -> Problem:
    """Return a network with a square root, whose slope at 0 is infinite: 0 times that is NaN."""
    network = nets.chain(random, (64, 32, 10), lambda z: tape.root(tape.relu(z)))
    return on_digits(random, network)


def divided(random: Random) -> Problem:
    """Return a network that divides by how much its units differ: some day they do not."""
    x, y = nets.digits(random)
    x[300:310] = 0.0
    inner = nets.chain(random, (64, 10))

    def forward(given: Weights, x: tape.Array) -> tape.Node:
        size = tape.root(tape.mean(tape.lifted(x * x), -1))
        scaled = tape.lifted(x) * tape.inverse(size)
        return scaled @ given["dense_0/kernel"] + given["dense_0/bias"]

    return Problem(Network(inner.weights, forward), x, y, CROSS_ENTROPY, ADAM)


def partly_dead(random: Random, activation: nets.Function, bias: float, share: float) -> Problem:
    """Return a network, a share of whose second layer has a bias far below zero."""
    network = nets.chain(random, (64, 40, 40, 10), activation)
    network.weights["dense_1/bias"][: round(40 * share)] = bias
    return on_digits(random, network)


def guessed(random: Random) -> Problem:
    """Return labels that have nothing to do with the digits, and a start that is worse."""
    problem = on_digits(
        random, nets.chain(random, (64, 32, 10), head=0.9), Rule("sgd", 0.02), steps=250
    )
    return Problem(
        problem.network, problem.x, random.permutation(problem.y), CROSS_ENTROPY, problem.rule, 250
    )


def one_softmax_unit(random: Random) -> Problem:
    """Return a softmax over one unit with binary cross-entropy."""
    x, y = nets.clusters(random)
    return Problem(nets.chain(random, (8, 32, 1)), x, y, "softmax_of_one", Rule("adam", 0.01))


def rare_targets(random: Random) -> Problem:
    """Return rare rows whose targets are out of scale as well."""
    network = nets.chain(random, (8, 32, 32, 1), tape.relu)
    problem = outliers(random, Rule("sgd", 0.05, clip=1e4), network)
    problem.y[::256] *= 1000
    return problem


def symmetric(random: Random) -> Problem:
    """Return a network that begins with weights of zero."""
    network = nets.chain(random, SMALL, tape.tanh)
    for name in network.kernels:
        network.weights[name] = np.zeros_like(network.weights[name])
    return on_digits(random, network)
