"""A Python that an ordinary user can start, where the one in use lies in somebody's home."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from autograder.sandbox.privileges import readable_by_all

BASE = "base"
LEFT_OUT = shutil.ignore_patterns("test", "tests", "site-packages", "config-*", "*.a", "idlelib")


def packages() -> Path:
    """Return the folder of installed packages."""
    return Path(sysconfig.get_path("purelib"))


def reachable() -> bool:
    """Tell whether everybody may start this interpreter as it is."""
    return all(map(readable_by_all, [Path(sys.executable), Path(os.__file__), packages()]))


def copied(folder: Path) -> Path:
    """Copy the interpreter, with the packages where they are; return the command."""
    base, version = Path(sys.base_prefix), f"python{sys.version_info[0]}.{sys.version_info[1]}"
    library = folder / BASE / "lib"
    shutil.copytree(base / "lib" / version, library / version, ignore=LEFT_OUT)
    for shared in (base / "lib").glob("libpython*.so*"):
        shutil.copy(shared, library)
    binaries = folder / BASE / "bin"
    binaries.mkdir()
    shutil.copy(Path(sys.executable).resolve(), binaries / version)
    return _environment(folder, binaries / version)


def _environment(folder: Path, interpreter: Path) -> Path:
    """Make a virtual environment around the copy that shares the installed packages."""
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(interpreter)
    (folder / "pyvenv.cfg").write_text(f"home = {interpreter.parent}\n")
    library = folder / "lib" / interpreter.name
    library.mkdir(parents=True)
    (library / "site-packages").symlink_to(packages())
    return folder / "bin" / "python"
