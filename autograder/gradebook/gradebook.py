"""Enter grades into nbgrader's gradebook, and read back what it holds."""

import contextlib
import glob
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbgrader.api import Gradebook, InvalidEntry, MissingEntry, SubmittedNotebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, parse_utc
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import NotebookRejected, OperatorFault
from autograder.gradebook.configuration import in_course, load_configuration
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.due_dates import granted
from autograder.gradebook.elsewhere import with_address
from autograder.gradebook.entering import enter_release, is_entered
from autograder.gradebook.settings import limits_of, require_best_counts, require_policies_of
from autograder.gradebook.staging import TIME, found_notebooks, shown
from autograder.groups import groups_of
from autograder.intake.finding import find
from autograder.intake.reading import read_bytes
from autograder.released import Assignment
from autograder.submitted import TIMESTAMP_BYTES

EVERYONE = EVERY_NOTEBOOK = "*"


@dataclass(frozen=True)
class NbgraderCourse:
    """A course folder seen through its own nbgrader configuration."""

    root: Path
    config: Config

    @classmethod
    def open(cls, root: Path) -> "NbgraderCourse":
        """Load the files that nbgrader loads, above what grading needs; CourseError with a line."""
        ensure_tools_on_path()
        config = with_address(load_configuration(root), root)
        config.CourseDirectory.root = str(root)
        require_policies_of(config, Course(root).assignments)
        require_best_counts(config, Course(root).with_best)
        return cls(root, config)

    @property
    def directory(self) -> CourseDirectory:
        """The course directory with its gradebook's address."""
        return CourseDirectory(config=self.config)

    @property
    def begun(self) -> bool:
        """Whether there is a gradebook; opening an SQLite address would make an empty one."""
        return self.file is None or self.file.exists()

    @property
    def file(self) -> Path | None:
        """The file that the gradebook is; None where a server holds it, or none can be named."""
        with contextlib.suppress(ArgumentError):
            url = make_url(self.directory.db_url)
            path = url.database if url.get_backend_name() == "sqlite" else None
            # SQLite has addresses of its own, with options at the end.
            return Path(path).absolute() if path and not path.startswith("file:") else None
        return None

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook; raise OperatorFault with the address where it cannot be reached."""
        directory = self.directory
        try:
            opened = Gradebook(directory.db_url, directory.course_id)
        except Exception as error:
            raise OperatorFault(
                f"gradebook {_shown(directory)} cannot be reached: {error}"
            ) from error
        with opened:
            yield opened

    def enter_assignment(self, assignment: Assignment) -> None:
        """Enter what was released and the gradebook does not know yet."""
        with quiet(), told(assignment.name), self.gradebook() as gradebook:
            enter_release(gradebook, assignment)

    def knows(self, assignment: Assignment) -> bool:
        """Whether the gradebook knows every notebook of the assignment."""
        with self.gradebook() as gradebook:
            return is_entered(gradebook, assignment)

    def deadlines(self, assignment: str) -> Deadlines:
        """Return when an assignment is due; no date is set where there is no gradebook yet."""
        if not self.begun:
            return Deadlines(
                own=granted(self.root, assignment), groups=groups_of(self.root, assignment)
            )
        with self.gradebook() as gradebook:
            return Deadlines.read(gradebook, assignment, self.root)

    @property
    def roster(self) -> tuple[str, ...]:
        """Everyone in the gradebook, in order of name; nobody where there is none yet."""
        if not self.begun:
            return ()
        with self.gradebook() as gradebook:
            return tuple(sorted(student.id for student in gradebook.students))

    def waiting(self, assignment: str) -> int:
        """Count the submissions in which a person has yet to give points."""
        with self.gradebook() as gradebook:
            submissions = gradebook.assignment_submissions(assignment)
            return sum(submission.needs_manual_grade for submission in submissions)

    def release(self, name: str) -> None:
        """Make the release of an assignment, and enter it into the gradebook."""
        self._convert(GenerateAssignment, name, EVERYONE)

    def autograde(
        self,
        assignment: str,
        student: str,
        notebook: str = EVERY_NOTEBOOK,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Enter the record of one student and write the autograded notebooks.

        `keys` are those of grades that were made just now, by notebook: they are entered as they
        are. What has no key is graded first where its stored grade does not hold.
        """
        course = Course(self.root)
        require_enterable(course, assignment, student)
        choices = find(course, course.assignment(assignment), student, limits_of(self.config))
        asked = {name for name in choices if notebook in (name, EVERY_NOTEBOOK)}
        if handed_in := asked & shown(found_notebooks(choices)):
            config = Config(self.config, Entering=Config(grades=dict(keys)))
            replace(self, config=config)._convert(Autograde, assignment, student, notebook)
        if missing := asked - handed_in:
            self._enter_nothing(assignment, student, missing)

    def feedback(self, assignment: str, student: str) -> None:
        """Write the feedback pages of one student; outputs that were put off are made before."""
        self._convert(GenerateFeedback, assignment, student)

    @property
    def as_it_stands(self) -> "NbgraderCourse":
        """The course whose feedback makes no outputs: a page shows those that there are."""
        config = deepcopy(self.config)
        config.GenerateFeedback.pre_convert_hook = None
        return replace(self, config=config)

    def totals(self, assignment: str) -> dict[str, float]:
        """Return the score of every submission in the gradebook, by student."""
        with self.gradebook() as gradebook:
            submissions = gradebook.assignment_submissions(assignment)
            return {submission.student.id: submission.score for submission in submissions}

    def _convert(
        self, converter: type, assignment: str, student: str, notebook: str = EVERY_NOTEBOOK
    ) -> None:
        directory = self.directory
        directory.assignment_id = assignment
        directory.student_id = glob.escape(student) if student != EVERYONE else student
        directory.notebook_id = notebook
        running = converter(coursedir=directory, config=self.config)
        running.force = True
        with quiet():
            result = logged(running, self.root)
        if not result["success"]:
            raise OperatorFault(f"nbgrader could not finish {student}: {result.get('log', '')}")

    def _enter_nothing(self, assignment: str, student: str, missing: Set[str]) -> None:
        """Enter a zero for notebooks that were not handed in; what an earlier one left goes."""
        for name in missing:
            folder = Course(self.root).autograded(assignment, student)
            (folder / f"{name}.ipynb").unlink(missing_ok=True)
        with quiet(), told(f"a grade for {student}"), self.gradebook() as gradebook:
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(assignment, student)
            for each in submission.notebooks:
                if each.name in missing:
                    enter_nothing(each)
            gradebook.db.commit()


