"""The pages on which nbgrader's formgrader shows submissions, for whoever marks them.

nbgrader's own loads what draws formulas from another server, frames every picture in red, lets the
columns of tables run together, and does not show the marking scheme, which stands in `source/`.
Nothing here changes the notebook.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import DictLoader
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.server_extensions.formgrader.base import BaseHandler
from traitlets.config import Config

from autograder.feedback.mathematics import mathml
from autograder.feedback.page import FormulaExporter
from autograder.marking.question import scheme_of
from autograder.released import nbgrader_metadata

SETTING = "autograder_exporter"
STYLE = """
#notebook img { border: 0; }
#notebook .rendered_html td, #notebook .rendered_html th { padding: 2px 10px; }
"""
# In place of the template that loads MathJax.
NOTHING = {"mathjax.html.j2": "{% macro mathjax(url='') %}{% endmacro %}"}


def install_pages() -> None:
    """Have the formgrader show submissions as here, with its own configuration."""

    def exporter(handler: BaseHandler) -> HTMLExporter:
        settings = handler.settings
        config = settings["nbgrader_exporter"].config
        return settings.setdefault(SETTING, MarkersExporter(config=config))

    BaseHandler.exporter = property(exporter)


class MarkersExporter(FormulaExporter):
    """nbgrader's page, with formulas that need no network and with marking schemes."""

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        super().__init__(config=config, extra_loaders=[DictLoader(NOTHING)], **kw)
        self.register_preprocessor(ForMarkers(), enabled=True)


class ForMarkers(Preprocessor):
    """Adds to an autograded notebook what only markers see."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put the marking scheme above each answer, and draw formulas in outputs."""
        folder, name = Path(resources["metadata"]["path"]), resources["metadata"]["name"]
        source = folder.parents[2] / "source" / folder.name / f"{name}.ipynb"
        nb.cells = list(_with_schemes(nb.cells, source))
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                _draw(output.get("data", {}))
        resources.setdefault("inlining", {}).setdefault("css", []).append(STYLE)
        return nb, resources


def _with_schemes(cells: list[NotebookNode], source: Path) -> Iterator[NotebookNode]:
    for cell in cells:
        data = nbgrader_metadata(cell)
        written = data.get("task") or (data.get("grade") and data.get("solution"))
        if written and (scheme := scheme_of(source, str(data["grade_id"]))):
            yield new_markdown_cell(f"#### Marking scheme\n\n{scheme}")
        yield cell


def _draw(data: dict[str, Any]) -> None:
    """Add to a student's formula what a browser draws by itself; it is cleaned there."""
    if "text/latex" in data and "text/html" not in data:
        data["text/html"] = mathml(data["text/latex"].strip("$ \n"), display=True)
