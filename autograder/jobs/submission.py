"""Read one submission into jobs, for the notebooks of which no grade holds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode

from autograder.errors import NotebookRejected, Undecided
from autograder.grade import Heading, Job, Origin, ReferenceResult, graded
from autograder.grade.notebook import ungraded
from autograder.grade.run import stamped
from autograder.intake import CleanNotebook
from autograder.jobs.context import CourseContext
from autograder.jobs.handed_in import (
    Submission,
    cleaned,
    notebook_key,
    run_key,
    submission_hash,
)
from autograder.records import GradeRecord, NotebookGrade, ProblemKind, Verdict

FINGERPRINT = 16
NOTHING: Mapping[str, NotebookGrade] = MappingProxyType({})


@dataclass(frozen=True)
class Graded:
    """The grades of a submission's notebooks; those in `made` were not stored before."""

    heading: Heading
    notebooks: Mapping[str, NotebookGrade]
    made: Mapping[str, NotebookGrade]

    @property
    def record(self) -> GradeRecord:
        """The record of these grades."""
        return self.heading.joined(self.notebooks)


@dataclass(frozen=True)
class Begun:
    """A submission that was read: what there is to grade, and the grades that need no grading.

    Those in `kept` are stored; those in `made` are not: drafts, and notebooks that nobody can run.
    `outputs` are the jobs of making those that some of these grades are without, where outputs are
    made at all.
    """

    heading: Heading
    jobs: tuple[Job, ...]
    kept: Mapping[str, NotebookGrade]
    made: Mapping[str, NotebookGrade]
    outputs: tuple[Job, ...] = ()
    with_outputs: bool = True

    def due(self, grades: Mapping[str, NotebookGrade]) -> list[Job]:
        """Return the jobs of making outputs, where these grades have come of the other jobs."""
        if not self.with_outputs:
            return []
        judged = ((job, grades[job.notebook]) for job in self.jobs)
        anew = [job.for_outputs(grade) for job, grade in judged if grade.without_outputs]
        return [*self.outputs, *anew]

    def graded(self, grades: Mapping[str, NotebookGrade]) -> Graded:
        """Return all grades, with those that came of the jobs."""
        made = {**self.made, **grades}
        return Graded(self.heading, {**self.kept, **made}, made)


def grade_submission(
    context: CourseContext,
    student: str,
    stored: Mapping[str, NotebookGrade],
    only: frozenset[str],
    drafts: Mapping[str, NotebookGrade] = NOTHING,
) -> Graded:
    """Grade the notebooks named in `only` of which neither a stored grade nor a draft holds.

    Outputs are made last, where the context says so.
    """
    begun = begin(context, student, stored, only, drafts)
    grades = {job.notebook: graded(context, job) for job in begun.jobs}
    for job in begun.due(grades):
        reference = context.references.whole(context, job.notebook)
        grades[job.notebook] = graded(context, replace(job, reference=reference))
    return begun.graded(grades)


def begin(
    context: CourseContext,
    student: str,
    stored: Mapping[str, NotebookGrade],
    only: frozenset[str],
    drafts: Mapping[str, NotebookGrade] = NOTHING,
) -> Begun:
    """Make a job of each notebook named in `only` of which no stored grade and no draft holds.

    What a fault of ours left unjudged is tried again. The others are taken as stored.
    """
    submission = Submission.read(context, student)
    reading = _Reading(context, submission, stored, drafts)
    found = {name: reading.job_or_grade(name) for name in sorted(only)}
    grades = {name: each for name, each in found.items() if isinstance(each, NotebookGrade)}
    bare = [grade for grade in grades.values() if grade.without_outputs]
    kept = {name: grade for name, grade in stored.items() if name not in only}
    kept |= {name: grade for name, grade in grades.items() if grade is stored.get(name)}
    return Begun(
        _heading(context, submission),
        tuple(each for each in found.values() if isinstance(each, Job)),
        kept,
        {name: grade for name, grade in grades.items() if name not in kept},
        tuple(map(reading.outputs_of, bare)) if context.outputs else (),
        context.outputs,
    )


def current_key(context: CourseContext, student: str, notebook: str) -> str:
    """Return the key that a grade of this notebook must have to hold today."""
    return notebook_key(context, Submission.read(context, student), notebook)


def holds(grade: NotebookGrade, key: str) -> bool:
    """Whether a grade was made under this key, and nothing is left over that may yet be judged."""
    return grade.key == key and not left_over(grade)


