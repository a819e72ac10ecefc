"""What a cell puts out, in nbformat's form (version 4), within a cap."""

import base64
import io
import json
import threading
from collections.abc import Mapping
from typing import Any

from autograder.worker.tracebacks import NAME_CHARACTERS, TRACEBACK_CHARACTERS, cut, scrub

Output = dict[str, Any]
# So many errors are shown although the room is used up: the last one says why a cell ended.
LATE_ERRORS = 3


class Outputs:
    """Collects the outputs of one cell at a time; between cells everything is dropped.

    `limit` is the number of bytes (characters, for text) that one cell may put out.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.RLock()
        self._cell = -1
        self._collecting = False
        # Where each display id was shown: (number of the cell, number of the output).
        self._shown: dict[str, list[tuple[int, int]]] = {}
        self._begin()

    @property
    def full(self) -> bool:
        """Whether the cell has put out more than is kept."""
        return self._full

    def _begin(self) -> None:
        self._outputs: list[Output] = []
        self._updates: list[list[Any]] = []
        self._room = self._limit
        self._full = False
        self._late_errors = 0
        self._clear_pending = False

    def start_cell(self) -> None:
        """Begin to collect for the next cell."""
        with self._lock:
            self._begin()
            self._cell += 1
            self._collecting = True

    def finish_cell(self) -> dict[str, Any]:
        """Return the cell's outputs, and updates of earlier cells' as [cell, output, data, …]."""
        with self._lock:
            self._collecting = False
            outputs = [_scrubbed(output) for output in self._outputs]
            return {"outputs": outputs, "updates": self._updates}

    def stream(self, name: str, text: str) -> None:
        """Add text to standard output or error; neighbouring writes become one output."""
        with self._lock:
            text = self._take_text(text)
            if not text:
                return
            self._clear_if_pending()
            last = self._outputs[-1] if self._outputs else {}
            if last.get("name") == name and last["output_type"] == "stream":
                last["text"].append(text)
            else:
                self._outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def display(self, data: Mapping[str, Any], metadata: Any, display_id: str | None) -> None:
        """Add a display_data output."""
        output = {"output_type": "display_data", **_bundle(data, metadata)}
        with self._lock:
            if self._fits(output):
                self._clear_if_pending()
                self._outputs.append(output)
                self._remember(display_id)

    def update(self, data: Mapping[str, Any], metadata: Any, display_id: str) -> None:
        """Change every output that was shown under a display id, in earlier cells too.

        Each of them takes its share of the room.
        """
        bundle = _bundle(data, metadata)
        with self._lock:
            for cell, index in self._shown.get(display_id, ()):
                if not self._fits(bundle):
                    return
                if cell == self._cell:
                    self._outputs[index].update(bundle)
                else:
                    self._updates.append([cell, index, bundle["data"], bundle["metadata"]])

    def result(self, data: Mapping[str, Any], metadata: Any, count: int) -> None:
        """Add an execute_result output."""
        output = {"output_type": "execute_result", **_bundle(data, metadata)}
        with self._lock:
            if self._fits(output):
                self._clear_if_pending()
                self._outputs.append({**output, "execution_count": count})

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """Add an error output; a few are shown even where the room is used up."""
        if sum(map(len, traceback)) > TRACEBACK_CHARACTERS:
            traceback = [cut("\n".join(traceback), TRACEBACK_CHARACTERS)]
        texts = {"ename": cut(name, NAME_CHARACTERS), "evalue": message, "traceback": traceback}
        error = {"output_type": "error", **texts}
        with self._lock:
            if self._collecting and self._late_errors < LATE_ERRORS:
                self._late_errors += not self._fits(error)
                self._clear_if_pending()
                self._outputs.append(error)

    def clear(self, wait: bool) -> None:
        """Remove the cell's outputs, at once or when the next one comes."""
        with self._lock:
            self._clear_pending = True
            if not wait:
                self._clear_if_pending()

    def _clear_if_pending(self) -> None:
        if self._clear_pending:
            self._clear_pending = False
            self._outputs.clear()
            for places in self._shown.values():
                places[:] = [place for place in places if place[0] != self._cell]

    def _remember(self, display_id: str | None) -> None:
        if display_id is not None:
            place = (self._cell, len(self._outputs) - 1)
            self._shown.setdefault(display_id, []).append(place)

    def _take_text(self, text: str) -> str:
        if not self._collecting or self._full:
            return ""
        if len(text) > self._room:
            self._overflow(text[: self._room])
            return ""
        self._room -= len(text)
        return text

    def _fits(self, output: Output) -> bool:
        if not self._collecting or self._full:
            return False
        size = len(json.dumps(output))
        if size > self._room:
            self._overflow("")
            return False
        self._room -= size
        return True

    def _overflow(self, rest: str) -> None:
        """Keep what still fits and say that the rest is missing."""
        self._room = len(rest) + 100
        if rest:
            self.stream("stdout", rest)
        self.stream("stderr", f"\n[output cut here: more than {self._limit:,} bytes]\n")
        self._full = True


class Stream(io.TextIOBase):
    """Standard output or error of the student's code."""

    encoding = "UTF-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name = name
        self._outputs = outputs

    @property
    def name(self) -> str:
        """The name that a stream output has."""
        return self._name

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def write(self, text: str) -> int:
        """Add text to the outputs of the cell that runs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.stream(self._name, text)
        return len(text)


def _bundle(data: Mapping[str, Any], metadata: Any) -> Output:
    """Make a MIME bundle plain: bytes in base 64, anything odd as its text."""
    encoded = {
        str(mime): base64.b64encode(content).decode() if isinstance(content, bytes) else content
        for mime, content in data.items()
    }
    bundle = {"data": encoded, "metadata": metadata or {}}
    text = json.dumps(bundle, default=str, ensure_ascii=False)
    plain: Output = json.loads(text.encode("utf-8", "replace"))
    return plain


def _scrubbed(output: Output) -> Output:
    """Make an output the same in every run, as far as that depends on memory addresses."""
    if output["output_type"] == "stream":
        return {**output, "text": scrub("".join(output["text"]))}
    if output["output_type"] == "error":
        texts = {key: scrub(output[key]) for key in ("ename", "evalue")}
        return {**output, **texts, "traceback": [scrub(line) for line in output["traceback"]]}
    data = {
        mime: scrub(content) if mime.startswith("text/") and isinstance(content, str) else content
        for mime, content in output["data"].items()
    }
    return {**output, "data": data}
