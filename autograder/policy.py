"""What holds for one assignment: what students are shown and when, how often they are graded.

A policy is data. `gradebook/settings.py` reads it from a course's configuration.
"""

from collections.abc import Sequence
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


class Counts(StrEnum):
    """Which of a student's attempts counts."""

    LAST = "last"
    BEST = "best"


@dataclass(frozen=True)
class Attempt:
    """What a student handed in and `watch` took on: when, and the state of the files."""

    time: datetime
    seen: str


@dataclass(frozen=True)
class SeenThrough:
    """What `watch` has done with a submission: the state of its files, and what its pages show.

    `released` where students have got the pages.
    """

    seen: str
    shown: Shown
    released: bool = False

    def covers(self, due: "SeenThrough") -> bool:
        """Whether this leaves nothing to do of what is due."""
        same = (self.seen, self.shown) == (due.seen, due.shown)
        return same and (self.released or not due.released)


@dataclass(frozen=True)
class Policy:
    """What holds for one assignment; `attempts_a_day` is 0 where there is no bound."""

    before_deadline: Shown = Shown.FULL
    after_deadline: Shown = Shown.FULL
    attempts_a_day: int = 0
    counts: Counts = Counts.LAST

    def shown(self, due: datetime | None, now: datetime) -> Shown:
        """Return what a student is shown; who has no deadline is always before it."""
        over = due is not None and now >= due
        return self.after_deadline if over else self.before_deadline

    def takes(self, attempts: Sequence[Attempt], seen: str, now: datetime) -> bool:
        """Whether what is seen may be graded now: the last attempt, or one more of this day.

        A day is one of this machine's clock.
        """
        if not self.attempts_a_day or (attempts and attempts[-1].seen == seen):
            return True
        days = [each.time.astimezone().date() for each in attempts]
        return days.count(now.astimezone().date()) < self.attempts_a_day
