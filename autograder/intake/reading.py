"""Read what a student submitted under a notebook's name."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.errors import NotebookRejected, OperatorFault
from autograder.intake import plain
from autograder.limits import Limits

# Where a limit is met inside a library, it may end the process in another way than it should.
OUT_OF_MEMORY = (plain.OUT_OF_MEMORY, -signal.SIGSEGV, -signal.SIGABRT)
# Opening a link, a socket or a device; a folder opens.
NOT_PLAIN = {errno.ELOOP, errno.ENXIO, errno.ENODEV}


def read_notebook(path: Path, limits: Limits) -> NotebookNode:
    """Return the notebook in the current format; raise NotebookRejected with the reason.

    OperatorFault where it is not the file's fault that it cannot be read.
    """
    # By way of a link a folder would hand in what somebody else has written.
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise NotebookRejected(f"{path.name}: its folder is a link; submit the folder itself")
    answer = _parsed(path.name, read_bytes(path, limits.notebook_bytes), limits)
    if "rejected" in answer:
        raise NotebookRejected(f"{path.name}: {answer['rejected']}")
    return from_plain(answer["cells"])


def from_plain(cells: list[dict[str, Any]]) -> NotebookNode:
    """Return the notebook of plain cells as `plain.plain_cells` gives them."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [_node(cell) for cell in cells]
    return notebook


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a plain file of at most `limit` bytes.

    NotebookRejected where there is none or it is none; OperatorFault where the disk, the
    permissions or this process's descriptors keep it from being read: no student's zero.
    """
    try:
        # Neither a link is followed nor a pipe waited for, whatever the name comes to stand for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _require_plain(path.name, os.fstat(descriptor), limit)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(limit)
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotebookRejected(f"{path.name}: was not handed in") from error
    except OSError as error:
        if error.errno in NOT_PLAIN:
            raise _not_plain(path.name) from error
        raise OperatorFault(f"{path}: cannot be read: {error.strerror}") from error


def _require_plain(name: str, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _not_plain(name)
    if status.st_size > limit:
        raise NotebookRejected(
            f"{name}: {status.st_size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are graded"
        )


def _not_plain(name: str) -> NotebookRejected:
    return NotebookRejected(f"{name}: not a plain file (a link or a folder); submit it anew")


def _parsed(name: str, data: bytes, limits: Limits) -> dict[str, Any]:
    """Have a process of its own parse the file; what it sends is as small as a notebook may be."""
    numbers = (
        limits.reading_bytes,
        int(limits.reading_seconds),
        limits.notebook_cells,
        limits.code_bytes,
        limits.text_bytes,
    )
    command = [sys.executable, "-I", "-S", plain.__file__, *map(str, numbers)]
    run = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603
    _require_answer(name, run, limits)
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _require_answer(name: str, run: subprocess.CompletedProcess[bytes], limits: Limits) -> None:
    """Tell a file that met a limit, which costs the student, from a process that failed us.

    The time is that of the processor: how busy the machine is costs nobody a notebook.
    """
    if run.returncode == -signal.SIGXCPU:
        raise NotebookRejected(f"{name}: takes more than {limits.reading_seconds:g} s to be read")
    if run.returncode in OUT_OF_MEMORY:
        room = limits.reading_bytes / 1e6
        raise NotebookRejected(f"{name}: takes more than {room:.0f} MB of memory to be read")
    if run.returncode:
        raise OperatorFault(f"{name}: could not be read: {run.stderr.decode(errors='replace')}")


def _node(cell: dict[str, Any]) -> NotebookNode:
    name, attachments = cell.pop("grade_id"), cell.pop("attachments")
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    pictures = {"attachments": attachments} if attachments else {}
    return nbformat.from_dict({**cell, "metadata": metadata, **pictures})
