"""What lies in a folder that a student has handed in."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

# Made by Python and Jupyter beside what a person wrote.
IGNORED = ("__pycache__", ".ipynb_checkpoints")
# What a course asks for has neither so many files nor folders so deep in each other.
MOST_FILES = 1000
DEEPEST = 32


def contents(folder: Path, exclude: Sequence[str] = ()) -> Iterator[Path]:
    """Yield everything below a folder that is no folder itself, in order; links are not followed.

    Names that match a pattern of `exclude` are left out with all that lies below them. A folder
    too deep below is yielded as it is, unopened.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        too_deep = len(path.relative_to(folder).parts) > DEEPEST
        link = path.is_symlink() and path != folder
        if too_deep or link or not path.is_dir():
            yield path
        else:
            inside = reversed(entries(path))
            waiting += [entry for entry in inside if not _matches(entry.name, exclude)]


def entries(folder: Path) -> list[Path]:
    """Return what lies in a folder, in order; nothing where there is none, or none any more."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def assignments_in(course: Path) -> tuple[str, ...]:
    """Return the names of all assignments of a course, written or released, in order."""
    folders = [*course.glob("source/*/"), *course.glob("release/*/")]
    return tuple(sorted({each.name for each in folders if not each.name.startswith(".")}))
