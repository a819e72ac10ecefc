"""What a page shows before the deadline and after it, through nbgrader's own feedback."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of, policy_of
from autograder.gradebook.showing import Showing, showing
from autograder.policy import Policy, Shown
from autograder.tasks import Task, grade_task

# It carries a hidden input out in each way that it has: a name, a message, an output. What it tells
# does not stand in its source, which the page shows as well.
TELLS = """\
print("-".join(["my", "output"]))
def double(x):
    if x == 3:
        return 9
    raise type("Na" + f"me{x}", (Exception,), {})("in" + f"put {x}")
"""
NOW = datetime.now(UTC).replace(tzinfo=None)
Pages = Callable[[Shown, Shown], dict[str, str]]
LEVELS = list(Shown)
# The first level at which each of these is on the page.
FIRST = {
    "0 of 5 points": Shown.SCORE,
    "double(3) is 6.": Shown.VERDICTS,
    "failed": Shown.VERDICTS,
    "x is squared instead of doubled": Shown.HINTS,
    "asked was 6": Shown.FULL,
    "Name": Shown.FULL,
    "input ": Shown.FULL,
    "my-output": Shown.FULL,
}


@pytest.fixture(scope="module")
def graded(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> NbgraderCourse:
    """A course in which ada was graded; her code tells what it was called with."""
    folder = Path(shutil.copytree(made_course, tmp_path_factory.mktemp("policy") / "course"))
    hand_in(folder, "ada", answered(folder, TELLS))
    course = NbgraderCourse.open(folder)
    grade_task(Task(folder, ASSIGNMENT, "ada", frozenset([NOTEBOOK]), limits_of(course.config)))
    course.autograde(ASSIGNMENT, "ada")
    return course


def text_of(path: Path) -> str:
    """Return what a page says."""
    body = BeautifulSoup(path.read_text(), "html.parser").body
    assert body is not None
    return body.get_text(" ", strip=True)


@pytest.fixture
def pages(graded: NbgraderCourse) -> Pages:
    """Write ada's pages under a policy, and return the text of each."""

    def write(before: Shown, after: Shown) -> dict[str, str]:
        levels = {"before_deadline": str(before), "after_deadline": str(after)}
        said = f"c = get_config()\nc.Policy.{ASSIGNMENT} = {levels}\n"
        (graded.root / "nbgrader_config.py").write_text(said)
        NbgraderCourse.open(graded.root).feedback(ASSIGNMENT, "ada")
        folder = graded.root / "feedback" / "ada" / ASSIGNMENT
        return {path.stem: text_of(path) for path in folder.glob("*.html")}

    return write


def due(course: NbgraderCourse, general: timedelta | None, extension: timedelta | None) -> None:
    """Set nbgrader's own due date and ada's extension."""
    with course.gradebook() as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = None if general is None else NOW + general
        gradebook.find_submission(ASSIGNMENT, "ada").extension = extension
        gradebook.db.commit()


@pytest.mark.parametrize("level", LEVELS)
def test_level_shows_its_part_and_no_more(
    level: Shown, graded: NbgraderCourse, pages: Pages
) -> None:
    """Until the deadline nothing of a later level is on either page, however it came there."""
    due(graded, timedelta(days=1), None)
    written = pages(level, Shown.FULL)
    for text in written.values():
        assert ("This page shows" in text) is (level is not Shown.FULL)
        assert ("points" in text) is (level is not Shown.NONE)
    shown = {words for words in FIRST if words in written[NOTEBOOK]}
    assert shown == {w for w, first in FIRST.items() if LEVELS.index(first) <= LEVELS.index(level)}


def shown_now(course: NbgraderCourse, before: Shown, after: Shown) -> Showing:
    """Return what ada is shown under a policy."""
    levels = {"before_deadline": str(before), "after_deadline": str(after)}
    config = Config({"Policy": {ASSIGNMENT: levels}})
    return showing(config, course.deadlines(ASSIGNMENT), ASSIGNMENT, "ada")


@pytest.mark.parametrize(
    ("general", "extension", "over"),
    [
        (None, None, False),
        (timedelta(days=1), None, False),
        (timedelta(days=-1), None, True),
        (timedelta(days=-1), timedelta(days=2), False),
        (timedelta(days=-3), timedelta(days=2), True),
        (None, timedelta(days=2), False),
    ],
)
def test_deadline_is_nbgraders_own(
    general: timedelta | None, extension: timedelta | None, over: bool, graded: NbgraderCourse
) -> None:
    """The due date of the assignment, with the student's extension; without one it never ends."""
    due(graded, general, extension)
    now = shown_now(graded, Shown.NONE, Shown.FULL)
    assert now.shown is (Shown.FULL if over else Shown.NONE)
    assert ("that your work has arrived" in now.words) is not over


def test_page_says_until_when(graded: NbgraderCourse) -> None:
    """The date is told only where something changes with it."""
    due(graded, datetime(2100, 5, 1, 12) - NOW, None)
    told = "This page shows your points until 01 May 2100, 12:00 UTC."
    assert shown_now(graded, Shown.SCORE, Shown.HINTS).words == told
    assert shown_now(graded, Shown.SCORE, Shown.SCORE).words == "This page shows your points."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"before_deadline": "most"},
            r"\['before_deadline'\] is 'most'; it may be one of 'none', ",
        ),
        ({"attempts_a_day": True}, "'attempts_a_day'. is True; it may be a whole number from 0"),
        ({"before": "full"}, "has no before"),
        ("full", "may be a dict with before_deadline, after_deadline"),
    ],
)
def test_policy_that_cannot_be_meant_is_refused(said: object, words: str) -> None:
    """The setting is named, with what there is."""
    with pytest.raises(CourseError, match=words):
        policy_of(Config({"Policy": {ASSIGNMENT: said}}), ASSIGNMENT)


def test_policy_of_no_assignment_is_refused(course: Path) -> None:
    """A misspelt name would show students everything."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.Policy.nubmers = {'before_deadline': 'none'}\n")
    with pytest.raises(CourseError, match="c.Policy has no nubmers"):
        NbgraderCourse.open(course)


def test_without_a_policy_all_is_shown() -> None:
    """A course that says nothing goes on as it did."""
    assert policy_of(Config(), ASSIGNMENT) == Policy(Shown.FULL, Shown.FULL)
