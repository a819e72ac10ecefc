"""What an instructor may set for grading in `nbgrader_config.py`: `c.Limits.<name> = value`."""

import dataclasses

from traitlets.config import Config

from autograder.errors import CourseError
from autograder.limits import Limits


def limits_of(config: Config) -> Limits:
    """Return the limits with the course's own values; raise CourseError on an unknown name."""
    chosen = dict(config.get("Limits", {}))
    known = {field.name for field in dataclasses.fields(Limits)}
    if unknown := sorted(set(chosen) - known):
        raise CourseError(f"nbgrader_config.py: c.Limits has no {', '.join(unknown)}")
    return Limits(**chosen)
