"""Tests that look at what pyplot holds after a call: the call is asked for its figures instead."""

import ast
from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from autograder.convert.names import names_of
from autograder.convert.scope import Origin, Scope
from autograder.convert.statements import Statement

NAME = "figures"
# What pyplot is asked for, and where it is among the figures that a call has drawn.
HELD = {"gca": f"{NAME}[-1].axes[-1]", "gcf": f"{NAME}[-1]", "get_fignums": NAME}
LINES = ("import matplotlib.pyplot as {}", "from matplotlib import pyplot as {}")
PLAIN_LINES = ("from matplotlib import pyplot",)


def with_figures(found: Sequence[Statement], scope: Scope) -> list[Statement]:
    """Mark calls whose figures are looked at below, and look at these.

    Sure only where one call, and nothing else of the student's, was made since the cell began or
    all figures were closed.
    """
    ready, made = list(found), list[int]()
    every = names_of(*(each.node for each in found))
    if NAME in every.reads | every.binds | scope.theirs:
        return ready
    for number, statement in enumerate(found):
        if closes(statement.node, scope):
            made = []
        elif _looks(statement.node, scope) and _are_of_one_call(found, made, scope):
            ready[made[0]] = replace(found[made[0]], draws=True)
            ready[number] = _looking(statement, scope)
        if _calls(statement.node, scope):
            made.append(number)
    return ready


def closes(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement closes all figures."""
    match node:
        case ast.Expr(value=ast.Call(func=function, args=[ast.Constant(value="all")])):
            return of_pyplot(function, scope) == "close"
    return False


def _looking(statement: Statement, scope: Scope) -> Statement:
    text = cst.parse_module(statement.text).visit(_Held(scope)).code
    return replace(statement, rewritten=text.strip("\n"), node=ast.parse(text).body[0])


def _looks(node: ast.stmt, scope: Scope) -> bool:
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(of_pyplot(each.func, scope) in HELD for each in calls)


def _calls(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement calls anything of the student's."""
    return bool(names_of(node).reads & scope.of(Origin.FUNCTION))


def _are_of_one_call(found: Sequence[Statement], made: Sequence[int], scope: Scope) -> bool:
    """Whether one call was made, of which nothing else is asked."""
    node = found[made[0]].node if len(made) == 1 else None
    call = node.value if isinstance(node, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Name) and function.id in scope.of(Origin.FUNCTION)


def of_pyplot(function: ast.expr, scope: Scope) -> str:
    """Return which function of pyplot is meant, empty where another one is."""
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return ""
    return function.attr if _is_pyplot(function.value.id, scope) else ""


def _is_pyplot(name: str, scope: Scope) -> bool:
    line = scope.imports.get(name, "")
    known = {*(each.format(name) for each in LINES), *PLAIN_LINES}
    return scope.origins.get(name) is Origin.OTHER_MODULE and line in known


class _Held(cst.CSTTransformer):
    """Puts figures that were drawn in the place of what pyplot would give."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def leave_Call(  # noqa: N802 - libcst's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        function = original_node.func
        if isinstance(function, cst.Attribute) and isinstance(function.value, cst.Name):
            place = HELD.get(function.attr.value)
            if place and _is_pyplot(function.value.value, self._scope) and not original_node.args:
                return cst.parse_expression(place)
        return updated_node
