"""How much of a worker's claims the trusted side takes in."""

from typing import Any

import pytest

from autograder.sandbox.cell_run import SLACK_BYTES, OutputRoom, read_error, read_run, size_of
from autograder.sandbox.faults import InvalidReply

RUN = {"outputs": [], "updates": [], "execution_count": 1, "error": None}


def stream(length: int) -> dict[str, Any]:
    """Return an output of so many characters."""
    return {"output_type": "stream", "name": "stdout", "text": "x" * length}


@pytest.mark.parametrize(
    "claim",
    [
        {"outputs": [stream(2 * SLACK_BYTES)]},
        {"outputs": [stream(1000)] * (2 * SLACK_BYTES // 1000)},
        {"updates": [[0, 0, {"text/plain": "x" * 2 * SLACK_BYTES}, {}]]},
        {"outputs": [{**stream(1), "x" * 2 * SLACK_BYTES: 1}]},
    ],
    ids=["one", "many", "updates", "keys"],
)
def test_more_than_a_cell_may_put_out_is_a_violation(claim: dict[str, Any]) -> None:
    """Outputs past the cap were not collected by our worker: they are forged."""
    with pytest.raises(InvalidReply, match="of output"):
        read_run({**RUN, **claim}, output_bytes=1000)


def test_as_much_as_a_cell_may_put_out_is_taken() -> None:
    """The cap itself is allowed, with the errors that a cell shows beyond it."""
    run, _ = read_run({**RUN, "outputs": [stream(1000 + SLACK_BYTES // 2)]}, output_bytes=1000)
    assert size_of(run.outputs) > 1000


def test_texts_of_a_forged_error_are_cut() -> None:
    """An error takes kilobytes in a record, whatever its worker claims."""
    claim = dict.fromkeys(("type", "message", "place", "traceback"), "x" * 10**6)
    error = read_error({**claim, "bases": ["b"] * 99})
    texts = (error.type_name, error.message, error.place, error.traceback)
    assert sum(map(len, texts)) < 50_000
    assert len(error.bases) < 50
    assert error.message.endswith("cut here")


def test_room_is_shared_by_all_cells() -> None:
    """Once the cells have put out more than they may together, a note stands for the rest."""
    room = OutputRoom(100)
    assert room.admit([stream(50)]) == [stream(50)]
    (note,) = room.admit([stream(90)])
    assert "left out" in note["text"]
    assert room.admit([]) == []
