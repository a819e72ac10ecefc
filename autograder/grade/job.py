"""A job: all that the grade of one notebook of one student depends on, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from autograder.intake import CleanNotebook
from autograder.limits import Limits
from autograder.records import NotebookGrade, Pace
from autograder.released import Assignment
from autograder.sandbox.levels import NO_NAMESPACES


@dataclass(frozen=True)
class ReferenceResult:
    """What the reference solution got for a notebook on the machine that grades.

    There is no `grade` without a reference; `fault` says why one that is there has none. `solved`
    is the notebook itself, where a submission may be given functions of it.
    """

    grade: NotebookGrade | None = None
    passed: bool = False
    pace: Pace = field(default_factory=Pace)
    solved: CleanNotebook | None = None
    fault: str = ""


@dataclass(frozen=True)
class Origin:
    """What a grade is made from, as it names it itself: hashes, and what the reference got."""

    key: str = ""
    run_key: str = ""
    handed_in: bool = True
    submission: str = ""
    graders: str = ""
    preflight: str = ""


@dataclass(frozen=True)
class Job:
    """One notebook to grade; it can be pickled, and is graded without any folder of the course.

    `clean` is what was handed in, in its released shape; `files` lie beside it; hidden inputs are
    drawn from `seed`. `minimum` is the level of the sandbox that is asked for, `expected_seconds`
    about how long it will take, and `outputs_seconds` how long its outputs. Where it is `judged`
    already, only these are to be made; where it was `shown` before, with the same outputs, it is
    only to be judged.
    """

    student: str
    clean: CleanNotebook
    files: Mapping[str, bytes]
    assignment: Assignment
    limits: Limits
    seed: str
    reference: ReferenceResult = field(default_factory=ReferenceResult)
    origin: Origin = field(default_factory=Origin)
    minimum: str = NO_NAMESPACES
    expected_seconds: float = 0.0
    outputs_seconds: float = 0.0
    judged: NotebookGrade | None = None
    shown: NotebookGrade | None = None

    @property
    def notebook(self) -> str:
        """The name of the notebook."""
        return self.clean.name

    def for_outputs(self, grade: NotebookGrade) -> "Job":
        """Return the job of running a judged notebook, which its grade holds, for its outputs."""
        emptied = CleanNotebook(self.notebook, NotebookNode())
        seconds = self.outputs_seconds
        return replace(self, clean=emptied, judged=grade, shown=None, expected_seconds=seconds)
