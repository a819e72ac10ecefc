"""Results of two grade cells as a grading leaves them: every verdict, and a figure."""

from typing import Any

import matplotlib
import numpy as np
import pytest

from autograder.records import (
    CellResult,
    CriterionResult,
    GradientSeries,
    Measurement,
    Verdict,
)

HOSTILE = "<script>alert('x')</script> &lt; & $x$ *stars* `ticks` <b onclick=\"x()\">bold</b>"


@pytest.fixture
def hostile() -> str:
    """Return a message with all that HTML and markdown would act on."""
    return HOSTILE


def criterion(
    name: str, verdict: Verdict, weight: float, credit: float, asked: str, **told: Any
) -> CriterionResult:
    """Return a criterion's result; `told` are its message, its hint and what was measured."""
    return CriterionResult(
        name=name, verdict=verdict, weight=weight, credit=credit, asked=asked, **told
    )


@pytest.fixture
def clipping_cell() -> CellResult:
    """Return a cell with a passed, a failed, a blocked and a partly passed criterion."""
    largest = Measurement(name="largest", value=0.5, asked="at most 0.5")
    kept = Measurement(name="share kept", value=50, unit="%", asked="100 %")
    meets_none, needs = "a list comprehension that meets None", "not judged: needs none_stays"
    criteria = (
        criterion("limits_both_signs", Verdict.PASSED, 2, 1,
                  "Every value lies within the limit.", measurements=(largest,)),
        criterion("none_stays", Verdict.FAILED, 1, 0,
                  "None stays in its place.", message=HOSTILE, hint=meets_none),
        criterion("slices_dense", Verdict.BLOCKED, 1, 0,
                  "IndexedSlices come back dense.", message=needs),
        criterion("dtype_kept", Verdict.FAILED, 1, 0.5,
                  "Each gradient keeps its dtype.", message="got float32", measurements=(kept,)),
    )  # fmt: skip
    return CellResult(
        notebook="3_clipping", cell="clip_by_value", score=2.5, max_score=5, criteria=criteria
    )


@pytest.fixture
def series() -> GradientSeries:
    """Return gradient norms that vanish towards the input, 20 layers at 10 steps."""
    norms = 10.0 ** (np.arange(20) / 2 - 10 + np.zeros((10, 1)))
    return GradientSeries(
        title="Gradient norm by layer, depth 20",
        layers=tuple(f"net/residual_block_{index}/dense/kernel" for index in range(20)),
        steps=tuple(range(10)),
        norms=tuple(map(tuple, norms.tolist())),
    )


@pytest.fixture
def network_cell(series: GradientSeries) -> CellResult:
    """Return a cell that a person has to judge, with a figure."""
    return CellResult(
        notebook="5_robust_network",
        cell="build_robust_network",
        score=None,
        max_score=18,
        criteria=(
            CriterionResult(
                name="gradients_flow",
                verdict=Verdict.UNJUDGED,
                weight=1,
                credit=0,
                asked="No layer's gradient vanishes.",
                message="could not be judged: the auditor died",
                series=(series,),
            ),
        ),
    )


@pytest.fixture(autouse=True)
def plain_matplotlib() -> None:
    """Draw as a grading process does, which has never imported a notebook's style."""
    matplotlib.rcdefaults()
