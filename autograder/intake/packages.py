"""Packages that submissions import and that are not installed here, found without running a line.

Files are searched as bytes: no parser meets what a student wrote.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from autograder.errors import NotebookRejected, OperatorFault
from autograder.folders import IGNORED, MOST_FILES, contents
from autograder.intake.reading import read_bytes

# A line of code in a notebook's JSON begins with a quotation mark, or behind a line end as JSON
# writes it.
BEGIN = rb'(?:"|\\n)[ ]*'
FROM = re.compile(BEGIN + rb"from +(\w{1,50})[\w.]* +import\b")
IMPORT = re.compile(BEGIN + rb"import +(\w[\w., ]{0,200})")
# What may follow what a line imports.
ENDS = (b"#", b";", b"\\n", b"\\r", b'"')


def missing_packages(folders: Iterable[Path], given: Iterable[str], limit: int) -> Counter[str]:
    """Return by how many submissions each package is imported that nobody has here.

    `given` are the names of files that every submission finds beside it; of each notebook at most
    `limit` bytes are read.
    """
    released = {Path(name).parts[0].removesuffix(".py") for name in given}
    imported = Counter(name for each in folders for name in _imported(each, limit) - released)
    return Counter({name: imported[name] for name in imported if not _is_there(name)})


def imports(notebook: bytes) -> set[str]:
    """Return the top-level names that lines of a notebook import."""
    lines = (each for each in IMPORT.finditer(notebook) if notebook.startswith(ENDS, each.end()))
    lists = (found[1].split(b",") for found in lines)
    plain = (each.split(b" as ")[0].split(b".")[0].strip() for names in lists for each in names)
    names = {*plain, *(found[1] for found in FROM.finditer(notebook))}
    return {name.decode() for name in names if re.fullmatch(rb"[A-Za-z_]\w*", name)}


def _imported(folder: Path, limit: int) -> set[str]:
    """Return what one submission imports and does not bring along."""
    try:
        paths = list(islice(contents(folder, IGNORED), MOST_FILES))
    except OSError:  # grading says so
        return set()
    # A file may lie where the folder was asked for: it has no name below it.
    own = {Path(part).stem for path in paths for part in path.relative_to(folder).parts}
    return {name for data in _notebooks(paths, limit, folder) for name in imports(data)} - own


def _notebooks(paths: Iterable[Path], limit: int, home: Path) -> Iterator[bytes]:
    for path in paths:
        if path.suffix == ".ipynb":
            with suppress(NotebookRejected, OperatorFault):
                yield read_bytes(path, limit, home)


def _is_there(name: str) -> bool:
    """Whether Python finds it; a module that runs already may not say where it came from."""
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return True
