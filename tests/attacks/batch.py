"""Grade a course full of attacks, as one batch, and note what it did to everybody else.

Run as `python -m attacks.batch COURSE`; what was found lies in the course as `findings.json`.
"""

import ctypes
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from attacks.attack_course import ASSIGNMENT, NOTEBOOK
from attacks.reading import AMPLE_SECONDS, read_attacks
from attacks.watch import SCRATCH, WatchedWork, command

from autograder.course import Course
from autograder.errors import OperatorFault
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import carries_forward, limits_of
from autograder.pool import grade_all, local_executors
from autograder.sandbox.probe import probe
from autograder.schedule import Outcome
from autograder.tasks import Keep, Task

FINDINGS = "findings.json"
JOBS = 3  # on two cores: much of an attack is waiting for a limit
CHILD_SUBREAPER = 36
MOST_HASHED = 1 << 30
# What some attacks leave behind where they succeed.
PLANTED = tuple(Path(folder, "attack-was-here") for folder in ("/var/tmp", "/tmp", "/dev/shm"))  # noqa: S108
HIDDEN = ("tests", "source", "release", "submitted", "gradebook.db", ".autograder_secret")

# Scores by student, with everything that leads to a row; the ids of rows mean nothing.
SCORES = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
       grade.extra_credit, grade.needs_manual_grade
FROM grade
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN base_cell ON base_cell.id = grade.cell_id
"""
DEFINITIONS = ("assignment", "notebook", "base_cell", "grade_cells", "source_cell", "course")


def main(root: Path) -> None:
    """Grade everybody, enter everybody, and write down what changed on the way."""
    adopt_orphans()
    found: dict[str, Any] = {"level": probe().name, "user": os.geteuid()}
    assert Course(root).secret  # made at its first use
    before = hashes(root)
    outcomes = graded(root)
    after = hashes(root)
    found["changed"] = sorted({name for name, _ in before.items() ^ after.items()})
    found["reasons"] = {outcome.student: outcome.reason for outcome in outcomes}
    found["entered"] = {each.student: entered(root, each) for each in outcomes if due(each.student)}
    found["processes"] = surviving()
    found["planted"] = [str(path) for path in PLANTED if path.exists()]
    left = (path.name for path in Path(tempfile.gettempdir()).rglob("*"))
    found["scratch"] = sorted(name for name in left if not name.startswith(SCRATCH))
    (root / FINDINGS).write_text(json.dumps(found, indent=1))


def adopt_orphans() -> None:
    """Become the parent of whatever outlives its own."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def surviving() -> list[str]:
    """Return the command lines of all processes that have outlived the batch; bury the dead."""
    # Python's own tracker of shared memory lives as long as this process.
    alive = [each for each in psutil.Process().children() if not buried(each.pid)]
    commands = [command(each) for each in alive]
    return [said for said in commands if "multiprocessing.resource_tracker" not in said]


def buried(process: int) -> bool:
    """Take the exit status of a child that has ended; False while it runs."""
    return os.waitpid(process, os.WNOHANG)[0] == process


def graded(root: Path) -> Sequence[Outcome]:
    """Grade all submissions in order of name, side by side, with the course's limits."""
    names, notebooks = Course(root).students(ASSIGNMENT), frozenset([NOTEBOOK])
    tasks = [
        Task(
            *(root, ASSIGNMENT, name, notebooks),
            limits_of(config := opened(root, seconds(name)).config),
            carry_forward=carries_forward(config),
        )
        for name in names
    ]
    with local_executors(JOBS) as executors:
        # The first has the machine to itself: what it gets is what everybody honest must get.
        work = WatchedWork(tasks[0].read_release(), Keep.RECORDS, root)
        batches = [grade_all(each, executors, work) for each in (tasks[:1], tasks[1:])]
        finished = [each for batch in batches for update in batch for each in update.finished]
        return [outcome for outcome in finished if not outcome.more]


def seconds(student: str) -> float:
    """Return how long each cell and call of a student may take."""
    chosen = {attack.name: attack.seconds for attack in read_attacks()}
    return chosen.get(student[4:], AMPLE_SECONDS)


@cache
def opened(root: Path, limit: float) -> NbgraderCourse:
    """Return the course with a limit in seconds for cells and calls."""
    course = NbgraderCourse.open(root)
    course.config.Limits.update(cell_seconds=limit, call_seconds=limit)
    return course


def due(student: str) -> bool:
    """Tell whose grade is entered: the attacks', and one neighbour's, which they might change."""
    return not student.endswith("-honest") or student.startswith("000")


def entered(root: Path, outcome: Outcome) -> dict[str, Any]:
    """Enter one student's grade; return why not, and which rows of others changed."""
    before, told, student = rows(root), "", outcome.student
    keys = outcome.record.keys if outcome.record else {}
    try:
        opened(root, seconds(student)).autograde(ASSIGNMENT, student, keys=keys)
    except OperatorFault as error:
        told = str(error)
    after = rows(root)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    return {"told": told, "others": sorted(changed - {student})}


def rows(root: Path) -> dict[str, Any]:
    """Return the gradebook's scores by student, and its definitions by table."""
    with sqlite3.connect(f"file:{root / 'gradebook.db'}?mode=ro", uri=True) as gradebook:
        found: dict[str, Any] = {
            table: sorted(map(repr, gradebook.execute(f"SELECT * FROM {table}")))  # noqa: S608
            for table in DEFINITIONS
        }
        for student, *row in gradebook.execute(SCORES):
            found.setdefault(student, []).append(row)
    return {name: sorted(map(repr, each)) for name, each in found.items()}


def hashes(root: Path) -> dict[str, str]:
    """Return a hash of every file that a submission must not change, by its path."""
    files = [file for name in HIDDEN for file in tree(root / name)]
    return {str(file.relative_to(root)): content_hash(file) for file in files}


def tree(path: Path) -> list[Path]:
    """Return a file, or what lies below a folder; links are not followed."""
    if not path.is_dir():
        return [path] if path.exists() else []
    files = (file for file in path.rglob("*") if file.is_symlink() or not file.is_dir())
    return [file for file in files if "__pycache__" not in file.parts]


def content_hash(path: Path) -> str:
    """Hash a plain file's bytes, or where a link points."""
    plain = path.is_file() and not path.is_symlink() and path.stat().st_size < MOST_HASHED
    data = path.read_bytes() if plain else b""
    link = str(path.readlink()) if path.is_symlink() else ""
    return hashlib.sha256(data + link.encode()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
