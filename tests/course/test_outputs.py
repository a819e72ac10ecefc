"""The worker shows what Jupyter shows: its outputs of the solved notebooks are nbclient's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from week5_files import AMPLE_SECONDS, NAMES, ROOT, solved

from autograder.course import Course
from autograder.grade.execution import execute as run_in_worker
from autograder.intake import restore
from autograder.jobs.context import CourseContext, open_context
from autograder.limits import Limits

PICTURE = "image/png"
EXTRA = "machinery_unknown"
LIMITS = Limits(cell_seconds=AMPLE_SECONDS, notebook_seconds=4 * AMPLE_SECONDS)
# Costs of remedies: "1.7x", and milliseconds in the last column of a table.
TIME = re.compile(r"\d+\.\d+x| +\d+\.\d$", re.MULTILINE)


@pytest.fixture(scope="module")
def context() -> Iterator[CourseContext]:
    """Week 5 with a fork server."""
    with open_context(Course(ROOT), "week5", LIMITS) as opened:
        yield opened


def shown(notebook: NotebookNode) -> dict[str, list[tuple[str, object]]]:
    """Return by cell what a reader sees: streams, results, which kinds of display."""
    return {
        cell.id: joined([seen(output) for output in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def timeless(text: str) -> str:
    """Return a text without the times in it, which are never the same twice."""
    return TIME.sub("some time", text)


def seen(output: NotebookNode) -> tuple[str, Any]:
    """Return an output's text, or for a display the texts and that there is a picture."""
    if output.output_type == "stream":
        return output.name, timeless(output.text)
    data = dict(output.get("data", {}))
    return output.output_type, {kind: kind == PICTURE or data[kind] for kind in sorted(data)}


def joined(outputs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Join neighbours of one stream: where a kernel cuts it is a matter of its clock."""
    result: list[tuple[str, Any]] = []
    for kind, content in outputs:
        if result and result[-1][0] == kind and isinstance(content, str):
            result[-1] = (kind, result[-1][1] + content)
        else:
            result.append((kind, content))
    return result


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_those_of_jupyter(
    name: str, context: CourseContext, solved_run: Callable[[str], NotebookNode]
) -> None:
    """Every cell shows the same texts, results and figures in both; no cell fails in either."""
    released = context.assignment.notebooks[name]
    clean = restore(solved(name), released)
    ours = run_in_worker(context, clean, context.assignment.files)
    assert ours.endings.problems(name) == ()
    theirs = shown(solved_run(name))
    assert shown(ours.notebook) == {cell: theirs[cell] for cell in theirs if cell != EXTRA}


def test_files_of_the_release_are_those_that_workers_get(context: CourseContext) -> None:
    """The helper package reaches the worker whole, and nothing else does."""
    folder = Path(context.course.root) / "release" / "week5"
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert set(context.assignment.files) == there
