"""The rules on runs whose labels were written before."""

from pathlib import Path

import numpy as np
import pytest
from effort import THOROUGH
from health.comparison import SYMPTOMS, alarmed, ours, recalled, table
from health.corpus import Run, stored
from health.make_corpus import CASES, SEEDS, SERIES, trained
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_course import PROJECT

# Rings of 16 steps among noise: half of the steps hold too few of each climb.
TOO_FAST = "momentum 0.97, batches"
RUNS = st.sampled_from(range(len(CASES) * len(SEEDS)))
RETRAINED = CASES if THOROUGH else CASES[:: len(CASES) // 2]


def test_the_corpus_is_large_and_a_third_of_it_healthy() -> None:
    """At least 60 kinds of runs, three seeds each, small enough to be stored."""
    healthy = [case for case in CASES if not case.labels]
    assert len(CASES) >= 60
    assert len(healthy) * 3 >= len(CASES)
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(stored()) == 3 * len(CASES)


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_sick_runs_are_found(symptom: str) -> None:
    """Of the runs with a symptom, 95 % are found to have it."""
    found, number = recalled(ours, symptom)
    assert found >= 0.95 * number


def test_healthy_runs_are_left_alone() -> None:
    """At most 2 % are called sick."""
    found, number = alarmed(ours)
    assert found <= 0.02 * number


@settings(max_examples=60, deadline=None)
@given(number=RUNS, exponent=st.floats(-6, 6))
def test_units_of_the_loss_do_not_matter(number: int, exponent: float) -> None:
    """A loss in cents, or summed over a batch, gives the verdict that it gives in euros."""
    run = stored()[number]
    assert run.diagnosis(scale=10.0**exponent).troubles == run.diagnosis().troubles


@settings(max_examples=60, deadline=None)
@given(number=RUNS)
def test_logging_every_second_step_does_not_matter(number: int) -> None:
    """Half of the steps give the same verdict, and show what a run was made to have."""
    run = stored()[number]
    assume(run.case.name != TOO_FAST)
    whole, half = run.diagnosis(), run.diagnosis(every=2)
    assert half.verdict == whole.verdict
    assert run.labels & half.troubles == run.labels & whole.troubles


def test_norms_at_some_steps_are_enough() -> None:
    """Measured as `Monitor` does, norms show what those of all steps show of a run's labels."""
    for run in stored():
        whole, some = run.diagnosis(), run.at_cadence()
        assert some.verdict == whole.verdict, (run.case.name, run.seed)
        assert run.labels & some.troubles == run.labels & whole.troubles, (run.case.name, run.seed)


def test_documents_show_the_comparison() -> None:
    """The table in `docs/health.md` is the one that the rules of today give."""
    text = Path(PROJECT / "docs" / "health.md").read_text(encoding="utf-8")
    assert table() in text


@pytest.mark.parametrize("case", RETRAINED, ids=lambda case: case.name)
def test_stored_runs_can_be_made_again(case: object) -> None:
    """The same seed gives the same training, up to what the machine's arithmetic adds."""
    (run,) = [run for run in stored() if run.case is case and run.seed == SEEDS[0]]
    assert_alike(run, trained(run.case, run.seed))


def assert_alike(run: Run, again: dict[str, object]) -> None:
    """Compare the first steps; later ones may differ where a training is chaotic."""
    for key in SERIES:
        np.testing.assert_allclose(run.series[key][:5], again[key][:5], rtol=1e-2)
