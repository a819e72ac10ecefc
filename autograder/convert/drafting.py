"""Draft criteria from test cells: one for each assertion, with the lines that it needs."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from autograder.convert.asking import asked_of, hidden_words
from autograder.convert.exceptions import Expected, Noted, expected, noted
from autograder.convert.figures import NAME as FIGURES
from autograder.convert.figures import closes, with_figures
from autograder.convert.keeping import keeping, with_kept
from autograder.convert.lines import Line, needed
from autograder.convert.names import names_of
from autograder.convert.on_axes import drawn_on, with_axes, without_axes
from autograder.convert.refusing import OUTPUT, refused
from autograder.convert.scope import Origin, Scope, take_cell
from autograder.convert.statements import (
    Statement,
    asserts,
    changed,
    is_test,
    statements,
    unsure_call,
)
from autograder.convert.translating import drawing, raising, translated
from autograder.convert.unittests import makes_case, plain
from autograder.grade.cells import definitions
from autograder.released import nbgrader_metadata

NOT_PLAIN = "the cell is more than plain Python"
AFTER = "a line above it, which could not be carried over, may matter for it"
NOT_THEIRS = "it looks at nothing that comes back, but perhaps at what a call has changed"
POINTS = "the number that the cell ends in is its points; measure.credit earns a part of them"
LOOSE = "what comes of it is dropped: it may change something"
NOT_ASKED = "no assertion looks at what this gives, only whether it raises"


@dataclass(frozen=True)
class Draft:
    """A criterion: what is asked, and its lines; with a `reason` they are as in the cell."""

    asked: str
    lines: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class CellDraft:
    """What is drafted for one cell; `comments` decide no points."""

    cell: str
    criteria: tuple[Draft, ...]
    comments: tuple[str, ...] = ()

    @property
    def unfinished(self) -> int:
        """How many of its criteria a person has to finish."""
        return sum(bool(each.reason) for each in self.criteria)


@dataclass(frozen=True)
class NotebookDraft:
    """The drafts of a notebook's cells, and the lines that import what they use."""

    notebook: str
    imports: tuple[str, ...]
    cells: tuple[CellDraft, ...]


def draft(name: str, notebook: NotebookNode, tests: Mapping[str, str]) -> NotebookDraft:
    """Draft criteria for the cells of a solved notebook whose tests are given by their names."""
    scope, lines, drafts = Scope(), list[Line](), []
    run = {id(cell) for cell in definitions(notebook.cells)}
    for cell in notebook.cells:
        key = str(nbgrader_metadata(cell).get("grade_id", ""))
        if key in tests:
            drafts.append(_draft_cell(key, tests[key], scope, lines))
        elif cell.cell_type == "code":
            take_cell(scope, cell, id(cell) in run)
    return NotebookDraft(name, _imports(scope, drafts), tuple(drafts))


def _draft_cell(name: str, source: str, scope: Scope, lines: list[Line]) -> CellDraft:
    try:
        found = statements(source)
    except (SyntaxError, ValueError):
        return CellDraft(name, (Draft(f"{name}: say what is asked", (source,), NOT_PLAIN),))
    return _Cell(name, scope, lines).draft(found)


