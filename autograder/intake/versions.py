"""Of several versions of what a student was asked to write, find the one that was written.

What stands in the release never takes the place of what differs from it.
"""

from nbformat import NotebookNode

from autograder.intake.code import Definition, definitions, same_code, tidy, without
from autograder.intake.findings import Cells, Findings, first_words, is_answer, named
from autograder.released import grade_id


def settle(cells: Cells, findings: Findings) -> Cells:
    """Return the cells with each name once; a copy that holds nothing new is left out."""
    dropped: set[int] = set()
    for name in findings.released.cells_by_id:
        places = [at for at, cell in enumerate(cells) if grade_id(cell) == name]
        if len(places) > 1:
            dropped |= _settle(name, places, cells, findings)
    return [cell for at, cell in enumerate(cells) if at not in dropped]


def _settle(name: str, places: list[int], cells: Cells, findings: Findings) -> set[int]:
    """Leave a name with the cell that counts; return which of the others hold nothing new."""
    original = findings.original(name)
    chosen = _counting(name, places, cells, findings) if is_answer(original) else places[0]
    position = (
        "first one"
        if chosen == places[0]
        else f"one that begins {first_words(cells[chosen].source)}"
    )
    findings.note(name, f"appears more than once; the {position} counts")
    others = [at for at in places if at != chosen]
    for at in others:
        named(cells[at], "")
    written = is_answer(original) and original.cell_type == "code"
    return {at for at in others if written and unchanged(cells[at], original)}


def _counting(name: str, places: list[int], cells: Cells, findings: Findings) -> int:
    """Choose what differs from the release; of several the last that defines what is asked for.

    What stands behind the check was not there when the check was run.
    """
    original = findings.original(name)
    changed = [at for at in places if not unchanged(cells[at], original)]
    asked = {each.name for each in definitions(original.source)}
    defining = [at for at in changed if asked & _names(cells[at])]
    check = findings.check_after(name, cells)
    before = [at for at in defining if at < check]
    best = before or defining or changed
    same = [at for at in best if cells[at].source == cells[best[-1]].source] or places
    return same[0]


def unchanged(cell: NotebookNode, original: NotebookNode) -> bool:
    """Whether a cell holds what was released, and nothing of a student's."""
    if original.cell_type == "code":
        return same_code(cell.source, original.source)
    return tidy(cell.source) == tidy(original.source)


def without_stubs(cells: Cells, findings: Findings) -> None:
    """Take out each released definition in answers and own cells that a student wrote elsewhere."""
    stubs = _stubs(findings)
    open_to_students = [cell for cell in cells if _open_to_students(cell, findings)]
    written = {
        each.name
        for cell in open_to_students
        for each in definitions(cell.source)
        if each.name in stubs and each.text != stubs[each.name]
    }
    unwanted = {name: text for name, text in stubs.items() if name in written}
    for cell in open_to_students:
        source = without(cell.source, unwanted, "your own definition replaces the released one")
        if source != cell.source:
            _say(cell, definitions(cell.source), unwanted, findings)
            cell.source = source


def _say(
    cell: NotebookNode,
    found: tuple[Definition, ...],
    unwanted: dict[str, str],
    findings: Findings,
) -> None:
    names = [each.name for each in found if unwanted.get(each.name) == each.text]
    which = grade_id(cell) or first_words(cell.source).strip("`")
    listed = ", ".join(names)
    findings.note(which, f"holds {listed} as released; what was written in another cell counts")


def _stubs(findings: Findings) -> dict[str, str]:
    """Return the definitions of the released cells that students fill in, by name."""
    originals = findings.released.cells_by_id.values()
    return {
        each.name: each.text
        for original in originals
        if is_answer(original) and original.cell_type == "code"
        for each in definitions(original.source)
    }


def _open_to_students(cell: NotebookNode, findings: Findings) -> bool:
    name = grade_id(cell)
    return cell.cell_type == "code" and (not name or is_answer(findings.original(name)))


def _names(cell: NotebookNode) -> set[str]:
    return {each.name for each in definitions(cell.source)}
