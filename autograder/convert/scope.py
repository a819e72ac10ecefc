"""What the names mean that a test cell finds, from the cells above it."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from nbformat import NotebookNode

from autograder.convert.names import names_of
from autograder.intake.code import parsed

# Modules without effects, which are there wherever graders run.
MODULES = frozenset(
    {
        *("numpy", "math", "cmath", "statistics", "itertools", "functools", "operator"),
        *("collections", "string", "re", "hashlib", "copy", "pandas", "pytest"),
        *("datetime", "numbers"),
    }
)
OF_FILES = frozenset(
    {
        *("open", "load", "save", "savez", "loadtxt", "savetxt", "genfromtxt", "fromfile"),
        *("tofile", "dump", "to_csv", "to_excel", "to_pickle", "to_parquet", "to_hdf", "to_sql"),
        *("to_json", "to_feather", "to_stata", "to_html", "to_xml", "ExcelFile", "ExcelWriter"),
    }
)


class Origin(StrEnum):
    """Where a name comes from."""

    FUNCTION = "a function or class of the notebook"
    VALUE = "a value of the notebook"
    NOT_RUN = "defined in a locked cell without the tag 'setup', which graders do not run"
    MODULE = "a module that graders import too"
    OTHER_MODULE = "of a module that a draft does not import"
    LOCAL = "of the tests themselves"
    LOST = "set in a line that was not carried over"


@dataclass
class Scope:
    """Names by what they mean; `imports` are the lines that bind those of modules.

    `derived` are the tests' own names that hold something of the student's, `functions` those of
    their functions, `tests` those among them that assert something and return nothing. `objects`
    are the notebook's classes, and what is made of them.
    """

    origins: dict[str, Origin] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    tests: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)

    def of(self, *origins: Origin) -> set[str]:
        """Return the names of these origins."""
        return {name for name, origin in self.origins.items() if origin in origins}

    @property
    def theirs(self) -> set[str]:
        """What the notebook defines."""
        return self.of(Origin.FUNCTION, Origin.VALUE)

    def looks_at_theirs(self, names: Iterable[str]) -> bool:
        """Whether any of these names is of the student's, or holds something of theirs."""
        return bool(set(names) & (self.theirs | self.derived))

    def bind(self, names: Iterable[str], origin: Origin, derived: bool = False) -> None:
        """Let names mean something else from here on."""
        for name in names:
            self.origins[name] = origin
            for kind in (self.functions, self.tests, self.objects):
                kind.discard(name)
            (self.derived.add if derived else self.derived.discard)(name)

    def take_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind what a line imports, each name by a line of its own."""
        source = node.module if isinstance(node, ast.ImportFrom) else None
        start = f"from {source} import " if source else "import "
        for alias in node.names:
            (name,) = names_of(alias).binds
            path = [*(source or "").split("."), *alias.name.split(".")]
            # NumPy's own generator is another one in the student's process.
            sure = not any(each == "random" or is_of_files(each) for each in path)
            sure = sure and next(filter(None, path)) in MODULES
            self.bind([name], Origin.MODULE if sure else Origin.OTHER_MODULE)
            self.imports[name] = start + ast.unparse(alias)


def is_of_files(name: str) -> bool:
    """Whether a function of this name reads or writes files."""
    return name in OF_FILES or name.startswith("read_")


def take_cell(scope: Scope, cell: NotebookNode, run: bool) -> None:
    """Bind what a cell of the notebook defines; `run` says whether graders find it there."""
    tree = parsed(cell.source)
    for node in tree.body if tree else ():
        if isinstance(node, ast.Import | ast.ImportFrom):
            scope.take_import(node)
            continue
        defines = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        origin = Origin.FUNCTION if defines else Origin.VALUE
        names = names_of(node)
        made = isinstance(node, ast.ClassDef) or bool(names.reads & scope.objects)
        scope.bind(names.binds, origin if run else Origin.NOT_RUN)
        scope.objects |= names.binds if made and not isinstance(node, ast.FunctionDef) else set()
