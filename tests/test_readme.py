"""Every example of the README does what the README says."""

import re
import shlex
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT
from traitlets.config import Config

from autograder.cli import main
from autograder.course import Course
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.gradebook.settings import limits_of
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.records import CriterionResult, Verdict
from autograder.solutions import read_solution

README = (PROJECT / "README.md").read_text(encoding="utf-8")
GRADER, CHAFF = map(dedent, re.findall(r"```python\n(.*?)```", README, re.DOTALL))
COMMANDS = [
    line.removeprefix("$ ").partition("#")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
TARGETS = re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
NBGRADER = {"generate_assignment", "generate_feedback", "export", "autograde"}


def test_grader_and_chaff_of_the_readme_work_together(course: Path) -> None:
    """The example grader passes the reference and fails the example chaff as it announces."""
    graders = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    graders.write_text(GRADER)
    chaff = course / "chaff.py"
    chaff.write_text(CHAFF)
    solution = read_solution(chaff)
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        right, wrong = (
            judge(NotebookSession(context, "reader", clean, context.assignment.files))
            for clean in (solved(context, NOTEBOOK), solved(context, NOTEBOOK, [solution]))
        )
    assert [result.verdict for result in right.values()] == [Verdict.PASSED]
    lost = {f"{each.cell}.{each.name}" for each in wrong if wrong[each].verdict is Verdict.FAILED}
    assert lost == solution.loses


def test_grader_of_the_readme_takes_any_number_and_nothing_else(course: Path) -> None:
    """Text and None are failures that the student can read; whose number it is does not matter."""
    graders = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    graders.write_text(GRADER)
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        text, nothing, *numbers = (
            verdict_on(context, course / "chaff.py", value)
            for value in ("str(2 * x)", "None", "__import__('numpy').int64(2 * x)", "2.0 * x")
        )
    assert [each.verdict for each in numbers] == [Verdict.PASSED] * 2
    assert [text.verdict, nothing.verdict] == [Verdict.FAILED] * 2
    assert re.fullmatch(r"double\(\d+\): expected a number, got the str '\d+'", text.message)
    assert re.fullmatch(r"double\(\d+\): expected a number, got None", nothing.message)


def verdict_on(context: CourseContext, path: Path, value: str) -> CriterionResult:
    """Return the example grader's result where `double(x)` returns this value."""
    path.write_text(CHAFF.replace("x * x", value))
    clean = solved(context, NOTEBOOK, [read_solution(path)])
    (result,) = judge(NotebookSession(context, "reader", clean, context.assignment.files)).values()
    return result


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_exist(command: str) -> None:
    """Each command line names a target, an nbgrader command, or one of ours with its help."""
    program, *arguments = shlex.split(command)
    if program == "make":
        assert arguments[0] in TARGETS
    elif program == "cd":
        assert f"$ autograder init {arguments[0]}" in README
    elif program == "nbgrader":
        assert arguments[0] in NBGRADER
    else:
        assert program == "autograder"
        assert CliRunner().invoke(main, [*arguments[:1], "--help"]).exit_code == 0


def test_setting_of_the_readme_is_understood() -> None:
    """The example of a limit is one that the configuration knows."""
    name, value = re.search(r"`c\.Limits\.(\w+) = ([\d.]+)`", README).groups()
    assert getattr(limits_of(Config({"Limits": {name: float(value)}})), name) == float(value)


def test_paths_of_the_readme_exist() -> None:
    """Folders in the table, the schema and the picture are there."""
    folders = re.findall(r"^\| `([\w/]+)/` \|", README, re.MULTILINE)
    files = [*re.findall(r"\]\((docs/[\w.]+)\)", README), "autograder/record.schema.json"]
    missing = [name for name in [*folders, *files] if not (PROJECT / name).exists()]
    assert len(folders) > 5
    assert not missing
