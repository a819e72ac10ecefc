"""Each finding on a run that has it and on one that barely has not, by losses and norms alone."""

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


def idle_losses(steps: int = STEPS) -> Losses:
    """Return losses that fall from 2 to 1.5: a quarter is learnt."""
    return np.geomspace(2, 1.5, steps)


def sound_norms(steps: int = STEPS) -> Norms:
    """Return norms of 0.1 to 1 that barely change."""
    drawn: Norms = np.random.default_rng(0).uniform(0.1, 1, size=(steps, LAYERS))
    return drawn


def held(norms: Norms) -> MadeRun:
    """Return a run that learns little while its layers keep the given norms."""
    return MadeRun(idle_losses(), np.tile(norms, (STEPS, 1)))


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
    assert diagnose(MadeRun(idle_losses(), norms)).healthy


@pytest.mark.parametrize(
    ("norm", "trouble", "least"), [(9e-7, Trouble.VANISHING, 24), (1e4, Trouble.EXPLODING, 3)]
)
def test_gradients_must_last(norm: float, trouble: Trouble, least: int) -> None:
    """A layer is starved from half of the 47 judged steps on; three violent ones are enough."""
    for steps, found in ((least - 1, False), (least, True)):
        norms = sound_norms()
        norms[10 : 10 + steps, 2] = norm
        assert (trouble in diagnose(MadeRun(idle_losses(), norms)).findings) == found


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


@pytest.mark.parametrize(("gain", "trouble"), [(0.1, Trouble.VANISHING), (2.5, Trouble.EXPLODING)])
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


@pytest.mark.parametrize("norms", [[1e-9, 1e-2, 1, 1], [5e-3, 5e-3, 1, 9e-4], [1e4, 1e2, 1, 1]])
def test_what_learns_is_not_ill(norms: list[float]) -> None:
    """A kernel that is quiet or loud in a network that learns nine tenths is no illness."""
    loud = MadeRun(sound_losses(), np.tile(np.array(norms), (STEPS, 1)))
    assert diagnose(loud).healthy


def test_small_gradients_of_a_converged_network_are_sound() -> None:
    """Where 99 % of the loss is gone, there is nothing left to send back."""
    losses = np.geomspace(1, 1e-8, STEPS)
    norms = np.outer(losses, np.ones(LAYERS))
    assert diagnose(MadeRun(losses, norms)).healthy
    assert Trouble.VANISHING in diagnose(MadeRun(idle_losses(), norms)).findings


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_number_that_is_not_finite_is_enough(value: float) -> None:
    """It never heals, so it need not last; what is infinite has exploded, too."""
    losses, norms = sound_losses(), sound_norms()
    norms[20:, 0] = value
    losses[30:] = np.nan
    report = diagnose(MadeRun(losses, norms))
    assert report.first_non_finite_step == 20
    exploded = {Trouble.EXPLODING} if np.isinf(value) else set()
    assert set(report.findings) == {Trouble.NON_FINITE, *exploded}
    assert "from step 20 on" in report.findings[Trouble.NON_FINITE]


def test_growth_before_a_number_that_is_none_is_an_explosion() -> None:
    """NaN alone may come from a root of zero; after a loss of a million it may not."""
    losses, norms = sound_losses(), sound_norms()
    losses[1], losses[2:] = 1e6, np.nan
    found = diagnose(MadeRun(losses, norms)).findings
    assert set(found) == {Trouble.NON_FINITE, Trouble.EXPLODING}


def test_a_run_broken_at_once_is_not_judged_further() -> None:
    """Five finite steps are too few: the numbers are unknown, not zero."""
    losses = sound_losses()
    losses[5:] = np.nan
    report = diagnose(MadeRun(losses, sound_norms()))
    assert set(report.findings) == {Trouble.NON_FINITE}
    assert np.isnan([report.ratio, report.progress, report.swings]).all()


@pytest.mark.parametrize(("share", "found"), [(0.5, False), (0.51, True)])
def test_over_half_of_dead_units(share: float, found: bool) -> None:
    """One layer with more than half is a finding that names it; a third is the usual sparsity."""
    report = diagnose(MadeRun(sound_losses(), sound_norms()), {"first": 0.3, "second": share})
    assert (Trouble.DEAD in report.findings) == found
    words = "in 2 of 2 layers over 25% of the units are dead, 51% of second"
    assert not found or report.findings[Trouble.DEAD] == words


@pytest.mark.parametrize(("rate", "found"), [(1.5, False), (2.5, True)])
def test_too_large_a_step_oscillates(rate: float, found: bool) -> None:
    """Descent on exp(-x) + x is stable up to a rate of 2, and jumps between two points beyond."""
    x, losses = 1.0, []
    for _ in range(STEPS):
        losses.append(np.exp(-x) + x)
        x -= rate * (1 - np.exp(-x))
    report = diagnose(MadeRun(np.array(losses), sound_norms()))
    assert (Trouble.OSCILLATION in report.findings) == found


def test_single_spikes_are_no_oscillation() -> None:
    """A few batches that are harder than the others are forgiven."""
    losses = sound_losses()
    losses[5::11] += 1
    assert diagnose(MadeRun(losses, sound_norms())).healthy


@pytest.mark.parametrize(("end", "found"), [(0.91, True), (0.89, False)])
def test_slow_is_less_than_a_tenth(end: float, found: bool) -> None:
    """A loss that ends at 91 % of its start is slow, one at 89 % is not."""
    losses = np.concatenate([np.ones(3), np.full(STEPS - 3, end)])
    report = diagnose(MadeRun(losses, sound_norms()))
    assert (Trouble.SLOW in report.findings) == found


def test_ratio_where_layers_are_zero() -> None:
    """Two zeros have the ratio 1, and a zero last layer an infinite one."""
    assert layer_ratio(np.zeros((3, 2))) == 1.0
    assert layer_ratio(np.tile([1.0, 0.0], (3, 1))) == np.inf
    assert layer_ratio(np.tile([0.0, 1.0], (3, 1))) == 0.0


def test_too_short_a_run_is_refused() -> None:
    """Fewer than three judged steps cannot show that anything lasts."""
    with pytest.raises(ValueError, match="5 steps"):
        diagnose(MadeRun(sound_losses(5), sound_norms(5)))
