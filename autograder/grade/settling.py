"""Results in the light of what the reference solution got: no fault of the course costs a point."""

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.errors import OperatorFault
from autograder.grade.cells import cell_name, definitions
from autograder.grade.job import ReferenceResult
from autograder.records import CriterionResult, Fault, FaultKind, NotebookGrade, Verdict
from autograder.testing.criterion import Results
from autograder.testing.faults import students_words

# What may be the grader's fault or the student's; where the reference passes, the student's.
DOUBTFUL = (FaultKind.OBJECT, FaultKind.SOURCE)
LOST = (Verdict.FAILED, Verdict.BLOCKED)
# Jupyter's own mark of a cell that is meant to raise.
MEANT_TO_RAISE = "raises-exception"


def settle(results: Results, reference: ReferenceResult) -> Results:
    """Leave to a person what the reference loses here as well, and blame nobody for it.

    OperatorFault where something was lost or is in doubt, and the reference could not be graded.
    """
    if not any(map(_concerns, results.values())):
        return results
    if reference.fault:
        raise OperatorFault(f"the reference solution could not be graded: {reference.fault}")
    grade = reference.grade
    if grade is None:
        return results
    theirs = {(c.cell, r.name): r for c in grade.cells for r in c.criteria}
    cause = next((str(each) for each in raised_in(grade) if each.needed), "")
    settled = {
        criterion: _settled(result, theirs.get((criterion.cell, criterion.name)), cause)
        for criterion, result in results.items()
    }
    return _with_needs(settled)


def blame(results: Results) -> Results:
    """Settle what is in doubt where the reference is known to pass everything."""
    return _with_needs({criterion: _blamed(result) for criterion, result in results.items()})


@dataclass(frozen=True)
class Raised:
    """A cell that raised when the reference was run; `needed` by what the graders call."""

    cell: str
    error: str
    needed: bool

    def __str__(self) -> str:
        return f"the cell {self.cell!r} raises {self.error}"


def raised_in(grade: NotebookGrade) -> Iterator[Raised]:
    """Yield the cells of a graded notebook that raised, without those that are meant to.

    Before its outputs are made these are cells that graders needed.
    """
    cells = nbformat.from_dict(grade.executed).cells
    needed = {cell.id for cell in definitions(cells)}
    for cell in cells:
        error = _error_of(cell, grade)
        if error and MEANT_TO_RAISE not in cell.metadata.get("tags", ()):
            yield Raised(cell_name(cell), error, cell.id in needed)


def _error_of(cell: NotebookNode, grade: NotebookGrade) -> str:
    """Return what a cell raised when it was last run; empty if nothing."""
    if grade.without_outputs:
        fault = grade.faults.get(cell.id)
        return f"{fault.exception}: {fault.message}" if fault else ""
    errors = [each for each in cell.get("outputs", []) if each.output_type == "error"]
    return f"{errors[0].ename}: {errors[0].evalue}" if errors else ""


def _with_needs(results: Results) -> Results:
    """Block what waited for a criterion that is lost now."""
    lost = {each.full_name for each, result in results.items() if result.verdict in LOST}
    return {
        criterion: _blocked(result) if _waits(result) and lost & {*criterion.needed} else result
        for criterion, result in results.items()
    }


def _waits(result: CriterionResult) -> bool:
    return result.fault is not None and result.fault.kind is FaultKind.NEED


def _blocked(result: CriterionResult) -> CriterionResult:
    message = "needs a criterion that did not pass"
    return result.model_copy(update={"verdict": Verdict.BLOCKED, "message": message, "fault": None})


def _concerns(result: CriterionResult) -> bool:
    return result.verdict in LOST or _doubtful(result)


def _doubtful(result: CriterionResult) -> bool:
    return result.fault is not None and result.fault.kind in DOUBTFUL


def _settled(
    result: CriterionResult, reference: CriterionResult | None, cause: str
) -> CriterionResult:
    if reference is None:
        return result
    if reference.verdict is not Verdict.PASSED:
        return _excused(result, reference, cause) if _concerns(result) else result
    return _blamed(result)


def _excused(result: CriterionResult, reference: CriterionResult, cause: str) -> CriterionResult:
    reason = cause or f"the reference solution loses it here as well: {reference.message}"
    fault = Fault(kind=FaultKind.COURSE, exception="", message=reason)
    settled = {"verdict": Verdict.UNJUDGED, "credit": 0.0, "hint": "", "fault": fault}
    message = f"could not be judged: {reason}"
    return result.model_copy(update={**settled, "message": message})


def _blamed(result: CriterionResult) -> CriterionResult:
    """The grader is right for the reference: what it met is the doing of this submission."""
    if result.fault is None or not _doubtful(result):
        return result
    # The place is a line of the graders, which tells a student nothing.
    message = students_words(result.fault.model_copy(update={"place": ""}))
    return result.model_copy(update={"verdict": Verdict.FAILED, "message": message})
