"""The page of all answers to one question: a single file without a script or a network.

What students wrote goes through the same cleaning as on a feedback page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from autograder.feedback.page import TEMPLATES as FEEDBACK
from autograder.feedback.page import FeedbackExporter
from autograder.feedback.room import Room
from autograder.feedback.sanitise import clean_markdown, clean_outputs
from autograder.marking.answers import Answer, Group, counted
from autograder.marking.question import Question
from autograder.spreadsheet import in_digits

TEMPLATES = Path(__file__).parent / "templates"


class AnswersExporter(FeedbackExporter):
    """Exports with the template of answers, which builds on the one of feedback."""

    @property
    def default_config(self) -> Config:
        """The template, and where both lie."""
        own = {
            "template_name": "answers_page",
            "extra_template_basedirs": [str(TEMPLATES)],
            "extra_template_paths": [str(TEMPLATES), str(FEEDBACK)],
        }
        config = Config({"AnswersExporter": own})
        config.merge(super().default_config)
        return config


def answers_page(question: Question, groups: Sequence[Group], names: Mapping[str, str]) -> str:
    """Return the page; `names` has what each student is called on it."""
    cells = [
        *_titled("The question", question.asked),
        *_titled("Marking scheme", _scheme(question)),
        *(_group_cell(group, names) for group in groups),
    ]
    notebook = new_notebook(cells=[_plain(cell, number) for number, cell in enumerate(cells)])
    notebook.metadata["autograder"] = {
        "assignment": question.assignment,
        "notebook": question.notebook,
        "cell": question.cell,
        "max_score": in_digits(question.max_score),
        **asdict(counted(groups)),
    }
    body, _ = AnswersExporter().from_notebook_node(notebook)
    return str(body)


def _titled(title: str, cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    return [new_markdown_cell(f"## {title}"), *cells] if cells else []


def _scheme(question: Question) -> list[NotebookNode]:
    return [new_markdown_cell(question.scheme)] if question.scheme else []


def _plain(cell: NotebookNode, number: int) -> NotebookNode:
    """Return a cell without what nbgrader notes in it: the template would frame it as graded."""
    plain = nbformat.from_dict(cell)
    plain.id = f"part-{number}"
    plain.metadata.pop("nbgrader", None)
    return plain


def _group_cell(group: Group, names: Mapping[str, str]) -> NotebookNode:
    """Return the answer as a cell that is safe to show, with whose it is.

    Where nothing was written there is nothing to show: what was released stands above.
    """
    cell = new_markdown_cell("") if group.empty else _safe(group.answers[0])
    cell.metadata["autograder"] = {
        "number": group.number,
        "empty": group.empty,
        "students": [_about(answer, names) for answer in group.answers],
    }
    return cell


def _about(answer: Answer, names: Mapping[str, str]) -> dict[str, Any]:
    points, comment = answer.mark.shown
    return {
        "name": names[answer.student],
        "points": in_digits(points),
        "comment": comment,
        "missing": answer.cell is None,
    }


def _safe(answer: Answer) -> NotebookNode:
    """Return a student's cell rebuilt from what is harmless in it."""
    if answer.cell is None:
        return new_markdown_cell("")
    cell = nbformat.from_dict(answer.cell)
    if cell.cell_type == "code":
        cell.outputs = clean_outputs(cell.get("outputs", []), Room())
    elif cell.cell_type == "markdown":
        cell.source = clean_markdown(cell.source, cell.get("attachments"))
    else:
        cell.source = escape(cell.source)
    cell.metadata = NotebookNode()
    return cell
