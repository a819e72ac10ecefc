"""What students are shown of an assignment, before and after its deadline; what else it asks for.

A policy is data. `gradebook/settings.py` reads it from a course's configuration.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Shown(StrEnum):
    """How much of a grade a student is shown; each holds all that stands before it."""

    NONE = "none"
    SCORE = "score"
    VERDICTS = "verdicts"
    HINTS = "hints"
    FULL = "full"


@dataclass(frozen=True)
class Policy:
    """What holds for one assignment."""

    before_deadline: Shown = Shown.FULL
    after_deadline: Shown = Shown.FULL

    def shown(self, due: datetime | None, now: datetime) -> Shown:
        """Return what a student is shown; who has no deadline is always before it."""
        return self.after_deadline if is_over(due, now) else self.before_deadline


def is_over(due: datetime | None, now: datetime) -> bool:
    """Whether a deadline is over."""
    return due is not None and now >= due
