"""Whose work lies where below `submitted/`, by the names of files and folders alone.

nbgrader expects `submitted/<student>/<assignment>/<notebook>.ipynb`. What lies elsewhere in a
student's folder is looked for, unless it lies in the folder of another assignment.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.folders import IGNORED, contents, entries
from autograder.reader import names

PASSED_OVER = (*IGNORED, "__MACOSX")
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".rar", ".7z")
BEST = "best"
EXPECTED = "expected submitted/<student>/{assignment}/; archives of a class must be unpacked"


@dataclass(frozen=True)
class Submitted:
    """The folder `submitted/` of a course, looked at for one assignment.

    Where a student's best attempt is kept, in `best/<assignment>/<student>`, that is what counts;
    `newest` looks at the last one all the same.
    """

    root: Path
    assignment: str
    newest: bool = False

    def home(self, student: str) -> Path:
        """Return the folder with what a student handed in and counts."""
        kept = self.best(student)
        return kept if kept.is_dir() and not self.newest else self.root / "submitted" / student

    def best(self, student: str) -> Path:
        """Return where a student's best attempt is kept, if it is."""
        return self.root / BEST / self.assignment / student

    @property
    def students(self) -> tuple[str, ...]:
        """Everyone who may have handed in something for the assignment, in order of name."""
        return self.matching("*")

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Return those whose names match a pattern; nobody else's folder is looked into."""
        named = (path for path in self._entries() if fnmatchcase(path.name, pattern))
        return tuple(path.name for path in named if self._is_student(path))

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

    def everything(self, student: str) -> Iterator[Path]:
        """Yield all that lies in a student's folder, but for what is of other assignments."""
        folder = self.home(student)
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
            return any(True for _ in self.files(path.name))
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


def may_hold_notebooks(name: str) -> bool:
    """Whether a file may be a notebook, or an archive with one in it."""
    return names.may_hold_notebooks(name, ARCHIVES)
