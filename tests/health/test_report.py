"""Each finding on a run that has it, and on a run that barely has not."""

from dataclasses import dataclass

import numpy as np
import pytest
from health.networks import identity, kernel_norms, relu, relu_slope, sigmoid, sigmoid_slope

from autograder.health.levels import Norms
from autograder.health.losses import Losses
from autograder.health.report import Trouble, diagnose, layer_ratio

STEPS, LAYERS = 50, 4


@dataclass(frozen=True)
class MadeRun:
    """A run as arrays."""

    losses: Losses
    norms: Norms


def sound_losses(steps: int = STEPS) -> Losses:
    """Return losses that fall from 2 to 0.2."""
    return np.geomspace(2, 0.2, steps)


def sound_norms(steps: int = STEPS) -> Norms:
    """Return norms of 0.1 to 1 that barely change."""
    drawn: Norms = np.random.default_rng(0).uniform(0.1, 1, size=(steps, LAYERS))
    return drawn


def held(norms: Norms) -> MadeRun:
    """Return a run that learns while its layers keep the given norms."""
    return MadeRun(sound_losses(), np.tile(norms, (STEPS, 1)))


def test_a_sound_run_has_no_findings() -> None:
    """Norms of ordinary size and a falling loss are healthy."""
    report = diagnose(MadeRun(sound_losses(), sound_norms()), {"relu": 0.1})
    assert report.healthy
    assert report.first_non_finite_step is None
    assert report.progress > 0.8
    assert report.swings == 0


def test_zero_gradients_before_the_first_judged_step_are_sound() -> None:
    """A head that starts at zero sends nothing back at first, and that is no illness."""
    norms = sound_norms()
    norms[:3, :-1] = 0
    assert diagnose(MadeRun(sound_losses(), norms)).healthy


@pytest.mark.parametrize(("steps", "found"), [(4, False), (5, True)])
@pytest.mark.parametrize(
    ("norm", "trouble"), [(9e-7, Trouble.VANISHING), (11.0, Trouble.EXPLODING)]
)
def test_gradients_must_persist(norm: float, trouble: Trouble, steps: int, found: bool) -> None:
    """A bad norm counts from a tenth of the 47 judged steps on."""
    norms = sound_norms()
    norms[10 : 10 + steps, 2] = norm
    assert (trouble in diagnose(MadeRun(sound_losses(), norms)).findings) == found


@pytest.mark.parametrize(("steps", "found"), [(2, False), (3, True)])
def test_three_steps_at_least_in_a_short_run(steps: int, found: bool) -> None:
    """In ten steps a tenth would be one: three are asked for."""
    norms = sound_norms(10)
    norms[5 : 5 + steps, 0] = 100
    report = diagnose(MadeRun(sound_losses(10), norms))
    assert (Trouble.EXPLODING in report.findings) == found


def test_sigmoid_chain_vanishes_towards_the_input() -> None:
    """The chain of width 1 has the ratio (w/4)^(L-1) exactly, and is told to decay."""
    kernels = [np.ones((1, 1))] * 12
    norms = kernel_norms(kernels, np.full((1, 1), 0.5), sigmoid, sigmoid_slope, bias=-0.5)
    report = diagnose(held(norms))
    assert report.ratio == pytest.approx(2.384185791015625e-07, rel=1e-12)
    assert "shrink towards the input" in report.findings[Trouble.VANISHING]


def test_small_relu_network_vanishes_with_a_ratio_near_one() -> None:
    """The ratio alone would call it healthy: sums of kernel times gradient agree in all layers."""
    random = np.random.default_rng(1)
    kernels = [0.2 * random.normal(size=(16, 16)) * np.sqrt(2 / 16) for _ in range(12)]
    norms = kernel_norms(kernels, random.normal(size=(64, 16)), relu, relu_slope)
    report = diagnose(held(norms))
    assert 0.1 < report.ratio < 10
    assert "small in all layers alike" in report.findings[Trouble.VANISHING]


@pytest.mark.parametrize(("gain", "trouble"), [(0.1, Trouble.VANISHING), (2.0, Trouble.EXPLODING)])
def test_orthogonal_linear_network_scales_as_its_gain(gain: float, trouble: Trouble) -> None:
    """All layers have the norm g^(L-1) times input times delta: ratio 1, and ill all the same."""
    random = np.random.default_rng(2)
    kernels = [gain * np.linalg.qr(random.normal(size=(8, 8)))[0] for _ in range(10)]
    norms = kernel_norms(kernels, random.normal(size=(1, 8)), identity, np.ones_like)
    report = diagnose(held(norms))
    assert report.ratio == pytest.approx(1.0)
    assert set(report.findings) == {trouble}


