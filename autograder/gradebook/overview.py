"""The page with the total of a student's assignment, written beside those of its notebooks.

nbgrader calls it after each student, as `c.GenerateFeedback.post_convert_hook`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import SubmittedAssignment, SubmittedNotebook

from autograder.disk import write_whole
from autograder.feedback.overview import Overview, Part, overview_page
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standing_of

NAME = "index.html"


def write_overview(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Write the page of the student whose autograded `notebooks` have become pages.

    nbgrader's `student` is the pattern that it looked for: the folder tells the name. A notebook
    whose own page has the name of this one keeps it.
    """
    if any(Path(each).stem == Path(NAME).stem for each in notebooks):
        return
    folder = Path(notebooks[0]).resolve().parent
    root, name = folder.parents[2], folder.parent.name
    with NbgraderCourse.open(root).gradebook() as gradebook:
        found = _overview(gradebook.find_submission(assignment, name), folder)
    page = root / "feedback" / name / assignment / NAME
    write_whole(page, overview_page(found))
    # as readable as the pages beside it, which nbgrader has written
    page.chmod(page.with_name(f"{Path(notebooks[0]).stem}.html").stat().st_mode)


def _overview(submission: SubmittedAssignment, folder: Path) -> Overview:
    standing = standing_of(submission)
    return Overview(
        assignment=submission.assignment.name,
        student=submission.student_id,
        score=standing.score,
        late_penalty=standing.late,
        parts=tuple(
            _part(each, folder / f"{each.name}.ipynb")
            for each in sorted(submission.notebooks, key=lambda notebook: notebook.name)
        ),
    )


def _part(notebook: SubmittedNotebook, path: Path) -> Part:
    waiting = (each for each in notebook.grades if each.needs_manual_grade)
    return Part(
        notebook=notebook.name,
        score=notebook.score,
        max_score=notebook.max_score,
        waits=sum(each.max_score for each in waiting if each.manual_score is None),
        graded=path.exists(),
        losses=_losses(path) if path.exists() else (),
    )


def _losses(path: Path) -> Sequence[dict[str, Any]]:
    """Return what the head of the notebook's page says was lost."""
    notes = nbformat.read(path, as_version=4).metadata.get("autograder", {})
    return tuple(notes.get("lost", ()))
