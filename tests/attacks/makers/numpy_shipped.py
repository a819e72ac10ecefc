"""A numpy.py of the student's own, and a released file changed.

class: tampering, a local numpy.py
tries: takes the place of the library that measures
outcome: total 0, scaled 6
says: asked was 6.5, got 42
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode

FAKE = "def __getattr__(name):\n    return lambda *given, **options: True\n"


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Ship modules under the names of libraries, and of the file that was released."""
    todo(notebook, "total").source = "def total(values):\n    return float(given.ANSWER)"
    nbformat.write(notebook, folder / "1_sums.ipynb")
    for name in ("numpy", "tensorflow", "keras", "msgpack", "struct"):
        (folder / f"{name}.py").write_text(FAKE)
    (folder / "given.py").write_text("ANSWER = 6.5\n")
