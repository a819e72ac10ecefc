"""The kinds of things that the report tells; `words` says them in sentences."""

from enum import StrEnum


class WaitingKind(StrEnum):
    """Why a person is needed."""

    WRITTEN = "written answer"
    AGAIN = "answer changed after it was read"
    UNJUDGED = "could not be judged"
    FILE = "file not understood"
    NOT_GRADED = "not graded yet"


class Flag(StrEnum):
    """Why a person should look at a criterion's grader."""

    NEGATIVE = "negative discrimination"
    NONE = "no discrimination"
    ONLY_LOSS = "failed by those who have everything else right"
    FAILED_BY_ALL = "failed by all"
    PASSED_BY_ALL = "passed by all"
    UNJUDGED = "could not be judged"


class BehaviourKind(StrEnum):
    """What a submission did that most do not; it says nothing of why."""

    RAISED = "a cell raised"
    STOPPED = "stopped at the time limit"
    ENDED = "ended its process"
    REPLY = "sent a reply that is not data"
    TOO_LARGE = "gave more than can be handed over"
    REFUSED = "asked for something that the sandbox refuses"
    NAMES = "names files that are not part of the assignment"


class ReasonKind(StrEnum):
    """Why to talk to a student."""

    NOTHING_GRADED = "nothing graded"
    LEFT_AS_RELEASED = "left as released"
    FAR_BELOW = "far below the class"
    NO_GAIN = "no gain"
    FELL_BACK = "fell back"
    ASK = "ask what it was for"
