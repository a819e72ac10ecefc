"""A `google.colab` that can be imported and does nothing, for notebooks written on Colab."""

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

PACKAGE = "google.colab"


class Inert(ModuleType):
    """The package, whose names are modules, or one of them, whose functions accept anything."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__name__ == PACKAGE:
            return importlib.import_module(f"{PACKAGE}.{name}")
        # `files.upload()` gives a dictionary of files; nothing else has a result worth having.
        return lambda *_arguments, **_keywords: {} if name == "upload" else None


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `google.colab` and its modules; until asked for, the notebook is not on Colab."""

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


def install() -> None:
    """Make `import google.colab` possible from now on."""
    sys.meta_path.insert(0, Finder())
