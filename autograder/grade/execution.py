"""Run a student's whole notebook, from top to bottom, for its outputs and its cells' own tests."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import StudentDied, StudentFault, StudentTimeout
from autograder.grade.cells import (
    Allowance,
    Endings,
    definitions,
    is_students_own,
    left_out,
    replay,
)
from autograder.grade.context import GradingContext
from autograder.grade.pace import Stopwatch, turn
from autograder.grade.student_process import StudentProcess, start_worker
from autograder.intake import CleanNotebook
from autograder.records import Fault, FaultKind, Pace
from autograder.released import grade_id
from autograder.sandbox.cell_run import CellRun, OutputRoom

NO_TESTS: Mapping[str, str] = MappingProxyType({})
ENDED = frozenset({FaultKind.TIMEOUT, FaultKind.DIED, FaultKind.PROTOCOL})


@dataclass(frozen=True)
class Known:
    """What is known of a notebook before it is run.

    `pace` is the reference's; `faults` are those of its cells, by their ids: what has ended a
    process is shown and not run. `ran_out` says that some of its code has run out of time.
    """

    pace: Pace = field(default_factory=Pace)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    ran_out: bool = False

    @property
    def ended(self) -> dict[str, Fault]:
        """The faults of cells that have ended a process, or were left out after others had."""
        return {cell: fault for cell, fault in self.faults.items() if fault.kind in ENDED}


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class Execution:
    """What a run of the whole notebook gave.

    `seconds` are those of each cell, by its id; `tested` is what came of each cell that ran with
    the instructor's tests, by its name.
    """

    notebook: NotebookNode
    endings: Endings
    seconds: Mapping[str, float]
    tested: Mapping[str, CellRun | StudentFault]


@dataclass
class _Run:
    """A run under way; a cell that ended its process is never run again.

    `tests` stand in place of what was released in the cells of these names. Student code sees them
    when their turn comes, and not before.
    """

    context: GradingContext
    clean: CleanNotebook
    files: Mapping[str, bytes]
    known: Known
    tests: Mapping[str, str]
    room: OutputRoom
    allowance: Allowance
    endings: Endings
    tested: dict[str, CellRun] = field(default_factory=dict)
    watch: Stopwatch = field(default_factory=Stopwatch)
    ran_out: bool = False
    process: StudentProcess | None = None

    @classmethod
    def of(
        cls,
        context: GradingContext,
        clean: CleanNotebook,
        files: Mapping[str, bytes],
        known: Known,
        tests: Mapping[str, str],
    ) -> "_Run":
        """Begin one now."""
        limits = context.limits
        allowance = Allowance(limits.cell_seconds, time.monotonic() + limits.notebook_seconds)
        room = OutputRoom(limits.notebook_output_bytes)
        ended = {cell: StudentDied(fault.message) for cell, fault in known.ended.items()}
        endings = Endings(dict(ended))
        run = cls(context, clean, files, known, tests, room, allowance, endings)
        run.ran_out = known.ran_out
        return run

    def allowance_of(self, cell: NotebookNode) -> Allowance:
        """A given cell that only shows what was defined has the time that the reference sets."""
        if next(definitions([cell]), None):
            return self.allowance
        reference = self.known.pace.cells.get(cell.id)
        seconds = turn(reference, self.allowance.cell_seconds, again=self.ran_out)
        return replace(self.allowance, cell_seconds=seconds)

    @property
    def over(self) -> str:
        """Which limit of the whole notebook is reached, in words; empty while none is."""
        if self.allowance.used_up:
            return f"the notebook had used up its {self.context.limits.notebook_seconds:g} s"
        # A cell that carries points by its own tests is owed a run, whatever ended before it.
        return "" if self.tests else self.endings.over

    def source(self, cell: NotebookNode) -> str:
        """Return what is run of a cell."""
        return self.tests.get(grade_id(cell), str(cell.source))

    def leave_out(self, cell: NotebookNode) -> list[dict[str, Any]]:
        """Return what stands for the outputs of a cell that was not run, or not to its end.

        One of the student's own is not run later either. A solution is: what it defines is asked
        for, whatever happened around it.
        """
        reason = self.over
        if is_students_own(cell) or grade_id(cell) in self.tests:
            self.endings.leave_out(cell, reason)
        else:
            self.endings.tell_left_out(reason)
        return [_notice("NotRun", left_out(reason))]

    def renew(self, before: int) -> None:
        """Have a live process, while no limit is reached; a new one replays what a cell needs.

        A definition that ends its process only now costs nothing but itself.
        """
        while self.process is None and not self.over:
            process = start_worker(self.context, self.files)
            ended = replay(process, self._needed(before), dict(self.endings.faults), self.allowance)
            if ended is None:
                self.process = process
            else:
                process.close()
                self.note(*ended, self.allowance)

    def _needed(self, before: int) -> Iterable[NotebookNode]:
        """Yield what has to have run before a cell: all that stands above it, for tests."""
        earlier = self.clean.notebook.cells[:before]
        if not self.tests:
            return definitions(earlier)
        code = [cell for cell in earlier if cell.cell_type == "code"]
        return [NotebookNode({**cell, "source": self.source(cell)}) for cell in code]

    def note(self, cell: NotebookNode, error: StudentFault, allowed: Allowance) -> bool:
        """Take down which cell has ended the process, and how; return whether it is to blame."""
        self.process = None
        blamed = allowed.blames(error)
        if blamed:
            self.ran_out |= isinstance(error, StudentTimeout)
            self.endings.note(cell, error)
        return blamed


def execute(
    context: GradingContext,
    clean: CleanNotebook,
    files: Mapping[str, bytes],
    known: Known = NOTHING_KNOWN,
    tests: Mapping[str, str] = NO_TESTS,
) -> Execution:
    """Run every code cell in order and return the notebook with its outputs.

    `tests` are run in place of what was released in the cells of these names.
    """
    run = _Run.of(context, clean, files, known, tests)
    displayed: dict[str, list[dict[str, Any]]] = {}
    try:
        for index, cell in enumerate(clean.notebook.cells):
            if cell.cell_type == "code":
                displayed[cell.id] = _outputs(run, index)
    finally:
        if run.process is not None:
            run.process.close()
    _set_outputs(clean.notebook, displayed)
    return Execution(clean.notebook, run.endings, run.watch.seconds, _tested(run))


def _tested(run: _Run) -> dict[str, CellRun | StudentFault]:
    """Return what came of each cell with tests: its run, else what ended it."""
    return {
        name: run.tested.get(cell.id) or run.endings.faults[cell.id]
        for cell in run.clean.notebook.cells
        if (name := grade_id(cell)) in run.tests
    }


def _outputs(run: _Run, index: int) -> list[dict[str, Any]]:
    """Run one cell; what ends its process costs this cell only."""
    cell = run.clean.notebook.cells[index]
    if fault := run.known.ended.get(cell.id):
        return [_notice(fault.exception, fault.message)]
    run.renew(index)
    if run.process is None or run.over:
        return run.leave_out(cell)
    allowed = run.allowance_of(cell)
    try:
        with run.watch.timing(cell.id):
            done = run.process.run_cell(run.source(cell), allowed.seconds)
        if grade_id(cell) in run.tests:
            run.tested[cell.id] = done
            # Its traceback would quote hidden tests around the line that failed.
            return run.room.admit(_without_errors(done.outputs))
        return run.room.admit(done.outputs)
    except StudentFault as error:
        if not run.note(cell, error, allowed):
            return run.leave_out(cell)
        return [_notice(type(error).__name__, str(error))]


def _without_errors(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output for output in outputs if output["output_type"] != "error"]


def _notice(name: str, text: str) -> dict[str, Any]:
    said = {"ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
    return {"output_type": "error", **said}


def _set_outputs(notebook: NotebookNode, displayed: Mapping[str, list[dict[str, Any]]]) -> None:
    """Enter outputs and the execution counts of one run from top to bottom.

    Only now: a later cell may have updated what an earlier one displayed.
    """
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code_cells, start=1):
        cell.execution_count = count
        cell.outputs = [nbformat.from_dict(output) for output in displayed[cell.id]]
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
