"""Figures and tables of the notebooks: they survive anything, and say what was measured."""

import math
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import matplotlib.pyplot as plt
import numpy as np
import pytest
from gradient_lab import data, networks, tables
from gradient_lab.chain import ChainFlow
from gradient_lab.figures import clipping, explosion, network, vanishing
from gradient_lab.figures import guide as guide_figures
from gradient_lab.figures import remedies as remedies_figures
from gradient_lab.figures.style import DOTS
from gradient_lab.guide import REMEDIES, Guide, Trial
from gradient_lab.recorder import Flow
from gradient_lab.remedies import Outcome
from IPython.core.formatters import DisplayFormatter
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

# As many characters of a line as JupyterLab shows in a window of 1280 points without a break.
WIDTH = 100
NORMS = [
    [1.0, 2.0, 3.0],
    [1.0, math.inf, math.nan],
    [math.nan, math.nan, math.nan],
    [0.0, 0.0, 0.0],
    [1e-45, 1.0, 1e38],
    [],
]


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    """Close what a test drew."""
    yield
    plt.close("all")


def drawn(figure: Figure) -> None:
    """Render a figure as the notebook would."""
    figure.canvas.draw()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("norms", NORMS)
def test_clipping_figures_survive(norms: Sequence[float]) -> None:
    """Neither inf, NaN, zero, extremes nor an empty run breaks the figures of notebook 3."""
    run = {"losses": norms, "norms_before": norms, "norms_after": norms}
    drawn(clipping.with_and_without(run, run))
    names = ("original_norm", "clipped_norm", "threshold", "clip_rate")
    drawn(clipping.adaptive_run([dict.fromkeys(names, norm) for norm in norms]))


def test_figure_says_in_words_what_it_shows() -> None:
    """The words travel beside the drawing, for those who do not see it."""
    run = {"losses": [1.0, 0.5], "norms_before": [3.0, 2.0], "norms_after": [1.0, 1.0]}
    figure = clipping.with_and_without(run, run)
    _, told = DisplayFormatter().format(figure)
    words = told["image/png"]["alt"]
    assert figure.axes[0].get_title("left") in words
    assert figure.words in words
    assert len(figure.words) > 20


def test_figure_is_drawn_when_it_is_shown_and_not_before() -> None:
    """pyplot finds nothing to draw at the end of a cell, where Jupyter draws to show."""
    run = {"losses": [1.0, 0.5], "norms_before": [3.0, 2.0], "norms_after": [1.0, 1.0]}
    figure = clipping.with_and_without(run, run)
    Gcf.draw_all()
    assert not hasattr(figure.canvas, "renderer")
    drawn(figure)
    assert hasattr(figure.canvas, "renderer")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("norms", NORMS)
def test_network_figures_survive(norms: Sequence[float]) -> None:
    """Nor those of notebook 5."""
    flow = Flow(["a", "b", "c"], np.tile(np.array(norms, dtype=float), (3, 1)))
    drawn(network.gradient_flow({"one": flow, "other": flow}))
    drawn(network.measured_and_predicted(flow, flow, 0.25))
    names = ("min_gradient", "mean_gradient", "max_gradient")
    run = [{"step": step, **dict.fromkeys(names, norm)} for step, norm in enumerate(norms)]
    drawn(network.health({"one": run, "other": run}))
    drawn(network.training({"one": {"loss": norms, "accuracy": norms}}))


def layers(norms: Sequence[float]) -> ChainFlow:
    """Return the flow through a chain whose layers all measure these numbers."""
    values = np.array(norms, dtype=float)
    return ChainFlow(values, values, values, [np.full((2, 3), norm) for norm in norms])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("norms", "ratio"), list(zip(NORMS[:-1], [1e300, 0.0, math.inf, math.nan, 1e-300], strict=True))
)
def test_vanishing_figures_survive(norms: Sequence[float], ratio: float) -> None:
    """Nor those of notebook 1, whatever ratio was diagnosed."""
    flows = {"one": layers(norms), "other": layers(norms)}
    drawn(vanishing.chain_rule(flows))
    named = {name: dict(zip("abc", norms, strict=False)) for name in flows}
    drawn(vanishing.vanishing(named, flows, {name: {"ratio": ratio} for name in flows}))


def watched(norms: Sequence[float]) -> explosion.Run:
    """Return a detector that saw these norms, and losses as large."""
    events = [(step, "exploding", norm) for step, norm in enumerate(norms) if not norm <= 1]
    return SimpleNamespace(threshold=1.0, history=list(norms), events=events), norms


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("norms", NORMS)
def test_explosion_figure_survives(norms: Sequence[float]) -> None:
    """Nor that of notebook 2."""
    drawn(explosion.explosion({"one": watched(norms), "other": watched([1.0, 5.0])}))
    drawn(explosion.explosion({"alone": watched(norms)}))


