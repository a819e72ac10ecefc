"""The operators: each makes small changes to one node of a syntax tree.

An operator is a function from a node to the nodes that may stand in its place; for a node that is
not its business it gives none. Strings are left alone, so docstrings and messages are too; type
hints and the arguments of `raise` are never shown to an operator (see `sites`).
"""

from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import libcst as cst

from autograder.mutate import tables

Operator = Callable[[cst.CSTNode], Iterator[cst.CSTNode]]


def comparison_turned(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn `<` into `>`, `==` into `!=`, `in` into `not in`, and back."""
    yield from _compared(node, tables.TURNED)


def boundary_moved(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn `<` into `<=`, `>` into `>=`, and back."""
    yield from _compared(node, tables.BOUNDARY)


def _compared(node: cst.CSTNode, table: tables.Table) -> Iterator[cst.CSTNode]:
    if not isinstance(node, cst.Comparison):
        return
    for index, target in enumerate(node.comparisons):
        if type(target.operator) in table:
            changed = [*node.comparisons]
            changed[index] = target.with_changes(operator=_exchanged(target.operator, table))
            yield node.with_changes(comparisons=changed)


def arithmetic_swapped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn `+` into `-`, `*` into `/`, and back; also in `+=`."""
    if isinstance(node, cst.BinaryOperation | cst.AugAssign) and (
        type(node.operator) in tables.ARITHMETIC
    ):
        yield node.with_changes(operator=_exchanged(node.operator, tables.ARITHMETIC))


def logic_swapped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn `and` into `or`, `&` into `|`, and back."""
    if isinstance(node, cst.BooleanOperation | cst.BinaryOperation) and (
        type(node.operator) in tables.LOGIC
    ):
        yield node.with_changes(operator=_exchanged(node.operator, tables.LOGIC))


def _exchanged(operator: cst.CSTNode, table: tables.Table) -> cst.CSTNode:
    """Make the operator's partner, with the same space around it."""
    spaces = {
        name: getattr(operator, name)
        for name in ("whitespace_before", "whitespace_after")
        if hasattr(operator, name)
    }
    partner: cst.CSTNode = table[type(operator)](**spaces)
    return partner


def sign_removed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Take `-`, `~` or `not` away."""
    if isinstance(node, cst.UnaryOperation):
        yield node.expression


def constant_changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn a number n into n + 1, n - 1, 2 n and 0, and True into False and back."""
    if isinstance(node, cst.Integer | cst.Float):
        number = literal_eval(node.value)
        others = dict.fromkeys([number + 1, number - 1, 2 * number, 0 * number])
        yield from (_number(other) for other in others if other != number)
    if isinstance(node, cst.Name) and node.value in tables.TRUTH:
        yield cst.Name(tables.TRUTH[node.value])


def _number(value: float) -> cst.BaseExpression:
    if value < 0:
        number = cst.parse_expression(repr(-value))
        return cst.UnaryOperation(cst.Minus(), number, [cst.LeftParen()], [cst.RightParen()])
    return cst.parse_expression(repr(value))


def default_changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Change a parameter's default as a constant is changed."""
    if isinstance(node, cst.Param) and node.default is not None:
        for default in constant_changed(node.default):
            yield node.with_changes(default=default)


def condition_changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Negate the condition of if, while or a comprehension, or make it True or False."""
    if isinstance(node, cst.If | cst.While | cst.IfExp | cst.CompIf):
        for test in (*_negated(node.test), cst.Name("True"), cst.Name("False")):
            yield node.with_changes(test=test)


def _negated(test: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Negate, unless taking `not` away or turning `==` or `is` does the same."""
    turned = isinstance(test, cst.Comparison) and any(
        isinstance(target.operator, tables.NEGATED_BY_TURNING) for target in test.comparisons
    )
    if not turned and not isinstance(test, cst.UnaryOperation):
        yield cst.UnaryOperation(cst.Not(), _enclosed(test))


def _enclosed(value: cst.BaseExpression) -> cst.BaseExpression:
    """Put parentheses round what would fall apart in another place."""
    simple = cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.Comparison | cst.BaseNumber
    if value.lpar or isinstance(value, simple | cst.BaseString | cst.List | cst.Dict):
        return value
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def statement_deleted(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Put `pass` in the place of a simple statement that does something.

    A `return` is deleted at the end of a branch or loop only: elsewhere nothing follows it, and
    returning None is the same.
    """
    if isinstance(node, cst.SimpleStatementLine) and not any(map(_stays, node.body)):
        yield node.with_changes(body=[cst.Pass()])
    if isinstance(node, cst.If | cst.For | cst.While | cst.With):
        last = node.body.body[-1]
        if isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Return):
            yield node.deep_replace(last, last.with_changes(body=[cst.Pass()]))


def _stays(statement: cst.BaseSmallStatement) -> bool:
    """Whether deleting it is no mutation, or is one elsewhere."""
    if isinstance(statement, cst.Expr):
        return isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString)
    return isinstance(statement, cst.Pass | cst.Import | cst.ImportFrom | cst.Return)


def decorator_removed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Take one decorator away."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        for index in range(len(node.decorators)):
            kept = [*node.decorators[:index], *node.decorators[index + 1 :]]
            yield node.with_changes(decorators=kept)


def none_returned(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Return None instead of a value."""
    if isinstance(node, cst.Return) and node.value is not None:
        nothing = cst.Return(cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" "))
        if not node.deep_equals(nothing):
            yield nothing


def loop_left_otherwise(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn `break` into `continue` and back."""
    if isinstance(node, cst.Break):
        yield cst.Continue()
    if isinstance(node, cst.Continue):
        yield cst.Break()


def argument_dropped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Leave out one keyword argument, or the last of several positional ones."""
    if not isinstance(node, cst.Call):
        return
    positions = _positions(node)
    droppable = [index for index, arg in enumerate(node.args) if arg.keyword is not None]
    for index in (*positions[-1:], *droppable) if len(positions) > 1 else droppable:
        kept = [*node.args[:index], *node.args[index + 1 :]]
        if kept:
            kept[-1] = kept[-1].with_changes(comma=node.args[-1].comma)
        yield node.with_changes(args=kept)


def arguments_swapped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Exchange two positional arguments that stand side by side, where their order matters."""
    if not isinstance(node, cst.Call) or _name(node.func) in tables.COMMUTATIVE:
        return
    positions = _positions(node)
    for left, right in pairwise(positions):
        args = [*node.args]
        args[left] = args[left].with_changes(value=node.args[right].value)
        args[right] = args[right].with_changes(value=node.args[left].value)
        yield node.with_changes(args=args)


def _name(function: cst.BaseExpression) -> str:
    """Return the last part of a function's name; empty for what has none."""
    last = function.attr if isinstance(function, cst.Attribute) else function
    return last.value if isinstance(last, cst.Name) else ""


def _positions(call: cst.Call) -> list[int]:
    return [index for index, arg in enumerate(call.args) if arg.keyword is None and arg.star == ""]


def slice_bound_dropped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Leave out the lower bound, the upper bound or the step of a slice."""
    if isinstance(node, cst.Slice):
        for name in ("lower", "upper", "step"):
            if getattr(node, name) is not None:
                yield node.with_changes(**{name: None})


def call_removed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Put in the place of a call its first argument; of a call without any, the object."""
    if not isinstance(node, cst.Call):
        return
    positions = _positions(node)
    if positions:
        yield _enclosed(node.args[positions[0]].value)
    elif not node.args and isinstance(node.func, cst.Attribute):
        yield node.func.value


def function_exchanged(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Turn a function into its neighbour: min into max, mean into sum, any into all, and back."""
    if isinstance(node, cst.Attribute) and node.attr.value in tables.NEIGHBOURS:
        yield node.with_changes(attr=cst.Name(tables.NEIGHBOURS[node.attr.value]))
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        neighbour = tables.NEIGHBOURS.get(node.func.value)
        if neighbour:
            yield node.with_changes(func=cst.Name(neighbour))


OPERATORS: Mapping[str, Operator] = {
    operator.__name__.replace("_", " "): operator
    for operator in (
        *(comparison_turned, boundary_moved, condition_changed, logic_swapped),
        *(arithmetic_swapped, sign_removed, default_changed, constant_changed),
        *(statement_deleted, none_returned, loop_left_otherwise, decorator_removed),
        *(argument_dropped, arguments_swapped, slice_bound_dropped),
        *(call_removed, function_exchanged),
    )
}
