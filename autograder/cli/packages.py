"""Tell the instructor of packages that a class imports and that are missing here."""

from collections.abc import Sequence

from rich.console import Console

from autograder.course import Course
from autograder.intake.packages import missing_packages
from autograder.limits import MEBIBYTE
from autograder.released import Assignment
from autograder.tasks import Task

# What one student alone imports is that student's own affair.
SEVERAL = 2
MOST_TOLD = 5
# What is larger is so by its outputs, and takes long to search.
LARGEST = 32 * MEBIBYTE


def tell_missing_packages(tasks: Sequence[Task], released: Assignment, console: Console) -> None:
    """Print a line for each package that several submissions import and nobody can here."""
    folders = [Course(task.course).submission(released.name, task.student) for task in tasks]
    missing = missing_packages(folders, released.files, LARGEST)
    for name, number in missing.most_common(MOST_TOLD):
        if number >= SEVERAL:
            console.print(
                f"{number} of {len(tasks)} submissions import {name}, which is not installed here: "
                "what needs it fails. If students may use it, install it and grade again."
            )
