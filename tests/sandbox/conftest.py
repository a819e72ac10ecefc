"""Warm parents at the levels that the machine offers, and workers from them."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.grade.preloading import ALWAYS
from autograder.limits import Limits
from autograder.sandbox.levels import FULL, NAMES, NO_NAMESPACES, Level
from autograder.sandbox.probe import probe
from autograder.sandbox.process import Process
from autograder.sandbox.warm_parent_client import WarmParent

ENTRY = "autograder.worker.serve:main"


@pytest.fixture(scope="package", params=[FULL, NO_NAMESPACES])
def parent(request: pytest.FixtureRequest) -> Iterator[WarmParent]:
    """A warm parent at each level that confines hostile code."""
    if NAMES.index(request.param) < NAMES.index(probe().name):
        pytest.skip(f"this machine offers only {probe().name!r}: {probe().reason}")
    with WarmParent.start(ALWAYS, level=Level(request.param)) as started:
        yield started


@pytest.fixture
def spawn(parent: WarmParent) -> Iterator[Callable[..., Process]]:
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
