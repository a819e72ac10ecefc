"""Everything that stays the same from one submission to the next."""

import contextlib
import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from autograder.course import Course
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS, ENGINES, WORKER, modules_for
from autograder.grader_files import grader_name
from autograder.intake import CleanNotebook
from autograder.limits import Limits
from autograder.records import NotebookGrade, Pace
from autograder.released import Assignment
from autograder.sandbox.levels import Level
from autograder.sandbox.probe import probe

PACKAGES = ("nbgradient", "tensorflow", "keras", "numpy", "scipy", "scikit-learn", "ipython")
# Only courses that import them need them; the preflight says so where they are missing.
OPTIONAL = ("tensorflow", "keras")
# What the rest of this package says and shows has no part in a grade.
NOT_JUDGING = {
    *("arrivals.py", "calibrate", "check.py", "cli", "collect", "convert", "demo", "feedback"),
    *("gradebook", "history", "mutate", "start", "verify"),
}
ENTRY = f"{WORKER}:main"


class References(Protocol):
    """What the reference solution got on this machine."""

    def passed(self, context: "GradingContext", notebook: str) -> bool:
        """Whether it is known to have full marks for a notebook."""

    def pace(self, context: "GradingContext", notebook: str) -> Pace:
        """Return how long it took for a notebook; empty where it is not known to pass."""

    def grade(self, context: "GradingContext", notebook: str) -> NotebookGrade | None:
        """Return its grade, made now where none is known; None where there is no reference."""

    def solved(self, context: "GradingContext", notebook: str) -> CleanNotebook | None:
        """Return the solved notebook itself; None where there is no reference."""


class NoReferences:
    """For whoever grades the reference itself, or takes it to be right."""

    def passed(self, context: "GradingContext", notebook: str) -> bool:
        """Return False: nothing is known."""
        return False

    def pace(self, context: "GradingContext", notebook: str) -> Pace:
        """Return an empty one."""
        return Pace()

    def grade(self, context: "GradingContext", notebook: str) -> NotebookGrade | None:
        """Return None."""
        return None

    def solved(self, context: "GradingContext", notebook: str) -> CleanNotebook | None:
        """Return None."""
        return None


@dataclass(frozen=True)
class GradingContext:
    """One assignment of a course with a fork server to grade it.

    `carry_forward` says whether what was lost for an earlier function is judged with that given.
    """

    course: Course
    assignment: Assignment
    limits: Limits
    level: Level
    start: Callable[[], ForkServer]
    references: References = field(default_factory=NoReferences)
    carry_forward: bool = False

    @cached_property
    def fork_server(self) -> ForkServer:
        """The fork server, started when the first notebook needs grading."""
        return self.start()

    def measures(self, framework: str) -> bool:
        """Whether models of a framework can be measured here."""
        return ENGINES[framework] in modules_for(self.assignment)

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Versions, our own code and sandbox level, as a record holds them."""
        return {
            "python": platform.python_version(),
            "packages": installed_versions(PACKAGES),
            "machine": platform.machine(),
            "sandbox": self.level.name,
            "code": judging_code(),
        }

    @cached_property
    def grader_hash(self) -> str:
        """Hash of every file that lies with the hidden graders, and of what was released.

        So are the tests in cells of the notebooks.
        """
        return self._hash(dict(self.assignment.graders.files), tuple(self.assignment.notebooks))

    def grader_hash_of(self, notebook: str) -> str:
        """Hash of what judges one notebook: the same, without the graders of the others."""
        others = {grader_name(name) for name in self.assignment.notebooks if name != notebook}
        files = dict(self.assignment.graders.files)
        own = {name: data for name, data in files.items() if name not in others}
        return self._hash(own, (notebook,))

    def _hash(self, graders: Mapping[str, bytes], notebooks: Sequence[str]) -> str:
        digest = hashlib.sha256()
        for notebook in notebooks:
            for name, tests in self.assignment.notebooks[notebook].tests.items():
                update(digest, name.encode())
                update(digest, tests.source.encode())
        for name, data in (*graders.items(), *self.assignment.files.items()):
            update(digest, name.encode())
            update(digest, data)
        return digest.hexdigest()


def update(digest: "hashlib._Hash", part: bytes) -> None:
    """Add one part with its length before it, so that parts cannot run into each other."""
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)


def keyed_hash(parts: Mapping[str, Any]) -> str:
    """Hash a mapping of texts."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        update(digest, name.encode())
        update(digest, str(parts[name]).encode())
    return digest.hexdigest()


@cache
def judging_code() -> str:
    """Hash of this package's own files that take part in grading: a mended fault grades anew."""
    root = Path(__file__).parents[1]
    paths = (path.relative_to(root) for path in root.rglob("*.py"))
    judging = sorted(path for path in paths if path.parts[0] not in NOT_JUDGING)
    return keyed_hash({path.as_posix(): (root / path).read_bytes() for path in judging})


def installed_versions(names: Sequence[str]) -> dict[str, str | None]:
    """Return the version of each package, None where it is not installed."""
    versions: dict[str, str | None] = dict.fromkeys(names)
    for name in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions


def start_fork_server(level: Level | None = None, modules: Sequence[str] = ALWAYS) -> ForkServer:
    """Start a process that forks workers and auditors, at the best level or a given one."""
    return ForkServer.start(modules, level)


@contextlib.contextmanager
def open_context(course: Course, assignment: str, limits: Limits) -> Iterator[GradingContext]:
    """Prepare to grade one assignment; end every process afterwards."""
    released = course.assignment(assignment)
    level = probe()
    with contextlib.ExitStack() as stack:

        def start() -> ForkServer:
            return stack.enter_context(start_fork_server(level, modules_for(released)))

        yield GradingContext(course, released, limits, level, start)
