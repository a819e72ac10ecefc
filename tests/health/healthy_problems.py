"""What the healthy runs are made of."""

import numpy as np
from health import networks_of_corpus as nets
from health import tape
from health.networks_of_corpus import Random
from health.training import Network, Problem, Rule, Weights

CROSS_ENTROPY, SQUARED = "sparse_categorical_crossentropy", "mean_squared_error"
BINARY = "binary_crossentropy"
ADAM = Rule("adam", 3e-3)
SMALL = (64, 24, 24, 10)


def on_digits(random: Random, network: Network, rule: Rule = ADAM, **more: object) -> Problem:
    """Return the classification of digits."""
    x, y = nets.digits(random)
    return Problem(network, x, y, CROSS_ENTROPY, rule, **more)  # type: ignore[arg-type]


def regression(random: Random, deviation: float, rule: Rule, **more: object) -> Problem:
    """Return a regression whose targets have a deviation."""
    x, y = nets.curve(random)
    network = nets.chain(random, (8, 32, 32, 1), tape.tanh, "glorot")
    return Problem(network, x, y * deviation, SQUARED, rule, **more)  # type: ignore[arg-type]


def in_small_units(random: Random) -> Problem:
    """Return targets of 1e-4 and a head to match."""
    problem = regression(random, 1e-4, Rule("adam", 3e-3), steps=400)
    weights = problem.network.weights
    weights["dense_2/kernel"] = weights["dense_2/kernel"] * np.float32(1e-4)
    forward = problem.network.forward

    def scaled(given: Weights, x: tape.Array) -> tape.Node:
        return forward(given, x) * 1e-3

    weights["dense_2/kernel"] = weights["dense_2/kernel"] * np.float32(1e3)
    return Problem(
        Network(weights, scaled), problem.x, problem.y, SQUARED, problem.rule, problem.steps
    )


def heavy_tails(random: Random, batch: int) -> Problem:
    """Return a regression whose noise has tails: Student's t with 3 degrees of freedom."""
    x, y = nets.curve(random, noise=0.0)
    noise = np.clip(random.standard_t(3, size=y.shape), -30, 30)
    y = (y + 0.35 * noise).astype(np.float32)
    network = nets.chain(random, (8, 32, 1), tape.tanh, "glorot")
    return Problem(network, x, y, SQUARED, Rule("sgd", 0.02), 300, batch)


def single_rows(random: Random) -> Problem:
    """Return batches of one row."""
    x, y = nets.curve(random, noise=0.3)
    network = nets.chain(random, (8, 32, 1), tape.tanh, "glorot")
    return Problem(network, x, y, SQUARED, Rule("sgd", 0.02), 400, 1)


def single_images(random: Random) -> Problem:
    """Return a classification of one image at a time."""
    return on_digits(random, nets.chain(random, SMALL), Rule("sgd", 0.02), steps=500, batch=1)


def in_order(random: Random) -> Problem:
    """Return digits sorted by class, four steps a class, over and over."""
    x, y = nets.digits(random)
    order = np.argsort(y, kind="stable")
    network = nets.chain(random, (64, 32, 10))
    rule = Rule("sgd", 0.05)
    return Problem(network, x[order], y[order], CROSS_ENTROPY, rule, 330, 48, shuffled=False)


def counts(random: Random) -> Problem:
    """Return a Poisson regression of large counts: the loss is negative."""
    x, y = nets.curve(random, noise=0.0)
    y = random.poisson(np.exp(1.6 + 0.6 * y)).astype(np.float32)
    network = nets.chain(random, (8, 32, 1), tape.tanh, "glorot")
    return Problem(network, x, y, "poisson", Rule("adam", 5e-3), 250)


def noisy_labels(random: Random) -> Problem:
    """Return a logistic regression where three labels in ten are wrong."""
    x, y = nets.plane(random)
    y = (y > 0) ^ (random.random(size=y.shape) < 0.2)
    network = nets.chain(random, (8, 1))
    return Problem(network, x, y.astype(np.float32), BINARY, Rule("sgd", 0.5), 200, 64)


def quiet_half(random: Random) -> Problem:
    """Return a ReLU network of which a third of the first units never answer."""
    network = nets.chain(random, (64, 48, 32, 10))
    network.weights["dense_0/bias"][:16] = -50
    return on_digits(random, network)


def bouncing_copy(random: Random) -> Problem:
    """Return a network that is compressed to itself: 64 pixels by 12 units."""
    x, _ = nets.digits(random)
    network = nets.chain(random, (64, 32, 12, 32, 64), tape.relu, "he")
    return Problem(network, x, x, SQUARED, ADAM, 250)


def as_sum(random: Random) -> Problem:
    """Return a regression whose loss is summed over the 48 rows of a batch."""
    return regression(random, 1.0, Rule("sgd", 0.05 / 48, momentum=0.9), unit=48.0, steps=200)


def unscaled(random: Random) -> Problem:
    """Return pixels from 0 to 16."""
    problem = on_digits(random, nets.chain(random, SMALL), Rule("adam", 1e-3), steps=250)
    return Problem(problem.network, problem.x * 16, problem.y, CROSS_ENTROPY, problem.rule, 250)
