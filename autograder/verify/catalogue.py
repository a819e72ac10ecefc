"""The list of known mistakes that solutions and criteria refer to by number."""

import re
from collections import Counter
from pathlib import Path

from autograder.errors import CourseError
from autograder.solutions import Solution

FILE = "mistakes.md"
ENTRY = re.compile(r"^(\d+)\.[ \t]+(\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
NO_MISTAKE = "-"


def read_catalogue(folder: Path) -> dict[int, str]:
    """Return number and text of every known mistake; empty where a course keeps no list."""
    path = folder / FILE
    if not path.exists():
        return {}
    entries = ENTRY.findall(path.read_text(encoding="utf-8"))
    counts = Counter(int(number) for number, _ in entries)
    if twice := sorted(number for number, count in counts.items() if count > 1):
        raise CourseError(f"{path}: mistakes numbered twice: {', '.join(map(str, twice))}")
    return {int(number): " ".join(text.split()) for number, text in entries}


def mistakes_of(solution: Solution) -> tuple[int, ...]:
    """Return the numbers of the mistakes that a solution makes; CourseError where it has none."""
    words = solution.mistake.replace(",", " ").split()
    if words == [NO_MISTAKE]:
        return ()
    if not words or not all(word.isdecimal() for word in words):
        raise CourseError(f"{solution.path}: 'mistake:' takes numbers or '-'")
    return tuple(map(int, words))
