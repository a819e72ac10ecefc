"""Why a name that a grader asks for is missing: what became of the cell that defines it."""

import re
import sys
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from autograder.errors import NeverDefined, StudentFault, StudentRaised
from autograder.grade.cells import cell_name, is_left_out
from autograder.intake.code import definitions, parsed
from autograder.released import SETUP_TAG


def cause(
    missing: StudentRaised, cells: Sequence[NotebookNode], faults: Mapping[str, StudentFault]
) -> StudentFault:
    """Return NeverDefined with the fault of the last cell that was to define the missing name.

    `faults` holds what went wrong in a cell, by its id. Where none explains it, the error itself
    is returned, with the given cell that defines the name and is not run for graders.
    """
    name = missing_name(missing)
    guilty = [cell for cell in cells if cell.id in faults and was_to_define(cell.source, name)]
    if not name or missing.place or not guilty:
        return _explained(missing, cells)
    fault = faults[guilty[-1].id]
    return NeverDefined(_placed(_explained(fault, cells), guilty[-1]))


def _explained(fault: StudentFault, cells: Sequence[NotebookNode]) -> StudentFault:
    """Name the given cell that defines what is missing, where it is not run for graders."""
    if not isinstance(fault, StudentRaised):
        return fault
    name = missing_name(fault)
    left = [each for each in cells if name and is_left_out(each)]
    defining = next((each for each in left if was_to_define(each.source, name)), None)
    return _not_run(fault, defining) if defining else fault


def _not_run(missing: StudentRaised, cell: NotebookNode) -> StudentRaised:
    message = (
        f"{missing.message}; the given cell {cell_name(cell)!r} defines it, and is not run here, "
        f"as it has no tag '{SETUP_TAG}'"
    )
    return StudentRaised(
        missing.type_name, missing.bases, message, missing.place, missing.traceback
    )


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
    # Written for a newer Python, or for an old one, a cell is as wrong as one with a slip in it.
    unread = "SyntaxError" in {fault.type_name, *fault.bases}
    reader = f"read by Python {sys.version_info.major}.{sys.version_info.minor}" if unread else ""
    place = ", ".join(filter(None, [f"in the cell {cell_name(cell)!r}", reader, fault.place]))
    return StudentRaised(fault.type_name, fault.bases, fault.message, place, fault.traceback)
