"""Why a line of a test cell cannot be translated for sure: the first reason, in words."""

import ast
import builtins
from collections.abc import Iterator

from autograder.convert.attributes import PLAIN
from autograder.convert.names import names_of
from autograder.convert.scope import Origin, Scope, is_of_files

# What is asked of an object itself has another answer on the graders' side, where values arrive.
OF_TYPES = frozenset({"callable", "hasattr", "getattr", "vars", "dir", "id"})
# These are asked of the type that a value has on the other side, with so many arguments.
TYPES = {"type": 1, "isinstance": 2}
OUTPUT = frozenset({"print", "display", "input"})
OUT_OF_REACH = frozenset(
    {"exec", "eval", "globals", "locals", "setattr", "delattr", "super", "__import__", "compile"}
)
RESERVED = frozenset({"student", "usable", "type_of"})
DRAWING = frozenset({"default_rng"})
SIMPLE = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.Expr, ast.For, ast.If),
    *(ast.Pass, ast.Break, ast.Continue, ast.FunctionDef, ast.Return),
)
NEVER_SURE = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def refused(node: ast.stmt, scope: Scope) -> str:
    """Return why a statement cannot be translated for sure; empty where it can."""
    return next(_reasons(node, scope), "")


def _reasons(node: ast.stmt, scope: Scope) -> Iterator[str]:
    names = names_of(node)
    if own := (names.reads | names.binds | names.inner) & RESERVED:
        yield f"graders have something else under the name {_listed(own)}"
    if changed := names.binds & scope.of(Origin.FUNCTION):
        yield f"it changes {_listed(changed)} of the notebook"
    if twice := (names.inner | (names.binds & names.reads)) & scope.theirs:
        yield f"{_listed(twice)} is a name of the notebook and one of the test's own"
    for name in sorted(names.reads - names.binds):
        yield from _of_name(name, scope)
    for each in ast.walk(node):
        yield from _of_node(each, scope)
        if isinstance(each, ast.Constant) and _over_lines(each):
            yield "a text in it goes over several lines"
    yield from _bare(node, scope)
    yield from _types(node)


def _of_name(name: str, scope: Scope) -> Iterator[str]:
    origin = scope.origins.get(name)
    if origin in {Origin.NOT_RUN, Origin.OTHER_MODULE, Origin.LOST}:
        yield f"{name} is {origin}"
    elif origin is None and name in OUTPUT:
        yield "it is about what is printed"
    elif origin is None and name in OF_TYPES:
        yield f"{name} is asked of an object, which may be another one on this side"
    elif origin is None and is_of_files(name):
        yield "it is about files"
    elif origin is None and (name in OUT_OF_REACH or not hasattr(builtins, name)):
        yield f"where {name} comes from, or what it reaches, is not known"


def _of_node(node: ast.AST, scope: Scope) -> Iterator[str]:
    if isinstance(node, NEVER_SURE) or (isinstance(node, ast.stmt) and not _simple(node)):
        yield f"no rule for {type(node).__name__.lower()!r} in a test"
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(node, scope)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        if scope.looks_at_theirs(names_of(node.value).reads):
            yield "it changes a part of what is the student's"
    elif isinstance(node, ast.Compare):
        identity = any(isinstance(each, ast.Is | ast.IsNot) for each in node.ops)
        if identity and not all(isinstance(each, ast.Constant) for each in node.comparators):
            yield "it asks whether two names are one object, which a value on this side is not"
    elif isinstance(node, ast.keyword) and node.arg == "inplace":
        yield "it changes a table where it is"
    elif isinstance(node, ast.Call) and _calls_theirs(node, scope):
        yield from _of_arguments(node, scope)
    elif isinstance(node, ast.Expr) and _calls_theirs(node.value, scope):
        yield "what comes of the call is dropped: it may change something in the student's process"


def _over_lines(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and node.lineno != node.end_lineno and "\n" in node.value


def _simple(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        return "AssertionError" in names_of(node).reads
    return isinstance(node, SIMPLE)


def _of_attribute(node: ast.Attribute, scope: Scope) -> Iterator[str]:
    if node.attr.startswith("_"):
        yield f"it reads the attribute {node.attr}"
    elif isinstance(node.ctx, ast.Store):
        yield "it changes an attribute"
    elif isinstance(node.value, ast.Attribute) and node.value.attr == "random":
        if node.attr not in DRAWING:
            yield "it draws random numbers from a generator that the student's process shares"
    elif node.attr == "get_legend":
        yield "a legend without texts is none in a figure that crossed; its texts are axes.legend"
    elif is_of_files(node.attr):
        yield "it is about files"
    elif _may_have_stayed(node, scope):
        yield f"it asks an object of the student's for {node.attr}, which may have stayed there"


def _may_have_stayed(node: ast.Attribute, scope: Scope) -> bool:
    reads = names_of(node.value).reads
    theirs = scope.looks_at_theirs(reads)
    return theirs and (node.attr not in PLAIN or bool(reads & scope.objects))


def _of_arguments(call: ast.Call, scope: Scope) -> Iterator[str]:
    for argument in (*call.args, *(each.value for each in call.keywords)):
        own = isinstance(argument, ast.Name) and argument.id in scope.functions
        if own or isinstance(argument, ast.Lambda | ast.GeneratorExp):
            yield "a function or generator of the test's own cannot be handed over"


def _bare(node: ast.stmt, scope: Scope) -> Iterator[str]:
    """Find functions of theirs that are neither called nor handed to one of them."""
    used = set()
    for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
        if _is_theirs(call.func, scope):
            used |= {id(each) for each in (call.func, *call.args)}
            used |= {id(each.value) for each in call.keywords}
    for each in ast.walk(node):
        named = isinstance(each, ast.Name) and each.id in scope.of(Origin.FUNCTION)
        if named and id(each) not in used:
            yield f"{ast.unparse(each)} itself is looked at, which stays in the student's process"


def _types(node: ast.stmt) -> Iterator[str]:
    """Find questions for a type that are not asked as a draft can ask them."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    asked = {id(each.func) for each in calls if _asks_for_type(each)}
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in TYPES and id(each) not in asked:
            yield f"{each.id} is asked of an object, which may be another one on this side"


def _asks_for_type(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    plain = not call.keywords and not any(isinstance(each, ast.Starred) for each in call.args)
    return plain and TYPES.get(name) == len(call.args)


def _calls_theirs(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Call) and _is_theirs(node.func, scope)


def _is_theirs(function: ast.expr, scope: Scope) -> bool:
    return isinstance(function, ast.Name) and function.id in scope.theirs


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
