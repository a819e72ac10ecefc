"""Why a name that a grader asks for is missing: what became of the cell that defines it."""

import re
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from autograder.errors import NeverDefined, StudentFault, StudentRaised
from autograder.grade.cells import cell_name
from autograder.intake.code import definitions, parsed


def cause(
    missing: StudentRaised, cells: Sequence[NotebookNode], faults: Mapping[str, StudentFault]
) -> StudentFault:
    """Return NeverDefined with the fault of the last cell that was to define the missing name.

    `faults` holds what went wrong in a cell, by its id. Where none explains it, the error itself
    is returned.
    """
    name = "" if missing.place else missing_name(missing)
    guilty = [cell for cell in cells if cell.id in faults and was_to_define(cell.source, name)]
    if not name or not guilty:
        return missing
    fault = faults[guilty[-1].id]
    return NeverDefined(_placed(fault, guilty[-1]))


def missing_name(error: StudentRaised) -> str:
    """Return the name that an error says is missing; empty for any other error."""
    lacks = error.type_name == "NameError" and not error.in_given_source
    found = re.fullmatch(r"name '(\w+)' is not defined", error.message) if lacks else None
    return found[1] if found else ""


def was_to_define(source: str, name: str) -> bool:
    """Read it off the tree; of what is no Python, off the lines that begin a definition."""
    if parsed(source) is not None:
        return name in {each.name for each in definitions(source)}
    begins = rf"^(async[ \t]+def|def|class)?[ \t]*{re.escape(name)}\b"
    return re.search(begins, source, re.MULTILINE) is not None


def _placed(fault: StudentFault, cell: NotebookNode) -> StudentFault:
    """Return an exception with the cell that it was raised in; all else as it is."""
    if not isinstance(fault, StudentRaised):
        return fault
    place = ", ".join(filter(None, [f"in the cell {cell_name(cell)!r}", fault.place]))
    return StudentRaised(fault.type_name, fault.bases, fault.message, place, fault.traceback)
