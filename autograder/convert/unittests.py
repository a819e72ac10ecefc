"""Assertions of unittest as plain ones."""

import ast
from dataclasses import replace

from autograder.convert.statements import Statement

METHODS = {
    "assertEqual": "({}) == ({})",
    "assertNotEqual": "({}) != ({})",
    "assertTrue": "{}",
    "assertFalse": "not ({})",
    "assertIsNone": "({}) is None",
    "assertIsNotNone": "({}) is not None",
    "assertIn": "({}) in ({})",
    "assertNotIn": "({}) not in ({})",
    "assertGreater": "({}) > ({})",
    "assertGreaterEqual": "({}) >= ({})",
    "assertLess": "({}) < ({})",
    "assertLessEqual": "({}) <= ({})",
    "assertIsInstance": "isinstance({}, {})",
    "assertAlmostEqual": "round(abs(({}) - ({})), 7) == 0",
}
CASE = "TestCase"


def plain(statement: Statement) -> Statement:
    """Return an assertion of unittest as a plain one, with its message; all else as it is."""
    node = statement.node
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return statement
    form, message = METHODS.get(call.func.attr), _message(call)
    asked = call.args[: form.count("{}")] if form else []
    if form is None or len(asked) != form.count("{}") or len(call.args) > len(asked) + 1:
        return statement
    if {each.arg for each in call.keywords} - {"msg"}:
        return statement
    words = call.args[len(asked) :] or message
    said = "".join(f", {ast.unparse(each)}" for each in words)
    question = ast.unparse(ast.parse(form.format(*map(ast.unparse, asked)), mode="eval"))
    comments = [line for line in statement.text.splitlines() if line.startswith("#")]
    text = "\n".join([*comments, f"assert {question}{said}"])
    return replace(statement, rewritten=text, node=ast.parse(text).body[0])


def _message(call: ast.Call) -> list[ast.expr]:
    return [each.value for each in call.keywords if each.arg == "msg"]


def makes_case(node: ast.stmt) -> bool:
    """Whether a statement makes the object whose methods are assertions, and nothing else."""
    value = node.value if isinstance(node, ast.Assign) else None
    function = value.func if isinstance(value, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", "")) == CASE
