"""Run a student's notebook: once whole for its outputs, and its definitions for each criterion."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course import SETUP_TAG, nbgrader_metadata
from autograder.errors import StudentDied, StudentFault, StudentRaised, StudentTimeout
from autograder.grade.context import ENTRY, GradingContext
from autograder.grade.pace import Stopwatch, turn
from autograder.intake import CleanNotebook
from autograder.records import Pace, Problem, ProblemKind
from autograder.sandbox.cell_run import OutputRoom
from autograder.sandbox.process import Process, raised

# A notebook may end its process so often; its cells after that are not run for their outputs.
RESTARTS = 3


@dataclass(frozen=True)
class Execution:
    """What a run of the whole notebook gave; `seconds` are those of each cell, by its id."""

    notebook: NotebookNode
    problems: tuple[Problem, ...]
    crashing: Mapping[str, StudentFault]
    seconds: Mapping[str, float]


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
    """A run under way; a cell that ended its process is never run again."""

    context: GradingContext
    clean: CleanNotebook
    files: Mapping[str, bytes]
    room: OutputRoom
    allowance: Allowance
    pace: Pace
    problems: list[Problem] = field(default_factory=list)
    crashing: dict[str, StudentFault] = field(default_factory=dict)
    watch: Stopwatch = field(default_factory=Stopwatch)
    ran_out: bool = False
    deaths: int = 0
    process: Process | None = None

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
        return f"{RESTARTS} cells had ended their process" if self.deaths >= RESTARTS else ""

    def leave_out(self, cell: NotebookNode) -> list[dict[str, Any]]:
        """Return what stands for the outputs of a cell that was not run, or not to its end.

        One of the student's own is not run later either. A solution is: what it defines is asked
        for, whatever happened around it.
        """
        problem = self._problem(f"the last cells were not run: {self.over}")
        if problem not in self.problems:
            self.problems.append(problem)
        if not nbgrader_metadata(cell):
            self.crashing[cell.id] = StudentDied(f"it was not run: {self.over}")
        return [_notice("NotRun", f"this cell was not run: {self.over}")]

    def renew(self, before: int) -> None:
        """Have a live process, while no limit is reached; a new one replays what a cell needs.

        A definition that ends its process only now costs nothing but itself.
        """
        while self.process is None and not self.over:
            process = self.context.fork_server.spawn(ENTRY, self.files, self.context.limits)
            earlier = self.clean.notebook.cells[:before]
            ended = replay(process, earlier, dict(self.crashing), self.allowance)
            if ended is None:
                self.process = process
            else:
                process.close()
                self.note(*ended, self.allowance)

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
    process: Process,
    cells: list[NotebookNode],
    faults: dict[str, StudentFault],
    allowance: Allowance,
) -> tuple[NotebookNode, StudentFault] | None:
    """Run the definitions among the cells; an exception in one leaves the others standing.

    Cells that are known to end their process, by their id in `faults`, are left out. Exceptions
    are added there. Returns the cell that ended the process and how, None if none.
    """
    for cell in definitions(cells):
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
    context: GradingContext, clean: CleanNotebook, files: Mapping[str, bytes], pace: Pace
) -> Execution:
    """Run every code cell in order and return the notebook with its outputs."""
    limits = context.limits
    allowance = Allowance(limits.cell_seconds, time.monotonic() + limits.notebook_seconds)
    run = _Run(context, clean, files, OutputRoom(limits.notebook_output_bytes), allowance, pace)
    displayed: dict[str, list[dict[str, Any]]] = {}
    try:
        for index, cell in enumerate(clean.notebook.cells):
            if cell.cell_type == "code":
                displayed[cell.id] = _outputs(run, index)
    finally:
        if run.process is not None:
            run.process.close()
    _set_outputs(clean.notebook, displayed)
    return Execution(clean.notebook, tuple(run.problems), run.crashing, run.watch.seconds)


def _outputs(run: _Run, index: int) -> list[dict[str, Any]]:
    """Run one cell; what ends its process costs this cell only."""
    cell = run.clean.notebook.cells[index]
    run.renew(index)
    if run.process is None or run.over:
        return run.leave_out(cell)
    allowed = run.allowance_of(cell)
    try:
        with run.watch.timing(cell.id):
            done = run.process.run_cell(cell.source, allowed.seconds)
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


def cell_name(cell: NotebookNode) -> str:
    """Name a cell by its grade id, or by its first line."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return str(nbgrader_metadata(cell).get("grade_id") or first[:40])


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
