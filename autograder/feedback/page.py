"""The feedback page of one notebook, for nbgrader's `generate_feedback`.

nbgrader's own page loads MathJax from another server and waits for it, and carries 120 kB of
style sheets. This one is a single file that needs no network and holds no script; should one
get into it all the same, the page's content security policy keeps it from running. To use it,
write in nbgrader_config.py:

    c.GenerateFeedback.exporter_class = "autograder.feedback.page.FeedbackExporter"

Beside what nbgrader's GetGrades leaves in the cells, the template reads `waits` from
`cell.metadata.nbgrader`, true where a person has yet to give the points, and what
`autograder.feedback.notes` makes from `notebook.metadata.autograder`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from traitlets.config import Config

from autograder.feedback.criteria import with_code
from autograder.feedback.mathematics import MathRenderer
from autograder.feedback.reach import reachable, reachable_code

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_NAME = "feedback_page"


class FormulaExporter(HTMLExporter):
    """Exports with formulas that a browser draws by itself, without script or network."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Render markdown; headings get no ids, which could be those of grade cells."""
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = MathRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(source))


class FeedbackExporter(FormulaExporter):
    """Exports with the template of this package, whatever is configured for HTMLExporter.

    The formgrader keeps its own template in that section, and nbgrader writes the name of its
    feedback template there; the section of this class comes before both.
    """

    @property
    def default_config(self) -> Config:
        """The template, and where it lies."""
        own = {"template_name": TEMPLATE_NAME, "extra_template_basedirs": [str(TEMPLATES)]}
        config = Config({"FeedbackExporter": own})
        config.merge(super().default_config)
        return config

    def default_filters(self) -> Iterable[tuple[str, Callable[..., Any]]]:
        """Offer to the template what it needs beside nbconvert's own filters."""
        yield from super().default_filters()
        yield "with_code", with_code
        yield "reachable", reachable
        yield "reachable_code", reachable_code
