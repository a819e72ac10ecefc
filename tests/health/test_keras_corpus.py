"""The rules on runs that others made."""

import pytest
from health.keras_corpus import keras_runs

from autograder.health import Trouble

CORPORA = ("keras", "lessons")


@pytest.mark.parametrize(("corpus", "share"), [("keras", 0.94), ("lessons", 0.98)])
def test_most_labels_of_sick_runs_are_found(corpus: str, share: float) -> None:
    """Of all that is wrong with them, nine tenths and more are among the findings."""
    asked = [(run, label) for run in keras_runs(corpus).values() for label in run.labels]
    found = [label for run, label in asked if label in run.diagnosis().troubles]
    assert len(asked) > 170
    assert len(found) >= share * len(asked)


@pytest.mark.parametrize("corpus", CORPORA)
def test_healthy_runs_of_others_are_left_alone(corpus: str) -> None:
    """At most 2 % are called sick."""
    healthy = [run for run in keras_runs(corpus).values() if run.status == "healthy"]
    assert len(healthy) > 95
    assert sum(bool(run.diagnosis().troubles) for run in healthy) <= 0.02 * len(healthy)


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_explosion_is_found(corpus: str) -> None:
    """Whether it comes in the first step, in a rare one or at the end."""
    exploding = {
        name: run.diagnosis().troubles
        for name, run in keras_runs(corpus).items()
        if str(Trouble.EXPLODING) in run.labels
    }
    assert [name for name, found in exploding.items() if Trouble.EXPLODING not in found] == []


def test_little_is_said_of_a_sick_run_that_its_outcome_does_not_show() -> None:
    """Of a hundred sick runs, at most five are said to have more than they have."""
    sick = [run for run in keras_runs("lessons").values() if run.status == "sick"]
    beside = [run for run in sick if run.diagnosis().troubles - run.labels - run.also]
    assert len(beside) <= 0.05 * len(sick)
