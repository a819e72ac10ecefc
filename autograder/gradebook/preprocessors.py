"""What nbgrader runs in place of its own reading, execution and scoring.

`nbgrader_config.py` names these classes; the `nbgrader autograde` command and the formgrader's
button honour them alike. Scores come from the grade record alone, never from an output.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor, SaveAutoGrades
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback.notes import page_notes
from autograder.feedback.outputs import grade_outputs
from autograder.feedback.room import Room
from autograder.feedback.sanitise import clean_markdown, clean_outputs
from autograder.feedback.withholding import withhold
from autograder.grade.notebook import NOT_GRADED
from autograder.gradebook import copying, staging
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.due_dates import extend, granted
from autograder.gradebook.entering import enter_release
from autograder.gradebook.group_marks import GroupCell
from autograder.gradebook.settings import keys_of
from autograder.gradebook.showing import showing, stored_grade
from autograder.gradebook.tasks import open_task, task_of
from autograder.policy import Shown
from autograder.pool import current_grade
from autograder.records import NotebookGrade
from autograder.released import bonus_of, grade_id, nbgrader_metadata
from autograder.store import RecordStore

RESOURCE = "autograder"

# nbgrader's own commands know this module by its name in the configuration, and ask nothing of it
# before they look for notebooks: that they import it is their only entry to what stands below.
copying.install()
staging.install()


class SubmissionExporter(NotebookExporter):
    """Gives each submitted notebook as it was graded, whatever lies in its place.

    What is not a notebook has become the release with the reason.
    """

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        super().__init__(config=config, **kw)
        # nbgrader makes its exporter before it asks the gradebook for the assignment.
        if isinstance(self.parent, Autograde):
            _enter_release(self.parent)

    def register_preprocessor(self, preprocessor: Any, enabled: bool = False) -> Any:
        """Take a step of the conversion, unless it would run what the student wrote."""
        if isinstance(preprocessor, ExecutePreprocessor) and (enabled or preprocessor.enabled):
            raise CourseError(
                f"{type(preprocessor).__name__} would run student code in an ordinary kernel; "
                "take it out of nbgrader's configuration (`autograder doctor` names the line)"
            )
        return super().register_preprocessor(preprocessor, enabled)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export one file; only those of students go through intake."""
        names = (resources or {})["nbgrader"]
        # nbgrader works in the course's folder; both paths may come by way of a link.
        folder = Course(Path.cwd().resolve()).autograded(names["assignment"], names["student"])
        if Path(filename).parent.resolve().is_relative_to(folder.resolve()):
            exported: tuple[str, dict[str, Any]] = super().from_filename(filename, resources, **kw)
            return exported
        _extend(names)
        grade = _current(names, self.config, keys_of(self.config).get(names["notebook"], ""))
        notebook = as_graded(grade)
        result: tuple[str, dict[str, Any]] = self.from_notebook_node(notebook, resources, **kw)
        return result


class FillOutputs(NbGraderPreprocessor):
    """Replaces Execute: fresh outputs of the student's cells, the table in each grade cell."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Take the outputs from the notebook's grade: the one at hand, or the one of its key.

        That is made here where it is missing.
        """
        key = nb.metadata.get(RESOURCE, {}).get("key", "")
        grade = resources.get(RESOURCE) or _current(resources["nbgrader"], self.config, key)
        resources[RESOURCE] = grade
        executed = {cell["id"]: cell for cell in grade.executed["cells"]}
        nb.metadata[RESOURCE] = page_notes(grade, ungraded=NOT_GRADED in executed)
        room = Room()
        for cell in nb.cells:
            _fill(cell, executed.get(cell.id, {}), room)
            _add_grade(cell, grade)
        return nb, resources


class SaveRecordGrades(SaveAutoGrades):
    """Replaces SaveAutoGrades: the score comes from the record."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Enter the grade, and note that the gradebook holds it now."""
        names, grade = resources["nbgrader"], resources[RESOURCE]
        store = RecordStore(Course(Path.cwd()).records / names["assignment"])
        before = store.entered(names["student"]).get(names["notebook"])
        self.changed = before is None or before.key != grade.key
        entered: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        self.note(store, names["student"], grade)
        return entered

    def note(self, store: RecordStore, student: str, grade: NotebookGrade) -> None:
        """Note that the gradebook holds a grade."""
        store.note_entered(student, [grade])

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Enter a task's points as well; nbgrader itself only asks for a comment there."""
        if nbgrader_metadata(cell).get("task"):
            self._add_score(cell, resources)
        entered: tuple[NotebookNode, dict[str, Any]] = super().preprocess_cell(
            cell, resources, cell_index
        )
        return entered

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        name = grade_id(cell)
        grade = self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )
        group, score = self._of_group(name), _score(resources[RESOURCE], name)
        if grade.manual_score is not None:
            # It stays; a person is asked to look again only where something has changed. What a
            # fault of ours had left to them may have been judged since, under the same key; in a
            # group another's score may have stood in the place of the automatic one.
            judged_since = grade.auto_score != score and not group.others
            grade.needs_manual_grade = grade.needs_manual_grade or self.changed or judged_since
        elif given := group.grade():
            score, grade.needs_manual_grade = given.manual_score, given.needs_manual_grade
        else:
            grade.needs_manual_grade = score is None
        grade.auto_score = score
        self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        """Enter nbgrader's own comment, or what a person has written to another of the group."""
        super()._add_comment(cell, resources)
        name = grade_id(cell)
        if said := self._of_group(name).comment():
            where = name, self.notebook_id, self.assignment_id, self.student_id
            self.gradebook.find_comment(*where).auto_comment = said
            self.gradebook.db.commit()

    def _of_group(self, cell: str) -> GroupCell:
        members = Course(Path.cwd()).submitted(self.assignment_id).members(self.student_id)
        others = tuple(each for each in members if each != self.student_id)
        return GroupCell(self.gradebook, cell, self.notebook_id, self.assignment_id, others)


