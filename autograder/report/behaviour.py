"""What a submission did that most do not, as facts that accuse nobody.

From the outputs of its run, the faults of its criteria, and the names that its own code holds. A
file outside the assignment does not exist for a student's process, so that a search for it leaves
an ordinary FileNotFoundError: the name in the code is the only trace.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from autograder.records import FaultKind, NotebookGrade
from autograder.report.kinds import BehaviourKind
from autograder.report.schema import Behaviour

# Where a course, nbgrader and the system keep what no assignment asks for.
FOREIGN_NAMES = ("gradebook.db", "tests/graders", ".autograder_secret", "/proc/", "/etc/passwd")
REFUSED = "PermissionError"
# What a cell of a check or one left as released raises, and cells left out after a stop.
ORDINARY = {"AssertionError", "NotImplementedError", "NotRun"}
ENDINGS = {
    "StudentTimeout": BehaviourKind.STOPPED,
    "StudentDied": BehaviourKind.ENDED,
    "ProtocolViolation": BehaviourKind.REPLY,
}
FAULTS = {
    FaultKind.TIMEOUT: BehaviourKind.STOPPED,
    FaultKind.DIED: BehaviourKind.ENDED,
    FaultKind.PROTOCOL: BehaviourKind.REPLY,
    FaultKind.TOO_LARGE: BehaviourKind.TOO_LARGE,
}

Sighting = tuple[BehaviourKind, str]


def behaviours(grades: Iterable[NotebookGrade], given: Collection[str]) -> Iterator[Behaviour]:
    """Yield what was seen in each notebook; `given` are the sources that were released."""
    for grade in grades:
        counts = Counter([*_outputs(grade), *_faults(grade), *_names(grade, given)])
        for kind in BehaviourKind:
            seen = {detail: count for (each, detail), count in counts.items() if each is kind}
            if seen:
                yield Behaviour(
                    kind=kind,
                    notebook=grade.notebook,
                    detail=", ".join(sorted(filter(None, seen))),
                    times=sum(seen.values()),
                )


def _outputs(grade: NotebookGrade) -> Iterator[Sighting]:
    """Yield the errors of cells that are no checks."""
    for cell in _code_cells(grade):
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            continue
        for output in cell.get("outputs", ()):
            name = output.get("ename", "")
            if name and name not in ORDINARY:
                yield _error(name)


def _error(name: str) -> Sighting:
    if name in ENDINGS:
        return ENDINGS[name], ""
    return (BehaviourKind.REFUSED if name == REFUSED else BehaviourKind.RAISED), name


def _faults(grade: NotebookGrade) -> Iterator[Sighting]:
    for cell in grade.cells:
        for fault in (result.fault for result in cell.criteria):
            if fault is not None and fault.kind in FAULTS:
                yield FAULTS[fault.kind], ""
            elif fault is not None and fault.exception == REFUSED:
                yield BehaviourKind.REFUSED, REFUSED


def _names(grade: NotebookGrade, given: Collection[str]) -> Iterator[Sighting]:
    for cell in _code_cells(grade):
        source = str(cell.get("source", ""))
        if source not in given:
            named = (name for name in FOREIGN_NAMES if name in source)
            yield from ((BehaviourKind.NAMES, name) for name in named)


def _code_cells(grade: NotebookGrade) -> Iterator[Mapping[str, Any]]:
    cells = grade.executed.get("cells", ())
    return (cell for cell in cells if cell.get("cell_type") == "code")
