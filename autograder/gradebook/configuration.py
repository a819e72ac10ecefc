"""A course's configuration: the files that nbgrader reads, and what is wrong in them.

nbgrader passes over a file that fails. Here it is an error with file and line, and so is a setting
that contradicts what our commands promise.
"""

import ast
import contextlib
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from traitlets.config import Config, JSONFileConfigLoader, PyFileConfigLoader

from autograder.errors import CourseError
from autograder.gradebook.pipeline import Contradiction, contradictions, pipeline

LOADERS = {".py": PyFileConfigLoader, ".json": JSONFileConfigLoader}


@dataclass(frozen=True)
class Said:
    """One file of configuration and what it says."""

    path: Path
    config: Config


def load_configuration(root: Path) -> Config:
    """Return what holds for a course: the files of configuration above our own pipeline.

    CourseError with file and line for a file that cannot be read, and for a setting that
    contradicts the pipeline.
    """
    with in_course(root):
        said = said_in(root)
        config = translated(merged([pipeline(), *(each.config for each in said)]))
        for contradiction in contradictions(config):
            raise CourseError(told(contradiction, said))
    return config


def said_in(root: Path) -> list[Said]:
    """Return what each file that nbgrader reads says, the one that has the last word last."""
    return [Said(path, _read(path)) for path in _files(root)]


def plain_configuration(root: Path) -> Config:
    """Return what holds for nbgrader's own commands, which pass over files that fail."""
    found = []
    with in_course(root):
        for path in _files(root):
            with contextlib.suppress(CourseError):
                found.append(_read(path))
        return translated(merged(found))


@contextlib.contextmanager
def in_course(root: Path) -> Iterator[None]:
    """Work in the course's folder and import from it, as nbgrader's commands do."""
    with contextlib.chdir(root):
        sys.path.insert(0, str(root))
        try:
            yield
        finally:
            sys.path.remove(str(root))


def _files(root: Path) -> list[Path]:
    """Return the files that nbgrader reads for a course, the one that has the last word last."""
    return [file for file in possible_files(root) if file.is_file()]


def possible_files(root: Path) -> list[Path]:
    """Return where nbgrader looks for configuration, whether or not a file is there."""
    folders = [Path(folder) for folder in reversed(NbGrader().config_file_paths)]
    places = [folder / "jupyter_config" for folder in folders]
    places += [folder / "nbgrader_config" for folder in [*folders, root]]
    return [place.with_suffix(suffix) for place in places for suffix in LOADERS]


def _read(path: Path) -> Config:
    try:
        return LOADERS[path.suffix](path.name, str(path.parent)).load_config()
    except (Exception, SystemExit) as error:
        place = _place(path, _line_of(error, path))
        raise CourseError(f"{place}: {type(error).__name__}: {_message(error)}") from error


def _line_of(error: BaseException, path: Path) -> int | None:
    """Return the line of a file at which reading it failed."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    return lines[-1] if lines else getattr(error, "lineno", None)


def _message(error: BaseException) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


def merged(configs: Sequence[Config]) -> Config:
    """Return one configuration in which the later ones have the last word."""
    merged = Config()
    for config in configs:
        merged.merge(deepcopy(config))
    return merged


def translated(config: Config) -> Config:
    """Return a configuration in nbgrader's names of today."""
    app = NbGrader()
    app.update_config(config)
    return app.config


def told(contradiction: Contradiction, said: Sequence[Said]) -> str:
    """Say what contradicts the pipeline, and where it is said."""
    section, name = contradiction.section, contradiction.name
    last = [each.path for each in said if name in each.config.get(section, {})]
    place = _place(last[-1], _line_of_setting(last[-1], section, name)) if last else "nbgrader"
    return f"{place}: c.{section}.{name}: {contradiction.reason}"


def _line_of_setting(path: Path, section: str, name: str) -> int | None:
    """Return the last line of a file that names a setting; None where another file does it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        end = text.find(f'"{name}"', text.find(f'"{section}"'))
        return text.count("\n", 0, end) + 1
    named = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == section
    ]
    return max(named, default=None)


def _place(path: Path, line: int | None) -> str:
    return f"{path}, line {line}" if line else os.fspath(path)
