"""The student's other notebooks, for cells that run them: `%run my_helpers.ipynb`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from autograder.intake.choosing import Choice, Found
from autograder.intake.reading import Document

# Archives hold longer names and paths than a file may have, and more than a worker is handed.
LONGEST_NAME, LONGEST_PATH = 200, 1000
MOST_BYTES = 8_000_000


def others(
    found: Iterable[Found], choices: Mapping[str, Choice], folder: str, files: Iterable[str]
) -> dict[str, bytes]:
    """Return what may be run, by the name under which it lies beside a notebook that runs.

    Below `folder` that is where it was handed in. `files` lie there already.
    """
    read = [each for each in found if not each.document.reason]
    documents = {_name(each.place, folder): each.document for each in reversed(read)}
    counting = {f"{name}.ipynb": each.document for name, each in choices.items() if each.document}
    every = {**documents, **counting}
    taken = (*files, *every)
    fitting = ((name, _code(each)) for name, each in every.items() if _fits(name, taken))
    return dict(_first(fitting, MOST_BYTES))


def named(notebooks: Mapping[str, bytes], cells: str) -> dict[str, bytes]:
    """Return those notebooks that cells name, and those that these name in turn."""
    found: dict[str, bytes] = {}
    waiting = [cells]
    while waiting:
        text = waiting.pop()
        new = [each for each in notebooks if each not in found and _written(each) in text]
        found |= {each: notebooks[each] for each in new}
        waiting += [notebooks[each].decode() for each in new]
    return found


def _first(notebooks: Iterable[tuple[str, bytes]], room: int) -> Iterator[tuple[str, bytes]]:
    """Yield the notebooks for which there is room."""
    for name, code in notebooks:
        if len(code) <= room:
            yield name, code
            room -= len(code)


def _name(place: str, folder: str) -> str:
    path = PurePosixPath(place)
    below = path.is_relative_to(folder)
    return str(path.relative_to(folder)) if below else path.name


def _fits(name: str, files: Iterable[str]) -> bool:
    """Whether a file of this name can be laid down among others, none of them in its way."""
    in_the_way = (each.startswith(f"{name}/") or name.startswith(f"{each}/") for each in files)
    parts = (len(part.encode()) <= LONGEST_NAME for part in name.split("/"))
    return (
        len(name.encode()) <= LONGEST_PATH
        and all(parts)
        and name.isprintable()
        and not any(in_the_way)
    )


def _written(name: str) -> str:
    """Return a notebook's own name as it stands inside a JSON text."""
    return json.dumps(PurePosixPath(name).name)[1:-1]


def _code(document: Document) -> bytes:
    """Return a notebook of the code alone; equal for equal code, so without new ids."""
    cells = [
        {"metadata": {}, "outputs": [], "execution_count": None, "cell_type": "code"}
        | {"source": cell["source"]}
        for cell in json.loads(document.cells)
        if cell["cell_type"] == "code"
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole).encode()
