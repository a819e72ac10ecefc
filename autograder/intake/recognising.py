"""Find out which released cell a cell is that has lost its name, and join what was split."""

from nbformat import NotebookNode

from autograder.intake.code import definitions, parsed, tidy
from autograder.intake.findings import Cells, Findings, is_answer, named
from autograder.released import grade_id

LOST = "had lost its name; its {} which it is"


def recognise(cells: Cells, ids: list[str], findings: Findings) -> None:
    """Name again, by id, by text, by what they define, those cells that an editor left nameless.

    `ids` are the ids that the cells came with. No cell takes the place of one that has its name.
    """
    _by_id(cells, ids, findings)
    _by_text(cells, findings)
    _by_definition(cells, findings)


def _by_id(cells: Cells, ids: list[str], findings: Findings) -> None:
    lost = {str(findings.original(name).id): name for name in _missing(cells, findings)}
    for cell, own_id in zip(cells, ids, strict=True):
        if not grade_id(cell) and (name := lost.get(own_id)):
            named(cell, name)
            findings.note(name, LOST.format("id tells"))


def _by_text(cells: Cells, findings: Findings) -> None:
    """A text that was released once tells its cell; "YOUR ANSWER HERE" tells nothing."""
    texts = [tidy(cell.source) for cell in findings.released.cells_by_id.values()]
    for name in _missing(cells, findings):
        original = findings.original(name)
        wanted = (original.cell_type, tidy(original.source))
        found = [
            cell
            for cell in cells
            if not grade_id(cell) and (cell.cell_type, tidy(cell.source)) == wanted
        ]
        if found and texts.count(wanted[1]) == 1:
            named(found[0], name)
            findings.note(name, LOST.format("text tells"))


def _by_definition(cells: Cells, findings: Findings) -> None:
    """A cell that defines what a missing TODO cell asks for stands in its place."""
    for name in _missing(cells, findings):
        original = findings.original(name)
        asked = {each.name for each in definitions(original.source) if is_answer(original)}
        writing = [at for at, cell in enumerate(cells) if _writes(cell, asked)]
        check = findings.check_after(name, cells)
        if chosen := [at for at in writing if at < check] or writing:
            named(cells[chosen[-1]], name)
            findings.note(name, LOST.format("definitions tell"))


def _writes(cell: NotebookNode, asked: set[str]) -> bool:
    if cell.cell_type != "code" or grade_id(cell):
        return False
    return any(each.name in asked for each in definitions(cell.source))


def _missing(cells: Cells, findings: Findings) -> list[str]:
    there = {grade_id(cell) for cell in cells}
    return [name for name in findings.released.cells_by_id if name not in there]


def join(cells: Cells, findings: Findings) -> Cells:
    """Return the cells with each TODO that was split in two whole again."""
    result: Cells = []
    for cell in cells:
        if result and (name := _split_from(result[-1], cell, findings)):
            result[-1].source += "\n" + cell.source
            named(result[-1], name)
            findings.note(name, "was split; its parts are one cell again")
        else:
            result.append(cell)
    return result


def _split_from(above: NotebookNode, below: NotebookNode, findings: Findings) -> str:
    """Return the name of the TODO cell that two cells are the parts of; empty if of none."""
    if not above.cell_type == below.cell_type == "code":
        return ""
    names = set(filter(None, map(grade_id, (above, below))))
    todo = [name for name in names if is_answer(findings.original(name))]
    if len(names) != 1 or not todo:
        return ""
    goes_on = below.source.lstrip("\n")[:1].isspace() or parsed(above.source) is None
    whole = parsed(f"{above.source}\n{below.source}") is not None
    return todo[0] if goes_on and below.source.strip() and whole else ""
