"""The visible checks speak plainly of whatever a student's function gave them."""

import math
from typing import Any

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import numpy as np
import pytest
from gradient_lab.checks import clipping as clipping_checks
from gradient_lab.checks import explosion as explosion_checks
from gradient_lab.checks import network as network_checks
from gradient_lab.checks import remedies as remedies_checks
from gradient_lab.checks import report
from gradient_lab.checks import vanishing as vanishing_checks
from IPython.core.interactiveshell import InteractiveShell


def identity(gradients: Any, *_: Any) -> Any:
    """Clip nothing."""
    return list(gradients)


WRONG_FUNCTIONS = [
    (clipping_checks.clip_by_value, identity, "limit"),
    (clipping_checks.clip_by_value, lambda g, limit: None, "list of 3"),
    (clipping_checks.clip_by_value, lambda g, limit: [e for e in g if e is not None], "of 3"),
    (clipping_checks.clip_by_norm, identity, "max_norm / norm"),
    (clipping_checks.clip_by_global_norm, identity, "pair"),
    (clipping_checks.clip_by_global_norm, lambda g, limit: (g, 14.0), "before clipping"),
    (vanishing_checks.layer_gradient_norms, lambda *_: {"kernel": 36.0}, "sequential"),
    (vanishing_checks.diagnose, lambda norms: dict.fromkeys(norms, 1), "vanished, weak"),
    (explosion_checks.global_norm, lambda g: 7.0, "root of the sum"),
    (explosion_checks.global_norm, lambda g: np.float32(5.0), "a Python float"),
    (explosion_checks.train_with_detection, lambda *_, epochs: [1.0], "one for each step"),
    (remedies_checks.compare_optimizers, lambda *_, epochs: {}, "slow, fast"),
    (remedies_checks.rank, sorted, "the order asked for"),
    (remedies_checks.convergence_epoch, lambda losses, window: 2, "the first epoch"),
]


@pytest.mark.parametrize(("check", "function", "words"), WRONG_FUNCTIONS)
def test_failed_check_says_expected_came_and_where_to_look(
    check: Any, function: Any, words: str
) -> None:
    """A wrong function is told what was expected, what came, and where to look."""
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


def test_jupyter_shows_the_words_of_a_failed_check(capsys: pytest.CaptureFixture[str]) -> None:
    """No line of the check's own code stands between the student and what it says."""
    shell = InteractiveShell()
    shell.user_ns["check"] = lambda: clipping_checks.clip_by_value(identity)
    shell.run_cell("check()")
    shown = capsys.readouterr().out
    assert "expected: " in shown
    assert "Traceback" not in shown
    assert "report.py" not in shown
