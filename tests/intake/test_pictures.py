"""Pictures of written answers reach whoever marks, as pictures and nothing else."""

import base64
import io
import json
from pathlib import Path

import pytest
from nbformat import NotebookNode
from one_notebook import read_notebook
from PIL import Image

from autograder.feedback.markdown import clean_markdown
from autograder.intake.pictures import show
from autograder.limits import Limits


def drawing(width: int = 30, kind: str = "PNG", noise: bool = False) -> bytes:
    """Return a picture's bytes."""
    picture = Image.effect_noise((width, width), 90) if noise else Image.new("RGB", (width, 20))
    file = io.BytesIO()
    picture.convert("RGB").save(file, kind)
    return file.getvalue()


def encoded(data: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(data).decode()


def shown(folder: Path, source: str, attachments: object = None) -> NotebookNode:
    """Write a notebook with one text, read it and return the cell as a person gets it."""
    cell = {"cell_type": "markdown", "source": source, "attachments": attachments or {}}
    path = folder / "mine.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    notebook = read_notebook(path, Limits()).notebook
    show(notebook, folder, Limits())
    (read,) = notebook.cells
    return read


def sizes(cell: NotebookNode) -> list[tuple[int, int]]:
    """Return width and height of each picture that a cell carries."""
    bundles = cell.get("attachments", {}).values()
    data = [base64.b64decode(text) for bundle in bundles for text in bundle.values()]
    return [Image.open(io.BytesIO(each)).size for each in data]


PNG = encoded(drawing())
WAYS = {
    "in markdown": f"![sketch](data:image/png;base64,{PNG})",
    "in a tag": f'<p align="center"><img src="data:image/png;base64,{PNG}" width="9"></p>',
    "attached": "![sketch](attachment:my%20sketch.png)",
    "beside": "![sketch](figures/sketch.jpg)",
    "beside, in a tag": '<img src="figures/sketch.jpg" alt="sketch"/>',
    "beside, with spaces": "![sketch](<figures/my sketch.jpg>)",
    "beside, with spaces, in a tag": "<img width=9 src='figures/my sketch.jpg'>",
    "beside, as Windows writes it": "![sketch](figures\\sketch.jpg)",
}


@pytest.mark.parametrize("way", WAYS)
def test_picture_is_shown(way: str, tmp_path: Path) -> None:
    """However it came into the answer; the page takes it as it is."""
    (tmp_path / "figures").mkdir()
    for name in ("sketch.jpg", "my sketch.jpg"):
        (tmp_path / "figures" / name).write_bytes(drawing(kind="JPEG"))
    cell = shown(tmp_path, WAYS[way], {"my sketch.png": {"image/png": PNG}})
    assert sizes(cell) == [(30, 20)]
    cleaned = clean_markdown(cell.source, cell.attachments)
    assert "](attachment:picture-1)" in cleaned
    assert "```" not in cleaned


def test_large_screenshot_is_shown_smaller(tmp_path: Path) -> None:
    """It refuses no notebook, and fills no page."""
    data = drawing(2000, noise=True)
    assert len(encoded(data)) > 4_000_000
    cell = shown(tmp_path, f"See ![it](data:image/png;base64,{encoded(data)})")
    assert sizes(cell) == [(1600, 1600)]
    assert len(next(iter(cell.attachments["picture-1"].values()))) < 3_000_000


@pytest.mark.parametrize(
    "address",
    [
        "/etc/passwd",
        "../secret.png",
        "..\\secret.png",
        "linked/secret.png",
        "link.png",
        "none.png",
        "text.png",
        "C:\\Users\\me\\mine.png",
        "file:///home/me/mine.png",
    ],
)
def test_nothing_but_pictures_of_ones_own(address: str, tmp_path: Path) -> None:
    """Links, ways upwards and files that are none are named as not shown."""
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "secret.png").write_bytes(drawing())
    (own / "link.png").symlink_to(tmp_path / "secret.png")
    (own / "linked").symlink_to(tmp_path)
    (own / "text.png").write_text("no picture")
    cell = shown(own, f"![x]({address})")
    assert cell.source == "*(a picture that cannot be shown: x)*"
    assert "attachments" not in cell


def test_picture_that_claims_to_be_huge_is_left_out(tmp_path: Path) -> None:
    """A few bytes may promise ten thousand million points."""
    data = bytearray(drawing())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    cell = shown(tmp_path, f"![x](data:image/png;base64,{encoded(bytes(data))})")
    assert "attachments" not in cell


def test_picture_elsewhere_stays_an_address(tmp_path: Path) -> None:
    """Nothing is fetched."""
    source = "![x](https://example.org/a.png) and <img src='https://example.org/b.png'>"
    assert shown(tmp_path, source).source == source
