"""`autograder verify` on the small course, in real processes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT

from autograder.cli import main

GRADERS = f"tests/graders/{ASSIGNMENT}/test_1_double.py"
SOLUTIONS = f"solutions/{ASSIGNMENT}/double"


def run(course: Path, *arguments: str) -> Result:
    """Run the command and return what it printed."""
    line = ["verify", ASSIGNMENT, "--jobs", "1", *arguments, "--course", str(course)]
    return CliRunner().invoke(main, line, terminal_width=200)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_proven_graders_end_with_status_0(proven: Path) -> None:
    """Matrix, counts, full marks under every secret, and a page are there."""
    result = run(proven, "--secrets", "3")
    print(result.output)
    assert result.exit_code == 0, result.output
