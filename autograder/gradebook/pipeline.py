"""What nbgrader must run for a course, and what a configuration says against it.

Our commands lay this beneath a course's configuration. `nbgrader_config.py` says the same in text
for nbgrader's own commands: it imports nothing of ours, as nbgrader passes over a file that fails
and would then run what students wrote in an ordinary kernel.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveAutoGrades
from traitlets import HasTraits
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue
from traitlets.utils.importstring import import_item

from autograder.errors import CourseError
from autograder.feedback.page import FeedbackExporter
from autograder.gradebook.preprocessors import FillOutputs, SaveRecordGrades, SubmissionExporter

OURS = "autograder.gradebook.preprocessors"
LAYOUT = (
    "directory_structure",
    "source_directory",
    "release_directory",
    "submitted_directory",
    "autograded_directory",
    "feedback_directory",
)


@dataclass(frozen=True)
class Contradiction:
    """A setting under which nbgrader would not do what our commands promise, and why not."""

    section: str
    name: str
    reason: str


def pipeline() -> Config:
    """Return what nbgrader must run, where a course says nothing else."""
    return Config(
        Autograde=Config(
            exporter_class=f"{OURS}.SubmissionExporter",
            autograde_preprocessors=[
                f"{OURS}.FillOutputs",
                "nbgrader.preprocessors.IgnorePattern",
                "nbconvert.preprocessors.ClearMetadataPreprocessor",
                "nbgrader.preprocessors.LimitOutput",
                f"{OURS}.SaveRecordGrades",
                "nbgrader.preprocessors.AssignLatePenalties",
                "nbgrader.preprocessors.CheckCellMetadata",
            ],
        ),
        GenerateFeedback=Config(
            preprocessors=[f"{OURS}.GetRecordGrades"],
            force=True,
            exporter_class="autograder.feedback.page.FeedbackExporter",
            pre_convert_hook="autograder.gradebook.completing.make_outputs",
            post_convert_hook="autograder.gradebook.overview.write_overview",
        ),
        HTMLExporter=Config(exclude_anchor_links=True),
    )


def contradictions(config: Config) -> Iterator[Contradiction]:
    """Yield what a whole configuration, the pipeline included, says against the pipeline."""
    checks: tuple[Callable[[Config], Iterator[Contradiction]], ...] = (
        _executors,
        _exporter,
        _order,
        _switched_off,
        _layout,
    )
    for check in checks:
        yield from check(config)


def runs_notebooks(preprocessor: Any) -> bool:
    """Whether a preprocessor, as configured, runs a notebook's cells in a kernel."""
    return issubclass(class_of(preprocessor), ExecutePreprocessor)


def _exporter(config: Config) -> Iterator[Contradiction]:
    problem = partial(Contradiction, "Autograde", "exporter_class")
    try:
        found = class_of(config.Autograde.exporter_class)
    except CourseError as error:
        yield problem(str(error))
    else:
        if not issubclass(found, SubmissionExporter):
            yield problem(f"submissions must be read by {OURS}.SubmissionExporter; leave this out")


def _order(config: Config) -> Iterator[Contradiction]:
    """The record's grade comes first, then what enters it; nothing else may enter one."""
    problem = partial(Contradiction, "Autograde", "autograde_preprocessors")
    try:
        kinds = [class_of(each) for each in config.Autograde.autograde_preprocessors]
    except (CourseError, TypeError):
        return  # told by _executors
    asked = [kind for kind in kinds if issubclass(kind, FillOutputs | SaveAutoGrades)]
    ours = [FillOutputs, SaveRecordGrades]
    if len(asked) != 2 or not all(map(issubclass, asked, ours)):
        yield problem(
            f"must name {OURS}.FillOutputs and later {OURS}.SaveRecordGrades, each once, "
            "and no other SaveAutoGrades; leave this out, or append to it"
        )


def _executors(config: Config) -> Iterator[Contradiction]:
    """Nothing that sees a submission may run it."""
    for section in _students_sections(config):
        for name, value in config.get(section, {}).items():
            if name.endswith("preprocessors"):
                yield from _executor(partial(Contradiction, section, name), value)


def _executor(problem: Callable[[str], Contradiction], value: Any) -> Iterator[Contradiction]:
    if isinstance(value, LazyConfigValue):  # it adds to what nbgrader takes by itself
        value = deepcopy(value).get_value([])
    if not isinstance(value, Iterable) or isinstance(value, str):
        yield problem(f"expected a list of preprocessors, got {value!r}")
        return
    try:
        for preprocessor in value:
            if runs_notebooks(preprocessor):
                shown = getattr(preprocessor, "__name__", preprocessor)
                yield problem(f"{shown} would run student code in an ordinary kernel; take it out")
    except CourseError as error:
        yield problem(str(error))


def _switched_off(config: Config) -> Iterator[Contradiction]:
    for section in _sections(FillOutputs, SaveRecordGrades):
        if config.get(section, {}).get("enabled", True) is False:
            yield Contradiction(section, "enabled", "nothing would be graded; remove this line")


def _layout(config: Config) -> Iterator[Contradiction]:
    """The package looks for folders by nbgrader's own names."""
    for name in LAYOUT:
        usual = CourseDirectory.class_traits()[name].default_value
        if (said := config.get("CourseDirectory", {}).get(name, usual)) != usual:
            reason = f"expected {usual!r}, got {said!r}; remove this line, and rename what it names"
            yield Contradiction("CourseDirectory", name, reason)


def _students_sections(config: Config) -> list[str]:
    """Return the sections of everything that a submission or its feedback passes through."""
    exporters: list[type] = [SubmissionExporter, FeedbackExporter]
    with suppress(CourseError):  # nbgrader says so when feedback is asked for, and nothing runs
        exporters.append(class_of(config.GenerateFeedback.exporter_class))
    return _sections(Autograde, GenerateFeedback, *exporters)


def _sections(*classes: type) -> list[str]:
    """Return the names under which these classes are configured, each once."""
    every = (each for kind in classes for each in kind.__mro__ if issubclass(each, HasTraits))
    return list(dict.fromkeys(each.__name__ for each in every))


def class_of(said: Any) -> type:
    """Return the class that is named, or whose object stands there; CourseError with the reason."""
    try:
        found = import_item(said) if isinstance(said, str) else said
    except Exception as error:
        raise CourseError(f"{said} cannot be imported: {error}") from error
    return found if isinstance(found, type) else type(found)
