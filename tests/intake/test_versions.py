"""What was released never takes the place of what a student wrote."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from tiny_course import NOTEBOOK, answered, cell, released

from autograder.intake import CleanNotebook, restore
from autograder.released import ReleasedNotebook

MINE = "def double(x):\n    return x + x"
OTHER = "def double(x):\n    return x * 2"


@pytest.fixture
def original(made_course: Path) -> ReleasedNotebook:
    """The notebook as released."""
    return ReleasedNotebook(NOTEBOOK, released(made_course))


@pytest.fixture
def submitted(made_course: Path) -> NotebookNode:
    """An honest submission."""
    return answered(made_course, MINE)


def own(source: str, kind: str = "code") -> NotebookNode:
    """Return a cell of the student's own."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    return make(source)


def doubled(clean: CleanNotebook, number: int = 3) -> int:
    """Run what is not locked from top to bottom, and return what `double` gives then."""
    names: dict[str, object] = {}
    for each in clean.notebook.cells:
        locked = each.metadata.get("nbgrader", {}).get("locked")
        if each.cell_type == "code" and not locked:
            exec(each.source, names)  # noqa: S102 - the test's own text
    result = names["double"](number)  # type: ignore[operator]
    return int(result)


def stub(original: ReleasedNotebook) -> NotebookNode:
    """Return the TODO cell as released."""
    return nbformat.from_dict(cell(original.notebook, "todo_double"))


def todo(notebook: NotebookNode) -> int:
    """Return where the TODO cell stands."""
    return list(notebook.cells).index(cell(notebook, "todo_double"))


@pytest.mark.parametrize("where", ["above", "below"])
@pytest.mark.parametrize("state", ["missing", "untouched", "retyped", "doubled"])
def test_own_cell_counts_whatever_became_of_the_todo(
    state: str, where: str, original: ReleasedNotebook
) -> None:
    """A function in a cell of one's own is the one that is judged."""
    notebook = nbformat.from_dict(original.notebook)
    place = todo(notebook)
    pristine = notebook.cells.pop(place)
    if state == "retyped":
        pristine = own(pristine.source, "markdown") | {"metadata": pristine.metadata}
    copies = {"missing": 0, "doubled": 2}.get(state, 1)
    stubs = [nbformat.from_dict(pristine) for _ in range(copies)]
    both = [own(MINE), *stubs] if where == "above" else [*stubs, own(MINE)]
    notebook.cells[place:place] = both
    clean = restore(notebook, original)
    assert doubled(clean) == 6
    assert any("todo_double" in str(each) for each in clean.problems)


@pytest.mark.parametrize("named", [True, False], ids=["with its name", "without"])
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_pristine_copy_beside_the_solved_cell_counts_for_nothing(
    above: bool, named: bool, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Neither a copy with the cell's name nor one without overrides what was written."""
    copy = stub(original)
    if not named:
        copy.metadata, copy.id = NotebookNode(), "a-copy"
    place = todo(submitted)
    submitted.cells.insert(place if above else place + 1, copy)
    clean = restore(submitted, original)
    assert doubled(clean) == 6
    assert cell(clean.notebook, "todo_double").source == MINE
    assert clean.problems


def test_comments_and_docstrings_alone_are_no_version(original: ReleasedNotebook) -> None:
    """A stub with a note in it is still the stub."""
    notebook = nbformat.from_dict(original.notebook)
    noted = cell(notebook, "todo_double")
    noted.source = noted.source.replace('"""Return twice x."""', '"""How?"""') + "\n# later"
    notebook.cells.insert(todo(notebook), own(MINE))
    assert doubled(restore(notebook, original)) == 6


def test_last_version_before_the_check_counts_and_is_named(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Of two versions the later is what the check saw; one behind the check it did not see."""
    later, too_late = stub(original), stub(original)
    later.source, too_late.source = OTHER, "def double(x):\n    return 0"
    submitted.cells.insert(todo(submitted) + 1, later)
    submitted.cells.append(too_late)
    clean = restore(submitted, original)
    assert cell(clean.notebook, "todo_double").source == OTHER
    assert any(
        "one that begins `def double(x): return x * 2` counts" in str(each)
        for each in clean.problems
    )


def test_changed_todo_and_own_cell_are_both_left_in_place(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Two versions of a student's run as they stand; none is chosen for them."""
    submitted.cells.insert(todo(submitted), own(OTHER))
    clean = restore(submitted, original)
    assert [each.source for each in clean.notebook.cells].count(OTHER) == 1
    assert cell(clean.notebook, "todo_double").source == MINE
    assert clean.problems == ()


@pytest.mark.parametrize("carrier", ["first", "second", "both"])
def test_todo_split_in_two_is_whole_again(
    carrier: str, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Jupyter splits a cell at a keystroke; which half keeps the name depends on its version."""
    place = todo(submitted)
    halves = [stub(original), stub(original)]
    halves[0].source = "def double(x):\n    y = x"
    halves[1].source = "    return y + x"
    for half, name in zip(halves, ("first", "second"), strict=True):
        if carrier not in {name, "both"}:
            half.metadata, half.id = NotebookNode(), f"half-{name}"
    submitted.cells[place : place + 1] = halves
    clean = restore(submitted, original)
    assert doubled(clean) == 6
    assert any("'todo_double' was split" in str(each) for each in clean.problems)


def test_nothing_written_stays_the_released_stub(original: ReleasedNotebook) -> None:
    """An untouched notebook comes back as it was released, and nothing is said."""
    clean = restore(nbformat.from_dict(original.notebook), original)
    assert clean.problems == ()
    assert [each.source for each in clean.notebook.cells] == [
        each.source for each in original.notebook.cells
    ]


def test_name_made_from_itself_is_no_version(original: ReleasedNotebook) -> None:
    """`double = double(2)` writes nothing: the stub stays, and says that it is one."""
    notebook = nbformat.from_dict(original.notebook)
    notebook.cells.append(own("double = double(2)"))
    assert cell(restore(notebook, original).notebook, "todo_double").source == stub(original).source


def test_tool_that_strips_all_names_costs_nothing(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Cells without ids and metadata are known by their texts and by what they define."""
    for each in submitted.cells:
        each.metadata = NotebookNode()
        each.pop("id")
    clean = restore(submitted, original)
    assert doubled(clean) == 6
    names = [each.metadata.get("nbgrader", {}).get("grade_id") for each in clean.notebook.cells]
    assert [name for name in names if name] == list(original.cells_by_id)
    assert len(clean.notebook.cells) == len(original.notebook.cells)


@pytest.mark.parametrize(
    "source", ["(" * 5000, "-" * 50_000 + "1", "1+" * 50_000 + "1", "\0", "%%bash\nls", "if x:"]
)
def test_code_that_cannot_be_read_is_kept(
    source: str, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Whatever stands in a cell, mending ends and leaves it alone."""
    submitted.cells.append(own(source))
    assert restore(submitted, original).notebook.cells[-1].source == source
