"""Any bytes in: a notebook or a rejection that names the file and what to do."""

import json
from pathlib import Path

import pytest

from autograder.errors import NotebookRejected
from autograder.intake import read_notebook
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


def test_old_format_is_upgraded(tmp_path: Path) -> None:
    """A notebook of format 3 is read with its cells."""
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "input": ["x = 1"],
                        "outputs": [],
                        "language": "python",
                        "metadata": {},
                    }
                ]
            }
        ],
    }
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(old))
    (cell,) = read_notebook(path, Limits()).cells
    assert "".join(cell.source) == "x = 1"
