"""The outputs that show a cell's grade in the autograded notebook."""

from base64 import b64encode

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.feedback.criteria import criteria_html, criteria_text
from autograder.feedback.figures import DISPLAY_WIDTH, gradient_figure
from autograder.feedback.gradients import finding
from autograder.records import CellResult, GradientSeries


def grade_outputs(cell: CellResult) -> list[NotebookNode]:
    """Return the table of criteria, then a figure for each series of gradients.

    A cell that was scored without any criterion has nothing to show.
    """
    if not cell.criteria and not cell.needs_manual:
        return []
    table = {"text/html": criteria_html(cell), "text/plain": criteria_text(cell)}
    series = (item for result in cell.criteria for item in result.series)
    # The page tells it by this from tables of the student's, whose metadata is not taken over.
    marked = {"autograder": "criteria"}
    return [new_output("display_data", table, metadata=marked), *map(_figure, series)]


def _figure(series: GradientSeries) -> NotebookNode:
    """Return one figure; its alternative text says what it shows."""
    words = " ".join([f"{series.title}.", *finding(series)])
    picture = b64encode(gradient_figure(series)).decode("ascii")
    data = {"image/png": picture, "text/plain": words}
    shown = {"alt": words, "width": DISPLAY_WIDTH}
    return new_output("display_data", data, metadata={"image/png": shown})
