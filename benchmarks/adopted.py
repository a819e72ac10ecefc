"""nbgrader's own example course with a class: stock nbgrader, and `autograder grade` once adopted.

In turns in one run, from nothing; students have solved it or left it as it was. The tests are
those that stand in the cells. Prints medians, their ratio, and how many grade cells have equal
points.

    python benchmarks/adopted.py --students 60 --rounds 5
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from classes import class_parser, equal_share, fresh, nbgrader, scores

ASSIGNMENT = "ps1"
COMMAND = ("-c", "from autograder.cli import main; main()")


def main() -> None:
    """Make the course and the class, grade by turns, print."""
    options = class_parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        room = Path(folder)
        course = _course(room / "course", options.students)
        rounds = [_round(course, room, options.jobs) for _ in range(options.rounds)]
    theirs, ours, equal = map(statistics.median, zip(*rounds, strict=True))
    print(f"nbgrader autograde         {theirs:8.1f} s")
    print(f"autograder grade           {ours:8.1f} s")
    print(f"ratio                      {theirs / ours:8.2f}")
    print(f"grade cells of equal points {equal:.1%}")


def _course(folder: Path, students: int) -> Path:
    nbgrader(folder.parent, "quickstart", folder.name)
    nbgrader(folder, "generate_assignment", ASSIGNMENT, "--create", "--force")
    kinds = cycle(("source", "release"))
    for number in range(students):
        own = folder / "submitted" / f"student-{number:03}" / ASSIGNMENT
        shutil.copytree(folder / next(kinds) / ASSIGNMENT, own)
    return folder


def _round(course: Path, room: Path, jobs: int) -> tuple[float, float, float]:
    """Return the seconds of both, and the share of cells to which both give the same points."""
    stock, adopted = (fresh(course, room / name) for name in ("stock", "adopted"))
    started = time.monotonic()
    nbgrader(stock, "autograde", ASSIGNMENT, "--create")
    between = time.monotonic()
    _autograder("adopt", str(adopted), "--yes")
    _autograder("grade", ASSIGNMENT, "--course", str(adopted), "--jobs", str(jobs))
    ended = time.monotonic()
    theirs, ours = scores(stock, ASSIGNMENT), scores(adopted, ASSIGNMENT)
    return between - started, ended - between, equal_share(theirs, ours)


def _autograder(*words: str) -> None:
    subprocess.run([sys.executable, *COMMAND, *words], stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command


if __name__ == "__main__":
    main()
