"""The release is what stock nbgrader makes of the source, and gives nothing away."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelspec import get_kernel_dict
from week5_files import NAMES, RELEASE, ROOT, SOURCE, grade_id, read

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "MARK SCHEME", "HIDDEN TESTS", "chaff", "wheat")


def files(folder: Path) -> dict[str, bytes]:
    """Map every file below a folder, compiled ones aside, to its bytes."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def released_text() -> str:
    """Everything that students get, as one text with newlines and quotes as they read them."""
    notebooks = (cell.source for name in NAMES for cell in read(RELEASE, name).cells)
    modules = (path.read_text() for path in sorted(RELEASE.rglob("*.py")))
    return "\n".join([*notebooks, *modules])


def test_release_is_what_nbgrader_makes_of_the_source(tmp_path: Path) -> None:
    """Stock `nbgrader generate_assignment` gives release/week5 byte for byte."""
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    shutil.copytree(SOURCE, tmp_path / "source" / "week5", ignore=ignore)
    binaries = Path(sys.executable).parent
    subprocess.run(
        [binaries / "nbgrader", "generate_assignment", "week5", "--create", "--force"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )
    made, committed = files(tmp_path / "release" / "week5"), files(RELEASE)
    assert sorted(made) == sorted(committed)
    different = [name for name in made if made[name] != committed[name]]
    assert not different, "run `make release`"


def test_students_get_our_own_rules_of_what_is_measured() -> None:
    """The visible checks refuse models by a copy of the folder by which graders do."""
    ours = ROOT / "autograder" / "adapters" / "keras" / "export"
    theirs = SOURCE / "gradient_lab" / "export"
    assert files(theirs) == files(ours), "run `make release`"


def solution_lines() -> Iterator[str]:
    """Give every line of a solution that is long enough to be told from any other.

    Signatures do not count: some notebooks ask for what others have as a helper.
    """
    for name in NAMES:
        text = "\n".join(cell.source for cell in read(SOURCE, name).cells if grade_id(cell))
        for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL):
            lines = (line.strip() for line in region.splitlines())
            yield from (line for line in lines if len(line) > 25 and not line.startswith("def "))


def written_answers() -> Iterator[str]:
    """Give every line of the written questions' answers and marking schemes."""
    for name in NAMES:
        for cell in read(SOURCE, name).cells:
            if cell.cell_type == "markdown" and grade_id(cell):
                yield from (line for line in cell.source.splitlines() if len(line) > 25)


def grader_words() -> Iterator[str]:
    """Give the names of hidden tests and every sentence in the hidden graders."""
    for path in sorted((ROOT / "tests" / "graders").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield from [node.name] if node.name.startswith("test_") else []
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                # A sentence: the name of a loss is no secret.
                yield from [node.value] if len(node.value) > 30 and " " in node.value else []


def other_solutions() -> Iterator[str]:
    """Give the sentence in the head of every solution that graders are tried on."""
    for path in sorted((ROOT / "solutions").rglob("*.py")):
        head = ast.get_docstring(ast.parse(path.read_text())) or ""
        yield head.partition("\n")[0].partition(": ")[2].rstrip(".")


@pytest.mark.parametrize("words", [solution_lines, written_answers, grader_words, other_solutions])
def test_no_hidden_word_is_released(words: object, released_text: str) -> None:
    """No line of a solution, marking scheme, hidden grader or other solution reaches students."""
    assert callable(words)
    hidden = [word for word in words() if word]
    assert len(hidden) >= 5, "found nothing to look for"
    assert not [word for word in hidden if word in released_text]


@pytest.mark.parametrize("marker", MARKERS)
def test_no_marker_is_released(marker: str, released_text: str) -> None:
    """No word of the course's makers is left in what students get."""
    assert marker not in released_text


def test_release_keeps_no_outputs_and_no_machine() -> None:
    """Released notebooks are clean: no outputs, no execution counts, no path of a machine."""
    for name in NAMES:
        text = (RELEASE / f"{name}.ipynb").read_text()
        assert str(ROOT) not in text
        for cell in read(RELEASE, name).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None


TEMPLATES = [*(ROOT / "autograder" / "start" / "templates").glob("*/source/*.ipynb")]


@pytest.mark.parametrize("path", [*RELEASE.glob("*.ipynb"), *TEMPLATES], ids=lambda path: path.stem)
def test_lab_finds_nothing_to_add_to_an_opened_notebook(path: Path) -> None:
    """It writes down the kernel; where that is new, a notebook is "modified" as it is opened."""
    metadata = nbformat.read(path, as_version=4).metadata
    assert metadata.kernelspec.display_name == get_kernel_dict()["display_name"]
    told, found = dict(metadata.language_info), dict(IPythonKernel.language_info)
    assert told.pop("version").split(".")[0] == found.pop("version").split(".")[0]
    assert told == found
