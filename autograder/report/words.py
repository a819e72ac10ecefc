"""The words of the report: kinds and values become sentences here, and nowhere before."""

from collections.abc import Sequence
from datetime import datetime

from autograder.feedback.gradients import number
from autograder.records import FaultKind
from autograder.report.kinds import BehaviourKind, Flag, ReasonKind, WaitingKind
from autograder.report.schema import Behaviour, Criterion, FaultCount, Interval, Measured, Reason

SECONDS_A_DAY = 86_400
SECONDS_AN_HOUR = 3_600

FLAGS = {
    Flag.UNJUDGED: "could not be judged for {unjudged}: a fault of the grader or the course",
    Flag.FAILED_BY_ALL: "nobody passes: look at this grader",
    Flag.ONLY_LOSS: "{only_loss} have everything else right: look at this grader",
    Flag.NEGATIVE: "students who do well elsewhere fail it more often: look at this grader",
    Flag.NONE: "does not tell strong students from weak ones",
    Flag.PASSED_BY_ALL: "everyone passes: it tells nothing about this class",
}
REASONS = {
    ReasonKind.NOTHING_GRADED: "nothing could be graded in {names}: missing or unreadable",
    ReasonKind.LEFT_AS_RELEASED: "{count} of {number} cells left as released",
    ReasonKind.FAR_BELOW: "less than half of the median",
    ReasonKind.NO_GAIN: "{number} attempts without a gain",
    ReasonKind.FELL_BACK: "the last attempt lost {number} points",
    ReasonKind.ASK: "ask about the cells in {names} that look outside the assignment",
}
WAITING = {
    WaitingKind.WRITTEN: "Written answers to read",
    WaitingKind.AGAIN: "Answers changed since they were read",
    WaitingKind.UNJUDGED: "Cells that could not be judged",
    WaitingKind.FILE: "Files that were not understood",
    WaitingKind.NOT_GRADED: "Notebooks not graded yet",
}
FAULTS = {
    FaultKind.RAISED: "raised {exception}",
    FaultKind.TIMEOUT: "ran past the time limit",
    FaultKind.DIED: "ended its process",
    FaultKind.PROTOCOL: "sent a reply that is not data",
    FaultKind.TOO_LARGE: "gave more than can be handed over",
    FaultKind.REFUSED: "gave a model that cannot be measured",
    FaultKind.OBJECT: "gave an object that cannot be compared",
    FaultKind.SOURCE: "the grader's own code raised {exception}",
    FaultKind.NEED: "needs a criterion that was not judged",
    FaultKind.GRADER: "the grader raised {exception}",
    FaultKind.COURSE: "the reference loses it as well",
    FaultKind.OPERATOR: "a fault of the machine",
}


def flags(criterion: Criterion) -> list[str]:
    """Say why a person should look at a grader."""
    values = {"unjudged": criterion.unjudged, "only_loss": criterion.only_loss}
    return [FLAGS[flag].format(**values) for flag in criterion.flags]


def reason(found: Reason) -> str:
    """Say why to talk to a student."""
    names, count = ", ".join(found.names), len(found.names)
    return REASONS[found.kind].format(names=names, count=count, number=points(found.number))


def behaviour(seen: Behaviour) -> str:
    """Say what a submission did, and how often."""
    held = f" ({seen.detail})" if seen.detail else ""
    times = f", {seen.times} times" if seen.times > 1 else ""
    if seen.kind is BehaviourKind.RAISED:
        return f"{seen.notebook}: cells raised {seen.detail}{times}"
    return f"{seen.notebook}: {seen.kind.value}{held}{times}"


def faults(found: Sequence[FaultCount]) -> str:
    """Say by which exceptions a group lost its criteria; by results alone where there is none."""
    told = [FAULTS[each.kind].format(exception=each.exception) for each in found]
    return "; ".join(told) or "wrong results, no exception"


def measured(found: Measured) -> str:
    """Say the median of a quantity against its cut-off."""
    value = f"{number(found.median)} {found.unit}".rstrip()
    asked = f" (asked: {found.asked})" if found.asked else ""
    return f"{found.name}: median {value}{asked}"


def percent(share: float | None) -> str:
    """Write a share in whole percent."""
    return "-" if share is None else f"{share:.0%}"


def correlation(value: float | None) -> str:
    """Write a correlation or an alpha with two digits."""
    return "-" if value is None else f"{value:.2f}"


def interval(bounds: Interval | None) -> str:
    """Write the bounds of a correlation."""
    return f"{correlation(bounds.low)} to {correlation(bounds.high)}" if bounds else ""


def points(value: float | None) -> str:
    """Write points with two decimals at the most."""
    return "-" if value is None else f"{round(value, 2):g}"


def late(seconds: float) -> str:
    """Say how late something came, in days or hours."""
    if seconds >= SECONDS_A_DAY:
        return f"{seconds / SECONDS_A_DAY:.1f} days"
    return f"{seconds / SECONDS_AN_HOUR:.1f} hours"


def moment(time: str) -> str:
    """Write a time in UTC to the minute."""
    return f"{datetime.fromisoformat(time):%Y-%m-%d %H:%M} UTC"


def duration(seconds: float | None) -> str:
    """Write a time of grading."""
    if seconds is None:
        return "-"
    return f"{seconds:.0f} s" if seconds < SECONDS_AN_HOUR else f"{seconds / 3600:.1f} h"


def counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count} {noun}" + ("" if count == 1 else "s")
