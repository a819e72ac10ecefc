"""Find every mutant of a cell, in an order and with names that are always the same."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from autograder.errors import CourseError
from autograder.mutate.operators import OPERATORS

# A name that is given to itself: the same as the statement deleted.
IDLE = re.compile(r"(\w+) = \1")


@dataclass(frozen=True)
class Mutant:
    """One small change to one TODO cell of the reference.

    `before` and `after` are the changed lines without their indentation; with notebook and cell
    they name the mutant, also when other lines of the cell come and go. `line` counts from 1.
    """

    notebook: str
    cell: str
    operator: str
    line: int
    before: str
    after: str
    original: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the list of equivalent mutants knows it by."""
        return self.notebook, self.cell, self.before, self.after

    @property
    def difference(self) -> str:
        """The change as a unified diff."""
        lines = difflib.unified_diff(
            self.original.splitlines(),
            self.source.splitlines(),
            f"{self.notebook}: {self.cell}, line {self.line}",
            self.operator,
            lineterm="",
            n=2,
        )
        return "\n".join(lines)


def mutants_of(notebook: str, cells: Mapping[str, str]) -> list[Mutant]:
    """Return the mutants of some TODO cells of a notebook, given by name, in order."""
    return [mutant for name, source in cells.items() for mutant in _of_cell(notebook, name, source)]


def _of_cell(notebook: str, cell: str, source: str) -> list[Mutant]:
    """Return the mutants of one cell by place; of two that read the same, the first."""
    found: dict[str, Mutant] = {}
    for operator, mutated in changes(source, f"{notebook}: {cell}"):
        line, before, after = changed_lines(source, mutated)
        if mutated != source and mutated not in found and not IDLE.fullmatch(after):
            found[mutated] = Mutant(
                notebook, cell, operator, line, before, after, original=source, source=mutated
            )
    return list(found.values())


def changes(source: str, told: str) -> Iterator[tuple[str, str]]:
    """Yield operator and changed source for every change, from top to bottom.

    CourseError, naming the cell as `told`, where it is not plain Python.
    """
    try:
        wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    except cst.ParserSyntaxError as error:
        raise CourseError(f"{told}: cannot be mutated: {error.message}") from error
    for node in sites(wrapper):
        for name, operator in OPERATORS.items():
            for replacement in operator(node):
                yield name, _replaced(wrapper.module, node, replacement)


def sites(wrapper: MetadataWrapper) -> list[cst.CSTNode]:
    """Return the nodes that operators may change, in order of place, outer before inner."""
    finder = _Sites()
    wrapper.module.visit(finder)
    places = cast("Mapping[cst.CSTNode, CodeRange]", wrapper.resolve(PositionProvider))
    positioned = [node for node in finder.found if node in places]
    return sorted(positioned, key=lambda node: (places[node].start.line, places[node].start.column))


class _Sites(cst.CSTVisitor):
    """Collects every node but type hints and what stands behind `raise`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.found.append(node)
        return not isinstance(node, cst.Annotation | cst.Raise)


def _replaced(module: cst.Module, node: cst.CSTNode, replacement: cst.CSTNode) -> str:
    return cast("cst.Module", module.deep_replace(node, replacement)).code


def changed_lines(before: str, after: str) -> tuple[int, str, str]:
    """Return the number of the first line that differs, and what differs on both sides."""
    old, new = before.splitlines(), after.splitlines()
    same = next(
        (index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return same + 1, _stripped(old[same : len(old) - tail]), _stripped(new[same : len(new) - tail])


def _stripped(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines)
