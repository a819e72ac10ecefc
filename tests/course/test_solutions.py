"""The hidden graders of week 5, graded: wheats lose nothing, chaffs what their heads announce."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grade.bench import Bench, open_bench
from autograder.grade.reference import judge_solution
from autograder.grading.criterion import Criterion
from autograder.limits import Limits
from autograder.records import CriterionResult, Verdict
from autograder.solutions import Solution, read_solutions

PROJECT = Path(__file__).parents[2]
SOLUTIONS = read_solutions(PROJECT / "solutions" / "week5")
TODOS = sorted({solution.path.parent.name for solution in SOLUTIONS})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Week 5 with a warm process, in a course folder whose secret does not change."""
    root = tmp_path_factory.mktemp("course")
    for name in ("release", "source", "tests"):
        (root / name).symlink_to(PROJECT / name)
    (root / ".autograder_secret").write_text("the same at every run\n")
    with open_bench(Course(root), "week5", Limits()) as opened:
        yield opened


def lost(results: Mapping[Criterion, CriterionResult]) -> dict[str, str]:
    """Return `cell.criterion` of everything that did not pass, with what the student is told."""
    return {
        f"{criterion.cell}.{criterion.name}": f"{result.verdict}: {result.message}"
        for criterion, result in results.items()
        if result.verdict is not Verdict.PASSED
    }


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda solution: solution.name)
def test_solution_loses_what_it_announces(solution: Solution, bench: Bench) -> None:
    """Exactly the criteria in the file's head are lost, and none of them by a fault of ours."""
    found = lost(judge_solution(bench, solution))
    assert set(found) == set(solution.loses), found
    assert not [message for message in found.values() if message.startswith(Verdict.UNJUDGED)]


@pytest.mark.parametrize("todo", TODOS)
def test_each_task_has_wheats_and_chaffs(todo: str) -> None:
    """At least two right and four wrong solutions stand for each TODO."""
    kinds = Counter(s.right for s in SOLUTIONS if s.path.parent.name == todo)
    assert kinds[True] >= 2
    assert kinds[False] >= 4


@pytest.mark.parametrize("notebook", sorted({solution.notebook for solution in SOLUTIONS}))
def test_every_criterion_catches_a_chaff(notebook: str, bench: Bench) -> None:
    """A criterion that no wrong solution loses would be without evidence."""
    solutions = [solution for solution in SOLUTIONS if solution.notebook == notebook]
    wheat = next(solution for solution in solutions if solution.right)
    criteria = {f"{c.cell}.{c.name}" for c in judge_solution(bench, wheat)}
    assert criteria == set().union(*(solution.loses for solution in solutions))
