"""The hidden graders of week 5, graded: wheats lose nothing, chaffs what their heads announce.

`autograder verify` judges every solution alone. Here the wheats of all TODOs of a notebook stand
in one submission, as a student would write them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

import pytest
from effort import THOROUGH

from autograder.limits import Limits
from autograder.pool import local_pool
from autograder.records import Verdict
from autograder.solutions import Solution, read_solutions
from autograder.verify.catalogue import mistakes_of
from autograder.verify.trials import Judged, Place, Trial, judge_trial

PROJECT = Path(__file__).parents[2]
PLACE = Place(PROJECT, "week5", Limits())
SOLUTIONS = read_solutions(PROJECT / "solutions" / "week5")
TODOS = sorted({solution.path.parent.name for solution in SOLUTIONS})
JOBS = 2
# Of each TODO's wheats and chaffs so many are judged here.
SHARE = None if THOROUGH else 1


def of_each_todo(right: bool) -> Iterator[list[Solution]]:
    """Yield those wheats or chaffs of each TODO that are judged."""
    kind = [each for each in SOLUTIONS if each.right == right]
    for _, group in groupby(kind, lambda each: each.path.parent):
        yield list(islice(group, SHARE))


def whole_notebooks() -> Iterator[Solution]:
    """Yield solutions with a wheat for every TODO of a notebook; each wheat is in one of them."""
    for notebook, group in groupby(of_each_todo(right=True), lambda each: each[0].notebook):
        todos = list(group)
        for turn in range(max(map(len, todos))):
            cells = [wheats[turn % len(wheats)].cells for wheats in todos]
            merged = {name: text for each in cells for name, text in each.items()}
            path = Path("wheats", notebook, str(turn + 1))
            yield replace(todos[0][0], path=path, title="", cells=merged)


CHAFFS = [chaff for chaffs in of_each_todo(right=False) for chaff in chaffs]
WHEATS = list(whole_notebooks())


@pytest.fixture(scope="module")
def judged(request: pytest.FixtureRequest) -> Iterator[Mapping[Path, Future[Judged]]]:
    """Judge the solutions of the selected tests side by side, by path."""
    every = (getattr(item, "callspec", None) for item in request.session.items)
    asked = (each.params.get("solution") for each in every if each)
    chosen = {each.path: each for each in asked if isinstance(each, Solution)}
    with local_pool(JOBS) as pool:
        yield {
            path: pool.submit(judge_trial, Trial(PLACE, solution, solution.name))
            for path, solution in chosen.items()
        }


@pytest.mark.parametrize("solution", WHEATS + CHAFFS, ids=lambda solution: solution.name)
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


@pytest.mark.parametrize("solution", WHEATS, ids=lambda solution: solution.name)
def test_every_criterion_catches_a_chaff(
    solution: Solution, judged: Mapping[Path, Future[Judged]]
) -> None:
    """A criterion that no wrong solution loses would be without evidence."""
    criteria = {each.full_name for each in judged[solution.path].result().results}
    announced = {lost for each in SOLUTIONS for lost in each.loses}
    assert criteria
    assert criteria <= announced


@pytest.mark.parametrize("solution", WHEATS, ids=lambda solution: solution.name)
def test_a_hint_names_every_mistake_that_a_chaff_makes(
    solution: Solution, judged: Mapping[Path, Future[Judged]]
) -> None:
    """One of the criteria that it loses knows the mistake; `autograder verify` asks for that."""
    criteria = {each.full_name: each for each in judged[solution.path].result().results}
    of_notebook = [each for each in SOLUTIONS if each.notebook == solution.notebook]
    assert of_notebook
    for chaff in of_notebook:
        named = {number for name in chaff.loses for number in criteria[name].mistakes}
        assert set(mistakes_of(chaff)) <= named, chaff.name
