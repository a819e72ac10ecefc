"""What a series of losses says."""

import numpy as np
import pytest

from autograder.health.losses import progress, swing_share


def test_progress_of_a_known_decay() -> None:
    """From a start of 2 to an end of 0.5 three quarters are gone."""
    losses = np.concatenate([np.full(3, 2.0), np.linspace(2, 0.5, 20), np.full(10, 0.5)])
    assert progress(losses) == pytest.approx(0.75)


def test_progress_of_a_short_run_takes_its_second_half() -> None:
    """A run of six steps is compared by its first and its last three."""
    assert progress(np.array([4.0, 4, 4, 1, 1, 1])) == pytest.approx(0.75)


def test_progress_below_zero_and_from_zero() -> None:
    """A negative loss that falls makes progress; a loss that starts at 0 makes none."""
    assert progress(np.array([-1.0, -1, -1, -2, -2, -2])) == pytest.approx(1.0)
    assert progress(np.zeros(6)) == 0.0


def test_every_turn_of_a_zigzag_swings() -> None:
    """Up and down by half of the start, each step between two others is a swing."""
    assert swing_share(np.tile([1.0, 1.5], 10)) == 1.0


def test_a_step_down_and_small_noise_do_not_swing() -> None:
    """Neither steady descent nor turns of less than a fifth of the start are swings."""
    assert swing_share(np.linspace(2, 0, 30)) == 0.0
    assert swing_share(np.tile([1.0, 1.19], 10)) == 0.0
