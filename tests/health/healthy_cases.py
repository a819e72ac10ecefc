"""Healthy runs: each learns what there is to learn, though something about it looks odd."""

import numpy as np
from health import networks_of_corpus as nets
from health import tape
from health.cases import Case
from health.healthy_problems import (
    BINARY,
    CROSS_ENTROPY,
    SMALL,
    as_sum,
    bouncing_copy,
    counts,
    heavy_tails,
    in_order,
    in_small_units,
    noisy_labels,
    on_digits,
    quiet_half,
    regression,
    single_images,
    single_rows,
    unscaled,
)
from health.training import Problem, Rule

HEALTHY = [
    Case("adam", "ordinary", lambda r: on_digits(r, nets.chain(r, SMALL))),
    Case(
        "momentum", "ordinary", lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.05, 0.9))
    ),
    Case(
        "rmsprop", "ordinary", lambda r: on_digits(r, nets.chain(r, SMALL), Rule("rmsprop", 3e-3))
    ),
    Case(
        "plain descent", "ordinary", lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.2))
    ),
    Case(
        "tanh",
        "five layers",
        lambda r: on_digits(r, nets.chain(r, (64, 24, 24, 24, 24, 10), tape.tanh, "glorot")),
    ),
    Case(
        "two sigmoid layers",
        "shallow",
        lambda r: on_digits(
            r, nets.chain(r, SMALL, tape.sigmoid, "glorot"), Rule("adam", 0.01), steps=250
        ),
    ),
    Case(
        "convolutions",
        "a small LeNet",
        lambda r: on_digits(r, nets.convolutions(r, (6, 8)), batch=16, steps=100),
    ),
    Case(
        "residual, LayerNorm, twelve blocks",
        "deep",
        lambda r: on_digits(
            r, nets.residual(r, (64, 12, 10), tape.silu), Rule("adam", 2e-3), steps=100
        ),
    ),
    Case(
        "residual, BatchNorm, twelve blocks",
        "deep",
        lambda r: on_digits(
            r, nets.residual(r, (64, 12, 10), tape.relu, "batch"), Rule("adam", 2e-3), steps=100
        ),
    ),
    Case(
        "BatchNorm chain",
        "eight layers",
        lambda r: on_digits(r, nets.chain(r, (64, *[24] * 7, 10), norm="batch")),
    ),
    Case(
        "ten He layers",
        "plain but sound",
        lambda r: on_digits(r, nets.chain(r, (64, *[24] * 9, 10)), Rule("adam", 2e-3), steps=250),
    ),
    Case("sum over the batch", "R² near 1, norms far above 10", as_sum),
    Case(
        "targets of 100",
        "R² near 1, norms far above 10",
        lambda r: regression(r, 100.0, Rule("adam", 0.05), steps=400),
    ),
    Case("targets of 1e-4", "R² near 1, norms far below 1e-6", in_small_units),
    Case(
        "attention",
        "query and key kernels are quiet",
        lambda r: Problem(
            nets.attention(r), *nets.sequences(r, 8), CROSS_ENTROPY, Rule("adam", 0.01), 120, 32
        ),
    ),
    Case(
        "attention of four blocks",
        "query and key kernels are quiet",
        lambda r: Problem(
            nets.attention(r, 4), *nets.sequences(r, 5), CROSS_ENTROPY, Rule("adam", 0.01), 100, 32
        ),
    ),
    Case(
        "recurrent",
        "ten steps in time",
        lambda r: Problem(
            nets.recurrent(r), *nets.sequences(r, 10), CROSS_ENTROPY, Rule("adam", 0.01), 180
        ),
    ),
    Case("batches of one", "noise", single_rows),
    Case("images one by one", "noise", single_images),
    Case("heavy tails", "noise, batches of 16", lambda r: heavy_tails(r, 16)),
    Case("heavy tails, one by one", "noise", lambda r: heavy_tails(r, 1)),
    Case("sorted stream", "classes come in turn", in_order),
    Case(
        "fine-tuned",
        "begins where an earlier training ended",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("adam", 1e-3), warm=400),
    ),
    Case("Poisson", "negative loss", counts),
    Case("noisy labels", "little can be learnt, and is", noisy_labels),
    Case("a third inactive", "capacity enough is left", quiet_half),
    Case(
        "head of zeros",
        "nothing goes back at step 0",
        lambda r: on_digits(r, nets.chain(r, SMALL, head=0.0)),
    ),
    Case(
        "residual with zero branches",
        "SkipInit",
        lambda r: on_digits(r, nets.residual(r, (64, 10, 10), gain=0.0)),
    ),
    Case(
        "small L2",
        "a penalty beside the error",
        lambda r: on_digits(r, nets.chain(r, SMALL), l2=1e-4),
    ),
    Case("autoencoder", "never reaches zero", bouncing_copy),
    Case(
        "full batch",
        "smooth",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.1), batch=1797, steps=150),
    ),
    Case(
        "full batch, momentum 0.9",
        "smooth",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.03, 0.9), batch=1797, steps=120),
    ),
    Case(
        "cosine schedule",
        "warm-up and decay",
        lambda r: on_digits(
            r,
            nets.chain(r, SMALL),
            Rule(
                "adam",
                8e-3,
                schedule=lambda t: min(t / 15, 1) * (0.5 + 0.5 * np.cos(np.pi * t / 150)),
            ),
        ),
    ),
    Case(
        "clipped",
        "every step is clipped",
        lambda r: on_digits(r, nets.chain(r, SMALL), Rule("sgd", 0.2, 0.9, clip=0.5)),
    ),
    Case(
        "learnt by heart",
        "nothing is left to learn",
        lambda r: on_digits(r, nets.chain(r, (64, 64, 10)), Rule("adam", 0.01), steps=400),
    ),
    Case("pixels from 0 to 16", "inputs without a scale", unscaled),
    Case("swish", "smooth units", lambda r: on_digits(r, nets.chain(r, SMALL, tape.silu))),
    Case(
        "two classes",
        "one sigmoid unit",
        lambda r: Problem(
            nets.chain(r, (8, 32, 32, 1)), *nets.clusters(r, 0.3), BINARY, Rule("adam", 0.01), 200
        ),
    ),
]
