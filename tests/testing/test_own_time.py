"""A grader that computes without end is stopped, and told as the instructor's fault."""

import threading
from pathlib import Path

import pytest
from testing.small_run import GRADER_FILE, grade

from autograder.records import FaultKind, Verdict
from autograder.testing import own_time

BODY = """
    @pytest.mark.criterion("cell")
    def test_endless(student):
        while True:
            try:
                sum(range(1000))
            except ValueError:
                pass

    @pytest.mark.criterion("cell")
    def test_next(student):
        assert student.f() == 4
    """


def test_grader_without_end_is_left_to_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File and line are told, and the criteria below it are judged."""
    monkeypatch.setattr(own_time, "OWN_SECONDS", 0.3)
    results = grade(tmp_path, BODY, f=lambda: 4)
    endless = results["endless"]
    assert endless.verdict is Verdict.UNJUDGED
    assert endless.fault is not None and endless.fault.kind is FaultKind.GRADER
    assert f"{GRADER_FILE}, line" in endless.message
    assert "computed for 0.3 s, the limit" in endless.message
    assert results["next"].verdict is Verdict.PASSED


def test_other_threads_grade_without_a_limit() -> None:
    """Python tells signals to the main thread only."""
    entered = []

    def enter() -> None:
        with own_time.limited():
            entered.append(True)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]
