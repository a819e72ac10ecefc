"""Tests that expect an exception: what they call, which one they expect, what they say."""

import ast
import builtins
from dataclasses import dataclass

# A handler of these catches the test's own words as well, or more than a student's function raises.
TOO_WIDE = frozenset({"BaseException", "Exception", "AssertionError"})
CONTEXTS = frozenset({"raises", "assert_raises", "assertRaises"})


@dataclass(frozen=True)
class Expected:
    """A call that is to raise a built-in exception; `message` where the test has one."""

    exception: str
    call: ast.Call
    message: str = ""


@dataclass(frozen=True)
class Noted:
    """A name that is true if a call raises; where it does not, it stays or is `false`."""

    name: str
    expected: Expected
    false: bool


def expected(node: ast.stmt) -> Expected | None:
    """Read a `try` or `with pytest.raises` that holds nothing but one call; None for all else.

    Also `assert_raises` and its like with the function as an argument.
    """
    if isinstance(node, ast.Try):
        return _of_try(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _of_call(node.value)
    return _of_with(node) if isinstance(node, ast.With) else None


def noted(node: ast.stmt) -> Noted | None:
    """Read a `try` that holds one call, and sets a name to True in its only handler."""
    if not isinstance(node, ast.Try) or node.finalbody or len(node.handlers) != 1:
        return None
    handler, call, after = node.handlers[0], _call(node.body[0]), [*node.body[1:], *node.orelse]
    exception, raised = _exception(handler.type), _set_to(handler.body, True)
    if call is None or not isinstance(node.body[0], ast.Expr) or not exception or not raised:
        return None
    if after and _set_to(after, False) != raised:
        return None
    return Noted(raised, Expected(exception, call), bool(after))


def _set_to(body: list[ast.stmt], value: bool) -> str:
    match body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=said))]:
            return name if said is value else ""
    return ""


def _of_call(node: ast.Call) -> Expected | None:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name not in CONTEXTS or len(node.args) < 2:
        return None
    exception, function, *arguments = node.args
    named = _exception(exception)
    return Expected(named, ast.Call(function, arguments, node.keywords)) if named else None


def _of_try(node: ast.Try) -> Expected | None:
    said = node.orelse or node.body[1:]
    short = len(node.body) + len(node.orelse) == 2 and not node.finalbody
    if not short or len(said) != 1 or len(node.handlers) != 1:
        return None
    handler, call, message = node.handlers[0], _call(node.body[0]), _says_no(said[0])
    name = _exception(handler.type)
    if call is None or message is None or not name or not _silent(handler):
        return None
    return Expected(name, call, message)


def _of_with(node: ast.With) -> Expected | None:
    context, call = node.items[0].context_expr, _call(node.body[0])
    plain = len(node.items) == len(node.body) == 1 and node.items[0].optional_vars is None
    if not plain or call is None or not isinstance(context, ast.Call):
        return None
    named = isinstance(context.func, ast.Attribute) and context.func.attr in CONTEXTS
    name = _exception(context.args[0]) if len(context.args) == 1 and not context.keywords else ""
    return Expected(name, call) if named and name else None


def _call(node: ast.stmt) -> ast.Call | None:
    value = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    return value if isinstance(value, ast.Call) else None


def _exception(node: ast.expr | None) -> str:
    name = node.id if isinstance(node, ast.Name) else ""
    kind = getattr(builtins, name, None)
    known = isinstance(kind, type) and issubclass(kind, Exception)
    return name if known and name not in TOO_WIDE else ""


def _silent(handler: ast.ExceptHandler) -> bool:
    return len(handler.body) == 1 and isinstance(handler.body[0], ast.Pass)


def _says_no(node: ast.stmt) -> str | None:
    """Return the words of `raise AssertionError(...)` and `assert False, ...`; None for others."""
    match node:
        case ast.Assert(test=ast.Constant(value=False), msg=message):
            return _text(message)
        case ast.Raise(exc=ast.Name(id="AssertionError")):
            return ""
        case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"), args=[message])):
            return _text(message)
    return None


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
