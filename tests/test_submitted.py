"""Who has handed in, by the names of folders and files alone."""

import os
from pathlib import Path

import pytest

from autograder.submitted import Submitted


@pytest.fixture
def submitted(tmp_path: Path) -> Submitted:
    """A course of two assignments."""
    for name in ("week4", "week5"):
        (tmp_path / "release" / name).mkdir(parents=True)
    (tmp_path / "submitted").mkdir()
    return Submitted(tmp_path, "week5")


def put(submitted: Submitted, *places: str) -> None:
    """Write empty files."""
    for place in places:
        path = submitted.root / "submitted" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_everyone_with_something_that_may_be_theirs_has_a_row(submitted: Submitted) -> None:
    """Whatever the folder is called, and wherever in it the file lies."""
    put(
        submitted,
        "ada/week5/1.ipynb",
        "bob/Week5/1.ipynb",
        "cy/1.ipynb.txt",
        "di/week5.zip",
        "eve/week5/notes.txt",
        "fay/x/y/1.IPYNB",
        "gil/week4/1.ipynb",
        "hal/Week4/1.ipynb",
    )
    assert submitted.students == ("ada", "bob", "cy", "di", "eve", "fay")
    assert submitted.unexplained == ()


def test_what_is_nobodys_is_named(submitted: Submitted) -> None:
    """Files, empty folders, and assignments in the place of students."""
    put(submitted, "ada.zip", "week5/ada/1.ipynb", "bob/notes.txt", "gil/week4/1.ipynb", ".keep")
    (submitted.root / "submitted" / "hal").mkdir()
    assert submitted.students == ()
    named = [each.partition(" is no")[0] for each in submitted.unexplained]
    assert named == [f"submitted/{name}" for name in ("ada.zip", "bob", "hal", "week5")]


def test_files_of_other_assignments_and_of_tools_are_left_alone(submitted: Submitted) -> None:
    """Those nearest to the top come first."""
    put(
        submitted,
        "ada/week5/.ipynb_checkpoints/1-checkpoint.ipynb",
        "ada/week4/1.ipynb",
        "ada/week5/b.ipynb",
        "ada/a.ipynb",
        "ada/week5/._b.ipynb",
    )
    folder = submitted.root / "submitted" / "ada"
    found = [path.relative_to(folder).as_posix() for path in submitted.files("ada")]
    assert found == ["a.ipynb", "week5/b.ipynb"]


@pytest.mark.parametrize("name", ["eve\nada: 5 / 5", "\x1b[2Jeve", "eve\u202egnp"])
def test_name_that_cannot_be_shown_is_no_students(submitted: Submitted, name: str) -> None:
    """It would write over other rows of a table, and stops nbgrader's own commands for all."""
    put(submitted, "ada/week5/1.ipynb", f"{name.replace('/', '_')}/week5/1.ipynb")
    assert submitted.students == ("ada",)
    (told,) = submitted.unexplained
    assert told.isprintable()
    assert "rename the folder" in told


@pytest.mark.parametrize(
    ("stamps", "newest"),
    [
        ({"ada": "2030-05-01 12:00:00 UTC", "bob": "2030-05-01 13:00:00 UTC"}, "bob"),
        ({"ada": "2030-05-01 14:00:00 UTC", "bob": "2030-05-01 13:00:00 UTC"}, "ada"),
        ({"ada": "2030-05-01 12:00:00 UTC", "bob": ""}, "ada"),
        ({"ada": "", "bob": ""}, "bob"),
        ({"bob": ""}, "bob"),
    ],
)
def test_newest_work_counts_for_a_group(
    tmp_path: Path, stamps: dict[str, str], newest: str
) -> None:
    """By nbgrader's time stamp, else by the time of writing; the group is there once."""
    rows = "".join(f"week5,1,{student}\n" for student in ("ada", "bob", "cy"))
    (tmp_path / "groups.csv").write_text(f"assignment,group,student\n{rows}")
    for moment, (student, stamp) in enumerate(stamps.items(), 1):
        folder = tmp_path / "submitted" / student / "week5"
        folder.mkdir(parents=True)
        (folder / "1.ipynb").write_text("{}")
        if stamp:
            (folder / "timestamp.txt").write_text(stamp)
        for path in folder.iterdir():
            os.utime(path, (moment, moment))
    submitted = Submitted(tmp_path, "week5")
    assert {submitted.home(each).name for each in ("ada", "bob", "cy")} == {newest}
    assert submitted.students == ("ada",)
    assert submitted.matching("*") == ("ada", "bob", "cy")
    assert submitted.matching("c*") == ("cy",)
    assert {submitted.author(each) for each in ("ada", "bob", "cy")} == {newest}
    assert {submitted.stamp(each) for each in ("ada", "bob", "cy")} == {stamps[newest]}
    assert submitted.author("dan") == "dan"


def test_author_of_a_kept_attempt_is_whoever_handed_it_in(tmp_path: Path) -> None:
    """Known by the time stamp; where its author has handed in again, the group's first stands."""
    (tmp_path / "groups.csv").write_text(
        "assignment,group,student\nweek5,1,ada\nweek5,1,bob\n", encoding="utf-8"
    )
    stamps = {"submitted/bob": "12:00", "submitted/ada": "13:00", "best/week5/ada": "12:00"}
    for place, stamp in stamps.items():
        folder = tmp_path / place / "week5"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(f"2030-05-01 {stamp}:00 UTC")
    counts, newest = (Submitted(tmp_path, "week5", newest=each) for each in (False, True))
    assert (counts.author("ada"), newest.author("ada")) == ("bob", "ada")
    assert (counts.stamp("ada")[11:16], newest.stamp("ada")[11:16]) == ("12:00", "13:00")
    (tmp_path / "submitted/bob/week5/timestamp.txt").write_text("2030-05-01 12:30:00 UTC")
    assert counts.author("bob") == "ada"


def test_group_that_handed_in_nothing_is_not_there(tmp_path: Path) -> None:
    """Its members have no work, and nobody is graded for them."""
    (tmp_path / "groups.csv").write_text("assignment,group,student\nweek5,1,ada\n")
    submitted = Submitted(tmp_path, "week5")
    assert submitted.students == submitted.matching("*") == ()