class GetRecordGrades(GetGrades):
    """Replaces GetGrades: adds whether a person has yet to give a grade, and what is missing."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Note the assignment's other notebooks that were not handed in; leave out what waits."""
        filled: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        graded = {path.stem for path in Path(resources["metadata"]["path"]).glob("*.ipynb")}
        with Gradebook(self.db_url) as gradebook:
            asked = [each.name for each in gradebook.find_assignment(self.assignment_id).notebooks]
            deadlines = Deadlines.read(gradebook, self.assignment_id, Path.cwd())
        now = showing(self.config, deadlines, self.assignment_id, self.student_id)
        notes = filled[0].metadata.setdefault(RESOURCE, NotebookNode())
        notes["missing"], notes["shown"] = sorted(set(asked) - graded), now.words
        if now.shown is not Shown.FULL:
            of = Course(Path.cwd()), self.assignment_id, self.student_id
            grade = stored_grade(*of, self.notebook_id)
            withhold(filled[0], grade.cells if grade else (), now.shown)
        return filled

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            grade_id(cell),
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        cell.metadata.nbgrader["bonus"] = bonus_of(cell)
        cell.metadata.nbgrader["waits"] = grade.needs_manual_grade and grade.manual_score is None


def _enter_release(autograde: Autograde) -> None:
    """Have the gradebook know the assignment; nbgrader's own error, which it shows, says why not.

    That is one without a traceback.
    """
    directory = autograde.coursedir
    try:
        released = Course(Path(directory.root)).assignment(directory.assignment_id)
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            enter_release(gradebook, released)
    except CourseError as error:
        autograde.log.error(str(error))
        raise NbGraderException(str(error)) from error


def _extend(names: Mapping[str, str]) -> None:
    """Enter the due date of a student's own, before anything asks how late the work is."""
    due = granted(Path.cwd(), names["assignment"]).get(names["student"])
    if due is not None:
        with Gradebook(names["db_url"]) as gradebook:
            extend(gradebook.find_submission(names["assignment"], names["student"]), due)
            gradebook.db.commit()


def _current(names: Mapping[str, str], config: Config, key: str) -> NotebookGrade:
    """Return the grade of a key, else the one that holds now, which is made where it is missing."""
    notebook, assignment = names["notebook"], names["assignment"]
    lead = Course(Path.cwd()).submitted(assignment).lead(names["student"])
    task = open_task(Path.cwd(), assignment, [notebook], config)
    return current_grade(task_of(lead, task, config), notebook, key)


def as_graded(grade: NotebookGrade) -> NotebookNode:
    """Return the notebook that was graded, without outputs; its key finds the grade again."""
    notebook = nbformat.from_dict(grade.executed)
    notebook.metadata[RESOURCE] = {"key": grade.key}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _fill(cell: NotebookNode, executed: dict[str, Any], room: Room) -> None:
    """Take over what a cell gave when it was run, and make what the student wrote harmless."""
    if cell.cell_type == "markdown":
        cell.source = clean_markdown(cell.source, cell.get("attachments"))
    if cell.cell_type == "raw":
        cell.source = escape(cell.source)
    if cell.cell_type == "code":
        outputs = [nbformat.from_dict(output) for output in executed.get("outputs", [])]
        cell.execution_count = executed.get("execution_count")
        cell.outputs = clean_outputs(outputs, room)


def _add_grade(cell: NotebookNode, grade: NotebookGrade) -> None:
    """Show in a grade cell how its points came about, above what the student's code displayed.

    That may look the same.
    """
    name = grade_id(cell)
    result = next((result for result in grade.cells if result.cell == name), None)
    if cell.cell_type == "code" and result is not None:
        cell.outputs = [*grade_outputs(result), *cell.outputs]


def _score(grade: NotebookGrade, name: str) -> float | None:
    return next((result.score for result in grade.cells if result.cell == name), None)
