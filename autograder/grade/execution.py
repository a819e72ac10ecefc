"""Run a student's notebook: once whole for its outputs, and its definitions for each criterion."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import StudentDied, StudentFault, StudentRaised, StudentTimeout
from autograder.grade.context import GradingContext
from autograder.grade.pace import Stopwatch, turn
from autograder.grade.student_process import StudentProcess, raised, start_worker
from autograder.intake import CleanNotebook
from autograder.records import Pace, Problem, ProblemKind
from autograder.released import SETUP_TAG, nbgrader_metadata
from autograder.sandbox.cell_run import CellRun, OutputRoom

# A notebook may end its process so often; its cells after that are not run for their outputs.
RESTARTS = 3
NO_TESTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Execution:
    """What a run of the whole notebook gave.

    `seconds` are those of each cell, by its id; `tested` is what came of each cell that ran with
    the instructor's tests, by its name.
    """

    notebook: NotebookNode
    problems: tuple[Problem, ...]
    crashing: Mapping[str, StudentFault]
    seconds: Mapping[str, float]
    tested: Mapping[str, CellRun | StudentFault]


@dataclass(frozen=True)
class Allowance:
    """How long a cell may take, and until when (monotonic clock) all of them together."""

    cell_seconds: float
    deadline: float

    @property
    def seconds(self) -> float:
        """What the next cell may take."""
        return max(0.0, min(self.cell_seconds, self.deadline - time.monotonic()))

    @property
    def used_up(self) -> bool:
        """Whether there is no time left for any cell."""
        return self.seconds == 0

    def blames(self, error: StudentFault) -> bool:
        """Whether a cell itself ended its process: it was not the last one, cut off."""
        return not isinstance(error, StudentTimeout) or error.seconds >= self.cell_seconds


@dataclass
class _Run:
    """A run under way; a cell that ended its process is never run again.

    `tests` stand in place of what was released in the cells of these names. Student code sees them
    when their turn comes, and not before.
    """

    context: GradingContext
    clean: CleanNotebook
    files: Mapping[str, bytes]
    room: OutputRoom
    allowance: Allowance
    pace: Pace
    tests: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    tested: dict[str, CellRun] = field(default_factory=dict)
    crashing: dict[str, StudentFault] = field(default_factory=dict)
    watch: Stopwatch = field(default_factory=Stopwatch)
    ran_out: bool = False
    deaths: int = 0
    process: StudentProcess | None = None

    def allowance_of(self, cell: NotebookNode) -> Allowance:
        """A given cell that only shows what was defined has the time that the reference sets."""
        if next(definitions([cell]), None):
            return self.allowance
        reference = self.pace.cells.get(cell.id)
        seconds = turn(reference, self.allowance.cell_seconds, again=self.ran_out)
        return replace(self.allowance, cell_seconds=seconds)

    @property
    def over(self) -> str:
        """Which limit of the whole notebook is reached, in words; empty while none is."""
        if self.allowance.used_up:
            return f"the notebook had used up its {self.context.limits.notebook_seconds:g} s"
        # A cell that carries points by its own tests is owed a run, whatever ended before it.
        over = self.deaths >= RESTARTS and not self.tests
        return f"{RESTARTS} cells had ended their process" if over else ""

    def source(self, cell: NotebookNode) -> str:
        """Return what is run of a cell."""
        return self.tests.get(_name(cell), str(cell.source))

    def leave_out(self, cell: NotebookNode) -> list[dict[str, Any]]:
        """Return what stands for the outputs of a cell that was not run, or not to its end.

        One of the student's own is not run later either. A solution is: what it defines is asked
        for, whatever happened around it.
        """
        problem = self._problem(f"the last cells were not run: {self.over}")
        if problem not in self.problems:
            self.problems.append(problem)
        if not nbgrader_metadata(cell) or _name(cell) in self.tests:
            self.crashing[cell.id] = StudentDied(f"it was not run: {self.over}")
        return [_notice("NotRun", f"this cell was not run: {self.over}")]

    def renew(self, before: int) -> None:
        """Have a live process, while no limit is reached; a new one replays what a cell needs.

        A definition that ends its process only now costs nothing but itself.
        """
        while self.process is None and not self.over:
            process = start_worker(self.context, self.files)
            ended = replay(process, self._needed(before), dict(self.crashing), self.allowance)
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
            self.deaths += 1
            self.ran_out |= isinstance(error, StudentTimeout)
            self.crashing[cell.id] = error
            self.problems.append(self._problem(_ending(error), cell_name(cell)))
        return blamed

    def _problem(self, message: str, cell: str = "") -> Problem:
        name = self.clean.name
        return Problem(kind=ProblemKind.RUN, notebook=name, cell=cell, message=message)


def definitions(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the code cells that define what graders call: set-up, solutions, students' own."""
    for cell in cells:
        data = nbgrader_metadata(cell)
        needed = not data or data.get("solution") or SETUP_TAG in cell.metadata.get("tags", ())
        if cell.cell_type == "code" and needed:
            yield cell


