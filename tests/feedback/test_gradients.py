"""What is said about a series of gradient norms."""

import math

import pytest

from autograder.feedback.gradients import (
    LABEL_LENGTH,
    finding,
    layer_labels,
    norms_table,
    number,
)
from autograder.records import GradientSeries


def test_finding_names_first_and_last_step(series: GradientSeries) -> None:
    """The finding counts the classes at the first and the last step, with the extremes."""
    first, last = finding(series)
    assert first.startswith("Step 0: 8 vanished, 4 weak, 8 healthy of 20 layers")
    assert "norms from 1e-10 to 0.316" in first
    assert last.startswith("Step 9: ")


def test_finding_of_one_step_and_of_none() -> None:
    """One step gives one sentence, and no step is said to be none."""
    one = GradientSeries(title="t", layers=("a",), steps=(3,), norms=((math.nan,),))
    none = GradientSeries(title="t", layers=("a",), steps=(), norms=())
    assert finding(one) == ("Step 3: 1 not finite of 1 layers.",)
    assert finding(none) == ("No gradient was measured.",)


def test_table_must_fit_its_labels() -> None:
    """Norms that do not match layers and steps are refused, not drawn askew."""
    ragged = GradientSeries(title="t", layers=("a", "b"), steps=(0,), norms=((1.0,),))
    with pytest.raises(ValueError, match="reshape"):
        norms_table(ragged)


def test_labels_leave_out_what_is_shared() -> None:
    """Labels keep layer and block, more where paths differ before, and nothing shared by all."""
    assert layer_labels(["net/dense/kernel", "net/dense_1/kernel"]) == ["dense", "dense_1"]
    paths = ["net/block_1/dense/kernel", "net/block_2/dense/kernel"]
    assert layer_labels(paths) == ["block_1/dense", "block_2/dense"]
    assert layer_labels(["dense/kernel", "block/dense_1/kernel"]) == ["dense", "block/dense_1"]
    assert layer_labels(["a/c/d/e", "b/c/d/e", "b/c/d/f"]) == ["a/c/d/e", "b/c/d/e", "b/c/d/f"]
    assert layer_labels([]) == []


def test_labels_are_short_and_printable() -> None:
    """A student's layer name of any length and alphabet becomes a short ASCII label."""
    labels = layer_labels(["x" * 500 + "end", "слой\n1", "same", "same"])
    assert all(len(label) <= LABEL_LENGTH and label.isascii() for label in labels)
    assert labels[0].endswith("end")
    assert labels[1] == "?????1"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (21.0, "21"),
        (0.123456, "0.123"),
        (3.2e-11, "3.2e-11"),
        (182410.0, "182410"),
        (math.nan, "not a number"),
        (math.inf, "infinite"),
        (-math.inf, "minus infinite"),
    ],
)
def test_number_in_words(value: float, words: str) -> None:
    """Numbers keep three significant digits; counts stay whole, others become words."""
    assert number(value) == words
