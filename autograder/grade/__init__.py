"""Grading as a pure function: a submission in, a record out."""

from autograder.grade.context import GradingContext
from autograder.grade.submission import Graded, current_key, grade_submission

__all__ = ["Graded", "GradingContext", "current_key", "grade_submission"]
