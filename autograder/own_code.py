"""Which versions of packages, and which code of our own, take part in a grade."""

import contextlib
import importlib.metadata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from autograder.hashes import keyed_hash

# What the rest of this package plans, says and shows has no part in a grade.
NOT_JUDGING = {
    *("arrivals.py", "calibrate", "check.py", "cli", "cluster.py", "collect", "convert", "demo"),
    *("export", "feedback", "gradebook", "graders_plugin.py", "history", "jupyter", "marking"),
    *("mutate", "policy.py", "pool.py", "report", "schedule.py", "spreadsheet.py", "start"),
    *("units.py", "verify"),
}


@cache
def judging_code() -> str:
    """Hash of this package's own files that take part in grading: a mended fault grades anew."""
    root = Path(__file__).parent
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
