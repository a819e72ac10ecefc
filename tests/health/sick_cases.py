"""Sick runs of the other kinds; each has what it is labelled with."""

import numpy as np
from health import networks_of_corpus as nets
from health import tape
from health.cases import sick
from health.healthy_problems import SMALL, on_digits
from health.sick_problems import (
    broken_data,
    divided,
    fitted,
    guessed,
    linear,
    logistic,
    one_softmax_unit,
    partly_dead,
    rooted,
    symmetric,
)
from health.training import Rule

NON_FINITE = [
    sick(
        "a pixel is NaN", "non-finite", "once drawn, all is lost", lambda r: broken_data(r, np.nan)
    ),
    sick(
        "a pixel is infinite",
        "non-finite",
        "infinity minus infinity",
        lambda r: broken_data(r, np.inf),
    ),
    sick("square root at zero", "non-finite", "slope of 0", rooted),
    sick("division by zero", "non-finite", "rows of zeros", divided),
]

DEAD = [
    sick(
        "residual of bias -10",
        "dead units",
        "no branch answers",
        lambda r: on_digits(r, nets.residual(r, (64, 8, 10), bias=-10.0)),
    ),
    sick(
        "34 narrow ReLU layers",
        "dead units",
        "all samples look alike",
        lambda r: on_digits(r, nets.chain(r, (64, *[8] * 33, 10)), steps=80),
    ),
    sick(
        "GELU of bias -50",
        "dead units",
        "no slope",
        lambda r: partly_dead(r, tape.gelu, -50.0, 0.75),
    ),
    sick(
        "ReLU of bias -20",
        "dead units",
        "no slope",
        lambda r: partly_dead(r, tape.relu, -20.0, 0.7),
    ),
    sick(
        "ELU of bias -40", "dead units", "no slope", lambda r: partly_dead(r, tape.elu, -40.0, 0.8)
    ),
    sick(
        "swish of bias -60",
        "dead units",
        "no slope",
        lambda r: partly_dead(r, tape.silu, -60.0, 1.0),
    ),
    sick(
        "killed by a step",
        "dead units",
        "Adam at rate 2",
        lambda r: on_digits(r, nets.chain(r, (64, 40, 40, 10)), Rule("adam", 2.0)),
    ),
    sick(
        "dead channels",
        "dead units",
        "three quarters of the first convolution",
        lambda r: on_digits(r, nets.convolutions(r, (8, 8), dead=0.75), batch=24, steps=80),
    ),
]

OSCILLATION = [
    sick(
        "momentum 0.99", "oscillation", "rings", lambda r: linear(r, 0.02, momentum=0.99, steps=250)
    ),
    sick(
        "momentum 0.95", "oscillation", "rings", lambda r: linear(r, 0.05, momentum=0.96, steps=200)
    ),
    sick("logistic, rate 1", "oscillation", "full batch on large pixels", logistic),
    sick(
        "momentum 0.9, rate 1",
        "oscillation",
        "jumps",
        lambda r: on_digits(r, nets.chain(r, SMALL, tape.tanh), Rule("sgd", 1.0, 0.9)),
    ),
    sick(
        "rmsprop, rate 0.2",
        "oscillation",
        "jumps",
        lambda r: on_digits(r, nets.chain(r, SMALL, tape.tanh), Rule("rmsprop", 0.2)),
    ),
    sick(
        "descent, rate 2",
        "oscillation",
        "jumps",
        lambda r: on_digits(r, nets.chain(r, (64, 32, 10), tape.tanh), Rule("sgd", 2.0)),
    ),
    sick(
        "momentum 0.97, batches",
        "oscillation",
        "rings below noise",
        lambda r: linear(r, 0.03, momentum=0.97, steps=200, batch=128),
    ),
    sick(
        "full batch, softmax",
        "oscillation",
        "rate far above the edge",
        lambda r: on_digits(
            r, nets.chain(r, SMALL, tape.tanh, "glorot"), Rule("sgd", 1.0), batch=1797, steps=100
        ),
    ),
]

SLOW = [
    sick(
        "rate of 1e-5",
        "slow convergence",
        "stands still",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 1e-5)),
    ),
    sick(
        "rate of 1e-6, targets of 100",
        "slow convergence",
        "stands still",
        lambda r: fitted(r, nets.chain(r, (8, 32, 1)), Rule("sgd", 1e-7), target=100.0),
    ),
    sick(
        "L2 of 1",
        "slow convergence",
        "only the penalty falls",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("adam", 5e-3), l2=1.0, steps=250),
    ),
    sick("labels of chance", "slow convergence", "falls to the level of guessing", guessed),
    sick("softmax of one unit", "slow convergence", "no gradient at all", one_softmax_unit),
    sick(
        "clipped to 1e-5",
        "slow convergence",
        "stands still",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.1, clip=1e-5)),
    ),
    sick(
        "decays at once",
        "slow convergence",
        "the rate halves at every step",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.01, schedule=lambda t: 0.5**t)),
    ),
    sick(
        "Adam, rate 1e-7",
        "slow convergence",
        "stands still",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("adam", 1e-7)),
    ),
    sick("all weights equal", "slow convergence", "all units do the same", symmetric),
]

SICK_OTHERWISE = [*NON_FINITE, *DEAD, *OSCILLATION, *SLOW]
