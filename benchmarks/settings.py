"""Whether scores depend on numerics or on the way workers start.

Every solution of week 5 is judged twice as usual, then with all that may differ elsewhere at once:
without oneDNN's kernels, with more threads, and by workers that import TensorFlow for themselves.
Ask for one of these by itself to find out which it was. Ends with status 1 when any verdict or
score differs, or when the two usual runs differ in a single bit.
"""

import argparse
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.fork_server import starting
from autograder.fork_server.client import ForkServer
from autograder.jobs import context
from autograder.limits import Limits
from autograder.pool import local_pool
from autograder.records import Verdict
from autograder.solutions import Solution, read_solutions
from autograder.verify.trials import Judged, Place, Trial, judge_trial, reference

COURSE = Path(__file__).parent.parent
PLACE = Place(COURSE, "week5", Limits())
JOBS = 2
ONE_DNN = (("TF_ENABLE_ONEDNN_OPTS", "0"),)
THREADS = (("TF_NUM_INTRAOP_THREADS", "2"), ("TF_NUM_INTEROP_THREADS", "3"))


@dataclass(frozen=True)
class Setting:
    """What differs from the usual: variables of the environment, warm or cold start."""

    environment: tuple[tuple[str, str], ...] = ()
    warm: bool = True


SETTINGS = {
    "again": Setting(),
    "elsewhere": Setting((*ONE_DNN, *THREADS), warm=False),
    "without oneDNN": Setting(ONE_DNN),
    "more threads": Setting(THREADS),
    "cold start": Setting(warm=False),
}
USUAL = ("again", "elsewhere")


@functools.cache
def begin(setting: Setting) -> None:
    """Put this process, one of a pool, under a setting, once, before it judges anything."""
    usual = starting.environment
    starting.environment = lambda: {**usual(), **dict(setting.environment)}
    context.start_fork_server = lambda level, modules: ForkServer.start(
        modules, level, setting.warm
    )


def judge_under(setting: Setting, solution: Solution) -> Judged:
    """Judge one solution in a process that serves this setting only."""
    begin(setting)
    return judge_trial(Trial(PLACE, solution, solution.name))


def judged(name: str, setting: Setting, solutions: Sequence[Solution]) -> list[Judged]:
    """Judge solutions side by side."""
    with local_pool(JOBS) as pool:
        futures = [pool.submit(judge_under, setting, solution) for solution in solutions]
        results = []
        for future in futures:
            results.append(future.result())
            print(f"\r{name}: {len(results)} of {len(solutions)}", end="", flush=True)
    print()
    return results


def score(result: Judged) -> dict[str, tuple[Verdict, float]]:
    """Return verdict and credit by criterion."""
    return {c.full_name: (each.verdict, each.credit) for c, each in result.results.items()}


def differing(usual: Sequence[Judged], other: Sequence[Judged]) -> list[str]:
    """Name the solutions whose verdicts or scores differ."""
    pairs = zip(usual, other, strict=True)
    return [a.solution.name for a, b in pairs if a.reason or b.reason or score(a) != score(b)]


def in_a_bit(usual: Sequence[Judged], other: Sequence[Judged]) -> list[str]:
    """Name the solutions of which a message or a measurement is not the same to the last bit."""
    pairs = zip(usual, other, strict=True)
    same = ((a, list(a.results.values()) == list(b.results.values())) for a, b in pairs)
    return [judged.solution.name for judged, equal in same if not equal]


def chosen() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setting", action="append", choices=SETTINGS, dest="settings")
    parser.add_argument("--every", type=int, default=1, help="judge every n-th solution only")
    return parser.parse_args()


def main() -> int:
    """Judge, compare, print, and return the exit status."""
    options = chosen()
    known = read_solutions(COURSE / "solutions" / "week5")
    notebooks = dict.fromkeys(solution.notebook for solution in known)
    solutions = [*map(reference, notebooks), *known[:: options.every]]
    usual = judged("as usual", Setting(), solutions)
    failed = False
    for name in options.settings or USUAL:
        other = judged(name, SETTINGS[name], solutions)
        different, bits = differing(usual, other), in_a_bit(usual, other)
        print(f"{name}: {len(different)} differ in a score: {', '.join(different) or 'none'}")
        print(f"{name}: {len(bits)} differ in a bit: {', '.join(bits) or 'none'}")
        failed = failed or bool(different) or (name == "again" and bool(bits))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
