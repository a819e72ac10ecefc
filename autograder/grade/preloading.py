"""What the parent of a worker imports: what an assignment's notebooks, files and graders import.

A framework takes seconds to import, and a course without it does without its adapter too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nbformat import NotebookNode

from autograder.released import Assignment
from autograder.worker.adapters import ADAPTERS

WORKER = "autograder.worker.serve"
# What measures the models of each framework.
ENGINES = {
    "keras": "autograder.adapters.keras.engine",
    "sklearn": "autograder.adapters.sklearn.engine",
}
# The adapters' halves on the wire import no framework; students may use what their course does
# not.
ALWAYS = (WORKER, *ADAPTERS)
KERAS = ("autograder.adapters.keras.export", ENGINES["keras"])
PRELOADED = {
    "tensorflow": KERAS,
    "keras": KERAS,
    "matplotlib": ("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
    "pandas": ("pandas",),
    "sklearn": (
        *("sklearn.datasets", "sklearn.model_selection", "sklearn.preprocessing"),
        "sklearn.metrics",
        ENGINES["sklearn"],
    ),
}
# A grader that takes this fixture measures models, whoever imports what they are made of.
AUDITS = re.compile(r"^[ \t]*def test_\w+\([^)]*\baudit\b", re.MULTILINE)
ESTIMATORS = "audit.estimator("
MODELS = re.compile(r"\baudit(?:\.weights)?\(")
IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t](.*)", re.MULTILINE)


def modules_for(assignment: Assignment) -> tuple[str, ...]:
    """Return the modules that workers of an assignment find imported."""
    return modules_named(list(_sources(assignment)))


def modules_named(sources: Sequence[str]) -> tuple[str, ...]:
    """Return the modules that workers find imported where this is all their code."""
    lines = "\n".join(found for text in sources for found in IMPORT.findall(text))
    named = [PRELOADED[name] for name in PRELOADED if re.search(rf"\b{name}\b", lines)]
    named += [group for text in sources for group in _measured(text)]
    return tuple(dict.fromkeys([*ALWAYS, *(module for group in named for module in group)]))


def code_in(cells: Iterable[NotebookNode], files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the code of cells, and of the Python files beside their notebook."""
    yield from (cell.source for cell in cells if cell.cell_type == "code")
    for name, data in files.items():
        if name.endswith(".py"):
            yield data.decode(errors="replace")


def _measured(text: str) -> Iterator[tuple[str, ...]]:
    """Yield what the graders in a text measure models with."""
    if ESTIMATORS in text:
        yield PRELOADED["sklearn"]
    if AUDITS.search(text) and (ESTIMATORS not in text or MODELS.search(text)):
        yield KERAS


def _sources(assignment: Assignment) -> Iterator[str]:
    """Yield all code that came with an assignment."""
    notebooks = assignment.notebooks.values()
    yield from code_in(
        (cell for each in notebooks for cell in each.notebook.cells), assignment.files
    )
    yield from (source for each in notebooks for source in each.runnable_tests.values())
    yield from code_in((), dict(assignment.graders.files))
