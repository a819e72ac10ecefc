"""`autograder answers`: all answers to one written question, to be read and marked."""

from dataclasses import dataclass
from pathlib import Path

import click

from autograder.cli.options import assignment_argument, course_option
from autograder.course import Course
from autograder.disk import write_or_tell
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.marks import read_marks
from autograder.marking.answers import Answer, code_names, counted, grouped, read_answers
from autograder.marking.marks import marks_table
from autograder.marking.page import answers_page
from autograder.marking.question import Question, find_question, written_questions
from autograder.released import Assignment
from autograder.store import RecordStore


@dataclass(frozen=True)
class Writing:
    """What is written for one assignment, where to, and whether names are hidden."""

    course: Course
    released: Assignment
    folder: Path
    anonymous: bool

    def question(self, cell: str) -> None:
        """Write page and table of one question; CourseError where that cannot be."""
        question, found = class_answers(self.course, self.released, cell)
        if not found:
            raise CourseError(f"the gradebook has no answer to {cell!r}; run `autograder grade`")
        students = [answer.student for answer in found]
        names = {name: name for name in students}
        if self.anonymous:
            names = code_names(self.course.secret, question, students)
        groups = grouped(found)
        place = self.folder / question.notebook / question.cell
        page, table = (place.with_name(f"{place.name}.{kind}") for kind in ("html", "csv"))
        _require_free(table)
        write_or_tell(page, answers_page(question, groups, names))
        write_or_tell(table, marks_table(question, groups, names))
        counts = counted(groups)
        click.echo(
            f"{page}: answers {counts.answers}, different {counts.different}, "
            f"to be read {counts.waiting}, empty {counts.nothing}"
        )
        click.echo(
            f"{table}: fill in points and comment, then `autograder mark {self.released.name} …`"
        )

    def all(self) -> None:
        """Write those of every question; what cannot be is told, and stops no other."""
        for cell in written_questions(self.released):
            try:
                self.question(cell)
            except CourseError as error:
                click.echo(str(error))


@click.command(epilog="Example: autograder answers week5 --cell written_vanishing")
@assignment_argument
@click.option("--cell", help="One written question: CELL or NOTEBOOK/CELL.  [default: all]")
@click.option("--anonymous", is_flag=True, help="Hide the names, on the page and in the table.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder.  [default: marking/…]")
@course_option
def answers(
    assignment: str, cell: str | None, anonymous: bool, output: Path | None, course: Path
) -> None:
    """Write all answers to a question of ASSIGNMENT: a page to read, a table to fill in.

    `autograder mark` enters the table. --anonymous hides no names that are in the answers.
    """
    place = output or course / "marking" / assignment
    folder = Course(course)
    writing = Writing(folder, folder.assignment(assignment), place, anonymous)
    if cell is None:
        writing.all()
    else:
        writing.question(cell)


def class_answers(
    course: Course, released: Assignment, cell: str
) -> tuple[Question, tuple[Answer, ...]]:
    """Return the question, and the answers of all who are in the gradebook."""
    question = find_question(released, course.root / "source", cell)
    with NbgraderCourse.open(course.root).gradebook() as gradebook:
        marks = read_marks(gradebook, question)
    submitted = course.submitted(released.name)
    # A group has one answer.
    marks = {name: mark for name, mark in marks.items() if submitted.lead(name) == name}
    store = RecordStore(course.records / released.name)
    return question, read_answers(question, store, marks)


def _require_free(table: Path) -> None:
    """Raise CourseError where a table lies already: somebody may have filled it in."""
    if table.exists():
        raise CourseError(
            f"{table}: exists already and may hold marks; enter them with "
            "`autograder mark` and remove it, or name another folder with --output"
        )
