"""What nbgrader hands on of the files that lie beside a student's notebooks."""

import os
from pathlib import Path

import nbformat
import pytest
from tiny_course import ASSIGNMENT, answered, hand_in

from autograder.gradebook.copying import MOST_FILES, fit_files, in_the_way
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.tasks import Task, grade_task

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two honest files."""
    (tmp_path / "data").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "data" / "table.csv").write_text("1,2")
    return tmp_path


def names(folder: Path, *exclude: str) -> list[str]:
    """Return what may be copied, by name."""
    return [Path(path).name for path in fit_files(str(folder), exclude)]


def test_plain_files_are_found_at_every_depth(folder: Path) -> None:
    """What a student wrote is handed on."""
    assert names(folder) == ["table.csv", "notes.txt"]
    assert names(folder, "*.txt") == ["table.csv"]
    assert names(folder, "data") == ["notes.txt"]


def test_links_and_pipes_are_not_found(folder: Path) -> None:
    """Neither a link to a file, a folder, a device or nothing, nor a pipe."""
    (folder / "zeros").symlink_to("/dev/zero")
    (folder / "nowhere").symlink_to("nothing")
    (folder / "up").symlink_to(folder.parent)
    (folder / "other.txt").symlink_to(folder / "notes.txt")
    os.mkfifo(folder / "pipe")
    assert names(folder) == ["table.csv", "notes.txt"]


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "p.svg", "x.xhtml", "feed.xml"])
def test_pages_are_not_found(folder: Path, name: str) -> None:
    """What a browser would run scripts of stays where it was handed in."""
    (folder / name).write_text("<script>alert(1)</script>")
    assert name not in names(folder)


def test_neither_size_nor_number_is_without_end(folder: Path) -> None:
    """Files of gigabytes are left, and so are those past a thousand."""
    with (folder / "a-large.bin").open("wb") as file:
        file.truncate(4 << 30)
    assert "a-large.bin" not in names(folder)
    (folder / "many").mkdir()
    for number in range(MOST_FILES + 10):
        (folder / "many" / f"{number}.txt").touch()
    assert len(names(folder)) <= MOST_FILES


def test_what_is_in_the_way_of_a_released_file_is_not_found(tmp_path: Path) -> None:
    """A folder under a released file's name, or a file under a released folder's."""
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "data.py").touch()
    (tmp_path / "given.py").touch()
    ways = {"given.py/x.txt": True, "lab": True, "lab/data.py": False, "lab/own.py": False}
    assert {name: in_the_way(Path(name), tmp_path) for name in ways} == ways


def test_feedback_holds_pages_and_what_the_exchange_needs(course: Path) -> None:
    """Neither what the student wrote nor what was released lies beside them once more.

    A notebook of another name has a page too: without one, nbgrader's list leads to none.
    """
    path = hand_in(course, "ada", answered(course, RIGHT))
    nbformat.write(nbformat.v4.new_notebook(), path.with_name("<b>tries.ipynb"))
    (path.parent / "own.txt").write_text("mine")
    (path.parent / "more.html").write_text("<script>alert(1)</script>")
    (path.parent / "zeros.bin").symlink_to("/dev/zero")
    (path.parent / "submission_secret.txt").write_text("known to ada")
    nbgrader = NbgraderCourse.open(course)
    notebooks = frozenset([path.stem])
    grade_task(Task(course, ASSIGNMENT, "ada", notebooks, limits_of(nbgrader.config)))
    nbgrader.autograde(ASSIGNMENT, "ada")
    nbgrader.feedback(ASSIGNMENT, "ada")
    found = {file.name for file in (course / "feedback").rglob("*") if file.is_file()}
    assert found == {*("index.html", f"{path.stem}.html", "<b>tries.html", "submission_secret.txt")}
    other = (course / "feedback" / "ada" / ASSIGNMENT / "<b>tries.html").read_text()
    assert f"No notebook of {ASSIGNMENT} is called &lt;b&gt;tries." in other
    graded = {file.name for file in (course / "autograded").rglob("*") if file.is_file()}
    assert graded == {path.name, "own.txt", "given.py", "submission_secret.txt"}


def test_linked_folder_hands_out_nothing_of_a_neighbours(course: Path) -> None:
    """What lies beside the other's notebook is not copied, from there to a page's folder."""
    path = hand_in(course, "ada", answered(course, RIGHT))
    (path.parent / "own.txt").write_text("ada's")
    (course / "submitted" / "eve").symlink_to(path.parents[1])
    nbgrader = NbgraderCourse.open(course)
    notebooks = frozenset([path.stem])
    grade_task(Task(course, ASSIGNMENT, "eve", notebooks, limits_of(nbgrader.config)))
    nbgrader.autograde(ASSIGNMENT, "eve")
    found = {file.name for file in (course / "autograded" / "eve").rglob("*") if file.is_file()}
    assert path.name in found
    assert "own.txt" not in found
