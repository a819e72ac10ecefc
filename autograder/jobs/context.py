"""One assignment of a course folder with what is there to grade it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from autograder.course import Course
from autograder.fork_server.client import ForkServer
from autograder.grade import GradingContext, ReferenceResult
from autograder.grade.context import start_fork_server
from autograder.grade.preloading import modules_for
from autograder.limits import Limits
from autograder.sandbox.levels import NO_NAMESPACES
from autograder.sandbox.probe import probe


class References(Protocol):
    """What the reference solution got on this machine."""

    def result(self, context: "CourseContext", notebook: str) -> ReferenceResult:
        """Return it for a notebook, made now where none is known."""

    def whole(self, context: "CourseContext", notebook: str) -> ReferenceResult:
        """Return it with the pace of its cells, which are run for it where they were not."""

    def known(self, context: "CourseContext", notebook: str) -> ReferenceResult:
        """Return what is known of it; empty where it would have to be made."""


class NoReferences:
    """For whoever grades the reference itself, or takes it to be right."""

    def result(self, context: "CourseContext", notebook: str) -> ReferenceResult:
        """Return an empty one: nothing is known."""
        return ReferenceResult()

    known = result

    def whole(self, context: "CourseContext", notebook: str) -> ReferenceResult:
        """Return the same."""
        return self.result(context, notebook)


@dataclass(frozen=True)
class CourseContext(GradingContext):
    """A grading context that knows the folder of its course.

    `carry_forward` says whether what was lost for an earlier function is judged with that given,
    `minimum` which level of the sandbox whoever grades must offer, `outputs` whether missing
    outputs are made.
    """

    course: Course
    references: References = field(default_factory=NoReferences)
    carry_forward: bool = False
    minimum: str = NO_NAMESPACES
    outputs: bool = True


@contextlib.contextmanager
def open_context(course: Course, assignment: str, limits: Limits) -> Iterator[CourseContext]:
    """Prepare to grade one assignment; end every process afterwards."""
    released = course.assignment(assignment)
    level = probe()
    with contextlib.ExitStack() as stack:

        def start() -> ForkServer:
            return stack.enter_context(start_fork_server(level, modules_for(released)))

        yield CourseContext(released, limits, level, start, course)
