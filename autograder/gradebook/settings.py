"""What an instructor may set for grading in `nbgrader_config.py`.

`c.Limits.<name> = value`, and `c.Sandbox.minimum_level = "full"` to grade nothing on a machine that
offers less.
"""

import dataclasses

from traitlets.config import Config

from autograder.errors import CourseError
from autograder.limits import Limits
from autograder.sandbox.levels import FULL, NO_NAMESPACES


def limits_of(config: Config) -> Limits:
    """Return the limits with the course's own values; raise CourseError on an unknown name."""
    chosen = dict(config.get("Limits", {}))
    known = {field.name for field in dataclasses.fields(Limits)}
    if unknown := sorted(set(chosen) - known):
        raise CourseError(f"nbgrader_config.py: c.Limits has no {', '.join(unknown)}")
    return Limits(**chosen)


def minimum_level(config: Config) -> str:
    """Return the lowest sandbox level at which submissions may run; raise CourseError.

    What confines nobody is not to be had here: it is asked for at every command.
    """
    chosen = config.get("Sandbox", {}).get("minimum_level", NO_NAMESPACES)
    if chosen not in (FULL, NO_NAMESPACES):
        raise CourseError(
            f"nbgrader_config.py: c.Sandbox.minimum_level is {chosen!r}; "
            f"it may be {FULL!r} or {NO_NAMESPACES!r}"
        )
    return str(chosen)
