"""One class in which everything has gone wrong once, graded by the command itself."""

from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from attacks.attack_course import ASSIGNMENT, NOTEBOOK, honest, make_attack_course
from click.testing import CliRunner
from heads import wanted
from mishaps.reading import Mishap, read_mishaps

from autograder.cli import main
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import GradeRecord
from autograder.store import RecordStore


@dataclass(frozen=True)
class Class:
    """The course after grading, and what the command printed."""

    root: Path
    printed: str

    def record(self, mishap: Mishap) -> GradeRecord:
        """Return a student's record."""
        found = RecordStore(self.root / "records" / ASSIGNMENT).record(mishap.name)
        assert found is not None, self.printed
        return found

    def page(self, mishap: Mishap) -> str:
        """Return a student's feedback page as text."""
        path = self.root / "feedback" / mishap.name / ASSIGNMENT / f"{NOTEBOOK}.html"
        return unescape(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Grade those to whom the chosen tests happen, once and together."""
    root = make_attack_course(tmp_path_factory.mktemp("mishaps") / "course")
    for mishap in wanted(request.session.items, "mishap", read_mishaps()):
        home = root / "submitted" / mishap.name
        home.mkdir(parents=True)
        mishap.hand_in(home, honest(root))
    (root / "submitted" / "whole-class.zip").write_bytes(b"")
    arguments = ["grade", ASSIGNMENT, "--jobs", "2", "--course", str(root)]
    result = CliRunner().invoke(main, arguments, terminal_width=400)
    assert result.exit_code == 0, result.output
    course = NbgraderCourse.open(root)
    for mishap in wanted(request.session.items, "mishap", read_mishaps()):
        course.feedback(ASSIGNMENT, mishap.name)
    return Class(root, result.output)
