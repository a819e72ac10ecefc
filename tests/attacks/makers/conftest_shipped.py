"""A conftest.py that passes every test.

class: tampering, conftest
tries: is loaded by the pytest that grades
outcome: total 0, scaled 6
says: asked was 6.5, got 0
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode

HOOK = """\
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return True
"""


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Ship hooks and settings under every name that pytest looks for."""
    todo(notebook, "total").source = "def total(values):\n    return 0.0"
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "conftest.py").write_text(HOOK)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (folder / "test_1_sums.py").write_text("def test_small(): pass\n")
