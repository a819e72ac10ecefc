"""A scheduler with two workers, and commands that use it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.machines import Machines, two_workers

pytest.importorskip("distributed", reason="dask.distributed is not installed")


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler with two workers."""
    with two_workers(tmp_path) as started:
        yield started


@pytest.fixture
def command(course: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that begins a command in the course."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("autograder"), *arguments, "--course", str(course)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"COLUMNS": "200"},
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.wait()
