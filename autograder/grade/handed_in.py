"""What one student handed in, and the key that says whether a stored grade still holds for it."""

import hashlib
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import IGNORED
from autograder.errors import NotebookRejected, OperatorFault
from autograder.grade.bench import Bench, keyed_hash, update
from autograder.intake.folders import MOST_FILES, contents
from autograder.intake.reading import content_hash, read_bytes

# A worker gets its files in one message; the notebook's own calls need none of this.
SHARE_OF_FRAME = 2
LEFT_OUT = "a file beside the notebooks was left out"


@dataclass(frozen=True)
class Submission:
    """The folder of one student, the files for the worker, and what was left out, in words."""

    student: str
    folder: Path
    files: Mapping[str, bytes]
    left_out: tuple[str, ...]

    @classmethod
    def read(cls, bench: Bench, student: str) -> "Submission":
        """Read the files beside the notebooks; what was released stands over them.

        OperatorFault where one cannot be read through no fault of its own.
        """
        folder = bench.course.submission(bench.assignment.name, student)
        room = bench.limits.frame_bytes // SHARE_OF_FRAME
        own: dict[str, bytes] = {}
        left_out = []
        beside = _beside(folder)
        for path in beside[:MOST_FILES]:
            try:
                name = _own_name(path.relative_to(folder), bench.assignment.files)
                own[name] = data = _plain_bytes(path, name, room)
                room -= len(data)
            except NotebookRejected as error:
                left_out.append(f"{LEFT_OUT}: {error}")
        if len(beside) > MOST_FILES:
            left_out.append(f"{LEFT_OUT}: each after the first {MOST_FILES:,} of {len(beside):,}")
        return cls(student, folder, {**own, **bench.assignment.files}, tuple(left_out))

    def path(self, notebook: str) -> Path:
        """Return where a notebook of this name would lie."""
        return self.folder / f"{notebook}.ipynb"


def notebook_key(bench: Bench, submission: Submission, notebook: str) -> str:
    """Hash of all that a notebook's grade depends on: submission, graders, environment, seeds."""
    return keyed_hash(
        {
            "notebook": _content(submission.path(notebook), bench.limits.notebook_bytes),
            "files": _digest(submission.files),
            "released": nbformat.writes(bench.assignment.notebooks[notebook].notebook),
            "graders": bench.grader_hash_of(notebook),
            "environment": bench.environment,
            "limits": bench.limits,
            "seed": f"{bench.course.secret}/{submission.student}",
        }
    )


def submission_hash(bench: Bench, submission: Submission, notebooks: Iterable[str]) -> str:
    """Hash of what the student handed in for these notebooks, and of nothing else."""
    released = bench.assignment.files
    own = {name: data for name, data in submission.files.items() if name not in released}
    limit = bench.limits.notebook_bytes
    hashes = {name: _content(submission.path(name), limit) for name in notebooks}
    return keyed_hash({**hashes, "": _digest(own)})


def _beside(folder: Path) -> list[Path]:
    """Return all that lies beside the notebooks and was not made by Python or Jupyter."""
    found = contents(folder, IGNORED)
    return [path for path in found if path.suffix != ".ipynb" and path != folder]


def _plain_bytes(path: Path, name: str, room: int) -> bytes:
    """Return a file's content; raise NotebookRejected for links, pipes and the like."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotebookRejected(f"{name}: not a plain file, or too deep below")
    return read_bytes(path, room)


def _own_name(path: Path, released: Mapping[str, bytes]) -> str:
    """Return a name that a worker can hold beside the released files; raise NotebookRejected."""
    relative = path.as_posix()
    if any(name.startswith(f"{relative}/") or relative.startswith(f"{name}/") for name in released):
        raise NotebookRejected(f"{relative}: its name is that of a released folder or file")
    try:
        relative.encode()
    except UnicodeEncodeError as error:
        shown = relative.encode(errors="replace").decode()
        raise NotebookRejected(f"{shown}: its name is not UTF-8") from error
    return relative


def _content(path: Path, limit: int) -> str:
    """Return the hash of a file's bytes, or the reason why it has none."""
    try:
        return content_hash(path, limit)
    except (NotebookRejected, OperatorFault) as error:
        return str(error)


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        update(digest, name.encode())
        update(digest, data)
    return digest.hexdigest()
