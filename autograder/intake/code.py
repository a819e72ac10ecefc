"""What Python code in a cell defines and imports, read off its syntax tree; nothing is run."""

import ast
import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# What the parser raises for text that is no code, or code nested beyond reason.
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


@dataclass(frozen=True)
class Definition:
    """A name that a cell binds at its top level; `text` is equal for equal code.

    Neither comments nor docstrings are part of it. Lines count from 1.
    """

    name: str
    text: str
    first: int
    last: int


def tidy(source: str) -> str:
    """Return a text without what an editor or another system changes by itself at line ends."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree, with `pass` for magics; None for what is no Python."""
    for read in (str, _without_magics):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                warnings.simplefilter("ignore", DeprecationWarning)
                return ast.parse(read(source))
        except UNREADABLE:
            continue
    return None


def _without_magics(source: str) -> str:
    """Return the text with `pass` in place of each line that only IPython understands."""
    return "\n".join(map(_plain_line, source.split("\n")))


def _plain_line(line: str) -> str:
    code = line.strip(" \t")
    magic = code.startswith(("%", "!", "?")) or code.endswith("?")
    return f"{line[: len(line) - len(line.lstrip(' 	'))]}pass" if magic else line


def same_code(source: str, other: str) -> bool:
    """Whether two cells hold the same code, whatever their comments, docstrings and spaces."""
    if tidy(source) == tidy(other):
        return True
    tree, other_tree = parsed(source), parsed(other)
    if tree is None or other_tree is None:
        return False
    return bool(text := _text(tree)) and text == _text(other_tree)


@lru_cache(maxsize=4096)
def definitions(source: str) -> tuple[Definition, ...]:
    """Return what a cell defines at its top level: functions, classes, names, imports."""
    tree = parsed(source)
    return tuple(
        Definition(name, text, _first_line(node), node.end_lineno or node.lineno)
        for node in (tree.body if tree else ())
        if (names := list(_names(node))) and (text := _text(node))
        for name in names
    )


def without(source: str, unwanted: Mapping[str, str], note: str) -> str:
    """Return a cell with a comment in place of each definition that is among the unwanted.

    `unwanted` holds the text of a definition by its name.
    """
    lines = source.split("\n")
    found = definitions(source)
    for each in reversed(found):
        if unwanted.get(each.name) == each.text and _stands_alone(each, found):
            lines[each.first - 1 : each.last] = [f"# {each.name}: {note}"]
    return "\n".join(lines)


def added_imports(source: str, released: str) -> list[str]:
    """Return the imports at a cell's top level that the released cell lacks, one a line.

    Each is written anew from its syntax tree, so that nothing else comes along.
    """
    known, found = (_imports(each) for each in (released, source))
    return [line for line in dict.fromkeys(found) if line not in set(known)]


def _imports(source: str) -> list[str]:
    tree = parsed(source)
    nodes = [] if tree is None else tree.body
    return [
        ast.unparse(node)
        for node in nodes
        if isinstance(node, ast.Import)
        or (isinstance(node, ast.ImportFrom) and node.module != "__future__")
    ]


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield what a statement binds; a name made from itself is none that was written."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (each.asname or each.name.partition(".")[0] for each in node.names)
        case ast.Assign(targets=targets, value=value):
            yield from _targets(targets, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _targets([target], value)


def _targets(targets: Iterable[ast.expr], value: ast.expr) -> Iterator[str]:
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    yield from (name for name in names if name not in used)


def _text(node: ast.AST) -> str:
    """Hash the tree, docstrings taken out; empty where it is nested too deep."""
    try:
        for each in ast.walk(node):
            if isinstance(each, DOCUMENTED) and ast.get_docstring(each, clean=False) is not None:
                del each.body[0]
        return hashlib.sha256(ast.dump(node).encode(errors="replace")).hexdigest()
    except UNREADABLE:
        return ""


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _stands_alone(definition: Definition, others: Iterable[Definition]) -> bool:
    """Whether its lines hold no other definition."""
    return not any(
        other is not definition
        and other.first <= definition.last
        and definition.first <= other.last
        for other in others
    )
