"""The pages of an attempt that does not count, made of its grades alone.

Such an attempt never enters the gradebook: a person's scores and comments stay as they are.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Course
from autograder.disk import make_folder, write_whole
from autograder.feedback.overview import Overview, Part
from autograder.feedback.page import FeedbackExporter
from autograder.feedback.withholding import losses_shown, withhold
from autograder.gradebook.copying import NEEDED
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.overview import total_pages
from autograder.gradebook.preprocessors import RESOURCE, FillOutputs, as_graded
from autograder.gradebook.showing import Showing, showing
from autograder.gradebook.staging import beside, shown
from autograder.policy import Shown
from autograder.records import CellResult, GradeRecord, NotebookGrade, total
from autograder.released import grade_id
from autograder.tasks import Task

COUNTS = "Another attempt of yours has more points, and counts."


def write_attempt(course: NbgraderCourse, task: Task, record: GradeRecord) -> None:
    """Write the pages where feedback lies, for everybody in the group.

    What the exchange needs to hand them out lies beside those of whoever handed in.
    """
    deadlines, newest = course.deadlines(task.assignment), Course(course.root, newest=True)
    submitted = newest.submitted(task.assignment)
    for student in submitted.members(task.student):
        folder = course.root / "feedback" / student / task.assignment
        shutil.rmtree(folder, ignore_errors=True)
        make_folder(folder)
        now = showing(course.config, deadlines, task.assignment, student)
        for name, text in _AttemptPages(course, task, record, student, now).pages():
            write_whole(folder / name, text)
    theirs = beside(newest, newest.assignment(task.assignment), task.student, task.limits)
    author = submitted.author(task.student)
    for name in NEEDED:
        if Path(name) in theirs:
            place = course.root / "feedback" / author / task.assignment / name
            shutil.copyfile(theirs[Path(name)], place)


@dataclass(frozen=True)
class _AttemptPages:
    """One attempt, with what is shown of it to a student now."""

    course: NbgraderCourse
    task: Task
    record: GradeRecord
    student: str
    now: Showing

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield each page with its name, those of the assignment last."""
        grades = dict(self._grades())
        handed_in = shown({name: grade.handed_in for name, grade in grades.items()})
        for name in sorted(handed_in):
            notebook = self._notebook(grades[name])
            notebook.metadata[RESOURCE]["missing"] = sorted(set(grades) - handed_in)
            yield f"{name}.html", self._page(notebook, grades[name])
        newest = Course(self.course.root, newest=True)
        yield from total_pages(self._overview(grades, handed_in), newest)

    @property
    def _words(self) -> str:
        return f"{self.now.words} {COUNTS}".lstrip()

    def _grades(self) -> Iterator[tuple[str, NotebookGrade]]:
        """Yield the grade of each notebook, which is stored where another attempt has the same."""
        store, student = self.task.store, self.task.student
        for name, key in self.record.keys.items():
            found = [place.notebook(student, name) for place in (store.drafts, store)]
            yield name, next(grade for grade in found if grade and grade.key == key)

    def _notebook(self, grade: NotebookGrade) -> NotebookNode:
        """Return the notebook as the page shows it."""
        notebook, _ = FillOutputs().preprocess(as_graded(grade), {RESOURCE: grade})
        results = {cell.cell: cell for cell in grade.cells}
        for cell in notebook.cells:
            if name := grade_id(cell):
                cell.metadata.nbgrader.update(_scored(results.get(str(name))), comment="")
        notebook.metadata[RESOURCE]["shown"] = self._words
        if self.now.shown is not Shown.FULL:
            withhold(notebook, grade.cells, self.now.shown)
        return notebook

    def _page(self, notebook: NotebookNode, grade: NotebookGrade) -> str:
        score, max_score = total(grade.cells)
        names = {
            "student": self.student,
            "assignment": self.task.assignment,
            "notebook": grade.notebook,
        }
        points = {"score": score, "max_score": max_score, "late_penalty": 0.0}
        exporter = FeedbackExporter(config=self.course.config)
        text: str
        text, _ = exporter.from_notebook_node(notebook, {"nbgrader": {**names, **points}})
        return text

    def _overview(self, grades: Mapping[str, NotebookGrade], handed_in: frozenset[str]) -> Overview:
        return Overview(
            assignment=self.task.assignment,
            student=self.student,
            score=self.record.score,
            late_penalty=0.0,
            parts=tuple(
                _part(grades[name], name in handed_in, self.now.shown) for name in sorted(grades)
            ),
            shown=self._words,
            hidden=self.now.shown is Shown.NONE,
        )


def _part(grade: NotebookGrade, graded: bool, level: Shown) -> Part:
    score, max_score = total(grade.cells)
    return Part(
        notebook=grade.notebook,
        score=score,
        max_score=max_score,
        waits=sum(cell.max_score for cell in grade.cells if cell.needs_manual),
        graded=graded,
        losses=losses_shown(grade.cells, level) if graded else (),
        bonus=sum(cell.score or 0.0 for cell in grade.cells if cell.bonus),
    )


def _scored(result: CellResult | None) -> Mapping[str, object]:
    """Return what the page's template asks of a cell's points."""
    if result is None:
        return {}
    return {
        "score": result.score or 0.0,
        "points": result.max_score,
        "bonus": result.bonus,
        "waits": result.needs_manual,
    }