def test_explosion_figure_counts_what_is_not_finite() -> None:
    """The title of the sizes counts inf and NaN of each run, the bar apart is as high."""
    figure = explosion.explosion(
        {"one": watched([1.0, math.inf, math.nan]), "other": watched([2.0])}
    )
    assert "not finite: 2, 0" in figure.axes[2].get_title(loc="left")
    assert max(patch.get_height() for patch in figure.axes[2].patches) == 2
    full = [patch for patch in figure.axes[3].patches if patch.get_hatch() == "////"]
    assert len(full) == 2


def test_crosses_of_lost_steps_lie_above_all_finite_values() -> None:
    """However many runs diverge, no row of crosses is among what the runs drew before."""
    norms = [1.0, 1e9, math.inf]
    figure = explosion.explosion({name: watched(norms) for name in "abc"})
    for panel in figure.axes[:2]:
        panel.get_figure().canvas.draw()
        pixels = [line.get_transform().transform(line.get_xydata()) for line in panel.lines]
        crosses = [
            points
            for line, points in zip(panel.lines, pixels, strict=True)
            if line.get_marker() == "x"
        ]
        drawn = [
            points
            for line, points in zip(panel.lines, pixels, strict=True)
            if line.get_marker() not in ("x", "None")
        ]
        lowest = min(points[:, 1].min() for points in crosses)
        assert len(crosses) == 3
        assert lowest > max(np.nanmax(points[:, 1]) for points in drawn)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("norms", NORMS[:-1])
def test_remedies_figures_survive(norms: Sequence[float]) -> None:
    """Nor those of notebook 4, diverged runs and networks that never converged included."""
    run = {"losses": norms, "gradient_norms": norms, "final_loss": norms[-1]}
    run |= {"average_gradient_norm": norms[-1], "gradient_stability": norms[0]}
    drawn(remedies_figures.optimizers({"one": run, "other": run}, ["other", "one"]))
    outcome = Outcome({"loss": norms, "val_loss": norms}, norms[0], norms[-1], 0.5, 10, 0.1)
    drawn(remedies_figures.remedies({"one": outcome, "other": outcome}, {"one": None, "other": 3}))
    drawn(remedies_figures.initialisations({"one": layers(norms)}))
    drawn(remedies_figures.schedules({"one": norms}, {"one": norms}))
    drawn(guide_figures.reach({"one": np.array(norms)}))


def guide() -> Guide:
    """Return a guide as if measured: ReLU cures alone, Adam is missed, nothing else matters."""
    accuracy = {"ReLU": (0.9, 0.92), "Adam": (0.1, 0.5)}
    trial = {name: accuracy.get(name, (0.1, 0.92)) for name in REMEDIES}
    return Guide(
        plain=[Trial(0.1, 1e-9, 0.001)],
        complete=[Trial(0.92, 1e-2, 0.004)],
        alone={name: [Trial(alone, 1.0, 0.002)] for name, (alone, _) in trial.items()},
        without={name: [Trial(without, 1.0, 0.003)] for name, (_, without) in trial.items()},
    )


def test_guide_is_read_off_the_measurements(capsys: pytest.CaptureFixture[str]) -> None:
    """The guide's table is ordered by measured effect and sorts remedies by what they did."""
    drawn(guide_figures.guide(guide()))
    tables.guide(guide())
    lines = capsys.readouterr().out.splitlines()
    assert "without any remedy 0.10, with all of them 0.92" in lines[0]
    assert max(map(len, lines)) <= WIDTH
    assert [line.split()[0] for line in lines[3:5]] == ["ReLU", "Adam"]
    assert lines[3].split()[1:4] == ["+0.80", "+0.00", "2.0x"]
    assert "Cures alone: ReLU" in lines and "Missed when left out: Adam" in lines


def test_heat_map_marks_zero_and_non_finite_outside_its_colours() -> None:
    """Exact zeros and non-finite norms are told apart from small ones and from each other."""
    norms = np.array([[0.0, 1e-9, 1.0], [math.inf, math.nan, 1.0]])
    figure = network.gradient_flow({"sick": Flow(["a", "b"], norms)})
    patches = figure.axes[0].patches
    hatches = [patch.get_hatch() for patch in patches]
    assert hatches.count(DOTS) == 1 and hatches.count("////") == 2
    assert {to_hex(patch.get_facecolor()) for patch in patches} == {"#ffffff"}


@pytest.mark.parametrize(
    ("norm", "words"), [(0.0, {"Dots"}), (math.nan, {"Stripes"}), (1.0, set())]
)
def test_caption_explains_the_marks_that_occur(norm: float, words: set[str]) -> None:
    """What does not occur in a heat map is not explained below it."""
    flow = Flow(["a", "b"], np.array([[norm, 1e-9], [1.0, 1.0]]))
    caption = network.gradient_flow({"one": flow}).get_supxlabel()
    assert {word for word in ("Dots", "Stripes") if word in caption} == words
    flows = {"one": layers([1.0, norm])}
    panels = vanishing.vanishing({"one": {"a": 1.0}}, flows, {"one": {"ratio": 1.0}})
    assert ("dots" in panels.get_supxlabel()) == (norm == 0)


