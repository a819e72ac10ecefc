"""One course twice: one gets its grades by nbgrader's converter, the other in bulk."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat
from gradebook.written_course import markdown, notebook_of
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from sqlalchemy import MetaData, Table
from tiny_course import ASSIGNMENT, NOTEBOOK, cell, make_course

from autograder.course import Course
from autograder.gradebook.bulk import entering
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.tasks import Task, grade_task

ESSAY = "2_essay"
NOTEBOOKS = frozenset([NOTEBOOK, ESSAY])
RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"


def make_mixed_course(folder: Path) -> Path:
    """Add to the small course a notebook that only a person scores, with a task in it."""
    make_course(folder)
    why = markdown("why", "Why?", grade=True, solution=True, points=3)
    task = markdown("survey", "Ask three people.", task=True, locked=True, points=2.5)
    source = folder / "source" / ASSIGNMENT
    nbformat.write(notebook_of(why, task), source / f"{ESSAY}.ipynb")
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("1,2\n")
    shutil.rmtree(folder / "release")
    NbgraderCourse.open(folder).release(ASSIGNMENT)
    return folder


def hand_in(course: Path, student: str, source: str = RIGHT, answer: str = "Because.") -> Path:
    """Hand in both notebooks, and return their folder."""
    folder = course / "submitted" / student / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, folder, dirs_exist_ok=True)
    _change(folder / f"{NOTEBOOK}.ipynb", "todo_double", source)
    _change(folder / f"{ESSAY}.ipynb", "why", answer)
    return folder


def _change(path: Path, name: str, source: str) -> None:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    cell(notebook, name).source = source
    nbformat.write(notebook, path)


@dataclass(frozen=True)
class Twins:
    """The two courses. What is handed in lies in the first, and both get the same records."""

    stock: NbgraderCourse
    bulk: NbgraderCourse

    @classmethod
    def of(cls, course: Path, folder: Path, addresses: tuple[str, ...] = ()) -> "Twins":
        """Copy a course twice; `addresses` are of gradebooks that lie elsewhere."""
        courses = [Path(shutil.copytree(course, folder / name)) for name in ("stock", "bulk")]
        for copy, address in zip(courses, addresses, strict=False):
            with (copy / "nbgrader_config.py").open("a") as file:
                file.write(f"\nc.CourseDirectory.db_url = {address!r}\n")
        opened = [NbgraderCourse.open(copy) for copy in courses]
        for each in opened:
            each.enter_assignment(Course(each.root).assignment(ASSIGNMENT))
        return cls(*opened)

    @property
    def submitted(self) -> Path:
        """Where to hand in."""
        return self.stock.root / "submitted"

    def enter(self, student: str, notebooks: frozenset[str] = NOTEBOOKS) -> None:
        """Grade once, and enter the grades into both gradebooks; they must be the same after it."""
        limits = limits_of(self.stock.config)
        record = grade_task(Task(self.stock.root, ASSIGNMENT, student, notebooks, limits))
        self._copy()
        pattern = min(notebooks) if len(notebooks) == 1 else "*"
        self.stock.autograde(ASSIGNMENT, student, pattern, record.keys)
        self.enter_in_bulk(student, notebooks, record.keys)
        self.require_equal()

    def enter_in_bulk(
        self,
        student: str,
        notebooks: frozenset[str] = NOTEBOOKS,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Enter into the second gradebook only; what has no key is graded first."""
        limits = limits_of(self.bulk.config)
        with entering(self.bulk, Course(self.bulk.root).assignment(ASSIGNMENT)) as enter:
            enter(Task(self.bulk.root, ASSIGNMENT, student, notebooks, limits), keys)

    def by_hand(self, change: Callable[[Gradebook], None]) -> None:
        """Make the same change in both gradebooks."""
        for course in (self.stock, self.bulk):
            with course.gradebook() as gradebook:
                change(gradebook)
                gradebook.db.commit()

    def require_equal(self) -> None:
        """Hold the gradebooks, the folders of autograded notebooks and the notes together."""
        assert rows(self.bulk) == rows(self.stock)
        assert autograded(self.bulk.root) == autograded(self.stock.root)

    def _copy(self) -> None:
        """Carry over what was handed in and graded, but not what is noted as entered."""
        for name in ("submitted", "records"):
            kept = shutil.ignore_patterns("entered")
            target = self.bulk.root / name
            if name == "submitted":
                shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(
                self.stock.root / name, target, symlinks=True, ignore=kept, dirs_exist_ok=True
            )


def autograded(course: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file and folder below `autograded/`, with its mode and content."""
    folder = course / "autograded"
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


def rows(course: NbgraderCourse) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table; where an id is drawn, what it stands for takes its place."""
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        metadata, known = MetaData(), dict[Any, Any]()
        metadata.reflect(connection)
        return {
            table.name: sorted(_rows(table, connection.execute(table.select()), known), key=repr)
            for table in metadata.sorted_tables
        }


def _rows(table: Table, found: Any, known: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    for row in found.mappings():
        plain = {name: known.get(value, value) for name, value in row.items()}
        own = row.get("id")
        if own is not None and own not in known and table.name not in {"student", "course"}:
            plain.pop("id")
            known[own] = (table.name, plain)
        yield plain
