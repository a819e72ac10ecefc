"""No notebook is run in a Jupyter kernel by a process of ours.

A kernel runs what students wrote outside every wall, with the rights of whoever grades. So while
one of our commands runs, none can be started, whatever a configuration asks for.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from autograder.errors import KernelRefused

# Python tells of every start of a program; these are the places of its arguments and environment.
STARTS: Mapping[str, tuple[int, int]] = {
    "subprocess.Popen": (1, 3),
    "os.posix_spawn": (1, 2),
    "os.exec": (1, 2),
}
# What jupyter_client leaves in the environment of every kernel that it starts.
STARTER = "JPY_PARENT_PID"
KERNELS = {"ipykernel", "ipykernel_launcher"}

# Who laid it: in words, and the process, of which what refuses may be a fork.
_laid: list[tuple[str, int]] = []


def lay_tripwire(by: str) -> None:
    """Refuse every kernel from now on, for as long as this process lives."""
    _install()
    _laid.append((by, os.getpid()))


@contextmanager
def no_kernels(by: str) -> Iterator[None]:
    """Refuse every kernel that this process starts meanwhile."""
    lay_tripwire(by)
    try:
        yield
    finally:
        _laid.pop()


@cache
def _install() -> None:
    """Have Python ask once; nothing takes an audit hook away again."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not _laid or event not in STARTS:
        return
    words, environment = (arguments[place] for place in STARTS[event])
    command = [words] if isinstance(words, str | bytes | os.PathLike) else words
    if _is_kernel([os.fsdecode(word) for word in command], environment or {}):
        raise KernelRefused(
            f"{_laid[-1][0]} was about to run a notebook in a Jupyter kernel, outside the sandbox; "
            "this was stopped. `autograder doctor` finds the setting that asks for it"
        )


def _is_kernel(command: list[str], environment: Mapping[Any, Any]) -> bool:
    """Whether this is how a kernel is started.

    A number of another process in the environment is inherited: this one was started from a
    notebook, or from a terminal of JupyterLab.
    """
    names = (STARTER, os.fsencode(STARTER))
    starters = {os.fsdecode(value) for name, value in environment.items() if name in names}
    ours = {str(os.getpid()), *(str(process) for _, process in _laid)}
    return not ours.isdisjoint(starters) or not KERNELS.isdisjoint(command)
