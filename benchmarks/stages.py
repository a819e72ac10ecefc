"""What grading a class costs in processor time, stage by stage, in one process and one by one.

The floor is what nobody can spare: the students' cells for their outputs, the calls of criteria
with what they measure, and the graders themselves.
"""

import resource
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
from classes import NAMES

from autograder.course import Course
from autograder.gradebook.bulk import entering
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.records import GradeRecord
from autograder.sandbox.process import Process
from autograder.tasks import Keep, Task, Work

FLOOR = ("criteria: students' code", "criteria: graders", "outputs: students' code")


@dataclass
class Meter:
    """Seconds of processor time by stage; those of sandboxed processes by a stage of their own."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _sandboxed: str = ""

    @contextmanager
    def stage(self, name: str, sandboxed: str = "") -> Iterator[None]:
        """Count what this process, and those that it waits for, use inside."""
        before, self._sandboxed = _own_seconds(), sandboxed or name
        try:
            yield
        finally:
            self.seconds[name] += _own_seconds() - before

    def note(self, process: Process) -> None:
        """Count what a sandboxed process has used: it is killed, so nobody waits for its times."""
        with suppress(psutil.Error):
            stem = psutil.Process(process.handles.number)
            family = [stem, *stem.children(recursive=True)]
            self.seconds[self._sandboxed] += sum(map(_seconds_of, family))


def _own_seconds() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _seconds_of(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


@contextmanager
def _metered(meter: Meter) -> Iterator[None]:
    """Look at every sandboxed process at its end."""
    close: Callable[[Process], None] = Process.close

    def noting(process: Process) -> None:
        if process.alive:
            meter.note(process)
        close(process)

    Process.close = noting  # type: ignore[method-assign]
    try:
        yield
    finally:
        Process.close = close  # type: ignore[method-assign]


def spent(kind: str, folder: Path) -> Mapping[str, float]:
    """Grade and enter a class whose reference is known; return processor seconds by stage."""
    course, assignment, meter = NbgraderCourse.open(folder), NAMES[kind], Meter()
    released = Course(folder).assignment(assignment)
    notebooks, limits = frozenset(released.notebooks), limits_of(course.config)
    work = Work(released, Keep.RECORDS)
    course.enter_assignment(released)
    with _metered(meter), entering(course, released) as enter:
        for student in Course(folder).students(assignment):
            task = Task(folder, assignment, student, notebooks, limits)
            for record in _graded(work, task, meter):
                with meter.stage("entering"):
                    enter(task, record.keys)
    return dict(meter.seconds)


def _graded(work: Work, task: Task, meter: Meter) -> Iterator[GradeRecord]:
    """Grade one submission; yield its record without outputs, then with them."""
    with meter.stage("reading"):
        begun = work.begin(task)
    assert not isinstance(begun, GradeRecord)
    with meter.stage(FLOOR[1], FLOOR[0]):
        grades = {job.notebook: work.grade(job) for job in begun.jobs}
    with meter.stage("records"):
        record = work.finish(task, begun, grades)
    yield record
    with meter.stage("outputs: around them", FLOOR[2]):
        whole = [
            replace(job, reference=work.reference(task, job.notebook)) for job in begun.due(grades)
        ]
        shown = {job.notebook: work.grade(job) for job in whole}
    with meter.stage("records"):
        record = work.complete(task, begun.heading, shown)
    yield record


def floor(seconds: Mapping[str, float]) -> float:
    """Return the processor time that no way of grading can do without."""
    return sum(seconds[name] for name in FLOOR)
