"""Run the visible checks of one notebook, as it lies in a folder: no course, no graders, no grade.

What the notebook says of its own cells is believed here: whoever changes that fools nobody else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from autograder.errors import NotebookRejected
from autograder.folders import IGNORED, MOST_FILES, contents
from autograder.grade.cells import cell_name, definitions
from autograder.grade.context import GradingContext, start_fork_server
from autograder.grade.execution import execute
from autograder.grade.preloading import code_in, modules_named
from autograder.intake import CleanNotebook
from autograder.intake.reading import Document, read_documents
from autograder.jobs.handed_in import Beside
from autograder.limits import Limits
from autograder.released import Assignment, nbgrader_metadata
from autograder.sandbox.levels import Level
from autograder.worker import colab

State = Literal["passed", "failed", "not written yet", "raised"]

# Hidden folders hold environments and repositories, and what a notebook needs lies in none.
PASSED_OVER = (*IGNORED, ".*")
UNWRITTEN = {"NotImplementedError", "NotWritten"}
# A check that says in its own words what is wrong needs no name of a class before them.
IN_WORDS = {"CheckFailed", "NotWritten"}
ADVICE = "replace the line `raise NotImplementedError()` by your code"
# IPython points at the line of the cell that went wrong; colours stand in between.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
ARROW = re.compile(r"^-+> *\d+ +(.+)", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """What became of one check, or of a cell that raised an error on the way to them."""

    cell: str
    state: State
    message: str = ""


@dataclass(frozen=True)
class Checkable:
    """A notebook with a check in it, and the files that it finds beside it."""

    path: Path
    notebook: NotebookNode
    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


def read_checkable(path: Path, limits: Limits) -> Checkable:
    """Read a notebook and what lies beside it; NotebookRejected says what to do instead."""
    document = _only(read_documents(path, limits))
    notebook = document.as_claimed
    if not any(map(is_check, notebook.cells)):
        raise NotebookRejected("holds no checks; name the notebook that your course handed out")
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # those in the file may be missing, or the same twice
    if len(list(islice(contents(path.parent, PASSED_OVER), MOST_FILES))) == MOST_FILES:
        raise NotebookRejected(
            f"lies beside {MOST_FILES:,} files or more; put it into a folder of its own, with the "
            "files that came with it"
        )
    folder = path.parent.resolve()
    beside = Beside.read(folder, folder, limits, {}, PASSED_OVER)
    mark = {colab.MARK: b""} if document.colab else {}
    left_out = tuple(problem.message for problem in beside.left_out)
    return Checkable(path, notebook, {**beside.files, **mark}, left_out)


def run_checks(checkable: Checkable, limits: Limits, level: Level) -> tuple[Check, ...]:
    """Run the notebook down to its last check.

    Return what became of its checks, and of cells above them that raised an error.
    """
    path, whole = checkable.path, checkable.notebook
    last = max(at for at, cell in enumerate(whole.cells) if is_check(cell))
    # The notebook is its own release, and no graders look at it.
    released = Assignment(path.stem, {}, {})
    modules = modules_named(list(code_in(whole.cells, checkable.files)))
    start = partial(start_fork_server, level, modules)
    context = GradingContext(released, limits, level, start)
    clean = CleanNotebook(path.stem, NotebookNode({**whole, "cells": whole.cells[: last + 1]}))
    with context.fork_server:
        execution = execute(context, clean, checkable.files)
    return tuple(_outcomes(execution.notebook.cells))


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell is a visible check: code that carries points and is nobody's answer."""
    data = nbgrader_metadata(cell)
    return cell.cell_type == "code" and bool(data.get("grade")) and not data.get("solution")


def _only(documents: Sequence[Document]) -> Document:
    """Return the one notebook of a file; raise NotebookRejected for an archive, or a reason."""
    document = documents[0]
    if document.inside:
        raise NotebookRejected("is an archive; unpack it and name a notebook in it")
    if document.reason:
        raise NotebookRejected(document.reason)
    return document


def _outcomes(cells: list[NotebookNode]) -> Iterator[Check]:
    """Yield every check, and every definition that left an error: the checks below may need it."""
    defining = {cell.id for cell in definitions(cells)}
    for cell in cells:
        error = next(filter(_is_error, cell.get("outputs", ())), None)
        if is_check(cell):
            yield Check(cell_name(cell), *_judged(error))
        elif error is not None and cell.id in defining:
            yield Check(cell_name(cell), "raised", _words(error))


def _is_error(output: NotebookNode) -> bool:
    return bool(output.output_type == "error")


def _judged(error: NotebookNode | None) -> tuple[State, str]:
    if error is None:
        return "passed", ""
    if error.ename in UNWRITTEN:
        return "not written yet", error.evalue or ADVICE
    return "failed", _words(error)


def _words(error: NotebookNode) -> str:
    """Return what the notebook says of an error; a bare assertion says only where it stands."""
    if error.ename in IN_WORDS:
        return str(error.evalue)
    if error.evalue:
        return f"{error.ename}: {error.evalue}"
    line = ARROW.search(COLOURS.sub("", "\n".join(error.traceback)))
    return f"{error.ename}: `{line[1].strip()}`" if line else str(error.ename)
