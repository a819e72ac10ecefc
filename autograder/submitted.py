"""Whose work lies where below `submitted/`, by the names of files and folders alone.

nbgrader expects `submitted/<student>/<assignment>/<notebook>.ipynb`. What lies elsewhere in a
student's folder is looked for, unless it lies in the folder of another assignment.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from autograder.folders import IGNORED, contents, entries
from autograder.groups import groups_of
from autograder.reader import names
from autograder.states import written_at

# What systems leave beside what a person wrote.
LITTER = ("__MACOSX", "._*", ".DS_Store")
PASSED_OVER = (*IGNORED, "__MACOSX")
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".rar", ".7z")
BEST = "best"
# What nbgrader writes the time of a submission into, and as much of it as is read.
TIMESTAMP, TIMESTAMP_BYTES = "timestamp.txt", 100
EXPECTED = "expected submitted/<student>/{assignment}/; archives of a class must be unpacked"


@dataclass(frozen=True)
class Submitted:
    """The folder `submitted/` of a course, looked at for one assignment.

    Where a student's best attempt is kept, in `best/<assignment>/<student>`, that is what counts;
    `newest` looks at the last one all the same. Of a group the newest work counts for all members.
    """

    root: Path
    assignment: str
    newest: bool = False

    def home(self, student: str) -> Path:
        """Return the folder with what a student, or the student's group, handed in and counts."""
        kept = self.best(student)
        return kept if kept.is_dir() and not self.newest else self._folder(self._author(student))

    def lead(self, student: str) -> str:
        """Return by whose name work is graded: in a group, of whoever stands first in the table."""
        return self.members(student)[0]

    def members(self, student: str) -> tuple[str, ...]:
        """Return everyone for whom a student hands in: the group, or nobody else."""
        return self._groups.get(student, (student,))

    def best(self, student: str) -> Path:
        """Return where a student's best attempt is kept, if it is."""
        return self.root / BEST / self.assignment / self.lead(student)

    def author(self, student: str) -> str:
        """Return who of a student's group handed in what counts.

        If that was kept as the best, and its author has handed in again, the group's first name.
        """
        if self.home(student) != self.best(student):
            return self._author(student)
        kept = self._stamp(self.best(student))
        known = (each for each in self.members(student) if self._stamp(self._folder(each)) == kept)
        return next(known, self.lead(student)) if kept else self.lead(student)

    def stamp(self, student: str) -> str:
        """Return the text of nbgrader's time stamp of what counts; empty where there is none."""
        return self._stamp(self.home(student))

    @property
    def students(self) -> tuple[str, ...]:
        """Everyone who may have handed in something for the assignment, in order of name.

        A group is there once.
        """
        found = (path.name for path in self._entries() if self._is_student(path))
        return tuple(sorted(set(map(self.lead, found))))

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Return those with work whose names match a pattern; nobody else's folder is looked into.

        Every member of a group has what the group handed in.
        """
        named = {path.name for path in self._entries()} | self._groups.keys()
        asked = sorted(name for name in named if fnmatchcase(name, pattern))
        return tuple(name for name in asked if self._is_student(self._folder(self._author(name))))

    @property
    def unexplained(self) -> tuple[str, ...]:
        """What lies in the folder and belongs to no student's row, in words."""
        return tuple(
            self._stray(path.name)
            for path in self._entries()
            if not self._is_student(path) and not self._is_of_others(path)
        )

    def _stray(self, name: str) -> str:
        if not name.isprintable():
            return f"submitted/ holds {name!r}, which is no student's name: rename the folder"
        expected = EXPECTED.format(assignment=self.assignment)
        return f"submitted/{name} is no student's submission: {expected}"

    def files(self, student: str) -> Iterator[Path]:
        """Yield the files that may hold a student's notebooks, those nearest to the top first."""
        inside = sorted(self.everything(student), key=lambda path: (len(path.parts), path))
        yield from (path for path in inside if may_hold_notebooks(path.name))

    def everything(self, student: str, but: Sequence[str] = PASSED_OVER) -> Iterator[Path]:
        """Yield all that lies in a student's folder, but for what is of other assignments."""
        home = self.home(student)
        yield from contents(home, (*but, *self._folders_of_others(home)))

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return groups_of(self.root, self.assignment)

    def _author(self, student: str) -> str:
        """Return whose work counts for a student: that of the group's members which is newest."""
        members = self.members(student)
        if len(members) == 1:
            return student
        there = [each for each in members if self._is_student(self._folder(each))]
        return max(there, key=self._moment, default=student)

    def _folder(self, student: str) -> Path:
        return self.root / "submitted" / student

    def _moment(self, student: str) -> tuple[str, int]:
        """Return when a student handed in: nbgrader's time stamp, else when a file was written.

        All stamps of a course are written in the same way.
        """
        folder = self._folder(student)
        written = (written_at(path) for path in self._inside(folder))
        return self._stamp(folder), max(written, default=0)

    def _stamp(self, folder: Path) -> str:
        return _beginning(folder / self.assignment / TIMESTAMP)

    def _inside(self, folder: Path) -> Iterator[Path]:
        yield from contents(folder, (*PASSED_OVER, *self._folders_of_others(folder)))

    def _entries(self) -> list[Path]:
        found = entries(self.root / "submitted")
        return [path for path in found if not path.name.startswith(".")]

    def _is_student(self, path: Path) -> bool:
        # What moves the cursor or turns the direction of writing would be printed with every row.
        if not path.name.isprintable():
            return False
        if os.path.lexists(path / self.assignment):
            return True
        named_as_assignment = path.name.casefold() in map(str.casefold, self._assignments)
        if named_as_assignment or path.is_symlink() or not path.is_dir():
            return False
        try:
            return any(may_hold_notebooks(each.name) for each in self._inside(path))
        except OSError:  # grading says what cannot be looked into, and of whose folder
            return True

    def _is_of_others(self, path: Path) -> bool:
        """Whether a student has handed in other assignments, and nothing else."""
        inside = {entry.name for entry in entries(path)}
        return bool(inside) and inside == set(self._folders_of_others(path))

    def _folders_of_others(self, folder: Path) -> list[str]:
        """Return what in a student's folder is called as another assignment, in any case."""
        others = {name.casefold() for name in self._assignments} - {self.assignment.casefold()}
        inside = [entry.name for entry in entries(folder)]
        return [name for name in inside if name.casefold() in others]

    @property
    def _assignments(self) -> set[str]:
        folders = (self.root / "source", self.root / "release")
        found = {path.name for folder in folders for path in folder.glob("*/")}
        return {*found, self.assignment}


def _beginning(path: Path) -> str:
    """Return what a small file says; no link is followed and no pipe waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            return file.read(TIMESTAMP_BYTES).decode(errors="replace").strip()
    except OSError:
        return ""


def may_hold_notebooks(name: str) -> bool:
    """Whether a file may be a notebook, or an archive with one in it."""
    return names.may_hold_notebooks(name, ARCHIVES)
