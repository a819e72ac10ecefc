"""Read everything in a student's folder that may be one of an assignment's notebooks."""

import os
import resource
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from autograder.course import Course
from autograder.errors import FileUnread, NotebookRejected
from autograder.intake.choosing import Choice, Found, choose, instead
from autograder.intake.reading import Document, read_documents
from autograder.limits import Limits
from autograder.released import Assignment
from autograder.states import State, state
from autograder.submitted import LITTER

# So many files are opened, and so much text of theirs is gone through, for one student.
MOST_FILES = 24
MOST_TEXT = 32_000_000
# So many times the processor time that one file may take is all that one student's may take.
MOST_TURNS = 2

Seen = tuple[tuple[str, State], ...]


def find(course: Course, assignment: Assignment, student: str, limits: Limits) -> dict[str, Choice]:
    """Return what counts for each notebook of an assignment."""
    asked = _asked(assignment)
    if is_linked(course, assignment.name, student):
        return dict.fromkeys(asked, Choice(reason="its folder is a link; submit the folder itself"))
    found = everything(course, assignment, student, limits)
    choices = choose(found, asked, assignment.notebooks)
    missing = [name for name, choice in choices.items() if choice.missing]
    if not missing:
        return choices
    counting = {choice.file for choice in choices.values()}
    others = [each for each in _all_of(course, assignment, student) if each.file not in counting]
    return choices | instead(others, missing)


def everything(
    course: Course, assignment: Assignment, student: str, limits: Limits
) -> tuple[Found, ...]:
    """Return all that may be a notebook, what lies at its place first; nothing through a link."""
    if is_linked(course, assignment.name, student):
        return ()
    home = course.submitted(assignment.name).home(student)
    places = [place for place in _asked(assignment).values() if _is_there(home / place)]
    files = course.submitted(assignment.name).files(student)
    others = [path.relative_to(home).as_posix() for path in files]
    seen = tuple((place, state(home / place)) for place in dict.fromkeys([*places, *others]))
    return _read(home, seen, limits)


def _is_there(path: Path) -> bool:
    """Whether there is anything by that name; a folder is what lies in it."""
    return os.path.lexists(path) and not stat.S_ISDIR(path.lstat().st_mode)


def _all_of(course: Course, assignment: Assignment, student: str) -> list[Found]:
    """Return everything that a student handed in, unread: Jupyter's own copies as well."""
    submitted = course.submitted(assignment.name)
    home = submitted.home(student)
    paths = submitted.everything(student, LITTER)
    return [Found(_shown(path.relative_to(home).as_posix()), path, Document()) for path in paths]


def _asked(assignment: Assignment) -> dict[str, str]:
    return {name: f"{assignment.name}/{name}.ipynb" for name in assignment.notebooks}


def is_linked(course: Course, assignment: str, student: str) -> bool:
    """Whether a student's folder is a link: to what somebody else has written."""
    folder = course.submission(assignment, student)
    return folder.is_symlink() or folder.parent.is_symlink()


# Asked for by each notebook; as long as the files stay as they are, they are read once.
@lru_cache(maxsize=1)
def _read(home: Path, seen: Seen, limits: Limits) -> tuple[Found, ...]:
    return tuple(_found(home, [place for place, _ in seen], limits))


def _found(home: Path, places: Iterable[str], limits: Limits) -> Iterator[Found]:
    room, end = MOST_TEXT, _reading_seconds() + MOST_TURNS * limits.reading_seconds
    for number, place in enumerate(places):
        if number >= MOST_FILES or room < 0 or _reading_seconds() > end:
            few = Document(reason="was not opened: too much comes before it")
            yield Found(_shown(place), home / place, few)
            return
        for document in _documents(home / place, limits, home):
            room -= len(document.cells)
            inside = "/".join(filter(None, (place, document.inside)))
            yield Found(_shown(inside), home / place, document)


def _reading_seconds() -> float:
    """Return the processor time of what this process has started: files are read by others."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _documents(path: Path, limits: Limits, home: Path) -> tuple[Document, ...]:
    """Return what is in a file; why it is none is an answer as well."""
    try:
        return read_documents(path, limits, home)
    except NotebookRejected as error:
        plain = stat.S_ISREG(path.lstat().st_mode)
        return (Document(reason=error.reason, refused=not plain),)
    except FileUnread as error:
        return (Document(reason=error.reason, waits=True),)


def _shown(place: str) -> str:
    """Return a place as text that can be stored, whatever its bytes."""
    return place.encode(errors="replace").decode()
