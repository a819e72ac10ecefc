"""The plain cells of a document: types, texts, names and pictures, under limits.

Whatever a file holds beside these ends here.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import unquote

from autograder.reader.refusal import Rejected

MEGABYTE = 1_000_000
COLAB = {"colab", "executionInfo"}
FLAGS = ("grade", "solution", "locked", "task")
MOST_TAGS, NAME_CHARACTERS = 10, 100
PICTURE = re.compile(r"data:(image/(?:png|jpeg|jpg|gif|webp|bmp));base64,([A-Za-z0-9+/=%]+)")


class Room(NamedTuple):
    """The most cells of a notebook, and characters of its code, its other text, its pictures."""

    cells: int
    code: int
    text: int
    pictures: int


class Plain(NamedTuple):
    """The cells of one notebook, what is to be said of them, and whether Colab has written them.

    `claims` is what the file says of each cell; no grade rests on it.
    """

    cells: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    said: tuple[str, ...] = ()
    colab: bool = False


def plain_cells(document: Any, room: Room) -> Plain:
    """Return type, source, id, grade id and attachments of every cell; raise Rejected."""
    found = list(_cells(document))
    if len(found) > room.cells:
        raise Rejected(f"has {len(found)} cells; at most {room.cells} are graded")
    cells, claims = list(map(_plain, found)), list(map(_claims, found))
    said = []
    if any("\r" in cell["source"] for cell in cells):
        said.append("its lines ended as in another system; they end as released")
    for cell in cells:
        cell["source"] = cell["source"].replace("\r\n", "\n").replace("\r", "\n")
        if cell["cell_type"] != "code":
            _lift_pictures(cell)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    text = [cell for cell in cells if cell["cell_type"] != "code"]
    _make_room(code, room.code, "code", said)
    _make_room(text, room.text, "text", said)
    _make_room_for_pictures(text, room.pictures, said)
    return Plain(cells, claims, tuple(said), _from_colab(document, found))


def _make_room(cells: list[dict[str, Any]], most: int, what: str, said: list[str]) -> None:
    """Empty the largest cells until the others fit: a large one costs itself, not the notebook."""
    length = sum(len(cell["source"]) for cell in cells)
    for cell in sorted(cells, key=lambda each: len(each["source"]), reverse=True):
        if length <= most:
            return
        size, limit = len(cell["source"]) / MEGABYTE, most / MEGABYTE
        words = f"held {size:.1f} MB of {what}; at most {limit:.1f} MB of it are graded"
        name = cell["grade_id"] or " ".join(cell["source"][:40].split())
        said.append(f"cell {name!r} {words}, so it was left out")
        length -= len(cell["source"])
        cell["source"] = f"# This cell {words}." if what == "code" else f"This cell {words}."


def _lift_pictures(cell: dict[str, Any]) -> None:
    """Make attachments of the pictures that stand in a text."""
    lifted: dict[str, dict[str, str]] = {}

    def attached(found: re.Match[str]) -> str:
        name = f"in-the-text-{len(lifted) + 1}"
        lifted[name] = {found[1]: unquote(found[2])}
        return f"attachment:{name}"

    cell["source"] = PICTURE.sub(attached, cell["source"])
    cell["attachments"] = {**cell["attachments"], **lifted}


def _make_room_for_pictures(cells: list[dict[str, Any]], most: int, said: list[str]) -> None:
    """Drop the pictures for which there is no room, and say so."""
    for cell in cells:
        for name, bundle in cell["attachments"].items():
            size = sum(map(len, bundle.values()))
            if size > most:
                said.append(f"a picture of {size / MEGABYTE:.1f} MB is not shown")
                cell["attachments"][name] = {}
            else:
                most -= size


def _cells(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the cells; before format 4 they stood in worksheets."""
    notebook = mapping_of(document)
    sheets = [notebook] if "cells" in notebook else notebook.get("worksheets")
    lists = [mapping_of(sheet).get("cells") for sheet in sheets] if _is_list(sheets) else [None]
    for cells in lists:
        if not _is_list(cells):
            raise Rejected("is valid JSON, but not a notebook (it has no list of cells)")
        yield from (cell for cell in cells if isinstance(cell, dict))


def _from_colab(document: Any, cells: list[dict[str, Any]]) -> bool:
    """Whether Colab has left its marks in the metadata."""
    metadata = (mapping_of(each.get("metadata")) for each in (mapping_of(document), *cells))
    return any(COLAB & set(each) for each in metadata)


def _plain(cell: dict[str, Any]) -> dict[str, Any]:
    """Keep what grading reads; headings and HTML of format 3 become markdown, as in Jupyter."""
    kind = cell.get("cell_type")
    source = text_of(cell.get("source", cell.get("input")))
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        source = " ".join([marks, *source.splitlines()])
    data = mapping_of(mapping_of(cell.get("metadata")).get("nbgrader"))
    return {
        "cell_type": "markdown" if kind in ("heading", "html") else text_of(kind),
        "source": source,
        "id": text_of(cell.get("id")),
        "grade_id": text_of(data.get("grade_id")),
        "attachments": pictures(mapping_of(cell.get("attachments"))),
    }


def _claims(cell: dict[str, Any]) -> dict[str, Any]:
    """Return what the file says a cell is: nbgrader's kinds, points and checksum, and its tags."""
    metadata = mapping_of(cell.get("metadata"))
    data, tags = mapping_of(metadata.get("nbgrader")), metadata.get("tags")
    named = [text_of(tag)[:NAME_CHARACTERS] for tag in tags] if _is_list(tags) else []
    points = data.get("points")
    return {
        **{flag: data.get(flag) is True for flag in FLAGS},
        "points": points if isinstance(points, int | float) else 0,
        "checksum": text_of(data.get("checksum"))[:NAME_CHARACTERS],
        "tags": named[:MOST_TAGS],
    }


def pictures(attachments: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the attachments that are well formed: pictures pasted into a written answer."""
    return {
        text_of(name): {text_of(kind): text_of(text) for kind, text in bundle.items()}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict)
    }


def text_of(value: Any) -> str:
    """Join the lines; half an emoji, which JSON allows and no file, becomes a question mark."""
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode(errors="replace").decode()


def mapping_of(value: Any) -> dict[str, Any]:
    """Return a mapping as it is, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
