"""`autograder convert` on tests of tables and plots, in the style of public courses."""

import re
from pathlib import Path

from click.testing import CliRunner
from frame_course import FRAME_TESTS, TESTS
from public_courses import ASSIGNMENT

from autograder.cli import main
from autograder.gradebook.gradebook import NbgraderCourse

# A legend that may be empty, and a question for a name.
LEFT = {"current": 1, "words": 1}


def test_both_ways_agree_on_tables_and_plots(tmp_path: Path) -> None:
    """Nearly all is translated, and right work, slips and results of other kinds get the same."""
    FRAME_TESTS.write(tmp_path)
    NbgraderCourse.open(tmp_path).release(ASSIGNMENT)
    FRAME_TESTS.hand_in(tmp_path)
    result = CliRunner().invoke(main, ["convert", "tables", "--course", str(tmp_path)])
    assert result.exit_code == 0, result.output
    told = re.findall(r"^  (\w+): (\d+) criteria drafted, (\d+) to finish", result.output, re.M)
    assert {name: int(left) for name, _, left in told if left != "0"} == LEFT
    assert sum(int(drafted) for _, drafted, _ in told) == 64
    cells = len(TESTS) * (len(FRAME_TESTS.students) + 1)
    waiting = len(LEFT) * (len(FRAME_TESTS.students) + 1)
    said = f"both ways agree on {cells} of {cells} cells; of these {waiting} wait"
    assert said in " ".join(result.output.split())
