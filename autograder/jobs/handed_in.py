"""What one student handed in, and the key that says whether a stored grade still holds for it."""

import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.errors import NotebookRejected, Undecided
from autograder.folders import IGNORED, MOST_FILES, contents
from autograder.hashes import hash_of_files, keyed_hash
from autograder.intake import CleanNotebook, restore, running
from autograder.intake.budget import within
from autograder.intake.choosing import Choice
from autograder.intake.finding import everything, find
from autograder.intake.pictures import show
from autograder.intake.reading import Document, read_bytes
from autograder.jobs.context import CourseContext
from autograder.jobs.reference import given
from autograder.limits import Limits
from autograder.records import Problem, ProblemKind
from autograder.released import ReleasedNotebook
from autograder.submitted import may_hold_notebooks
from autograder.worker import colab

# A worker gets its files in one message; the notebook's own calls need none of this.
SHARE_OF_FRAME = 2
NOT_HANDED_IN = "was not handed in"
LEFT_OUT = "a file beside the notebooks was left out"


@dataclass(frozen=True)
class Beside:
    """The files in one folder that a worker gets, and what is to be told of the others."""

    files: Mapping[str, bytes]
    left_out: tuple[Problem, ...]

    @classmethod
    def read(
        cls,
        folder: Path,
        home: Path,
        limits: Limits,
        released: Mapping[str, bytes],
        ignored: Sequence[str] = IGNORED,
    ) -> "Beside":
        """Read them; OperatorFault where one cannot be read through no fault of its own.

        `home` is the folder above that is not a student's to rename.
        """
        room = limits.frame_bytes // SHARE_OF_FRAME
        files: dict[str, bytes] = {}
        left_out = []
        paths = _beside(folder, ignored)
        for path in paths[:MOST_FILES]:
            try:
                name = _own_name(path.relative_to(folder), released)
                files[name] = data = _plain_bytes(path, name, room, home)
                room -= len(data)
            except NotebookRejected as error:
                left_out.append(_left_out(str(error)))
        if len(paths) > MOST_FILES:
            left_out.append(_left_out(f"each after the first {MOST_FILES:,} of {len(paths):,}"))
        return cls(files, tuple(left_out))


@dataclass(frozen=True)
class Submission:
    """One student's work: what counts for each notebook, and the files for the worker.

    `files` are those beside each notebook, `others` the notebooks that a cell may run, `left_out`
    tells of files beside the notebooks that the worker does not get.
    """

    student: str
    choices: Mapping[str, Choice]
    files: Mapping[str, Mapping[str, bytes]]
    left_out: tuple[Problem, ...]
    others: Mapping[str, bytes]

    @classmethod
    def read(cls, context: CourseContext, student: str) -> "Submission":
        """Find the notebooks and read the files beside them; what was released stands over these.

        OperatorFault where one cannot be read through no fault of its own.
        """
        choices = find(context.course, context.assignment, student, context.limits)
        expected = context.course.submission(context.assignment.name, student)
        folders = {name: _folder(choice, expected) for name, choice in choices.items()}
        released, different = context.assignment.files, dict.fromkeys(folders.values())
        home = expected.parent
        read = {each: Beside.read(each, home, context.limits, released) for each in different}
        files = {name: {**read[folder].files, **released} for name, folder in folders.items()}
        left_out = tuple(problem for beside in read.values() for problem in beside.left_out)
        found = everything(context.course, context.assignment, student, context.limits)
        taken = {name for beside in files.values() for name in beside}
        others = running.others(found, choices, context.assignment.name, taken)
        return cls(student, choices, files, left_out, others)

    def files_of(self, notebook: str) -> Mapping[str, bytes]:
        """Return what lies beside one notebook when it runs: files, and notebooks that it names."""
        document = self.choices[notebook].document or Document()
        others = {name: data for name, data in self.others.items() if name != f"{notebook}.ipynb"}
        mark = {colab.MARK: b""} if document.colab else {}
        return {**running.named(others, document.cells), **self.files[notebook], **mark}


