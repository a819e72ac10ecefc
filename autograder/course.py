"""The course folder: where things lie, and what was released for an assignment."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.cell_tests import cell_tests
from autograder.errors import CourseError
from autograder.folders import IGNORED, assignments_in
from autograder.grader_files import FOLDER, GraderFiles, grader_name
from autograder.released import Assignment, ReleasedNotebook, nbgrader_metadata
from autograder.submitted import BEST, Submitted

PYTHON = "python"


@dataclass(frozen=True)
class Course:
    """A course folder in nbgrader's layout; `newest` looks at attempts that may not count."""

    root: Path
    newest: bool = False

    @property
    def assignments(self) -> tuple[str, ...]:
        """Names of all assignments that are written or released, in order."""
        return assignments_in(self.root)

    @property
    def with_best(self) -> tuple[str, ...]:
        """Names of all assignments of which best attempts are kept, in order."""
        return tuple(sorted(path.name for path in (self.root / BEST).glob("*/")))

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

    def source_file(self, assignment: str, notebook: str) -> Path:
        """Return where one notebook lies as the instructor wrote it."""
        return self.root / "source" / assignment / f"{notebook}.ipynb"

    def source(self, assignment: str, notebook: str) -> ReleasedNotebook:
        """Read one notebook as the instructor wrote it; CourseError where it cannot be."""
        path = self.source_file(assignment, notebook)
        try:
            return ReleasedNotebook(notebook, nbformat.read(path, as_version=4))
        except FileNotFoundError as error:
            there = ", ".join(sorted(each.stem for each in path.parent.glob("*.ipynb"))) or "none"
            raise CourseError(f"{path}: no such notebook; there are: {there}") from error
        except Exception as error:
            raise CourseError(f"{path}: cannot be read: {error}") from error

    def changed_since_release(self, assignment: Assignment) -> list[str]:
        """Name the notebooks in `source/` with other cells or points than were released."""
        folder = self.root / "source" / assignment.name
        written = {path.stem for path in folder.glob("*.ipynb")}
        same = {
            name
            for name in written & assignment.notebooks.keys()
            if self.source(assignment.name, name).outline == assignment.notebooks[name].outline
        }
        return sorted(written - same)

    def grader_file(self, assignment: str, notebook: str) -> Path:
        """Return where the hidden graders of one notebook lie."""
        return self.root / FOLDER / assignment / grader_name(notebook)

    def submission(self, assignment: str, student: str) -> Path:
        """Return the folder that holds what a student submitted."""
        return self.submitted(assignment).home(student) / assignment

    def autograded(self, assignment: str, student: str) -> Path:
        """Return the folder where nbgrader puts a student's graded notebooks."""
        return self.root / "autograded" / student / assignment

    def students(self, assignment: str) -> tuple[str, ...]:
        """Return everyone who may have submitted anything, in order of name."""
        return self.submitted(assignment).students

    def submitted(self, assignment: str) -> Submitted:
        """Return what lies in `submitted/`, looked at for one assignment."""
        return Submitted(self.root, assignment, self.newest)

    def seed(self, student: str, notebook: str = "", handed_in: str = "") -> str:
        """Return what the hidden inputs for one attempt of a student are drawn from.

        `handed_in` is the hash of what was handed in for the notebook. A number of the attempt
        would be kept elsewhere, and lost; by this whoever has the submission draws the same again.
        """
        return "\n".join([self.secret, student, notebook, handed_in])

    @property
    def records(self) -> Path:
        """The folder of grade records."""
        return self.root / "records"

    @cached_property
    def secret(self) -> str:
        """The secret that hidden inputs are drawn from; its file is made at first use."""
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


def _require_own_tests(notebook: ReleasedNotebook, file: Path) -> None:
    """CourseError where nothing would judge a cell: there is no file of hidden graders."""
    automatic = [cell.name for cell in notebook.grade_cells if not cell.manual]
    ungraded = [name for name in automatic if name not in notebook.own_cells]
    if not notebook.runnable_tests:
        ungraded = automatic
    if ungraded:
        reasons = {tests.reason for tests in notebook.tests.values() if tests.reason}
        why = f", nor can their own tests be run: {'; '.join(sorted(reasons))}" if reasons else ""
        frame = f"autograder new-grader {notebook.name} --assignment {file.parent.name}"
        raise CourseError(
            f"{file}: no hidden graders for the cells {', '.join(ungraded)}{why}; "
            f"`{frame}` writes the frame"
        )


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
