"""No process of ours starts a Jupyter kernel; real ones are asked for here."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from autograder import cli
from autograder.errors import KernelRefused
from autograder.pool import local_pool
from autograder.sandbox.tripwire import STARTER, no_kernels

Start = Callable[[list[str], dict[str, str]], object]

NOTHING = [sys.executable, "-c", ""]
NAMED = [sys.executable, "-m", "ipykernel_launcher", "--version"]


def run_notebook(mark: Path) -> bool:
    """Run a notebook that leaves a mark in an ordinary kernel; return whether it came to that."""
    cell = nbformat.v4.new_code_cell(f"open({str(mark)!r}, 'w').close()")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return mark.exists()


def test_notebook_runs_in_no_kernel_of_ours(tmp_path: Path) -> None:
    """nbclient's kernel is refused while a command runs, and starts where none does."""
    with no_kernels("a test"), pytest.raises(KernelRefused, match="a test was about to run"):
        run_notebook(tmp_path / "ours")
    assert not (tmp_path / "ours").exists()
    assert run_notebook(tmp_path / "theirs")


def test_grading_process_starts_no_kernel(tmp_path: Path) -> None:
    """The processes that grade side by side refuse it too."""
    with local_pool(1) as pool, pytest.raises(KernelRefused, match="a grading process"):
        pool.submit(run_notebook, tmp_path / "mark").result()
    assert not (tmp_path / "mark").exists()


def test_every_command_lays_the_tripwire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of ours that runs a notebook ends with a sentence instead."""
    command = click.Command("doctor", callback=lambda: run_notebook(tmp_path / "mark"))
    monkeypatch.setattr("autograder.cli.doctor.doctor", command)
    result = CliRunner().invoke(cli.main, ["doctor"])
    assert result.exit_code == 1
    assert "autograder: autograder was about to run a notebook" in result.output
    assert not (tmp_path / "mark").exists()


def spawned(command: list[str], environment: dict[str, str]) -> None:
    """Start a program by the system's posix_spawn."""
    os.waitpid(os.posix_spawn(command[0], command, environment), 0)


async def begun(command: list[str], environment: dict[str, str]) -> None:
    """Start a program beside an event loop."""
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    await process.wait()


@pytest.mark.parametrize(
    "start",
    [
        lambda command, environment: subprocess.run(command, env=environment, check=True),
        spawned,
        lambda command, environment: asyncio.run(begun(command, environment)),
    ],
    ids=["subprocess", "posix_spawn", "asyncio"],
)
def test_kernel_is_known_by_its_name_and_by_its_environment(start: Start) -> None:
    """Whatever starts it; a program with the mark of another process's kernel is none."""
    inherited = {**os.environ, STARTER: str(os.getppid())}
    with no_kernels("a test"):
        start(NOTHING, inherited)
        with pytest.raises(KernelRefused):
            start(NAMED, dict(os.environ))
        with pytest.raises(KernelRefused):
            start(NOTHING, {**os.environ, STARTER: str(os.getpid())})


def forked(environment: dict[str, str]) -> int:
    """Start a program from a fork of this process, and return its status."""
    return os.spawnve(os.P_WAIT, NOTHING[0], NOTHING, environment)  # noqa: S606 - no shell needed


def test_fork_of_ours_becomes_no_kernel() -> None:
    """Where a process forks first, its fork ends instead of turning into the kernel."""
    with no_kernels("a test"):
        assert forked(dict(os.environ)) == 0
        assert forked({**os.environ, STARTER: str(os.getpid())}) == 127
