"""Where a worker's scratch folder is mounted: never over what the worker must read."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_course import PROJECT

from autograder.fork_server.server import mount_point, read_by_workers

OWN = Path("/var/empty/own")


@pytest.fixture
def below_common() -> Iterator[Path]:
    """A folder with a space in its name, below the temporary folder of everybody."""
    with tempfile.TemporaryDirectory(prefix="a checkout ", dir="/tmp") as folder:
        yield Path(folder)


def test_nothing_below_the_common_folder_is_hidden(
    below_common: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of the import path below /tmp makes the worker's own folder the mount point."""
    monkeypatch.syspath_prepend(str(below_common))
    assert mount_point(OWN) == OWN


def test_package_found_by_a_hook_is_read_by_workers() -> None:
    """An editable installation names this package in no folder of the import path."""
    script = "from autograder.fork_server.server import read_by_workers as r; print(r())"
    command = [sys.executable, "-P", "-c", script]
    run = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    assert repr(str(PROJECT.resolve())) in run.stdout
    assert PROJECT.resolve() in read_by_workers()
