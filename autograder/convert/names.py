"""Which names a piece of code reads, binds and uses for itself alone."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


@dataclass
class Names:
    """Names that code reads from around it, those that it binds there, and those within it."""

    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)


def names_of(*nodes: ast.AST) -> Names:
    """Return the names of some code, each scope within it taken for itself."""
    visitor = _Visitor()
    for node in nodes:
        visitor.visit(node)
    return visitor.names


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.names = Names()

    def visit_Name(self, node: ast.Name) -> None:
        read = isinstance(node.ctx, ast.Load)
        (self.names.reads if read else self.names.binds).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """It reads what it changes."""
        self.names.reads |= {
            each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)
        }
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self.names.binds.add(node.asname or node.name.partition(".")[0])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.names.binds |= {node.name} if node.name else set()
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.names.binds.add(node.name)
        for outside in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if outside is not None:
                self.visit(outside)
        self._scope(_parameters(node.args), node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.names.binds.add(node.name)
        self._scope(_parameters(node.args), node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.names.binds.add(node.name)
        self._scope(set(), [*node.bases, *node.decorator_list, *node.body])

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._scope(_parameters(node.args), [node.body])

    def generic_visit(self, node: ast.AST) -> None:
        """Take a comprehension as a scope of its own."""
        if isinstance(node, COMPREHENSIONS):
            self._scope(set(), list(ast.iter_child_nodes(node)))
        else:
            super().generic_visit(node)

    def _scope(self, parameters: set[str], body: Sequence[ast.AST]) -> None:
        within = names_of(*body)
        own = parameters | within.binds
        self.names.reads |= within.reads - own
        self.names.inner |= own | within.inner


def _parameters(arguments: ast.arguments) -> set[str]:
    several = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return {each.arg for each in (*several, *rest)}
