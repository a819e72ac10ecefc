"""The trials of `autograder mutate`: the reference first, then each mutant until it is killed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.limits import Limits
from autograder.mutate.equivalents import Key
from autograder.mutate.mutants import Mutant
from autograder.mutate.outcomes import Outcome, outcome
from autograder.solutions import Solution
from autograder.verify.survey import perfect
from autograder.verify.trials import Judged, Place, Trial, reference

# A mutant that loops for ever should not cost the time that a student's cell may take.
MUTANT_SECONDS = 10.0
AUDIT_SECONDS = 60.0
# All mutants meet the same hidden inputs, whatever else of the notebook is edited.
STUDENT = "mutant"


def short(limits: Limits) -> Limits:
    """Return limits under which a mutant that loops for ever ends soon."""
    return replace(
        limits,
        cell_seconds=min(limits.cell_seconds, MUTANT_SECONDS),
        call_seconds=min(limits.call_seconds, MUTANT_SECONDS),
        audit_seconds=min(limits.audit_seconds, AUDIT_SECONDS),
    )


def reference_trials(place: Place, mutants: Iterable[Mutant]) -> list[Trial]:
    """Return the judging of the reference of every notebook that is mutated."""
    notebooks = dict.fromkeys(mutant.notebook for mutant in mutants)
    return [Trial(place, reference(notebook), STUDENT) for notebook in notebooks]


def require_sound(references: Iterable[Judged]) -> None:
    """CourseError where a reference loses anything: its mutants would say nothing."""
    for judged in references:
        if not perfect(judged):
            lost = ", ".join(judged.lost) or judged.reason or "not everything could be judged"
            raise CourseError(
                f"{judged.solution.notebook}: the reference itself does not pass ({lost}); "
                "`autograder verify` says more"
            )


def mutant_trials(place: Place, mutants: Iterable[Mutant]) -> list[Trial]:
    """Return the judging of each mutant, which ends with the first criterion that it loses."""
    return [Trial(place, _solution(mutant), STUDENT, focus=mutant.cell) for mutant in mutants]


def outcomes_of(
    mutants: Sequence[Mutant], judged: Iterable[Judged], equivalents: Mapping[Key, str]
) -> list[Outcome]:
    """Return what became of each mutant, in the order of the mutants."""
    found = {_place(each.solution): each for each in judged}
    return [outcome(each, found[_place(_solution(each))], equivalents) for each in mutants]


def _place(solution: Solution) -> tuple[str, ...]:
    """Return what tells one mutant from all others."""
    return solution.notebook, *solution.cells, *solution.cells.values()


def _solution(mutant: Mutant) -> Solution:
    return Solution(
        path=Path(mutant.cell, "mutant"),
        right=False,
        title=mutant.operator,
        notebook=mutant.notebook,
        loses=frozenset(),
        mistake="-",
        cells={mutant.cell: mutant.source},
    )
