"""Turn a notebook on standard input into its plain cells on standard output, as JSON.

This file runs by itself, as a process with little memory and little time, so that a file made to
be large when it is read costs its own notebook only. It imports the standard library alone and so
starts in some 20 ms. Whatever a file holds beside its cells' texts, names and pictures ends here.

    python -I -S plain.py MEMORY SECONDS CELLS CODE TEXT < notebook.ipynb

CODE and TEXT are the most characters of all code cells and of all other cells; memory is in bytes.
The answer is {"cells": [...]} or {"rejected": reason}; exit status OUT_OF_MEMORY says what it says.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, TypeGuard

OUT_OF_MEMORY = 3
MEGABYTE = 1_000_000


class Rejected(Exception):
    """What cannot be read as a notebook; the text is the reason."""


def main() -> int:
    """Answer one notebook; return the exit status."""
    memory, seconds, *most = map(int, sys.argv[1:])
    with contextlib.suppress(ValueError, OSError):  # not every system has these limits
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    try:
        try:
            answer: dict[str, Any] = {"cells": plain_cells(sys.stdin.buffer.read(), *most)}
        except Rejected as reason:
            answer = {"rejected": str(reason)}
        sys.stdout.write(json.dumps(answer))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def plain_cells(data: bytes, most_cells: int, code: int, text: int) -> list[dict[str, Any]]:
    """Return type, source, id, grade id and attachments of every cell; raise Rejected."""
    found = list(_cells(_parse(data)))
    if len(found) > most_cells:
        raise Rejected(f"{len(found)} cells; at most {most_cells} are graded")
    cells = [_plain(cell) for cell in found]
    _require_room([cell for cell in cells if cell["cell_type"] == "code"], code, "code")
    _require_room([cell for cell in cells if cell["cell_type"] != "code"], text, "text")
    return cells


def _require_room(cells: list[dict[str, Any]], most: int, what: str) -> None:
    length = sum(len(cell["source"]) for cell in cells)
    if length > most:
        size, limit = length / MEGABYTE, most / MEGABYTE
        raise Rejected(f"its cells hold {size:.1f} MB of {what}; at most {limit:.1f} MB are graded")


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Rejected(f"not UTF-8 text ({error.reason}); save it from Jupyter") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}: {error.msg}"
        raise Rejected(f"not valid JSON ({where}); save it from Jupyter") from error
    except RecursionError as error:
        raise Rejected("not valid JSON (nested too deep); save it from Jupyter") from error
    except ValueError as error:
        raise Rejected(f"not valid JSON ({error}); save it from Jupyter") from error


def _cells(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the cells; before format 4 they stood in worksheets."""
    notebook = mapping_of(document)
    sheets = [notebook] if "cells" in notebook else notebook.get("worksheets")
    lists = [mapping_of(sheet).get("cells") for sheet in sheets] if _is_list(sheets) else [None]
    for cells in lists:
        if not _is_list(cells):
            raise Rejected("valid JSON, but not a notebook (it has no list of cells)")
        yield from (cell for cell in cells if isinstance(cell, dict))


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


if __name__ == "__main__":
    sys.exit(main())
