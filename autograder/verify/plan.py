"""What `autograder verify` judges, and in which order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.solutions import Solution, read_solutions
from autograder.verify.survey import imperfect
from autograder.verify.trials import Judged, Place, Trial, reference


@dataclass(frozen=True)
class Plan:
    """The reference of each notebook under a number of course secrets, and its solutions."""

    place: Place
    notebooks: Sequence[str]
    solutions: Sequence[Solution]
    secrets: int

    @property
    def references(self) -> list[Trial]:
        """The reference of every notebook under every course secret."""
        return [
            Trial(self.place, reference(notebook), "reference", secret)
            for secret in range(1, self.secrets + 1)
            for notebook in self.notebooks
        ]

    def others(self, references: Sequence[Judged]) -> list[Trial]:
        """Wheats and chaffs, first those of the notebook whose reference took longest.

        The last trials to end are then short ones, and no process waits long for another. What
        the reference loses, all others would lose as well: then they are not tried.
        """
        seconds = {judged.solution.notebook: judged.seconds for judged in references}
        bad = imperfect(references)
        asked = [each for each in self.solutions if each.notebook in seconds.keys() - bad]
        ordered = sorted(asked, key=lambda each: -seconds[each.notebook])
        return [Trial(self.place, solution, solution.name) for solution in ordered]


def solutions_of(folder: Path, known: Collection[str], wanted: Collection[str]) -> list[Solution]:
    """Return the solutions of the wanted notebooks; CourseError for one of no notebook."""
    solutions = read_solutions(folder)
    for solution in solutions:
        if solution.notebook not in known:
            raise CourseError(f"{solution.path}: there is no notebook {solution.notebook!r}")
    return [solution for solution in solutions if solution.notebook in wanted]
