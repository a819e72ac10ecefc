"""Calls of which nothing is asked but what they have made of an argument."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from autograder.convert.names import names_of
from autograder.convert.scope import Origin, Scope
from autograder.convert.statements import Statement
from autograder.convert.translating import translated


def with_kept(found: Sequence[Statement], scope: Scope) -> list[Statement]:
    """Mark calls whose result is dropped, and whose one name among the arguments is read below.

    Sure only where all that is called below depends on that name: a call may change more.
    """
    functions = scope.of(Origin.FUNCTION)
    ready = list(found)
    for number, statement in enumerate(found):
        below = [names_of(each.node).reads for each in found[number + 1 :]]
        name = "" if statement.draws or statement.axes else _argument(statement.node, functions)
        read = any(name in reads for reads in below)
        if name and read and all(name in reads for reads in below if reads & functions):
            ready[number] = replace(statement, keeps=name)
    return ready


def keeping(call: ast.Call, name: str, scope: Scope) -> str:
    """Return lines that hand over a copy, and read it again after the call."""
    kept = f"{name}_kept"
    there = _Renamed(name, kept).visit(ast.parse(ast.unparse(call), mode="eval").body)
    before, asked = translated(name, scope), translated(ast.unparse(there), scope)
    return f"{kept} = student.keep({before})\n{asked}\n{name} = student.fetch({kept})"


def _argument(node: ast.stmt, functions: set[str]) -> str:
    """Return the one name among the arguments of a call that stands alone, or nothing."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or names_of(call.func).reads - functions:
        return ""
    given = [*call.args, *(each.value for each in call.keywords)]
    plain = [each.id for each in given if isinstance(each, ast.Name)]
    names = [name for name in plain if name not in functions]
    alone = names_of(*given).reads - functions == set(names)
    return names[0] if len(names) == 1 and alone else ""


class _Renamed(ast.NodeTransformer):
    def __init__(self, name: str, kept: str) -> None:
        self._name, self._kept = name, kept

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._kept) if node.id == self._name else node
