"""The hidden graders of an assignment as data, and the folder in which pytest finds them."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.disk import scratch_folder, writing
from autograder.errors import CourseError

# Where graders lie in a course, and where they are unpacked: places in messages name these folders.
FOLDER = Path("tests", "graders")


def grader_name(notebook: str) -> str:
    """Return the name of the file with the hidden graders of one notebook."""
    return f"test_{notebook}.py"


@dataclass(frozen=True)
class GraderFiles:
    """Every file that lies with the hidden graders of an assignment, by its relative name."""

    assignment: str = ""
    files: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "GraderFiles":
        """Read the folder of an assignment's graders; one that is missing holds none."""
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
        files = (
            (path.relative_to(folder).as_posix(), _content(path))
            for path in paths
            if "__pycache__" not in path.parts
        )
        return cls(folder.name, tuple(files))

    def with_file(self, name: str, data: bytes) -> "GraderFiles":
        """Return the same with one file added, or in place of the one of its name."""
        return GraderFiles(self.assignment, tuple({**dict(self.files), name: data}.items()))

    def judges(self, notebook: str) -> bool:
        """Whether a notebook has hidden graders."""
        return any(name == grader_name(notebook) for name, _ in self.files)

    def file(self, notebook: str) -> Path:
        """Return the file of hidden graders of one notebook, unpacked with all others."""
        return self.unpacked() / grader_name(notebook)

    def unpacked(self) -> Path:
        """Return a folder of this process that holds the files; its path ends as in a course."""
        return _unpacked(self)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from error


@cache
def _unpacked(graders: GraderFiles) -> Path:
    """Unpack graders once for the life of this process."""
    with writing(Path(tempfile.gettempdir())):
        folder = scratch_folder("graders-") / FOLDER / graders.assignment
        folder.mkdir(parents=True)
        for name, data in graders.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder
