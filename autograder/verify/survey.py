"""What the trials of one assignment say of its hidden graders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.records import Verdict
from autograder.released import ReleasedNotebook
from autograder.testing.criterion import Criterion
from autograder.verify.catalogue import mistakes_of
from autograder.verify.trials import Judged


@dataclass(frozen=True)
class Survey:
    """The reference (once for each course secret), the wheats and the chaffs, all judged.

    `catalogue` holds the known mistakes by number.
    """

    assignment: str
    references: Sequence[Judged]
    solutions: Sequence[Judged]
    catalogue: Mapping[int, str]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion that judged a reference, in the graders' order."""
        return tuple(dict.fromkeys(name for each in self.references for name in each.results))

    @property
    def chaffs(self) -> list[Judged]:
        """The wrong solutions."""
        return [judged for judged in self.solutions if not judged.solution.right]

    @property
    def wheats(self) -> list[Judged]:
        """The right solutions beside the reference."""
        return [judged for judged in self.solutions if judged.solution.right]

    @property
    def secrets(self) -> set[int]:
        """Numbers of the course secrets under which the references were graded."""
        return {judged.trial.secret for judged in self.references}

    @property
    def full_marks(self) -> int:
        """Number of course secrets under which every reference got full marks."""
        imperfect = {judged.trial.secret for judged in self.references if not perfect(judged)}
        return len(self.secrets - imperfect)

    def killed_alone(self, criterion: Criterion) -> list[Judged]:
        """Return the chaffs that lose a point of their cells to nobody but this criterion.

        What other cells lose that use theirs is a consequence, and what is blocked has not judged.
        """
        return [judged for judged in self.chaffs if own_failing(judged) == [criterion]]

    def makers(self, mistake: int) -> list[Judged]:
        """Return the chaffs that make a known mistake."""
        return [judged for judged in self.chaffs if mistake in mistakes_of(judged.solution)]

    def describing(self, mistake: int) -> list[Criterion]:
        """Return the criteria whose hint describes a known mistake."""
        return [criterion for criterion in self.criteria if mistake in criterion.mistakes]

    @property
    def nameless(self) -> list[Criterion]:
        """Criteria that name no known mistake."""
        return [criterion for criterion in self.criteria if not criterion.mistakes]

    @property
    def hintless(self) -> list[Criterion]:
        """Criteria without a hint: students read what failed, and not what it looks like.

        No reason against them, as there may be no mistake to name; known ones need their hint.
        """
        return [criterion for criterion in self.criteria if not criterion.hint]


def perfect(judged: Judged) -> bool:
    """Whether a solution was judged and passed everything there is."""
    passed = [result.verdict is Verdict.PASSED for result in judged.results.values()]
    return not judged.reason and all(passed)


def imperfect(references: Iterable[Judged]) -> set[str]:
    """Return the notebooks whose reference does not get full marks."""
    return {judged.solution.notebook for judged in references if not perfect(judged)}


def without_criterion(notebook: ReleasedNotebook, criteria: Iterable[Criterion]) -> list[str]:
    """Say of each cell that nothing judges that it waits for a person, a sentence each."""
    judged = {each.cell for each in criteria if each.notebook == notebook.name}
    judged.update(notebook.runnable_tests)
    return [
        f"{notebook.name}: nothing judges the cell {cell.name}, so its points wait for a person; "
        f"`autograder new-grader {notebook.name}` adds the frame of a criterion."
        for cell in notebook.grade_cells
        if not cell.manual and cell.name not in judged
    ]


def reasons(survey: Survey) -> list[str]:
    """Say in one sentence each why the graders are not proven."""
    bad = imperfect(survey.references)
    sound = [each for each in survey.criteria if each.notebook not in bad]
    return [
        *(line for judged in survey.references for line in _of_right(judged)),
        *(f"{name}: right and wrong solutions are tried after that." for name in sorted(bad)),
        *(line for judged in survey.wheats for line in _of_right(judged)),
        *(line for judged in survey.chaffs for line in _of_chaff(judged)),
        *(line for judged in survey.chaffs for line in _of_hints(judged, survey)),
        *(line for criterion in sound for line in _of_criterion(criterion, survey)),
    ]


def _of_right(judged: Judged) -> Iterator[str]:
    yield from _of_unjudged(judged)
    for name, result in judged.lost.items():
        yield f"{_told(judged)} is right, yet lost {name}: {result.message}"


def _of_chaff(judged: Judged) -> Iterator[str]:
    yield from _of_unjudged(judged)
    if judged.reason:
        return
    announced = judged.solution.loses
    for name in sorted(announced - set(judged.lost)):
        yield f"{_told(judged)} kept {name}, which its head says it loses."
    for name, result in judged.lost.items():
        if name not in announced:
            yield f"{_told(judged)} lost {name}, which its head does not name: {result.message}"
    yield from _of_exceptions(judged)
    for words in judged.untold:
        yield f"{_told(judged)} is not told {words!r}, which its head promises."


def _of_exceptions(judged: Judged) -> Iterator[str]:
    """A chaff that cannot run proves nothing, so an exception is expected only where announced."""
    announced = judged.solution.raises
    for name, exception in judged.raised.items():
        if exception not in announced:
            said = f"which 'raises:' in its head does not announce: {judged.lost[name].message}"
            yield f"{_told(judged)} lost {name} by {exception}, {said}"
    for exception in sorted(announced - set(judged.raised.values())):
        yield f"{_told(judged)} announces {exception} in 'raises:', and lost nothing by it."


def _of_unjudged(judged: Judged) -> Iterator[str]:
    if judged.reason:
        yield f"{_told(judged)} was not judged: {judged.reason}"
    for name, result in judged.of(Verdict.UNJUDGED).items():
        yield f"{_told(judged)}: {name} {result.message}"


def _of_hints(judged: Judged, survey: Survey) -> Iterator[str]:
    """Every mistake that a chaff makes must be described by the hint of a criterion it fails."""
    shown = {number for each in failing(judged) if each.hint for number in each.mistakes}
    for number in mistakes_of(judged.solution):
        if number not in survey.catalogue:
            yield f"{_told(judged)} makes mistake {number}, which the list of mistakes lacks."
        elif number not in shown and not judged.reason:
            said = "which no hint it gets names; of its cells it failed"
            yield f"{_told(judged)} makes mistake {number}, {said} {_failed(judged)}."


def failing(judged: Judged) -> list[Criterion]:
    """Return the criteria that a solution fails."""
    return [
        criterion
        for criterion, result in judged.results.items()
        if result.verdict is Verdict.FAILED
    ]


def _failed(judged: Judged) -> str:
    return ", ".join(each.full_name for each in own_failing(judged)) or "nothing"


def own_failing(judged: Judged) -> list[Criterion]:
    """Return the criteria that a solution fails among those of the cells that it replaces."""
    return [each for each in failing(judged) if each.cell in judged.solution.cells]


def _of_criterion(criterion: Criterion, survey: Survey) -> Iterator[str]:
    told = f"{criterion.notebook}: {criterion.full_name}"
    if not criterion.asked:
        yield f"{told} has no docstring, which tells students what is asked ({criterion.place})."
    if not criterion.deliberate and not survey.killed_alone(criterion):
        yield f"{told} is no chaff's only killer, and gives no reason (deliberate=) to stay."
    if criterion.mistakes and not criterion.hint:
        yield f"{told} names known mistakes and has no hint to describe them."
    for number in criterion.mistakes:
        if number not in survey.catalogue:
            yield f"{told} names mistake {number}, which the list of mistakes lacks."


def _told(judged: Judged) -> str:
    """Name a solution at the head of a sentence, with the secret where the reference has many."""
    solution, secret = judged.solution, judged.trial.secret
    under = f" (course secret {secret})" if secret > 1 else ""
    return f"{solution.notebook}: {solution.name}{under}"
