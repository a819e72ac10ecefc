"""`autograder demo` in the small course, which takes minutes: one of its students never ends."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from effort import THOROUGH
from tiny_course import ASSIGNMENT

from autograder.cli import main


@pytest.mark.skipif(not THOROUGH, reason="takes minutes; EFFORT=thorough")
def test_demonstration_ends_with_the_report(course: Path, tmp_path: Path) -> None:
    """The first page that it names is the report, whose links lead to the feedback."""
    folder = tmp_path / "class"
    options = ["--assignment", ASSIGNMENT, "--course", str(course), "--folder", str(folder)]
    result = CliRunner().invoke(main, ["demo", *options])
    assert result.exit_code == 0, result.output
    report, feedback = map(Path, re.findall(r"^Open (\S+) in a browser", result.output, re.M))
    assert report == folder / "reports" / ASSIGNMENT / "index.html"
    assert feedback.is_file()
    links = re.findall(r'href="([^"]*/feedback/[^"]*)"', report.read_text())
    assert links
    assert all((report.parent / link).is_file() for link in links)
