"""A written answer is found where a student put it; a person is pointed to it."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from tiny_course import NOTEBOOK, cell, released

from autograder.intake import CleanNotebook, restore
from autograder.released import ReleasedNotebook

MINE = "Because the slopes multiply."


@pytest.fixture
def original(made_course: Path) -> ReleasedNotebook:
    """The notebook as released, with its question in a cell of its own."""
    notebook = released(made_course)
    notebook.cells.insert(-1, nbformat.v4.new_markdown_cell("## Question\n\nWhy?", id="question"))
    return ReleasedNotebook(NOTEBOOK, notebook)


@pytest.fixture
def submitted(original: ReleasedNotebook) -> NotebookNode:
    """A submission with the function and no answer."""
    notebook = nbformat.from_dict(original.notebook)
    cell(notebook, "todo_double").source = "def double(x):\n    return x + x"
    return notebook


def waits(clean: CleanNotebook, original: ReleasedNotebook) -> bool:
    """Whether the answer is taken for one, and both cell and finding point to the text."""
    there = cell(clean.notebook, "written_why").source
    pointed = MINE in there
    assert pointed == any(MINE in str(each) for each in clean.problems)
    assert pointed == (there != cell(original.notebook, "written_why").source)
    return pointed


def test_blank_answer_stays_blank(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Where nothing was added between this question and the next, nobody has to look."""
    assert not waits(restore(submitted, original), original)


@pytest.mark.parametrize("kind", ["markdown", "code", "raw"])
def test_answer_in_a_new_cell_below(
    kind: str, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Whatever its type."""
    submitted.cells.append(NotebookNode({"cell_type": kind, "source": MINE, "metadata": {}}))
    assert waits(restore(submitted, original), original)


def test_answer_in_the_cell_of_the_question(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Students type where the question ends."""
    submitted.cells[-2].source = MINE
    assert waits(restore(submitted, original), original)


def test_answer_in_a_question_that_is_locked_is_kept(original: ReleasedNotebook) -> None:
    """The question gets its released text back; the words that were added follow it."""
    question = original.notebook.cells[-2]
    data = {"grade_id": "question", "locked": True, "grade": False, "solution": False}
    question.metadata["nbgrader"] = data
    locked = ReleasedNotebook(NOTEBOOK, original.notebook)
    submitted = nbformat.from_dict(locked.notebook)
    submitted.cells[-2].source += f"\n\n{MINE}"
    clean = restore(submitted, locked)
    assert waits(clean, locked)
    assert [each.source for each in clean.notebook.cells[-3:-1]] == [question.source, MINE]


@pytest.mark.parametrize("named", [True, False])
def test_answer_in_the_second_half_of_a_split_cell(
    named: bool, submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """With the cell's name it is the answer; without, it is pointed to."""
    half = nbformat.from_dict(cell(submitted, "written_why"))
    half.source = MINE
    if not named:
        half.metadata, half.id = NotebookNode(), "half"
    submitted.cells.append(half)
    clean = restore(submitted, original)
    there = cell(clean.notebook, "written_why").source
    assert there == MINE if named else waits(clean, original)


def test_answer_in_a_cell_whose_metadata_a_tool_dropped(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Without name and id the text is still between this question and the next."""
    mine = cell(submitted, "written_why")
    mine.source, mine.metadata, mine.id = MINE, NotebookNode(), "another"
    assert waits(restore(submitted, original), original)


def test_code_for_the_exercise_before_is_no_answer(
    submitted: NotebookNode, original: ReleasedNotebook
) -> None:
    """Cells above the question belong to what is above it."""
    submitted.cells.insert(-2, nbformat.v4.new_code_cell(f"'{MINE}'"))
    assert not waits(restore(submitted, original), original)


def test_given_answer_needs_no_pointer(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Where the cell itself holds an answer, it stays as it is."""
    cell(submitted, "written_why").source = "Mine."
    submitted.cells.append(nbformat.v4.new_markdown_cell(MINE))
    clean = restore(submitted, original)
    assert cell(clean.notebook, "written_why").source == "Mine."


def test_document_beside_the_notebook(submitted: NotebookNode, original: ReleasedNotebook) -> None:
    """Whoever hands in a photograph of the answer is read; a module beside is no answer."""
    said = restore(submitted, original, files=["helper.py", "Answer to 3.JPG"]).problems
    assert "beside the notebook ('Answer to 3.JPG'); a person reads it" in str(said[-1])
    assert not waits(restore(submitted, original, files=["helper.py"]), original)
