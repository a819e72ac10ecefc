"""What becomes of each kind of line in a test cell."""

import ast

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from tiny_course import code_cell

from autograder.convert.drafting import CellDraft, NotebookDraft, draft
from autograder.convert.writing import written

GIVEN = """\
import math
import helper
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

LIMIT = 3
x = np.array([1.0, 2.0])

def f(x, y=0):
    return x

def apply(function, value):
    return function(value)

class Stack:
    pass
"""

WHY = ["# why\nassert student.f(1) == 2, 'no'"]
OR = ["assert not (student.f(1) or student.fetch(student.x) == 2), 'no'"]


def notebook(*tests: str, given: str = GIVEN) -> NotebookNode:
    """Return a notebook that defines names, with test cells t1, t2 and so on below."""
    cells = [code_cell("answers", given, solution=True), new_code_cell("mine = 1", id="mine")]
    cells.append(code_cell("locked", "locked_away = 1", locked=True))
    for number, text in enumerate(tests, start=1):
        cells.append(code_cell(f"t{number}", text, grade=True, locked=True, points=1))
    return new_notebook(cells=cells)


def drafted(*tests: str) -> NotebookDraft:
    """Draft the graders of such a notebook."""
    named = {f"t{number}": text for number, text in enumerate(tests, start=1)}
    return draft("1_made", notebook(*tests), named)


