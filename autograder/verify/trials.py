"""Judge solutions side by side: each by all hidden graders of its notebook, in the real sandbox."""

import atexit
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.grade.settling import blame
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.pool import submitted
from autograder.records import CriterionResult, Verdict
from autograder.solutions import Solution
from autograder.testing.criterion import Criterion

# Not the course's own secret: on every machine a solution is judged on the same inputs.
SECRETS = "verification {}"


@dataclass(frozen=True)
class Place:
    """The assignment of a course whose graders are under test."""

    course: Path
    assignment: str
    limits: Limits


@dataclass(frozen=True)
class Trial:
    """One solution to judge; plain data, so that any executor can carry it.

    Hidden inputs are drawn for `student` under the course secret of a number. With a grade cell
    in `focus` the run ends with the first criterion that is lost, that cell's criteria first.
    """

    place: Place
    solution: Solution
    student: str
    secret: int = 1
    focus: str = ""


@dataclass(frozen=True)
class Judged:
    """What the graders said of a solution, or the words for why they said nothing."""

    trial: Trial
    results: Mapping[Criterion, CriterionResult] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str = ""

    @property
    def solution(self) -> Solution:
        """The solution that was judged."""
        return self.trial.solution

    @property
    def lost(self) -> dict[str, CriterionResult]:
        """Criteria that cost points, by full name; one that is blocked costs all of its own."""
        return self.of(Verdict.FAILED, Verdict.BLOCKED)

    @property
    def raised(self) -> dict[str, str]:
        """Criteria that failed by an exception instead of a check's words, with its name."""
        return {
            name: result.fault.exception.rpartition(".")[2]
            for name, result in self.of(Verdict.FAILED).items()
            if result.fault
        }

    @property
    def untold(self) -> list[str]:
        """What its head says that it is told, and no message or hint of a failed criterion says."""
        failed = self.of(Verdict.FAILED).values()
        read = [text for result in failed for text in (result.message, result.hint)]
        return [words for words in self.solution.told if not any(words in text for text in read)]

    def of(self, *verdicts: Verdict) -> dict[str, CriterionResult]:
        """Return the results with one of these verdicts, by the criterion's full name."""
        return {
            criterion.full_name: result
            for criterion, result in self.results.items()
            if result.verdict in verdicts
        }


def reference(notebook: str) -> Solution:
    """Return the reference as a solution that replaces nothing."""
    return Solution(
        path=Path("the", "reference"),
        right=True,
        title="",
        notebook=notebook,
        loses=frozenset(),
        mistake="-",
        cells={},
    )


def judge_all(trials: Sequence[Trial], executor: Executor) -> Iterator[Judged]:
    """Yield what came of each trial as it comes; trials are begun in the order given."""
    waiting = {submitted(executor, judge_trial, trial): trial for trial in trials}
    for future in as_completed(waiting):
        yield _outcome(waiting[future], future)


def judge_trial(trial: Trial) -> Judged:
    """Judge one solution in this process."""
    started = time.monotonic()
    try:
        results = _results(trial)
    except AutograderError as error:
        return Judged(trial, reason=str(error))
    except Exception as error:
        return Judged(trial, reason=f"{type(error).__name__}: {error}")
    return Judged(trial, results, time.monotonic() - started)


def _results(trial: Trial) -> Mapping[Criterion, CriterionResult]:
    solution = trial.solution
    context = context_of(trial.place)
    clean = solved(context, solution.notebook, [solution])
    seed = f"{SECRETS.format(trial.secret)}\n{trial.student}"
    session = NotebookSession(context, seed, clean, context.assignment.files)
    results = judge(session, trial.focus)
    # The reference goes first: what it cannot pass is not asked of anybody else.
    return blame(results) if solution.cells else results


def _outcome(trial: Trial, future: Future[Judged]) -> Judged:
    try:
        return future.result()
    except BrokenProcessPool:
        return Judged(trial, reason="the grading process ended; run the command again")


@cache
def context_of(place: Place) -> CourseContext:
    """Keep one fork server per assignment for the life of this process."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_context(Course(place.course), place.assignment, place.limits))
