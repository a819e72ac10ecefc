"""Write files where nothing stands yet."""

import os
from collections.abc import Iterable
from pathlib import Path

from autograder.disk import writing
from autograder.errors import CourseError
from autograder.start.templates import Files


def require_free(root: Path, places: Iterable[str]) -> None:
    """Raise CourseError with everything that stands where something is to be written."""
    if taken := [place for place in places if os.path.lexists(root / place)]:
        raise CourseError(
            f"{root}: nothing was written, as there is already: {', '.join(taken)}; "
            "move it away, or name another folder or assignment"
        )


def write_new(root: Path, files: Files) -> None:
    """Write every file, or none where one of them exists; OperatorFault where the disk refuses."""
    require_free(root, files)
    for place, content in files.items():
        path = root / place
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
