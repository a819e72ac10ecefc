"""Errors carried forward: what was lost for want of an earlier function is judged once more.

The earlier functions are given then: the student's process gets stubs, which ask the reference's
process for values. Classes are not given, as their objects would have to live in both.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from autograder.errors import GraderError, StudentFault
from autograder.grade import cells
from autograder.grade.cells import Allowance, Endings, replay
from autograder.grade.giving import GIVE, Giving, references
from autograder.grade.session import NotebookSession
from autograder.grade.settling import LOST
from autograder.grade.student_process import StudentProcess, start_worker
from autograder.intake import CleanNotebook
from autograder.intake.code import definitions, parsed
from autograder.records import CriterionResult, Verdict
from autograder.released import TODO_PREFIX, ReleasedNotebook
from autograder.testing.criterion import Criterion, Results
from autograder.testing.run import run_graders
from autograder.worker.wire import RemoteObject

# The functions that are given, by the grade cell that they were lost in.
Given = Mapping[str, Sequence[str]]


def carry_forward(
    session: NotebookSession, results: Results, reference: CleanNotebook | None
) -> Results:
    """Return settled results of a session, with what passes where earlier functions are given.

    They are those of a solved notebook; where there is none, nothing is given.
    """
    context, name = session.context, session.clean.name
    lost = {criterion.cell for criterion, result in results.items() if result.verdict in LOST}
    if reference is None or len(lost) < 2:
        return results
    given = dict(given_to(context.assignment.notebooks[name], reference, lost))
    again = CarriedSession(
        context,
        session.seed,
        session.clean,
        session.files,
        endings=Endings(dict(session.endings.faults)),
        pace=session.pace,
        reference=reference,
        given=given,
    )
    carried = dict(results)
    try:
        for cell in given:
            carried.update(_judged_again(again, results, cell))
    finally:
        again.close()
    return carried


def given_to(
    released: ReleasedNotebook, reference: CleanNotebook, lost: Set[str]
) -> Iterator[tuple[str, Given]]:
    """Yield each lost grade cell with what it is given, where there is anything.

    A cell without a TODO of its own is given nothing: it would be the reference that is judged.
    So is a function that the student was not asked for in so many words.
    """
    above: dict[str, Sequence[str]] = {}
    for cell in released.grade_cells:
        if cell.name in lost and TODO_PREFIX + cell.name in released.cells_by_id:
            if above:
                yield cell.name, dict(above)
            if functions := _functions(cell.name, released, reference):
                above[cell.name] = functions


def _functions(name: str, released: ReleasedNotebook, reference: CleanNotebook) -> list[str]:
    """Return the functions that a TODO cell asks for, the reference solves and no other defines."""
    todos = {
        name: cell for name, cell in released.cells_by_id.items() if name.startswith(TODO_PREFIX)
    }
    own = todos.pop(TODO_PREFIX + name)
    elsewhere = {each.name for cell in todos.values() for each in definitions(cell.source)}
    solved = next(cell.source for cell in reference.notebook.cells if cell.id == own.id)
    asked = _plain_functions(own.source) & _plain_functions(solved)
    return sorted(asked - elsewhere)


def _plain_functions(source: str) -> set[str]:
    tree = parsed(source)
    nodes = tree.body if tree else ()
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def _judged_again(session: "CarriedSession", results: Results, cell: str) -> Results:
    """Return what was lost in a cell and passes now, as it asked for what was given.

    A part of the credit does not count: the words of this run would have to be shown with it.
    Nothing is returned where a criterion is lost now that had passed: code that can tell one run
    from the other would otherwise guess twice.
    """
    known = {
        criterion: _granted(result) if criterion.cell in session.given[cell] else result
        for criterion, result in results.items()
        if criterion.cell != cell
    }
    file = session.context.assignment.graders.file(session.clean.name)
    judged = run_graders(file, session, known=known)
    had = {each for each in judged if results[each].verdict is Verdict.PASSED}
    if any(judged[each].verdict in LOST for each in had):
        return {}
    passed = {each for each in judged if judged[each].verdict is Verdict.PASSED}
    asked = {each: tuple(sorted(session.asked_by(each))) for each in passed}
    return {
        each: judged[each].model_copy(update={"given": asked[each]})
        for each in passed
        if each.cell == cell and asked[each] and results[each].verdict in LOST
    }


def _granted(result: CriterionResult) -> CriterionResult:
    """What is given does not block what needs it."""
    return result.model_copy(update={"verdict": Verdict.PASSED})


@dataclass(kw_only=True)
class CarriedSession(NotebookSession):
    """A session whose workers hold stubs in place of what is `given` to each grade cell.

    `asked` are the stubs that its code has called, by criterion.
    """

    reference: CleanNotebook
    given: Mapping[str, Given]
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _reference: StudentProcess | None = None

    @property
    def names(self) -> frozenset[str]:
        """The functions that are given to the present cell."""
        return frozenset(chain.from_iterable(self.given.get(self._cell, {}).values()))

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Forward one call; one of what is given would judge the reference, and is refused.

        So is a call that would hand it over as an argument.
        """
        for each in references([target, arguments, keywords]):
            if each.root == "notebook" and self.names.intersection(each.path[:1]):
                raise GraderError(f"{each.path[0]} is given: there is nothing to judge in it")
        return super().call(target, arguments, keywords, timeout)

    def asked_by(self, criterion: Criterion) -> Set[str]:
        """Return the stubs that a criterion has called."""
        return self.asked[criterion.full_name]

    def close(self) -> None:
        """End every process."""
        super().close()
        if self._reference is not None:
            self._reference.close()

    def _shared(self) -> bool:
        """Each cell is given functions of its own."""
        return False

    def _replayed(self) -> StudentProcess:
        reference = self._reference_process()
        process = super()._replayed()
        try:
            process.call(GIVE, [sorted(self.names)], {}, self.call_seconds)
        except StudentFault:
            process.close()
            raise
        process.answer_with(Giving(reference.process, self.names, self._note))
        return process

    def _note(self, name: str) -> None:
        self.asked[self._criterion].add(name)

    def _reference_process(self) -> StudentProcess:
        """Return the process that holds the solved notebook, a new one where it has ended."""
        if self._reference is None or not self._reference.alive:
            self._reference = start_worker(self.context, self.context.assignment.files)
            allowance = Allowance(self.context.limits.cell_seconds, self._deadline)
            defining = cells.definitions(self.reference.notebook.cells)
            if replay(self._reference, defining, {}, allowance):
                self._reference.close()
                raise GraderError("the reference solution has ended its process")
        return self._reference
