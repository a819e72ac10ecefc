"""The rules on runs that others made."""

from health.keras_corpus import keras_runs

from autograder.health import Trouble


def test_most_labels_of_sick_runs_are_found() -> None:
    """Of all that is wrong with them, nine tenths and more are among the findings."""
    asked = [(run, label) for run in keras_runs().values() for label in run.labels]
    found = [label for run, label in asked if label in run.diagnosis().troubles]
    assert len(asked) > 200
    assert len(found) >= 0.94 * len(asked)


def test_healthy_runs_of_others_are_left_alone() -> None:
    """At most 2 % are called sick."""
    healthy = [run for run in keras_runs().values() if run.status == "healthy"]
    assert len(healthy) > 100
    assert sum(bool(run.diagnosis().troubles) for run in healthy) <= 0.02 * len(healthy)


def test_every_explosion_is_found() -> None:
    """Whether it comes in the first step, in a rare one or at the end."""
    exploding = {
        name: run.diagnosis().troubles
        for name, run in keras_runs().items()
        if str(Trouble.EXPLODING) in run.labels
    }
    assert [name for name, found in exploding.items() if Trouble.EXPLODING not in found] == []
