"""Whatever a student's functions return, the graders have a verdict: none of it is our fault."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from effort import THOROUGH
from tiny_course import PROJECT

from autograder.limits import Limits
from autograder.pool import local_pool
from autograder.records import Verdict
from autograder.solutions import Solution, reference_cells
from autograder.verify.trials import Judged, Place, Trial, judge_trial, reference

PLACE = Place(PROJECT, "week5", Limits())
NOTEBOOKS = sorted(path.stem for path in (PROJECT / "source" / "week5").glob("*.ipynb"))
VALUES = {
    "nothing": "None",
    "complex": "([np.complex64(1)] * 3, {name: np.complex64(1) for name in NAMES})",
    "dictionary": "{**dict.fromkeys(NAMES, [object()]), 1.5: None}",
    "complex number": "np.complex128(1 + 1j)",
    "text": "'7'",
    "bytes": "b'7'",
    "object": "object()",
    "empty": "np.zeros((0, 3))",
    "huge": "np.float64(1e308)",
    "slices": "tf.IndexedSlices(tf.constant([[1 + 1j]]), tf.constant([0]), None)",
    "texts": "[np.str_('7')] * 4",
    "table": "__import__('pandas').DataFrame({'a': [1.0, 2.0]})",
    "set": "{1.0, 'ok'}",
    "date": "__import__('datetime').date(2026, 1, 2)",
}
CHOSEN = VALUES if THOROUGH else dict(list(VALUES.items())[:3])
NAMES = """
NAMES = ["losses", "norms", "events", "final_loss", "was_clipped", "original_norm", "clipped_norm",
         "threshold", "clip_rate", "dropout_rate", "units", "step", "verdict", "ratio", "max_norm"]
"""


def odd(notebook: str, value: str) -> Solution:
    """Return a solution whose every function and method gives the same odd value."""
    names = reference_cells(PROJECT / "source" / "week5" / f"{notebook}.ipynb")
    cells = {name: source_of(name, value) for name in names}
    return replace(reference(notebook), path=Path("odd", value), right=False, cells=cells)


def source_of(name: str, value: str) -> str:
    """Write a function, or a class whose methods are of that kind; where None is, a function."""
    if not name[0].isupper() or value == "None":
        return f"{NAMES}\ndef {name}(*arguments, **keywords):\n    return {value}\n"
    return f"""{NAMES}
class {name}:
    def __init__(self, *arguments, **keywords):
        self.history = self.events = self.threshold = {value}

    def __getattr__(self, name):
        return lambda *arguments, **keywords: {value}

    def __call__(self, *arguments, **keywords):
        return {value}
"""


@pytest.fixture(scope="module")
def judged() -> Iterator[Mapping[tuple[str, str], Future[Judged]]]:
    """Judge them side by side."""
    with local_pool(2) as pool:
        yield {
            (notebook, kind): pool.submit(judge_trial, Trial(PLACE, odd(notebook, value), "odd"))
            for notebook in NOTEBOOKS
            for kind, value in CHOSEN.items()
        }


@pytest.mark.parametrize("kind", list(CHOSEN))
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_odd_result_is_judged(
    notebook: str, kind: str, judged: Mapping[tuple[str, str], Future[Judged]]
) -> None:
    """No criterion passes by it for more than a small share, and none is left to a person."""
    came = judged[notebook, kind].result()
    assert not came.reason
    assert {n: r.message for n, r in came.of(Verdict.UNJUDGED).items()} == {}
    assert len(came.lost) > 0.8 * len(came.results)
