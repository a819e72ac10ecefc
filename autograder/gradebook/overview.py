"""The page with the total of a student's assignment, written beside those of its notebooks.

nbgrader calls it after each student, as `c.GenerateFeedback.post_convert_hook`. Its list of
assignments leads to feedback only where every notebook that was handed in has a page: those of
other names, such as a copy, get this one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.api import SubmittedAssignment, SubmittedNotebook

from autograder.course import Course
from autograder.disk import write_whole
from autograder.feedback.overview import Overview, Part, overview_page
from autograder.feedback.withholding import losses_shown
from autograder.folders import entries
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standing_of
from autograder.gradebook.showing import Showing, showing, stored_grade
from autograder.intake.finding import is_linked
from autograder.policy import Shown

NAME = "index"
MOST_OTHERS = 20


def write_overview(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Write the page of the student whose autograded `notebooks` have become pages.

    nbgrader's `student` is the pattern that it looked for: the folder tells the name.
    """
    folder = Path(notebooks[0]).resolve().parent
    root, name = folder.parents[2], folder.parent.name
    course = NbgraderCourse.open(root)
    with course.gradebook() as gradebook:
        deadlines = Deadlines.read(gradebook, assignment, root)
        now = showing(course.config, deadlines, assignment, name)
        found = _overview(gradebook.find_submission(assignment, name), folder, now)
    beside = root / "feedback" / name / assignment / f"{Path(notebooks[0]).stem}.html"
    for file, text in total_pages(found, Course(root)):
        page = beside.with_name(file)
        write_whole(page, text)
        # as readable as the pages beside it, which nbgrader has written
        page.chmod(beside.stat().st_mode)


def total_pages(overview: Overview, course: Course) -> Iterator[tuple[str, str]]:
    """Yield the page of the total, and once more for each notebook of another name.

    Each comes with its name. A notebook of the assignment that has such a name keeps its page.
    """
    known = {part.notebook for part in overview.parts}
    if NAME not in known:
        yield f"{NAME}.html", overview_page(overview)
    others = _notebooks(course, overview.assignment, overview.student) - known - {NAME}
    for name in sorted(others)[:MOST_OTHERS]:
        words = f"No notebook of {overview.assignment} is called {name}. This is the total of all."
        shown = replace(overview, shown=f"{words} {overview.shown}".rstrip())
        yield f"{name}.html", overview_page(shown)


def _notebooks(course: Course, assignment: str, student: str) -> set[str]:
    """Return the names of a student's notebooks; none of a folder that cannot be looked into."""
    if is_linked(course, assignment, student):
        return set()
    try:
        files = entries(course.submission(assignment, student))
    except OSError:
        return set()
    return {each.stem for each in files if each.suffix == ".ipynb" and each.stem.isprintable()}


def _overview(submission: SubmittedAssignment, folder: Path, now: Showing) -> Overview:
    standing = standing_of(submission)
    course = Course(folder.parents[2])
    return Overview(
        assignment=submission.assignment.name,
        student=submission.student_id,
        score=standing.score,
        late_penalty=standing.late,
        parts=tuple(
            _part(each, (folder / f"{each.name}.ipynb").exists(), _losses(course, each, now.shown))
            for each in sorted(submission.notebooks, key=lambda notebook: notebook.name)
        ),
        shown=now.words,
        hidden=now.shown is Shown.NONE,
    )


def _part(notebook: SubmittedNotebook, graded: bool, losses: Sequence[dict[str, Any]]) -> Part:
    waiting = (each for each in notebook.grades if each.needs_manual_grade)
    return Part(
        notebook=notebook.name,
        score=notebook.score,
        max_score=notebook.max_score,
        waits=sum(each.max_score for each in waiting if each.manual_score is None),
        graded=graded,
        losses=losses if graded else (),
        bonus=sum(each.score or 0.0 for each in notebook.grades if not each.max_score),
    )


def _losses(course: Course, notebook: SubmittedNotebook, shown: Shown) -> Sequence[dict[str, Any]]:
    """Return what the head of the notebook's page says was lost."""
    assignment = notebook.assignment.assignment.name
    grade = stored_grade(course, assignment, notebook.student.id, notebook.name)
    return losses_shown(grade.cells, shown) if grade else ()
