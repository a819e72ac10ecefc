"""Turn a file on standard input into its plain notebooks on standard output, as JSON.

Run with the limits as JSON, in a process of its own that starts in some 30 ms. The answer is a
list of what was found, each with "inside", its path in the archive. What was read has the fields
of `Plain`, the others "rejected", the reason, and "several", whether it is versions that differ.
Exit status OUT_OF_MEMORY says what it says.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from autograder.reader import text
from autograder.reader.bounds import bound
from autograder.reader.cells import Plain, Room, plain_cells
from autograder.reader.marks import is_archive
from autograder.reader.refusal import Rejected, Several

OUT_OF_MEMORY = 3
# An archive in an archive is opened, and none in that.
DEEPEST = 2

Answer = dict[str, Any]


def main() -> int:
    """Answer one file; return the exit status."""
    limits: dict[str, int] = json.loads(sys.argv[1])
    memory, seconds, unpacked = (limits.pop(name) for name in ("memory", "seconds", "unpacked"))
    bound(memory, seconds)
    try:
        room = Room(**limits)
        answers = documents(sys.stdin.buffer.read(), room, unpacked)
        sys.stdout.write(f"[{','.join(_bounded(answers, room))}]")
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _bounded(answers: Iterator[Answer], room: Room) -> Iterator[str]:
    """Yield answers as JSON while they are no more than two of the largest notebooks."""
    left = 2 * (room.code + room.text + room.pictures)
    for answer in answers:
        text = json.dumps(answer)
        left -= len(text)
        full = {"inside": answer["inside"], "rejected": "was not read: too much comes before it"}
        yield text if left >= 0 else json.dumps(full)


def documents(data: bytes, room: Room, unpacked: int, depth: int = 0) -> Iterator[Answer]:
    """Yield every notebook in a file: one, or those of an archive."""
    try:
        if is_archive(data):
            yield from _unpacked(data, room, unpacked, depth)
        else:
            plain = notebook(data, room)
            yield {"inside": "", **plain._asdict()}
    except Rejected as reason:
        several = isinstance(reason, Several)
        yield {"inside": "", "rejected": str(reason), "several": several}


def notebook(data: bytes, room: Room) -> Plain:
    """Return the cells of one notebook; raise Rejected."""
    decoded, said = text.decoded(data)
    if versions := text.sides(decoded):
        plain = _merged([_cells(version, room) for version in versions])
        said.append("held a merge conflict that touched no cell's text; it is resolved")
    else:
        plain = _cells(decoded, room)
    return plain._replace(said=(*said, *plain.said))


def _cells(source: str, room: Room) -> Plain:
    document, said = text.parsed(source)
    plain = plain_cells(document, room)
    return plain._replace(said=(*said, *plain.said))


def _merged(versions: list[Plain]) -> Plain:
    """Return the one version that both sides of a conflict are; raise Rejected where they differ.

    Ids are no part of what a student wrote.
    """
    ours, theirs = ([{**cell, "id": ""} for cell in each.cells] for each in versions)
    if ours != theirs:
        raise Several("holds a merge conflict; resolve it, look at the cells, hand it in again")
    return versions[0]


def _unpacked(data: bytes, room: Room, unpacked: int, depth: int) -> Iterator[Answer]:
    if depth == DEEPEST:
        raise Rejected("is an archive in an archive in an archive; unpack it")
    from autograder.reader import archive  # noqa: PLC0415 - few are handed in

    count = 0
    for answer in _entries(archive.notebooks(data, unpacked), room, unpacked, depth):
        count += 1
        if count > archive.MOST_NOTEBOOKS:
            raise Rejected(f"is an archive of more than {archive.MOST_NOTEBOOKS} notebooks")
        yield answer
    if not count:
        raise Rejected("is an archive without a notebook in it")


def _entries(
    found: Iterator[tuple[str, bytes | Rejected]], room: Room, unpacked: int, depth: int
) -> Iterator[Answer]:
    for name, content in found:
        if isinstance(content, Rejected):
            yield {"inside": name, "rejected": str(content)}
        else:
            for answer in documents(content, room, unpacked, depth + 1):
                yield {**answer, "inside": "/".join(filter(None, (name, answer["inside"])))}


if __name__ == "__main__":
    sys.exit(main())
