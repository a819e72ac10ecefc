"""The folder `autograded/<student>/<assignment>/`: graded notebooks and what lies beside them.

Nothing here waits for the disk: what a power cut takes is missing where the next run looks.
"""

import filecmp
import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.disk import replaced


def lay_down(folder: Path, notebooks: Mapping[Path, str], beside: Mapping[Path, Path]) -> None:
    """Write notebooks and copy files to their places below a folder, where they differ."""
    for place, text in notebooks.items():
        _write(folder / place, text)
    for place, file in beside.items():
        _copy(file, folder / place)


def clear(folder: Path, kept: Mapping[Path, object]) -> None:
    """Remove all that has no place among what is kept, empty folders included."""
    folders = {above for place in kept for above in place.parents}
    for path in sorted(folder.rglob("*"), reverse=True):
        place = path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            if place not in folders:
                path.rmdir()
        elif place not in kept or path.is_symlink():
            path.unlink()


def _write(path: Path, text: str) -> None:
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as aside:
        aside.write_bytes(data)


def _copy(file: Path, path: Path) -> None:
    if path.is_file() and filecmp.cmp(file, path, shallow=False):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as aside:
        shutil.copyfile(file, aside)
