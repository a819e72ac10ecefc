"""One submission to grade, and what becomes of its grades."""

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

from autograder.course import Course
from autograder.grade import Heading, Job, ReferenceResult, grade_job
from autograder.grade.machine import fork_server_for, level_here
from autograder.grade.preloading import modules_for
from autograder.history.log import note_grading
from autograder.jobs.context import CourseContext
from autograder.jobs.reference import shortcomings
from autograder.jobs.references import StoredReferences
from autograder.jobs.submission import Begun, Graded, begin
from autograder.limits import Limits
from autograder.records import GradeRecord, NotebookGrade
from autograder.released import Assignment
from autograder.sandbox.levels import NO_NAMESPACES
from autograder.store import RecordStore


def user() -> str:
    """Return the name of whoever runs this process, or the number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@dataclass(frozen=True)
class Task:
    """One submission to grade; plain data, so that any executor can carry it.

    `outputs` says whether they are made too, `preflight` whether the reference must be fit first.
    It is the newest attempt if `newest`, else the one that counts.
    """

    course: Path
    assignment: str
    student: str
    notebooks: frozenset[str]
    limits: Limits
    force: bool = False
    minimum: str = NO_NAMESPACES
    by: str = field(default_factory=user)
    carry_forward: bool = False
    outputs: bool = True
    preflight: bool = True
    newest: bool = False

    @property
    def store(self) -> RecordStore:
        """Where the assignment's records lie."""
        return RecordStore(Course(self.course).records / self.assignment)

    def read_release(self) -> Assignment:
        """Read the assignment as it is released now; whoever has read it hands it on."""
        return Course(self.course).assignment(self.assignment)


class Keep(StrEnum):
    """Where grades go: into records, beside them as drafts for the next grading, or nowhere."""

    RECORDS = "records"
    DRAFTS = "drafts"
    NOTHING = "nothing"


def _store_record(task: Task, graded: Graded) -> GradeRecord:
    """Write the grades just made, the record of all there are, and a line of the log."""
    store = task.store
    record = store.save(task.student, graded.made, graded.heading.joined)
    note_grading(store.history_path(task.student), record, task.by, anew=bool(graded.made))
    store.drafts.discard(task.student)
    return record


def _keep_drafts(task: Task, graded: Graded) -> GradeRecord:
    """Keep what was graded as drafts: the next grading need not do it again."""
    if graded.made:
        task.store.drafts.save_notebooks(task.student, graded.made)
    return graded.record


def _keep_nothing(_task: Task, graded: Graded) -> GradeRecord:
    """Return the record that grading would give now."""
    return graded.record


KEEPING: Mapping[Keep, Callable[[Task, Graded], GradeRecord]] = {
    Keep.RECORDS: _store_record,
    Keep.DRAFTS: _keep_drafts,
    Keep.NOTHING: _keep_nothing,
}


def _store_outputs(task: Task, graded: Graded) -> GradeRecord:
    """Write grades with their outputs, and the record of all there are."""
    if task.newest:
        return _keep_drafts(task, graded)
    store = task.store
    record = store.save(task.student, graded.made, graded.heading.joined)
    note_grading(store.history_path(task.student), record, task.by, anew=False)
    return record


@dataclass(frozen=True)
class Work:
    """What is done to every submission for an assignment; plain data, too.

    A submission is begun where its folder is: it is read, and what holds is found. Its jobs can be
    done anywhere. It is finished where it was begun, once all notebooks are judged, and completed
    once all have their outputs.
    """

    assignment: Assignment
    keep: Keep

    def begin(self, task: Task) -> GradeRecord | Begun:
        """Read a submission; return its record where nothing is left to grade."""
        # A draft is no page: what stands for it, with outputs, is made when it is stored.
        wanted = replace(task, outputs=task.outputs and self.keep is Keep.RECORDS)
        begun = _begun(wanted, self.assignment, self._lasts)
        return begun if begun.jobs or begun.outputs else self._keep(task, begun.graded({}))

    def grade(self, job: Job) -> NotebookGrade:
        """Grade one notebook."""
        return grade_job(job)

    def reference(self, task: Task, notebook: str) -> ReferenceResult:
        """Return what outputs of a notebook depend on; `fault` says why none are to be made."""
        context = context_of(task, self.assignment, self._lasts)
        found = context.references.whole(context, notebook)
        fault = found.fault
        if task.preflight and found.grade and not found.passed:
            fault = "; ".join(shortcomings(found.grade))
        return ReferenceResult(pace=found.pace, fault=fault)

    def lay_aside(self, task: Task, grade: NotebookGrade) -> None:
        """Keep the grade of one notebook while others are graded: it outlives this process."""
        if self._lasts:
            task.store.drafts.save_notebooks(task.student, {grade.notebook: grade})

    def finish(self, task: Task, begun: Begun, grades: Mapping[str, NotebookGrade]) -> GradeRecord:
        """Return the record of a submission, all of whose notebooks are judged."""
        return self._keep(task, begun.graded(grades))

    def lay_outputs(self, task: Task, grade: NotebookGrade) -> None:
        """Keep the outputs of one notebook while those of others are made."""
        store = task.store.drafts if task.newest else task.store
        store.save_notebooks(task.student, {grade.notebook: grade})

    def complete(
        self, task: Task, heading: Heading, grades: Mapping[str, NotebookGrade]
    ) -> GradeRecord:
        """Return the record of a submission with its outputs, which these grades hold."""
        return _store_outputs(task, Graded(heading, grades, grades))

    def do(self, task: Task) -> GradeRecord:
        """Do all of it in this process."""
        begun = self.begin(task)
        if isinstance(begun, GradeRecord):
            return begun
        grades = {job.notebook: self.grade(job) for job in begun.jobs}
        record = self.finish(task, begun, grades)
        shown = {
            job.notebook: self.grade(replace(job, reference=self.reference(task, job.notebook)))
            for job in begun.due(grades)
        }
        return self.complete(task, begun.heading, shown) if shown else record

    def _keep(self, task: Task, graded: Graded) -> GradeRecord:
        """Put grades where they go; a new attempt is a draft until it is known to count."""
        undecided = task.newest and self.keep is Keep.RECORDS
        return KEEPING[Keep.DRAFTS if undecided else self.keep](task, graded)

    @property
    def _lasts(self) -> bool:
        """Whether anything of it outlives this process."""
        return self.keep is not Keep.NOTHING


def grade_task(task: Task) -> GradeRecord:
    """Grade one submission in this process, with its stored grades where they still hold."""
    return Work(task.read_release(), Keep.RECORDS).do(task)


def context_of(task: Task, assignment: Assignment, keep: bool = True) -> CourseContext:
    """Return what is there to grade a task; the fork server stays from task to task."""
    return CourseContext(
        assignment,
        task.limits,
        level_here(),
        partial(fork_server_for, modules_for(assignment), task.minimum),
        Course(task.course, task.newest),
        references_of(task.store, keep),
        task.carry_forward,
        task.minimum,
        task.outputs,
    )


@cache
def references_of(store: RecordStore, keep: bool) -> StoredReferences:
    """Return the references of an assignment; what is not kept is made once by each process."""
    return StoredReferences(store, keep)


def _begun(task: Task, assignment: Assignment, keep: bool) -> Begun:
    """Begin a submission, with what was graded before unless grading is forced."""
    stored = task.store.notebooks(task.student)
    drafts = task.store.drafts.notebooks(task.student)
    if task.force:
        stored = {name: grade for name, grade in stored.items() if name not in task.notebooks}
        drafts = {}
    context = context_of(task, assignment, keep)
    return begin(context, task.student, stored, task.notebooks, drafts)
