"""The course folder: where things lie, and what was released for an assignment."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.cell_tests import CellTests, cell_tests
from autograder.errors import CourseError
from autograder.folders import IGNORED
from autograder.grader_files import FOLDER, GraderFiles, grader_name
from autograder.submitted import Submitted

SETUP_TAG = "setup"
TODO_PREFIX = "todo_"
PYTHON = "python"


def nbgrader_metadata(cell: NotebookNode) -> Mapping[str, object]:
    """Return the cell's nbgrader metadata, or an empty mapping."""
    metadata = cell.get("metadata", {})
    found = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True)
class GradeCell:
    """A cell that carries points; `manual` where a person gives them.

    The answer to a task may stand anywhere in the notebook, or in no notebook at all.
    """

    name: str
    points: float
    manual: bool
    task: bool = False


@dataclass(frozen=True)
class ReleasedNotebook:
    """One notebook as students got it.

    `tests` are those that the instructor wrote into grade cells themselves. A cell that belongs to
    a TODO cell, by its name, has none: what stands in it is a check that students see, and its
    hidden graders lie elsewhere.
    """

    name: str
    notebook: NotebookNode
    tests: Mapping[str, CellTests] = field(default_factory=dict)

    @cached_property
    def cells_by_id(self) -> dict[str, NotebookNode]:
        """Cells that nbgrader knows, by grade id, in order."""
        named = ((nbgrader_metadata(cell).get("grade_id"), cell) for cell in self.notebook.cells)
        return {str(name): cell for name, cell in named if name}

    @cached_property
    def grade_cells(self) -> tuple[GradeCell, ...]:
        """The cells that carry points, in order."""
        named = ((name, nbgrader_metadata(cell)) for name, cell in self.cells_by_id.items())
        return tuple(
            _grade_cell(name, data) for name, data in named if data.get("grade") or data.get("task")
        )

    @property
    def runnable_tests(self) -> Mapping[str, str]:
        """The tests that can be run, by the names of their cells."""
        return {name: tests.source for name, tests in self.tests.items() if tests.source}

    @property
    def own_cells(self) -> tuple[str, ...]:
        """The names of the automatic cells that may hold tests of their own."""
        return tuple(
            cell.name
            for cell in self.grade_cells
            if not cell.manual
            and TODO_PREFIX + cell.name not in self.cells_by_id
            and self.cells_by_id[cell.name].cell_type == "code"
        )


@dataclass(frozen=True)
class Assignment:
    """What was released under one name, with its hidden graders; data that any process can use."""

    name: str
    notebooks: Mapping[str, ReleasedNotebook]
    files: Mapping[str, bytes]
    graders: GraderFiles = field(default_factory=GraderFiles)


@dataclass(frozen=True)
class Course:
    """A course folder in nbgrader's layout; `own_secret` stands for the one in its file."""

    root: Path
    own_secret: str = ""

    @property
    def assignments(self) -> tuple[str, ...]:
        """Names of all assignments that are written or released, in order."""
        folders = [*self.root.glob("source/*/"), *self.root.glob("release/*/")]
        return tuple(sorted({each.name for each in folders if not each.name.startswith(".")}))

    def assignment(self, name: str) -> Assignment:
        """Read what was released; raise CourseError where it is missing or unreadable."""
        folder = self.root / "release" / name
        source = self.root / "source" / name
        notebooks = {
            path.stem: _with_tests(_released(path), source / path.name)
            for path in sorted(folder.glob("*.ipynb"))
        }
        if not notebooks:
            raise CourseError(_unreleased(folder))
        files = {relative: path.read_bytes() for relative, path in helper_files(folder)}
        graders = GraderFiles.read(self.root / FOLDER / name)
        assignment = Assignment(name, notebooks, files, graders)
        for notebook in notebooks.values():
            if not graders.judges(notebook.name):
                _require_own_tests(notebook, self.grader_file(name, notebook.name))
            _require_locked_tasks(assignment, notebook)
        return assignment

    def grader_file(self, assignment: str, notebook: str) -> Path:
        """Return where the hidden graders of one notebook lie."""
        return self.root / FOLDER / assignment / grader_name(notebook)

    def submission(self, assignment: str, student: str) -> Path:
        """Return the folder that holds what a student submitted."""
        return self.root / "submitted" / student / assignment

    def autograded(self, assignment: str, student: str) -> Path:
        """Return the folder where nbgrader puts a student's graded notebooks."""
        return self.root / "autograded" / student / assignment

    def students(self, assignment: str) -> tuple[str, ...]:
        """Return everyone who may have submitted anything, in order of name."""
        return self.submitted(assignment).students

    def submitted(self, assignment: str) -> Submitted:
        """Return what lies in `submitted/`, looked at for one assignment."""
        return Submitted(self.root, assignment)

    @property
    def records(self) -> Path:
        """The folder of grade records."""
        return self.root / "records"

    @cached_property
    def secret(self) -> str:
        """The secret that hidden inputs are drawn from: its own, else the file's.

        The file is made at first use.
        """
        if self.own_secret:
            return self.own_secret
        path = self.root / ".autograder_secret"
        if not path.exists():
            _make_secret(path)
        secret = path.read_text().strip()
        if not secret:
            raise CourseError(f"{path}: is empty; remove it to get a new secret")
        return secret