@dataclass
class _Cell:
    """One cell on its way: `waiting` are lines that go with the next criterion to be finished."""

    name: str
    scope: Scope
    lines: list[Line]
    criteria: list[Draft] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    used: list[Line] = field(default_factory=list)
    after: str = ""
    first: int = 0

    def draft(self, found: Sequence[Statement]) -> CellDraft:
        """Take each statement in its turn; what is left over is one more criterion."""
        self.first = len(self.lines)
        ready: Sequence[Statement] = list(map(plain, found))
        for step in (with_axes, with_figures, with_kept):
            ready = step(ready, self.scope)
        for number, statement in enumerate(ready, start=1):
            self._take(statement, last=number == len(ready))
        self._wait_for_unused()
        if self.waiting or not self.criteria:
            self._leave(f"{self.name}: say what is asked")
        return CellDraft(self.name, tuple(self.criteria), tuple(self.comments))

    def _take(self, statement: Statement, last: bool) -> None:
        node, exception, note = statement.node, expected(statement.node), noted(statement.node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.scope.take_import(node)
        elif decides_nothing(node, self.scope):
            self.comments.append(statement.source)
        elif exception is not None:
            self._ask_for(exception, statement)
        elif note is not None:
            self._note(note, statement)
        elif statement.draws or statement.keeps or statement.axes:
            self._call(statement)
        elif asserts(node) or _calls_test(node, self.scope):
            self._ask(statement)
        else:
            self._set_up(statement, last)

    def _ask_for(self, exception: Expected, statement: Statement) -> None:
        call = ast.unparse(exception.call)
        reason = self._not_theirs(exception.call)
        if reason:
            self._leave_statement(statement, reason)
            return
        words = f", {exception.message!r}" if exception.message else ""
        text = f"assert {raising(exception.exception, call, self.scope)}{words}"
        asked = f"{call} raises {exception.exception}"
        asked = hidden_words(statement, self.scope) if statement.hidden else asked
        self._add(asked, text, names_of(exception.call).reads)

    def _note(self, note: Noted, statement: Statement) -> None:
        """Set a name by whether a call raises."""
        call = note.expected.call
        asked = raising(note.expected.exception, ast.unparse(call), self.scope)
        before = "" if note.false else f" or {note.name}"
        reads = names_of(call).reads | (set() if note.false else {note.name})
        text = f"{note.name} = {asked}{before}"
        self._carry(statement, self._not_theirs(call), text, {note.name}, reads)

    def _call(self, statement: Statement) -> None:
        """Keep the figures of a call, or its argument, of which nothing else is asked."""
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        if not isinstance(call, ast.Call):
            return
        name = statement.keeps or statement.axes or FIGURES
        if statement.axes:
            text, call = drawn_on(statement, call, self.scope), without_axes(call)
        elif statement.keeps:
            text = keeping(call, name, self.scope)
        else:
            text = f"{name} = {drawing(ast.unparse(call), self.scope)}"
        self._carry(statement, self._not_theirs(call), text, {name}, names_of(call).reads)

    def _not_theirs(self, call: ast.Call) -> str:
        """Say why a call cannot be asked about."""
        theirs = isinstance(call.func, ast.Name) and call.func.id in self.scope.theirs
        reason = "" if theirs else "what is called is no function of the notebook"
        return self.after or reason or refused(ast.Assert(test=call), self.scope)

    def _carry(
        self,
        statement: Statement,
        reason: str,
        text: str,
        binds: set[str],
        reads: set[str],
    ) -> None:
        """Add a line that binds what comes of a call, or leave it with the reason."""
        binding = ast.Assign([ast.Name(name, ast.Store()) for name in binds], ast.Constant(0))
        if reason := reason or refused(binding, self.scope):
            self.waiting.append((statement.text, reason))
            self.after = self.after or AFTER
            self.scope.bind(binds, Origin.LOST)
            return
        self.scope.bind(binds, Origin.LOCAL, derived=True)
        carried = replace(statement, node=ast.parse(text).body[0])
        self.lines.append(Line(carried, text, frozenset(binds), frozenset(reads), True))

    def _ask(self, statement: Statement) -> None:
        names, call = names_of(statement.node), unsure_call(statement.node)
        reason = self.after or refused(statement.node, self.scope)
        if not reason and call:
            reason = f"{call} may compare what arrives here otherwise than there"
        if not reason and not self.scope.looks_at_theirs(names.reads):
            reason = NOT_THEIRS
        if reason:
            self._leave_statement(statement, reason)
            return
        self.scope.bind(names.binds, Origin.LOCAL, derived=True)
        text = translated(statement.code, self.scope)
        self._add(asked_of(statement, self.scope), text, names.reads)
        self.scope.bind(names.binds, Origin.LOST)

    def _add(self, asked: str, text: str, reads: Iterable[str]) -> None:
        before = needed(self.lines, reads)
        self.used += before
        self.criteria.append(Draft(asked, (*(line.text for line in before), text)))

    def _leave_statement(self, statement: Statement, reason: str) -> None:
        """Leave an assertion to a person, with the lines above that it may need."""
        before = needed(self.lines, names_of(statement.node).reads)
        self.used += before
        if reason == NOT_THEIRS:
            self._wait_for_unused()
        lines = [(line.statement.text, "") for line in before]
        self._leave(asked_of(statement, self.scope), *lines, (statement.text, reason))

    def _wait_for_unused(self) -> None:
        left = [line for line in self.lines[self.first :] if line.derived and line not in self.used]
        self.used += left
        self.waiting += [(line.statement.text, NOT_ASKED) for line in left]

    def _leave(self, asked: str, *left: tuple[str, str]) -> None:
        """Add a criterion to be finished, with every line that waits for one."""
        together = [*self.waiting, *left] or [("", "there is nothing in it that can fail")]
        reasons = "; ".join(dict.fromkeys(reason for _, reason in together if reason))
        self.criteria.append(Draft(asked, tuple(text for text, _ in together), reasons))
        self.waiting = []

    def _set_up(self, statement: Statement, last: bool) -> None:
        node, names = statement.node, names_of(statement.node)
        changes = changed(node, self.scope)
        reason = self.after or refused(node, self.scope) or _loose(node, changes, last)
        if reason:
            self.waiting.append((statement.text, reason))
            self.after = self.after or ("" if _only_binds(node, self.scope) else AFTER)
            self.scope.bind(changes, Origin.LOST)
            return
        derived = self.scope.looks_at_theirs(names.reads)
        self.scope.bind(changes, Origin.LOCAL, derived)
        self.scope.objects |= changes if names.reads & self.scope.objects else set()
        if isinstance(node, ast.FunctionDef):
            self.scope.functions.add(node.name)
            self.scope.tests |= {node.name} if is_test(node) else set()
        text = translated(statement.code, self.scope)
        reads = frozenset(names.reads)
        self.lines.append(Line(statement, text, frozenset(changes), reads, derived))


def decides_nothing(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement is a text, or prints something that is not the student's."""
    if isinstance(node, ast.Pass) or closes(node, scope) or makes_case(node):
        return True
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in OUTPUT and not scope.looks_at_theirs(names_of(node).reads)
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _calls_test(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement does nothing but call a test that is a function."""
    call = node.value if isinstance(node, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Name) and function.id in scope.tests


def _only_binds(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement sets names of the tests' own, and does nothing else."""
    binds = names_of(node).binds
    return isinstance(node, ast.Assign) and bool(binds) and not binds & scope.theirs


def _loose(node: ast.stmt, changes: set[str], last: bool) -> str:
    if not isinstance(node, ast.Expr):
        return ""
    if last:
        return POINTS
    return "" if changes else LOOSE


def _imports(scope: Scope, drafts: Iterable[CellDraft]) -> tuple[str, ...]:
    """Return the lines that import what finished criteria use."""
    texts = "\n".join(line for each in _finished(drafts) for line in each.lines)
    reads = names_of(ast.parse(texts)).reads
    known = scope.of(Origin.MODULE)
    return tuple(sorted({scope.imports[name] for name in reads & known}))


def _finished(drafts: Iterable[CellDraft]) -> Iterator[Draft]:
    yield from (each for draft in drafts for each in draft.criteria if not each.reason)
