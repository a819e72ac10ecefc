"""The report of `autograder verify` as one HTML page without any script."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, Template

from autograder.feedback.criteria import VERDICT_STYLES
from autograder.records import CriterionResult
from autograder.testing.criterion import Criterion
from autograder.verify.catalogue import mistakes_of
from autograder.verify.matrix import NOT_JUDGED, matrices
from autograder.verify.survey import Survey, failing
from autograder.verify.trials import Judged


@dataclass(frozen=True)
class Told:
    """What a chaff is told: each criterion that it fails, with message and hint."""

    judged: Judged
    mistakes: tuple[int, ...]
    failures: tuple[tuple[Criterion, CriterionResult], ...]


def page(survey: Survey, reasons: list[str]) -> str:
    """Return the page; everything that solutions and graders say is escaped in it."""
    looks = [*VERDICT_STYLES.values(), NOT_JUDGED]
    return _template().render(
        survey=survey,
        reasons=reasons,
        matrices=matrices(survey),
        looks={look.mark: look for look in looks},
        told=[_told(judged) for judged in survey.chaffs],
    )


def _told(judged: Judged) -> Told:
    failures = tuple((criterion, judged.results[criterion]) for criterion in failing(judged))
    return Told(judged, mistakes_of(judged.solution), failures)


@cache
def _template() -> Template:
    loader = PackageLoader("autograder.verify")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("verify.html.j2")
