"""Results of two grade cells as a grading leaves them: every verdict, and a figure."""

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


@pytest.fixture
def clipping_cell() -> CellResult:
    """Return a cell with a passed, a failed, a blocked and a partly passed criterion."""
    return CellResult(
        notebook="3_clipping",
        cell="clip_by_value",
        score=2.5,
        max_score=5,
        criteria=(
            CriterionResult(
                name="limits_both_signs",
                verdict=Verdict.PASSED,
                weight=2,
                credit=1,
                asked="Every value lies within the limit.",
                measurements=(Measurement(name="largest", value=0.5, asked="at most 0.5"),),
            ),
            CriterionResult(
                name="none_stays",
                verdict=Verdict.FAILED,
                weight=1,
                credit=0,
                asked="None stays in its place.",
                message=HOSTILE,
                hint="a list comprehension that meets None",
            ),
            CriterionResult(
                name="slices_dense",
                verdict=Verdict.BLOCKED,
                weight=1,
                credit=0,
                asked="IndexedSlices come back dense.",
                message="not judged: needs none_stays",
            ),
            CriterionResult(
                name="dtype_kept",
                verdict=Verdict.FAILED,
                weight=1,
                credit=0.5,
                asked="Each gradient keeps its dtype.",
                message="got float32",
                measurements=(Measurement(name="share kept", value=50, unit="%", asked="100 %"),),
            ),
        ),
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
