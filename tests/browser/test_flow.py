"""The whole way of an assignment through the browser, on nbgrader's own pages and exchange.

To keep pictures of all steps that go well, name a folder in NBGRADIENT_SCREENSHOTS.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from browser.instructor import Instructor
from browser.screen import Screen
from browser.servers import PROGRAMS, TOKEN, Home, jupyter
from browser.student import Student
from playwright.sync_api import sync_playwright

STUDENT, PARTNER, ASSIGNMENT, NOTEBOOK = "ada", "bob", "week1", "1_line"
POLICY = f'\nc.Policy.{ASSIGNMENT} = {{"before_deadline": "verdicts"}}\n'
GROUP = f"assignment,group,student\n{ASSIGNMENT},1,{PARTNER}\n{ASSIGNMENT},1,{STUDENT}\n"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MISTAKE = "The squares are added up, not averaged."
COMMENT = "And where does the step go?"
STANDARDIZE = """\
def standardize(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)
"""
SUMMED = """\
def mean_squared_error(predictions, targets):
    return np.sum((predictions - targets) ** 2)
"""
GRADIENT = """\
def gradient(x, y, weight, bias):
    differences = weight * x + bias - y
    return 2 * np.mean(differences * x), 2 * np.mean(differences)
"""


@pytest.fixture
def screens(chromium: str, tmp_path: Path) -> Iterator[tuple[Screen, Screen]]:
    """The instructor's window and the student's."""
    kept = os.environ.get("NBGRADIENT_SCREENSHOTS")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield tuple(
            Screen.open(browser, person, tmp_path, Path(kept) if kept else None)
            for person in ("instructor", STUDENT)
        )
        browser.close()


@pytest.fixture
def people(screens: tuple[Screen, Screen], tmp_path: Path) -> Iterator[tuple[Instructor, Student]]:
    """An instructor with a course and a student, each with a server, and an exchange."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    teacher = Home.make(tmp_path / "instructor", exchange)
    learner = Home.make(tmp_path / "student", exchange, STUDENT)
    course = teacher.folder / "course"
    # In a process of its own: Playwright's event loop runs in this one, and nbgrader needs one too.
    command = [PROGRAMS + "/autograder", "init", str(course), "--template", "numpy"]
    subprocess.run(command, env={**os.environ, **teacher.environment}, check=True)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(POLICY)
    (course / "groups.csv").write_text(GROUP)
    with (
        jupyter("lab", course, tmp_path / "instructor.log", teacher.environment) as grading,
        jupyter("lab", learner.work, tmp_path / "student.log", learner.environment) as working,
    ):
        yield (
            Instructor(screens[0], grading, ASSIGNMENT, NOTEBOOK),
            Student(screens[1], f"{working}/lab?token={TOKEN}", ASSIGNMENT, NOTEBOOK),
        )


def test_whole_flow(people: tuple[Instructor, Student]) -> None:
    """From release to feedback, and once more with a better submission, after the deadline.

    The student works with a partner, who gets the same points, and keeps a copy of the notebook.
    """
    instructor, student = people
    instructor.enter()
    instructor.set_due("2100-05-01T12:00")
    instructor.release()

    student.list_assignments()
    student.fetch()
    student.open()
    student.write("standardize", STANDARDIZE)
    student.write("mean_squared_error", SUMMED)
    student.write("gradient", GRADIENT)
    student.answer("Large inputs make large gradients.")
    student.run_all("weight 3.000, bias -1.000")
    student.save()
    student.validate("Success")
    student.copy()
    student.submit(times=1)

    instructor.collect(STUDENT)
    said = instructor.autograde(STUDENT)
    assert "ada: 7 / 10 points; mean_squared_error -1" in said
    instructor.open_submission(STUDENT)
    instructor.expect_words(["Marking scheme", MISTAKE, "error of 10 rows"])
    instructor.score("mean_squared_error", "1.5")
    instructor.score("written_scale", "1")
    instructor.comment("written_scale", COMMENT)
    instructor.next()
    instructor.expect_score(STUDENT, "8.5 / 10")
    instructor.give_feedback(STUDENT)

    student.fetch_feedback(times=1)
    student.read_feedback(["until 01 May 2100, 12:00 UTC", COMMENT], hidden=MISTAKE)

    student.return_to_notebook()
    student.write("mean_squared_error", SUMMED.replace("sum", "mean"))
    student.save()
    student.submit(times=2)
    instructor.set_due("2020-05-01T12:00")

    instructor.collect(STUDENT)
    said = instructor.autograde(STUDENT)
    assert "8.5 / 10 points" in said, "what a person gave stays"
    instructor.expect_score(PARTNER, "8.5 / 10")
    instructor.open_submission(STUDENT)
    instructor.score("mean_squared_error", "2")
    instructor.expect_score(STUDENT, "9 / 10")
    instructor.give_feedback(STUDENT)
    student.fetch_feedback(times=2)
