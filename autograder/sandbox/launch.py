"""Start one confined worker from this process.

Processes, for the level "full": the starter forks a *stem*, which enters new namespaces and
forks *process 1* of them, which forks the *worker*. Process 1 stays outside the worker's
Landlock and filter, waits, and writes how the worker ended to the status pipe: it gives honest
names to deaths that a process 1 of student code would hide. If the stem is killed, process 1 dies
with it, and with process 1 everything inside. Without namespaces the stem does process 1's work.
"""

import contextlib
import dataclasses
import importlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.limits import Limits
from autograder.sandbox import landlock, namespaces, privileges, rlimits, scratch, seccomp
from autograder.sandbox.levels import FULL, LIMITS_ONLY
from autograder.worker import wire
from autograder.worker.channel import Channel, ChannelClosed


@dataclass(frozen=True)
class Order:
    """What to start: `entry` is "module:function", called with the channel and a byte limit.

    `modules` and that of the entry are imported before the worker loses sight of the package;
    `scratch` is the worker's folder: a mount point at the level "full", else an empty folder of
    its own.
    """

    entry: str
    modules: tuple[str, ...]
    limits: Limits
    level: str
    scratch: Path


# The variables that name where a library writes at its import.
CACHES = {"matplotlib": "MPLCONFIGDIR", "keras": "KERAS_HOME"}
# Exit status of a worker that had no memory left to answer.
OUT_OF_MEMORY = 12

Step = Callable[[Order, socket.socket, int], None]


def start(order: Order, bridge: socket.socket, status: int) -> int:
    """Fork the stem and return its process number; `bridge` and `status` stay open here."""
    stem = os.fork()
    if stem == 0:
        _guarded(order, bridge, status, _run_stem)
    return stem


def _guarded(order: Order, bridge: socket.socket, status: int, run: Step) -> NoReturn:
    """Run one process of the tree to its end; tell a failure to the other end of the bridge."""
    try:
        run(order, bridge, status)
        os._exit(0)
    except ChannelClosed:
        os._exit(0)  # the other end knows
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        Channel(bridge).send({"ready": False, "error": message})
    finally:
        os._exit(1)  # whatever happens, nothing goes on in the place of the process that forked


def _run_stem(order: Order, bridge: socket.socket, status: int) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _keep_only(bridge.fileno(), status)
    if order.level == LIMITS_ONLY:
        _run_first(order, bridge, status)
        return
    privileges.renounce_root()
    if order.level == FULL:
        namespaces.enter()
    privileges.die_with_parent()
    if order.level != FULL:
        _run_first(order, bridge, status)
        return
    first = os.fork()
    if first == 0:
        privileges.die_with_parent()
        _guarded(order, bridge, status, _run_first)
    _keep_only()
    os.waitpid(first, 0)


def _run_first(order: Order, bridge: socket.socket, status: int) -> None:
    """Fork the worker and report its end, a `scratch.Ending`, as JSON."""
    if order.level == FULL:
        namespaces.mount_own(order.scratch, order.limits.scratch_bytes)
    worker = os.fork()
    if worker == 0:
        _guarded(order, bridge, status, _run_worker)
    _keep_only(status)
    if order.level != LIMITS_ONLY:
        privileges.set_dumpable(False)
    if order.level == FULL:
        ending = scratch.await_end(worker)
    else:
        ending = scratch.watch(worker, order.scratch, order.limits.scratch_bytes)
    os.write(status, json.dumps(dataclasses.asdict(ending)).encode())


def _run_worker(order: Order, bridge: socket.socket, _status: int) -> None:
    _keep_only(bridge.fileno())
    if order.level != LIMITS_ONLY:
        os.setsid()
        privileges.die_with_parent()
        privileges.set_dumpable(True)
    _settle(order.scratch)
    import_what_is_there(order.modules)
    module, _, function = order.entry.partition(":")
    importlib.import_module(module)
    _confine(order)
    limits = wire.WireLimits(order.limits.frame_bytes)
    channel = Channel(bridge, limits, limits.of_requests)
    _write_files(channel.receive()["files"])
    getattr(sys.modules[module], function)(channel, order.limits.output_bytes)


def import_what_is_there(modules: tuple[str, ...]) -> None:
    """Import modules; one that fails is missed by whoever needs it."""
    for module in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(module)


def _settle(folder: Path) -> None:
    """Make the scratch folder the place for everything that a program writes."""
    os.chdir(folder)
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), USER="student", LOGNAME="student")
    for module, variable in CACHES.items():
        if module not in sys.modules:  # it would find the one that its parent uses read-only
            os.environ[variable] = str(folder / f".{module}")
    tempfile.tempdir = None
    sys.argv[:] = ["notebook"]
    # Last, so that no file shipped with a notebook can take a library's place.
    sys.path.append(str(folder))


def _confine(order: Order) -> None:
    """Give up everything that the worker does not need, in the order in which it can be done."""
    if order.level == LIMITS_ONLY:
        rlimits.apply(order.limits, own_users=False)
        return
    assert_one_thread()  # Landlock binds the calling thread only
    privileges.forbid_new_privileges()
    privileges.drop_capabilities()
    landlock.restrict(order.scratch)
    rlimits.apply(order.limits, own_users=order.level == FULL)
    seccomp.install()


def assert_one_thread() -> None:
    """RuntimeError when this process has other threads."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"{threads} threads run where one is allowed")


def _keep_only(*descriptors: int) -> None:
    """Close every other descriptor and point standard input, output and error at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    kept = sorted(descriptors)
    ends = [*kept, os.sysconf("SC_OPEN_MAX")]
    for low, high in zip([3, *(number + 1 for number in kept)], ends, strict=True):
        os.closerange(low, high)


def _write_files(files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)
