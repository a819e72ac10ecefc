"""What nbgrader's own commands would do in a course: they know nothing but the configuration."""

from pathlib import Path

from nbgrader.converters import Autograde
from traitlets import TraitError
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.gradebook.configuration import in_course, plain_configuration
from autograder.gradebook.pipeline import contradictions, runs_notebooks
from autograder.gradebook.preprocessors import SubmissionExporter

THEY = "`nbgrader autograde` and the formgrader's Autograde button would"


def plain_problem(root: Path) -> str:
    """Say in words what they would do other than `autograder grade`; nothing where they do not."""
    config = plain_configuration(root)
    with in_course(root):
        try:
            autograde = Autograde(config=config)
            steps = [*autograde.sanitize_preprocessors, *autograde.autograde_preprocessors]
            runs = any(map(runs_notebooks, steps))
        except (TraitError, CourseError) as error:
            return f"{THEY} end with an error: {error}"
        guarded = issubclass(autograde.exporter_class, SubmissionExporter)
        if runs and not guarded:
            return f"{THEY} run student code in an ordinary kernel, as you"
        if runs or any(contradictions(_as_it_came_out(config, autograde))):
            return f"{THEY} not give the scores of `autograder grade`"
    return ""


def _as_it_came_out(config: Config, autograde: Autograde) -> Config:
    """Return the configuration with what nbgrader takes where it says nothing."""
    names = ("exporter_class", "sanitize_preprocessors", "autograde_preprocessors")
    config.Autograde.merge({name: getattr(autograde, name) for name in names})
    return config
