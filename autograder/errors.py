"""Every error that this package raises on purpose, split by whose fault it is.

AutograderError
├── StudentFault               costs the criterion or the notebook, told to the student
│   ├── StudentRaised          the student's function raised an exception
│   ├── NeverDefined           a name is missing, as the cell that defines it went wrong
│   ├── StudentTimeout         a cell or a call ran past its time
│   ├── StudentDied            the student's process ended (memory, signal, exit)
│   │   └── NotRun             a cell is left out, as cells before it had ended their process
│   ├── ProtocolViolation      the student's process answered with something else than data
│   ├── ResultTooLarge         the student's function gave more than can cross
│   ├── ModelRefused           the model, its optimizer or its loss cannot be taken across
│   └── NotebookRejected       the submitted file is not a notebook that can be graded
├── InstructorFault            the course is wrong: graders, notebooks, configuration
│   ├── CourseError            a folder, a notebook or a setting of the course
│   ├── TableError             a CSV file, handed to a command or of the course
│   └── GraderError            a hidden grader that breaks the rules of graders
│       ├── ObjectStayed       it compared or read what stays in the student's process
│       └── NeedUnjudged       it needs a criterion that could not be judged
├── Undecided                  a person says which of several files counts; nobody's fault
└── OperatorFault              ours or the machine's: goes to a person, never a zero
    ├── SandboxUnavailable     no worker could be started at the level asked
    ├── KernelRefused          something in our process would have run a notebook unconfined
    ├── CourseBusy             another command is grading the course
    ├── FileUnread             a file that was handed in, by no fault of its own
    ├── AuditorFailed          the auditor died or answered nonsense
    │   └── AuditorCrashed     by itself, not killed: what it measured may have brought it about
    └── RecordCorrupt          a stored record cannot be read
"""

from collections.abc import Sequence


class AutograderError(Exception):
    """Root of the tree; its text is a sentence for a person."""


class StudentFault(AutograderError):
    """Something in the submission; the text is shown to the student."""


class StudentRaised(StudentFault):
    """The student's code raised; `bases` are the names of the exception's classes, own first.

    `place` is the last line of the student's own on the way, in words; `in_given_source` says that
    this line is one of what a grader has sent over.
    """

    in_given_source = False

    def __init__(
        self,
        type_name: str,
        bases: Sequence[str] = (),
        message: str = "",
        place: str = "",
        traceback: str = "",
    ) -> None:
        name = type_name or "an exception without a name"
        super().__init__(f"{name}: {message}" if message else name)
        self.type_name = type_name
        self.bases = tuple(bases)
        self.message = message
        self.place = place
        self.traceback = traceback


class NeverDefined(StudentFault):
    """A name that a grader asks for is missing; `root` is what went wrong in its cell.

    It is no StudentRaised: nothing was called, so nothing raised what a grader may ask for.
    """

    def __init__(self, root: StudentFault) -> None:
        super().__init__(str(root))
        self.root = root


class StudentTimeout(StudentFault):
    """A cell or call was stopped after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"stopped after {seconds:g} s, the limit")
        self.seconds = seconds


class StudentDied(StudentFault):
    """The student's process ended before it answered; `killed` where it did not do so itself."""

    def __init__(self, reason: str, killed: bool = False) -> None:
        super().__init__(reason)
        self.killed = killed


class NotRun(StudentDied):
    """A cell was left out: those before it had ended their process, or used up the time."""


class ProtocolViolation(StudentFault):
    """A forged, oversized or undecodable reply."""


class ResultTooLarge(StudentFault):
    """The student's function gave more than can be handed over, with the limit in words."""


class ModelRefused(StudentFault):
    """A model, optimizer or loss that cannot be measured, with the reason."""


class NotebookRejected(StudentFault):
    """A submitted file that is not a notebook that can be graded; `reason` does not name it."""

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(f"{file}: {reason}" if file else reason)
        self.reason = reason


class Undecided(AutograderError):
    """What was handed in is not understood, or there are several versions: a person looks."""


class InstructorFault(AutograderError):
    """The course itself is wrong; the text says which file and what to do."""


class CourseError(InstructorFault):
    """A folder, notebook or setting of the course is missing or wrong."""


class TableError(InstructorFault):
    """A CSV file, such as a template or a list of marks, cannot be used; the text names the row."""


class GraderError(InstructorFault):
    """A hidden grader breaks the rules of graders."""


class ObjectStayed(GraderError):
    """A grader compared, read or asked for the truth of an object in the student's process."""


class NeedUnjudged(GraderError):
    """A criterion needs another one, which could not be judged."""


class OperatorFault(AutograderError):
    """Our fault or the machine's: the work goes to a person, it never costs points."""


class SandboxUnavailable(OperatorFault):
    """No worker could be started at the level asked."""


class KernelRefused(OperatorFault):
    """Something in our process would have run a notebook in a Jupyter kernel, unconfined."""


class CourseBusy(OperatorFault):
    """Another command is grading the course; the text says which."""


class FileUnread(OperatorFault):
    """A file that was handed in could not be read; `reason` does not name it."""

    def __init__(self, reason: str, file: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.reason = reason


class AuditorFailed(OperatorFault):
    """The auditor died or answered something that cannot be true."""


class AuditorCrashed(AuditorFailed):
    """The auditor ended by itself, as TensorFlow does where it meets what it was not made for."""


class RecordCorrupt(OperatorFault):
    """A stored record cannot be read."""
