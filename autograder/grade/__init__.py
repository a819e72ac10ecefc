"""Grading as a pure function: a job in, a grade out. Nothing here opens a file of a course."""

from autograder.grade.context import GradingContext
from autograder.grade.job import Job, Origin, ReferenceResult
from autograder.grade.record import Heading
from autograder.grade.run import grade_job, graded

__all__ = ["GradingContext", "Heading", "Job", "Origin", "ReferenceResult", "grade_job", "graded"]