def only(text: str) -> CellDraft:
    """Draft one cell."""
    (cell,) = drafted(text).cells
    return cell


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("assert f(1) == 1", ["assert student.f(1) == 1"]),
        ("assert f(x=1, y=2) == 1, 'no'", ["assert student.f(x=1, y=2) == 1, 'no'"]),
        ("assert LIMIT == 3", ["assert student.fetch(student.LIMIT) == 3"]),
        ("assert mine == 1", ["assert student.fetch(student.mine) == 1"]),
        ("assert f(x)[0] == 1", ["assert student.f(student.x)[0] == 1"]),
        ("assert f(x + 1) == 1", ["assert student.f(student.fetch(student.x) + 1) == 1"]),
        ("assert apply(f, 2) == 2", ["assert student.apply(student.f, 2) == 2"]),
        ("assert f(f(2)) == 2", ["assert student.f(student.f(2)) == 2"]),
        ("assert f(None) is None", ["assert student.f(None) is None"]),
        (
            "assert np.allclose(f(x), [1, 2], atol=1e-6)",
            ["assert np.allclose(student.f(student.x), [1, 2], atol=1e-6)"],
        ),
        (
            'assert f(1) == 1, f"got {f(1)}"',
            ['assert student.f(1) == 1, f"got {student.f(1)}"'],
        ),
        ("unused = 2\ny = 1\nassert f(y) == y", ["y = 1", "assert student.f(y) == y"]),
        ("y = 1\ny = 2\nassert f(y) == y", ["y = 2", "assert student.f(y) == y"]),
        ("y = f(1)\nassert y == 1", ["y = student.f(1)", "assert y == 1"]),
        (
            "y = [2, 1]\ny.sort()\nassert f(y) == y",
            ["y = [2, 1]", "y.sort()", "assert student.f(y) == y"],
        ),
        (
            "y = [2]\ny[0] = 1\nassert f(y) == y",
            ["y = [2]", "y[0] = 1", "assert student.f(y) == y"],
        ),
        ("x = 5\nassert f(x) == x", ["x = 5", "assert student.f(x) == x"]),
        (
            "for n in range(3):\n    assert f(n) == n",
            ["for n in range(3):\n    assert student.f(n) == n"],
        ),
        (
            "assert all(f(n) == n for n in range(3))",
            ["assert all(student.f(n) == n for n in range(3))"],
        ),
        (
            "def twice(n):\n    return 2 * f(n)\nassert twice(1) == 2",
            ["def twice(n):\n    return 2 * student.f(n)", "assert twice(1) == 2"],
        ),
        (
            "np.testing.assert_allclose(f(x), [1, 2])",
            ["np.testing.assert_allclose(student.f(student.x), [1, 2])"],
        ),
        (
            "if f(1) != 1:\n    raise AssertionError('no')",
            ["if student.f(1) != 1:\n    raise AssertionError('no')"],
        ),
        (
            "try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no')",
            ["assert student.raises(\"ValueError\", student.f, 0), 'no'"],
        ),
        (
            "try:\n    f()\n    assert False\nexcept ValueError:\n    pass",
            ['assert student.raises("ValueError", student.f)'],
        ),
        (
            "import pytest\nwith pytest.raises(TypeError):\n    f(x, y=1)",
            ['assert student.raises("TypeError", student.f, student.x, y=1)'],
        ),
        (
            "np.testing.assert_raises(ValueError, f, 0, y=1)",
            ['assert student.raises("ValueError", student.f, 0, y=1)'],
        ),
        (
            "y = False\ntry:\n    f(0)\nexcept ValueError:\n    y = True\nassert y",
            ["y = False", 'y = student.raises("ValueError", student.f, 0) or y', "assert y"],
        ),
        (
            "try:\n    f(0)\n    y = False\nexcept ValueError:\n    y = True\nassert y, 'no'",
            ['y = student.raises("ValueError", student.f, 0)', "assert y, 'no'"],
        ),
        ("assert type(f(1)) == int", ["assert type_of(student.f(1)) == int"]),
        (
            "assert isinstance(f(x), (list, np.ndarray)), 'no'",
            ["assert issubclass(type_of(student.f(student.x)), (list, np.ndarray)), 'no'"],
        ),
        (
            "assert f(x).groupby('a')['b'].sum().loc[1] == 2",
            ["assert student.f(student.x).groupby('a')['b'].sum().loc[1] == 2"],
        ),
        (
            "pd.testing.assert_frame_equal(f(1), pd.DataFrame())",
            ["pd.testing.assert_frame_equal(student.f(1), pd.DataFrame())"],
        ),
        ("a, b = f(1)\nassert b == 2", ["a, b = student.f(1)", "assert b == 2"]),
        (
            "assert f(1) == pytest.approx(2)",
            ["assert student.f(1) == pytest.approx(2)"],
        ),
        (
            "def test_f():\n    assert f(1) == 1\ntest_f()",
            ["def test_f():\n    assert student.f(1) == 1", "test_f()"],
        ),
        (
            "y = [2, 1]\nf(y, 3)\nassert y == [1, 2]",
            [
                "y = [2, 1]",
                "y_kept = student.keep(y)\nstudent.f(y_kept, 3)\ny = student.fetch(y_kept)",
                "assert y == [1, 2]",
            ],
        ),
        (
            "before = x.copy()\napply(f, value=x)\nassert (x == before).all()",
            [
                "before = student.fetch(student.x).copy()",
                "x_kept = student.keep(student.fetch(student.x))\n"
                "student.apply(student.f, value=x_kept)\nx = student.fetch(x_kept)",
                "assert (x == before).all()",
            ],
        ),
        (
            "fig, ax = plt.subplots()\napply(ax, x, value=3)\nassert ax.get_title() == 'a'",
            [
                "ax = student.load('import matplotlib.pyplot as plt\\n\\n\\n"
                "def draw(apply, x):\\n    fig, ax = plt.subplots()\\n"
                "    apply(ax, x, value=3)\\n    return ax\\n').draw(student.apply, student.x)",
                "assert ax.title == 'a'",
            ],
        ),
        ("case = TestCase()\n# why\ncase.assertEqual(f(1), 2, 'no')", WHY),
        ("TestCase().assertAlmostEqual(f(1), 2)", ["assert round(abs(student.f(1) - 2), 7) == 0"]),
        ("case.assertFalse(f(1) or x == 2, msg='no')", OR),
        (
            "ax = f(x)\nassert [p.get_height() for p in ax.patches] == [1]",
            ["ax = student.f(student.x)", "assert [p.height for p in ax.bars] == [1]"],
        ),
        (
            "assert f(x).title.get_text() == f(x).get_xlabel()",
            ["assert student.f(student.x).title == student.f(student.x).xlabel"],
        ),
        (
            "plt.close('all')\nf(1)\nax = plt.gca()\nassert len(ax.lines) == 1",
            [
                "figures = student.drawn(student.f, 1)",
                "ax = figures[-1].axes[-1]",
                "assert len(ax.lines) == 1",
            ],
        ),
    ],
)
def test_forms_that_are_translated(text: str, lines: list[str]) -> None:
    """Each becomes one criterion, with the lines above that it needs and no other."""
    (criterion,) = only(text).criteria
    assert criterion.reason == ""
    assert list(criterion.lines) == lines


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("assert list(map(type, f(1))) == [int]", "type is asked of an object"),
        ("assert type('A', (), {}) == f(1)", "type is asked of an object"),
        ("assert hasattr(f(1), 'a')", "hasattr is asked of an object"),
        ("assert Stack().size == 0", "asks an object of the student's for size"),
        ("s = Stack()\nassert s.index == 0", "asks an object of the student's for index"),
        ("assert f(x).pop() == 1", "asks an object of the student's for pop"),
        ("assert f(x).price == 1", "asks an object of the student's for price"),
        ("assert f(x).get_legend() is None", "a legend without texts is none"),
        ("assert f(pd.read_csv('a')) == 1", "it is about files"),
        ("from pandas import read_csv\nassert f(read_csv('a')) == 1", "read_csv is of a module"),
        ("y = pd.DataFrame()\ny.pop(f(1), inplace=True)\nassert f(1)", "changes a table where"),
        ("f(x)\nf(1)\nassert len(plt.get_fignums()) == 1", "what comes of the call is dropped"),
        ("f(x)\nassert plt.gca().get_lines()[0].get_color() == 'r'", "for get_color"),
        ("try:\n    f(0)\nexcept Exception:\n    y = True\nassert y", "no rule for 'try'"),
        ("TestCase().assertCountEqual(f(1), [1])", "where TestCase comes from"),
        ("fig, ax = plt.subplots()\nf(ax, x + 1)\nassert ax.title == 'a'", "plt is of a module"),
        (
            "### BEGIN HIDDEN TESTS\nfig, ax = plt.subplots()\nf(ax)\nassert ax.lines\n"
            "### END HIDDEN TESTS",
            "plt is of a module",
        ),
        ("assert f(1) is x", "whether two names are one object"),
        ("assert Stack().height == 0", "asks an object of the student's for height"),
        ("assert f == 1", "f itself is looked at"),
        ("assert helper.g(f(1))", "helper is of a module that a draft does not import"),
        ("assert f(locked_away) == 1", "without the tag 'setup'"),
        ("assert f(unknown) == 1", "where unknown comes from"),
        ("assert f(lambda: 1) == 1", "a function or generator of the test's own"),
        ("def g():\n    return 1\nassert f(g) == 1", "a function or generator of the test's own"),
        ("assert f(open('a').read()) == 1", "it is about files"),
        ("assert f(np.load('a')) == 1", "it is about files"),
        ("assert f(np.random.rand(3)) == 1", "it draws random numbers"),
        ("assert all(x == f(x) for x in [1])", "x is a name of the notebook and one of the test's"),
        ("student = 1\nassert f(student) == 1", "graders have something else"),
        ("np.testing.assert_equal(f(1), 1)", "may compare what arrives here otherwise"),
        ("y = 1\nf(y)\nassert f(1) == 1", "what comes of the call is dropped"),
        ("try:\n    f(0)\nexcept ValueError:\n    f = True\nassert f", "it changes f of"),
        ("y = [2, 1]\nz = f(y)\nassert y == [1, 2]", "looks at nothing that comes back"),
        ("f(1)\nassert f(2) == 2", "may matter for it"),
        ("f = 1\nassert LIMIT == 1", "it changes f of the notebook"),
        ("x[0] = 5\nassert f(x) == 1", "changes a part of what is the student's"),
        ("s = f.cache\nassert s == 1", "s is set in a line that was not carried over"),
        ("print(f(1))", "what is printed"),
        ("from numpy import random\nassert f(random.rand(3)) == 1", "random is of a module"),
        ("while f(1):\n    assert f(2)", "no rule for 'while'"),
        ("y = f(1)\ny + 1", "the number that the cell ends in is its points"),
        ("y = f(1)", "only whether it raises"),
        ("y = 1", "nothing in it that can fail"),
        ("%timeit f(1)\nassert f(1) == 1", "more than plain Python"),
        ('assert f("""a\nb""") == 1', "over several lines"),
        (
            "try:\n    f(0)\n    assert False\nexcept Exception:\n    pass",
            "no rule for 'try' in a test",
        ),
    ],
)
def test_what_is_not_sure_is_left_to_a_person(text: str, reason: str) -> None:
    """Nothing is lost: every line stands in the draft as it was, with the reason."""
    cell = only(text)
    assert cell.unfinished == len(cell.criteria) == 1
    (criterion,) = cell.criteria
    assert reason in criterion.reason
    assert criterion.lines[-1] in text


