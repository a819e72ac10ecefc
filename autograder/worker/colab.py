"""A `google.colab` that can be imported and does nothing, for notebooks written on Colab."""

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "google.colab"
# A file of this name among those of a worker says that the notebook came from Colab.
MARK = ".came-from-colab"
# Where Colab keeps its files; `drive.mount` adds a place.
PLACES = ["/content"]


class Inert(ModuleType):
    """The package, whose names are modules, or one of them, whose functions accept anything."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__name__ == PACKAGE:
            return importlib.import_module(f"{PACKAGE}.{name}")
        if name == "mount":
            return mount
        # `files.upload()` gives a dictionary of files; nothing else has a result worth having.
        return lambda *_arguments, **_keywords: {} if name == "upload" else None


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `google.colab` and its modules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the package and everything directly inside."""
        if fullname != PACKAGE and not fullname.startswith(f"{PACKAGE}."):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=fullname == PACKAGE)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Make a module."""
        return Inert(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


def install_where_marked() -> None:
    """Make `import google.colab` possible in a notebook that came from there."""
    with contextlib.suppress(OSError):
        Path(MARK).unlink()
        sys.meta_path.insert(0, Finder())
        os.chdir = _staying(os.chdir, str(Path.cwd()))


def mount(mountpoint: Any, *_arguments: Any, **_keywords: Any) -> None:
    """Take a place for one of Colab's from now on."""
    PLACES.append(os.path.abspath(mountpoint))  # noqa: PTH100 - no path is made of it


def _staying(chdir: Callable[[Any], None], folder: str) -> Any:
    """Let each of Colab's folders be the one in which the notebook's files lie."""

    def change(path: Any) -> None:
        text = os.path.abspath(os.fsdecode(path)) if not isinstance(path, int) else ""  # noqa: PTH100
        on_colab = any(f"{text}/".startswith(f"{place}/") for place in PLACES)
        chdir(folder if on_colab else path)

    return change
