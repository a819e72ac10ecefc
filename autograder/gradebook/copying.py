"""Which of a submission's files nbgrader copies: plain ones of modest size, and no pages.

nbgrader copies what lies beside the notebooks on to `autograded/` and from there to `feedback/`,
whose pages need none of it: there only what the exchange asks for is handed on.

nbgrader follows links (the gradebook would be handed out, /dev/zero never ends), fails at pipes and
at links that lead nowhere, and has no setting for any of this, so its search for files is replaced
for every converter: those of the `nbgrader` command and of the formgrader as well as our own.
"""

import stat
from collections.abc import Sequence
from pathlib import Path

from nbgrader.converters import base
from nbgrader.utils import find_all_files

from autograder.folders import MOST_FILES, contents
from autograder.limits import Limits
from autograder.submitted import TIMESTAMP

# A browser runs scripts in these, with the rights of the page that it shows them beside.
PAGES = (".html", ".htm", ".xhtml", ".xht", ".svg", ".svgz", ".xml", ".xsl", ".mht", ".mhtml")
# What `nbgrader submit` writes last; the exchange hands feedback to whoever knows the secret.
NEEDED = ("submission_secret.txt", TIMESTAMP)


def install() -> None:
    """Have nbgrader's converters find only what may be copied."""
    base.find_all_files = found_files


def found_files(path: str, exclude: Sequence[str] = ()) -> list[str]:
    """Return the files below a folder; of a student's only those that may be copied.

    What instructors wrote is released as it is.
    """
    # nbgrader works in the course's folder; both paths may come by way of a link.
    folder, course = Path(path).resolve(), Path.cwd().resolve()
    parts = folder.relative_to(course).parts if folder.is_relative_to(course) else ()
    if parts[:1] == ("autograded",):
        needed = map(Path(path).joinpath, NEEDED)
        return [str(file) for file in needed if file.is_file() and not file.is_symlink()]
    if parts[:1] == ("submitted",):
        return list(map(str, copied(Path(path), Path("source", *parts[2:]), exclude)))
    every: list[str] = find_all_files(path, exclude)
    return every


def copied(folder: Path, source: Path, exclude: Sequence[str] = ()) -> list[Path]:
    """Return the files of a submission that may be copied and that nbgrader can lay down."""
    files = map(Path, fit_files(str(folder), exclude))
    return [file for file in files if not in_the_way(file.relative_to(folder), source)]


def in_the_way(file: Path, source: Path) -> bool:
    """Whether a file lies where the source has a folder, or in a folder where it has a file.

    nbgrader lays the source's files over the student's and could not lay this one.
    """
    return (source / file).is_dir() or any((source / above).is_file() for above in file.parents)


def fit_files(path: str, exclude: Sequence[str] = ()) -> list[str]:
    """Return the plain files of modest size below a folder, pages left out.

    Names that match a pattern of `exclude` are left out, with all that lies below them.
    """
    folder, room = Path(path), Limits().frame_bytes
    found: list[str] = []
    for file in contents(folder, exclude):
        status = file.lstat()
        fits = stat.S_ISREG(status.st_mode) and status.st_size <= room and len(found) < MOST_FILES
        if fits and file.suffix.lower() not in PAGES:
            room -= status.st_size
            found.append(str(file))
    return found
