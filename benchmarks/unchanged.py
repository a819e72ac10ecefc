"""How long `autograder grade` takes where nothing has changed, beside Python's own start.

One student of a light course is graded, and the class gets copies of those grades, entered as
usual. Then the command runs over and over. Prints the medians of its time and of Python's start;
ends with status 1 where their difference is above what is asked for.

    python benchmarks/unchanged.py --students 60 --seconds 1.5
"""

import argparse
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from entering import enter_class, grade_one_for_all
from light_course import make_light_course, students_of
from tiny_course import ASSIGNMENT

from autograder.cli.unchanged import LastBatch, Note
from autograder.gradebook.configuration import possible_files
from autograder.gradebook.gradebook import NbgraderCourse

COMMAND = ("-c", "from autograder.cli import main; main()", "grade", "--course")
OPTIONS = (
    *("student None", "notebook None", "no preflight False", "trusted False"),
    "outputs now",
)


def main() -> None:
    """Make the class, and time the command in turns with an empty program."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        course = _unchanged_course(Path(folder) / "course", options.students)
        times = [
            (_seconds([*COMMAND, str(course)]), _seconds(["-c", "pass"]))
            for _ in range(options.rounds)
        ]
    command = statistics.median(seconds for seconds, _ in times)
    start = statistics.median(seconds for _, seconds in times)
    print(f"unchanged: {command:.2f} s, of which Python's own start takes {start:.2f} s")
    sys.exit(command - start > options.seconds)


def _unchanged_course(folder: Path, students: int) -> Path:
    course = make_light_course(folder, students)
    record = grade_one_for_all(course, students)
    opened = NbgraderCourse.open(course)
    enter_class(opened, students, record.keys)
    records = course / "records" / ASSIGNMENT
    first, *others = students_of(students)
    for student in others:
        shutil.copy(records / f"{first}.json", records / f"{student}.json")
    last = LastBatch(course, ASSIGNMENT, OPTIONS)
    configuration, gradebook = tuple(map(str, possible_files(course))), str(opened.file)
    seen = last.read(configuration), last.written(gradebook)
    last.note(Note(configuration, gradebook, *seen), "a table\n")
    return course


def _seconds(arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=math.inf)
    return parser.parse_args()


if __name__ == "__main__":
    main()
