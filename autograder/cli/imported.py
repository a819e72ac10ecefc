"""Packages that a course's own code imports, and that are not installed here."""

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.folders import IGNORED
from autograder.intake.code import parsed

# Code that may or may not run: whoever wrote it has thought of a package that is missing.
CONDITIONAL = (ast.Try, ast.TryStar, ast.If)
# Notebooks written on Colab find a stand-in.
STAND_INS = frozenset({"google"})


def missing_packages(course: Course, assignment: str) -> dict[str, list[str]]:
    """Return by package which files import it, for what nobody can import here.

    Files are notebooks and modules in `source/` and the hidden graders, from the course on.
    """
    found: dict[str, list[str]] = {}
    source = course.root / "source" / assignment
    graders = course.grader_file(assignment, "").parent
    for folder in (source, graders):
        own = {path.stem for path in folder.rglob("*") if path.suffix in {"", ".py"}}
        for path in _files(folder):
            for name in sorted(set(_imported(_code(path))) - own - STAND_INS):
                if not _is_there(name):
                    found.setdefault(name, []).append(path.relative_to(course.root).as_posix())
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".ipynb", ".py"} and not set(IGNORED).intersection(path.parts):
            yield path


def _code(path: Path) -> list[str]:
    """Return the code of a module or of each cell; none of a file that cannot be read."""
    try:
        if path.suffix == ".py":
            return [path.read_text(encoding="utf-8")]
        cells = nbformat.read(path, as_version=4).cells
        return [cell.source for cell in cells if cell.cell_type == "code"]
    except Exception:  # whatever is wrong with it is told where it is used
        return []


def _imported(code: Iterable[str]) -> Iterator[str]:
    for tree in filter(None, map(parsed, code)):
        yield from _of(tree)


def _of(node: ast.AST) -> Iterator[str]:
    """Yield the packages that code imports wherever it runs, those of functions too."""
    if isinstance(node, ast.Import):
        yield from (each.name.partition(".")[0] for each in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.partition(".")[0]
    elif not isinstance(node, CONDITIONAL):
        for each in ast.iter_child_nodes(node):
            yield from _of(each)


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
