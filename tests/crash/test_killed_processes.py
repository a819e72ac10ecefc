"""A process of ours or of the student's is killed from outside: nobody loses a point by it."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from crash.processes import below
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.course import Course
from autograder.errors import SandboxUnavailable
from autograder.fork_server.client import ForkServer
from autograder.grade.context import start_fork_server
from autograder.grade.session import NotebookSession
from autograder.intake import restore
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.submission import grade_submission
from autograder.limits import Limits
from autograder.records import GradeRecord, Verdict
from autograder.sandbox.levels import Level
from autograder.worker.wire import RemoteObject

SLOW = "import time\ndef double(x):\n    time.sleep(0.5)\n    return x + x\n"
SUICIDE = "import os\ndef double(x):\n    os.kill(os.getpid(), 9)\n"
MODEL = """
import keras
def double(x):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    return model
"""
AUDITS = '''
import numpy as np
import pytest
from autograder.audit.report import TrainingPlan

@pytest.mark.criterion("double")
def test_trains(student, audit, random, measure):
    """The model trains."""
    x = random.normal(size=(640, 4)).astype("float32")
    report = audit(student.double(1)).train(TrainingPlan(x, x[:, :1], 300, 32, 1))
    assert report.finite
'''
DEADLINE = 120.0
DOUBLE = RemoteObject("notebook", ("double",))


def grade(context: CourseContext, student: str) -> GradeRecord:
    """Grade one student of the small course from scratch, without the time that it took."""
    record = grade_submission(context, student, {}, frozenset([NOTEBOOK])).record
    return record.model_copy(update={"seconds": 0})


def kill(context: CourseContext, processes: int, index: int) -> None:
    """Kill the process of an index in the order of age, once so many run, the warm one included.

    Fail where that never comes: nothing would have been killed.
    """
    deadline = time.monotonic() + DEADLINE
    warm = context.fork_server._server._process.pid
    while time.monotonic() < deadline:
        line = [warm, *sorted(below(warm))]
        if len(line) == processes:
            time.sleep(0.2)
            with suppress(ProcessLookupError):  # it had just come to its end: wait for the next
                os.kill(line[index], signal.SIGKILL)
                return
    pytest.fail(f"nothing was killed: never did {processes} processes run, at the end {len(line)}")


def grade_while_killing(
    context: CourseContext, student: str, processes: int, index: int
) -> GradeRecord:
    """Grade while one process is killed beside it."""
    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(kill, context, processes, index)
        record = grade(context, student)
        killed.result()
    return record


@pytest.mark.parametrize("depth", range(4), ids=["fork server", "stem", "process 1", "worker"])
def test_process_killed_from_outside_costs_nothing(depth: int, context: CourseContext) -> None:
    """The notebook is graded once more, and the record is that of an undisturbed grading."""
    if context.level.name != "full":
        pytest.skip("the line of processes is that of the level full")
    hand_in(context.course.root, "slow", answered(context.course.root, SLOW))
    undisturbed = grade(context, "slow")
    assert undisturbed.score == 4.0
    assert grade_while_killing(context, "slow", 4, depth) == undisturbed


def test_worker_killed_between_calls_is_followed_by_another(context: CourseContext) -> None:
    """The call that meets the end is nobody's fault, and the next one has a process again."""
    root = context.course.root
    clean = restore(answered(root, SLOW), context.assignment.notebooks[NOTEBOOK])
    session = NotebookSession(context, "between", clean, context.assignment.files)
    call = partial(session.connection(NOTEBOOK, "double").call, DOUBLE, [2], {}, DEADLINE)
    with closing(session):
        assert call() == 4
        for process in below(context.fork_server._server._process.pid):
            with suppress(ProcessLookupError):  # it went with the one above it
                os.kill(process, signal.SIGKILL)
        with pytest.raises(SandboxUnavailable):
            call()
        assert call() == 4


def start_and_kill(level: Level) -> ForkServer:
    """Start a fork server and kill it before it can be ready."""
    before = set(below(os.getpid()))
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(start_fork_server, level)
        while not (new := set(below(os.getpid())) - before):
            time.sleep(0.01)
        os.kill(new.pop(), signal.SIGKILL)
        return started.result()


def test_fork_server_killed_while_it_starts_costs_nothing(context: CourseContext) -> None:
    """Another one is started for the same notebook."""
    hand_in(context.course.root, "slow", answered(context.course.root, SLOW))
    undisturbed = grade(context, "slow")
    starts = iter([start_and_kill, lambda _level: context.fork_server])
    disturbed = replace(context, start=lambda: next(starts)(context.level))
    assert grade(disturbed, "slow") == undisturbed
    assert not list(starts)


def test_killed_auditor_costs_nothing(context: CourseContext, course: Path) -> None:
    """The process that trains the students' models is killed: it is trained once more."""
    if context.level.name != "full":
        pytest.skip("the line of processes is that of the level full")
    (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").write_text(AUDITS)
    hand_in(course, "models", answered(course, MODEL))
    with open_context(Course(course), ASSIGNMENT, Limits()) as auditing:
        undisturbed = grade(auditing, "models")
        assert undisturbed.score == 4.0
        assert grade_while_killing(auditing, "models", 7, 6) == undisturbed


def test_function_that_kills_itself_still_loses(context: CourseContext) -> None:
    """A second chance is no way out: what kills its own process does so again."""
    hand_in(context.course.root, "suicide", answered(context.course.root, SUICIDE))
    record = grade(context, "suicide")
    assert record.score == 0.0
    assert record.cells[0].criteria[0].verdict is Verdict.FAILED
    assert "SIGKILL" in record.cells[0].criteria[0].message
