"""Read what a student submitted: a file into the notebooks that are in it."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import reader
from autograder.errors import FileUnread, NotebookRejected
from autograder.limits import Limits
from autograder.reader.main import OUT_OF_MEMORY

# Where a limit is met inside a library, it may end the process in another way than it should.
NO_MEMORY = (OUT_OF_MEMORY, -signal.SIGSEGV, -signal.SIGABRT)
# Opening a link, a socket or a device; a folder opens.
NOT_PLAIN = {errno.ELOOP, errno.ENXIO, errno.ENODEV}
OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
PACKAGE = str(Path(reader.__file__).parents[2])
# Isolated, the interpreter looks nowhere but where it is told to.
START = """\
import sys
sys.path.insert(0, sys.argv.pop(1))
from autograder.reader.main import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Document:
    """A notebook as it was read, or the reason why it was not.

    `inside` is its path in the archive that it lay in, empty for a file by itself; `refused` says
    that it is no plain file, `waits` that a person looks at it: it holds versions that differ, or
    the fault is ours; `colab` that it came from there. `claims` is what the file says of its cells.
    """

    cells: str = ""
    reason: str = ""
    said: tuple[str, ...] = ()
    inside: str = ""
    refused: bool = False
    waits: bool = False
    colab: bool = False
    claims: str = "[]"

    @property
    def notebook(self) -> NotebookNode:
        """A notebook of these cells, which nobody else holds."""
        return from_plain(json.loads(self.cells))

    @property
    def as_claimed(self) -> NotebookNode:
        """The same, its cells being what the file says that they are: never to be graded so."""
        notebook = self.notebook
        for cell, claims in zip(notebook.cells, json.loads(self.claims), strict=True):
            cell.metadata["tags"] = claims.pop("tags")
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"].update(claims)
        return notebook


def read_documents(path: Path, limits: Limits, home: Path | None = None) -> tuple[Document, ...]:
    """Return every notebook in a file: one, or those of an archive.

    NotebookRejected for what is no plain file or too large; FileUnread where it is not the
    file's fault that it cannot be read.
    """
    with opened(path, limits.notebook_bytes, home) as file:
        answers = _answers(path.name, file, limits)
    return tuple(
        Document(
            cells=json.dumps(answer.get("cells", [])),
            reason=answer.get("rejected", ""),
            said=tuple(answer.get("said", ())),
            inside=answer["inside"],
            waits=answer.get("several", False),
            colab=answer.get("colab", False),
            claims=json.dumps(answer.get("claims", [])),
        )
        for answer in answers
    )


def from_plain(cells: list[dict[str, Any]]) -> NotebookNode:
    """Return the notebook of plain cells as `reader.cells.plain_cells` gives them."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [_node(cell) for cell in cells]
    return notebook


def read_bytes(path: Path, limit: int, home: Path | None = None) -> bytes:
    """Return the content of a plain file of at most `limit` bytes; raise as `opened` does."""
    with opened(path, limit, home) as file, os.fdopen(file, "rb", closefd=False) as stream:
        return stream.read(limit)


@contextmanager
def opened(path: Path, limit: int, home: Path | None = None) -> Iterator[int]:
    """Open a plain file of at most `limit` bytes, and close it again.

    Whoever has written in `home` may still do so: neither it nor a folder below it is entered by
    way of a link, whatever their names come to stand for. By default no folder is looked at.

    NotebookRejected where there is none or it is none; FileUnread where the disk, the
    permissions or this process's descriptors keep it from being read: no student's zero.
    """
    try:
        descriptor = _descriptor(path, home)
        try:
            _require_plain(path.name, os.fstat(descriptor), limit)
            yield descriptor
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotebookRejected("was not handed in", path.name) from error
    except OSError as error:
        if error.errno in NOT_PLAIN:
            raise _not_plain(path.name) from error
        raise FileUnread(f"cannot be read: {error.strerror}", str(path)) from error


def _descriptor(path: Path, home: Path | None) -> int:
    """Open whatever a path leads to, step by step from `home` on; no pipe is waited for."""
    if home is None:
        return os.open(path, OPENING)
    above = os.open(home, OPENING | os.O_DIRECTORY)
    try:
        *folders, name = path.relative_to(home).parts
        for folder in folders:
            below = os.open(folder, OPENING | os.O_DIRECTORY, dir_fd=above)
            os.close(above)
            above = below
        return os.open(name, OPENING, dir_fd=above)
    finally:
        os.close(above)


def _require_plain(name: str, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _not_plain(name)
    if status.st_size > limit:
        size = f"{status.st_size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are graded"
        raise NotebookRejected(size, name)


def _not_plain(name: str) -> NotebookRejected:
    return NotebookRejected("not a plain file (a link or a folder); submit it again", name)


def _answers(name: str, file: int, limits: Limits) -> list[dict[str, Any]]:
    """Have a process of its own read the file; what it sends is as small as notebooks may be."""
    room = {
        "memory": limits.reading_bytes,
        "seconds": int(limits.reading_seconds),
        "unpacked": limits.notebook_bytes,
        "cells": limits.notebook_cells,
        "code": limits.code_bytes,
        "text": limits.text_bytes,
        "pictures": limits.picture_bytes,
    }
    command = [sys.executable, "-I", "-S", "-c", START, PACKAGE, json.dumps(room)]
    run = subprocess.run(command, stdin=file, capture_output=True, check=False)  # noqa: S603
    _require_answer(name, run, limits)
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    return answers


def _require_answer(name: str, run: subprocess.CompletedProcess[bytes], limits: Limits) -> None:
    """Tell a file that met a limit, which costs the student, from a process that failed us.

    The time is that of the processor: how busy the machine is costs nobody a notebook.
    """
    if run.returncode == -signal.SIGXCPU:
        raise NotebookRejected(f"takes more than {limits.reading_seconds:g} s to be read", name)
    if run.returncode in NO_MEMORY:
        room = limits.reading_bytes / 1e6
        raise NotebookRejected(f"takes more than {room:.0f} MB of memory to be read", name)
    if run.returncode:
        raise FileUnread(f"could not be read: {run.stderr.decode(errors='replace')}", name)


def _node(cell: dict[str, Any]) -> NotebookNode:
    name, attachments = cell.pop("grade_id"), cell.pop("attachments")
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    pictures = {"attachments": attachments} if attachments else {}
    return nbformat.from_dict({**cell, "metadata": metadata, **pictures})
