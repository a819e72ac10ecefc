"""`autograder init`: what it makes works at once, and nothing is overwritten."""

import difflib
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import PROJECT

from autograder.cli import COMMANDS, main
from autograder.solutions import read_solutions
from autograder.start.templates import TEMPLATES, course_files

FIRST, SECOND = "week1", "week2"


def run(*arguments: str) -> Result:
    """Run the command and return what it printed."""
    return CliRunner().invoke(main, list(map(str, arguments)), terminal_width=200)


def said(*arguments: str) -> str:
    """Run a command that succeeds, and return its words in one line."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


# What a page says whose outputs were put off.
BARE = "The outputs of your cells are not on this page yet."


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a new course of a template, once."""

    @cache
    def made_of(template: str) -> Path:
        folder = tmp_path_factory.mktemp("new") / f"{template} course"
        said("init", folder, "--template", template)
        return folder

    return made_of


@pytest.fixture(params=TEMPLATES)
def made(request: pytest.FixtureRequest, make: Callable[[str], Path]) -> Path:
    """A new course of each template, to be looked at."""
    return make(request.param)


@pytest.fixture
def new(make: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy of the one whose template is used where none is named, free to change."""
    return Path(shutil.copytree(make(TEMPLATES[0]), tmp_path / "new"))


def test_graders_of_a_new_course_are_proven(made: Path) -> None:
    """Right solutions pass; each wrong one loses what it names; its words are those of verify."""
    words = said("verify", "--course", made)
    assert "Every right solution gets full marks" in words
    solutions = read_solutions(made / "solutions" / FIRST)
    wheats = [solution.path.parent.name for solution in solutions if solution.right]
    chaffs = [solution.path.parent.name for solution in solutions if not solution.right]
    assert len(set(wheats)) == len(wheats) == 3
    assert sorted(chaffs) == sorted(wheats * 2)


def test_graders_of_a_new_course_run_by_hand(made: Path) -> None:
    """`pytest` alone finds them and gives them the reference."""
    command = [sys.executable, "-m", "pytest", "-q"]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_class_of_a_new_course_is_graded(new: Path) -> None:
    """`autograder demo` needs no name, and everyone gets what their solutions announce."""
    words = said("demo", "--course", new, "--folder", new / "demo", "--students", "12")
    assert "Every student lost exactly what their solutions announce." in words
    pages = list((new / "demo" / "feedback").glob(f"*/{FIRST}/1_line.html"))
    assert len(pages) == 10
    complete = [page for page in pages if BARE not in page.read_text()]
    assert sorted(page.parts[-3] for page in complete) == ["chaff-01", "invalid-json"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Where anything is in the way, it is named and nothing is written."""
    for name in ("README.md", f"solutions/{FIRST}/mine.py"):
        folder = tmp_path / Path(name).name
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("mine")
        result = run("init", folder)
        assert result.exit_code == 1
        assert name.removesuffix("/mine.py") in result.output
        assert [path for path in folder.rglob("*") if path.is_file()] == [folder / name]


def test_what_is_a_course_gets_assignments_only(new: Path) -> None:
    """A second assignment of the same template stands beside the first, also under pytest."""
    assert "--assignment NAME" in run("init", new).output
    before = {path: path.read_bytes() for path in new.glob("*") if path.is_file()}
    assert f" autograder verify {SECOND} # " in said("init", new, "--assignment", SECOND)
    assert "is already" in run("init", new, "--assignment", SECOND).output
    after = {path: path.read_bytes() for path in before}
    assert {path.name for path in before if before[path] != after[path]} == {"gradebook.db"}
    for name in (FIRST, SECOND):
        graders = new / "tests" / "graders" / name
        (graders / "beside.py").write_text(f"NAME = {name!r}\n")
        with (graders / "test_1_line.py").open("a") as file:
            file.write(f"\n\nimport beside\n\nassert beside.NAME == {name!r}\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=new, check=False)
    assert done.returncode == 0
    result = run("verify", "--course", new)
    assert result.exit_code == 1
    assert f"which assignment? There are: {FIRST}, {SECOND}" in result.output


@pytest.mark.parametrize("name", ["../out", "a b", "", ".hidden"])
def test_names_that_make_no_folder_are_refused(tmp_path: Path, name: str) -> None:
    """An assignment is a folder of the course, and nothing else."""
    result = run("init", tmp_path / "new", "--assignment", name)
    assert result.exit_code == 1
    assert "an assignment is named by" in result.output
    assert not (tmp_path / "new").exists()


def test_configuration_is_that_of_this_project() -> None:
    """It says what nbgrader's own commands need, and differs in what is a course's own."""
    made = course_files("other", FIRST, TEMPLATES[0])["nbgrader_config.py"].decode()
    ours = (PROJECT / "nbgrader_config.py").read_text()
    changes = [
        line
        for line in difflib.ndiff(ours.splitlines(), made.splitlines())
        if line[0] in "+-" and line[2:].strip()
    ]
    own = ('"""', "c.CourseDirectory.course_id", "c.Limits.cell_seconds", "# How long")
    assert [line for line in changes if not line[2:].startswith(own)] == []


def test_readme_of_a_new_course_names_what_there_is(new: Path) -> None:
    """Folders, commands and targets."""
    text = (new / "README.md").read_text()
    commands = [line[2:].split("#")[0].split() for line in text.splitlines() if line[:2] == "$ "]
    assert {words[1] for words in commands if words[0] == "autograder"} <= set(COMMANDS)
    targets = (new / "Makefile").read_text()
    assert all(f"\n{words[1]}:" in targets for words in commands if words[0] == "make")
    assert all((new / name).is_dir() for name in ("source", "release", "tests/graders"))
