"""Sick runs whose gradients vanish or explode; each has what it is labelled with."""

from health import networks_of_corpus as nets
from health import tape
from health.cases import sick
from health.healthy_problems import BINARY, CROSS_ENTROPY, on_digits
from health.sick_problems import (
    deep,
    fitted,
    linear,
    outliers,
    rare_targets,
)
from health.training import Problem, Rule

SIGMOID = (tape.sigmoid, "glorot")
SGD = Rule("sgd", 0.1)

VANISHING = [
    sick(
        "sigmoid, depth 8",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: on_digits(r, nets.chain(r, deep(8), *SIGMOID), SGD),
    ),
    sick(
        "sigmoid, depth 12",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: on_digits(r, nets.chain(r, deep(12), *SIGMOID), Rule("adam", 1e-3)),
    ),
    sick(
        "sigmoid, depth 20",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: on_digits(r, nets.chain(r, deep(20), *SIGMOID), Rule("sgd", 0.05, 0.9)),
    ),
    sick(
        "sigmoid, rmsprop",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: on_digits(r, nets.chain(r, deep(15), *SIGMOID), Rule("rmsprop", 1e-3)),
    ),
    sick(
        "sigmoid regression, targets of 100",
        "vanishing",
        "large units hide it",
        lambda r: fitted(
            r, nets.chain(r, deep(12, 1, 8), *SIGMOID), Rule("adam", 0.01), target=100.0
        ),
    ),
    sick(
        "sigmoid regression, targets of 1e-3",
        "vanishing",
        "small units",
        lambda r: fitted(r, nets.chain(r, deep(12, 1, 8), *SIGMOID), Rule("sgd", 0.1), target=1e-3),
    ),
    sick(
        "sigmoid, two classes",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: Problem(
            nets.chain(r, deep(10, 1, 8), *SIGMOID), *nets.clusters(r), BINARY, Rule("adam", 1e-3)
        ),
    ),
    sick(
        "small tanh",
        "vanishing",
        "weights of deviation 0.02",
        lambda r: on_digits(r, nets.chain(r, deep(12), tape.tanh, 0.02), SGD),
    ),
    sick(
        "small ReLU",
        "vanishing",
        "all layers alike",
        lambda r: on_digits(r, nets.chain(r, deep(12), tape.relu, 0.05), SGD),
    ),
    sick(
        "small ReLU, Adam",
        "vanishing",
        "all layers alike",
        lambda r: on_digits(
            r, nets.chain(r, deep(16), tape.relu, 0.05), Rule("adam", 1e-3), steps=80
        ),
    ),
    sick(
        "small linear",
        "vanishing",
        "orthogonal, gain 0.3",
        lambda r: on_digits(r, nets.chain(r, deep(15), tape.identity, "orthogonal", gain=0.3), SGD),
    ),
    sick(
        "sigmoid convolutions",
        "vanishing",
        "slope 1/4 a layer",
        lambda r: on_digits(
            r, nets.convolutions(r, [4] * 8, tape.sigmoid, scale="glorot"), SGD, batch=8, steps=50
        ),
    ),
    sick(
        "saturated sigmoid",
        "vanishing",
        "biases of 15: flat",
        lambda r: on_digits(r, nets.chain(r, deep(8), *SIGMOID, bias=15.0), SGD),
    ),
]

EXPLODING = [
    sick(
        "normal weights",
        "exploding, non-finite",
        "He times six",
        lambda r: on_digits(r, nets.chain(r, deep(8), tape.relu, 1.0), Rule("sgd", 0.01)),
    ),
    sick(
        "normal weights, squared error",
        "exploding, non-finite",
        "not finite within steps",
        lambda r: fitted(r, nets.chain(r, deep(10, 1, 8), tape.relu, 1.0), Rule("sgd", 0.01)),
    ),
    sick(
        "rate of 1000",
        "exploding, non-finite",
        "diverges",
        lambda r: fitted(r, nets.chain(r, (8, 32, 1)), Rule("sgd", 1000.0)),
    ),
    sick(
        "rate of 3, deep",
        "exploding, non-finite",
        "diverges",
        lambda r: fitted(r, nets.chain(r, (8, 32, 32, 32, 1)), Rule("sgd", 3.0)),
    ),
    sick(
        "large weights, clipped",
        "exploding",
        "finite thanks to clipping",
        lambda r: on_digits(
            r, nets.chain(r, deep(12), tape.relu, 0.7), Rule("sgd", 0.01, clip=1.0)
        ),
    ),
    sick(
        "tanh of gain 3",
        "exploding",
        "grows a third a layer, trains nothing",
        lambda r: on_digits(
            r, nets.chain(r, deep(20), tape.tanh, "orthogonal", gain=3.0), Rule("sgd", 0.01)
        ),
    ),
    sick(
        "recurrent, gain 1.6",
        "exploding",
        "1.6 to the 60th",
        lambda r: Problem(
            nets.recurrent(r, tape.relu, 1.6),
            *nets.sequences(r, 60),
            CROSS_ENTROPY,
            Rule("sgd", 1e-3, clip=1.0),
            60,
        ),
    ),
    sick(
        "recurrent, linear, gain 1.3",
        "exploding",
        "1.3 to the 40th",
        lambda r: Problem(
            nets.recurrent(r, tape.identity, 1.3),
            *nets.sequences(r, 40),
            CROSS_ENTROPY,
            Rule("adam", 1e-3),
            60,
        ),
    ),
    sick(
        "rare rows",
        "exploding",
        "1 row in 256, 1,000 times too large",
        lambda r: outliers(r, Rule("sgd", 0.02, clip=100.0), nets.chain(r, (8, 32, 1))),
    ),
    sick(
        "rare rows, tanh",
        "exploding",
        "1 row in 256, in the targets as well",
        rare_targets,
    ),
    sick(
        "beyond the edge",
        "exploding",
        "1.02 times where descent diverges",
        lambda r: linear(r, 1.02, steps=150),
    ),
    sick(
        "residual without norm",
        "exploding",
        "doubles a block",
        lambda r: on_digits(
            r,
            nets.residual(r, (64, 20, 10), tape.relu, "", gain=1.5),
            Rule("sgd", 1e-3, clip=1.0),
            steps=80,
        ),
    ),
    sick(
        "summed loss, full rate",
        "exploding, non-finite",
        "64 times the step",
        lambda r: fitted(r, nets.chain(r, (8, 32, 32, 1)), Rule("sgd", 0.2), unit=64.0),
    ),
]

SICK_FLOW = [*VANISHING, *EXPLODING]
