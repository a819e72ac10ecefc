"""Everything that stays the same from one notebook to the next."""

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS, FRAMEWORKS, WORKER, modules_for
from autograder.grader_files import grader_name
from autograder.hashes import update
from autograder.limits import Limits
from autograder.own_code import installed_versions, judging_code
from autograder.released import Assignment
from autograder.sandbox.levels import Level

PACKAGES = ("nbgradient", "tensorflow", "keras", "numpy", "scipy", "scikit-learn", "ipython")
# Only courses that import them need them; the preflight says so where they are missing.
OPTIONAL = ("tensorflow", "keras")
ENTRY = f"{WORKER}:main"


@dataclass(frozen=True)
class GradingContext:
    """One assignment with a fork server to grade it."""

    assignment: Assignment
    limits: Limits
    level: Level
    start: Callable[[], ForkServer]

    @cached_property
    def fork_server(self) -> ForkServer:
        """The fork server, started when the first notebook needs grading."""
        return self.start()

    def measures(self, framework: str) -> bool:
        """Whether models of a framework can be measured here."""
        return FRAMEWORKS[framework].engine in modules_for(self.assignment)

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


def start_fork_server(level: Level | None = None, modules: Sequence[str] = ALWAYS) -> ForkServer:
    """Start a process that forks workers and auditors, at the best level or a given one."""
    return ForkServer.start(modules, level)
