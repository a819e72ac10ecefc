"""The best attempt counts, and costs nobody what a person has given."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from gradebook.test_late import late_example
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.cli.attempts import WORDS
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import Standing, standings
from autograder.history.log import read_history
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
# Three points and a half of four.
NEARLY = "def double(x):\n    return 2 * abs(x)\n"
WRONG = "def double(x):\n    return x * x\n"
DUE = datetime(2030, 5, 1, 12)


def run(course: Path, command: str, *options: str) -> Result:
    """Run a command on the course."""
    words = [command, ASSIGNMENT, *options, "--jobs", "1", "--course", str(course)]
    return CliRunner().invoke(main, words, env={"COLUMNS": "200"})


def attempt(course: Path, source: str, why: str = "") -> str:
    """Hand in as ada, have it graded as it arrives, and return what is said."""
    notebook = answered(course, source)
    if why:
        cell(notebook, "written_why").source = why
    hand_in(course, "ada", notebook)
    result = run(course, "watch", "--once")
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def best(course: Path) -> Path:
    """The small course where the best attempt counts."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Policy.{ASSIGNMENT} = {{'counts': 'best'}}\n")
    return course


def standing(course: Path) -> Standing:
    """Return what the gradebook holds of ada."""
    return standings(NbgraderCourse.open(course), ASSIGNMENT, ["ada"])["ada"]


def page(course: Path) -> str:
    """Return ada's feedback."""
    return (course / "feedback" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()


def mark(course: Path) -> None:
    """Give ada's answer a point and a comment, as a person does in the formgrader."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        where = "written_why", NOTEBOOK, ASSIGNMENT, "ada"
        grade = gradebook.find_grade(*where)
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.find_comment(*where).manual_comment = "Well said."
        gradebook.db.commit()


def test_best_attempt_counts_and_keeps_what_a_person_gave(best: Path) -> None:
    """A worse one gets its own page, enters no gradebook, and leaves marks and comments alone."""
    assert "ada: 0 / 5" in attempt(best, WRONG)
    assert "ada: 4 / 5" in attempt(best, RIGHT, why="Because.")
    mark(best)
    before = standing(best)
    assert f"ada: 0 / 5; {WORDS}" in attempt(best, WRONG, why="Because not.")
    assert standing(best) == before and before.score == 5.0
    assert before.by_hand[NOTEBOOK, "written_why"].settled
    assert "Another attempt of yours has more points" in page(best)
    assert "Because not." in page(best) and "Well said." not in page(best)
    store = RecordStore(best / "records" / ASSIGNMENT)
    (store.folder / "watched" / "ada").unlink()  # as if it had been killed before
    assert WORDS in run(best, "watch", "--once").output
    lines = read_history(store.history_path("ada")).entries
    assert [line.score for line in lines] == [0.0, 4.0, 0.0]
    assert WORDS in lines[-1].changed
    assert run(best, "watch", "--once").output == ""
    assert "5 / 5" in run(best, "grade").output
    assert "1 not touched" in run(best, "regrade").output
    NbgraderCourse.open(best).feedback(ASSIGNMENT, "ada")
    assert "Because not." not in page(best) and "Well said." in page(best)


def test_newer_of_two_equals_counts(best: Path) -> None:
    """Whoever changes a written answer alone has the new one read."""
    attempt(best, RIGHT, why="Because.")
    assert WORDS not in attempt(best, RIGHT, why="Therefore.")
    graded = best / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert "Therefore." in graded.read_text()


@pytest.mark.parametrize(("days", "counts"), [(1, True), (2, False)])
def test_late_attempt_is_compared_without_its_penalty(best: Path, days: int, counts: bool) -> None:
    """A tenth of 4 points leaves more than 3.5, two tenths do not."""
    with (best / "nbgrader_config.py").open("a") as file:
        file.write(late_example())
    with NbgraderCourse.open(best).gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    stamp = hand_in(best, "ada", answered(best, NEARLY)).parent / "timestamp.txt"
    stamp.write_text(f"{DUE} UTC")
    assert "ada: 3.5 / 5" in attempt(best, NEARLY)
    stamp.write_text(f"{DUE + timedelta(days=days) - timedelta(hours=1)} UTC")
    assert (WORDS not in attempt(best, RIGHT)) is counts
    assert standing(best).score == pytest.approx(3.6 if counts else 3.5)


def test_kept_attempts_are_not_passed_over_in_silence(best: Path) -> None:
    """A course that has the last count again is told of the folder that says otherwise."""
    attempt(best, RIGHT)
    config = best / "nbgrader_config.py"
    config.write_text(config.read_text().replace("'best'", "'last'"))
    refused = run(best, "grade")
    assert refused.exit_code == 1 and f"best/{ASSIGNMENT} holds best ones" in refused.output


def test_best_attempt_is_that_of_a_group(best: Path) -> None:
    """Bob's is worse than ada's: hers counts for both, and both read what his got."""
    (best / "groups.csv").write_text(
        f"assignment,group,student\n{ASSIGNMENT},1,ada\n{ASSIGNMENT},1,bob\n"
    )
    attempt(best, RIGHT)
    hand_in(best, "bob", answered(best, WRONG))
    assert WORDS in run(best, "watch", "--once").output
    held = standings(NbgraderCourse.open(best), ASSIGNMENT, ["ada", "bob"])
    assert {student: each.score for student, each in held.items()} == {"ada": 4.0, "bob": 4.0}
    for student in ("ada", "bob"):
        text = (best / "feedback" / student / ASSIGNMENT / "index.html").read_text()
        assert "Another attempt of yours" in text
