"""A warm parent for the session, and a fresh worker for each test."""

from collections.abc import Iterator

import pytest

from autograder.limits import Limits
from autograder.sandbox.process import Process
from autograder.sandbox.warm_parent_client import WarmParent

ENTRY = "autograder.worker.serve:main"


@pytest.fixture(scope="package")
def parent() -> Iterator[WarmParent]:
    """One warm parent at the best level that the machine offers."""
    with WarmParent.start([ENTRY]) as started:
        yield started


@pytest.fixture
def worker(parent: WarmParent) -> Iterator[Process]:
    """A fresh worker that has run nothing."""
    with parent.spawn(ENTRY, {}, Limits()) as process:
        yield process


@pytest.fixture(scope="module")
def module_worker(parent: WarmParent) -> Iterator[Process]:
    """One worker for all tests of a module, for what builds up over cells."""
    with parent.spawn(ENTRY, {}, Limits()) as process:
        yield process
