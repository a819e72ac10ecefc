"""Train the corpus and store its series beside this file: `python -m health.make_corpus`.

To be run in `tests/`. Seeds 0, 1 and 2; numbers keep 12 bits, which no rule can tell.
"""

import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from health.cases import Case
from health.healthy_cases import HEALTHY
from health.sick_cases import SICK_OTHERWISE
from health.sick_flow import SICK_FLOW
from health.training import train

CASES: list[Case] = [*HEALTHY, *SICK_FLOW, *SICK_OTHERWISE]
SEEDS = (0, 1, 2)
STORED = Path(__file__).parent / "runs"
SERIES = ("losses", "penalties", "norms", "weights", "updates")


def trained(case: Case, seed: int) -> dict[str, Any]:
    """Return the series of one run."""
    random = np.random.default_rng([seed, zlib.crc32(case.name.encode())])
    with np.errstate(all="ignore"):
        run = train(case.make(random), random)
    return {key: rounded(value) if key in SERIES else value for key, value in run.items()}


def rounded(values: Any) -> Any:
    """Return float32 values of 12 significant bits, which compress well."""
    mantissa, exponent = np.frexp(np.asarray(values, dtype=np.float64))
    with np.errstate(all="ignore"):
        return np.ldexp(np.round(mantissa * 2**12) / 2**12, exponent).astype(np.float32)


def main(seeds: list[int]) -> None:
    """Write a file for each seed."""
    STORED.mkdir(exist_ok=True)
    for seed in seeds:
        arrays = {}
        for case in CASES:
            run = trained(case, seed)
            arrays.update({f"{case.name}/{key}": value for key, value in run.items()})
            print(seed, case.name, sorted(case.labels), f"{run['score']:.3f}", flush=True)
        np.savez_compressed(STORED / f"seed_{seed}.npz", allow_pickle=False, **arrays)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or list(SEEDS))
