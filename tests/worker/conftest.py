"""A fork server for the folder, and workers from it."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping

import pytest
from worker.calls import define
from worker.light import GIVEN, IMPORTS, SECONDS

from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS, KERAS, modules_named
from autograder.grade.student_process import StudentProcess
from autograder.limits import Limits
from autograder.sandbox.process import Process
from autograder.testing.student import Student

ENTRY = "autograder.worker.serve:main"
Spawn = Callable[..., Process]


@pytest.fixture(scope="package")
def parent() -> Iterator[ForkServer]:
    """One fork server at the best level that the machine offers."""
    with ForkServer.start([*ALWAYS, *KERAS.modules]) as started:
        yield started


@pytest.fixture
def spawn(parent: ForkServer) -> Iterator[Spawn]:
    """Start workers with files and limits of the test's choice; they end with the test."""
    with contextlib.ExitStack() as stack:

        def start(files: Mapping[str, bytes] | None = None, **limits: float) -> Process:
            chosen = dataclasses.replace(Limits(), **limits)
            return stack.enter_context(parent.spawn(ENTRY, files or {}, chosen))

        yield start


@pytest.fixture
def worker(spawn: Spawn) -> Process:
    """A fresh worker that has run nothing."""
    return spawn()


@pytest.fixture(scope="module")
def module_worker(parent: ForkServer) -> Iterator[Process]:
    """One worker for all tests of a module, for what builds up over cells."""
    with parent.spawn(ENTRY, {}, Limits()) as process:
        yield process


@pytest.fixture(scope="module")
def typed(module_worker: Process) -> Process:
    """A worker that tells the type of what it is given, and gives it back."""
    define(module_worker, "def kind(x): return type(x).__name__\ndef same(x): return x")
    return module_worker


@pytest.fixture(scope="module")
def light() -> Iterator[ForkServer]:
    """A fork server that has imported what these notebooks import."""
    with ForkServer.start(modules_named([IMPORTS])) as server:
        yield server


@pytest.fixture
def process(light: ForkServer) -> Iterator[StudentProcess]:
    """A worker with one file of the course's."""
    with light.spawn(ENTRY, GIVEN, Limits()) as process:
        yield StudentProcess(process)


@pytest.fixture
def student(process: StudentProcess) -> Student:
    """What graders see of it."""
    return Student(process, SECONDS)
