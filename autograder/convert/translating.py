"""Rewrite a line of a test cell so that names of the notebook are asked of `student`."""

from collections.abc import Set

import libcst as cst

from autograder.convert.attributes import READINGS, TEXT
from autograder.convert.scope import Origin, Scope

STUDENT = "student"
TYPE_OF = "type_of"


def translated(text: str, scope: Scope) -> str:
    """Return a statement with `student.name` for what the notebook defines; the rest as it is."""
    renamer = _Renamer(scope.of(Origin.FUNCTION), scope.of(Origin.VALUE))
    return cst.parse_module(text).visit(renamer).code.strip("\n")


def raising(exception: str, call: str, scope: Scope) -> str:
    """Return the question whether a call of a function of theirs raises an exception."""
    return _of_student("raises", call, scope, cst.SimpleString(f'"{exception}"'))


def drawing(call: str, scope: Scope) -> str:
    """Return what asks for the figures that a call of a function of theirs draws."""
    return _of_student("drawn", call, scope)


def _of_student(verb: str, call: str, scope: Scope, *first: cst.BaseExpression) -> str:
    asked = cst.ensure_type(cst.parse_expression(translated(call, scope)), cst.Call)
    arguments = [*map(cst.Arg, first), cst.Arg(asked.func), *asked.args]
    function = cst.Attribute(cst.Name(STUDENT), cst.Name(verb))
    return cst.Module([]).code_for_node(cst.Call(function, arguments))


class _Renamer(cst.CSTTransformer):
    """Names of attributes, keywords and parameters are nobody's: they stay."""

    def __init__(self, functions: Set[str], values: Set[str]) -> None:
        super().__init__()
        self._functions, self._values = functions, values

    def leave_Name(  # noqa: N802 - libcst's name, as those below
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        if original_node.value in self._values:
            fetch = cst.Attribute(cst.Name(STUDENT), cst.Name("fetch"))
            return cst.Call(fetch, [cst.Arg(_there(original_node))])
        return _there(original_node) if original_node.value in self._functions else updated_node

    def leave_Call(  # noqa: N802
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        """What is theirs goes to their function without leaving their process."""
        if not self._theirs(original_node.func):
            return _of_figure(updated_node) or _of_type(updated_node)
        pairs = zip(original_node.args, updated_node.args, strict=True)
        arguments = [
            new.with_changes(value=_there(old.value)) if self._theirs(old.value) else new
            for old, new in pairs
        ]
        return updated_node.with_changes(func=_there(original_node.func), args=arguments)

    def leave_Attribute(  # noqa: N802
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        bars = original_node.attr.value == "patches"
        return updated_node.with_changes(attr=cst.Name("bars") if bars else original_node.attr)

    def leave_Arg(  # noqa: N802
        self, original_node: cst.Arg, updated_node: cst.Arg
    ) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def _theirs(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Name) and node.value in {*self._functions, *self._values}


def _of_figure(call: cst.Call) -> cst.BaseExpression | None:
    """Return how a figure that crossed says what matplotlib is asked for; None for other calls."""
    function = call.func
    if call.args or not isinstance(function, cst.Attribute):
        return None
    if function.attr.value == TEXT:
        return function.value
    name = READINGS.get(function.attr.value)
    return None if name is None else function.with_changes(attr=cst.Name(name))


def _of_type(call: cst.Call) -> cst.Call:
    """Return a question for a type as one for the type on the other side."""
    name = call.func.value if isinstance(call.func, cst.Name) else ""
    if name == "type" and len(call.args) == 1:
        return call.with_changes(func=cst.Name(TYPE_OF))
    if name == "isinstance" and len(call.args) == 2:
        kind = cst.Call(
            cst.Name(TYPE_OF), [call.args[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
        )
        arguments = [call.args[0].with_changes(value=kind), call.args[1]]
        return call.with_changes(func=cst.Name("issubclass"), args=arguments)
    return call


def _there(name: cst.BaseExpression) -> cst.Attribute:
    """Return the expression for what a name means in the student's process."""
    plain = cst.ensure_type(name, cst.Name)
    return cst.Attribute(cst.Name(STUDENT), cst.Name(plain.value), lpar=plain.lpar, rpar=plain.rpar)
