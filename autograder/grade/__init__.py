"""Grading as a pure function: a submission in, a record out."""

from autograder.grade.bench import Bench
from autograder.grade.submission import Graded, current_key, grade_submission

__all__ = ["Bench", "Graded", "current_key", "grade_submission"]
