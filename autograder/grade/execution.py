"""Run a student's notebook: once whole for its outputs, and its definitions for each criterion."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course import SETUP_TAG, nbgrader_metadata
from autograder.errors import StudentDied, StudentFault, StudentTimeout
from autograder.grade.bench import ENTRIES, Bench
from autograder.intake import CleanNotebook
from autograder.sandbox.cell_run import OutputRoom
from autograder.sandbox.process import Process

# A notebook may end its process so often; its cells after that are not run for their outputs.
RESTARTS = 3


@dataclass(frozen=True)
class Execution:
    """What a run of the whole notebook gave."""

    notebook: NotebookNode
    findings: tuple[str, ...]
    harmful: frozenset[str]


@dataclass
class _Run:
    """A run under way; a cell that ended its process is never run again."""

    bench: Bench
    clean: CleanNotebook
    files: Mapping[str, bytes]
    room: OutputRoom
    findings: list[str] = field(default_factory=list)
    harmful: set[str] = field(default_factory=set)
    deaths: int = 0
    process: Process | None = None

    def spent(self, remaining: float) -> str:
        """Say in words which limit of the whole notebook is reached; empty while none is."""
        if remaining <= 0:
            return f"the notebook had used up its {self.bench.limits.notebook_seconds:g} s"
        return f"{RESTARTS} cells had ended their process" if self.deaths >= RESTARTS else ""

    def leave_out(self, cell: NotebookNode, reason: str) -> None:
        """Note once that cells were not run; those of the student's own are not run later either.

        A solution is: what it defines is asked for, whatever happened around it.
        """
        finding = f"{self.clean.name}: the last cells were not run: {reason}"
        if finding not in self.findings:
            self.findings.append(finding)
        if not nbgrader_metadata(cell):
            self.harmful.add(cell.id)

    def renew(self, before: int) -> Process:
        """Return a live process; a new one replays the definitions that stand before a cell."""
        if self.process is None:
            self.process = self.bench.parent.spawn(ENTRIES[0], self.files, self.bench.limits)
            earlier = self.clean.notebook.cells[:before]
            if before:
                replay(self.process, earlier, self.harmful, self.bench.limits.cell_seconds)
        return self.process

    def drop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.close()
            self.process = None


def definitions(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the code cells that define what graders call: set-up, solutions, students' own."""
    for cell in cells:
        data = nbgrader_metadata(cell)
        needed = not data or data.get("solution") or SETUP_TAG in cell.metadata.get("tags", ())
        if cell.cell_type == "code" and needed:
            yield cell


def replay(process: Process, cells: list[NotebookNode], harmful: set[str], seconds: float) -> None:
    """Run the definitions among the cells; an exception in one leaves the others standing.

    A cell that ends the process is added to the harmful ones before StudentFault is raised.
    """
    for cell in definitions(cells):
        if cell.id in harmful:
            continue
        try:
            process.run_cell(cell.source, seconds)
        except StudentFault:
            harmful.add(cell.id)
            raise


def execute(bench: Bench, clean: CleanNotebook, files: Mapping[str, bytes]) -> Execution:
    """Run every code cell in order and return the notebook with its outputs."""
    run = _Run(bench, clean, files, OutputRoom(bench.limits.notebook_output_bytes))
    deadline = time.monotonic() + bench.limits.notebook_seconds
    displayed: dict[str, list[dict[str, Any]]] = {}
    try:
        for index, cell in enumerate(clean.notebook.cells):
            if cell.cell_type == "code":
                displayed[cell.id] = _outputs(run, index, deadline)
    finally:
        run.drop()
    _set_outputs(clean.notebook, displayed)
    return Execution(clean.notebook, tuple(run.findings), frozenset(run.harmful))


def _outputs(run: _Run, index: int, deadline: float) -> list[dict[str, Any]]:
    """Run one cell; what ends its process costs this cell only."""
    cell = run.clean.notebook.cells[index]
    remaining = deadline - time.monotonic()
    if reason := run.spent(remaining):
        run.leave_out(cell, reason)
        return [_notice("NotRun", f"this cell was not run: {reason}")]
    try:
        seconds = min(remaining, run.bench.limits.cell_seconds)
        return run.room.admit(run.renew(index).run_cell(cell.source, seconds).outputs)
    except StudentFault as error:
        run.drop()
        run.deaths += 1
        run.harmful.add(cell.id)
        run.findings.append(f"{run.clean.name}: cell {_name(cell)} {_ending(error)}")
        return [_notice(type(error).__name__, str(error))]


def _ending(error: StudentFault) -> str:
    if isinstance(error, StudentTimeout):
        return f"was {error}"
    if isinstance(error, StudentDied):
        return f"ended its process: {error}"
    return f"broke the rules of its process: {error}"


def _name(cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return repr(nbgrader_metadata(cell).get("grade_id") or first[:40])


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
