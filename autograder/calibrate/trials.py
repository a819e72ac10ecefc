"""Hold trials of solutions in the real sandbox, side by side."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass

import numpy as np

from autograder.errors import StudentFault
from autograder.grade.session import NotebookSession
from autograder.jobs.context import CourseContext
from autograder.jobs.reference import solved
from autograder.solutions import Solution
from autograder.testing.chance import StochasticCell, read_stochastic
from autograder.testing.plugin import Audit
from autograder.testing.student import Student
from autograder.verify.trials import Place, context_of

# Enough to pay for the tracing of a network, few enough to share out.
CHUNK = 25


@dataclass(frozen=True)
class Chunk:
    """Some trials of one solution; plain data, so that any executor can carry it.

    `criteria` are full names, all of one cell.
    """

    place: Place
    solution: Solution
    criteria: tuple[str, ...]
    numbers: range


@dataclass(frozen=True)
class Held:
    """What the trials of a chunk measured, by criterion; or the student's fault, in words."""

    chunk: Chunk
    values: dict[str, tuple[float, ...]]
    fault: str = ""


def chunks_of(
    place: Place, solution: Solution, criteria: Sequence[str], trials: range
) -> list[Chunk]:
    """Share the trials of a solution out into chunks."""
    starts = range(trials.start, trials.stop, CHUNK)
    numbers = [range(start, min(start + CHUNK, trials.stop)) for start in starts]
    return [Chunk(place, solution, tuple(criteria), part) for part in numbers]


def hold_all(chunks: Sequence[Chunk], executor: Executor) -> Iterator[Held]:
    """Yield what each chunk measured, as it comes."""
    for future in as_completed([executor.submit(hold, chunk) for chunk in chunks]):
        yield future.result()


def hold(chunk: Chunk) -> Held:
    """Hold the trials of a chunk in this process.

    A trial depends on the solution's name and its number alone, not on the chunk it is in.
    """
    context = context_of(chunk.place)
    cell = _cell(context, chunk)
    name, clean = chunk.solution.name, solved(context, cell.notebook, [chunk.solution])
    session = NotebookSession(context, name, clean, context.assignment.files)
    try:
        student = Student(session.connection(cell.notebook, cell.cell), session.call_seconds)
        random = np.random.default_rng(list(name.encode()))
        subject = cell.subject(student, Audit(student, session), random)
        return Held(chunk, dict(_measured(cell, chunk, subject)))
    except (StudentFault, AssertionError) as error:
        return Held(chunk, {}, str(error))
    finally:
        session.close()


def _measured(
    cell: StochasticCell, chunk: Chunk, subject: object
) -> Iterator[tuple[str, tuple[float, ...]]]:
    for statistic in cell.statistics:
        name = cell.full_name(statistic)
        if name in chunk.criteria:
            values = tuple(float(statistic.value(subject, each)) for each in chunk.numbers)
            assert all(map(math.isfinite, values)), f"{name} is not finite in every trial"
            yield name, values


def _cell(context: CourseContext, chunk: Chunk) -> StochasticCell:
    """Return the cell that the chunk's criteria belong to."""
    grade_id = chunk.criteria[0].partition(".")[0]
    cells = read_stochastic(context.assignment.graders.unpacked())
    home = (chunk.solution.notebook, grade_id)
    return next(cell for cell in cells if (cell.notebook, cell.cell) == home)
