"""Fork servers at the levels that the machine offers, and workers from them."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS
from autograder.limits import Limits
from autograder.sandbox.levels import FULL, NAMES, NO_NAMESPACES, Level
from autograder.sandbox.probe import probe
from autograder.sandbox.process import Process

ENTRY = "autograder.worker.serve:main"


@pytest.fixture(scope="package", params=[FULL, NO_NAMESPACES])
def parent(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """A fork server at each level that confines hostile code."""
    if NAMES.index(request.param) < NAMES.index(probe().name):
        pytest.skip(f"this machine offers only {probe().name!r}: {probe().reason}")
    with ForkServer.start(ALWAYS, level=Level(request.param)) as started:
        yield started


@pytest.fixture
def spawn(parent: ForkServer) -> Iterator[Callable[..., Process]]:
    """Start workers with files and limits of the test's choice; they end with the test."""
    with contextlib.ExitStack() as stack:

        def start(files: Mapping[str, bytes] | None = None, **limits: float) -> Process:
            chosen = dataclasses.replace(Limits(), **limits)
            return stack.enter_context(parent.spawn(ENTRY, files or {}, chosen))

        yield start


@pytest.fixture
def worker(spawn: Callable[..., Process]) -> Process:
    """A fresh worker that has run nothing."""
    return spawn()
