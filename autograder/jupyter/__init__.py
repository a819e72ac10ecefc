"""An extension of Jupyter's server: nbgrader's formgrader with the grading of this package.

`nbgradient.json`, which is installed beside nbgrader's own, switches it on.
"""

from typing import Any

from autograder.cli.words import points_in_words, verdict_in_words
from autograder.feedback.criteria import readable
from autograder.gradebook.button import install
from autograder.gradebook.formgrader import install_pages
from autograder.gradebook.formgrader_lists import install_lists
from autograder.gradebook.manual import Standing
from autograder.records import GradeRecord


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograder.jupyter"}]


def _load_jupyter_server_extension(server: Any) -> None:
    install(in_words)
    install_pages()
    install_lists()


def in_words(record: GradeRecord, standing: Standing | None) -> str:
    """Say what the gradebook holds of a submission, as the table of `autograder grade` does."""
    points, verdict = points_in_words(record, standing), verdict_in_words(record, standing)
    return readable(f"{points} points; {verdict}")
