"""What a call leaves beside its result: printed text, drawn figures, written files."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.worker import crossing, plots
from autograder.worker.outputs import Outputs, Stream
from autograder.worker.wire_values import TooLarge

Stamp = tuple[int, int, int]
Call = Callable[..., Any]
# What a path leads to that is no file, for a message.
OTHERS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(frozen=True)
class Effects:
    """Calls functions of a notebook that runs in the current folder, and tells what came of it.

    `shown` gets the figures that are displayed by somebody, while it is not None.
    """

    output_bytes: int
    shown: plots.Shown = field(default_factory=plots.Shown)
    folder: str = field(default_factory=lambda: os.path.realpath("."))

    def functions(self) -> dict[str, Call]:
        """Return what graders may call, by name."""
        return {each.__name__: each for each in (self.printed, self.drawn, self.written, self.file)}

    def printed(self, function: Call, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> str:
        """Return what a call writes to standard output; TooLarge where it is too much."""
        outputs = Outputs(self.output_bytes)
        outputs.start_cell()
        with contextlib.redirect_stdout(Stream("stdout", outputs)):
            function(*arguments, **keywords)
        if outputs.full:
            raise TooLarge(f"it printed more than {self.output_bytes:,} bytes")
        return "".join(each["text"] for each in outputs.finish_cell()["outputs"])

    def drawn(
        self, function: Call, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> list[Any]:
        """Return the figures that a call shows, or leaves open."""
        plots.close_figures()
        with self.shown.noting() as shown:
            function(*arguments, **keywords)
            return [*shown, *(each for each in plots.open_figures() if each not in shown)]

    def written(
        self, function: Call, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> list[str]:
        """Return the names of the files that a call makes or changes."""
        before = dict(self._stamps())
        function(*arguments, **keywords)
        return sorted(name for name, stamp in self._stamps() if before.get(name) != stamp)

    def file(self, name: str) -> bytes | str:
        """Return what a file of the notebook's folder holds, or in words why it is not read."""
        path = os.path.join(self.folder, name)  # noqa: PTH118 - a name, not to be changed
        reason = self._reason(path)
        if reason:
            return reason
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            content = file.read(crossing.FRAME_BYTES + 1)
        if len(content) > crossing.FRAME_BYTES:
            raise TooLarge(f"{name} has more than {crossing.FRAME_BYTES:,} bytes")
        return content

    def _reason(self, path: str) -> str:
        """Say what keeps a path from being read: nothing there, no file, or a link on the way."""
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return "there is none"
        if stat.S_ISREG(mode):
            return "" if os.path.realpath(path) == os.path.normpath(path) else "got a link"
        return f"got {next((words for is_one, words in OTHERS if is_one(mode)), 'a device')}"

    def _stamps(self) -> Iterator[tuple[str, Stamp]]:
        """Yield each name below the folder but hidden ones, with what a change to it changes."""
        found = 0
        for parent, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if name[0] not in "._"]
            for name in names:
                found += 1
                if found > crossing.FILES:
                    raise TooLarge(f"there are more than {crossing.FILES:,} files")
                path = os.path.join(parent, name)  # noqa: PTH118 - many files
                if not name.startswith("."):
                    yield os.path.relpath(path, self.folder), _stamp(path)


def _stamp(path: str) -> Stamp:
    status = os.lstat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size
