"""The hand-written list of mutants that are as right as the reference, each with its reason.

`solutions/<assignment>/equivalent_mutants.toml` holds one table a mutant:

    [[equivalent]]
    notebook = "1_double"
    cell = "double"
    before = "return 2 * x"
    after = "return x * 2"
    reason = "the factors of a product may be exchanged"

`before` and `after` are the changed lines without their indentation.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

FILE = "equivalent_mutants.toml"
FIELDS = ("notebook", "cell", "before", "after", "reason")

Key = tuple[str, str, str, str]


def read_equivalents(folder: Path) -> dict[Key, str]:
    """Return the reason of each listed mutant by its key; empty where there is no list."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: {error}") from error
    found: dict[Key, str] = {}
    for number, entry in enumerate(entries, start=1):
        notebook, cell, before, after, reason = _fields(entry, f"{path}: entry {number}")
        if not reason:
            raise CourseError(f"{path}: entry {number} gives no reason")
        found[notebook, cell, _lines(before), _lines(after)] = reason
    return found


def _fields(entry: Mapping[str, Any], told: str) -> tuple[str, ...]:
    if set(entry) != set(FIELDS) or not all(isinstance(text, str) for text in entry.values()):
        raise CourseError(f"{told} needs the texts {', '.join(FIELDS)} and nothing else")
    return tuple(entry[name].strip() for name in FIELDS)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())
