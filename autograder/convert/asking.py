"""What a test asks, in words for students."""

import ast

from autograder.convert.names import names_of
from autograder.convert.scope import Scope
from autograder.convert.statements import Statement


def asked_of(statement: Statement, scope: Scope) -> str:
    """Say in words what is asked; of a hidden test no more than its message or its functions."""
    if statement.hidden:
        return hidden_words(statement, scope)
    node = statement.node
    return f"{ast.unparse(node.test)}" if isinstance(node, ast.Assert) else statement.source


def hidden_words(statement: Statement, scope: Scope) -> str:
    """Say of a hidden test its message, or which functions it is about."""
    node = statement.node
    if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant):
        return str(node.msg.value)
    theirs = sorted(names_of(node).reads & scope.theirs)
    return f"{', '.join(theirs)}: a hidden check" if theirs else "a hidden check"
