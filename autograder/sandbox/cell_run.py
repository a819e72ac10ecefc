"""What a cell gave, checked: a worker's reply is a claim until it has passed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.sandbox.faults import InvalidReply, RemoteError

Output = dict[str, Any]

# A cell shows its last errors even where its room is used up.
SLACK_BYTES = 1 << 20
NAME_CHARACTERS, PLACE_CHARACTERS = 250, 500
MESSAGE_CHARACTERS, TRACEBACK_CHARACTERS = 5_000, 25_000
BASES = 32
NUMBER_BYTES = 8
LEFT_OUT = {
    "output_type": "stream",
    "name": "stderr",
    "text": "[these outputs were left out: the notebook has put out more than it may]\n",
}


@dataclass(frozen=True)
class CellRun:
    """One execution of one cell; `outputs` are nbformat's, version 4.

    `number` is what its last expression gave, where that is one; it is as much a claim as the rest.
    A later cell may change a display of an earlier one, as it may in Jupyter: `outputs` of the
    earlier run then changes in place.
    """

    outputs: list[Output]
    execution_count: int
    error: RemoteError | None
    number: float | None = None


def read_error(claim: Any) -> RemoteError:
    """Return a reply's error; InvalidReply if it is not one."""
    _require(type(claim) is dict and type(claim.get("bases")) is list, "an error")
    texts = [claim.get(name) for name in ("type", "message", "place", "traceback")]
    _require(all(type(text) is str for text in [*texts, *claim["bases"]]), "an error")
    return RemoteError(
        cut(texts[0], NAME_CHARACTERS),
        tuple(cut(base, NAME_CHARACTERS) for base in claim["bases"][:BASES]),
        cut(texts[1], MESSAGE_CHARACTERS),
        cut(texts[2], PLACE_CHARACTERS),
        cut(texts[3], TRACEBACK_CHARACTERS),
        given=claim.get("given") is True,
    )


def read_run(reply: Mapping[str, Any], output_bytes: int) -> tuple[CellRun, Any]:
    """Return the run that a reply tells of, and its claim of updates of earlier displays.

    InvalidReply for anything else, and for more output than a cell may put out.
    """
    size = size_of([reply.get("outputs"), reply.get("updates")])
    if size > output_bytes + SLACK_BYTES:
        raise InvalidReply(f"the reply held {size:,} bytes of output, {output_bytes:,} are allowed")
    outputs, count = reply.get("outputs"), reply.get("execution_count")
    _require(type(outputs) is list and type(count) is int, "outputs")
    error, number = reply.get("error"), reply.get("number")
    _require(number is None or type(number) is float, "a number")
    checked = [read_output(output) for output in outputs or []]
    run = CellRun(checked, count or 0, None if error is None else read_error(error), number)
    return run, reply.get("updates")


def read_output(claim: Any) -> Output:
    """Return one output with exactly the fields that nbformat gives it."""
    _require(type(claim) is dict, "an output")
    kind = claim.get("output_type")
    _require(type(kind) is str and kind in _FIELDS, "an output")
    for field, is_valid in _FIELDS[kind].items():
        _require(is_valid(claim.get(field)), "an output")
    return {"output_type": kind, **{field: claim[field] for field in _FIELDS[kind]}}


def apply_updates(claims: Any, runs: list[CellRun]) -> None:
    """Carry out the changes of earlier displays that a cell made: [run, output, data, metadata]."""
    _require(type(claims) is list, "updates")
    for claim in claims:
        _require(type(claim) is list and len(claim) == 4, "updates")
        run, index, data, metadata = claim
        _require(type(run) is int and 0 <= run < len(runs), "updates")
        outputs = runs[run].outputs
        _require(type(index) is int and 0 <= index < len(outputs), "updates")
        changed = {**outputs[index], "data": data, "metadata": metadata}
        outputs[index].update(read_output(changed))


@dataclass
class OutputRoom:
    """How much the cells of a notebook may yet put out together, in bytes."""

    left: int

    def holds(self, value: Any) -> bool:
        """Take the room that a value needs; False where there was not enough."""
        self.left -= size_of(value)
        return self.left >= 0

    def admit(self, outputs: list[Output]) -> list[Output]:
        """Return the outputs, or a note in their place where there is no room for them."""
        return outputs if not outputs or self.holds(outputs) else [dict(LEFT_OUT)]


def size_of(value: Any) -> int:
    """Return about how many bytes a plain value takes as JSON."""
    if type(value) is dict:
        return sum(size_of(key) + size_of(item) for key, item in value.items())
    if type(value) is list:
        return sum(map(size_of, value))
    return len(value) if type(value) in (str, bytes) else NUMBER_BYTES


def cut(text: str, characters: int) -> str:
    """Keep the beginning of a text that is longer than any worker of ours would send."""
    return text if len(text) <= characters else f"{text[:characters]} … cut here"


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise InvalidReply(f"the reply was not {what} as a notebook holds it")


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_stream(value: Any) -> bool:
    return value in ("stdout", "stderr")


def _is_count(value: Any) -> bool:
    return type(value) is int


def _is_lines(value: Any) -> bool:
    return type(value) is list and all(type(line) is str for line in value)


def _is_bundle(value: Any) -> bool:
    return type(value) is dict and _is_json(value)


def _is_json(value: Any) -> bool:
    if type(value) is dict:
        return all(type(key) is str and _is_json(item) for key, item in value.items())
    if type(value) is list:
        return all(_is_json(item) for item in value)
    return value is None or type(value) in (bool, int, float, str)


_FIELDS = {
    "stream": {"name": _is_stream, "text": _is_text},
    "display_data": {"data": _is_bundle, "metadata": _is_bundle},
    "execute_result": {"data": _is_bundle, "metadata": _is_bundle, "execution_count": _is_count},
    "error": {"ename": _is_text, "evalue": _is_text, "traceback": _is_lines},
}
