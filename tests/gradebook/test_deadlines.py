"""Errors are carried forward once a student's deadline is over, whoever grades."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK
from traitlets.config import Config

from autograder.cli.choosing import tasks_of
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.showing import showing
from autograder.gradebook.tasks import task_of
from autograder.limits import Limits
from autograder.policy import Shown
from autograder.tasks import Task

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
NOTEBOOKS = frozenset([NOTEBOOK])


def carried(course: NbgraderCourse) -> dict[str, bool]:
    """Return for whom errors are carried forward, by our commands and by nbgrader's alike."""
    task = Task(course.root, ASSIGNMENT, "", NOTEBOOKS, Limits())
    tasks = {each.student: each for each in tasks_of(course, task, ["ada", "bob"])}
    for student, each in tasks.items():
        theirs = task_of(student, task, course.config)
        assert theirs.carry_forward is each.carry_forward
    return {student: each.carry_forward for student, each in tasks.items()}


def test_nothing_is_carried_before_the_deadline(course: Path) -> None:
    """Without a due date it is as the course says; bob's extension keeps it off for him."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.Grading.carry_forward = True\n")
    opened = NbgraderCourse.open(course)
    opened.enter_assignment(Task(course, ASSIGNMENT, "", NOTEBOOKS, Limits()).read_release())
    assert carried(opened) == {"ada": True, "bob": True}
    with opened.gradebook() as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = (NOW - HOUR).replace(tzinfo=None)
        gradebook.add_student("bob")
        gradebook.add_submission(ASSIGNMENT, "bob").extension = 2 * HOUR
        gradebook.db.commit()
    assert carried(opened) == {"ada": True, "bob": False}
    with opened.gradebook() as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = (NOW + HOUR).replace(tzinfo=None)
        gradebook.db.commit()
    assert carried(opened) == {"ada": False, "bob": False}


@pytest.mark.parametrize(("hours", "following"), [(0, 1), (1, 3), (3, None)])
def test_next_deadline_is_anybodys(hours: int, following: int | None) -> None:
    """What is over counts no more; a date of one's own counts as well."""
    deadlines = Deadlines(NOW + HOUR, {"bob": NOW + 3 * HOUR})
    found = deadlines.next(NOW + hours * HOUR)
    assert found == (NOW + following * HOUR if following else None)


def test_without_a_gradebook_nothing_is_due(tmp_path: Path) -> None:
    """A new course has none, and none is made for the question."""
    opened = NbgraderCourse.open(tmp_path)
    assert opened.deadlines(ASSIGNMENT) == Deadlines()
    assert not (tmp_path / "gradebook.db").exists()


def test_one_of_a_group_without_a_date_ends_nobodys_time() -> None:
    """While ada can hand in, what bob could try is not carried forward for her either."""
    group = ("ada", "bob")
    deadlines = Deadlines(own={"ada": NOW + HOUR}, groups=dict.fromkeys(group, group))
    assert deadlines.ahead("ada", NOW) and deadlines.ahead("bob", NOW)
    assert deadlines.last_of_group("ada") is None


def test_group_waits_for_whoever_of_it_has_time_left(course: Path) -> None:
    """What ada is shown bob knows: his extension holds for her page, not for dan's."""
    (course / "groups.csv").write_text(
        f"assignment,group,student\n{ASSIGNMENT},1,ada\n{ASSIGNMENT},1,bob\n"
    )
    opened = NbgraderCourse.open(course)
    with opened.gradebook() as gradebook:
        due = (NOW - 2 * HOUR).replace(tzinfo=None)
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
    config = Config({"Policy": {ASSIGNMENT: {"before_deadline": "none"}}})
    for hours, shown in ((1, Shown.NONE), (-1, Shown.FULL)):
        (course / "due_dates.csv").write_text(
            f"assignment,student,due\n{ASSIGNMENT},bob,{(NOW + hours * HOUR).isoformat()}\n"
        )
        deadlines = opened.deadlines(ASSIGNMENT)
        assert deadlines.ahead("ada", NOW) is deadlines.ahead("bob", NOW) is (hours > 0)
        assert showing(config, deadlines, ASSIGNMENT, "ada").shown is shown
        assert showing(config, deadlines, ASSIGNMENT, "dan").shown is Shown.FULL
