"""Any bytes in: a notebook or a rejection that names the file and what to do."""

import json
import os
from pathlib import Path

import nbformat
import pytest

from autograder.errors import NotebookRejected, OperatorFault
from autograder.intake import plain, read_notebook
from autograder.intake.reading import read_bytes
from autograder.limits import Limits

BROKEN = {
    "not valid JSON": b'{"cells": [',
    "not UTF-8": '{"cells": []}'.encode("utf-16"),
    "no list of cells": b'{"metadata": {}}',
    "valid JSON, but not a notebook": b"[1, 2]",
    "not valid JSON (": b"[" * 100_000,
}


@pytest.mark.parametrize("words", BROKEN)
def test_broken_files_are_rejected_in_words(words: str, tmp_path: Path) -> None:
    """Every kind of broken file is rejected with its name and the reason."""
    path = tmp_path / "homework.ipynb"
    path.write_bytes(BROKEN[words])
    with pytest.raises(NotebookRejected, match="homework.ipynb") as rejection:
        read_notebook(path, Limits())
    assert words in str(rejection.value)


def test_missing_file_is_rejected(tmp_path: Path) -> None:
    """A notebook that was never handed in is a rejection, not a crash."""
    with pytest.raises(NotebookRejected, match="was not handed in"):
        read_notebook(tmp_path / "none.ipynb", Limits())


def test_link_is_refused(tmp_path: Path) -> None:
    """A link could point at another student's work, so it is not followed."""
    (tmp_path / "real.ipynb").write_text('{"cells": []}')
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    with pytest.raises(NotebookRejected, match="not a plain file"):
        read_notebook(tmp_path / "link.ipynb", Limits())


def test_linked_folder_is_refused(tmp_path: Path) -> None:
    """A folder that is a link would hand in another student's work."""
    (tmp_path / "ada" / "week").mkdir(parents=True)
    (tmp_path / "ada" / "week" / "n.ipynb").write_text('{"cells": []}')
    (tmp_path / "eve").symlink_to(tmp_path / "ada")
    with pytest.raises(NotebookRejected, match="folder is a link"):
        read_notebook(tmp_path / "eve" / "week" / "n.ipynb", Limits())


def test_size_and_number_of_cells_are_capped(tmp_path: Path) -> None:
    """Files over the byte limit and notebooks over the cell limit are told the limit."""
    path = tmp_path / "big.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "raw", "source": ""}] * 20}))
    with pytest.raises(NotebookRejected, match="at most 10 are graded"):
        read_notebook(path, Limits(notebook_cells=10))
    with pytest.raises(NotebookRejected, match="MB are graded"):
        read_notebook(path, Limits(notebook_bytes=10))


@pytest.mark.parametrize(
    ("kind", "limit"), [("code", "code_bytes"), ("markdown", "text_bytes"), ("raw", "text_bytes")]
)
def test_text_of_the_cells_is_capped(kind: str, limit: str, tmp_path: Path) -> None:
    """Outputs may be large, for they are dropped; what would reach a page may not."""
    path = tmp_path / "big.ipynb"
    cell = {"cell_type": kind, "source": ["x = 1\n"] * 1000, "outputs": ["y" * 100_000]}
    path.write_text(json.dumps({"cells": [cell]}))
    (read,) = read_notebook(path, Limits(**{limit: 10_000})).cells
    assert read.source.count("x = 1") == 1000
    with pytest.raises(NotebookRejected, match="its cells hold 0.0 MB"):
        read_notebook(path, Limits(**{limit: 1000}))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(reading_bytes=200_000_000), "takes more than 200 MB of memory"),
        (Limits(reading_seconds=1, reading_bytes=10_000_000_000), "takes more than 1 s"),
    ],
    ids=["memory", "time"],
)
def test_file_that_swells_when_it_is_read_is_rejected(
    limits: Limits, words: str, tmp_path: Path
) -> None:
    """Small values by the million cost the process that parses them, and nobody else."""
    path = tmp_path / "dense.ipynb"
    path.write_bytes(b'{"cells": [' + b"[[]]," * 6_000_000 + b"1]}")
    with pytest.raises(NotebookRejected, match=words):
        read_notebook(path, limits)


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe under a notebook's name is refused like any other file that is not plain."""
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(NotebookRejected, match="not a plain file"):
        read_notebook(tmp_path / "pipe.ipynb", Limits())


def test_reading_that_fails_by_our_fault_costs_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no process can read the file, that is no finding about the file."""
    path = tmp_path / "fine.ipynb"
    path.write_text('{"cells": []}')
    monkeypatch.setattr(plain, "__file__", str(tmp_path / "missing.py"))
    with pytest.raises(OperatorFault, match=r"fine\.ipynb: could not be read"):
        read_notebook(path, Limits())


def test_folder_by_the_name_of_a_notebook_is_refused(tmp_path: Path) -> None:
    """It costs the student, as any other thing that is no file, and holds nothing open."""
    (tmp_path / "1.ipynb").mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(NotebookRejected, match="not a plain file"):
        read_bytes(tmp_path / "1.ipynb", 100)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_disk_that_fails_costs_nobody() -> None:
    """A file that cannot be read for another reason than itself is no submission refused."""
    with pytest.raises(OperatorFault, match="Input/output error"):
        read_bytes(Path("/proc/self/mem"), 100)


def test_old_format_is_upgraded(tmp_path: Path) -> None:
    """A notebook of format 3 keeps code, headings and HTML, as Jupyter upgrades them."""
    cells = [
        {"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python"},
        {"cell_type": "heading", "level": 2, "source": "My\nanswers"},
        {"cell_type": "html", "source": "<b>bold</b>"},
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(old))
    expected = nbformat.convert(nbformat.from_dict(old), 4)
    read = read_notebook(path, Limits())
    assert [(each.cell_type, each.source) for each in read.cells] == [
        (each.cell_type, "".join(each.source)) for each in expected.cells
    ]