def standing_at(check: str, cells: list[NotebookNode]) -> int:
    """Return how many of the definitions stand above a grade cell."""
    names = [nbgrader_metadata(cell).get("grade_id") for cell in cells]
    end = names.index(check) + 1 if check in names else len(cells)
    return len(list(definitions(cells[:end])))


def replay(
    process: StudentProcess,
    cells: Iterable[NotebookNode],
    faults: dict[str, StudentFault],
    allowance: Allowance,
) -> tuple[NotebookNode, StudentFault] | None:
    """Run cells; an exception in one leaves the others standing.

    Cells that are known to end their process, by their id in `faults`, are left out. Exceptions
    are added there. Returns the cell that ended the process and how, None if none.
    """
    for cell in cells:
        if cell.id in faults and not isinstance(faults[cell.id], StudentRaised):
            continue
        try:
            error = process.run_cell(cell.source, allowance.seconds).error
        except StudentFault as fault:
            return cell, fault
        faults.pop(cell.id, None)
        if error is not None:
            faults[cell.id] = raised(error)
    return None


def execute(
    context: GradingContext,
    clean: CleanNotebook,
    files: Mapping[str, bytes],
    pace: Pace,
    tests: Mapping[str, str] = NO_TESTS,
) -> Execution:
    """Run every code cell in order and return the notebook with its outputs.

    `tests` are run in place of what was released in the cells of these names.
    """
    limits = context.limits
    allowance = Allowance(limits.cell_seconds, time.monotonic() + limits.notebook_seconds)
    room = OutputRoom(limits.notebook_output_bytes)
    run = _Run(context, clean, files, room, allowance, pace, tests)
    displayed: dict[str, list[dict[str, Any]]] = {}
    try:
        for index, cell in enumerate(clean.notebook.cells):
            if cell.cell_type == "code":
                displayed[cell.id] = _outputs(run, index)
    finally:
        if run.process is not None:
            run.process.close()
    _set_outputs(clean.notebook, displayed)
    return Execution(
        clean.notebook, tuple(run.problems), run.crashing, run.watch.seconds, _tested(run)
    )


def _tested(run: _Run) -> dict[str, CellRun | StudentFault]:
    """Return what came of each cell with tests: its run, else what ended it."""
    return {
        name: run.tested.get(cell.id) or run.crashing[cell.id]
        for cell in run.clean.notebook.cells
        if (name := _name(cell)) in run.tests
    }


def _outputs(run: _Run, index: int) -> list[dict[str, Any]]:
    """Run one cell; what ends its process costs this cell only."""
    cell = run.clean.notebook.cells[index]
    run.renew(index)
    if run.process is None or run.over:
        return run.leave_out(cell)
    allowed = run.allowance_of(cell)
    try:
        with run.watch.timing(cell.id):
            done = run.process.run_cell(run.source(cell), allowed.seconds)
        if _name(cell) in run.tests:
            run.tested[cell.id] = done
            # Its traceback would quote hidden tests around the line that failed.
            return run.room.admit(_without_errors(done.outputs))
        return run.room.admit(done.outputs)
    except StudentFault as error:
        if not run.note(cell, error, allowed):
            return run.leave_out(cell)
        return [_notice(type(error).__name__, str(error))]


def _ending(error: StudentFault) -> str:
    if isinstance(error, StudentTimeout):
        return f"was {error}"
    if isinstance(error, StudentDied):
        return f"ended its process: {error}"
    return f"broke the rules of its process: {error}"


def _name(cell: NotebookNode) -> str:
    return str(nbgrader_metadata(cell).get("grade_id") or "")


def _without_errors(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output for output in outputs if output["output_type"] != "error"]


def cell_name(cell: NotebookNode) -> str:
    """Name a cell by its grade id, or by its first line."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return _name(cell) or first[:40]


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
