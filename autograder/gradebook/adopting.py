"""The lines that the configuration of an nbgrader course lacks to be graded here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.errors import CourseError
from autograder.gradebook.configuration import Said, in_course, merged, said_in, told, translated
from autograder.gradebook.pipeline import contradictions, pipeline

FILE = "nbgrader_config.py"
HEAD = """
# Added by `autograder adopt`: submissions are graded in a sandbox, by nbgrader's commands as well.
c = get_config()  # noqa: F821 - nbgrader provides it
"""


@dataclass(frozen=True)
class Setting:
    """One setting; `said` where a file of the course says something else of it."""

    section: str
    name: str
    value: Any
    said: bool


def lacking(root: Path) -> Sequence[Setting]:
    """Return the settings that a course lacks, none where it has all.

    CourseError with file and line for a file that cannot be read, and for what contradicts the
    settings whatever is added.
    """
    with in_course(root):
        files = said_in(root)
        found = _lacking(files)
        added = Config()
        for each in found:
            added[each.section][each.name] = each.value
        whole = merged([pipeline(), *(file.config for file in files), added])
        for contradiction in contradictions(translated(whole)):
            raise CourseError(told(contradiction, files))
    return found


def _lacking(files: Sequence[Said]) -> list[Setting]:
    needed = pipeline()
    said = merged([file.config for file in files])
    whole = translated(merged([needed, said]))
    against = {(each.section, each.name) for each in contradictions(whole)}
    return [
        Setting(section, name, value, name in said.get(section, {}))
        for section, settings in needed.items()
        for name, value in settings.items()
        if (section, name) in against or not _says(said.get(section, {}), name)
    ]


def _says(section: Config, name: str) -> bool:
    """Whether a file says what a setting is; what only adds to a list of nbgrader's does not."""
    return name in section and not isinstance(section[name], LazyConfigValue)


def added_text(settings: Iterable[Setting]) -> str:
    """Return the lines as they stand in the file."""
    lines = (f"c.{each.section}.{each.name} = {_literal(each.value)}\n" for each in settings)
    return HEAD + "".join(lines)


def _literal(value: Any) -> str:
    if not isinstance(value, list):
        return repr(value)
    return "\n".join(["[", *(f"    {each!r}," for each in value), "]"])
