"""The notebooks: built as the graders expect, right when solved, clear when not."""

import ast
from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from week5_files import NAMES, RELEASE, SOURCE, grade_id, read

POINTS = {"1_vanishing": 15, "2_explosion": 20, "3_clipping": 30, "4_remedies": 15}
POINTS["5_robust_network"] = 40


def todos(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that students fill in with code."""
    return [cell for cell in notebook.cells if grade_id(cell).startswith("todo_")]


def checks(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the visible checks."""
    return [cell for cell in notebook.cells if grade_id(cell) and is_check(cell)]


def is_check(cell: NotebookNode) -> bool:
    """Tell whether nbgrader grades this code cell."""
    return bool(cell.cell_type == "code" and cell.metadata.nbgrader.grade)


def is_figure(cell: NotebookNode) -> bool:
    """Tell whether this is a given cell that no task needs: a figure, a training, a table."""
    return grade_id(cell).startswith("given_") and "setup" not in cell.metadata.get("tags", [])


@pytest.mark.parametrize("name", NAMES)
def test_every_todo_has_its_check_and_defines_its_name(name: str) -> None:
    """Each TODO cell holds definitions only, its own name among them, and is checked once."""
    notebook = read(SOURCE, name)
    asked = [grade_id(cell).removeprefix("todo_") for cell in todos(notebook)]
    assert asked == [grade_id(cell) for cell in checks(notebook)]
    for cell, wanted in zip(todos(notebook), asked, strict=True):
        body = ast.parse(cell.source).body
        assert all(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body)
        assert wanted in [node.name for node in body if hasattr(node, "name")]


@pytest.mark.parametrize("name", NAMES)
def test_points_add_up(name: str) -> None:
    """The points of a notebook are those of the course's plan; one question goes to a person."""
    cells = [cell for cell in read(SOURCE, name).cells if grade_id(cell)]
    graded = [cell for cell in cells if cell.metadata.nbgrader.grade]
    assert sum(cell.metadata.nbgrader.points for cell in graded) == POINTS[name]
    assert len([cell for cell in graded if cell.cell_type == "markdown"]) == 1


@pytest.mark.parametrize("name", NAMES)
def test_setup_and_earlier_todos_suffice(name: str) -> None:
    """Every TODO cell can be replayed with nothing but the cells tagged `setup` before it."""
    notebook = read(SOURCE, name)
    tagged = [cell for cell in notebook.cells if "setup" in cell.metadata.get("tags", [])]
    assert tagged and notebook.cells.index(tagged[-1]) < notebook.cells.index(todos(notebook)[0])
    namespace: dict[str, object] = {}
    for cell in [*tagged, *todos(notebook)]:
        exec(compile(cell.source, cell.id, "exec"), namespace)  # noqa: S102 - our own cells
        known = grade_id(cell).removeprefix("todo_")
        assert known in namespace or known.startswith("given_")


@pytest.mark.parametrize("name", NAMES)
def test_solved_release_runs_where_the_machinery_is_unknown(
    name: str, solved_run: Callable[[str], NotebookNode]
) -> None:
    """With the solved cells pasted in, every check passes, figures appear, nothing is warned."""
    run = solved_run(name)
    outputs = [output for cell in run.cells for output in cell.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    for cell in checks(run):
        assert "the visible examples are right" in cell.outputs[0].text
    for cell in run.cells:
        if cell.cell_type == "code" and "figures." in cell.source:
            assert any("image/png" in output.get("data", {}) for output in cell.outputs)


@pytest.mark.parametrize("name", NAMES)
def test_untouched_release_says_what_is_missing(
    name: str, execute: Callable[..., NotebookNode]
) -> None:
    """Each check of a notebook that nobody filled in fails, and names what is not written yet."""
    notebook = read(RELEASE, name)
    notebook.cells = [cell for cell in notebook.cells if not is_figure(cell)]
    run = execute(notebook, allow_errors=True)
    for cell in checks(run):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert [error.ename for error in errors] == ["NotWritten"]
        assert f"{grade_id(cell)}" in errors[0].evalue
        assert "is not written yet" in errors[0].evalue