def logged(running: Any, root: Path) -> dict[str, Any]:
    """Run one of nbgrader's programs in a course, and return what it reports."""
    with in_course(root):
        result: dict[str, Any] = capture_log(running)
    if "KeyboardInterrupt" in result.get("error", ""):
        raise KeyboardInterrupt  # capture_log keeps even that to itself
    return result


def enter_nothing(notebook: SubmittedNotebook) -> None:
    """Take away what an earlier notebook of this name has earned, or lost by being late."""
    notebook.late_submission_penalty = None
    for grade in notebook.grades:
        grade.auto_score, grade.needs_manual_grade = 0, False


def _shown(directory: CourseDirectory) -> str:
    """Return a gradebook's address without the password in it."""
    try:
        return make_url(directory.db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return "at c.CourseDirectory.db_url"


def require_enterable(course: Course, assignment: str, student: str) -> None:
    """Raise OperatorFault where nbgrader could not enter a student, and say what to do."""
    if "[" in student:
        raise OperatorFault(f"nbgrader cannot enter the student {student!r}: rename the folder")
    _require_time(course.submission(assignment, student) / TIME)


def _require_time(path: Path) -> None:
    """Raise OperatorFault for a time stamp that says no time: whether it is late a person says."""
    if not os.path.lexists(path):
        return
    try:
        if text := read_bytes(path, TIMESTAMP_BYTES).decode().strip():
            parse_utc(text)
    except (NotebookRejected, ValueError, OverflowError) as error:
        raise OperatorFault(f"{path}: not a time; correct it or remove it ({error})") from error


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what the database refuses into an error of ours that names what was to be entered.

    nbgrader passes some of it on under names of its own.
    """
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, MissingEntry) as error:
        raise OperatorFault(f"the gradebook did not take {what}: {error}") from error


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep SQLAlchemy's advice to nbgrader's authors away from instructors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def ensure_tools_on_path() -> None:
    """Put this environment's commands on PATH: the first gradebook calls `alembic` by name."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", "")])
