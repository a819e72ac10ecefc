"""Any bytes in: a notebook or a rejection that names the file and what to do."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from one_notebook import read_notebook

from autograder.errors import NotebookRejected, OperatorFault
from autograder.intake import reading
from autograder.intake.reading import read_bytes, read_documents
from autograder.limits import Limits

BROKEN = {
    "not valid JSON": b'{"cells": [',
    "no list of cells": b'{"metadata": {}}',
    "valid JSON, but not a notebook": b"[1, 2]",
    "not valid JSON (": b"[" * 100_000,
    "is empty": b" \n",
    "is a web page": b"<!DOCTYPE html><html>",
    "is a link, not a notebook": b"https://colab.research.google.com/drive/1a2b?usp=sharing\n",
    "is a pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n",
    "is a Python script": b"# coding: utf-8\nimport numpy as np\n",
    "ends in the middle, at line 2": b'{"cells": [{"source":\n["def f(',
    "is a RAR archive": b"Rar!\x1a\x07",
    "is a PDF document": b"%PDF-1.7",
    "is marked as UTF-16": b"\xff\xfe{",
    "archive that cannot be read": b"PK\x03\x04 and no more",
    "holds two notebooks": b'{"cells": []}{"cells": [1]}',
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


@pytest.mark.parametrize("level", ["home", "home/week5"])
def test_folder_that_has_become_a_link_is_not_entered(level: str, tmp_path: Path) -> None:
    """Whoever may still write there can swap a folder for a link while it is being read."""
    path, hidden = tmp_path / "home/week5/1.ipynb", tmp_path / "hidden"
    for folder in (path.parent, hidden / "week5"):
        folder.mkdir(parents=True)
        (folder / "1.ipynb").write_text("{}")
    (hidden / "1.ipynb").write_text("{}")
    assert read_bytes(path, 10, tmp_path / "home") == b"{}"
    (tmp_path / level).rename(tmp_path / "swapped")
    (tmp_path / level).symlink_to(hidden)
    with pytest.raises(NotebookRejected):
        read_bytes(path, 10, tmp_path / "home")


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
    (read,) = read_notebook(path, Limits(**{limit: 10_000})).notebook.cells
    assert read.source.count("x = 1") == 1000
    cut = read_notebook(path, Limits(**{limit: 1000}))
    assert "This cell held 0.0 MB" in cut.notebook.cells[0].source
    assert "so it was left out" in cut.said[0]


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
    monkeypatch.setattr(reading, "PACKAGE", str(tmp_path))
    with pytest.raises(OperatorFault, match=r"fine\.ipynb: could not be read"):
        read_notebook(path, Limits())


def test_folder_by_the_name_of_a_notebook_is_refused(tmp_path: Path) -> None:
    """It costs the student, as any other thing that is no file, and holds nothing open."""
    (tmp_path / "1.ipynb").mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(NotebookRejected, match="not a plain file"):
        read_bytes(tmp_path / "1.ipynb", 100)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


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
    read = read_notebook(path, Limits()).notebook
    assert [(each.cell_type, each.source) for each in read.cells] == [
        (each.cell_type, "".join(each.source)) for each in expected.cells
    ]


CELLS = [
    {"cell_type": "code", "source": "x = 1\ny = 'ä'", "id": "a"},
    {"cell_type": "markdown", "source": "Größe", "id": "b"},
]
PLAIN = json.dumps({"cells": CELLS, "metadata": {}}, ensure_ascii=False)
READ = [cell["source"] for cell in CELLS]
ODD = {
    "UTF-16": (PLAIN.encode("utf-16"), "was in UTF-16"),
    "UTF-32": (PLAIN.encode("utf-32"), "was in UTF-32"),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), ""),
    "BOM": (PLAIN.encode("utf-8-sig"), "begins with a byte order mark"),
    "Windows": (PLAIN.encode("cp1252"), "read as Windows-1252"),
    "line ends": (PLAIN.replace("\\n", "\\r\\n").encode(), "its lines ended"),
    "bytes behind": (PLAIN.encode() + b"\n}]", "2 characters behind the end"),
    "zeros behind": (PLAIN.encode() + bytes(5000), ""),
    "outputs": (
        PLAIN.replace('"id"', '"outputs": ["' + "x" * (36 << 20) + '"], "id"', 1).encode(),
        "",
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_oddly_written_file_is_read_and_told(kind: str, tmp_path: Path) -> None:
    """What editors and systems do to a file costs nothing, and is said."""
    data, words = ODD[kind]
    path = tmp_path / "odd.ipynb"
    path.write_bytes(data)
    document = read_notebook(path, Limits())
    assert [cell.source for cell in document.notebook.cells] == READ
    assert words in " ".join(document.said)
    assert bool(words) == bool(document.said)


def test_large_literal_costs_its_own_cell(tmp_path: Path) -> None:
    """The other cells are read as they are."""
    large = {"cell_type": "code", "source": f"data = '{'x' * (1 << 20)}'"}
    path = tmp_path / "large.ipynb"
    path.write_text(json.dumps({"cells": [*CELLS, large]}))
    document = read_notebook(path, Limits())
    assert [cell.source for cell in document.notebook.cells[:2]] == READ
    assert document.notebook.cells[2].source.startswith("# This cell held 1.0 MB of code")
    assert "was left out" in document.said[0]


def conflict(ours: str, theirs: str, before: str = "", after: str = "") -> str:
    """Return a text as version control leaves it."""
    marks = ("<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> other")
    return "\n".join([before, *marks, after])


def test_conflict_in_outputs_is_resolved(tmp_path: Path) -> None:
    """Both sides hold the same cells."""
    cell = '{"cell_type": "code", "source": "x = 1",'
    text = conflict(
        '"execution_count": 3, "id": "a", "outputs": [1]}',
        '"execution_count": 4, "id": "b", "outputs": []}',
        before=f'{{"cells": [{cell}',
        after="]}",
    )
    path = tmp_path / "merged.ipynb"
    path.write_text(text)
    document = read_notebook(path, Limits())
    assert [each.source for each in document.notebook.cells] == ["x = 1"]
    assert "merge conflict" in document.said[0]


def test_conflict_in_the_text_is_for_its_author(tmp_path: Path) -> None:
    """Nobody else chooses between two versions."""
    path = tmp_path / "merged.ipynb"
    path.write_text(conflict('{"cells": []}', '{"cells": [{"source": "x"}]}'))
    (document,) = read_documents(path, Limits())
    assert "holds a merge conflict; resolve it" in document.reason
    assert document.waits
