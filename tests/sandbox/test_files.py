"""The files that a worker finds in its folder."""

from collections.abc import Callable

import pytest

from autograder.errors import CourseError
from autograder.sandbox.process import Process

SECONDS = 20.0


def test_files_lie_in_the_workers_folder(spawn: Callable[..., Process]) -> None:
    """Files with folders are written before the first cell runs."""
    worker = spawn({"gradient_lab/data/digits.txt": b"8", "notes.md": b""})
    run = worker.run_cell("open('gradient_lab/data/digits.txt').read()", SECONDS)
    assert run.outputs[0]["data"]["text/plain"] == "'8'"


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_files_cannot_lead_out_of_the_folder(spawn: Callable[..., Process], name: str) -> None:
    """A name that leaves the folder is refused."""
    with pytest.raises(CourseError, match="leads out"):
        spawn({name: b""})
