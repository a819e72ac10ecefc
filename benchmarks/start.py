"""Time from request to a ready worker: forked from a fork server, against a cold start.

Both stand behind the same sandbox and answer one cell; they are measured alternately in one run,
so that whatever else the machine does falls on both. Ends with status 1 when the median warm
start is not under a tenth of the median cold one.
"""

import statistics
import time

from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS, KERAS
from autograder.limits import Limits

ENTRY = "autograder.worker.serve:main"
MODULES = (*ALWAYS, *KERAS.modules)
ROUNDS = 5
WARM_PER_ROUND = 5
GOAL = 0.1


def seconds_to_start(parent: ForkServer) -> float:
    """Start a worker, have it run one cell, end it; return the seconds until its answer."""
    begin = time.perf_counter()
    with parent.spawn(ENTRY, {}, Limits()) as worker:
        worker.run_cell("import tensorflow", 30.0)
        return time.perf_counter() - begin


def main() -> int:
    """Measure, print, and return the exit status."""
    warm_seconds: list[float] = []
    cold_seconds: list[float] = []
    with ForkServer.start(MODULES) as warm, ForkServer.start(MODULES, warm=False) as cold:
        for _ in range(ROUNDS):
            cold_seconds.append(seconds_to_start(cold))
            warm_seconds.extend(seconds_to_start(warm) for _ in range(WARM_PER_ROUND))
        print(f"sandbox level  {warm.level.name}")
    for name, seconds in (("warm", warm_seconds), ("cold", cold_seconds)):
        low, high = min(seconds), max(seconds)
        median = statistics.median(seconds)
        print(f"{name} start     {median:.3f} s  ({low:.3f} to {high:.3f}, {len(seconds)} times)")
    ratio = statistics.median(warm_seconds) / statistics.median(cold_seconds)
    print(f"warm / cold    {ratio:.3f}  (goal: under {GOAL})")
    return int(ratio >= GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
