"""Copy what students handed in, and keep the best attempt of each.

Students may still write there: only plain files are copied, aside first, and no link is followed.
"""

import shutil
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from autograder.course import Course
from autograder.disk import make_folder
from autograder.errors import NotebookRejected
from autograder.folders import MOST_FILES
from autograder.intake.reading import read_bytes

ASIDE = ".keeping-"


def copy_plain(files: Iterable[Path], source: Path, target: Path, room: int) -> list[str]:
    """Copy what may be part of a submission, notebooks first; return why others are left out.

    Links stay where they are, and what does not fit into `room` bytes.
    """
    reasons = []
    ordered = sorted(islice(files, MOST_FILES), key=lambda path: path.suffix != ".ipynb")
    for path in ordered:
        try:
            data = read_bytes(path, room, source)
        except NotebookRejected as error:
            reasons.append(str(error))
            continue
        room -= len(data)
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
    return reasons


def keep_as_best(course: Course, assignment: str, student: str, room: int) -> None:
    """Keep a student's newest attempt as the one that counts, whole or not at all.

    Nobody else may be keeping one. Whoever reads between two attempts finds the newest.
    """
    newest = Course(course.root, newest=True).submitted(assignment)
    place = newest.best(student)
    make_folder(place.parent)
    for left in place.parent.glob(f"{ASIDE}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=ASIDE) as aside:
        whole = Path(aside, "whole")
        whole.mkdir()
        copy_plain(newest.everything(student), newest.home(student), whole, room)
        if place.exists():
            place.rename(Path(aside, "before"))
        whole.rename(place)
