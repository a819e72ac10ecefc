"""Hidden graders for notebooks that measure what a student's code really does."""

__version__ = "0.1.0"
