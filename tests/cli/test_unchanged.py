"""A batch in which nothing has changed is told from one in which anything has."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.cli.unchanged import LastBatch, Note
from autograder.gradebook.configuration import possible_files
from autograder.gradebook.gradebook import NbgraderCourse

RIGHT = "def double(x):\n    return x + x\n"
BROKEN = '''

@pytest.mark.criterion("double")
def test_broken(student):
    """This grader has a fault of its own."""
    assert student.double(3) == 6 / 0
'''
ALL_THE_SAME = "Nothing has changed since then."
OPTIONS = (
    *("student None", "notebook None", "no preflight False", "trusted False"),
    "outputs now",
)
# Runs the command, and says which of the heavy packages it has imported.
PROBE = """
import sys
from autograder.cli import main
try:
    main(["grade", "--course", sys.argv[1]])
finally:
    heavy = {"nbgrader", "sqlalchemy", "tensorflow", "pandas", "matplotlib", "IPython"}
    print("imported:", sorted(heavy & sys.modules.keys()))
"""


def grade(course: Path, *arguments: str) -> Result:
    """Run the command."""
    command = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course), *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return result


def test_second_command_says_the_same_and_imports_nothing_heavy(course: Path) -> None:
    """No process is started for it, and neither nbgrader nor a framework is imported."""
    hand_in(course, "ada", answered(course, RIGHT))
    first = grade(course).output
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, str(course)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"{first}{ALL_THE_SAME}\nimported: []\n"
    assert ALL_THE_SAME not in grade(course, "--force").output
    assert ALL_THE_SAME not in grade(course, "--student", "ada").output


def test_what_a_fault_of_ours_left_over_is_tried_again(course: Path) -> None:
    """A grader that raises leaves points to a person; the next command grades once more."""
    graders = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    graders.write_text(graders.read_text() + BROKEN)
    hand_in(course, "ada", answered(course, RIGHT))
    grade(course, "--no-preflight")
    assert ALL_THE_SAME not in grade(course, "--no-preflight").output


def as_written(path: Path, text: str) -> None:
    """Change a file in place, and give it its old time."""
    times = path.stat()
    path.write_text(text)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def submitted(course: Path) -> Path:
    """Return the file that ada handed in."""
    return course / "submitted" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"


def work_of_the_same_size(course: Path) -> None:
    """Hand in other work of the same size, under the old time."""
    text = submitted(course).read_text()
    as_written(submitted(course), text.replace("x + x", "x - x"))


def mark(course: Path) -> None:
    """Give points by hand."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        gradebook.update_or_create_student("ada")
        gradebook.update_or_create_submission(ASSIGNMENT, "ada")
        gradebook.find_grade("written_why", NOTEBOOK, ASSIGNMENT, "ada").manual_score = 1.0
        gradebook.db.commit()


def page(course: Path) -> Path:
    """Return what stands for an autograded notebook."""
    return course / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"


def another_student(course: Path) -> None:
    """Have somebody else hand in."""
    notebook = answered(course, RIGHT)
    cell(notebook, "written_why").source = "Because."
    hand_in(course, "bob", notebook)


CHANGES: dict[str, Callable[[Path], object]] = {
    "work of the same size and time": work_of_the_same_size,
    "another student": another_student,
    "a file beside": lambda course: (submitted(course).with_name("notes.txt")).write_text("mine"),
    "the work is gone": lambda course: submitted(course).unlink(),
    "points by hand": mark,
    "no gradebook": lambda course: (course / "gradebook.db").unlink(),
    "no autograded page": lambda course: page(course).unlink(),
    "no record": lambda course: (course / "records" / ASSIGNMENT / "ada.json").unlink(),
    "a grader": lambda course: as_written(
        course / "tests" / "graders" / ASSIGNMENT / "helper.py", "TWO = 3\n"
    ),
    "a released file": lambda course: (course / "release" / ASSIGNMENT / "given.py").write_text(
        "ANSWER = 43\n"
    ),
    "the configuration": lambda course: (course / "nbgrader_config.json").write_text("{}"),
    "what the configuration imports": lambda course: (course / "late.py").write_text("A = 1\n"),
    "the secret": lambda course: (course / ".autograder_secret").write_text("another\n"),
}


@pytest.fixture
def noted(course: Path) -> Path:
    """A course with a note that nothing has changed."""
    hand_in(course, "ada", answered(course, RIGHT))
    page(course).parent.mkdir(parents=True)
    shutil.copy(submitted(course), page(course))
    (course / "records" / ASSIGNMENT / "ada.json").write_text("{}")
    last = LastBatch(course, ASSIGNMENT, OPTIONS)
    configuration = tuple(map(str, possible_files(course)))
    gradebook = str(NbgraderCourse.open(course).file)
    seen = last.read(configuration), last.written(gradebook)
    last.note(Note(configuration, gradebook, *seen), "said\n")
    return course


def test_note_holds_while_nothing_changes(noted: Path) -> None:
    """Reading everything, and what `watch` keeps for itself, is no change."""
    for path in noted.rglob("*"):
        if path.is_file():
            path.read_bytes()
    watched = noted / "records" / ASSIGNMENT / "watched"
    watched.mkdir()
    (watched / "ada").write_text("seen")
    assert LastBatch(noted, ASSIGNMENT, OPTIONS).said() == "said\n"
    assert not LastBatch(noted, ASSIGNMENT, ("student ada", *OPTIONS[1:])).said()


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(change: str, noted: Path) -> None:
    """Of what is read, and of what was written: the command looks at everything again."""
    CHANGES[change](noted)
    assert not LastBatch(noted, ASSIGNMENT, OPTIONS).said()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"options": []}', "null"])
def test_note_that_cannot_be_read_counts_for_nothing(text: str, noted: Path) -> None:
    """What a power cut or a person has left of it."""
    (noted / "records" / ASSIGNMENT / "unchanged").write_text(text)
    assert not LastBatch(noted, ASSIGNMENT, OPTIONS).said()


def test_deadline_that_has_come_changes_how_is_graded() -> None:
    """A note that was made before it says nothing any more."""
    note = Note((), "", "", "")
    assert [replace(note, until=when).is_over for when in (0.0, 1.0, 1e12)] == [False, True, False]
