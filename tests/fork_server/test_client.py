"""Fork servers: what they hand to workers, how they end, what happens when they do not."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import autograder
from autograder.errors import SandboxUnavailable
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS
from autograder.limits import Limits
from autograder.sandbox.levels import LIMITS_ONLY, NAMES, Level
from autograder.sandbox.probe import attempt, probe
from autograder.worker.wire import RemoteObject

ENTRY = "autograder.worker.serve:main"
LIGHT = "autograder.sandbox.probe:answer"
SECONDS = 20.0
# A process that imports TensorFlow for itself may take long on a busy machine.
COLD_SECONDS = 300.0


def test_a_worker_of_an_unknown_entry_is_told() -> None:
    """An entry that does not exist is the operator's problem, in words."""
    level = probe()
    with (
        ForkServer.start([], level=level, warm=False) as parent,
        pytest.raises(SandboxUnavailable, match="No module named"),
    ):
        parent.spawn("autograder.no_such_module:main", {}, Limits())


def test_a_killed_parent_is_started_again() -> None:
    """When the parent has died, the next worker comes from a new one."""
    with ForkServer.start([], level=probe(), warm=False) as parent:
        parent.spawn(LIGHT, {}, Limits()).close()
        os.kill(parent._server._process.pid, signal.SIGKILL)
        parent._server._process.wait()
        parent.spawn(LIGHT, {}, Limits()).close()


def test_a_parent_that_answers_too_late_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its late answer would be taken for that to the next request; another one takes over."""
    with ForkServer.start([], level=probe(), warm=False) as parent:
        late = parent._server._process
        monkeypatch.setattr("autograder.fork_server.starting.ANSWER_SECONDS", 0.2)
        late.send_signal(signal.SIGSTOP)
        with pytest.raises(SandboxUnavailable, match="does not answer"):
            parent.spawn(LIGHT, {}, Limits())
        assert late.poll() == -signal.SIGKILL
        monkeypatch.undo()
        parent.spawn(LIGHT, {}, Limits()).close()


def test_a_cold_worker_does_what_a_warm_one_does() -> None:
    """Without a fork server each worker imports for itself, behind the same walls."""
    with (
        ForkServer.start(ALWAYS, warm=False) as parent,
        parent.spawn(ENTRY, {}, Limits()) as worker,
    ):
        source = "import tensorflow as tf\ndef f(x): return tf.reduce_sum(x)\n"
        source += f"open({autograder.__file__!r})"
        error = worker.run_cell(source, COLD_SECONDS).error
        assert error is not None
        assert error.type_name in ("PermissionError", "FileNotFoundError")
        total = worker.call(RemoteObject("notebook", ("f",)), [[1.0, 2.0]], {}, COLD_SECONDS)
        assert total.array == 3.0


@pytest.mark.skipif(probe().name == LIMITS_ONLY, reason="needs a Linux that confines")
def test_a_hung_warm_worker_is_replaced_by_a_cold_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a forked worker does not answer in time, one that imports for itself takes over."""
    monkeypatch.setattr("autograder.fork_server.client.READY_SECONDS", 0.0)
    with ForkServer.start([], level=probe()) as parent, parent.spawn(LIGHT, {}, Limits()) as w:
        assert w.alive


def test_everything_ends_with_the_owner() -> None:
    """When the trusted process is killed, parent, worker and folder go too."""
    script = f"""
        import sys, time
        from autograder.limits import Limits
        from autograder.fork_server.client import ForkServer
        parent = ForkServer.start({ALWAYS}, warm=False)
        worker = parent.spawn("{ENTRY}", {{}}, Limits())
        print(worker.handles.number, parent._server._process.pid, parent._server._folder.name)
        sys.stdout.flush()
        worker.run_cell("while True: pass", 99)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        stem, parent, folder = owner.stdout.readline().split()
        owner.kill()
    remains = [Path(f"/proc/{stem}"), Path(f"/proc/{parent}"), Path(folder)]
    for _ in range(200):
        if not any(path.exists() for path in remains):
            return
        time.sleep(0.02)
    pytest.fail(f"left behind: {[path for path in remains if path.exists()]}")


def test_the_best_level_is_found_and_lower_ones_work() -> None:
    """The probe names a level at which a worker answers, and everything below works too."""
    level = probe()
    assert level.name == NAMES[0] or level.reason
    for name in NAMES[NAMES.index(level.name) :]:
        assert attempt(name) == ""


def test_the_lowest_level_still_limits() -> None:
    """With limits only, time and memory are bounded and the worker is ended with its group."""
    with (
        ForkServer.start(ALWAYS, level=Level(LIMITS_ONLY), warm=False) as parent,
        parent.spawn(ENTRY, {}, Limits()) as worker,
    ):
        limit = "import resource; resource.getrlimit(resource.RLIMIT_DATA)[1]"
        run = worker.run_cell(limit, SECONDS)
        assert run.outputs[0]["data"]["text/plain"] == str(Limits().data_bytes)
