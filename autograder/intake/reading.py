"""Read what a student submitted under a notebook's name."""

import json
import stat
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import NotebookRejected
from autograder.limits import Limits


def read_notebook(path: Path, limits: Limits) -> NotebookNode:
    """Return the notebook in the current format; raise NotebookRejected with the reason."""
    # By way of a link a folder would hand in what somebody else has written.
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise NotebookRejected(f"{path.name}: its folder is a link; submit the folder itself")
    document = _parse(path.name, read_bytes(path, limits.notebook_bytes))
    notebook = _upgrade(path.name, document)
    if len(notebook.cells) > limits.notebook_cells:
        raise NotebookRejected(
            f"{path.name}: {len(notebook.cells)} cells; at most {limits.notebook_cells} are graded"
        )
    return notebook


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a plain file of at most `limit` bytes."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise NotebookRejected(
                f"{path.name}: not a plain file (a link or a folder); submit it anew"
            )
        if status.st_size > limit:
            raise NotebookRejected(
                f"{path.name}: {status.st_size / 1e6:.0f} MB; "
                f"at most {limit / 1e6:.0f} MB are graded"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotebookRejected(f"{path.name}: was not handed in") from error
    except OSError as error:
        raise NotebookRejected(f"{path.name}: cannot be read: {error.strerror}") from error


def _parse(name: str, data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotebookRejected(
            f"{name}: not UTF-8 text ({error.reason}); save it from Jupyter"
        ) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}: {error.msg}"
        raise NotebookRejected(f"{name}: not valid JSON ({where}); save it from Jupyter") from error
    except (ValueError, RecursionError) as error:
        raise NotebookRejected(f"{name}: not valid JSON ({error}); save it from Jupyter") from error
    if not isinstance(document, dict) or not isinstance(
        document.get("cells", document.get("worksheets")), list
    ):
        raise NotebookRejected(f"{name}: valid JSON, but not a notebook (it has no list of cells)")
    return document


def _upgrade(name: str, document: dict[str, Any]) -> NotebookNode:
    """Convert to nbformat 4; the cells' own faults are left to mending."""
    try:
        notebook = nbformat.from_dict(document)
        if int(notebook.get("nbformat", 4)) < nbformat.v4.nbformat:
            notebook = nbformat.convert(notebook, nbformat.v4.nbformat)
        notebook.nbformat = nbformat.v4.nbformat
    except Exception as error:
        raise NotebookRejected(f"{name}: not a notebook that Jupyter can read ({error})") from error
    notebook.cells = [cell for cell in notebook.get("cells", []) if isinstance(cell, NotebookNode)]
    return notebook
