"""One submission's notebook under grading: workers by cell, the auditor, the random inputs."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from nbformat import NotebookNode

from autograder.audit.auditor import Auditor
from autograder.audit.estimators import EstimatorAuditor
from autograder.errors import GraderError, StudentDied, StudentFault, StudentRaised, StudentTimeout
from autograder.grade.causes import cause, missing_name, was_to_define
from autograder.grade.cells import (
    Allowance,
    Endings,
    definitions,
    is_students_own,
    replay,
    standing_at,
)
from autograder.grade.context import GradingContext
from autograder.grade.pace import Stopwatch, turn
from autograder.grade.preloading import FRAMEWORKS
from autograder.grade.student_process import StudentProcess, start_worker
from autograder.intake import CleanNotebook
from autograder.records import Pace
from autograder.worker.wire import RemoteObject

# A function that ends its process is asked again for later criteria, but not for ever.
LIVES = 2
# Whose definitions take longer has them run once for all checks, each as far down as it stands.
SHARED_SECONDS = 20.0
AUDITORS: Mapping[str, type[Auditor | EstimatorAuditor]] = {
    "keras": Auditor,
    "sklearn": EstimatorAuditor,
}


@dataclass
class NotebookSession:
    """Implements `autograder.testing.session.Session` for one notebook of one student."""

    context: GradingContext
    seed: str
    clean: CleanNotebook
    files: Mapping[str, bytes]
    pace: Pace = field(default_factory=Pace)
    endings: Endings = field(default_factory=Endings)
    watch: Stopwatch = field(default_factory=Stopwatch)
    _deadline: float = field(init=False)
    _spare: float = field(init=False)
    _definitions: list[NotebookNode] = field(init=False)
    _done: int = 0
    _replay_seconds: float = 0.0
    _untouched: bool = True
    _cell: str = ""
    _criterion: str = ""
    _lives: int = 0
    _ran_out: StudentTimeout | None = None
    _process: StudentProcess | None = None
    _auditors: dict[str, Auditor | EstimatorAuditor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give all calls of a notebook one time: many slow ones must not hold up the others.

        What cells take before a call is made is no call's, as long as it is not more than that.
        """
        self._spare = self.context.limits.grading_seconds
        self._deadline = time.monotonic() + self._spare
        self._definitions = list(definitions(self.clean.notebook.cells))

    @property
    def call_seconds(self) -> float:
        """How long one call of student code may take."""
        return self.context.limits.call_seconds

    def connection(self, notebook: str, cell: str, criterion: str = "") -> "NotebookSession":
        """Change to a fresh worker when another grade cell's criteria begin."""
        if cell != self._cell:
            self._cell, self._lives, self._ran_out = cell, LIVES, None
            self._change_worker()
        self._criterion = f"{cell}.{criterion}"
        return self

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Forward one call; after a death the next call meets a new worker."""
        self._require_time()
        process = self._live()
        self._untouched &= arguments is None
        reference, again = self.pace.calls.get(self._criterion), self._ran_out is not None
        seconds = turn(reference, timeout, again)
        try:
            with self.watch.timing(self._criterion):
                return process.call(target, arguments, keywords, seconds)
        except StudentTimeout as error:
            self._ran_out = error
            raise
        except StudentRaised as error:
            if not self._found_below(process, missing_name(error)):
                raise cause(error, self.clean.notebook.cells, self.endings.faults) from error
        finally:
            if not process.alive:
                self._end_worker()
        return self.call(target, arguments, keywords, timeout)

    def auditor(self, framework: str) -> Auditor | EstimatorAuditor:
        """Return the auditor of a framework, made at first use and kept for this notebook."""
        self._require_time()
        if not self.context.measures(framework):
            raise GraderError(
                f"neither notebooks nor graders import {framework}: no model can be measured"
            )
        if framework not in self._auditors:
            limits, entry = self.context.limits, f"{FRAMEWORKS[framework].engine}:main"
            self._auditors[framework] = AUDITORS[framework](
                lambda: self.context.fork_server.spawn(entry, {}, limits), limits
            )
        return self._auditors[framework]

    def random(self, criterion: str) -> np.random.Generator:
        """Seed by course secret, attempt of the student and criterion."""
        text = f"{self.seed}\n{criterion}"
        digest = hashlib.sha256(text.encode()).digest()
        return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))

    def close(self) -> None:
        """End every process."""
        self._end_worker()
        for auditor in self._auditors.values():
            auditor.close()
        self._auditors.clear()

    def _require_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise StudentTimeout(self.context.limits.grading_seconds)

    def _require_life(self) -> None:
        """What has ended its process too often is not run; nor has it more time than it had."""
        if self._lives == 0 and self._ran_out is not None:
            raise StudentTimeout(self._ran_out.seconds)
        if self._lives == 0:
            raise StudentDied(f"{self._cell} ended its process {LIVES} times")

    def _live(self) -> StudentProcess:
        if self._process is None:
            self._require_life()
            self._lives -= 1
            self._process = self._replayed()
        return self._process

    def _change_worker(self) -> None:
        """End the worker, unless it may serve another check, which stands further down."""
        end = standing_at(self._cell, self.clean.notebook.cells)
        process = self._process if self._shared() and self._done <= end else None
        if process is None or not self._run_down_to(end, process):
            self._end_worker()

    def _shared(self) -> bool:
        """Whether a worker is kept: no call has changed it, or it took long to come so far.

        That a function has changed nothing cannot be known: what it draws, counts, caches and
        writes is all over the process. So it is one in which none was called.
        """
        return self._untouched or self._replay_seconds > SHARED_SECONDS

    def _replayed(self) -> StudentProcess:
        """Return a worker that holds what was defined when the check was reached.

        Cells that end it are left out, so that there is an end to it.
        """
        end = standing_at(self._cell, self.clean.notebook.cells)
        while True:
            self._require_time()
            self._done, self._replay_seconds, self._untouched = 0, 0.0, True
            process = start_worker(self.context, self.files)
            if self._run_down_to(end, process):
                return process

    def _found_below(self, process: StudentProcess, name: str) -> bool:
        """Run what stands below the check, as far as the cell that defines a missing name.

        False where there is no such cell, or one of them ended the process.
        """
        below = enumerate(self._definitions[self._done :], self._done + 1)
        defining = (end for end, cell in below if name and was_to_define(cell.source, name))
        end = next(defining, 0)
        return end > 0 and self._run_down_to(end, process)

    def _run_down_to(self, end: int, process: StudentProcess) -> bool:
        """Run so many definitions in time that is no criterion's; False where one ended it."""
        allowance = Allowance(self.context.limits.cell_seconds, self._deadline + self._spare)
        began = time.monotonic()
        cells, faults = self._definitions[self._done : end], self.endings.faults
        ended = replay(process, cells, faults, allowance)
        self._done = end
        self._take_no_time(time.monotonic() - began)
        if ended is not None:
            process.close()
            self._leave_out(*ended, blamed=allowance.blames(ended[1]))
        return ended is None

    def _leave_out(self, cell: NotebookNode, error: StudentFault, *, blamed: bool) -> None:
        """Run a cell no more that ended its process; nor own cells below it after several such."""
        if not blamed:
            self.endings.faults[cell.id] = error
            return
        self.endings.note(cell, error)
        if self.endings.over:
            below = self._definitions[self._definitions.index(cell) + 1 :]
            for each in filter(is_students_own, below):
                self.endings.leave_out(each, self.endings.over)

    def _take_no_time(self, seconds: float) -> None:
        """Put off the end of all calls by what cells have taken, as far as there is spare time."""
        self._replay_seconds += seconds
        spent = min(seconds, self._spare)
        self._deadline, self._spare = self._deadline + spent, self._spare - spent

    def _end_worker(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
