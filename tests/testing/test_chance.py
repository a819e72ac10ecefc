"""Criteria that chance has a say in: how they are declared and judged."""

from pathlib import Path
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.testing.chance import Statistic, judge_trials, read_stochastic
from autograder.testing.criterion import Notes
from autograder.thresholds import CutOff

CUT_OFF = CutOff(zero=0.5, full=0.9, trials=2)


def listed(subject: Any, number: int) -> float:
    """Measure the entry of a list."""
    return float(subject[number])


STATISTIC = Statistic("learns", "accuracy", 0.5, 0.95, listed)


def test_one_good_trial_is_enough() -> None:
    """The first trial earns full credit: nothing is said, and the second is never held."""
    notes = Notes()
    assert judge_trials(STATISTIC, CUT_OFF, [0.93], notes) == ""
    assert notes.earned == 1.0
    assert [each.value for each in notes.measurements] == [0.93]


def test_a_second_trial_may_save_the_first() -> None:
    """Independent trials: one that fell short by bad luck costs nothing."""
    notes = Notes()
    assert judge_trials(STATISTIC, CUT_OFF, [0.6, 0.91], notes) == ""
    assert notes.earned == 1.0


def test_failure_earns_the_credit_of_the_better_trial() -> None:
    """Both fall short: the student reads what was asked, and keeps a part of the points."""
    notes = Notes()
    said = judge_trials(STATISTIC, CUT_OFF, [0.7, 0.6], notes)
    assert said == "accuracy: expected at least 0.9, got 0.7"
    assert notes.earned == pytest.approx(0.5)


def test_small_may_be_good() -> None:
    """Where the cut-off lies below the value that earns nothing, at most is asked."""
    cut_off = CutOff(zero=6.0, full=3.0, trials=1)
    said = judge_trials(STATISTIC, cut_off, [4.5], Notes())
    assert said == "accuracy: expected at most 3, got 4.5"


def test_declaration_may_use_what_lies_beside_it(tmp_path: Path) -> None:
    """Helpers beside the graders are found, and another folder's are not remembered."""
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "helper_of_chance.py").write_text(f"NAMES = ({name!r},)\n")
        (folder / "stochastic.py").write_text("from helper_of_chance import NAMES as STOCHASTIC\n")
        assert read_stochastic(folder) == (name,)


@pytest.mark.parametrize("text", ["", "import no_such_module_of_chance"])
def test_missing_declaration_is_the_graders_fault(tmp_path: Path, text: str) -> None:
    """A file without STOCHASTIC, or with a broken import, is named."""
    (tmp_path / "stochastic.py").write_text(text)
    with pytest.raises(GraderError, match=r"stochastic\.py: no STOCHASTIC criteria"):
        read_stochastic(tmp_path)
