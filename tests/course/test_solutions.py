"""The hidden graders of week 5, graded: wheats lose nothing, chaffs what their heads announce."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from itertools import groupby, islice
from pathlib import Path

import pytest
from effort import THOROUGH

from autograder.limits import Limits
from autograder.pool import local_pool
from autograder.records import Verdict
from autograder.solutions import Solution, read_solutions
from autograder.verify.trials import Judged, Place, Trial, judge_trial

PROJECT = Path(__file__).parents[2]
PLACE = Place(PROJECT, "week5", Limits())
SOLUTIONS = read_solutions(PROJECT / "solutions" / "week5")
TODOS = sorted({solution.path.parent.name for solution in SOLUTIONS})
JOBS = 2
# Of each TODO's wheats and chaffs so many are judged here; `autograder verify` judges them all.
SHARE = None if THOROUGH else 2


def chosen() -> Iterator[Solution]:
    """Yield the solutions that are judged."""
    for _, group in groupby(SOLUTIONS, lambda each: (each.path.parent, each.right)):
        yield from islice(group, SHARE)


@pytest.fixture(scope="module")
def judged(request: pytest.FixtureRequest) -> Iterator[Mapping[Path, Future[Judged]]]:
    """Judge the solutions of the selected tests side by side, by path."""
    asked = {
        item.callspec.params["solution"].path: item.callspec.params["solution"]
        for item in request.session.items
        if "solution" in getattr(getattr(item, "callspec", None), "params", ())
    }
    with local_pool(JOBS) as pool:
        yield {
            path: pool.submit(judge_trial, Trial(PLACE, solution, solution.name))
            for path, solution in asked.items()
        }


@pytest.mark.parametrize("solution", list(chosen()), ids=lambda solution: solution.name)
def test_solution_loses_what_it_announces(
    solution: Solution, judged: Mapping[Path, Future[Judged]]
) -> None:
    """Exactly the criteria in the file's head are lost, none by a fault of ours.

    Nor by an exception that the head does not announce; and what it promises to tell is told.
    """
    came = judged[solution.path].result()
    assert not came.reason
    assert not came.of(Verdict.UNJUDGED)
    assert set(came.lost) == solution.loses, {n: r.message for n, r in came.lost.items()}
    assert set(came.raised.values()) == solution.raises, came.raised
    assert not came.untold


@pytest.mark.parametrize("todo", TODOS)
def test_each_task_has_wheats_and_chaffs(todo: str) -> None:
    """At least three right and four wrong solutions stand for each TODO."""
    kinds = Counter(each.right for each in SOLUTIONS if each.path.parent.name == todo)
    assert kinds[True] >= 3
    assert kinds[False] >= 4


@pytest.mark.parametrize("todo", TODOS)
def test_every_criterion_catches_a_chaff(todo: str, judged: Mapping[Path, Future[Judged]]) -> None:
    """A criterion that no wrong solution loses would be without evidence."""
    wheat = next(each for each in SOLUTIONS if each.path.parent.name == todo and each.right)
    future = judged.get(wheat.path)
    if future is None:
        pytest.skip("its wheat is not among the selected tests")
    criteria = {each.full_name for each in future.result().results if each.cell == todo}
    announced = {lost for each in SOLUTIONS for lost in each.loses}
    assert criteria
    assert criteria <= announced
