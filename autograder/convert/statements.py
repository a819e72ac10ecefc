"""The statements of a test cell, each with its text as it was written, and what kind it is."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from autograder.cell_tests import BEGIN_HIDDEN, END_HIDDEN, hidden_lines
from autograder.convert.names import names_of
from autograder.convert.scope import Origin, Scope

# Functions of numpy.testing and pandas.testing that take what arrives here as what it is there.
ASSERTS = frozenset(
    {
        *("assert_allclose", "assert_almost_equal", "assert_array_almost_equal"),
        *("assert_array_equal", "assert_array_less"),
        *("assert_frame_equal", "assert_series_equal", "assert_index_equal"),
    }
)


@dataclass(frozen=True)
class Statement:
    """One statement of a test cell; `hidden` where students do not see it.

    Of a call nothing may be asked but what it has drawn (`draws`), or made of the argument that
    `keeps` names, or drawn on `axes`, which the line above it has made. `rewritten` is the same in
    other words; `node` is its tree then.
    """

    text: str
    node: ast.stmt
    hidden: bool
    draws: bool = False
    keeps: str = ""
    axes: str = ""
    rewritten: str = ""

    @property
    def code(self) -> str:
        """What is translated."""
        return self.rewritten or self.text

    @property
    def source(self) -> str:
        """Its text without the comments above it, in one line."""
        return " ".join(ast.unparse(self.node).split())


def statements(source: str) -> list[Statement]:
    """Cut a cell into its statements; SyntaxError where it is more than plain Python."""
    lines = source.splitlines()
    hidden = hidden_lines(lines)
    plain = "\n".join("" if _is_mark(line) else line for line in lines)
    nodes = ast.parse(plain).body
    return [
        Statement(text, node, any(hidden[node.lineno - 1 : node.end_lineno]))
        for text, node in zip(_texts(plain), nodes, strict=True)
    ]


def _texts(source: str) -> Iterator[str]:
    module = cst.parse_module(source)
    head: Sequence[cst.EmptyLine] = module.header
    for statement in module.body:
        for part in _parts(statement):
            comments = [line for line in (*head, *part.leading_lines) if line.comment is not None]
            head = ()
            whole = part.with_changes(leading_lines=comments)
            yield module.code_for_node(whole).strip("\n").rstrip("; ")


def _parts(
    statement: cst.SimpleStatementLine | cst.BaseCompoundStatement,
) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    """Return each statement of a line by itself."""
    if isinstance(statement, cst.SimpleStatementLine):
        return [statement.with_changes(body=[each]) for each in statement.body]
    return [statement]


def asserts(node: ast.stmt) -> bool:
    """Whether a statement is one that says no by itself, or holds such a one."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return False
    return any(isinstance(each, ast.Assert | ast.Raise) or _calls(each) for each in ast.walk(node))


def is_test(node: ast.FunctionDef) -> bool:
    """Whether a function asserts something and gives nothing back."""
    returns = any(isinstance(each, ast.Return) and each.value for each in ast.walk(node))
    return any(map(asserts, node.body)) and not returns


def _calls(node: ast.AST) -> bool:
    """Whether something is a call of numpy.testing, or of what is named like it."""
    function = node.func if isinstance(node, ast.Call) else None
    name = getattr(function, "attr", getattr(function, "id", ""))
    return isinstance(name, str) and name.startswith("assert")


def unsure_call(node: ast.stmt) -> str:
    """Name a function of a testing module that compares what arrives here otherwise than there."""
    for each in filter(_calls, ast.walk(node)):
        name = ast.unparse(each).partition("(")[0]
        if name.rpartition(".")[2] not in ASSERTS:
            return name
    return ""


def changed(node: ast.stmt, scope: Scope) -> set[str]:
    """Return the tests' own names that a statement binds or may change by a method."""
    within = [each for each in ast.walk(node) if isinstance(each, ast.Expr) or _is_part(each)]
    mine = scope.of(Origin.LOCAL)
    parts = {name for each in within for name in names_of(each).reads & mine}
    return names_of(node).binds | parts


def _is_part(node: ast.AST) -> bool:
    """Whether something is a part of an object that is written to."""
    return isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)


def _is_mark(line: str) -> bool:
    return BEGIN_HIDDEN in line or END_HIDDEN in line