def left_over(found: NotebookGrade | GradeRecord) -> bool:
    """Whether something was not judged that another run may judge: the fault is not the student's.

    A cell that no grader looks at, or a file that is not understood, is the same in each run.
    """
    verdicts = {result.verdict for cell in found.cells for result in cell.criteria}
    kinds = {problem.kind for problem in found.problems}
    return Verdict.UNJUDGED in verdicts or ProblemKind.OPERATOR in kinds


@dataclass(frozen=True)
class _Reading:
    """A submission with the grades that there are."""

    context: CourseContext
    submission: Submission
    stored: Mapping[str, NotebookGrade]
    drafts: Mapping[str, NotebookGrade]

    def job_or_grade(self, name: str) -> Job | NotebookGrade:
        """Return the grade that holds for a notebook, else the job of making it."""
        key = notebook_key(self.context, self.submission, name)
        known = (each[name] for each in (self.stored, self.drafts) if name in each)
        return next((grade for grade in known if holds(grade, key)), None) or self._due(name, key)

    def _due(self, name: str, key: str) -> Job | NotebookGrade:
        """Return the job of grading a notebook; whatever happens, there is an outcome."""
        try:
            return self._judging(name, key)
        except NotebookRejected as error:
            kind, reason = ProblemKind.REJECTED, str(error)
        except Undecided as error:
            kind, reason = ProblemKind.UNDECIDED, str(error)
        except Exception as error:  # a fault of ours must cost neither the student nor the batch
            kind, reason = ProblemKind.OPERATOR, f"{type(error).__name__}: {error}"
        grade = ungraded(self.context.assignment.notebooks[name], kind, reason)
        known = self.context.references.known(self.context, name)
        return stamped(self.context, grade, self._origin(name, key, known))

    def outputs_of(self, grade: NotebookGrade) -> Job:
        """Return the job of making the outputs that a grade is without."""
        clean = CleanNotebook(grade.notebook, NotebookNode())
        return self._job(clean, ReferenceResult(), Origin()).for_outputs(grade)

    def _judging(self, name: str, key: str) -> Job:
        context = self.context
        choice, released = self.submission.choices[name], context.assignment.notebooks[name]
        files = self.submission.files[name].keys() - context.assignment.files.keys()
        clean = cleaned(choice, released, context.limits, files)
        # Asked for only now: a notebook that was not handed in needs no reference.
        reference = context.references.result(context, name)
        return self._job(clean, reference, self._origin(name, key, reference))

    def _job(self, clean: CleanNotebook, reference: ReferenceResult, origin: Origin) -> Job:
        context, student = self.context, self.submission.student
        before = self.stored.get(clean.name)
        judging, outputs = _seconds(before) if before else (0.0, 0.0)
        return Job(
            student=student,
            clean=clean,
            files=self.submission.files_of(clean.name),
            assignment=context.assignment,
            limits=context.limits,
            seed=context.course.seed(student, clean.name, origin.submission),
            reference=reference,
            origin=origin,
            minimum=context.minimum,
            expected_seconds=judging or sum(reference.pace.calls.values()),
            outputs_seconds=outputs,
            shown=before if before and self._is_shown(before, origin) else None,
        )

    def _is_shown(self, before: NotebookGrade, origin: Origin) -> bool:
        """Whether the outputs of an earlier grade hold, however the notebook is judged now.

        Those of one with tests in its cells do not: other graders may put these out of use.
        """
        tests = self.context.assignment.notebooks[before.notebook].runnable_tests
        return before.run_key == origin.run_key and not before.without_outputs and not tests

    def _origin(self, name: str, key: str, reference: ReferenceResult) -> Origin:
        return Origin(
            key=key,
            run_key=run_key(self.context, self.submission, name),
            handed_in=not self.submission.choices[name].missing,
            submission=submission_hash(self.context, self.submission, [name]),
            graders=self.context.grader_hash_of(name),
            preflight="passed" if reference.passed else "not run",
        )


def _seconds(grade: NotebookGrade) -> tuple[float, float]:
    """Return how long judging took and how long outputs."""
    outputs = sum(grade.pace.cells.values())
    return max(0.0, grade.seconds - outputs), outputs


def _heading(context: CourseContext, submission: Submission) -> Heading:
    seed = context.course.seed(submission.student)
    environment: dict[str, Any] = {
        **context.environment,
        "submission": submission_hash(context, submission, context.assignment.notebooks),
        "graders": context.grader_hash,
        # A fingerprint: equal where the same submission gets the same inputs, and no way back to
        # the secret.
        "seeds": hashlib.sha256(seed.encode()).hexdigest()[:FINGERPRINT],
    }
    return Heading(submission.student, context.assignment, submission.left_out, environment)
