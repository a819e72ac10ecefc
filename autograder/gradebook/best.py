"""Which attempt of a student counts, where the best one does."""

from dataclasses import dataclass
from datetime import UTC

from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Course
from autograder.errors import RecordCorrupt
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.staging import TIME, beside
from autograder.records import GradeRecord, added, total
from autograder.tasks import Task


@dataclass(frozen=True)
class Attempt:
    """What a student handed in, as it lies in a folder of the course, and its record."""

    nbgrader: NbgraderCourse
    course: Course
    task: Task
    record: GradeRecord

    @property
    def points(self) -> float:
        """The automatic points, without what is lost by being late.

        What a person gives belongs to the cells, whichever attempt counts, and is left out.
        """
        seconds = self._seconds_late()
        return added(self._kept(name, seconds) for name in sorted(self.task.notebooks))

    def _kept(self, notebook: str, seconds_late: float) -> float:
        """Return what the course's own plug-in for late work leaves of a notebook's points."""
        score, _ = total([cell for cell in self.record.cells if cell.notebook == notebook])
        if seconds_late <= 0:
            return score
        penalties = AssignLatePenalties(config=self.nbgrader.config)
        penalties.init_plugin()
        asked = penalties.plugin_inst.late_submission_penalty
        lost = asked(self.task.student, score, seconds_late) or 0.0
        return score - min(max(lost, 0.0), score)

    def _seconds_late(self) -> float:
        name, student = self.task.assignment, self.task.student
        due = self.nbgrader.deadlines(name).of(student)
        files = beside(self.course, self.course.assignment(name), student, self.task.limits)
        if due is None or TIME not in files:
            return 0.0
        time = self.nbgrader.directory.get_existing_timestamp(str(files[TIME].parent))
        return (time.replace(tzinfo=UTC) - due).total_seconds() if time else 0.0


def is_best(nbgrader: NbgraderCourse, task: Task, record: GradeRecord) -> bool:
    """Whether a new attempt has no fewer points than the one that counts, as far as is known."""
    before = _counting(task)
    if before is None:
        return True
    newest = Attempt(nbgrader, Course(task.course, newest=True), task, record)
    return newest.points >= Attempt(nbgrader, Course(task.course), task, before).points


def _counting(task: Task) -> GradeRecord | None:
    """Return the record of the attempt that is kept; None where none is, or none can be read."""
    if not Course(task.course).submitted(task.assignment).best(task.student).is_dir():
        return None
    try:
        return task.store.record(task.student)
    except RecordCorrupt:
        return None