def test_explosion_towards_the_input_is_told() -> None:
    """BatchNorm after ReLU multiplies by 1.211 a layer backwards: over 70 times in 24 layers."""
    factor = np.sqrt(np.pi / (np.pi - 1))
    report = diagnose(held(factor ** np.arange(30.0)[::-1]))
    assert report.ratio == pytest.approx(factor**29)
    assert "grow towards the input" in report.findings[Trouble.EXPLODING]


def test_a_faint_first_layer_is_vanishing_even_above_the_level() -> None:
    """AUTOTRAINER's level for the first layer finds what no layer below 1e-6 shows."""
    assert Trouble.VANISHING in diagnose(held(np.array([9e-5, 1e-2, 1, 1]))).findings
    assert diagnose(held(np.array([1.1e-4, 1e-2, 1, 1]))).healthy


def test_small_gradients_of_a_converged_network_are_sound() -> None:
    """Where 99 % of the loss is gone, there is nothing left to send back."""
    losses = np.geomspace(1, 1e-8, STEPS)
    norms = np.outer(losses, np.ones(LAYERS))
    assert diagnose(MadeRun(losses, norms)).healthy
    assert Trouble.VANISHING in diagnose(MadeRun(sound_losses(), norms)).findings


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_number_that_is_not_finite_is_enough(value: float) -> None:
    """It never heals, so it need not persist; what came before is judged on its own."""
    losses, norms = sound_losses(), sound_norms()
    norms[20:, 0] = value
    losses[30:] = np.nan
    report = diagnose(MadeRun(losses, norms))
    assert report.first_non_finite_step == 20
    assert set(report.findings) == {Trouble.NON_FINITE}
    assert "from step 20 on" in report.findings[Trouble.NON_FINITE]


def test_a_run_broken_at_once_is_not_judged_further() -> None:
    """Five finite steps are too few: the numbers are unknown, not zero."""
    losses = sound_losses()
    losses[5:] = np.inf
    report = diagnose(MadeRun(losses, sound_norms()))
    assert set(report.findings) == {Trouble.NON_FINITE}
    assert np.isnan([report.ratio, report.progress, report.swings]).all()


@pytest.mark.parametrize(("share", "found"), [(0.25, False), (0.26, True)])
def test_over_a_quarter_of_dead_units(share: float, found: bool) -> None:
    """One layer with more than a quarter is a finding that names it."""
    report = diagnose(MadeRun(sound_losses(), sound_norms()), {"first": 0.0, "second": share})
    assert (Trouble.DEAD in report.findings) == found
    assert not found or "26% of second" in report.findings[Trouble.DEAD]


@pytest.mark.parametrize(("rate", "found"), [(1.9, False), (2.5, True)])
def test_too_large_a_step_oscillates(rate: float, found: bool) -> None:
    """Descent on exp(-x) + x is stable up to a rate of 2, and jumps between two points beyond."""
    x, losses = 1.0, []
    for _ in range(STEPS):
        losses.append(np.exp(-x) + x)
        x -= rate * (1 - np.exp(-x))
    report = diagnose(MadeRun(np.array(losses), sound_norms()))
    assert (Trouble.OSCILLATION in report.findings) == found


@pytest.mark.parametrize(("swings", "found"), [(4, False), (6, True)])
def test_oscillation_needs_a_fifth_of_the_steps(swings: int, found: bool) -> None:
    """Single spikes, each a swing at its top, are forgiven until they are many."""
    losses = sound_losses(30)
    losses[1 : 1 + 4 * swings : 4] += 1
    report = diagnose(MadeRun(losses, sound_norms(30)))
    assert (Trouble.OSCILLATION in report.findings) == found


@pytest.mark.parametrize(("end", "found"), [(0.91, True), (0.89, False)])
def test_slow_is_less_than_a_tenth(end: float, found: bool) -> None:
    """A loss that ends at 91 % of its start is slow, one at 89 % is not."""
    losses = np.concatenate([np.ones(3), np.full(STEPS - 3, end)])
    report = diagnose(MadeRun(losses, sound_norms()))
    assert (Trouble.SLOW in report.findings) == found


def test_a_rising_loss_is_told_as_such() -> None:
    """The words do not speak of a fall where there was none."""
    losses = np.linspace(1, 1.5, STEPS)
    words = diagnose(MadeRun(losses, sound_norms())).findings[Trouble.SLOW]
    assert "rose by" in words


def test_ratio_where_layers_are_zero() -> None:
    """Two zeros have the ratio 1, and a zero last layer an infinite one."""
    assert layer_ratio(np.zeros((3, 2))) == 1.0
    assert layer_ratio(np.tile([1.0, 0.0], (3, 1))) == np.inf
    assert layer_ratio(np.tile([0.0, 1.0], (3, 1))) == 0.0


def test_too_short_a_run_is_refused() -> None:
    """Fewer than three judged steps cannot show that anything persists."""
    with pytest.raises(ValueError, match="5 steps"):
        diagnose(MadeRun(sound_losses(5), sound_norms(5)))
