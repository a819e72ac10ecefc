"""The student's helper package: figures that survive anything, checks that speak plainly."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from gradient_lab import data, networks, tables
from gradient_lab.checks import clipping as clipping_checks
from gradient_lab.checks import network as network_checks
from gradient_lab.checks import report
from gradient_lab.figures import clipping, network
from gradient_lab.recorder import Flow, record_flow
from matplotlib.figure import Figure

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


def test_heat_map_marks_zero_grey_and_non_finite_hatched() -> None:
    """Exact zeros and non-finite norms are told apart from small ones and from each other."""
    norms = np.array([[0.0, 1e-9, 1.0], [math.inf, math.nan, 1.0]])
    figure = network.gradient_flow({"sick": Flow(["a", "b"], norms)})
    hatches = [patch.get_hatch() for patch in figure.axes[0].patches]
    assert hatches.count("") == 1 and hatches.count("////") == 2


def test_non_finite_steps_are_counted_in_the_legend() -> None:
    """A run that ends in NaN says in how many steps it did."""
    run = {"losses": [1.0, math.inf, math.nan], "norms_before": [1.0] * 3, "norms_after": [1.0] * 3}
    figure = clipping.with_and_without(run, run)
    labels = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert labels.count("inf or NaN: 2") == 2


@pytest.mark.parametrize("norms", NORMS[:-1])
def test_tables_survive(norms: Sequence[float], capsys: pytest.CaptureFixture[str]) -> None:
    """Tables print whatever was measured."""
    run = {"losses": norms, "norms_before": norms, "norms_after": norms}
    tables.comparison(run, run)
    tables.strategies(data.clipping_scenarios(), {"all": lambda g: [0 * one for one in g]})
    assert "nan" in capsys.readouterr().out


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


def test_predicted_decay_is_the_known_constant() -> None:
    """Quadrature gives the factor that wide Glorot sigmoid networks are known for."""
    assert networks.sigmoid_decay_per_layer() == pytest.approx(0.2361, abs=1e-4)


def test_recorder_sees_true_norms_and_leaves_the_model_trainable() -> None:
    """On y = w x with loss w^2 the recorded norms are those done by hand; fit works afterwards."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.ones((1, 1))])
    model.compile(keras.optimizers.SGD(0.1), "mean_squared_error")
    x, y = np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    flow = record_flow(model, x, y, steps=3)
    np.testing.assert_allclose(flow.norms, [[2.0, 1.6, 1.28]], rtol=1e-5)
    assert flow.layers == [model.trainable_variables[0].path]
    assert model.run_eagerly is False
    model.fit(x, y, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], [[0.4096]], rtol=1e-5)


def test_data_are_the_same_each_time_and_cover_all_classes() -> None:
    """Data come from their own seeds: the same at each call, every digit in train and test."""
    one, again = data.digits(), data.digits()
    np.testing.assert_array_equal(one.x_test, again.x_test)
    assert one.x_train.shape == (1347, 64) and one.x_train.dtype == np.float32
    assert set(one.y_train) == set(one.y_test) == set(range(10))
    norms = [float(tf.linalg.global_norm(step)) for step in data.simulated_run()]
    assert sum(not math.isfinite(norm) for norm in norms) == 2


def identity(gradients: Any, *_: Any) -> Any:
    """Clip nothing."""
    return list(gradients)


WRONG_CLIPPERS = [
    (clipping_checks.clip_by_value, identity, "limit"),
    (clipping_checks.clip_by_value, lambda g, limit: None, "list of 3"),
    (clipping_checks.clip_by_value, lambda g, limit: [e for e in g if e is not None], "of 3"),
    (clipping_checks.clip_by_norm, identity, "max_norm / norm"),
    (clipping_checks.clip_by_global_norm, identity, "pair"),
    (clipping_checks.clip_by_global_norm, lambda g, limit: (g, 14.0), "before clipping"),
]


@pytest.mark.parametrize(("check", "function", "words"), WRONG_CLIPPERS)
def test_failed_check_says_expected_came_and_where_to_look(
    check: Any, function: Any, words: str
) -> None:
    """A wrong clipper is told what was expected, what came, and where to look."""
    with pytest.raises(AssertionError) as failure:
        check(function)
    text = str(failure.value)
    assert all(part in text for part in ("expected: ", "came: ", "look at: ", words))


def test_other_objects_than_layers_and_models_are_refused_in_words() -> None:
    """A block that is no layer and a network that is no model are named as what they are."""
    with pytest.raises(AssertionError, match=r"came: +3"):
        network_checks.residual_block(lambda units: 3)
    with pytest.raises(AssertionError, match=r"a keras\.Model"):
        network_checks.build_robust_network(lambda shape, classes: "a model")


def test_unwritten_function_is_named() -> None:
    """`raise NotImplementedError()` becomes a sentence about the function at fault."""

    def clip_by_value(gradients: Any, limit: float) -> None:
        raise NotImplementedError

    with pytest.raises(AssertionError, match="clip_by_value is not written yet"):
        clipping_checks.clip_by_value(clip_by_value)


@pytest.mark.parametrize(
    "value", [None, "text", 3, 2.5, math.nan, [1, None], np.ones(50), object()]
)
def test_anything_can_be_described(value: object) -> None:
    """Whatever a student returns fits in one line of the message."""
    text = report.describe(value)
    assert text and "\n" not in text and len(text) < 200
