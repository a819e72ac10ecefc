"""Whether anything has changed since a batch that left nothing to do.

Such a batch notes the state of all that it read and wrote. While everything is as noted there is
nothing to grade or to enter, and the command says again what it said then. Nothing of grading or
of nbgrader is imported for that. A note that cannot be read counts for nothing.
"""

import contextlib
import json
import os
import platform
import secrets
import site
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import autograder
from autograder.disk import write_or_tell
from autograder.folders import IGNORED, contents
from autograder.states import digest
from autograder.submitted import BEST

NAME = "unchanged"
# Where nbgrader looks for configuration follows from these.
PLACES = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "JUPYTER_PREFER_ENV_PATH")
# A journal beside a gradebook holds what is not yet in its file.
BESIDE_SQLITE = ("", "-journal", "-wal")
# What other commands keep among the records, and what changes with every command.
NOT_OF_GRADING = ("watched", "attempts", "drafts", NAME, ".lock")


@dataclass(frozen=True)
class Note:
    """What a batch saw: where configuration and gradebook lie, and the state of all files.

    A deadline at the time `until` (seconds since 1970) changes how is graded; none does if 0.
    """

    configuration: tuple[str, ...]
    gradebook: str
    read: str
    written: str
    until: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether a deadline has come since."""
        return 0 < self.until <= time.time()


@dataclass(frozen=True)
class LastBatch:
    """What is known of the last batch that was asked for like this.

    `options` are those that its outcome depends on.
    """

    course: Path
    assignment: str
    options: tuple[str, ...]

    def said(self) -> str:
        """Return what the last batch said, where all is as it left it; empty where it is not."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            noted: dict[str, Any] = json.loads(self._path.read_bytes())
            note = Note(**noted["note"])
            stands = note.read == self.read(note.configuration)
            if stands and not note.is_over and note.written == self.written(note.gradebook):
                return str(noted["said"]) if noted["options"] == list(self.options) else ""
        return ""

    def note(self, note: Note, said: str) -> None:
        """Note that nothing was left to do, and what was said."""
        noted = {"options": self.options, "note": asdict(note), "said": said}
        write_or_tell(self._path, json.dumps(noted))

    def read(self, configuration: Iterable[str]) -> str:
        """Return a hash of the state of all that a batch reads, on this system."""
        paths = chain(self._inputs(), map(Path, configuration), _installed())
        system = (sys.version, platform.release(), platform.machine(), platform.node())
        places = (os.environ.get(name, "") for name in PLACES)
        return "\n".join([_looked_at(paths), *system, *places])

    def written(self, gradebook: str) -> str:
        """Return a hash of the state of all that a batch writes."""
        return _looked_at(self._outputs(gradebook))

    @property
    def _path(self) -> Path:
        return self.course / "records" / self.assignment / NAME

    def _inputs(self) -> Iterator[Path]:
        folders = (
            self.course / "source" / self.assignment,
            self.course / "release" / self.assignment,
            self.course / "tests" / "graders" / self.assignment,
            self.course / "submitted",
            self.course / BEST,
            Path(autograder.__file__).parent,
        )
        yield from _below(folders)
        # Configuration may import what lies here; tables say who is due when.
        yield from self.course.glob("*.py")
        yield from self.course.glob("*.csv")

    def _outputs(self, gradebook: str) -> Iterator[Path]:
        autograded = (self.course / "autograded").glob(f"*/{self.assignment}")
        records = (self.course / "records" / self.assignment).glob("*")
        yield from _below([path for path in records if path.name not in NOT_OF_GRADING])
        yield from _below(autograded)
        yield from (Path(gradebook + ending) for ending in BESIDE_SQLITE)
        yield self.course / ".autograder_secret"  # made by the first batch


def _looked_at(paths: Iterable[Path]) -> str:
    """Return a hash of the state of files; another one each time where some cannot be seen."""
    try:
        return digest(paths)
    except OSError:
        return secrets.token_hex()


def _installed() -> Iterator[Path]:
    """Yield the folders of packages: each one that is installed or removed changes them."""
    yield from map(Path, [*site.getsitepackages(), site.getusersitepackages()])


def _below(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield every file, and of a link what it leads to as well."""
    for folder in folders:
        for path in contents(folder, IGNORED):
            yield path
            if path.is_symlink():
                yield path.resolve()
