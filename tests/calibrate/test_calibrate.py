"""From solutions to cut-offs, on a small course in the real sandbox."""

import tomllib
from pathlib import Path

from click.testing import CliRunner
from tiny_course import ASSIGNMENT

from autograder.calibrate.trials import chunks_of, hold
from autograder.cli import main
from autograder.limits import Limits
from autograder.solutions import read_solution
from autograder.thresholds import read_cut_offs
from autograder.verify.trials import Place


def run(course: Path, *options: str) -> str:
    """Run the command on one job and return what it said."""
    arguments = ["calibrate", ASSIGNMENT, "--jobs", "1", "--course", str(course), *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_cut_offs_and_evidence_are_written(chancy: Path) -> None:
    """The cut-off lies between the right solutions and the nearest wrong one, with the numbers.

    Trials are drawn by solution and number, so a second run writes the same.
    """
    said = run(chancy)
    graders = chancy / "tests" / "graders" / ASSIGNMENT
    cut_off = read_cut_offs(graders)["double.noisy"]
    assert 0.8 < cut_off.full < 0.9
    assert cut_off.trials == 2
    table = tomllib.loads((graders / "thresholds.toml").read_text())["double.noisy"]
    assert table["told"] == 0.95
    assert table["right"]["trials_held"] == 100
    assert table["right"]["trials_short"] == 0
    assert table["right"]["false_rejection_bound"] < 0.001
    assert table["right"]["weakest"] in table["right"]["quantiles"]
    assert set(table["right"]["quantiles"]) == {"the-reference", "double-wheat_sum"}
    assert table["wrong"]["nearest"] == "double-chaff_same"
    assert table["wrong"]["trials_held"] == 50
    assert table["wrong"]["false_acceptance"] == 0.0
    assert 0.4 < table["wrong"]["quantiles"][0] < table["wrong"]["quantiles"][-1] < 0.6
    assert (chancy / "docs" / f"calibration-{ASSIGNMENT}.png").read_bytes()[:4] == b"\x89PNG"
    assert "double-chaff_same, the nearest wrong one, is accepted with 0.0%" in said
    first = (graders / "thresholds.toml").read_bytes()
    run(chancy)
    assert (graders / "thresholds.toml").read_bytes() == first


def test_a_trial_does_not_depend_on_its_chunk(chancy: Path) -> None:
    """The trials of two chunks, held apart, are those of one after the other."""
    place = Place(chancy, ASSIGNMENT, Limits())
    wheat = read_solution(chancy / "solutions" / ASSIGNMENT / "double" / "wheat_sum.py")
    first, second = chunks_of(place, wheat, ["double.noisy"], range(30))
    (again,) = chunks_of(place, wheat, ["double.noisy"], range(20, 30))
    assert (first.numbers, second.numbers) == (range(25), range(25, 30))
    values = hold(first).values["double.noisy"] + hold(second).values["double.noisy"]
    assert len(set(values)) == 30
    assert hold(again).values["double.noisy"] == values[20:]


def test_a_right_solution_that_raises_ends_the_calibration(chancy: Path) -> None:
    """A wheat without a measurement leaves nothing to calibrate on, and is named."""
    wheat = chancy / "solutions" / ASSIGNMENT / "double" / "wheat_sum.py"
    wheat.write_text(wheat.read_text().replace("return x + x", "raise ValueError('no')"))
    arguments = ["calibrate", ASSIGNMENT, "--jobs", "1", "--course", str(chancy)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "double-wheat_sum, which is right: ValueError: no" in result.output


def test_a_course_without_chance_is_told_so(course: Path) -> None:
    """An assignment that declares no stochastic criterion has nothing to calibrate."""
    result = CliRunner().invoke(main, ["calibrate", ASSIGNMENT, "--course", str(course)])
    assert result.exit_code == 1
    assert "stochastic.py: no STOCHASTIC criteria" in result.output
