"""A graded notebook into an autograded one and its rows, by nbgrader's own steps, in one pass.

nbgrader's converter cleans the submitted notebook, writes it, reads it again, and enters what the
run has shown. The steps are the same here, as the course configures them; a course that adds
steps or hooks of its own is left to nbgrader's converter.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor, Preprocessor
from nbformat import NotebookNode, validator
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
)

from autograder.gradebook.pipeline import class_of
from autograder.gradebook.preprocessors import (
    RESOURCE,
    FillOutputs,
    SaveRecordGrades,
    SubmissionExporter,
    as_graded,
)
from autograder.records import NotebookGrade
from autograder.store import RecordStore


class EnterRecordGrades(SaveRecordGrades):
    """Notes nothing: a grade is entered when the transaction has ended, not before."""

    def note(self, store: RecordStore, student: str, grade: NotebookGrade) -> None:
        """Leave it to whoever ends the transaction."""


class CheckOnce(CheckCellMetadata):
    """Checks each set of cells once: a class hands in the same released cells again and again."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._right: set[str] = set()

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Check what nbgrader looks at: the kind of its cells and its notes on them."""
        noted = [cell for cell in nb.cells if "nbgrader" in cell.metadata]
        seen = json.dumps([[cell.cell_type, cell.metadata.nbgrader] for cell in noted])
        if seen not in self._right:
            super().preprocess(nb, resources)
            self._right.add(seen)
        return nb, resources


# These ask the gradebook for nothing but what is read before them.
KNOWN = frozenset(
    {
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
        FillOutputs,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveRecordGrades,
        AssignLatePenalties,
    }
)
INSTEAD: Mapping[type, type] = {
    SaveRecordGrades: EnterRecordGrades,
    CheckCellMetadata: CheckOnce,
}


@dataclass(frozen=True)
class Conversion:
    """The steps of a course's conversion, and the version of the format that it writes."""

    steps: tuple[Preprocessor, ...]
    version: int

    @classmethod
    def of(cls, autograde: Autograde) -> "Conversion | None":
        """Return it as configured; None where the course has a part in it that is not known."""
        configured = [*autograde.sanitize_preprocessors, *autograde.autograde_preprocessors]
        kinds = [class_of(each) for each in configured]
        hooks = autograde.pre_convert_hook or autograde.post_convert_hook
        if hooks or autograde.exporter_class is not SubmissionExporter or set(kinds) - KNOWN:
            return None
        exporter = SubmissionExporter(parent=autograde, config=autograde.config)
        steps = tuple(INSTEAD.get(kind, kind)(parent=exporter) for kind in kinds)
        return cls(steps, exporter.nbformat_version)

    def page(self, grade: NotebookGrade, names: Mapping[str, str]) -> str:
        """Return the autograded notebook as text, its grade entered into the gradebook at hand.

        `names` are nbgrader's: student, assignment, notebook and the gradebook's address.
        """
        notebook: NotebookNode
        resources: dict[str, Any] = {"nbgrader": dict(names), RESOURCE: grade}
        _, notebook = validator.normalize(as_graded(grade))
        for step in self.steps:
            notebook, resources = step(notebook, resources)
        nbformat.validate(notebook, relax_add_props=True)
        text: str = nbformat.writes(notebook, version=self.version)
        return text.removesuffix("\n") + "\n"