def _make_secret(path: Path) -> None:
    """Write aside and link: of processes that start together one wins, and all read it whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    aside = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16) + "\n")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(aside)
    finally:
        aside.unlink()


def _grade_cell(name: str, data: Mapping[str, object]) -> GradeCell:
    task = bool(data.get("task"))
    return GradeCell(name, float(str(data["points"])), bool(data.get("solution")) or task, task)


def _require_own_tests(notebook: ReleasedNotebook, file: Path) -> None:
    """CourseError where nothing would judge a cell: there is no file of hidden graders."""
    automatic = [cell.name for cell in notebook.grade_cells if not cell.manual]
    ungraded = [name for name in automatic if name not in notebook.own_cells]
    if not notebook.runnable_tests:
        ungraded = automatic
    if ungraded:
        reasons = {tests.reason for tests in notebook.tests.values() if tests.reason}
        why = f", nor can their own tests be run: {'; '.join(sorted(reasons))}" if reasons else ""
        raise CourseError(f"{file}: no hidden graders for the cells {', '.join(ungraded)}{why}")


def _require_locked_tasks(assignment: Assignment, notebook: ReleasedNotebook) -> None:
    """Raise CourseError for a task with which nbgrader could enter nobody's grade."""
    for cell in notebook.grade_cells:
        if cell.task and not nbgrader_metadata(notebook.cells_by_id[cell.name]).get("locked"):
            raise CourseError(
                f"{notebook.name}: the task {cell.name!r} is not locked, as nbgrader needs it; set "
                '"locked": true in the metadata of the cell in source/, and run '
                f"`nbgrader generate_assignment {assignment.name} --force`"
            )


def helper_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every plain file below a folder that is not a notebook, by its relative name."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        plain = path.is_file() and not path.is_symlink() and path.suffix != ".ipynb"
        if plain and not set(IGNORED).intersection(relative.parts):
            yield relative.as_posix(), path


def _released(path: Path) -> ReleasedNotebook:
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise CourseError(f"{path}: the released notebook cannot be read: {error}") from error
    # Formats before 4.5 have no ids, by which a cell finds its outputs again.
    notebook.nbformat_minor = nbformat.v4.nbformat_minor
    _require_python(path, notebook)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"released-{number}")
    return ReleasedNotebook(path.stem, notebook)


def _require_python(path: Path, notebook: NotebookNode) -> None:
    metadata = notebook.metadata
    kernel, language = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    name = str(kernel.get("language") or language.get("name") or PYTHON)
    if PYTHON not in name.lower():
        raise CourseError(
            f"{path}: is written in {name}; only Python is graded here. "
            "Grade this assignment in a course of nbgrader's own"
        )


def _with_tests(released: ReleasedNotebook, source: Path) -> ReleasedNotebook:
    """Add the tests that the instructor's notebook has in its cells."""
    if not released.own_cells:
        return released
    written = _sources(source) if source.is_file() else {}
    tests = {
        name: cell_tests(written.get(name), released.cells_by_id[name].source)
        for name in released.own_cells
    }
    return replace(released, tests=tests)


def _sources(path: Path) -> dict[object, str]:
    """Return what stands in a notebook's cells by their names."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except Exception as error:
        raise CourseError(f"{path}: the source notebook cannot be read: {error}") from error
    return {nbgrader_metadata(cell).get("grade_id"): cell.source for cell in cells}


def _unreleased(folder: Path) -> str:
    others = ", ".join(sorted(path.name for path in folder.parent.glob("*/")))
    there = f" (released are: {others})" if others else ""
    # nbgrader passes over a folder that is there, even one without a notebook in it.
    force = " --force" if folder.exists() else ""
    command = f"`nbgrader generate_assignment {folder.name}{force}`"
    return f"{folder}: no released notebooks{there}; run {command} there"
