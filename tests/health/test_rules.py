"""What single series say, where the runs that are stored have none of the kind."""

import numpy as np
import pytest

from autograder.health import Context, Diagnosis, Trouble, diagnose

STEPS = 120


def judged(losses: object, update: float = 0.05, **context: object) -> Diagnosis:
    """Judge a run of two layers whose gradients are sound throughout, and updates all alike."""
    ones = np.ones((STEPS, 2))
    return diagnose(losses, 0.1 * ones, ones, update * ones, Context(**context))  # type: ignore[arg-type]


@pytest.mark.parametrize(("times", "found"), [(60.0, True), (2.0, False)])
def test_one_step_that_throws_a_kernel_away_explodes(times: float, found: bool) -> None:
    """A first step of 60 times the kernel's length leaves dead units: no later step tells."""
    norms, weights = np.zeros((STEPS, 2)), np.ones((STEPS, 2))
    updates = np.zeros((STEPS, 2))
    norms[0], updates[0] = 1e4, times
    diagnosis = diagnose(np.full(STEPS, 2.0), norms, weights, updates, Context(baseline=2.0))
    assert (Trouble.EXPLODING in diagnosis.troubles) is found
    assert not found or "changed a kernel by 60 times its length" in str(diagnosis)


def test_head_that_starts_at_zero_may_move_by_many_lengths() -> None:
    """A first step away from zero is large by the kernel's length, and the loss hardly knows."""
    norms, weights, updates = (np.full((STEPS, 2), value) for value in (0.1, 1.0, 0.01))
    weights[0, 1], updates[0, 1] = 1e-9, 0.1
    losses = np.linspace(2, 0.2, STEPS)
    assert diagnose(losses, norms, weights, updates, Context(baseline=2.0)).healthy


@pytest.mark.parametrize(("period", "found"), [(16, True), (15, False)])
def test_swing_about_as_long_as_an_epoch_is_no_order_of_the_data(period: int, found: bool) -> None:
    """Data come back after an epoch of 15 steps exactly; a ringing has a period of its own."""
    losses = 1 + 0.8 * np.cos(2 * np.pi * np.arange(STEPS) / period)
    oscillates = Trouble.OSCILLATION in judged(losses, baseline=1.0, epoch_steps=15).troubles
    assert oscillates is found


@pytest.mark.parametrize(("update", "found"), [(0.2, True), (0.05, False)])
def test_loss_that_shakes_is_noise_unless_kernels_are_thrown_about(
    update: float, found: bool
) -> None:
    """Much is learnt, and the loss looks the same: what tells is how far the kernels move."""
    losses = 0.3 + np.random.default_rng(0).exponential(0.1, STEPS)
    diagnosis = judged(losses, update, baseline=1.0, epoch_steps=15)
    assert (Trouble.OSCILLATION in diagnosis.troubles) is found


def test_start_among_heavy_noise_is_no_measure() -> None:
    """Where the first losses may be anything, nothing is said of how much was learnt."""
    losses = np.random.default_rng(0).exponential(1.0, STEPS)
    losses[:3] = 0.3
    diagnosis = judged(losses)
    assert Trouble.SLOW not in diagnosis.troubles
    assert "too noisy to compare" in str(diagnosis)
    assert Trouble.SLOW in judged(losses, baseline=1.0).troubles


def test_gradients_of_a_penalty_are_no_explosion() -> None:
    """An L2 of 1 pulls kernels in by gradients far above the last layer's; the error has none."""
    weights = np.geomspace(6.0, 1.0, STEPS)[:, None] * np.array([1.0, 0.1])
    norms = np.maximum(2 * weights * np.array([1.0, 0.0]), 0.01)
    penalties = weights[:, 0] ** 2
    losses = np.full(STEPS, 2.3)
    for known, found in ((penalties, False), (np.zeros(STEPS), True)):
        context = Context(baseline=2.3, penalties=known)
        diagnosis = diagnose(losses + known, norms, weights, 0.01 * weights, context)
        assert (Trouble.EXPLODING in diagnosis.troubles) is found
        assert Trouble.SLOW in diagnosis.troubles


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ([0, 1, 2, 60], "4 measured steps, but 3 rows of norms"),
        ([1, 2, 60], "expected ascending whole steps from 0 to below 120"),
        ([0, 60, 60], "expected ascending whole steps from 0 to below 120"),
        ([0.0, 5.0, 60.0], "expected ascending whole steps from 0 to below 120"),
        ([0, "5", None], "expected ascending whole steps from 0 to below 120"),
        ([0, 60, 120], "expected ascending whole steps from 0 to below 120"),
        (None, "120 losses, but 3 rows of norms"),
    ],
)
def test_measured_steps_that_do_not_fit_are_refused(measured: object, words: str) -> None:
    """Each row of norms belongs to one step of the run, and the first step has one."""
    with pytest.raises(ValueError, match=words):
        diagnose(np.ones(STEPS), np.ones((3, 2)), context=Context(measured=measured))  # type: ignore[arg-type]


def test_report_says_at_which_steps_norms_were_measured() -> None:
    """What was not measured was not examined."""
    measured = [0, 1, 2, *range(10, STEPS, 10)]
    told = str(
        diagnose(np.ones(STEPS), np.ones((len(measured), 2)), context=Context(measured=measured))
    )
    words = "norms at 106 of 120 logged steps: they were measured at each of the first 3, then at"
    assert f"not examined: {words} one in 10" in told
