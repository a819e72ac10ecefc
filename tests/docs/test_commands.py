"""Every command line of the documentation is one that its program takes."""

import re
import shlex
from pathlib import Path

import click
import pytest
from nbgrader.apps import NbGraderApp
from tiny_course import PROJECT

from autograder.cli import main

PAGES = sorted((PROJECT / "docs").glob("*.md"))
TARGETS = re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
MAKEFILE = PROJECT / "autograder" / "start" / "templates" / "course" / "Makefile"
OF_A_COURSE = re.findall(r"^(\w+):", MAKEFILE.read_text(encoding="utf-8"), re.MULTILINE)
# The shell's own, with nothing of ours to check.
PLAIN = {"cd", "cp", "dask", "mkdir", "pip", "pytest", "python", "."}
ASSIGNMENT, FOLDER, FILE = "week1", "folders", re.compile(r"[\w-]+\.\w+")


def console_lines(page: Path) -> list[str]:
    """Return the command lines of a page's console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


LINES = [(page.name, line) for page in PAGES for line in console_lines(page)]


def test_pages_show_commands() -> None:
    """The blocks were found."""
    assert len(LINES) > 60


@pytest.mark.parametrize(("page", "line"), LINES)
def test_command_is_taken(
    page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, options, choices and numbers of arguments are those of the real command."""
    assert line.startswith("$ "), page
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
    if program == "autograder":
        take(arguments)
    elif program == "nbgrader":
        assert arguments[0] in NbGraderApp().subcommands
    elif program == "make":
        assert set(arguments) <= {*TARGETS, *OF_A_COURSE}
    else:
        assert program in PLAIN


def take(arguments: list[str]) -> None:
    """Have click read a command line in a course; what it names is there, and nothing is run."""
    name, *rest = arguments
    # Click keeps the help option that it makes first, with the names that the group gives it.
    group = click.Context(main, **main.context_settings)
    command = main.get_command(group, name)
    assert command is not None, f"there is no command {name}"
    Path("source", ASSIGNMENT).mkdir(parents=True)
    Path(FOLDER).mkdir()
    for each in filter(FILE.fullmatch, rest):
        Path(each).touch()
    command.make_context(name, rest, parent=group)
