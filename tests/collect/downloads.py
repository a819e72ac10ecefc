"""Downloads as platforms make them, and the command that collects them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result
from export.classroom import ASSIGNMENT

from autograder.cli import main


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    """Write a zip archive of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def unpacked(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a folder of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def collect(course: Path, download: Path, platform: str, *options: object) -> Result:
    """Run the command."""
    given = ["--from", platform, "--assignment", ASSIGNMENT, "--course", course, *options]
    return CliRunner().invoke(main, ["collect", str(download), *map(str, given)])


def submitted(course: Path) -> dict[str, str]:
    """Return the text of everything that lies in `submitted/`, by its path there."""
    folder = course / "submitted"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}
