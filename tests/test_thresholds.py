"""Cut-offs: read from a file, and held against trials."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.thresholds import CutOff, read_cut_offs


def test_cut_offs_are_read_by_criterion(tmp_path: Path) -> None:
    """Evidence beside them does not disturb."""
    text = '["cell.learns"]\nzero = 0.4\nfull = 1\ntrials = 3\n["cell.learns".right]\nheld = 100\n'
    (tmp_path / "thresholds.toml").write_text(text)
    assert read_cut_offs(tmp_path) == {"cell.learns": CutOff(0.4, 1.0, 3)}


def test_missing_file_says_what_to_run(tmp_path: Path) -> None:
    """An author who has not calibrated yet is told how to."""
    with pytest.raises(CourseError, match="autograder calibrate"):
        read_cut_offs(tmp_path)


@pytest.mark.parametrize(
    "text", ["[", "x = 1", "[c]\nfull = 1\ntrials = 1", "[c]\nzero = 1\nfull = 1\ntrials = 2"]
)
def test_broken_file_is_the_courses_fault(tmp_path: Path, text: str) -> None:
    """Neither broken TOML nor a missing or senseless number passes."""
    (tmp_path / "thresholds.toml").write_text(text)
    with pytest.raises(CourseError, match=r"thresholds\.toml"):
        read_cut_offs(tmp_path)


def counted(values: list[float], held: list[float]) -> Iterator[float]:
    """Yield values and note which were asked for."""
    for value in values:
        held.append(value)
        yield value


def test_no_further_trial_after_a_good_one() -> None:
    """Trials cost time, so the first that earns full credit ends them."""
    held: list[float] = []
    assert CutOff(0.0, 0.9).best(counted([0.95, 0.99], held)) == 0.95
    assert held == [0.95]


def test_best_of_the_trials_allowed() -> None:
    """Both fall short: the better one counts, and a third is not held."""
    held: list[float] = []
    assert CutOff(6.0, 3.0, trials=2).best(counted([5.0, 4.0, 1.0], held)) == 4.0
    assert held == [5.0, 4.0]


def test_full_credit_at_the_cut_off_itself() -> None:
    """The limits belong to the better side, in both directions; NaN never does."""
    assert CutOff(0.4, 0.9).met_by(0.9)
    assert CutOff(6.0, 3.0).met_by(3.0)
    assert not CutOff(0.4, 0.9).met_by(float("nan"))
    assert not CutOff(6.0, 3.0).met_by(float("nan"))
