"""What has arrived is looked at while others are still writing there."""

import os
from pathlib import Path

from autograder.arrivals import arrivals
from autograder.submitted import Submitted

LONG = "x" * 200


def test_folder_that_nobody_can_look_into_holds_up_nobody(tmp_path: Path) -> None:
    """It has a row, as what arrives; grading says what is wrong with it."""
    for place in ("release/week5", "submitted/ada/week5", "submitted/eve"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "submitted/ada/week5/1.ipynb").write_text("{}")
    _bury(tmp_path / "submitted/eve")
    found = arrivals(Submitted(tmp_path, "week5"))
    assert sorted(found) == ["ada", "eve"]
    assert found["ada"] != found["eve"]


def _bury(folder: Path) -> None:
    """Make folders in each other whose path is longer than any that a program may open."""
    above = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir(LONG, dir_fd=above)
        below = os.open(LONG, os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = below
    os.close(above)
