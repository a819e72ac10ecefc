"""The outputs that show a grade in the notebook."""

from base64 import b64decode

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.feedback.outputs import grade_outputs
from autograder.records import CellResult


def test_table_then_figures(network_cell: CellResult) -> None:
    """A cell with a series gets its table in two forms, then a PNG with words beside it."""
    table, figure = grade_outputs(network_cell)
    assert set(table.data) == {"text/html", "text/plain"}
    assert b64decode(figure.data["image/png"]).startswith(b"\x89PNG")
    assert "Step 0: 8 vanished" in figure.data["text/plain"]


def test_figure_has_alternative_text(network_cell: CellResult) -> None:
    """The figure's metadata hold what nbconvert takes as alternative text."""
    figure = grade_outputs(network_cell)[1]
    words = figure.metadata["image/png"]["alt"]
    assert words.startswith("Gradient norm by layer, depth 20.")
    assert "8 vanished, 4 weak, 8 healthy of 20 layers" in words


def test_nothing_to_show_for_a_score_without_criteria() -> None:
    """A cell of a file that could not be read has no box; one that waits says so."""
    empty = CellResult(notebook="n", cell="c", score=0, max_score=4)
    assert grade_outputs(empty) == []
    assert len(grade_outputs(empty.model_copy(update={"score": None}))) == 1


def test_outputs_make_a_valid_notebook(clipping_cell: CellResult, network_cell: CellResult) -> None:
    """A notebook with these outputs is valid nbformat and survives writing and reading."""
    outputs = grade_outputs(clipping_cell) + grade_outputs(network_cell)
    notebook = new_notebook(cells=[new_code_cell("", outputs=outputs)])
    nbformat.validate(notebook)
    assert nbformat.reads(nbformat.writes(notebook), 4).cells[0].outputs == outputs
