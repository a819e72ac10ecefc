"""A worker's files cannot fill the disk, at either level."""

import errno
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.faults import WorkerDied
from autograder.sandbox.process import Process
from autograder.sandbox.scratch import FILE_BYTES, used_bytes

SECONDS = 20.0
FILL = """
number = 0
while True:
    with open(f"{number}.bin", "wb") as file:
        file.write(b"x" * (1 << 20))
    number += 1
"""


def test_files_of_a_worker_are_limited_together(spawn: Callable[..., Process]) -> None:
    """Many files of modest size end with an error, or end the worker, in words about files."""
    worker = spawn(scratch_bytes=20 << 20)
    try:
        error = worker.run_cell(FILL, SECONDS).error
    except WorkerDied as death:
        assert "its files took more than 20 MiB" in str(death)
    else:
        assert error is not None
        assert f"Errno {errno.ENOSPC}" in error.message


def test_empty_files_count(tmp_path: Path) -> None:
    """Files without content take room as well: the disk runs out of inodes."""
    (tmp_path / "below").mkdir()
    for number in range(10):
        (tmp_path / "below" / str(number)).touch()
    assert used_bytes(tmp_path) == 10 * FILE_BYTES
    (tmp_path / "full").write_bytes(bytes(1 << 16))
    assert used_bytes(tmp_path) >= (1 << 16) + 11 * FILE_BYTES
