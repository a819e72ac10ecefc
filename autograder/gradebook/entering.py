"""Enter a released assignment into the gradebook.

`nbgrader generate_assignment` does so while it makes the release, and passes over a release that is
there already, as in a cloned course. What students got is what is entered: the release is not
touched, and nothing of it is run.
"""

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ComputeChecksums, SaveCells

from autograder.released import Assignment, ReleasedNotebook


def enter_release(gradebook: Gradebook, assignment: Assignment) -> None:
    """Enter the assignment and those of its notebooks that the gradebook does not know."""
    known = _known(gradebook, assignment.name)
    missing = [each for each in assignment.notebooks.values() if each.name not in known]
    if missing:
        gradebook.update_or_create_assignment(assignment.name)
    address = gradebook.engine.url.render_as_string(hide_password=False)
    for released in missing:
        _enter(address, assignment.name, released)


def is_entered(gradebook: Gradebook, assignment: Assignment) -> bool:
    """Whether the gradebook knows every notebook of the assignment."""
    return _known(gradebook, assignment.name) >= set(assignment.notebooks)


def _known(gradebook: Gradebook, assignment: str) -> set[str]:
    try:
        return {notebook.name for notebook in gradebook.find_assignment(assignment).notebooks}
    except MissingEntry:
        return set()


def _enter(address: str, assignment: str, released: ReleasedNotebook) -> None:
    names = {"assignment": assignment, "notebook": released.name, "db_url": address}
    notebook = nbformat.from_dict(released.notebook)
    for step in (ComputeChecksums(), SaveCells()):
        step.preprocess(notebook, {"nbgrader": names})