def test_layers_are_counted_from_one() -> None:
    """The first row of the heat map and the first mark of the decay stand at 1."""
    flow = Flow(["a", "b", "c"], np.ones((3, 4)))
    assert network.gradient_flow({"one": flow}).axes[0].get_ylim() == (3.5, 0.5)
    lines = network.measured_and_predicted(flow, flow, 0.25).axes[0].lines
    assert [line.get_xdata()[0] for line in lines[:3]] == [1, 1, 1]


def test_non_finite_steps_are_counted_in_the_legend() -> None:
    """A run that ends in NaN says in how many steps it did."""
    run = {"losses": [1.0, math.inf, math.nan], "norms_before": [1.0] * 3, "norms_after": [1.0] * 3}
    figure = clipping.with_and_without(run, run)
    labels = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert labels.count("inf or NaN: 2") == 2


def test_comparison_counts_the_steps_that_were_clipped(capsys: pytest.CaptureFixture[str]) -> None:
    """A step is clipped where the norm is smaller afterwards; NaN is never smaller."""
    before = {"losses": [1.0] * 4, "norms_before": [6.0, 5.0, 7.0, math.nan]}
    without = {**before, "norms_after": before["norms_before"]}
    tables.comparison(without, {**before, "norms_after": [5.0, 5.0, 5.0, 0.0]})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["steps", "that", "were", "clipped", "0", "2"] in lines


def test_errors_are_drawn_beside_the_variances() -> None:
    """The figure of initialisations shows the signal there and the error back."""
    flow = ChainFlow(np.array([1.0, 2.0]), np.ones(2), np.array([3.0, 4.0]), [np.ones((2, 2))] * 2)
    variances, errors = remedies_figures.initialisations({"one": flow}).axes
    assert list(variances.lines[0].get_ydata()) == [1.0, 2.0]
    assert list(errors.lines[0].get_ydata()) == [3.0, 4.0]


@pytest.mark.parametrize("norms", NORMS[:-1])
def test_tables_survive(norms: Sequence[float], capsys: pytest.CaptureFixture[str]) -> None:
    """Tables print whatever was measured."""
    run = {"losses": norms, "norms_before": norms, "norms_after": norms}
    tables.comparison(run, run)
    clippers = ("value, 10", "each norm, 5", "global norm, 5")
    zeros = dict.fromkeys(clippers, lambda gradients: [0 * one for one in gradients])
    tables.strategies(data.clipping_scenarios(), zeros)
    printed = capsys.readouterr().out
    assert "nan" in printed
    assert max(map(len, printed.splitlines())) <= WIDTH


@pytest.mark.parametrize("norms", NORMS[:-1])
def test_tables_of_runs_survive(norms: Sequence[float], capsys: pytest.CaptureFixture[str]) -> None:
    """So do those of the other notebooks, which name every run."""
    states = ("vanished", "weak", "healthy", "exploding", "non_finite")
    diagnosis = {**dict.fromkeys(states, 1), "ratio": norms[0], "verdict": "vanishing"}
    tables.diagnoses({"first run": dict(zip("abc", norms, strict=False))}, {"first run": diagnosis})
    tables.explosion(*watched(norms), networks.unstable_network())
    names = ("final_loss", "loss_reduction", "average_gradient_norm", "gradient_stability")
    tables.optimizers({"second run": dict.fromkeys(names, norms[0])}, ["second run"])
    outcome = Outcome({}, norms[0], norms[-1], 0.5, 10, 0.1)
    tables.remedies(
        {"third run": outcome, "fourth run": outcome}, {"third run": 4, "fourth run": None}
    )
    printed = capsys.readouterr().out
    assert all(f"{number} run" in printed for number in ("first", "second", "third", "fourth"))
    assert "never" in printed
    # What a network far out of bounds leaves may take more room.
    assert max(map(len, printed.splitlines())) <= WIDTH or max(norms) > 1e9


def step(number: int, **changes: float) -> dict[str, float]:
    """Return a healthy step of gradient_health, with changes."""
    counts = {"vanished_layers": 0, "weak_layers": 0, "exploding_layers": 0, "total_layers": 20}
    norms = {"step": number, "loss": 1.0, "min_gradient": 0.1, "max_gradient": 1.0}
    return {**norms, **counts, **changes}


def test_assessment_forgives_the_first_steps_only() -> None:
    """Illness in the first steps is forgiven, later illness is named and counted."""
    early = [step(0, exploding_layers=5), *(step(number) for number in range(1, 8))]
    assert tables.assess(early).startswith("healthy")
    late = [*early, step(8, vanished_layers=3)]
    assert tables.assess(late) == "not healthy, of 20 layers up to 3 vanished in one step"
    assert tables.assess(early[:2]).startswith("too short")
