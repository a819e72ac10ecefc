"""Each operator makes the mutants that its name says, and leaves alone what it must."""

import ast

import pytest

from autograder.errors import CourseError
from autograder.mutate.mutants import changes, mutants_of

EXAMPLES = {
    "comparison turned": ("x = a < b", {"x = a > b"}),
    "boundary moved": ("x = a < b", {"x = a <= b"}),
    "logic swapped": ("x = a and b", {"x = a or b"}),
    "arithmetic swapped": ("x += a * b", {"x -= a * b", "x += a / b"}),
    "sign removed": ("x = -a", {"x = a"}),
    "constant changed": ("x = 3", {"x = 4", "x = 2", "x = 6", "x = 0"}),
    "default changed": ("def f(n=1): pass", {"def f(n=2): pass", "def f(n=0): pass"}),
    "statement deleted": ("a = 1\nimport b", {"pass\nimport b"}),
    "none returned": ("def f(): return 1", {"def f(): return None"}),
    "loop left otherwise": ("while a: break", {"while a: continue"}),
    "decorator removed": ("@a\n@b\ndef f(): pass", {"@a\ndef f(): pass", "@b\ndef f(): pass"}),
    "argument dropped": ("x = f(a, b, k=c)", {"x = f(a, k=c)", "x = f(a, b)"}),
    "arguments swapped": ("x = f(a, b)", {"x = f(b, a)"}),
    "slice bound dropped": ("x = a[i:j:k]", {"x = a[:j:k]", "x = a[i::k]", "x = a[i:j:]"}),
    "call removed": ("x = f(a, b) + o.m()", {"x = a + o.m()", "x = f(a, b) + o"}),
    "function exchanged": ("x = min(np.mean(a))", {"x = max(np.mean(a))", "x = min(np.sum(a))"}),
}


def changed(source: str, operator: str) -> set[str]:
    """Return the sources that one operator makes."""
    return {mutated for name, mutated in changes(source, "here") if name == operator}


@pytest.mark.parametrize("operator", EXAMPLES)
def test_operator_makes_its_mutants(operator: str) -> None:
    """Every operator, on a line of its own, makes these mutants and no other."""
    source, expected = EXAMPLES[operator]
    assert changed(source, operator) == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("a", {"not a", "True", "False"}),
        ("a and b", {"not (a and b)", "True", "False"}),
        ("a < b", {"not a < b", "True", "False"}),
        ("a is None", {"True", "False"}),
        ("not a", {"True", "False"}),
    ],
)
def test_condition_is_negated_once(test: str, expected: set[str]) -> None:
    """Where turning `is` or taking `not` away does the same, there is no second mutant for it."""
    mutated = changed(f"x = b if {test} else c", "condition changed")
    assert mutated == {f"x = b if {each} else c" for each in expected}


def test_number_has_no_equal_mutants() -> None:
    """0 doubled is 0, and 1 doubled is 1 + 1: neither is made twice; -1 keeps its parentheses."""
    assert changed("x = 0", "constant changed") == {"x = 1", "x = (-1)"}
    assert changed("x = 1.0", "constant changed") == {"x = 2.0", "x = 0.0"}


def test_return_is_deleted_where_something_follows_only() -> None:
    """At the end of a function, deleting `return` is returning None."""
    source = "def f(a):\n    if a:\n        return 1\n    return 2"
    deleted = source.replace("return 1", "pass")
    assert changed(source, "statement deleted") == {deleted}


def test_mutants_that_cannot_differ_are_not_made() -> None:
    """The arguments of max may come in any order; a name given to itself is a deletion."""
    assert changed("x = max(a, np.minimum(b, c))", "arguments swapped") == set()
    assert {mutant.after for mutant in mutants_of("n", {"f": "x = float(x)"})} == {"pass"}


RAISE = 'raise ValueError(f"{x + 1} is less than {min(2, 3)}")'
DOCUMENTED = f'''\
class Given:
    """Says 3 + 4, and min(1, 2)."""

    def ask(self, x: "1 < 2" = None) -> "3 - 4":
        """Says not 5."""
        {RAISE}
'''


def test_words_are_left_alone() -> None:
    """Docstrings, messages of exceptions and type hints give no mutant."""
    sources = {mutated for _, mutated in changes(DOCUMENTED, "here")}
    assert sources == {DOCUMENTED.replace(RAISE, "pass")}


LONG = """\
def f(values, limit=3):
    total = sum(x for x in values if x < limit)
    while total > 0:
        total -= max(1, -limit)
        if not values:
            break
    return [total, values[1:]]
"""


def test_every_mutant_is_python() -> None:
    """A generator that loses the call around it gets parentheses, and all the rest parses too."""
    mutants = mutants_of("n", {"f": LONG})
    assert len(mutants) > 30
    for mutant in mutants:
        ast.parse(mutant.source)


def test_order_and_names_are_the_same_every_time() -> None:
    """From top to bottom, no source twice, none equal to the reference."""
    mutants = mutants_of("n", {"f": LONG})
    assert mutants == mutants_of("n", {"f": LONG})
    sources = [mutant.source for mutant in mutants]
    assert len({*sources, LONG}) == len(sources) + 1
    lines = [mutant.line for mutant in mutants]
    assert (lines[0], lines[-1]) == (1, 7)


def test_key_outlives_edits_elsewhere() -> None:
    """A line added above changes the numbers of lines and no name."""
    edited = LONG.replace("    total =", "    values = list(values)\n    total =", 1)
    before = {mutant.key for mutant in mutants_of("n", {"f": LONG})}
    after = {mutant.key for mutant in mutants_of("n", {"f": edited})}
    assert before < after


def test_difference_shows_the_change() -> None:
    """The diff of a survivor names cell and operator and holds both lines."""
    mutant = next(each for each in mutants_of("n", {"f": LONG}) if each.after == "pass")
    for words in ("n: f, line 2", "statement deleted", "-    total = sum(", "+    pass"):
        assert words in mutant.difference


def test_cell_that_is_not_python_is_told() -> None:
    """A magic in a TODO cell cannot be mutated; the instructor is told which cell."""
    with pytest.raises(CourseError, match="n: f: cannot be mutated"):
        mutants_of("n", {"f": "%matplotlib inline"})
