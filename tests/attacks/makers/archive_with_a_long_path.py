"""Maker of an attack.

class: notebook, archive
tries: has a person decide instead of a zero, by a path that no worker can be handed
outcome: total 0, scaled 6
says: asked was 6.5, got 0
"""

import zipfile
from pathlib import Path

import nbformat
from attacks.attack_course import NOTEBOOK, todo
from nbformat import NotebookNode

HELPER = "helper.ipynb"
DEEP = "/".join(["d" * 190] * 25)


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Hand in a wrong notebook that names a helper deep inside of an archive."""
    todo(notebook, "total").source = f"# {HELPER}\ndef total(values):\n    return 0.0\n"
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    helper = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    with zipfile.ZipFile(folder / "helpers.zip", "w") as archive:
        archive.writestr(f"{DEEP}/{HELPER}", nbformat.writes(helper))
