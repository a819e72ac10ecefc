"""Show the pictures of written answers: in the text, attached, or in a file beside the notebook.

Each becomes an attachment that was drawn anew, so that whoever marks sees it, and sees nothing
but a picture.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import nbformat
from nbformat import NotebookNode

from autograder.errors import NotebookRejected, OperatorFault
from autograder.intake.reading import PACKAGE, read_bytes
from autograder.limits import Limits

MOST_PICTURES = 40
# An address that holds spaces stands in <> in Markdown, and in quotes in HTML.
IN_MARKDOWN = re.compile(
    r"!\[([^\]\n]{0,300})\]"
    r"\([ \t]{0,9}(?:<([^<>\n]{1,2000})>|([^)\s<>]{1,2000}))[^)\n]{0,300}\)"
)
IN_HTML = re.compile(
    r"<img\b[^<>]{0,1000}?\bsrc\s{0,9}=\s{0,9}"
    r"(?:\"([^\"<>\n]{1,2000})\"|'([^'<>\n]{1,2000})'|([^\"'\s<>]{1,2000}))[^<>]{0,1000}>",
    re.IGNORECASE,
)
# What a browser fetches from elsewhere; all else is a file of the student's.
ELSEWHERE = re.compile(r"(?:https?:|data:|//)", re.IGNORECASE)
ATTACHED = "attachment:"
START = """\
import sys
sys.path.insert(0, sys.argv.pop(1))
from autograder.reader.pictures import main
main()
"""


def show(notebook: NotebookNode, folder: Path, limits: Limits) -> list[str]:
    """Draw every picture of a notebook anew, and return what is to be said of those left out."""
    asked = dict(_first(_named(notebook, folder, limits), 2 * limits.picture_bytes))
    drawn = _drawn(asked, limits) if asked else {}
    lost = sum(_attach(cell, f"{number}", drawn) for number, cell in enumerate(notebook.cells))
    return [f"pictures that cannot be shown: {lost}"] * bool(lost)


def _named(notebook: NotebookNode, folder: Path, limits: Limits) -> Iterator[tuple[str, str]]:
    """Yield key and base64 of every picture that a notebook's texts name."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            cell.source = IN_HTML.sub(_as_markdown, cell.source)
            yield from _wanted(cell, f"{number}", folder, limits)


def _first(pictures: Iterable[tuple[str, str]], room: int) -> Iterator[tuple[str, str]]:
    """Yield so many pictures as are shown, while there is room for them; look at the others."""
    shown = 0
    for key, data in pictures:
        if shown < MOST_PICTURES and len(data) <= room:
            yield key, data
            shown, room = shown + 1, room - len(data)


def _as_markdown(found: re.Match[str]) -> str:
    """Set a picture of this notebook off from the HTML around it, which would not show it."""
    address = _address(found.groups())
    return found[0] if ELSEWHERE.match(address) else f"\n\n![picture](<{address}>)\n\n"


def _address(ways: Iterable[str | None]) -> str:
    """Return the address from the one way in which it was written."""
    return next(filter(None, ways), "")


def _wanted(
    cell: NotebookNode, number: str, folder: Path, limits: Limits
) -> Iterator[tuple[str, str]]:
    """Yield key and base64 of the pictures that a text names."""
    attachments = cell.get("attachments", {})
    for _, *ways in IN_MARKDOWN.findall(cell.source):
        address = _address(ways)
        key = f"{number}/{address}"
        if address.startswith(ATTACHED):
            bundle = attachments.get(unquote(address.removeprefix(ATTACHED)), {})
            yield from ((key, data) for data in list(bundle.values())[:1])
        elif data := _beside(folder, unquote(address), limits):
            yield key, base64.b64encode(data).decode()


def _beside(folder: Path, name: str, limits: Limits) -> bytes:
    """Return what lies in a plain file beside the notebook; nothing by way of a link or upwards."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return b""
    try:
        return read_bytes(folder / path, limits.picture_bytes, folder)
    except (NotebookRejected, OperatorFault, ValueError):
        return b""


def _drawn(pictures: Mapping[str, str], limits: Limits) -> dict[str, list[str]]:
    """Have a process of its own draw them; where one breaks it, none is shown."""
    numbers = (str(limits.reading_bytes), str(int(limits.reading_seconds)))
    command = [sys.executable, "-I", "-c", START, PACKAGE, *numbers]
    asked = json.dumps(pictures).encode()
    run = subprocess.run(command, input=asked, capture_output=True, check=False)  # noqa: S603
    drawn: dict[str, list[str]] = {} if run.returncode else json.loads(run.stdout)
    return drawn


def _attach(cell: NotebookNode, number: str, drawn: Mapping[str, list[str]]) -> int:
    """Leave a cell the pictures that were drawn; return how many it names beside these."""
    if cell.cell_type == "code":
        return 0
    kept: dict[str, dict[str, str]] = {}
    lost = 0

    def attached(found: re.Match[str]) -> str:
        nonlocal lost
        words, *ways = found.groups()
        address = _address(ways)
        if ELSEWHERE.match(address):
            return found[0]
        if picture := drawn.get(f"{number}/{address}"):
            name = f"picture-{len(kept) + 1}"
            kept[name] = {picture[0]: picture[1]}
            return f"![{words}]({ATTACHED}{name})"
        lost += 1
        return f"*(a picture that cannot be shown: {words or 'without a name'})*"

    cell.source = IN_MARKDOWN.sub(attached, cell.source)
    cell.pop("attachments", None)
    if kept:
        cell.attachments = nbformat.from_dict(kept)
    return lost