def test_assertions_are_criteria_of_their_own() -> None:
    """What a person has to finish costs the others nothing; what is printed decides nothing."""
    cell = only("assert f(1) == 1\nassert id(f(1)) == 1\nassert f(2) == 2\nprint('fine')")
    assert [bool(each.reason) for each in cell.criteria] == [False, True, False]
    assert cell.comments == ("print('fine')",)


def test_names_of_an_earlier_test_cell_are_there() -> None:
    """Cells share their names, as they do in the notebook."""
    _, second = drafted("y = 1\nassert f(y) == 1", "assert f(y) == y").cells
    assert second.criteria[0].lines == ("y = 1", "assert student.f(y) == y")


def test_figures_of_an_earlier_call_are_closed_first() -> None:
    """What another call has drawn is not looked at any more."""
    first, second = only(
        "y = f(2)\nassert y == 2\nplt.close('all')\nf(1)\nassert len(plt.get_fignums()) == 1"
    ).criteria
    assert first.lines == ("y = student.f(2)", "assert y == 2")
    assert second.lines == ("figures = student.drawn(student.f, 1)", "assert len(figures) == 1")


def test_name_of_a_loop_is_gone_after_it() -> None:
    """The loop is one criterion, and the next one does not run it."""
    cell = only("for n in [1, 2]:\n    assert f(n) == n\nassert f(n) == 2")
    assert [each.reason for each in cell.criteria] == [
        "",
        "n is set in a line that was not carried over",
    ]


def test_hidden_inputs_are_not_told() -> None:
    """Students read docstrings: of a hidden test they see its message, or what it is about."""
    cell = only(
        "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(77) == 77\n"
        "assert f(78) == 78, 'a large number'\n### END HIDDEN TESTS"
    )
    assert [each.asked for each in cell.criteria] == [
        "f(1) == 1",
        "f: a hidden check",
        "a large number",
    ]


def test_draft_is_a_file_of_graders() -> None:
    """It imports what it uses and nothing else, and quotes nothing that would break it."""
    text = written(drafted('assert f("\\\\") == np.sqrt(4)', 'assert f(\'"""\') == 1', "%magic"))
    tree = ast.parse(text)
    tests = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
    assert tests == ["test_t1_1", "test_t2_1", "test_t3_1"]
    imported = [ast.unparse(each) for each in tree.body if isinstance(each, ast.Import)]
    assert imported == ["import numpy as np", "import pytest"]
    assert "# TODO: a person finishes this: the cell is more than plain Python" in text
    assert "    # %magic\n" in text
    assert text.count("raise NotImplementedError(") == 1
