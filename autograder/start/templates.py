"""The files of a new course and of its assignments, as the templates of this package have them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from autograder.errors import CourseError

TEMPLATES = ("numpy", "keras", "pandas")
FOLDER = Path(__file__).parent / "templates"
COURSE = "course"
RENDERED = ".j2"
# What a package cannot hold under its own name.
PLACES: Mapping[str, str] = {
    "gitignore": ".gitignore",
    "check.yml": ".github/workflows/check.yml",
}
PARTS: Mapping[str, str] = {
    "source": "source",
    "graders": "tests/graders",
    "solutions": "solutions",
}
EXTRAS: Mapping[str, str] = {"keras": "[keras]"}
NAME = re.compile(r"\w[\w.-]*")
MADE_BY_PYTHON = "__pycache__"

# Content by the path below the course's folder.
Files = Mapping[str, bytes]


def course_files(course: str, assignment: str, template: str) -> Files:
    """Return what a course has beside its assignments."""
    words = {
        "course": re.sub(r"[^\w.-]+", "-", course).strip("-.") or COURSE,
        "assignment": assignment,
        "extra": EXTRAS.get(template, ""),
    }
    found = {path.name: path.read_bytes() for path in _files(FOLDER / COURSE)}
    return {_place(name): _content(name, data, words) for name, data in found.items()}


def assignment_files(assignment: str, template: str) -> Files:
    """Return the notebook, graders and solutions of an assignment; CourseError for a bad name."""
    if not NAME.fullmatch(assignment):
        raise CourseError(
            f"an assignment is named by letters, digits, '_', '-' and '.', got {assignment!r}"
        )
    return {
        f"{place}/{assignment}/{path.relative_to(FOLDER / template / part)}": path.read_bytes()
        for part, place in PARTS.items()
        for path in _files(FOLDER / template / part)
    }


def folders_of(assignment: str) -> tuple[str, ...]:
    """Return where an assignment lies in a course, its release included."""
    return tuple(f"{place}/{assignment}" for place in (*PARTS.values(), "release"))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and MADE_BY_PYTHON not in path.parts:
            yield path


def _place(name: str) -> str:
    plain = name.removesuffix(RENDERED)
    return PLACES.get(plain, plain)


def _content(name: str, data: bytes, words: Mapping[str, str]) -> bytes:
    if not name.endswith(RENDERED):
        return data
    environment = Environment(  # noqa: S701 - plain text, no page
        undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.from_string(data.decode()).render(words).encode()
