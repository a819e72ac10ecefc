"""What the parent of a worker imports: what an assignment's notebooks, files and graders import.

A framework takes seconds to import, and a course without it does without its adapter too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.released import Assignment
from autograder.worker.adapters import ADAPTERS

WORKER = "autograder.worker.serve"


@dataclass(frozen=True)
class Framework:
    """The engine that measures models, and all that workers find imported for them.

    `methods` are those of the fixture `audit` that measure a model of this framework.
    """

    engine: str
    imports: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """What is imported, its engine last."""
        return (*self.imports, self.engine)

    def is_measured_in(self, text: str) -> bool:
        """Whether a text names one of the methods."""
        return any(f"audit.{method}(" in text for method in self.methods)


KERAS = Framework(
    engine="autograder.adapters.keras.engine",
    imports=("autograder.adapters.keras.export",),
    methods=("weights",),
)
SKLEARN = Framework(
    engine="autograder.adapters.sklearn.engine",
    imports=(
        *("sklearn.datasets", "sklearn.model_selection", "sklearn.preprocessing"),
        "sklearn.metrics",
    ),
    methods=("estimator",),
)
FRAMEWORKS = {"keras": KERAS, "sklearn": SKLEARN}
# The adapters' halves on the wire import no framework; students may use what their course does
# not.
ALWAYS = (WORKER, *ADAPTERS)
PRELOADED = {
    "tensorflow": KERAS.modules,
    "keras": KERAS.modules,
    "matplotlib": ("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
    "pandas": ("pandas",),
    "sklearn": SKLEARN.modules,
}
# A grader that takes this fixture measures models, whoever imports what they are made of.
AUDITS = re.compile(r"^[ \t]*def test_\w+\([^)]*\baudit\b", re.MULTILINE)
# Called by itself, or handed on, it measures Keras's models.
CALLED = re.compile(r"\baudit\(")
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
    named = [each for each in FRAMEWORKS.values() if each.is_measured_in(text)]
    yield from (each.modules for each in named)
    if AUDITS.search(text) and (CALLED.search(text) or not named):
        yield KERAS.modules


def _sources(assignment: Assignment) -> Iterator[str]:
    """Yield all code that came with an assignment."""
    notebooks = assignment.notebooks.values()
    yield from code_in(
        (cell for each in notebooks for cell in each.notebook.cells), assignment.files
    )
    yield from (source for each in notebooks for source in each.runnable_tests.values())
    yield from code_in((), dict(assignment.graders.files))
