"""Why a name that a grader asks for is missing: what became of the cell that defines it."""

import re
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
    defining = [cell for cell in cells if name and was_to_define(cell.source, name)]
    guilty = [cell for cell in defining if cell.id in faults]
    if guilty and not missing.place:
        return NeverDefined(_placed(faults[guilty[-1].id], guilty[-1]))
    left = next(filter(is_left_out, defining), None)
    return _not_run(missing, left) if left else missing


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
    place = ", ".join(filter(None, [f"in the cell {cell_name(cell)!r}", fault.place]))
    return StudentRaised(fault.type_name, fault.bases, fault.message, place, fault.traceback)