def cleaned(
    choice: Choice, released: ReleasedNotebook, limits: Limits, files: Iterable[str]
) -> CleanNotebook:
    """Return what counts for a notebook in its released shape, its pictures drawn anew.

    `files` names what of the student's lies beside it.
    NotebookRejected where there is nothing that counts, Undecided where a person says what does.
    """
    if choice.document is not None and choice.file is not None:
        notebook = choice.document.notebook
        with within(limits.reading_seconds):
            said = show(notebook, choice.file.parent, limits)
            return restore(notebook, released, [*choice.said, *said], files)
    kind = Undecided if choice.waits else NotebookRejected
    raise kind(choice.reason or NOT_HANDED_IN)


def notebook_key(context: CourseContext, submission: Submission, notebook: str) -> str:
    """Hash of all that a notebook's grade depends on: submission, graders, environment, seeds."""
    return keyed_hash(
        {
            "run": run_key(context, submission, notebook),
            "graders": context.grader_hash_of(notebook),
            "given": _given(context, notebook),
            # Each attempt has inputs of its own: all else that they depend on stands above.
            "seed": context.course.seed(submission.student),
        }
    )


def run_key(context: CourseContext, submission: Submission, notebook: str) -> str:
    """Hash of all that a notebook's outputs depend on, however it is judged."""
    return keyed_hash(
        {
            "notebook": _content(submission, notebook),
            "files": hash_of_files(submission.files_of(notebook)),
            "released": nbformat.writes(context.assignment.notebooks[notebook].notebook),
            "environment": context.environment,
            "limits": context.limits,
        }
    )


def _given(context: CourseContext, notebook: str) -> str:
    """Return what a submission may be given functions of; empty where it is given none."""
    reference = given(context, notebook)
    return nbformat.writes(reference.notebook) if reference else ""


def submission_hash(
    context: CourseContext, submission: Submission, notebooks: Iterable[str]
) -> str:
    """Hash of what the student handed in for these notebooks, and of nothing else."""
    released = context.assignment.files
    hashes = {}
    for notebook in notebooks:
        files = submission.files_of(notebook)
        own = {name: data for name, data in files.items() if name not in released}
        hashes[notebook] = _content(submission, notebook) + hash_of_files(own)
    return keyed_hash(hashes)


def _folder(choice: Choice, expected: Path) -> Path:
    """Return where the files beside a notebook lie: in its own folder, else where it was asked."""
    own = choice.file.parent if choice.file else expected
    return own if own == expected or _beside(own) else expected


def _beside(folder: Path, ignored: Sequence[str] = IGNORED) -> list[Path]:
    """Return all that lies beside the notebooks and was not made by Python or Jupyter."""
    found = contents(folder, ignored)
    return [path for path in found if not may_hold_notebooks(path.name) and path != folder]


def _left_out(reason: str) -> Problem:
    return Problem(kind=ProblemKind.FILE, message=f"{LEFT_OUT}: {reason}")


def _plain_bytes(path: Path, name: str, room: int, home: Path) -> bytes:
    """Return a file's content; raise NotebookRejected for links, pipes and the like."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotebookRejected("not a plain file, or too deep below", name)
    return read_bytes(path, room, home)


def _own_name(path: Path, released: Mapping[str, bytes]) -> str:
    """Return a name that a worker can hold beside the released files; raise NotebookRejected."""
    relative = path.as_posix()
    taken = (*released, colab.MARK)
    if any(name.startswith(f"{relative}/") or relative.startswith(f"{name}/") for name in taken):
        raise NotebookRejected("its name is that of a released folder or file", relative)
    try:
        relative.encode()
    except UnicodeEncodeError as error:
        shown = relative.encode(errors="replace").decode()
        raise NotebookRejected("its name is not UTF-8", shown) from error
    return relative


def _content(submission: Submission, notebook: str) -> str:
    """Return all that was found out about a notebook, as one text."""
    choice = submission.choices[notebook]
    cells = choice.document.cells if choice.document else ""
    return "\n".join([cells, choice.reason, str(choice.waits), *choice.said])
