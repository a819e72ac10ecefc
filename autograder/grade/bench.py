"""Everything that stays the same from one submission to the next."""

import contextlib
import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.course import Assignment, Course
from autograder.limits import Limits
from autograder.sandbox.levels import Level
from autograder.sandbox.probe import probe
from autograder.sandbox.warm_parent_client import WarmParent

PACKAGES = ("nbgradient", "tensorflow", "keras", "numpy", "scikit-learn", "ipython")
ENTRIES = ("autograder.worker.serve:main", "autograder.audit.engine:main")


@dataclass(frozen=True)
class Bench:
    """One assignment of a course with a warm process to grade it."""

    course: Course
    assignment: Assignment
    limits: Limits
    level: Level
    start: Callable[[], WarmParent]

    @cached_property
    def parent(self) -> WarmParent:
        """The warm process, started when the first notebook needs grading."""
        return self.start()

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Versions and sandbox level, as a record holds them."""
        return {
            "python": platform.python_version(),
            "packages": installed_versions(PACKAGES),
            "machine": platform.machine(),
            "sandbox": self.level.name,
        }

    @cached_property
    def grader_hash(self) -> str:
        """Hash of every file that lies with the hidden graders, and of what was released."""
        digest = hashlib.sha256()
        for path in sorted(self.assignment.graders.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                update(digest, path.relative_to(self.assignment.graders).as_posix().encode())
                update(digest, path.read_bytes())
        for name, data in self.assignment.files.items():
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


def installed_versions(names: Sequence[str]) -> dict[str, str | None]:
    """Return the version of each package, None where it is not installed."""
    versions: dict[str, str | None] = dict.fromkeys(names)
    for name in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions


def start_parent(level: Level | None = None) -> WarmParent:
    """Start a process that forks workers and auditors, at the best level or a given one."""
    return WarmParent.start(ENTRIES, level)


@contextlib.contextmanager
def open_bench(course: Course, assignment: str, limits: Limits) -> Iterator[Bench]:
    """Prepare to grade one assignment; end every process afterwards."""
    released = course.assignment(assignment)
    level = probe()
    with contextlib.ExitStack() as stack:
        yield Bench(
            course, released, limits, level, lambda: stack.enter_context(start_parent(level))
        )
