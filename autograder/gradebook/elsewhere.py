"""Where nbgrader's own commands look at something else than ours: they take what a file says."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from traitlets.config import Config

from autograder.gradebook.configuration import in_course, plain_configuration, said_in, told
from autograder.gradebook.pipeline import Contradiction

SECTION = "CourseDirectory"
# What a command line says for one run; in a file it holds for each.
CHOICES = ("student_id", "student_id_exclude", "assignment_id", "notebook_id")


def looks_elsewhere(root: Path) -> str:
    """Say in words what they look at instead, with file and line; nothing where they do not.

    CourseError for a file that cannot be read.
    """
    with in_course(root):
        found = list(_differing(root, plain_configuration(root)))
        said = said_in(root) if found else []
        return "; ".join(told(each, said) for each in found)


def _differing(root: Path, config: Config) -> Iterator[Contradiction]:
    directory = CourseDirectory(config=config)
    if (there := Path(directory.root).resolve()) != root.resolve():
        yield Contradiction(
            SECTION,
            "root",
            f"nbgrader's own commands work in {there}, `autograder` in {root.resolve()}; "
            f"remove this line, or add `--course {there}` to `autograder`",
        )
    for name in CHOICES:
        usual = CourseDirectory.class_traits()[name].default_value
        if (said := getattr(directory, name)) != usual:
            yield Contradiction(
                SECTION,
                name,
                f"nbgrader's own commands keep to {said!r}, `autograder` looks at everything; "
                "remove this line, and say it when you start a command",
            )


def with_address(config: Config, root: Path) -> Config:
    """Return the configuration with a gradebook in a file named from the course's folder on.

    Started there, as nbgrader's commands are, it is the same file; ours may be started elsewhere.
    """
    with contextlib.suppress(ArgumentError):
        url = make_url(config.get(SECTION, {}).get("db_url", ""))
        path = url.database if url.get_backend_name() == "sqlite" else None
        # SQLite has addresses of its own: in memory, or with options at the end.
        if path and not path.startswith(("file:", ":")):
            config.CourseDirectory.db_url = url.set(database=str(root / path)).render_as_string(
                hide_password=False
            )
    return config
