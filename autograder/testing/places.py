"""Where in the hidden graders something stands, in words that an instructor can open."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Graders lie in tests/graders/<assignment>: so many folders are named with a file.
FOLDERS = 3


def place_at(file: Path, line: int, folder: Path) -> str:
    """Name a line of a file that lies in `folder` with the graders, as the course sees it."""
    course = Path(*folder.parts[:-FOLDERS])
    shown = file.relative_to(course) if file.is_relative_to(course) else file
    return f"{shown}, line {line}"


def place_of_test(item: Any) -> str:
    """Return the first line of a pytest item, its marker included."""
    path, line, _ = item.reportinfo()
    return place_at(Path(path), line + 1, item.path.parent)


def place_of(error: BaseException, folder: Path) -> str:
    """Return the last line of the graders' own on the way to an error; empty where none was."""
    lines = [(file, line) for file, line in _way(error) if folder in file.parents]
    return place_at(*lines[-1], folder) if lines else ""


def _way(error: BaseException) -> Iterator[tuple[Path, int]]:
    """Yield the lines that led to an error, last the one that Python could not read."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield Path(frame.f_code.co_filename), line
    if isinstance(error, SyntaxError) and error.filename:
        yield Path(error.filename), error.lineno or 0
