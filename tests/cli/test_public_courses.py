"""Courses in the style of public ones: adopted as they stand, with the points of nbgrader."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from public_courses import ASSIGNMENT, COURSES

from autograder.cli import main
from autograder.gradebook.gradebook import NbgraderCourse

Scores = dict[tuple[str, str], float]


def run(*arguments: str | Path) -> str:
    """Run a command that must succeed, and return its words."""
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.output


def scores(root: Path) -> Scores:
    """Return the points of each student and cell, as the gradebook has them."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            (work.student.id, grade.name): grade.auto_score
            for work in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in work.notebooks
            for grade in notebook.grades
        }


@pytest.mark.parametrize("name", COURSES)
def test_points_are_those_of_stock_nbgrader_but_for_its_faults(name: str, tmp_path: Path) -> None:
    """Adopted, graded, and compared cell by cell with nbgrader itself in an ordinary kernel."""
    made, root = COURSES[name], tmp_path / name
    made.write(root)
    NbgraderCourse.open(root).release(ASSIGNMENT)
    made.hand_in(root)
    stock = Path(shutil.copytree(root, tmp_path / "stock"))
    run("adopt", root, "--yes")
    told = run("grade", ASSIGNMENT, "--course", root, "--jobs", "1")
    assert "judged inside the student's process" in told
    command = [Path(sys.executable).with_name("nbgrader"), "autograde", ASSIGNMENT]
    subprocess.run([*command, "--create"], cwd=stock, check=True, capture_output=True)
    ours, theirs = scores(root), scores(stock)
    assert ours.keys() == theirs.keys()
    differ = {key: (theirs[key], ours[key]) for key in ours if theirs[key] != ours[key]}
    assert differ == made.mended
    cells = {cell for notebook in made.notebooks.values() for cell in notebook.tests}
    points = {
        cell: notebook.points.get(cell, 1)
        for notebook in made.notebooks.values()
        for cell in notebook.tests
    }
    assert {cell: ours["right", cell] for cell in cells} == points
