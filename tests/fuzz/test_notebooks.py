"""Any bytes through intake: a clean notebook or a rejection in words, and nothing else."""

import json
from pathlib import Path

import nbformat
import pytest
from fuzz.examples import NOTEBOOKS, PROCESSES
from fuzz.strategies import JSON, files
from hypothesis import example, given
from hypothesis import strategies as st
from one_notebook import read_notebook
from tiny_course import NOTEBOOK, source_notebook

from autograder.errors import NotebookRejected
from autograder.feedback.sanitise import clean_markdown, clean_outputs
from autograder.intake import restore
from autograder.intake.reading import from_plain
from autograder.limits import Limits
from autograder.reader.cells import Room
from autograder.reader.main import notebook
from autograder.reader.refusal import Rejected
from autograder.released import ReleasedNotebook

RELEASED = ReleasedNotebook(NOTEBOOK, source_notebook())
WHOLE = nbformat.writes(RELEASED.notebook).encode()
FILES = files(list(RELEASED.cells_by_id), WHOLE)
LIMITS = Limits()
ROOM = Room(LIMITS.notebook_cells, LIMITS.code_bytes, LIMITS.text_bytes, LIMITS.picture_bytes)
OUTPUTS = ("stream", "display_data", "execute_result", "error")
TYPES = ("text/plain", "text/html", "text/markdown", "image/svg+xml", "image/png", "text/latex")
BUNDLE = st.dictionaries(st.sampled_from(TYPES) | st.text(max_size=5), JSON, max_size=3)
OUTPUT = st.fixed_dictionaries(
    {"output_type": st.sampled_from(OUTPUTS)},
    optional={
        "name": JSON,
        "text": JSON,
        "data": BUNDLE | JSON,
        "metadata": st.dictionaries(st.sampled_from(TYPES), JSON, max_size=2) | JSON,
        "ename": JSON,
        "evalue": JSON,
        "traceback": JSON,
    },
)


@NOTEBOOKS
@given(FILES)
@example(b'{"cells": [{"cell_type": "code", "source": "\\ud83d"}]}')
@example(b'{"cells": [{"cell_type": "markdown", "attachments": {"\\udc00": {"a": "b"}}}]}')
@example(b'{"worksheets": 7}')
@example(b'{"cells": [{"metadata": {"nbgrader": {"grade_id": ["todo_double"]}}}]}')
def test_any_file_is_mended_or_rejected(data: bytes) -> None:
    """What is not rejected has every released cell once, and is a valid notebook."""
    try:
        cells = notebook(data, ROOM).cells
    except Rejected as reason:
        assert str(reason)
        return
    clean = restore(from_plain(json.loads(json.dumps(cells))), RELEASED)
    nbformat.validate(clean.notebook)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in clean.notebook.cells]
    assert sorted(filter(None, names)) == sorted(RELEASED.cells_by_id)
    nbformat.writes(clean.notebook).encode()
    "\n".join(map(str, clean.problems)).encode()


@PROCESSES
@given(FILES)
def test_reading_in_a_process_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """The process that reads a file gives the cells, or the rejection with the file's name."""
    path = Path(tmp_path_factory.getbasetemp()) / "fuzzed.ipynb"
    path.write_bytes(data)
    try:
        expected = from_plain(notebook(data, ROOM).cells)
    except Rejected as reason:
        with pytest.raises(NotebookRejected) as rejection:
            read_notebook(path, LIMITS)
        assert str(rejection.value) == f"fuzzed.ipynb: {reason}"
    else:
        assert read_notebook(path, LIMITS).notebook.cells == expected.cells


@NOTEBOOKS
@given(st.lists(OUTPUT | JSON, max_size=3))
def test_any_outputs_become_valid_ones(outputs: list[object]) -> None:
    """Whatever a process says was displayed becomes outputs that a notebook can hold."""
    cell = nbformat.v4.new_code_cell("", outputs=clean_outputs(outputs))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


@NOTEBOOKS
@given(st.text(st.sampled_from(list("<>&;!-\"'`$\\[]()|#*_ \n\tabx:/=")) | st.characters()))
def test_any_markdown_is_cleaned_once_for_all(source: str) -> None:
    """Cleaning ends, and what was cleaned has nothing left to clean."""
    cleaned = clean_markdown(source)
    assert clean_markdown(cleaned) == cleaned
