"""Tests that make axes, hand them to a function, and look at what it has drawn on them."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from autograder.convert.figures import of_pyplot
from autograder.convert.scope import Origin, Scope
from autograder.convert.statements import Statement

FUNCTION = "draw"


def with_axes(found: Sequence[Statement], scope: Scope) -> list[Statement]:
    """Join the line that makes axes with the call below it that gets them, and that alone.

    What runs in the student's process can be read there: hidden lines stay as they are.
    """
    ready = list[Statement]()
    for statement in found:
        above = ready[-1] if ready else None
        seen = above and not above.hidden and not statement.hidden
        name = _made(above.node, scope) if above and seen else ""
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        if above and name and isinstance(call, ast.Call) and _gets(call, name, scope):
            text = f"{above.text}\n{statement.text}"
            ready[-1] = replace(statement, text=text, axes=name)
        else:
            ready.append(statement)
    return ready


def without_axes(call: ast.Call) -> ast.Call:
    """Return the call with nothing in the place of the axes: they are made on the other side."""
    return ast.Call(call.func, call.args[1:], call.keywords)


def drawn_on(statement: Statement, call: ast.Call, scope: Scope) -> str:
    """Return what has the lines run in the student's process, and brings the axes back as data."""
    pyplot = next(line for name, line in scope.imports.items() if _reads(statement, name, scope))
    names = dict.fromkeys(_names(call))
    body = "".join(f"    {line}\n" for line in ast.unparse(ast.parse(statement.text)).splitlines())
    head = f"def {FUNCTION}({', '.join(names)}):\n"
    source = f"{pyplot}\n\n\n{head}{body}    return {statement.axes}\n"
    theirs = scope.theirs
    given = ", ".join(f"student.{name}" if name in theirs else name for name in names)
    return f"{statement.axes} = student.load({source!r}).{FUNCTION}({given})"


def _made(node: ast.stmt, scope: Scope) -> str:
    """Return the name of the axes that `figure, axes = plt.subplots()` makes."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(), ast.Name(id=name)])],
            value=ast.Call(func=function, args=[], keywords=keywords),
        ) if all(isinstance(each.value, ast.Constant | ast.Tuple) for each in keywords):
            return name if of_pyplot(function, scope) == "subplots" else ""
    return ""


def _gets(call: ast.Call, name: str, scope: Scope) -> bool:
    """Whether a function of the notebook gets the axes first, and then names and constants."""
    theirs = isinstance(call.func, ast.Name) and call.func.id in scope.of(Origin.FUNCTION)
    match call.args:
        case [ast.Name(id=first), *rest] if first == name:
            others = [*rest, *(each.value for each in call.keywords)]
            plain = all(isinstance(each, ast.Name | ast.Constant) for each in others)
            return theirs and plain and name not in _names(call)
    return False


def _names(call: ast.Call) -> list[str]:
    """Return the function, and what it gets beside the axes, where these are names."""
    given = [call.func, *call.args[1:], *(each.value for each in call.keywords)]
    return [each.id for each in given if isinstance(each, ast.Name)]


def _reads(statement: Statement, name: str, scope: Scope) -> bool:
    node = ast.parse(statement.text).body[0]
    value = node.value if isinstance(node, ast.Assign) else None
    function = value.func if isinstance(value, ast.Call) else None
    read = isinstance(function, ast.Attribute) and ast.unparse(function.value) == name
    return read and isinstance(function, ast.Attribute) and bool(of_pyplot(function, scope))
