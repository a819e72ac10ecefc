"""A submission gets its released shape back, and every repair is told."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from tiny_course import NOTEBOOK, answered, cell, released

from autograder.intake import CleanNotebook, restore
from autograder.released import ReleasedNotebook

MINE = "def double(x):\n    return x + x\n"


@pytest.fixture
def original(made_course: Path) -> ReleasedNotebook:
    """The notebook as released."""
    return ReleasedNotebook(NOTEBOOK, released(made_course))


@pytest.fixture
def submitted(made_course: Path) -> NotebookNode:
    """An honest submission."""
    return answered(made_course, MINE)


def sources(clean: CleanNotebook) -> list[str]:
    """Return what stands in the cells."""
    return [each.source for each in clean.notebook.cells]


def test_honest_notebook_is_left_alone(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Nothing is found in a submission that only fills in the TODO."""
    clean = restore(submitted, original)
    assert clean.problems == ()
    assert MINE in sources(clean)


def test_changed_check_is_restored(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """An edited grade cell gets its released text back."""
    cell(submitted, "double").source = "pass"
    clean = restore(submitted, original)
    assert cell(clean.notebook, "double").source == cell(original.notebook, "double").source
    assert any("'double' was changed" in str(each) for each in clean.problems)


def test_deleted_cells_come_back_in_place(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Deleted cells are restored where they were released."""
    submitted.cells = [submitted.cells[0]]
    clean = restore(submitted, original)
    names = [each.metadata.get("nbgrader", {}).get("grade_id") for each in clean.notebook.cells]
    assert [name for name in names if name] == list(original.cells_by_id)
    assert sum("was missing" in str(each) for each in clean.problems) == len(original.cells_by_id)


def test_first_of_duplicates_counts(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """A copied TODO cell stays as the student's own; the first keeps its place."""
    copy = nbformat.from_dict(cell(submitted, "todo_double"))
    copy.source = "def double(x):\n    return 0\n"
    submitted.cells.append(copy)
    clean = restore(submitted, original)
    assert cell(clean.notebook, "todo_double").source == MINE
    assert any("more than once" in str(each) for each in clean.problems)


def test_retyped_cell_is_code_again(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """A TODO that became markdown is run as code, with the student's text."""
    cell(submitted, "todo_double").cell_type = "markdown"
    clean = restore(submitted, original)
    assert cell(clean.notebook, "todo_double").cell_type == "code"
    assert cell(clean.notebook, "todo_double").source == MINE


def test_points_and_outputs_of_students_are_dropped(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Forged metadata and outputs never survive."""
    check = cell(submitted, "double")
    check.metadata["nbgrader"]["points"] = 1000
    check.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "1000"})]
    restored = cell(restore(submitted, original).notebook, "double")
    assert restored.metadata["nbgrader"]["points"] == 4
    assert restored.outputs == []


@pytest.mark.parametrize("damage", [{"cell_type": 7}, {"source": None}, {"metadata": "x"}])
def test_damaged_cells_are_kept_readable(
    damage: dict[str, object], submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """A cell with nonsense in it still leaves a notebook that validates."""
    submitted.cells.insert(1, NotebookNode({"cell_type": "code", "source": "x = 1", **damage}))
    nbformat.validate(restore(submitted, original).notebook)


def test_pictures_in_a_written_answer_stay(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """A picture pasted into an answer is part of it; nonsense among attachments is dropped."""
    answer = cell(submitted, "written_why")
    answer.attachments = {"sketch.png": {"image/png": "AAAA"}, "bad": 7}
    kept = cell(restore(submitted, original).notebook, "written_why")
    assert kept.attachments == {"sketch.png": {"image/png": "AAAA"}}


def test_ids_repeat(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Mending twice gives the same ids, also for cells that came without."""
    submitted.cells.append(NotebookNode({"cell_type": "code", "source": "y = 2"}))
    first, second = restore(submitted, original), restore(submitted, original)
    assert [each.id for each in first.notebook.cells] == [each.id for each in second.notebook.cells]


@pytest.mark.parametrize("name", ["todo_double", "written_why"])
def test_cell_without_its_name_is_known_by_its_id(
    name: str, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """An editor that drops the metadata costs no answer; that it did is told."""
    mine = cell(submitted, name)
    mine.source, mine.metadata = "my own", {}
    clean = restore(submitted, original)
    assert cell(clean.notebook, name).source == "my own"
    assert any(f"{name!r} had lost its name" in str(each) for each in clean.problems)


def test_copy_of_a_cell_takes_nobodys_place(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """An unnamed copy with the same id counts for nothing while the named cell is there."""
    copy = nbformat.from_dict(cell(submitted, "todo_double"))
    copy.source, copy.metadata = "def double(x):\n    return 0\n", {}
    submitted.cells.insert(0, copy)
    clean = restore(submitted, original)
    assert cell(clean.notebook, "todo_double").source == MINE
    assert clean.problems == ()


def test_imports_added_to_a_given_cell_are_kept_and_nothing_else(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """They run before the cell, as a cell of the student's own; the cell itself is as released."""
    given = cell(submitted, "given_setup")
    added = "import os; os.remove('x')\nfrom math import (pi,\n tau)\nif 1:\n    import re\nx = 3\n"
    given.source = added + given.source
    clean = restore(submitted, original)
    assert cell(clean.notebook, "given_setup").source == "import given"
    place = sources(clean).index("import given")
    assert sources(clean)[place - 1] == "import os\nfrom math import pi, tau"
    assert any("what was added: import os; from math" in str(each) for each in clean.problems)


def test_line_ends_alone_are_no_change(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Another system's line ends and spaces at a line's end change nothing."""
    for each in submitted.cells:
        each.source = each.source.replace("\n", " \r\n")
    assert restore(submitted, original).problems == ()
